#include <kernels/kernel.h>

#include <algorithm>
#include <iterator>

namespace fenceline {
namespace {

// A function-local object: registrations run before main in no particular order of files.
std::vector<void (*)(std::vector<Kernel>&)>& fillers() {
  static std::vector<void (*)(std::vector<Kernel>&)> all;
  return all;
}

void tidy(std::vector<Kernel>& list) {
  for (Kernel& k : list) k.name = name_of(k);
  // Link order is no order: by suite, then as each file registered.
  std::ranges::stable_sort(list, {}, &Kernel::suite);
}

std::vector<Kernel>& all() {
  static auto list = [] {
    std::vector<Kernel> filled;
    for (auto fill : fillers()) fill(filled);
    tidy(filled);
    return filled;
  }();
  return list;
}

}  // namespace

Kernel::Kernel() = default;
Kernel::~Kernel() = default;
Kernel::Kernel(const Kernel&) = default;
Kernel::Kernel(Kernel&&) noexcept = default;
Kernel& Kernel::operator=(const Kernel&) = default;
Kernel& Kernel::operator=(Kernel&&) noexcept = default;

Registration::Registration(void (*fill)(std::vector<Kernel>&)) { fillers().push_back(fill); }

const std::vector<Kernel>& kernels() { return all(); }

void add_kernels(std::vector<Kernel> more) {
  std::ranges::move(more, std::back_inserter(all()));
  tidy(all());
}

std::string name_of(std::string_view variant, unsigned width) {
  return std::string(variant) + (width ? "." + std::to_string(width) : "");
}

std::string name_of(const Kernel& k) {
  std::string name = k.group;
  for (const std::string& part : {name_of(k.variant, k.width), k.use, k.how})
    if (!part.empty()) name += "/" + part;
  return name;
}

std::string_view name(Emits shows) {
  switch (shows) {
    case Emits::exact:
      return "exact";
    case Emits::once:
      return "once";
    case Emits::none:
      return "none";
  }
  return "";
}

}  // namespace fenceline
