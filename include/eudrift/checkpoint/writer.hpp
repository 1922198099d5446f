// SPDX-License-Identifier: BSL-1.0
/// \file
/// Writes a checkpoint: bytes of particles in blocks, each with a checksum.
#pragma once
#include <eudrift/checkpoint/checksum.hpp>
#include <eudrift/checkpoint/contents.hpp>
#include <eudrift/checkpoint/whole_file.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// A checkpoint on its way into a file.  The file is, in this machine's byte order: 16 known bytes with the
/// format's version, a mark of the byte order, the length of the text, the text (contents.hpp), a checksum; then
/// blocks: how many particles, each component of each property for all of them, a checksum; last a block of none with
/// the number of all particles.  Numbers that are not a property's are of 64 bits.  A checksum is of everything
/// before it, so that blocks that are missing, changed or come in another order are found.  Throws error.
class checkpoint_writer {
 public:
  /// Begins the file that finish() will put at `path`.
  checkpoint_writer(const std::string& path, const std::vector<stored_property>& properties,
                    const checkpoint_values& values)
      : file_(path) {
    const std::string text = detail::text_of(properties, values);
    detail::checkpoint_preface preface{};
    std::memcpy(preface.magic, detail::checkpoint_preface::known, sizeof preface.magic);
    preface.order = detail::checkpoint_preface::in_order;
    preface.text = text.size();
    require(preface.text <= detail::checkpoint_preface::longest_text,
            path + ": the program's values are too long for a checkpoint");
    put(std::as_bytes(std::span(&preface, 1)));
    put(std::as_bytes(std::span(text)));
    put_sum();
  }

  /// Adds particles: a span of each component of each property, in their order and of one length, not empty.
  template <class... T>
  void block(std::span<const T>... components) {
    const std::uint64_t count = std::get<0>(std::tie(components...)).size();
    put_number(count);
    const auto one = [&](auto items) {
      require(items.size() == count, "components of a checkpoint's block differ in length");
      put(std::as_bytes(items));
    };
    (one(components), ...);
    put_sum();
    total_ += count;
  }

  /// Ends the file and gives it its name.
  void finish() {
    put_number(0);
    put_number(total_);
    put_sum();
    file_.commit();
  }

 private:
  void put(std::span<const std::byte> bytes) {
    sum_ = checksum(bytes, sum_);
    file_.write(bytes);
  }
  void put_number(std::uint64_t n) { put(std::as_bytes(std::span(&n, 1))); }
  /// It does not enter into the next ones, in which it would cancel what it is of.
  void put_sum() { file_.write(std::as_bytes(std::span(&sum_, 1))); }

  whole_file file_;
  std::uint64_t sum_ = 0, total_ = 0;
};

}  // namespace eudrift::inline EUDRIFT_ABI
