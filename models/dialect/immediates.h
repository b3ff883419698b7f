// Which constants Arm's encodings have.
#pragma once

#include <models/program.h>

#include <bit>
#include <cstdint>
#include <initializer_list>

namespace fenceline::models {

// Is it a number of so many bytes, with a sign or without?
inline bool is_of_size(Value value, int bytes) {
  return value == cut(value, bytes, false) || value == cut(value, bytes, true);
}

// "Logical immediates" of AArch64 (Arm ARM DDI 0487, DecodeBitMasks): a run of ones, rotated within an element of 2,
// 4, 8, 16, 32 or 64 bits that fills the register.
inline bool is_bitmask(Value value, int bytes) {
  auto bits = static_cast<std::uint64_t>(cut(value, bytes, false));
  if (bytes == 4) bits |= bits << 32;
  if (bits == 0 || bits == ~std::uint64_t{0}) return false;
  int width = 64;
  while (width > 2 && std::rotr(bits, width / 2) == bits) width /= 2;
  // Between neighbours, around the element, there is one change from 0 to 1.
  return std::popcount(bits & ~std::rotl(bits, 1)) == 64 / width;
}

// MOVZ, MOVN, or ORR with a bitmask.
inline bool is_moved(Value value, int bytes) {
  for (const Value v : {cut(value, bytes, false), cut(~value, bytes, false)})
    for (int shift = 0; shift < 8 * bytes; shift += 16)
      if ((static_cast<std::uint64_t>(v) & ~(std::uint64_t{0xffff} << shift)) == 0) return true;
  return is_bitmask(value, bytes);
}

// ADD, SUB and CMP: twelve bits, shifted by twelve or not; negative, the other one of ADD and SUB is meant.
inline bool is_summed(Value value) {
  const Value positive = value < 0 ? -value : value;
  return (positive & ~Value{0xfff}) == 0 || (positive & ~Value{0xfff000}) == 0;
}

// "Modified immediates" of A32 (Arm ARM DDI 0406, A5.2.4): eight bits, rotated by an even number.
inline bool is_rotated_byte(Value value) {
  for (int by = 0; by < 32; by += 2)
    if (std::rotl(static_cast<std::uint32_t>(value), by) < 256) return true;
  return false;
}

}  // namespace fenceline::models
