// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which model wrote a file, told from the file itself.
#pragma once
#include <eudrift/netcdf/classic_size.hpp>
#include <eudrift/netcdf/fvcom_fields.hpp>
#include <eudrift/netcdf/ugrid_layout.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Layouts of model output that have a reader.
enum class model_format : std::uint8_t {
  fvcom,
  schism_combined,  ///< SCHISM's older layout: all variables in one file
  schism_split,     ///< its newer one: out2d and a file for each variable in three dimensions
  adcirc,
  ugrid  ///< none of these models', but after the UGRID conventions
};

/// What a file is, and by what that was told.
struct recognised_format {
  model_format format;
  std::string sentence;  ///< for the user: "FILE is FVCOM's: it has ..."
};

namespace detail {

/// Tells a format from names of dimensions and variables; on the I/O thread.
inline std::optional<recognised_format> tell_format(const netcdf_file& file) {
  const auto has = [&](const char* name) {
    int id = -1;
    return nc_inq_varid(file.id(), name, &id) == NC_NOERR;
  };
  const auto first_of = [&](std::initializer_list<const char*> names) -> std::string {
    for (const char* name : names)
      if (has(name)) return name;
    return {};
  };
  const auto found = [&](model_format format, const std::string& whose, const std::string& why) {
    return recognised_format{format, file.path() + " is " + whose + ": it has " + why};
  };
  const auto says = [&](const char* attribute, const char* model) {
    const std::string text = lower_case(text_attribute(file, NC_GLOBAL, attribute));
    return text.find(model) != text.npos;
  };

  if (dimension_id(file, "nSCHISM_hgrid_node") >= 0) {
    const std::string old = first_of({"hvel", "dahv", "elev", "zcor", "wetdry_elem"});
    if (!old.empty())
      return found(model_format::schism_combined, "SCHISM's, of the older, combined layout",
                   "the dimension nSCHISM_hgrid_node and the variable " + old);
    const std::string split =
        first_of({"horizontalVelX", "horizontalVelY", "elevation", "dryFlagElement", "zCoordinates"});
    return found(model_format::schism_split, "SCHISM's, of the newer layout with a file for each variable",
                 "the dimension nSCHISM_hgrid_node" +
                     (split.empty() ? " and none of the older layout's variables" : " and the variable " + split));
  }
  if (has("nv") && (dimension_id(file, "nele") >= 0 || says("source", "fvcom")))
    return found(model_format::fvcom, "FVCOM's",
                 "the connectivity nv" + std::string(dimension_id(file, "nele") >= 0 ? " over the dimension nele"
                                                                                     : " and FVCOM as its source"));
  for (const char* attribute : {"source", "title"})
    if (says(attribute, "fvcom"))
      return found(model_format::fvcom, "FVCOM's", std::string("FVCOM in its attribute ") + attribute);
  if (has("element") && (has("adcirc_mesh") || says("model", "adcirc") || !first_of({"u-vel", "zeta"}).empty()))
    return found(
        model_format::adcirc, "ADCIRC's",
        "the connectivity element" + (has("adcirc_mesh")        ? std::string(" and the mesh adcirc_mesh")
                                      : says("model", "adcirc") ? " and ADCIRC as its model"
                                                                : " and the variable " + first_of({"u-vel", "zeta"})));

  const std::vector<std::string> names = variable_names(file);
  if (const std::string mesh = find_topology(file, names); !mesh.empty())
    return found(model_format::ugrid, "after the UGRID conventions",
                 "the mesh " + printable(mesh) + " (cf_role mesh_topology) with a face_node_connectivity");
  if (const std::string table = find_connectivity(file, names); !table.empty())
    return found(
        model_format::ugrid, "nearly after the UGRID conventions",
        "no variable of cf_role mesh_topology, but " + printable(table) + " calls itself face_node_connectivity");
  return {};
}

}  // namespace detail

/// The format of a NetCDF file.  Throws error, saying what was looked for, where it is none that has a reader, and what
/// check_file_is_whole() throws.
inline recognised_format recognise_format(const std::string& path) {
  check_file_is_whole(path);
  return io_thread::instance().run([&] {
    const netcdf_file file = netcdf_file::open(path);
    if (auto format = detail::tell_format(file)) return *format;
    std::string list;
    const std::vector<std::string> names = detail::variable_names(file);
    for (std::size_t i = 0; i < names.size() && i < 20; ++i) list += (i ? ", " : "") + detail::printable(names[i]);
    throw error(
        path +
        ": this is no model output that can be read; looked for nv over nele (FVCOM), the dimension nSCHISM_hgrid_node "
        "(SCHISM), element with adcirc_mesh, u-vel or zeta (ADCIRC), and a variable of cf_role mesh_topology (UGRID); "
        "the file has " +
        (list.empty() ? std::string("no variables") : list));
  });
}

/// The format of files that are to be read as one forcing.  Throws error where they are not of one format, naming two.
inline recognised_format recognise_format(std::span<const std::string> paths) {
  require(!paths.empty(), "no forcing file is given; name at least one NetCDF file");
  const recognised_format first = recognise_format(paths[0]);
  for (const std::string& path : paths.subspan(1)) {
    const recognised_format other = recognise_format(path);
    require(other.format == first.format,
            other.sentence + ", but " + first.sentence + "; the files of a forcing must be of one kind");
  }
  return first;
}

}  // namespace eudrift::inline EUDRIFT_ABI
