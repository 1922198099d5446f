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

/// A slice as fields, the current first; and back.
std::vector<eudrift::field_values> fields_of_slice(host_slice&& slice, std::optional<eudrift::location> mood) {
  using eudrift::location;
  std::vector<eudrift::field_values> fields;
  fields.push_back({{"u", location::element, 1, "m s-1"}, std::move(slice.current[0])});
  fields.push_back({{"v", location::element, 1, "m s-1"}, std::move(slice.current[1])});
  if (mood) fields.push_back({{"preferred", *mood, 1, ""}, std::move(slice.mood[0])});
  if (!slice.wet.empty()) fields.push_back({{"wet_cells", location::element, 1, "1"}, std::move(slice.wet)});
  return fields;
}

host_slice slice_of_fields(std::vector<eudrift::field_values>&& fields, bool has_mood) {
  host_slice slice;
  slice.current = {std::move(fields.at(0).values), std::move(fields.at(1).values)};
  std::size_t next = 2;
  if (has_mood) slice.mood = {std::move(fields.at(next++).values)};
  if (next < fields.size()) slice.wet = std::move(fields.at(next).values);
  return slice;
}

/// Each process reads what its share needs.
struct own_reading {
  own_reading(preparation& given, const options& o, const eudrift::mesh_share& share)
      : source(given.source, share), make(source, o, given.likes) {}
  eudrift::share_source<forcing> source;
  slice_maker<eudrift::share_source<forcing>> make;
};

}  // namespace

std::unique_ptr<eudrift::read_ahead<host_slice>> slices_of_share(const eudrift::communicator& all, const eudrift::mesh_share& share,
                                                                 const options& o, const course& what, const plan& when,
                                                                 preparation* given, std::size_t first) {
  if (reads_directly(o)) {
    const auto own = std::make_shared<const own_reading>(*given, o, share);
    return slices_of(when, [own](index_t k) { return own->make(k); }, first);
  }
  eudrift::slice_reader read;
  if (given != nullptr)
    read = [whole = slice_maker(given->source, o, given->likes), mood = what.mood](index_t k) { return fields_of_slice(whole(k), mood); };
  eudrift::manifest_trace trace;
  if (o.trace_forcing)
    trace = [](int rank, const std::string& text) { std::printf("forcing for rank %d: %s\n", rank, text.c_str()); };
  const auto stream = std::make_shared<eudrift::forcing_stream>(all, share, what.times, eudrift::json_manifests(), read, trace);
  return slices_of(when, [stream, has_mood = what.mood.has_value()](index_t k) { return slice_of_fields((*stream)(k), has_mood); }, first);
}

}  // namespace happiest_particle
#endif
