// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a forcing knows of water in three dimensions, and its slices in host memory.
#pragma once
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/kernels/layered_velocity.hpp>

#include <array>
#include <memory>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Where the motion along the vertical comes from.
enum class vertical_source {
  omega_first,   ///< omega where there is one, else ww, else continuity: with a current by elements
  upward_first,  ///< ww where there is one, else omega, else continuity: with a current between nodes
  omega,         ///< FVCOM's omega, on levels at nodes
  upward,        ///< FVCOM's ww, on layers at elements
  continuity,    ///< omega_by_continuity of the current
  none,          ///< particles keep their sigma
  still,         ///< an upward velocity of 0: they keep their height, while surface and layers move past them
};

/// How a forcing gives water in three dimensions.
struct layering {
  index_t layers = 0;                             ///< of the current; the levels are one more
  vertical_motion knows = vertical_motion::none;  ///< what moves particles along the vertical
  bool by_continuity = false;                     ///< whether that is omega made of the current
  bool has_kh = false;                            ///< whether kh is read, on levels
  bool still = false;                             ///< whether an upward velocity is 0 everywhere

  index_t levels() const { return layers + 1; }
  /// Whether a field of vertical motion is read: omega on levels at nodes or ww on layers at
  /// elements.
  bool reads_vertical() const { return knows != vertical_motion::none && !by_continuity && !still; }
  /// That of the field.
  location vertical_place() const {
    return knows == vertical_motion::omega ? location::node : location::element;
  }
  /// That of the motion, read or made.
  index_t vertical_layers() const { return knows == vertical_motion::omega ? levels() : layers; }
  /// The field's name in FVCOM's files.
  const char* vertical_name() const { return knows == vertical_motion::omega ? "omega" : "ww"; }
};

/// sigma of layers and levels at each node, the surface first: 0 at the uppermost level and -1 at
/// the lowest.
struct sigma_tables {
  std::vector<double> layers;  ///< (layers, nodes)
  std::vector<double> levels;  ///< (layers + 1, nodes)
};

/// A slice of the water beside its current.
struct water_slice {
  std::array<std::vector<double>, 1> surface;  ///< zeta [m], (nodes,)
  std::array<std::vector<double>, 1>
      vertical;                           ///< as layering says, (layers, items) [m/s]; may be empty
  std::array<std::vector<double>, 1> kh;  ///< (levels, nodes) [m2/s]; may be empty
  std::shared_ptr<const sigma_tables> sigma;  ///< with the first slice at least
};

namespace detail {

/// Which field, if any, tells of the motion along the vertical.
template <ForcingSource S>
void choose_vertical(const S& source, const std::string& file, vertical_source from, layering& to) {
  const auto take = [&](const char* name, location where, vertical_motion motion, index_t layers,
                        bool asked) {
    const auto field = find_field(source, name);
    require(field || !asked, file + ": there is no variable " + name +
                                 ", which the vertical motion was to be taken " +
                                 "from; take it from what there is, or from continuity");
    if (!field) return false;
    const bool fits = field->where == where && field->layers == layers;
    const auto places = [](location of, index_t n) {
      return std::to_string(n) + " layers at " + (of == location::node ? "nodes" : "elements");
    };
    require(fits || !asked, file + ": the variable " + name + " has " + places(field->where, field->layers) + "; " +
                                places(where, layers) + " are expected, since u has " + std::to_string(to.layers));
    if (!fits) return false;
    to.knows = motion;
    return true;
  };
  if (to.still = from == vertical_source::still; to.still) {
    to.knows = vertical_motion::upward;
    return;
  }
  const auto omega = [&] {
    return take("omega", location::node, vertical_motion::omega, to.levels(),
                from == vertical_source::omega);
  };
  const auto upward = [&] {
    return take("ww", location::element, vertical_motion::upward, to.layers,
                from == vertical_source::upward);
  };
  const bool any = from == vertical_source::omega_first || from == vertical_source::upward_first;
  if (from == vertical_source::upward_first && upward()) return;
  if ((any || from == vertical_source::omega) && omega()) return;
  if ((any || from == vertical_source::upward) && upward()) return;
  to.by_continuity = from != vertical_source::none;
  to.knows = to.by_continuity ? vertical_motion::omega : vertical_motion::none;
}

}  // namespace detail

