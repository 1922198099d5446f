// SPDX-License-Identifier: BSL-1.0
#include "checkpoint.hpp"

#include <eudrift/forcing/time.hpp>

#include <bit>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <limits>

namespace happiest_particle {

namespace {

/// The shortest text that reads back as the same number.
template <class T>
std::string exact(T value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

template <class T>
std::optional<T> parse(std::string_view text) {
  T value{};
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  return bad == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string text_of(const eudrift::attribute_value& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(v)>, std::string>)
          return v;
        else
          return exact(v);
      },
      value);
}

/// A number of the grid times of a run.
std::uint64_t fingerprint(const plan& when) {
  std::uint64_t sum = 0;
  for (const interval& in : when.intervals)
    for (const std::int64_t v : {in.begin, in.end, std::int64_t{in.grid.steps}})
      sum = chain(sum, static_cast<std::uint64_t>(v));
  return sum;
}

constexpr const char* told_prefix = "told.";
constexpr const char* mark_prefix = "run.";

}  // namespace

std::vector<mark> marks_of_run(const options& o, const plan& when, bool calendar, const preference& likes,
                               const eudrift::mesh_data& mesh) {
  std::vector<mark> all;
  for (const auto& [name, value] : marks_of(o, likes, mesh)) all.push_back({name, text_of(value), option_of(name)});
  const auto each = o.output_every ? exact(*o.output_every) + " s" : std::string("forcing interval");
  all.insert(all.end(), {{"band", exact(likes.preferred.low) + " to " + exact(likes.preferred.high), "--prefer"},
                         {"start", eudrift::format_time(when.start, calendar), "--start and forcing files"},
                         {"end", eudrift::format_time(when.end, calendar), "--duration and forcing files"},
                         {"forcing_times", exact(fingerprint(when)), "forcing files"},
                         {"ecstatic", exact(o.ecstatic), "--ecstatic"},
                         {"until_ecstatic", o.until_ecstatic ? "yes" : "no", "--until-ecstatic"},
                         {"alert", exact(o.alert), "--alert"},
                         {"tracks", o.output.empty() ? "no" : "yes", "--output"},
                         {"output_every", each, "--output-every"},
                         {"deflate", exact(o.deflate), "--deflate"}});
  return all;
}

void particles_mark::add(const drifters_batch& some) {
  const auto bits = [](double v) { return std::bit_cast<std::uint64_t>(v); };
  for (std::size_t i = 0; i < static_cast<std::size_t>(some.size()); ++i) {
    const auto element = static_cast<std::size_t>(some.component<eudrift::host_element>()[i]);
    for (const std::uint64_t v : {static_cast<std::uint64_t>(some.component<eudrift::particle_id>()[i]),
                                  bits(some.component<eudrift::position>(0)[i]), bits(some.component<eudrift::position>(1)[i]),
                                  static_cast<std::uint64_t>(mesh_->element_number[element]),
                                  static_cast<std::uint64_t>(some.component<released>()[i]), bits(some.component<sigma>()[i])})
      sum_ = chain(sum_, v);
  }
  count_ += some.size();
}

mark particles_mark::value() const {
  return {"particles", exact(count_) + " with number " + exact(sum_), "--particles, --seed, --release file or --release-depth"};
}

std::optional<saved_run> saved_run::open(const options& o) {
  if (o.restart.empty()) return std::nullopt;
  if (std::error_code none; !std::filesystem::exists(o.restart, none)) {
    std::printf("restart: there is no checkpoint %s, so the run starts from the beginning\n", o.restart.c_str());
    return std::nullopt;
  }
  return saved_run(o.restart);
}

void saved_run::print(bool calendar) const {
  std::printf("restart: goes on from %s, at %s\n", file_.path().c_str(),
              eudrift::format_time(time(), calendar).c_str());
}

void saved_run::check(const std::vector<mark>& now) const {
  for (const mark& m : now) {
    const std::string& had = file_.value(mark_prefix + m.name);
    if (had != m.value)
      throw eudrift::error(file_.path() + ": its run had " + m.name + " " + had + " and this one has " + m.value +
                           "; to go on with it give the same " + m.given + ", or begin anew without --restart");
  }
}

bool saved_run::next(drifters_batch& block, const std::vector<std::int32_t>& element) {
  if (!file_.next(block)) return false;
  for (std::int32_t& e : block.component<eudrift::host_element>()) {
    const bool is_there = e >= 0 && static_cast<std::size_t>(e) < element.size();
    if (!is_there) throw eudrift::error(file_.path() + ": a particle is in no element of the mesh; begin anew without --restart");
    e = element[static_cast<std::size_t>(e)];
  }
  return true;
}

std::int64_t saved_run::number(const std::string& name, std::int64_t least) const {
  const auto n = parse<std::int64_t>(file_.value(name));
  eudrift::require(n && *n >= least,
                   file_.path() + ": its value " + name + " is no number; begin anew without --restart");
  return *n;
}

plan_place saved_run::place() const {
  return {static_cast<std::size_t>(number("interval")), static_cast<std::int32_t>(number("point"))};
}

time_ms saved_run::time() const { return number("time", std::numeric_limits<time_ms>::min()); }

told_so_far saved_run::told() const {
  told_so_far told{
      number("outputs"), number("last_output", std::numeric_limits<time_ms>::min()), number("all_ecstatic") != 0, {}};
  for (const auto& [name, value] : file_.values()) {
    if (!name.starts_with(told_prefix) || value.size() < 2) continue;
    const std::string text = value.substr(2), attribute = name.substr(std::string(told_prefix).size());
    if (value[0] == 'i') told.attributes.emplace_back(attribute, parse<std::int64_t>(text).value_or(0));
    if (value[0] == 'd') told.attributes.emplace_back(attribute, parse<double>(text).value_or(0));
    if (value[0] == 't') told.attributes.emplace_back(attribute, text);
  }
  return told;
}

eudrift::checkpoint_values checkpoints::values(const plan_place& at, time_ms time, const told_so_far& told) const {
  eudrift::checkpoint_values all{{"time", exact(time)},
                                 {"interval", exact(at.interval)},
                                 {"point", exact(at.point)},
                                 {"outputs", exact(told.outputs)},
                                 {"last_output", exact(told.last_output)},
                                 {"all_ecstatic", told.all_ecstatic ? "1" : "0"}};
  for (const auto& [name, value] : told.attributes) {
    const char* type = std::holds_alternative<std::string>(value) ? "t "
                       : std::holds_alternative<double>(value)    ? "d "
                                                                  : "i ";
    all.emplace_back(told_prefix + name, type + text_of(value));
  }
  for (const mark& m : marks_) all.emplace_back(mark_prefix + m.name, m.value);
  return all;
}

}  // namespace happiest_particle
