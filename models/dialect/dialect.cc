#include <models/dialect.h>
#include <models/text.h>

#include <cstdlib>

namespace fenceline::models {

const Dialect& x86_64_dialect();
const Dialect& aarch64_dialect();
const Dialect& riscv64_dialect();
const Dialect& ppc64le_dialect();
const Dialect& arm_dialect();
const Dialect& s390x_dialect();
const Dialect& sparc64_dialect();
const Dialect& alpha_dialect();

std::span<const Dialect* const> dialects() {
  static const Dialect* const all[] = {
      &x86_64_dialect(), &aarch64_dialect(), &riscv64_dialect(), &ppc64le_dialect(),
      &arm_dialect(),    &s390x_dialect(),   &sparc64_dialect(), &alpha_dialect(),
  };
  return all;
}

const Dialect& dialect(Isa isa) {
  for (const Dialect* d : dialects())
    if (d->isa() == isa) return *d;
  std::abort();  // every value of Isa has its dialect
}

const Dialect* find_dialect(std::string_view name) {
  const std::string wanted = lower(name);
  for (const Dialect* d : dialects()) {
    if (lower(d->name()) == wanted || lower(d->litmus_name()) == wanted) return d;
    for (std::string_view alias : d->aliases())
      if (lower(alias) == wanted) return d;
  }
  return nullptr;
}

const Edge* find_edge(const Dialect& dialect, std::string_view name) {
  for (const Edge& e : dialect.edges())
    if (e.name == name) return &e;
  return nullptr;
}

}  // namespace fenceline::models
