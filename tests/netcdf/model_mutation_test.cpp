// SPDX-License-Identifier: BSL-1.0
// Damaged files of SCHISM, ADCIRC and UGRID, as mutation_test.cpp has FVCOM's, a quarter as many: each gives one
// sentence or finite values.
#include <eudrift/netcdf/model_source.hpp>

#include "catch.hpp"
#include "support/mutator.hpp"
#include "support/scratch.hpp"
#include "support/unstructured_generator.hpp"

using namespace fvcom_test;

namespace {

const std::vector<std::string> needed{"hvel",
                                      "dahv",
                                      "zcor",
                                      "wetdry_elem",
                                      "SCHISM_hgrid_face_nodes",
                                      "SCHISM_hgrid_node_x",
                                      "Mesh2",
                                      "Mesh2_face_nodes",
                                      "Mesh2_node_x",
                                      "Mesh2_node_y",
                                      "u",
                                      "v",
                                      "Mesh2_to_east",
                                      "element",
                                      "x",
                                      "u-vel",
                                      "v-vel",
                                      "depth",
                                      "time"};

document document_of(mutator& m) {
  unstructured_options o;
  const std::size_t layout = m.below(3);
  o.grid = mixed_square(3 + m.below(2), 3000, 0, 0, layout != 2);
  o.u = o.v = [](double x, double y, double z, double t) { return std::sin(x + y + z + t / 1e4); };
  o.levels = 2 + m.below(3);
  o.times.resize(1 + m.below(3));
  o.packed = m.one_in(2);
  o.first_number = static_cast<int>(m.below(2));
  o.at_faces = m.one_in(2);
  o.transposed = m.one_in(2);
  o.standard_names = m.one_in(2);
  o.degrees = m.one_in(4);
  if (o.degrees)
    for (std::size_t n = 0; n < o.grid.x.size(); ++n) o.grid.x[n] = 179.9 + o.grid.x[n] / 1e4, o.grid.y[n] /= 1e3;
  if (m.one_in(2)) o.dry = [](std::size_t face, std::size_t t) { return (face + t) % 3 == 0; };
  if (m.one_in(2)) o.dry_node = [](std::size_t node, std::size_t t) { return (node + t) % 3 == 0; };
  return layout == 0   ? schism_combined_document(o)
         : layout == 1 ? ugrid_document(o)
                       : adcirc_documents(o)["fort.64.nc"];
}

}  // namespace

TEST_CASE("damaged files of other models give one sentence or finite values", "[mutation]") {
  const unsigned long count = setting("EUDRIFT_MUTATIONS", 2000) / 4, first = setting("EUDRIFT_MUTATION_SEED", 1);
  const eudrift::depth_choice choices[] = {
      {}, {eudrift::depth_choice::way::average, 1, 0}, {eudrift::depth_choice::way::depth, 1, 2}};
  const scratch dir;
  const std::string path = dir / "f.nc";
  unsigned long whole = 0, refused = 0, unwritable = 0;
  for (unsigned long seed = first; seed < first + count; ++seed) {
    mutator m(static_cast<std::uint32_t>(seed), needed);
    document doc = document_of(m);
    const bool bytes = m.one_in(4);
    doc.format = bytes ? static_cast<file_format>(m.below(3)) : file_format::netcdf4;
    for (std::size_t n = bytes ? 0 : m.below(5); n-- > 0;) m.bend(doc);
    try {
      write(doc, path);
    } catch (const eudrift::error&) {
      ++unwritable;
      continue;
    }
    if (bytes) bend_file(m, path);
    bool read = false;
    const std::string fault = outcome(
        path, read, [&] { return eudrift::model_source({path}, choices[seed % 3]); },
        [](auto&) { return std::string(); });
    if (!fault.empty()) {
      CAPTURE(seed, fault);
      CHECK(fault.empty());
    }
    ++(read ? whole : refused);
  }
  CAPTURE(whole, refused, unwritable);
  CHECK(whole + refused + unwritable == count);
  if (count >= 500) {
    CHECK(whole > count / 20);
    CHECK(refused > count / 5);
    CHECK(unwritable < count / 2);
  }
}
