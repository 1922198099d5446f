// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reads a checkpoint, block by block, and believes nothing that its checksums do not confirm.
#pragma once
#include <eudrift/checkpoint/checksum.hpp>
#include <eudrift/checkpoint/contents.hpp>
#include <eudrift/swarm/particle_batch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace eudrift::inline EUDRIFT_ABI {

/// A checkpoint that is read: first what it says, then its particles by ascending id, a block at a time.  Throws
/// error, which names the file, what is wrong with it and what to do.
class checkpoint_reader {
 public:
  /// Reads what the file at `path` says.
  explicit checkpoint_reader(const std::string& path) : path_(path), in_(path, std::ios::binary) {
    std::error_code failed;
    left_ = std::filesystem::file_size(path, failed);
    require(in_.is_open() && !failed,
            path + ": cannot be opened as a checkpoint; expected a file that a run wrote by its checkpoints");
    detail::checkpoint_preface preface{};
    if (left_ < sizeof preface) damaged("it ends within its first bytes");
    get(std::as_writable_bytes(std::span(&preface, 1)));
    constexpr std::size_t name = sizeof preface.magic - 2;
    require(std::memcmp(preface.magic, preface.known, name) == 0,
            path + ": is no checkpoint; expected a file that a run wrote by its checkpoints");
    require(std::memcmp(preface.magic, preface.known, sizeof preface.magic) == 0,
            path +
                ": is a checkpoint of another version of this library, or damaged; begin the run anew or use the "
                "version that wrote it");
    require(preface.order == preface.in_order, path +
                                                   ": was written on a machine with another order of bytes, or is "
                                                   "damaged; go on with it where it was written");
    if (preface.text > preface.longest_text || preface.text > left_) damaged("it ends within its text");
    std::string text(preface.text, ' ');
    get(std::as_writable_bytes(std::span(text)));
    check_sum("its text");
    parse(text);
  }

  const std::string& path() const { return path_; }                               ///< as given
  const std::vector<stored_property>& properties() const { return properties_; }  ///< of the particles
  const checkpoint_values& values() const { return values_; }                     ///< the program's own
  /// One of them.
  const std::string& value(const std::string& name) const {
    for (const auto& [own, text] : values_)
      if (own == name) return text;
    throw error(path_ + ": holds no value " + name +
                "; it is no checkpoint of this program, or of another version of it");
  }

  /// Takes the next particles into `block`, in place of what it holds; false where there are no more.  Throws error
  /// where the particles of the file have other properties.
  template <int Dim, class... P>
  bool next(particle_batch<Dim, P...>& block) {
    check_properties(stored_properties<Dim, P...>());
    const std::uint64_t count = number();
    if (count == 0) {
      const std::uint64_t total = number();
      check_sum("its end");
      if (total != total_)
        damaged("it has " + std::to_string(total_) + " particles and says that there are " + std::to_string(total));
      if (left_ > 0) damaged("something follows its end");
      return false;
    }
    std::uint64_t bytes = 0;
    block.for_each_component([&](const auto& items) { bytes += sizeof(items[0]); });
    if (count > left_ / bytes) damaged("it ends within its particles");
    block.resize(static_cast<index_t>(count));
    block.for_each_component([&](auto& items) { get(std::as_writable_bytes(std::span(items))); });
    check_sum("a block of its particles");
    total_ += count;
    return true;
  }

 private:
  [[noreturn]] void damaged(const std::string& what) const {
    throw error(path_ + ": this checkpoint is damaged (" + what + "); use an earlier copy, or begin the run anew");
  }
  void get(std::span<std::byte> to) {
    if (to.size() > left_ || !in_.read(reinterpret_cast<char*>(to.data()), static_cast<std::streamsize>(to.size())))
      damaged("it ends too early");
    left_ -= to.size();
    sum_ = checksum(to, sum_);
  }
  std::uint64_t number() {
    std::uint64_t n = 0;
    get(std::as_writable_bytes(std::span(&n, 1)));
    return n;
  }
  void check_sum(const std::string& of) {
    const std::uint64_t expected = sum_, found = number();
    sum_ = expected;
    if (found != expected) damaged("the checksum of " + of + " is another");
  }
  void parse(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream in(line);
      std::string what, name, rest;
      in >> what >> name;
      if (what == "property") {
        stored_property p{name, "", "", 0};
        in >> p.type >> p.components;
        std::getline(in.ignore(1), p.unit);
        properties_.push_back(p);
      } else {
        std::getline(in.ignore(1), rest);
        values_.emplace_back(name, rest);
      }
    }
  }
  void check_properties(const std::vector<stored_property>& expected) const {
    if (expected == properties_) return;
    const auto list = [](const std::vector<stored_property>& all) {
      std::string words;
      for (const stored_property& p : all)
        words += (words.empty() ? "" : ", ") + p.name + " (" +
                 (p.components > 1 ? std::to_string(p.components) + " " : "") + p.type + ", " + p.unit + ")";
      return words;
    };
    throw error(path_ + ": its particles have the properties " + list(properties_) + "; expected " + list(expected) +
                "; go on with it in the program that wrote it");
  }

  std::string path_;
  std::ifstream in_;
  std::uint64_t left_ = 0, sum_ = 0, total_ = 0;
  std::vector<stored_property> properties_;
  checkpoint_values values_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
