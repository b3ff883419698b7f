// What a CPU may have or not: a row each, in arch/<isa>/cpu.h, and all that is told of a feature is told by its row.
#pragma once
#include <string_view>

namespace fenceline::arch {

template <class Feature>
struct FeatureRow {
  Feature feature;
  std::string_view name;  ///< as results spell it
  bool (*there)();        ///< whether this CPU, as the operating system lets us use it, has it
};

/// Empty for Feature::none.
template <class Rows, class Feature>
constexpr std::string_view feature_name(const Rows& rows, Feature f) {
  for (const auto& row : rows)
    if (row.feature == f) return row.name;
  return "";
}
/// Feature::none is always there.
template <class Rows, class Feature>
bool has_feature(const Rows& rows, Feature f) {
  for (const auto& row : rows)
    if (row.feature == f) return row.there();
  return f == Feature::none;
}

}  // namespace fenceline::arch
