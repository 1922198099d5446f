// SPDX-License-Identifier: BSL-1.0
/// \file
/// Model output of any format that has a reader, found from the files, as one forcing source.
#pragma once
#include <eudrift/netcdf/fvcom_source.hpp>
#include <eudrift/netcdf/unstructured_source.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A fvcom_source or an unstructured_source, by what the files are; a ForcingSource of one type, so that a program is
/// compiled once for all formats.
///
///   model_source source(paths, depth);                       // depth: a depth_choice
///   print(source.recognised().sentence);
///   field_former form(source, source.depth_left());          // what of the choice is still to be made
class model_source {
 public:
  /// Recognises the files and opens them.  Throws what recognise_format() and the two sources throw.
  explicit model_source(const std::vector<std::string>& paths, const depth_choice& choice = {})
      : recognised_(recognise_format(paths)), choice_(choice), source_(make(paths, recognised_.format, choice)) {}

  /// What the files are, and how that was told.
  const recognised_format& recognised() const { return recognised_; }
  /// The choice of depth that is left to a field_former: FVCOM's layers come as they are, other fields have one layer.
  depth_choice depth_left() const { return recognised_.format == model_format::fvcom ? choice_ : depth_choice{}; }

  const mesh_data& mesh() const {  ///< see ForcingSource
    return std::visit([](const auto& s) -> const mesh_data& { return s.mesh(); }, source_);
  }
  const std::vector<time_ms>& times() const {  ///< see ForcingSource
    return std::visit([](const auto& s) -> const std::vector<time_ms>& { return s.times(); }, source_);
  }
  bool calendar() const {  ///< see ForcingSource
    return std::visit([](const auto& s) { return s.calendar(); }, source_);
  }
  const std::vector<field_info>& fields() const {  ///< see ForcingSource
    return std::visit([](const auto& s) -> const std::vector<field_info>& { return s.fields(); }, source_);
  }
  /// Sentences for the user on what was decided about the files.
  const std::vector<std::string>& warnings() const {
    return std::visit([](const auto& s) -> const std::vector<std::string>& { return s.warnings(); }, source_);
  }
  /// See ForcingSource.
  void read(std::string_view name, index_t slice, index_t layer, index_t first, std::span<double> to) {
    std::visit([&](auto& s) { s.read(name, slice, layer, first, to); }, source_);
  }

 private:
  using either = std::variant<fvcom_source, unstructured_source>;

  static either make(const std::vector<std::string>& paths, model_format format, const depth_choice& choice) {
    if (format == model_format::fvcom) return either(std::in_place_type<fvcom_source>, paths);
    return either(std::in_place_type<unstructured_source>, paths, format, choice);
  }

  recognised_format recognised_;
  depth_choice choice_;
  either source_;
};
static_assert(ForcingSource<model_source>);

}  // namespace eudrift::inline EUDRIFT_ABI
