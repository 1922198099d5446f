// SPDX-License-Identifier: BSL-1.0
#include "set_up.hpp"

#include "number.hpp"

#include <eudrift/forcing/time.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace happiest_particle {

namespace {

using eudrift::error;
using eudrift::require;

double parse_number(std::string_view text, const std::string& words) {
  double value = 0;
  const char* last = text.data() + text.size();
  const auto [end, bad] = std::from_chars(text.data(), last, value);
  require(bad == std::errc{} && end == last && std::isfinite(value),
          "--prefer is \"" + words + "\"; expected VARIABLE:LOW:HIGH with two numbers, for example temp:10:16");
  return value;
}

/// Where the vertical motion comes from.  By itself with FVCOM's interpolation of the current from omega first, which FVCOM
/// moves its own particles by, else from ww, which moves them by what the file says at elements.
eudrift::vertical_source vertical_source_of(const options& o) {
  using eudrift::vertical_source;
  const std::string& word = o.vertical_velocity;
  return word == "omega"                     ? vertical_source::omega
         : word == "ww"                      ? vertical_source::upward
         : word == "continuity"              ? vertical_source::continuity
         : word == "none"                    ? vertical_source::none
         : word == "zero"                    ? vertical_source::still
         : interpolation_of(o).by_elements   ? vertical_source::omega_first
                                             : vertical_source::upward_first;
}
/// Of the command line, for what was found.
std::string word_of(const eudrift::layering& water) {
  return water.knows == eudrift::vertical_motion::none ? "none" : water.by_continuity ? "continuity" : water.still ? "zero" : water.vertical_name();
}

}  // namespace

preference parse_preference(const forcing& source, const std::string& given) {
  const bool warm = eudrift::find_field(source, "temp").has_value();
  const std::string words = !given.empty() ? given : warm ? "temp:10:16" : "speed:0.1:1";
  const std::size_t first = words.find(':'), second = words.rfind(':');
  require(first != std::string::npos && first != second,
          "--prefer is \"" + words + "\"; expected VARIABLE:LOW:HIGH, for example temp:10:16");
  const std::string name = words.substr(0, first);
  const std::string_view rest(words);
  preference p{{},
               name,
               {parse_number(rest.substr(first + 1, second - first - 1), words), parse_number(rest.substr(second + 1), words)},
               ""};
  require(p.preferred.low < p.preferred.high, "--prefer is \"" + words + "\"; LOW must be less than HIGH");
  std::string unit = "m s-1";
  if (name != "speed") {
    p.field = eudrift::find_field(source, name);
    std::string names = "speed";
    for (const eudrift::field_info& f : source.fields())
      if (!f.steady) names += ", " + f.name;
    require(p.field.has_value() && !p.field->steady, "--prefer names " + name + ", which the forcing does not have; choose one of " + names);
    unit = p.field->unit;
  }
  p.text = name + " " + six_digits(p.preferred.low) + " to " + six_digits(p.preferred.high) + " " + unit;
  return p;
}

void print_forcing(const forcing& source, const options& o, const plan& when, const preference& likes,
                   const std::optional<eudrift::layering>& water, const std::string& coast) {
  const eudrift::mesh_data& mesh = source.mesh();
  std::printf("%s\n", source.base().recognised().sentence.c_str());
  for (const std::string& warning : source.base().warnings()) std::printf("warning: %s\n", warning.c_str());
  std::printf("forcing: %lld nodes, %lld elements, %zu times, %s to %s\n", static_cast<long long>(mesh.nodes()),
              static_cast<long long>(mesh.elements()), source.times().size(),
              eudrift::format_time(source.times().front(), source.calendar()).c_str(),
              eudrift::format_time(source.times().back(), source.calendar()).c_str());
  std::printf("coast: %s\n", coast.c_str());
  if (!o.earlier.empty()) std::printf("continues: %s\n", o.earlier.c_str());
  std::printf("run: %s to %s, %s, steps of %s s at most, happy in %s\n",
              eudrift::format_time(when.start, source.calendar()).c_str(), eudrift::format_time(when.end, source.calendar()).c_str(),
              text_of_steps(o).c_str(), six_digits(std::abs(o.dt)).c_str(), likes.text.c_str());
  if (o.interpolation != "continuous")
    std::printf("interpolation: by the gradients of elements, with %s beside a coast\n", interpolation_of(o).mirrored ? "a mirror image" : "none");
  if (o.no_normal_flow) std::printf("interpolation: continuous, along the coast at nodes of solid edges\n");
  if (o.roughness > 0) std::printf("bed: a roughness length of %s m\n", six_digits(o.roughness).c_str());
  if (o.spreading.by_viscofh) std::printf("dispersal: %s\n", text_of(o.spreading).c_str());
  if (water) {
    const std::string motion = water->knows == eudrift::vertical_motion::none ? "no velocity, particles keep their sigma"
                               : water->by_continuity                        ? "omega by continuity of the current"
                               : water->still                                ? "a velocity of 0, particles keep their height"
                                                                             : std::string(water->vertical_name()) + " of the forcing";
    std::printf("vertical: %lld layers, %s; mixing: %s%s\n", static_cast<long long>(water->layers), motion.c_str(), text_of(o.mixing).c_str(),
                o.mixing.constant > 0 ? ", all of which are stable, since it does not change with depth" : "");
  }
  std::fflush(stdout);
}

