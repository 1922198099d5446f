// SPDX-License-Identifier: BSL-1.0
/// \file
/// Tracks as CSV: a line for each particle and output.
#pragma once
#include <eudrift/output/growing_file.hpp>
#include <eudrift/output/text.hpp>
#include <eudrift/output/tracks.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// CSV (RFC 4180, lines end with a line feed) with the columns id, time, x and y [m], lon and lat [degrees], z [m, up],
/// status and the properties by their names; of places those that the layout has.  Times are as format_time() gives
/// them, ISO 8601 in UTC where there is a calendar.  Numbers have as few digits as read back the same to the last bit.
/// What is not known is empty.  Each output is in the file when write() returns.
class csv_writer {
 public:
  /// Makes the file, replacing one that is there.  Throws error naming path.
  csv_writer(const std::string& path, track_layout layout) : layout_(std::move(layout)), file_(path) {
    check_layout(path, layout_);
    text_ = "id,time";
    if (layout_.metres) text_ += ",x,y";
    if (layout_.degrees) text_ += ",lon,lat";
    if (layout_.heights) text_ += ",z";
    text_ += ",status";
    for (const track_property& p : layout_.properties) text_ += ',', append_csv_text(text_, p.name);
    text_ += '\n';
  }

  /// Writes an output.  Throws error, where there is no room for it too: the outputs before are kept then.
  void write(const track_rows& rows) {
    check_rows(file_.path(), layout_, rows);
    const std::string time = format_time(rows.time, layout_.calendar);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      append_number(text_, rows.id[i]);
      text_ += ',', text_ += time;
      const bool placed = rows.is_placed(i);
      if (layout_.metres) field(placed, rows.x[i]), field(placed, rows.y[i]);
      if (layout_.degrees) field(placed, rows.lon[i]), field(placed, rows.lat[i]);
      if (layout_.heights) field(placed, rows.z[i]);
      text_ += ',', append_csv_text(text_, layout_.statuses[static_cast<std::size_t>(rows.state[i])]);
      for (const property_values& values : rows.properties)
        std::visit([&](const auto& of) { field(placed, of[i]); }, values);
      text_ += '\n';
      if (text_.size() > some) put();
    }
    put();
    file_.complete();
  }

  /// Closes the file; throws error where that fails.  The destructor closes without a word.
  void close() {
    put();
    file_.close();
  }

 private:
  static constexpr std::size_t some = 1 << 18;  ///< bytes that are written at once

  template <class T>
  void field(bool known, T value) {
    text_ += ',';
    if (known && value == value) append_number(text_, value);
  }
  void put() {
    file_.write(text_);
    text_.clear();
  }

  track_layout layout_;
  growing_file file_;
  std::string text_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
