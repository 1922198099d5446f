// SPDX-License-Identifier: BSL-1.0
/// \file
/// Properties of particles as variables of a trajectory file.
#pragma once
#include <eudrift/netcdf/trajectory_layout.hpp>
#include <eudrift/swarm/particle_batch.hpp>

#include <array>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// What a trajectory file says of a property: name and unit are its own, the long name too unless another is given.  A
/// vec has a variable for each component, named drift_1, drift_2; what is float stays so, all else is double in the
/// file.
template <class P>
std::vector<output_variable> output_variables_of(const std::string& long_name = "",
                                                 const std::string& standard_name = "") {
  using value = stored<typename P::type>;
  constexpr bool single = std::is_same_v<typename value::scalar, float>;
  std::vector<output_variable> all;
  for (int d = 0; d < value::components; ++d) {
    const std::string part = value::components > 1 ? "_" + std::to_string(d + 1) : "";
    const std::string own = P::name::name + part;
    all.push_back({own, P::name::unit, long_name.empty() ? own : long_name + part, standard_name, single});
  }
  return all;
}

/// The values of property P of particles in host memory, as trajectory_columns take them; it keeps those that must be
/// made double, and refers to the batch for others, so both must outlive what values() gives.
template <class P>
class property_output {
  using value = stored<typename P::type>;
  using scalar = typename value::scalar;
  static constexpr bool in_place = std::is_same_v<scalar, float> || std::is_same_v<scalar, double>;

 public:
  /// Particles by ascending id.
  template <int Dim, class... Q>
  explicit property_output(const particle_batch<Dim, Q...>& particles) {
    for (int d = 0; d < value::components; ++d) {
      const auto& items = particles.template component<typename P::name>(d);
      auto& made = made_[static_cast<std::size_t>(d)];
      if constexpr (in_place) {
        values_.push_back(std::span<const scalar>(items));
      } else {
        for (const scalar& item : items) made.push_back(static_cast<double>(item));
        values_.push_back(std::span<const double>(made));
      }
    }
  }
  property_output(const property_output&) = delete;
  property_output& operator=(const property_output&) = delete;

  /// One for each of output_variables_of<P>(), in its order.
  const std::vector<output_values>& values() const { return values_; }

 private:
  std::array<std::vector<double>, value::components> made_;
  std::vector<output_values> values_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