void tell_mixing(const std::optional<double>& longest_stable, const options& o, report& tell) {
  if (longest_stable)
    tell.say("mixing: in sub-steps of " + six_digits(o.mixing.longest) + " s at most; up to " + six_digits(*longest_stable) + " s were stable");
}

void tell_walk(const std::optional<double>& longest_stable, const options& o, report& tell) {
  if (longest_stable)
    tell.say("walk: in sub-steps of " + six_digits(o.spreading.longest) + " s at most; up to " + six_digits(*longest_stable) + " s were stable");
}

void print_shallow(const forcing& source, const host_slice& beginning) {
  const eudrift::depth_choice choice = source.base().depth_left();
  if (choice.how != eudrift::depth_choice::way::depth) return;
  std::printf("depth: %s m; in %s %% of the elements the lowest layer serves at the first slice, its centre being no deeper\n",
              six_digits(choice.depth).c_str(), six_digits(100 * beginning.shallow).c_str());
  std::fflush(stdout);
}

namespace {

/// The uppermost layer of a field at a slice, at elements; of one at nodes the means of corners.
std::vector<double> at_elements(forcing& source, const char* name, index_t slice) {
  const eudrift::mesh_data& mesh = source.mesh();
  const bool nodes = find_field(source, name)->where == eudrift::location::node;
  std::vector<double> values(static_cast<std::size_t>(nodes ? mesh.nodes() : mesh.elements()));
  source.read(name, slice, 0, 0, values);
  if (!nodes) return values;
  std::vector<double> means(static_cast<std::size_t>(mesh.elements()));
  for (std::size_t i = 0; i < mesh.corner.size(); ++i) means[i / 3] += values[static_cast<std::size_t>(mesh.corner[i])] / 3;
  return means;
}

}  // namespace

preparation::preparation(options& o, bool leads)
    : source(eudrift::model_source(o.forcing, o.depth)), likes(parse_preference(source, o.prefer)) {
  if (o.dimensions == 3) {
    water = find_layering(source, o.forcing.front(), vertical_source_of(o), o.mixing.by_kh);
    o.vertical_velocity = word_of(*water);
    const index_t felt = likes.field ? likes.field->layers : 1;
    require(felt == 1 || felt == water->layers || felt == water->levels(),
            o.forcing.front() + ": the preferred variable " + likes.name + " has " + std::to_string(felt) + " layers; 1, " +
                std::to_string(water->layers) + " or " + std::to_string(water->levels()) + " are expected, since u has " + std::to_string(water->layers));
  }
  require(!interpolation_of(o).by_elements || find_field(source, "u")->where == eudrift::location::element,
          o.forcing.front() + ": --interpolation is fvcom, which goes by values at elements, but u and v are at nodes; leave it out");
  if (o.spreading.by_viscofh) viscofh_layers = find_viscofh(source, o.forcing.front(), find_field(source, "u")->layers).layers;
  shore = coast_of(o, eudrift::find_field(source, "wet_cells").has_value());
  if (!leads) return;
  const auto at_surface = [this](index_t slice) { return std::array{at_elements(source, "u", slice), at_elements(source, "v", slice)}; };
  coast = text_of_coast(mesh(), shore, open_edges(source.mesh_to_open(), o, static_cast<index_t>(source.times().size()), at_surface));
  if (!o.earlier.empty()) earlier.emplace(mesh(), source.calendar(), o, likes);
  when = make_plan(source.times(), source.calendar(), o, earlier ? std::optional(earlier->time()) : std::nullopt);
}

