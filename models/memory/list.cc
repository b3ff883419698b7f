// Every model, in the order in which tables show them.
#include <models/model.h>
#include <models/text.h>

namespace fenceline::models {

extern const Model sc, x86_tso, armv8, rvwmo, ztso, power, armv7;

std::span<const Model* const> models() {
  static const Model* const all[] = {&sc, &x86_tso, &armv8, &rvwmo, &ztso, &power, &armv7};
  return all;
}

const Model* find_model(std::string_view name) {
  for (const Model* m : models())
    if (m->name == lower(name)) return m;
  return nullptr;
}

}  // namespace fenceline::models