/// What a source has for three dimensions; `file` names it in sentences.  Throws error where it
/// lacks u, v, h, sigma, or what is asked for: a vertical motion, or `needs_kh`.
template <ForcingSource S>
layering find_layering(const S& source, const std::string& file, vertical_source from,
                       bool needs_kh) {
  const auto u = find_field(source, "u"), v = find_field(source, "v");
  require(u && v && u->layers == v->layers,
          file + ": u and v are not both there on the same layers");
  require(!source.mesh().depth.empty() || source.mesh().nodes() == 0,
          file +
              ": there is no variable h, the depth of the water, which three dimensions need; move "
              "particles in two");
  layering to;
  to.layers = u->layers;
  const auto fits = [&](const char* name, index_t layers) {
    const auto field = find_field(source, name);
    require(!field || field->layers == layers,
            file + ": the variable " + name + " has " + std::to_string(field ? field->layers : 0) +
                " layers; " + std::to_string(layers) + " are expected, since u has " +
                std::to_string(to.layers));
    return field.has_value();
  };
  const bool layers = fits("siglay", to.layers), levels = fits("siglev", to.levels());
  require(
      layers || levels,
      file +
          ": there is neither siglay nor siglev, the depths of the layers, which three dimensions "
          "need; move particles in two");
  detail::choose_vertical(source, file, from, to);
  to.has_kh = needs_kh;
  require(!needs_kh || fits("kh", to.levels()),
          file +
              ": there is no variable kh, the vertical diffusivity that particles were to be mixed "
              "by; give files that "
              "have it, or a constant diffusivity");
  return to;
}

namespace detail {

/// Throws error where sigma does not fall from each layer to the next at some node.
inline void require_falling(const std::vector<double>& table, const char* name, const mesh_data& mesh) {
  const std::size_t nodes = mesh.x.size();
  for (std::size_t i = nodes; i < table.size(); ++i)
    if (!(table[i] < table[i - nodes]))
      throw error(std::string("the forcing's ") + name + " does not fall from layer " +
                  std::to_string(i / nodes) + " to " + std::to_string(i / nodes + 1) + " at node " +
                  std::to_string(mesh.node_number[i % nodes] + 1) +
                  "; three dimensions need layers of some thickness, from 0 at the surface to -1 at the bed");
}

}  // namespace detail

/// sigma of a source that find_layering() was content with.  Of siglay and siglev one follows from
/// the other where it is missing; the end levels are put on surface and bed, from which float noise
/// moves them in files.  Throws error where layers have no thickness.
template <ForcingSource S>
sigma_tables read_sigma(S& source, const layering& what) {
  const auto nodes = static_cast<std::size_t>(source.mesh().nodes()),
             layers = static_cast<std::size_t>(what.layers);
  sigma_tables to;
  if (const auto field = find_field(source, "siglay"))
    to.layers = detail::read_layers(source, *field, 0);
  if (const auto field = find_field(source, "siglev"))
    to.levels = detail::read_layers(source, *field, 0);
  const bool had_levels = !to.levels.empty();
  to.levels.resize((layers + 1) * nodes);
  for (std::size_t n = 0; n < nodes; ++n) {
    to.levels[n] = 0, to.levels[layers * nodes + n] = -1;
    for (std::size_t k = 1; k < layers && !had_levels; ++k)
      to.levels[k * nodes + n] = 0.5 * (to.layers[(k - 1) * nodes + n] + to.layers[k * nodes + n]);
  }
  if (to.layers.empty()) {
    to.layers.resize(layers * nodes);
    for (std::size_t i = 0; i < to.layers.size(); ++i)
      to.layers[i] = 0.5 * (to.levels[i] + to.levels[i + nodes]);
  }
  detail::require_falling(to.layers, "siglay", source.mesh());
  detail::require_falling(to.levels, "siglev", source.mesh());
  return to;
}

/// Makes slices of water of a source.
template <ForcingSource S>
class water_reader {
 public:
  /// `source` must live as long as this.
  water_reader(S& source, const layering& what)
      : source_(&source),
        what_(what),
        sigma_(std::make_shared<const sigma_tables>(read_sigma(source, what))) {}

  /// All layers of a field, (layers, items).
  std::vector<double> all_layers(std::string_view name, index_t slice) const {
    const auto field = find_field(*source_, name);
    require(field.has_value(), "the forcing has no variable " + std::string(name));
    return detail::read_layers(*source_, *field, slice);
  }
  /// A slice; the surface is 0 where the forcing has no zeta.  Throws what the source throws.
  water_slice operator()(index_t slice) const {
    water_slice to;
    to.surface[0] = find_field(*source_, "zeta")
                        ? all_layers("zeta", slice)
                        : std::vector<double>(static_cast<std::size_t>(source_->mesh().nodes()));
    if (what_.reads_vertical()) to.vertical[0] = all_layers(what_.vertical_name(), slice);
    if (what_.has_kh) to.kh[0] = all_layers("kh", slice);
    to.sigma = sigma_;
    return to;
  }

 private:
  S* source_;
  layering what_;
  std::shared_ptr<const sigma_tables> sigma_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
