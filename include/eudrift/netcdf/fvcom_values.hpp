// SPDX-License-Identifier: BSL-1.0
/// \file
/// Values of one layer of an FVCOM field, decoded and checked.
#pragma once
#include <eudrift/netcdf/fvcom_fields.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Which part of a field is read from one file.
struct fvcom_slab {
  std::size_t slice;  ///< of the file
  std::size_t layer;
  std::size_t first;  ///< item
  std::string when;   ///< the slice's time, for sentences; empty for steady fields
};

namespace detail {

/// "FILE: u at 2024-05-23T00:00:00Z, layer 1, element 17", counted from 1.
inline std::string name_value(const netcdf_file& file, const fvcom_field& field, const fvcom_slab& slab,
                              std::size_t i) {
  return file.path() + ": " + printable(field.info.name) + (slab.when.empty() ? "" : " at " + slab.when) +
         (field.layered ? ", layer " + std::to_string(slab.layer + 1) : "") +
         (field.info.where == location::node ? ", node " : ", element ") +
         std::to_string(slab.first + i + 1);
}

/// Raw numbers of a slab.
inline void read_slab(const netcdf_file& file, const fvcom_field& field, const fvcom_slab& slab,
                      std::span<double> to) {
  std::vector<std::size_t> start, count;
  if (field.timed) start.push_back(slab.slice);
  if (field.layered) start.push_back(slab.layer);
  count.assign(start.size(), 1);
  if (!field.profile) {
    start.push_back(slab.first);
    count.push_back(to.size());
  }
  read_raw(file, field.variable, start, count, to.data());
  if (field.profile) std::fill(to.begin() + 1, to.end(), to[0]);
}

/// Sigma between -1 and 0.  FVCOM's numbers stray from both ends by rounding, and its first and last
/// level are exactly those (one may stand as -0.0).
inline double tidy_sigma(double sigma, bool top, bool bottom) {
  constexpr double noise = 1e-4;
  if (top && std::abs(sigma) < noise) return 0;
  if (bottom && std::abs(sigma + 1) < noise) return -1;
  if (sigma > -noise && sigma < noise) return std::min(sigma, 0.0) + 0.0;
  return sigma < -1 && sigma > -1 - noise ? -1 : sigma;
}

}  // namespace detail

/// Reads items slab.first ... of one layer of a field into `to`, on the I/O thread, and returns those
/// (counted from 0 in `to`) that are missing where `wet` (wet_cells or wet_nodes of the same file, or
/// null) says that the place is dry and become NaN.  A velocity there becomes 0 and is no gap.  Throws error, naming the first such value, for one that is missing elsewhere, infinite, or
/// larger than nature has it (100 m/s, or 1e10 of any unit), and for sigma outside -1 to 0.
inline std::vector<std::size_t> read_fvcom_values(const netcdf_file& file, const fvcom_field& field, const fvcom_field* wet,
                                                  const fvcom_slab& slab, std::span<double> to) {
  const netcdf_variable& v = field.variable;
  const std::string& name = field.info.name;
  const bool velocity = name == "u" || name == "v" || name == "ww" || name == "ua" || name == "va";
  const bool still = velocity || name == "omega";  // where it is dry
  const bool sigma = name == "siglay" || name == "siglev";
  const double most = velocity ? 100 : 1e10;
  const bool top = name == "siglev" && slab.layer == 0;
  const bool bottom = name == "siglev" && static_cast<index_t>(slab.layer) + 1 == field.info.layers;

  detail::read_slab(file, field, slab, to);
  std::vector<double> mask;
  std::vector<std::size_t> gaps;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (v.is_missing(to[i])) {
      const bool masked = wet && !field.info.steady && wet->info.name != name;
      if (masked && mask.empty()) {
        mask.resize(to.size());
        detail::read_slab(file, *wet, slab, mask);
      }
      if (!masked || wet->variable.decode(mask[i]) != 0)
        throw error(detail::name_value(file, field, slab, i) + " is missing" +
                    (masked ? ", although " + wet->info.name + " says that it is wet"
                            : "; a value is expected everywhere that is not dry by " +
                                  std::string(field.info.where == location::node ? "wet_nodes" : "wet_cells")));
      to[i] = still ? 0 : std::nan("");
      if (!still) gaps.push_back(i);
      continue;
    }
    const double value = v.decode(to[i]);
    if (!(std::abs(value) <= most))
      throw error(detail::name_value(file, field, slab, i) + " is " + std::to_string(value) +
                  (velocity ? " m/s" : "") + ", which cannot be; check units, scale_factor and _FillValue");
    to[i] = sigma ? detail::tidy_sigma(value, top, bottom) : value;
    if (sigma && !(to[i] >= -1 && to[i] <= 0))
      throw error(detail::name_value(file, field, slab, i) + " is " + std::to_string(value) +
                  "; expected sigma from 0 at the surface to -1 at the bed");
  }
  return gaps;
}

}  // namespace eudrift::inline EUDRIFT_ABI
