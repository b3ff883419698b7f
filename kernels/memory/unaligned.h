// Plain accesses of any alignment, one instruction each on all our ISAs.
#pragma once
#include <arch/opaque.h>

#include <cstddef>
#include <cstring>

namespace fenceline::measure {

template <class T>
T load(const std::byte* p) {
  T value;
  std::memcpy(&value, p, sizeof value);
  arch::compiler_barrier();
  return value;
}
template <class T>
void store(std::byte* p, T value) {
  std::memcpy(p, &value, sizeof value);
  arch::compiler_barrier();
}

}  // namespace fenceline::measure
