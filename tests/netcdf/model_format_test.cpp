// SPDX-License-Identifier: BSL-1.0
#include <eudrift/netcdf/model_format.hpp>

#include "catch.hpp"
#include "support/scratch.hpp"
#include "support/sentence.hpp"
#include "support/shared_data.hpp"
#include "support/unstructured_generator.hpp"

using namespace fvcom_test;
using eudrift::model_format;
using eudrift::recognise_format;

namespace {

struct told {
  model_format format;
  std::string sentence;
};
/// What a document's file is, its sentence without the path.
told tell(const document& doc) {
  const scratch dir;
  const std::string path = dir / "f.nc";
  write(doc, path);
  const auto found = recognise_format(path);
  REQUIRE(found.sentence.rfind(path + " is ", 0) == 0);
  return {found.format, found.sentence.substr(path.size() + 4)};
}

}  // namespace

TEST_CASE("a format is recognised from the file, with the reason") {
  const told fvcom = tell(fvcom_document({}));
  CHECK(fvcom.format == model_format::fvcom);
  CHECK(fvcom.sentence == "FVCOM's: it has the connectivity nv over the dimension nele");

  const told combined = tell(schism_combined_document({}));
  CHECK(combined.format == model_format::schism_combined);
  CHECK(combined.sentence ==
        "SCHISM's, of the older, combined layout: it has the dimension nSCHISM_hgrid_node and the variable hvel");

  for (const auto& [name, doc] : schism_split_documents({})) {
    const told split = tell(doc);
    CHECK(split.format == model_format::schism_split);
    CHECK(split.sentence.find("newer layout") != split.sentence.npos);
    CHECK((name == "out2d" || split.sentence.find("the variable " + name) != split.sentence.npos));
  }

  unstructured_options triangles;
  triangles.grid = mixed_square(4, 1000, 0, 0, false);
  for (const auto& [name, doc] : adcirc_documents(triangles)) {
    CHECK(tell(doc).format == model_format::adcirc);
    CHECK(tell(doc).sentence == "ADCIRC's: it has the connectivity element and the mesh adcirc_mesh");
  }

  const told ugrid = tell(ugrid_document({}));
  CHECK(ugrid.format == model_format::ugrid);
  CHECK(ugrid.sentence ==
        "after the UGRID conventions: it has the mesh Mesh2 (cf_role mesh_topology) with a face_node_connectivity");
  document bare = ugrid_document({});
  bare.remove("Mesh2");
  CHECK(tell(bare).format == model_format::ugrid);
  CHECK(tell(bare).sentence.find("Mesh2_face_nodes calls itself face_node_connectivity") != std::string::npos);
}

TEST_CASE("an unknown file is refused with what was looked for, and what it has") {
  document doc;
  doc.dimensions = {{"lon", 3}, {"lat", 2}};
  doc.add("water_u", NC_FLOAT, {"lat", "lon"}, {});
  const scratch dir;
  write(doc, dir / "grid.nc");
  CHECK(test::sentence([&] { recognise_format(dir / "grid.nc"); }) ==
        (dir / "grid.nc") +
            ": this is no model output that can be read; looked for nv over nele (FVCOM), the dimension "
            "nSCHISM_hgrid_node (SCHISM), element with adcirc_mesh, u-vel or zeta (ADCIRC), and a variable of cf_role "
            "mesh_topology (UGRID); the file has water_u");
  CHECK(test::sentence([&] { recognise_format(dir / "none.nc"); }) == (dir / "none.nc") + ": there is no such file");

  write(fvcom_document({}), dir / "a.nc");
  write(ugrid_document({}), dir / "b.nc");
  const std::vector<std::string> both{dir / "a.nc", dir / "b.nc"};
  const std::string mixed = test::sentence([&] { recognise_format(both); });
  CHECK(mixed.rfind(both[1] + " is after the UGRID conventions", 0) == 0);
  CHECK(mixed.find("but " + both[0] + " is FVCOM's") != mixed.npos);
}

TEST_CASE("real files are recognised") {
  CHECK(recognise_format(std::string(EUDRIFT_EXAMPLE_DATA "/sfbofs_fvcom.nc")).format == model_format::fvcom);
  const std::pair<const char*, model_format> files[] = {
      {"sfbofs_fvcom.nc", model_format::fvcom},
      {"schism3d_packed.nc", model_format::schism_combined},
      {"schism2d_packed_day0.nc", model_format::schism_combined},
      {"schism2d_packed_day3.nc", model_format::schism_combined},
      {"schism_newio_quarterannulus/out2d_1.nc", model_format::schism_split},
      {"schism_newio_quarterannulus/horizontalVelX_1.nc", model_format::schism_split},
      {"schism_newio_quarterannulus/horizontalVelY_1.nc", model_format::schism_split},
      {"schism_newio_quarterannulus/zCoordinates_1.nc", model_format::schism_split},
      {"ch3d_pearlharbor_tri.nc", model_format::ugrid}};
  for (const auto& [name, format] : files)
    if (const auto path = test::shared_data(name)) {
      CAPTURE(name);
      CHECK(recognise_format(*path).format == format);
    }
}
