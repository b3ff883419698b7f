#include <models/dialect/dialect.h>
#include <base/text.h>

#include <algorithm>
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
const Dialect& mips64el_dialect();
const Dialect& loongarch64_dialect();
const Dialect& cxx_dialect();
const Dialect& go_dialect();
const Dialect& linux_dialect();

std::span<const Dialect* const> dialects() {
  static const Dialect* const all[] = {
      &x86_64_dialect(), &aarch64_dialect(), &riscv64_dialect(), &ppc64le_dialect(),  &arm_dialect(),
      &s390x_dialect(),  &sparc64_dialect(), &alpha_dialect(),   &mips64el_dialect(), &loongarch64_dialect(),
      &cxx_dialect(),    &linux_dialect(),   &go_dialect(),
  };
  return all;
}

void Dialect::read_code(std::string_view, int line, LitmusTest&) const {
  throw CodeError{line, std::string(name()) + " is no language"};
}

std::vector<std::string> Dialect::declarations(const std::vector<std::pair<std::string, int>>&,
                                               const std::vector<std::vector<std::string>>&) const {
  return {};
}

std::vector<std::string> Dialect::complete(int, std::vector<std::string> lines) const { return lines; }

// The number that the name ends with; before them, one without.
int Dialect::register_rank(std::string_view canonical) const {
  const std::size_t digits = canonical.find_last_not_of("0123456789") + 1;
  return static_cast<int>(to_integer(canonical.substr(digits)).value_or(-1));
}

std::string Dialect::layout(const std::vector<std::vector<std::string>>& threads) const {
  std::vector<std::size_t> widths;
  std::size_t height = 0;
  for (std::size_t t = 0; t < threads.size(); ++t) {
    widths.push_back(1 + std::to_string(t).size());
    for (const std::string& line : threads[t]) widths[t] = std::max(widths[t], line.size());
    height = std::max(height, threads[t].size());
  }
  std::string out;
  const auto row = [&](const auto& cell) {
    for (std::size_t t = 0; t < threads.size(); ++t) {
      std::string text = cell(t);
      text.resize(widths[t], ' ');
      out += (t == 0 ? " " : "| ") + text + " ";
    }
    out += ";\n";
  };
  row([](std::size_t t) { return "P" + std::to_string(t); });
  for (std::size_t i = 0; i < height; ++i)
    row([&](std::size_t t) { return i < threads[t].size() ? threads[t][i] : std::string(); });
  return out;
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
