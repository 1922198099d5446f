// SPDX-License-Identifier: BSL-1.0
/// \file
/// All particles of a run into a checkpoint, and out of it.
#pragma once
#include <eudrift/checkpoint/reader.hpp>
#include <eudrift/checkpoint/writer.hpp>
#include <eudrift/exec/at_root.hpp>
#include <eudrift/exec/collect_by_id.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <optional>
#include <tuple>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// A tuple of spans, one for each component of property Q, in host memory; the ids, which go by themselves, are left
/// out, and elements are those that `element` has.
template <class Q, class Particles>
auto host_components(const Particles& particles, std::span<const std::int32_t> element) {
  using name = typename Q::name;
  using scalar = typename stored<typename Q::type>::scalar;
  if constexpr (std::is_same_v<name, particle_id>) {
    return std::tuple<>();
  } else if constexpr (std::is_same_v<name, host_element>) {
    return std::tuple(element);
  } else {
    return [&]<int... D>(std::integer_sequence<int, D...>) {
      return std::tuple(std::span<const scalar>(particles.template collect<name>(D))...);
    }
    (std::make_integer_sequence<int, stored<typename Q::type>::components>{});
  }
}

}  // namespace detail

/// Writes a checkpoint of all particles, with the program's own `values`, and gives it the name `path` when it is
/// whole and on the disk.  In the file particles stand by ascending id, and where they are is told by
/// the forcing's numbers of elements, `element_number`; so nothing in it depends on the order in memory or on how
/// many processes there are.  Beside what is there already it takes 12 bytes for each particle and a block.  Collective
/// on a distributed executor, where `path` and `values` are those of the root.  Throws error; what was at `path` is
/// then kept.
template <Executor Ex, int Dim, class... P>
void save_particles(const std::string& path, const particle_set<Ex, Dim, P...>& particles,
                    std::span<const std::int32_t> element_number, const checkpoint_values& values,
                    index_t block = collect_block) {
  const Ex& ex = particles.executor();
  std::vector<std::int32_t> element;
  for (const std::int32_t e : particles.template collect<host_element>())
    element.push_back(e >= 0 ? element_number[static_cast<std::size_t>(e)] : e);
  const auto columns = [&]<class... Q>(particle_view<Q...>*) {
    return std::tuple_cat(detail::host_components<Q>(particles, element)...);
  }(static_cast<drifter_view<Dim, P...>*>(nullptr));

  std::optional<checkpoint_writer> file;
  at_root(ex, [&] { file.emplace(path, stored_properties<Dim, P...>(), values); });
  const auto put = [&](auto... components) { file->block(components...); };
  collect_by_id(ex, std::span<const std::int64_t>(particles.template collect<particle_id>()), columns, put, block);
  at_root(ex, [&] { file->finish(); });
}

/// Appends the particles of a checkpoint, of which nothing was read but what it says: `element(number)` gives the
/// element here of a forcing's number, or a negative one where the particle is another process's.  Returns how
/// many were appended.  Each process reads for itself, a block at a time.  Throws error.
template <Executor Ex, int Dim, class... P, class Element>
index_t restore_particles(checkpoint_reader& from, particle_set<Ex, Dim, P...>& particles, Element&& element) {
  particle_batch<Dim, P...> block;
  std::vector<std::size_t> kept;
  index_t total = 0;
  while (from.next(block)) {
    kept.clear();
    auto& where = block.template component<host_element>();
    for (std::size_t i = 0; i < where.size(); ++i) {
      where[i] = element(where[i]);
      if (where[i] >= 0) kept.push_back(i);
    }
    block.for_each_component([&](auto& items) {
      for (std::size_t k = 0; k < kept.size(); ++k) items[k] = items[kept[k]];
      items.resize(kept.size());
    });
    particles.append(block);
    total += block.size();
  }
  return total;
}

}  // namespace eudrift::inline EUDRIFT_ABI
