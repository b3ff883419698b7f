#include <models/search/ways.h>

namespace fenceline::models {

Ways::Known& Ways::known(int last) {
  constexpr std::size_t kFew = 256;
  const auto [entry, fresh] = known_.try_emplace(last);
  Known& out = entry->second;
  if (!fresh) return out;
  out.few = solver_.each(last, [&] {
    if (out.ways.size() == kFew) return false;
    out.ways.push_back({solver_.order(), solver_.sources(), true});
    return true;
  });
  if (!out.few) out.ways = {};
  return out;
}

bool Ways::each(int last, const Found& found) {
  Known& all = known(last);
  for (Way& way : all.ways) {
    solver_.step();
    if (!found(way)) return false;
  }
  if (all.few) return true;
  return solver_.each(last, [&] {
    Way way = {solver_.order(), solver_.sources()};
    return found(way);
  });
}

}  // namespace fenceline::models
