// SPDX-License-Identifier: BSL-1.0
// The reference case as an FVCOM file, and points of release in it:
//   make_forcing FILE NODES_A_SIDE SLICES [LAYERS DEFLATE]    float32 in one layer; or int16 in LAYERS, a
//                                                             chunk a slice, deflated at that level
//   make_forcing FILE.csv PARTICLES                           uniform over the basin, clear of its edge
#include "../support/reference_case.hpp"

#include <eudrift/netcdf/file.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>

using namespace reference;

namespace {

const std::string what = "the forcing cannot be written";

/// A variable over dimensions of these numbers.
int define(const netcdf_file& file, const char* name, nc_type type, const std::vector<int>& over) {
  int number = -1;
  check(nc_def_var(file.id(), name, type, static_cast<int>(over.size()), over.data(), &number), what);
  return number;
}
void describe(const netcdf_file& file, int variable, const char* name, const std::string& text) {
  check(nc_put_att_text(file.id(), variable, name, text.size(), text.c_str()), what);
}

/// u and v of one slice at the elements, layer by layer [m/s]; deeper layers are slower.
std::array<std::vector<double>, 2> current(const mesh_data& mesh, double t, std::size_t layers) {
  std::array<std::vector<double>, 2> to;
  for (std::size_t k = 0; k < layers; ++k)
    for (std::size_t e = 0; e < mesh.corner.size() / 3; ++e) {
      double x = 0, y = 0;
      for (std::size_t c = 0; c < 3; ++c) {
        x += mesh.x[static_cast<std::size_t>(mesh.corner[3 * e + c])] / 3;
        y += mesh.y[static_cast<std::size_t>(mesh.corner[3 * e + c])] / 3;
      }
      const vec<double, 2> v = (1 - 0.5 * static_cast<double>(k) / static_cast<double>(layers)) * gyre(x, y, t);
      to[0].push_back(v.at[0]), to[1].push_back(v.at[1]);
    }
  return to;
}

void write_forcing(const std::string& path, int side, std::size_t slices, std::size_t layers, int deflate) {
  const mesh_data mesh = test::make_mesh({.width = size, .height = size, .across = side - 1, .up = side - 1});
  const std::size_t elements = mesh.corner.size() / 3;
  const bool packed = deflate > 0;
  constexpr double scale = 1e-4;
  netcdf_file file = netcdf_file::create(path, NC_NETCDF4);
  io_thread::instance().run([&] {
    int node = 0, element = 0, three = 0, layer = 0, time = 0;
    check(nc_def_dim(file.id(), "nele", elements, &element), what);
    check(nc_def_dim(file.id(), "node", mesh.x.size(), &node), what);
    check(nc_def_dim(file.id(), "three", 3, &three), what);
    check(nc_def_dim(file.id(), "siglay", layers, &layer), what);
    check(nc_def_dim(file.id(), "time", NC_UNLIMITED, &time), what);
    describe(file, NC_GLOBAL, "CoordinateSystem", "Cartesian");
    const int x = define(file, "x", NC_DOUBLE, {node}), y = define(file, "y", NC_DOUBLE, {node});
    const int nv = define(file, "nv", NC_INT, {three, element});
    const int day = define(file, "Itime", NC_INT, {time}), ms = define(file, "Itime2", NC_INT, {time});
    describe(file, day, "units", "days since 1858-11-17 00:00:00");
    describe(file, ms, "units", "msec since 00:00:00");
    std::array<int, 2> flow{};
    for (const std::size_t d : {0u, 1u}) {
      flow[d] = define(file, d == 0 ? "u" : "v", packed ? NC_SHORT : NC_FLOAT, {time, layer, element});
      describe(file, flow[d], "units", "meters s-1");
      const std::array<std::size_t, 3> chunk{1, layers, elements};
      check(nc_def_var_chunking(file.id(), flow[d], NC_CHUNKED, chunk.data()), what);
      if (!packed) continue;
      check(nc_def_var_deflate(file.id(), flow[d], 1, 1, deflate), what);
      check(nc_put_att_double(file.id(), flow[d], "scale_factor", NC_DOUBLE, 1, &scale), what);
    }
    check(nc_enddef(file.id()), what);
    check(nc_put_var_double(file.id(), x, mesh.x.data()), what);
    check(nc_put_var_double(file.id(), y, mesh.y.data()), what);
    std::vector<int> clockwise(3 * elements);
    for (std::size_t e = 0; e < elements; ++e)
      for (const std::size_t k : {0u, 1u, 2u}) clockwise[k * elements + e] = mesh.corner[3 * e + (3 - k) % 3] + 1;
    check(nc_put_var_int(file.id(), nv, clockwise.data()), what);
    for (std::size_t i = 0; i < slices; ++i) {
      const int days = 60000 + static_cast<int>(i / 24), milliseconds = static_cast<int>(i % 24) * 3'600'000;
      check(nc_put_var1_int(file.id(), day, &i, &days), what);
      check(nc_put_var1_int(file.id(), ms, &i, &milliseconds), what);
      auto fields = current(mesh, hour * static_cast<double>(i), layers);
      const std::array<std::size_t, 3> start{i, 0, 0}, count{1, layers, elements};
      for (const std::size_t d : {0u, 1u}) {
        if (packed)
          for (double& value : fields[d]) value = std::round(value / scale);
        check(nc_put_vara_double(file.id(), flow[d], start.data(), count.data(), fields[d].data()), what);
      }
    }
  });
  file.close();
}

void write_points(const std::string& path, index_t particles) {
  std::mt19937 random(7);
  const auto draw = [&] { return size * (0.001 + 0.998 * static_cast<double>(random()) / 4294967296.0); };
  std::ofstream file(path);
  file << "id,x,y\n";
  file.precision(17);
  for (index_t i = 0; i < particles; ++i) {
    const double x = draw(), y = draw();
    file << i << ',' << x << ',' << y << '\n';
  }
  require(file.flush().good(), path + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto number = [&](std::size_t i) { return std::max(1, std::stoi(words.at(i))); };
  if (words.size() == 2) {
    write_points(words[0], number(1));
  } else {
    const bool packed = words.size() == 5;
    write_forcing(words.at(0), number(1), static_cast<std::size_t>(number(2)),
                  static_cast<std::size_t>(packed ? number(3) : 1), packed ? number(4) : 0);
  }
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "make_forcing: %s\n", e.what());
  return 1;
}
