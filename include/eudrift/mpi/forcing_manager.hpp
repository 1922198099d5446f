// SPDX-License-Identifier: BSL-1.0
/// \file
/// The one process that reads forcing, and hands each other its share.
#pragma once
#include <eudrift/forcing/message.hpp>
#include <eudrift/mpi/forcing_protocol.hpp>

#include <functional>
#include <optional>

namespace eudrift::inline EUDRIFT_ABI {

/// Reads the fields of a slice, whole: (layers, items of the mesh) each.
using slice_reader = std::function<std::vector<field_values>(index_t slice)>;
/// Sees the manifest of each message before it is sent: its receiver's rank and the text.
using manifest_trace = std::function<void(int rank, const std::string& manifest)>;

/// The manager's side of a forcing_stream.  It holds one slice whole, and what of it is on its way to others.
class forcing_manager {
 public:
  /// `held`: what each process holds, by rank; `times` of all slices.  `processes` must live as long as this.
  forcing_manager(const communicator& processes, std::vector<forcing_protocol::held_items> held,
                  std::vector<time_ms> times, manifest_text text, slice_reader read, manifest_trace trace)
      : processes_(processes),
        held_(std::move(held)),
        times_(std::move(times)),
        text_(std::move(text)),
        read_(std::move(read)),
        trace_(std::move(trace)) {
    for (int rank = 1; rank < processes.size(); ++rank) others_.push_back({.rank = rank});
  }
  forcing_manager(const forcing_manager&) = delete;
  forcing_manager& operator=(const forcing_manager&) = delete;
  /// Refuses whoever still asks, until each has said that it asks no more.
  ~forcing_manager() {
    sentence_of([&] {
      poll_for(forcing_protocol::patience, [&] {
        take_requests();
        return for_each_other([&](other& o) {
          if (o.asked) refuse(o, "the process that reads the forcing has ended");
          return o.has_ended;
        });
      });
    });
  }

  /// Reads a slice, gives every other process its share when it asks, and returns the manager's own.  An error of
  /// reading is one on all processes.
  std::vector<field_values> give(index_t slice) {
    std::vector<field_values> whole, own;
    std::string failed = sentence_of([&] {
      forcing_protocol::require_slice(slice, times_);
      whole = read_(slice);
      for (const field_values& f : whole) {
        own.push_back({f.field, {}});
        append_items(f, held_[forcing_protocol::manager].at(f.field.where), own.back().values);
      }
    });
    for_each_other([](other& o) { return o.is_served = o.has_ended; });
    poll([&] {
      take_requests();
      return for_each_other([&](other& o) {
        if (!o.is_served && o.asked) answer(o, slice, whole, failed);
        return o.is_served;
      });
    });
    if (!failed.empty()) throw shared_error(others_.empty() ? failed : forcing_protocol::manager_prefix + failed);
    return own;
  }

 private:
  struct other {
    int rank;
    std::optional<index_t> asked{};      // and did not yet get an answer
    bool is_served = false;              // with the present slice
    bool has_ended = false;              // says and hears no more
    forcing_protocol::head head{};
    std::string text{};
    forcing_message message{};
    std::vector<MPI_Request> sends{};    // of the last three
  };

  /// Calls f(other) for each; returns whether all were true and nothing is on its way.
  template <class F>
  bool for_each_other(const F& f) {
    bool all = true;
    for (other& o : others_) {
      const bool is_done = f(o);
      all = are_complete(o.sends) && is_done && all;
    }
    return all;
  }
  void take_requests() {
    for (int rank = processes_.sender(); rank >= 0; rank = processes_.sender()) {
      index_t slice = 0;
      processes_.receive(rank, std::as_writable_bytes(std::span(&slice, 1)));
      other& o = others_[static_cast<std::size_t>(rank) - 1];
      if (slice == forcing_protocol::no_more) {
        o.has_ended = o.is_served = true;
      } else {
        o.asked = slice;
      }
    }
  }
  void answer(other& to, index_t slice, const std::vector<field_values>& whole, std::string& failed) {
    to.is_served = true;
    if (failed.empty() && to.asked != slice)
      return refuse(to, "slice " + std::to_string(*to.asked) + " was asked for by rank " + std::to_string(to.rank) +
                            " while slice " + std::to_string(slice) +
                            " is given; all processes take the same slices in the same order");
    if (failed.empty()) failed = sentence_of([&] { fill(to, slice, whole); });
    if (!failed.empty()) return refuse(to, failed);
    send(to, 0);
  }
  void fill(other& to, index_t slice, const std::vector<field_values>& whole) {
    to.message.values.clear();
    to.message.manifest = {slice, times_[static_cast<std::size_t>(slice)], {}};
    for (const field_values& f : whole)
      to.message.add(f, held_[static_cast<std::size_t>(to.rank)].at(f.field.where));
    to.text = text_.write(to.message.manifest);
    if (trace_) trace_(to.rank, to.text);
  }
  void refuse(other& to, const std::string& sentence) {
    to.has_ended = true;
    to.message.values.clear();
    to.text = sentence;
    send(to, 1);
  }
  void send(other& to, std::int64_t is_refused) {
    to.asked.reset();
    const auto values = std::as_bytes(std::span<const double>(to.message.values));
    to.head = {is_refused, static_cast<std::int64_t>(to.text.size()), static_cast<std::int64_t>(values.size())};
    processes_.begin_send(to.rank, std::as_bytes(std::span(&to.head, 1)), to.sends);
    processes_.begin_send(to.rank, std::as_bytes(std::span<const char>(to.text)), to.sends);
    processes_.begin_send(to.rank, values, to.sends);
  }

  const communicator& processes_;
  std::vector<forcing_protocol::held_items> held_;
  std::vector<time_ms> times_;
  manifest_text text_;
  slice_reader read_;
  manifest_trace trace_;
  std::vector<other> others_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
