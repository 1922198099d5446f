// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reads which nodes bound the open sea from a variable of a NetCDF file.
#pragma once
#include <eudrift/netcdf/classic_size.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Numbers of nodes, counted from 1, of a variable with one dimension such as FVCOM's obc_nodes(nobc); what open_between()
/// (mesh/open_edges.hpp) takes.  Throws error, naming file and variable, where there is none of that name, it has other
/// dimensions or no values, or one of them is no whole number.
inline std::vector<std::int64_t> read_open_nodes_variable(const std::string& path, const std::string& name) {
  std::vector<std::int64_t> node;
  io_thread::instance().run([&] {
    const std::uint64_t size = check_file_is_whole(path);
    const netcdf_file file = netcdf_file::open(path);
    const std::string told = detail::printable(name);
    const auto variable = find_variable(file, name);
    require(variable.has_value(), path + ": there is no variable " + told +
                                      ", which was to name the open boundary's nodes; name another, or give a list");
    require(variable->dimensions.size() == 1 && variable->dimensions[0].length > 0,
            path + ": " + detail::describe(*variable) +
                " does not name the open boundary's nodes; expected one dimension, of one node at least");
    const std::size_t count = variable->dimensions[0].length;
    check_plausible(file, size, *variable, count);
    std::vector<double> raw(count);
    read_raw(file, *variable, {0}, {count}, raw.data());
    for (std::size_t i = 0; i < count; ++i) {
      require(raw[i] == std::floor(raw[i]) && std::abs(raw[i]) < 1e15,
              path + ": value " + std::to_string(i + 1) + " of " + told + " is " + std::to_string(raw[i]) +
                  "; expected numbers of nodes, counted from 1");
      node.push_back(static_cast<std::int64_t>(raw[i]));
    }
  });
  return node;
}

}  // namespace eudrift::inline EUDRIFT_ABI
