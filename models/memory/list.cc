// Every model, in the order in which tables show them: from strong to weak, as far as they compare.
#include <models/dialect/dialect.h>
#include <models/model.h>
#include <base/text.h>

namespace fenceline::models {

Model sc(), x86_tso(), zarch(), ztso(), sparc_pso(), sparc_rmo(), rvwmo(), armv8(), alpha(), mips(), loongarch(),
    armv7(), power(), cxx20(), rc11(), lkmm(), go();

// Made when they are asked for: whoever asks may do so before main() begins.
std::span<const Model* const> models() {
  static const Model all[] = {sc(),    x86_tso(), zarch(), ztso(), sparc_pso(), sparc_rmo(),
                              rvwmo(), armv8(),   alpha(), mips(), loongarch(), armv7(),
                              power(), rc11(),    cxx20(), lkmm(), go()};
  static const std::vector<const Model*> list = [] {
    std::vector<const Model*> out;
    for (const Model& m : all) out.push_back(&m);
    return out;
  }();
  return list;
}

bool judges(const Model& model, Isa isa) {
  const auto language = [](Isa of) { return dialect(of).rules().language; };
  return model.any_isa || model.isa == isa || (!language(model.isa) && !language(isa));
}

const Model* find_model(std::string_view name) {
  const std::string wanted = lower(name);
  for (const Model* m : models())
    if (m->name == wanted) return m;
  return nullptr;
}

}  // namespace fenceline::models
