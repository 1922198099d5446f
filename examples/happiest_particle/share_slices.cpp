// SPDX-License-Identifier: BSL-1.0
#if defined(EUDRIFT_WITH_MPI)
#include "share_slices.hpp"

#include <eudrift/forcing/share_source.hpp>
#include <eudrift/json/manifest.hpp>
#include <eudrift/mpi/forcing_stream.hpp>

#include <cstdio>
#include <string>
#include <utility>

namespace happiest_particle {

namespace {

using fields = std::vector<eudrift::field_values>;

/// The water of a slice as fields, with its sigma if that is asked for; and back.
void add_water(eudrift::water_slice&& water, const eudrift::layering& what, bool with_sigma, fields& to) {
  using eudrift::location;
  to.push_back({{"zeta", location::node, 1, "m"}, std::move(water.surface[0])});
  if (what.reads_vertical())
    to.push_back({{what.vertical_name(), what.vertical_place(), what.vertical_layers(), "m s-1"}, std::move(water.vertical[0])});
  if (what.has_kh) to.push_back({{"kh", location::node, what.levels(), "m2 s-1"}, std::move(water.kh[0])});
  if (!with_sigma) return;
  to.push_back({{"siglay", location::node, what.layers, "1"}, water.sigma->layers});
  to.push_back({{"siglev", location::node, what.levels(), "1"}, water.sigma->levels});
}

eudrift::water_slice take_water(fields& from, const eudrift::layering& what) {
  eudrift::water_slice water;
  eudrift::sigma_tables sigma;
  for (auto& [field, values] : from) {
    if (field.name == "zeta") water.surface[0] = std::move(values);
    if (what.reads_vertical() && field.name == what.vertical_name()) water.vertical[0] = std::move(values);
    if (field.name == "kh") water.kh[0] = std::move(values);
    if (field.name == "siglay") sigma.layers = std::move(values);
    if (field.name == "siglev") sigma.levels = std::move(values), water.sigma = std::make_shared<const eudrift::sigma_tables>(std::move(sigma));
  }
  return water;
}

/// A slice as fields, the current first; and back.
fields fields_of_slice(host_slice&& slice, const sea_choice& what, bool first) {
  using eudrift::location;
  const index_t layers = what.water ? what.water->layers : 1, mood_layers = what.water ? what.mood_layers : 1;
  fields all;
  all.push_back({{"u", what.current, layers, "m s-1"}, std::move(slice.current[0])});
  all.push_back({{"v", what.current, layers, "m s-1"}, std::move(slice.current[1])});
  if (what.mood) all.push_back({{"preferred", *what.mood, mood_layers, ""}, std::move(slice.mood[0])});
  if (!slice.wet.empty()) all.push_back({{"wet_cells", location::element, 1, "1"}, std::move(slice.wet)});
  if (what.water) add_water(std::move(*slice.water), *what.water, first, all);
  return all;
}

host_slice slice_of_fields(fields&& all, const sea_choice& what, time_ms time) {
  host_slice slice;
  slice.time = time;
  slice.current = {std::move(all.at(0).values), std::move(all.at(1).values)};
  if (what.mood) slice.mood = {std::move(all.at(2).values)};
  for (auto& [field, values] : all)
    if (field.name == "wet_cells") slice.wet = std::move(values);
  if (what.water) slice.water = take_water(all, *what.water);
  return slice;
}

/// Each process reads what its share needs.
struct own_reading {
  own_reading(preparation& given, const eudrift::mesh_share& share)
      : source(given.source, share), make(source, given.source.base().depth_left(), given.likes, given.water) {}
  eudrift::share_source<forcing> source;
  slice_maker<eudrift::share_source<forcing>> make;
};

}  // namespace

std::unique_ptr<eudrift::read_ahead<host_slice>> slices_of_share(const eudrift::communicator& all, const eudrift::mesh_share& share,
                                                                 const options& o, const course& what, const plan& when,
                                                                 preparation* given, std::size_t first) {
  if (reads_directly(o)) {
    const auto own = std::make_shared<const own_reading>(*given, share);
    return slices_of(when, [own](index_t k) { return own->make(k); }, first);
  }
  eudrift::slice_reader read;
  if (given != nullptr)
    read = [whole = given->slices(), &what, first = true](index_t k) mutable {
      return fields_of_slice(whole(k), what.drifts_in, std::exchange(first, false));
    };
  eudrift::manifest_trace trace;
  if (o.trace_forcing)
    trace = [](int rank, const std::string& text) { std::printf("forcing for rank %d: %s\n", rank, text.c_str()); };
  const auto stream = std::make_shared<eudrift::forcing_stream>(all, share, what.times, eudrift::json_manifests(), read, trace);
  return slices_of(when, [stream, &what](index_t k) {
    return slice_of_fields((*stream)(k), what.drifts_in, what.times[static_cast<std::size_t>(k)]);
  }, first);
}

}  // namespace happiest_particle
#endif
