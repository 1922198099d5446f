// SPDX-License-Identifier: BSL-1.0
/// \file
/// A process that asks the manager of a forcing for its share of each slice.
#pragma once
#include <eudrift/forcing/message.hpp>
#include <eudrift/mpi/forcing_protocol.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// The side of a forcing_stream where nothing is read.
class forcing_asker {
 public:
  /// `nodes` and `elements` of this process's share, `times` of all slices.  `processes` must live as long as this.
  forcing_asker(const communicator& processes, index_t nodes, index_t elements, std::vector<time_ms> times,
                manifest_text text)
      : processes_(processes), nodes_(nodes), elements_(elements), times_(std::move(times)), text_(std::move(text)) {}
  forcing_asker(const forcing_asker&) = delete;
  forcing_asker& operator=(const forcing_asker&) = delete;
  ~forcing_asker() { end(); }

  /// The share of a slice.  Throws error where the manager refuses it, by its sentence, and where what it sent is not
  /// what was asked for; then there is no other.
  std::vector<field_values> ask(index_t slice) {
    require(!has_ended_, "a slice of the forcing was asked for after one that failed");
    try {
      forcing_protocol::require_slice(slice, times_);
      request(slice);
      receive();
      message_.manifest = text_.read(answer_);
      return fields_of(message_, {"rank 0", slice, times_[static_cast<std::size_t>(slice)], nodes_, elements_});
    } catch (...) {
      end();
      throw;
    }
  }

 private:
  void request(index_t what) {
    request_ = what;
    processes_.begin_send(forcing_protocol::manager, std::as_bytes(std::span(&request_, 1)), messages_);
    poll_for(forcing_protocol::patience, [&] { return are_complete(messages_); });
  }
  void receive() {
    poll([&] { return processes_.sender(forcing_protocol::manager) >= 0; });
    forcing_protocol::head head{};
    processes_.receive(forcing_protocol::manager, std::as_writable_bytes(std::span(&head, 1)));
    answer_.resize(static_cast<std::size_t>(head.text_bytes));
    message_.values.resize(static_cast<std::size_t>(head.values_bytes) / sizeof(double));
    processes_.begin_receive(forcing_protocol::manager, std::as_writable_bytes(std::span(answer_)), messages_);
    processes_.begin_receive(forcing_protocol::manager, std::as_writable_bytes(std::span(message_.values)), messages_);
    poll([&] { return are_complete(messages_); });
    if (head.is_refused == 0) return;
    has_ended_ = true;  // the manager knows
    throw shared_error(forcing_protocol::manager_prefix + answer_);
  }
  /// Asks for no more.
  void end() {
    if (has_ended_) return;
    has_ended_ = true;
    sentence_of([&] { request(forcing_protocol::no_more); });
  }

  const communicator& processes_;
  index_t nodes_, elements_;
  std::vector<time_ms> times_;
  manifest_text text_;
  std::string answer_;
  forcing_message message_;
  index_t request_ = 0;
  bool has_ended_ = false;
  std::vector<MPI_Request> messages_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
