// Every model, in the order in which tables show them: from strong to weak, as far as they compare.
#include <models/dialect/dialect.h>
#include <models/model.h>
#include <base/text.h>

namespace fenceline::models {

extern const Model sc, x86_tso, zarch, ztso, sparc_pso, sparc_rmo, rvwmo, armv8, alpha, armv7, power, cxx20, rc11;

std::span<const Model* const> models() {
  static const Model* const all[] = {&sc,    &x86_tso, &zarch, &ztso,  &sparc_pso, &sparc_rmo, &rvwmo,
                                     &armv8, &alpha,   &armv7, &power, &rc11,      &cxx20};
  return all;
}

bool judges(const Model& model, Isa isa) {
  return &model == &sc || dialect(model.isa).rules().language == dialect(isa).rules().language;
}

const Model* find_model(std::string_view name) {
  const std::string wanted = lower(name);
  for (const Model* m : models())
    if (m->name == wanted) return m;
  return nullptr;
}

}  // namespace fenceline::models