sea_choice preparation::drifts_in(const options& o) const {
  sea_choice to{find_field(source, "u")->where, std::nullopt, 1, water, o.mixing, shore, interpolation_of(o), o.stops_at_edges, viscofh_layers};
  if (likes.field) to.mood = likes.field->where, to.mood_layers = likes.field->layers;
  return to;
}

std::function<host_slice(index_t)> preparation::slices() {
  return slice_maker(source, source.base().depth_left(), likes, water, viscofh_layers > 0);
}

void preparation::find_checkpoint(const options& o) {
  saved = saved_run::open(o);
  marks = marks_of_run(o, when, source.calendar(), likes, mesh());
  if (saved) saved->check(marks), saved->print(source.calendar());
  if (!o.checkpoint.empty()) const eudrift::whole_file can_be_written(o.checkpoint);
}

namespace {

/// Surface and bed of a run's forcing, of which the two slices round the time asked for last are held.
class surface_between {
 public:
  surface_between(forcing& source, const plan& when) : source_(&source), when_(&when), has_zeta_(eudrift::find_field(source, "zeta").has_value()) {}

  eudrift::water_column<double> operator()(const eudrift::triangle_mesh_view<double, std::int32_t>& mesh,
                                           const eudrift::site<double, std::int32_t>& where, time_ms time) {
    const interval& in = when_->intervals[when_->interval_of(time)];
    take(in.before, before_), take(in.after, after_);
    const auto at_nodes = [](const std::vector<double>& v) {
      return eudrift::soa_view<const double, 1>{{v.data()}, static_cast<index_t>(v.size())};
    };
    const eudrift::column_slices<double, std::int32_t> column{
        at_nodes(source_->mesh().depth), {at_nodes(before_.zeta), at_nodes(after_.zeta), 1 / in.grid.length}};
    return column.at(mesh, where, in.delay(time));
  }

 private:
  struct slice_of_surface {
    index_t slice = -1;
    std::vector<double> zeta;
  };
  void take(index_t slice, slice_of_surface& to) {
    if (to.slice == slice) return;
    to.slice = slice;
    to.zeta.assign(source_->mesh().x.size(), 0.0);
    if (has_zeta_) source_->read("zeta", slice, 0, 0, to.zeta);
  }
  forcing* source_;
  const plan* when_;
  bool has_zeta_;
  slice_of_surface before_, after_;
};

}  // namespace

void preparation::read_points(const options& o) {
  if (!earlier && !o.release.empty()) points = read_release(mesh(), o, when, surface_between(source, when));
}

particle_blocks preparation::particles(const std::vector<double>& wet, const options& o) {
  const particle_blocks all = earlier       ? particle_blocks([this](drifters_batch& block) { return earlier->next(block); })
                              : scatters(o) ? scatter(mesh(), wet, o, when.start)
                                            : std::exchange(points, {});
  return [this, all, sum = particles_mark(mesh())](drifters_batch& block) mutable {
    const bool more = all(block);
    if (more) {
      sum.add(block);
    } else {
      marks.push_back(sum.value());
      if (saved) saved->check(marks);
    }
    return more;
  };
}

particle_blocks preparation::saved_particles() {
  return [this, element = elements_by_number(mesh())](drifters_batch& block) { return saved->next(block, element); };
}

void read_mixing_profile(options& o) {
  if (!o.mixing.by_profile) return;
  o.mixing.table = read_diffusivity_table(o.mixing_profile);
  eudrift::require_stable_mixing(o.mixing.table.depths(), o.mixing.table.diffusivities(), o.mixing.longest);
}

std::unique_ptr<eudrift::read_ahead<host_slice>> slices_of(const plan& when, std::function<host_slice(index_t)> make, std::size_t first) {
  return std::make_unique<eudrift::read_ahead<host_slice>>(std::move(make), when.intervals[first].before, when.backward() ? -1 : 1,
                                                           static_cast<index_t>(when.intervals.size() - first) + 1);
}

}  // namespace happiest_particle
