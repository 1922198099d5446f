// SPDX-License-Identifier: BSL-1.0
#include "ocean.hpp"

#include <eudrift/netcdf/model_source.hpp>

namespace tracks_to {

struct ocean::source {
  eudrift::model_source model;
};

ocean::ocean(const std::vector<std::string>& paths) : source_(new source{eudrift::model_source(paths)}) {}
ocean::~ocean() = default;

const eudrift::mesh_data& ocean::mesh() const { return source_->model.mesh(); }
std::span<const eudrift::time_ms> ocean::times() const { return source_->model.times(); }
bool ocean::calendar() const { return source_->model.calendar(); }

std::vector<field> ocean::at(eudrift::index_t slice, const std::vector<std::string>& names) {
  auto& model = source_->model;
  const auto find = [&](const std::string& name) -> const eudrift::field_info* {
    for (const eudrift::field_info& f : model.fields())
      if (f.name == name) return &f;
    return nullptr;
  };
  const auto read = [&](const eudrift::field_info& f) {
    std::vector<double> values(f.where == eudrift::location::node ? mesh().x.size() : mesh().corner.size() / 3);
    model.read(f.name, slice, 0, 0, values);
    return values;
  };
  std::vector<field> all;
  const eudrift::field_info *u = find("u"), *v = find("v");
  if (u && v && u->where == v->where) {
    const std::vector<double> east = read(*u), north = read(*v);
    field current{"current", u->where, 3, std::vector<double>(3 * east.size())};
    for (std::size_t i = 0; i < east.size(); ++i) current.values[3 * i] = east[i], current.values[3 * i + 1] = north[i];
    all.push_back(std::move(current));
  }
  if (const eudrift::field_info* zeta = find("zeta")) all.push_back({"zeta", zeta->where, 1, read(*zeta)});
  for (const std::string& name : names) {
    const eudrift::field_info* f = find(name);
    if (!f) {
      std::string known;
      for (const eudrift::field_info& each : model.fields()) known += (known.empty() ? "" : ", ") + each.name;
      throw eudrift::error("--field " + name + ": the forcing has no such field; it has " + known);
    }
    all.push_back({name, f->where, 1, read(*f)});
  }
  return all;
}

}  // namespace tracks_to
