// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which of the velocities of a model's files moves particles.
#pragma once
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/netcdf/model_files.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The fields of the files that are the velocity.
struct velocity_fields {
  std::string eastward, northward;  ///< "u" and "v", or "ua" and "va"
  std::string warning;              ///< a sentence for the user, or empty
};

/// Chooses the velocity of all levels, or that averaged over depth where the average is asked for or alone.  Throws
/// error where there is none, its components do not lie alike, or the choice of depth is none of its levels.
inline velocity_fields choose_velocity(const std::vector<model_file>& files, const depth_choice& choice) {
  using way = depth_choice::way;
  const auto sample = [&](const char* field) { return sample_of(files, field); };
  const bool levels = sample("u") && sample("v"), average = sample("ua") && sample("va");
  std::string list;
  for (const model_file& f : files)
    for (const model_variable& v : f.layout.fields)
      if (list.size() < 400) list += (list.empty() ? "" : ", ") + detail::printable(v.variable.name);
  require(levels || average, files[0].path + ": there are no velocities; the files have " +
                                 (list.empty() ? "no fields" : list) + "; name the files with both components too");
  const bool use_average = average && (choice.how == way::average || !levels);
  const model_variable &u = *sample(use_average ? "ua" : "u"), &v = *sample(use_average ? "va" : "v");
  require(u.where == v.where && u.levels() == v.levels(),
          files[0].path + ": " + detail::describe(u.variable) + " and " + detail::describe(v.variable) +
              " do not lie alike; expected both components at the same places and levels");
  if (u.level >= 0 && choice.how == way::layer) {
    require(choice.layer >= 1 && choice.layer <= static_cast<index_t>(u.levels()),
            "layer " + std::to_string(choice.layer) + " of " + u.variable.name +
                " was asked for; it has layers 1 (the surface) to " + std::to_string(u.levels()));
  }
  require(choice.how != way::depth || choice.depth >= 0,
          "the depth is " + std::to_string(choice.depth) + " m; 0 or more, counted down from the surface, is expected");
  velocity_fields to{u.field, v.field, ""};
  if (!levels && choice.how != way::average)
    to.warning = files[0].path + ": there are no velocities but those averaged over depth, " + u.variable.name +
                 "; these are used";
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
