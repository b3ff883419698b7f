// What the kernel tells programs of the CPU's features, by the number of a bit: the headers of the oldest supported C library
// do not name the newest.
#pragma once
#include <sys/auxv.h>

namespace fenceline::arch {

template <unsigned kBit>
inline bool hwcap() {
  return (getauxval(AT_HWCAP) >> kBit & 1) != 0;
}
template <unsigned kBit>
inline bool hwcap2() {
  return (getauxval(AT_HWCAP2) >> kBit & 1) != 0;
}

}  // namespace fenceline::arch
