// SPDX-License-Identifier: BSL-1.0
/// \file
/// Slices of a forcing that one process reads and each gets its share of.
#pragma once
#include <eudrift/mpi/forcing_asker.hpp>
#include <eudrift/mpi/forcing_manager.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Makes slices for a read_ahead on each of many processes, that of a share's items alone: rank 0, the manager, reads
/// them, and every other asks it.  All take the same slices in the same order, and one process at most one slice more
/// than another.  Messages move in read_ahead's thread on a communicator of their own, so MPI must be initialised with
/// MPI_THREAD_MULTIPLE where there are several processes.
///
///   forcing_stream stream(processes, share, times, json_manifests(), read);
///   read_ahead<std::vector<field_values>> slices(std::ref(stream), first, stride, count);
///
/// What fails at the manager is an error on all, by its sentence; what fails elsewhere is one there, and leaves nobody
/// waiting.  All end a stream together, wherever they are in it; to go on with other shares they make another one.
class forcing_stream {
 public:
  /// Collective.  `share`: of this process; `times`: of all slices, the same everywhere; `read`: called at the manager,
  /// in the thread that takes slices, as `trace` is, if there is one.  Throws error where threads may not call MPI.
  forcing_stream(const communicator& of, const mesh_share& share, std::vector<time_ms> times, manifest_text text,
                 slice_reader read, manifest_trace trace = {})
      : processes_(of.handle(), of.most_bytes()) {
    if (processes_.size() > 1) require_mpi_in_all_threads("the forcing's manager");
    auto held = forcing_protocol::gather_items(processes_, share);
    if (processes_.rank() == forcing_protocol::manager) {
      manager_.emplace(processes_, std::move(held), std::move(times), std::move(text), std::move(read),
                       std::move(trace));
    } else {
      asker_.emplace(processes_, share.mesh.nodes(), share.mesh.elements(), std::move(times), std::move(text));
    }
  }
  forcing_stream(const forcing_stream&) = delete;
  forcing_stream& operator=(const forcing_stream&) = delete;

  /// The fields of a slice, each (layers, items of the share).
  std::vector<field_values> operator()(index_t slice) { return manager_ ? manager_->give(slice) : asker_->ask(slice); }

 private:
  communicator processes_;
  std::optional<forcing_manager> manager_;
  std::optional<forcing_asker> asker_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
