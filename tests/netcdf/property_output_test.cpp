// SPDX-License-Identifier: BSL-1.0
// Properties that the library does not know appear in the output with their names, units and values.
#include <eudrift/netcdf/file.hpp>
#include <eudrift/netcdf/property_output.hpp>
#include <eudrift/netcdf/trajectory_writer.hpp>
#include <eudrift/netcdf/variable.hpp>

#include "../catch.hpp"
#include "../support/larvae.hpp"

#include <cstdio>

using namespace eudrift;
namespace larval = test::larval;

namespace {

using aged = property<larval::age, float>;
using drifted = property<larval::drift, vec<float, 2>>;
using fed = property<larval::hungry, std::uint8_t>;

}  // namespace

TEST_CASE("properties of particles are variables of the file, component by component") {
  const auto larvae = larval::batch_of<larval::larva_batch>({3, 4, 9});
  const property_output<aged> age(larvae);
  const property_output<drifted> drift(larvae);
  const property_output<fed> hungry(larvae);

  trajectory_layout layout;
  layout.particles = 3;
  layout.statuses = {"moving", "aground", "left", "waiting"};
  layout.waiting = 3;
  trajectory_columns columns;
  const auto take = [&](const std::vector<output_variable>& variables, const std::vector<output_values>& values) {
    layout.variables.insert(layout.variables.end(), variables.begin(), variables.end());
    columns.values.insert(columns.values.end(), values.begin(), values.end());
  };
  take(output_variables_of<aged>("time since hatching"), age.values());
  take(output_variables_of<drifted>(), drift.values());
  take(output_variables_of<fed>(), hungry.values());
  const std::vector<std::int8_t> status(3, 0);
  columns.x = larvae.component<position>(0), columns.y = larvae.component<position>(1);
  columns.element = larvae.component<host_element>(), columns.status = status;

  const std::string path = EUDRIFT_WORK_DIR "/properties.nc";
  {
    trajectory_writer tracks(path, layout);
    tracks.ids(larvae.component<particle_id>());
    tracks.begin(0), tracks.block(columns), tracks.end();
  }
  const netcdf_file file = netcdf_file::open(path);
  const auto row = [&](const char* name, nc_type type, const std::string& unit, const std::string& words) {
    return io_thread::instance().run([&] {
      const auto variable = find_variable(file, name);
      REQUIRE(variable.has_value());
      CHECK(variable->type == type);
      CHECK(text_attribute(file, variable->id, "units") == unit);
      CHECK(text_attribute(file, variable->id, "long_name") == words);
      std::vector<double> values(3);
      const std::size_t start[2] = {0, 0}, count[2] = {1, 3};
      check(nc_get_vara_double(file.id(), variable->id, start, count, values.data()), name);
      return values;
    });
  };
  CHECK(row("age", NC_FLOAT, "s", "time since hatching") == std::vector<double>{1.5, 2, 4.5});
  CHECK(row("drift_1", NC_FLOAT, "m", "drift_1") == std::vector<double>{8, 9, 14});
  CHECK(row("drift_2", NC_FLOAT, "m", "drift_2") == std::vector<double>{9, 10, 15});
  CHECK(row("hungry", NC_DOUBLE, "1", "hungry") == std::vector<double>{1, 0, 1});
  std::remove(path.c_str());
}
