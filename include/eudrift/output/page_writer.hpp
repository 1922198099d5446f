// SPDX-License-Identifier: BSL-1.0
/// \file
/// Tracks as one page of HTML that plays them on the mesh.
#pragma once
#include <eudrift/checkpoint/whole_file.hpp>
#include <eudrift/output/mesh_places.hpp>
#include <eudrift/output/page_data.hpp>
#include <eudrift/output/page_script.hpp>
#include <eudrift/output/page_text.hpp>

#include <optional>

namespace eudrift::inline EUDRIFT_ABI {

/// A page that needs nothing but itself: it works from a disk, and its own policy forbids it to ask a network.  It
/// shows the mesh, shaded by depth, particles by status or by a property, how many have each status at each output,
/// clock and scale; properties that are whole numbers are left out.  It stays a few MiB large: places are rounded to a
/// 65534th of the picture's longer side and values of properties to a 254th of their range, and of too many particles
/// every second (fourth, ...) is drawn, in the order in which they came, of too many outputs every second; the page
/// says so.  Counts are of all particles.
///
/// x and y are drawn where the tracks have them, else longitude and latitude.  All is written by close(); until then
/// the file's name belongs to what was there before.
class page_writer {
 public:
  /// Throws error naming path, also where the mesh has not the coordinates of the tracks.
  page_writer(const std::string& path, track_layout layout, const mesh_data* mesh = nullptr,
              const page_limits& limits = {})
      : path_(path), layout_(std::move(layout)), mesh_(mesh), tracks_(layout_, limits), limits_(limits) {
    check_layout(path, layout_);
    if (mesh_) nodes_ = mesh_places(*mesh_, !layout_.metres, path);
    file_.emplace(path);
  }

  /// Takes an output; times go on in one direction.  Throws error.
  void write(const track_rows& rows) {
    require(file_.has_value(), path_ + ": is closed; nothing more can be written");
    check_rows(path_, layout_, rows);
    tracks_.take(path_, rows);
  }

  /// Writes the file.  Throws error, also where no output was taken; what was there before is kept then.
  void close() {
    if (!file_) return;
    require(tracks_.outputs() > 0, path_ + ": there is no output to show; expected at least one");
    page_frame frame{.degrees = !layout_.metres};
    for (std::size_t k = 0; k < nodes_.first.size(); ++k) frame.hold(nodes_.first[k], nodes_.second[k]);
    tracks_.for_each_place([&](double x, double y) { frame.hold(x, y); });
    frame.close();

    put(detail::page_begin);
    for (const char c : layout_.title) c == '<' ? text_ += "&lt;" : c == '&' ? text_ += "&amp;" : text_ += c;
    put(detail::page_middle);
    const bool meshed = mesh_ && mesh_->corner.size() / 3 <= limits_.most_elements;
    text_ += "<script type=\"application/json\" id=\"about\">{\"title\":";
    append_json_text(text_, layout_.title);
    text_ += ",\"calendar\":", text_ += layout_.calendar ? "true" : "false";
    number("aspect", frame.aspect()), number("step", frame.step), number("metres", frame.metres_a_unit());
    text_ += ",\"extent\":[", append_json_number(text_, frame.width()), text_ += ',',
        append_json_number(text_, frame.height());
    text_ += "],\"notes\":";
    append_json_text(text_, tracks_.notes(frame) +
                                (mesh_ && !meshed ? " Of the mesh, which is large, the edge is drawn alone." : ""));
    tracks_.describe(text_, layout_);
    text_ += ",\"mesh\":";
    std::vector<std::vector<std::int32_t>> rings;
    if (mesh_) {
      rings = mesh_rings(*mesh_);
      text_ += "{\"rings\":[";
      for (std::size_t r = 0; r < rings.size(); ++r) text_ += r ? "," : "", append_number(text_, rings[r].size());
      text_ += "],\"depth\":[";
      if (!mesh_->depth.empty()) {
        const auto [low, high] = std::minmax_element(mesh_->depth.begin(), mesh_->depth.end());
        append_json_number(text_, *low), text_ += ',', append_json_number(text_, *high);
      }
      text_ += "]}";
    } else {
      text_ += "null";
    }
    put("}</script>\n");

    tracks_.write(frame, [this](const std::string& id, const std::string& bytes) { block(id, bytes); });
    if (mesh_) write_mesh(frame, rings, meshed);
    put(detail::page_end);
    file_->commit();
    file_.reset();
  }

 private:
  void number(const char* name, double value) {
    text_ += ",\"", text_ += name, text_ += "\":", append_json_number(text_, value);
  }
  void put(std::string_view more) {
    text_ += more;
    file_->write(std::as_bytes(std::span(text_)));
    text_.clear();
  }
  void block(const std::string& id, const std::string& bytes) {
    text_ += "<script type=\"text/plain\" id=\"" + id + "\">";
    append_base64(text_, std::as_bytes(std::span(bytes)));
    put("</script>\n");
  }
  /// Without its triangles where these are not to be drawn.
  void write_mesh(const page_frame& frame, const std::vector<std::vector<std::int32_t>>& rings, bool meshed) {
    std::string bytes;
    for (std::size_t k = 0; k < nodes_.first.size(); ++k) frame.append(bytes, nodes_.first[k], nodes_.second[k]);
    block("nodes", bytes);
    bytes.clear();
    for (const auto& ring : rings)
      for (const std::int32_t node : ring) detail::append_low_first(bytes, static_cast<std::uint32_t>(node), 4);
    block("rings", bytes);
    bytes.clear();
    for (std::size_t c = 0; meshed && c < mesh_->corner.size(); ++c)
      detail::append_low_first(bytes, static_cast<std::uint32_t>(mesh_->corner[c]), 4);
    block("corners", bytes);
    bytes.clear();
    if (meshed && !mesh_->depth.empty()) {
      // By the rank of a depth, so that shallow and deep seas show their relief alike.
      std::vector<double> sorted = mesh_->depth;
      std::sort(sorted.begin(), sorted.end());
      for (const double h : mesh_->depth) {
        const auto below = std::lower_bound(sorted.begin(), sorted.end(), h) - sorted.begin();
        bytes += static_cast<char>(255 * below / static_cast<std::ptrdiff_t>(sorted.size()));
      }
    }
    block("depths", bytes);
  }

  std::string path_;
  track_layout layout_;
  const mesh_data* mesh_;
  std::pair<std::vector<double>, std::vector<double>> nodes_;
  page_tracks tracks_;
  page_limits limits_;
  std::optional<whole_file> file_;
  std::string text_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
