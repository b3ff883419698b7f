#include <kernels/litmus/collect.h>

#include <array>
#include <bit>
#include <cstring>

namespace fenceline::litmus {
namespace {

constexpr size_t kBlock = 512;       // cells whose codes are put together in vector registers
constexpr unsigned kDenseBits = 16;  // states of more bits go through a map

/// Adds a variable's codes to the packed states of a block. All loops have a fixed length and bytes
/// in and out, so that the compiler vectorises them.
template <class Packed>
void pack(const Column& c, size_t from, unsigned unknown, unsigned shift, std::array<Packed, kBlock>& packed) {
  std::array<uint8_t, kBlock> bytes;
  const std::byte* data = c.data + from * c.stride;
  if (c.stride == 1)
    std::memcpy(bytes.data(), data, kBlock);
  else
    for (size_t i = 0; i < kBlock; ++i) bytes[i] = uint8_t(data[i * c.stride]);
  const uint8_t s = c.s, step = uint8_t(c.step), none = uint8_t(unknown);
  if (c.step != 0) {
    for (size_t i = 0; i < kBlock; ++i) {
      const uint8_t d = uint8_t(bytes[i] - s), back = uint8_t(-d);
      bytes[i] = d < step ? d : back <= step ? uint8_t(0) : none;
    }
  } else {
    for (size_t i = 0; i < kBlock; ++i) bytes[i] = bytes[i] < none ? bytes[i] : none;
  }
  for (size_t i = 0; i < kBlock; ++i) packed[i] = Packed(packed[i] | Packed(bytes[i]) << shift);
}

}  // namespace

Collector::Collector(size_t variables, int largest) : variables_(variables) {
  if (largest < 0) return;
  unknown_ = unsigned(largest) + 1;
  const unsigned bits = unsigned(std::bit_width(unknown_));
  if (bits * variables > kDenseBits || largest > 126) return;
  bits_ = bits;
  counts_.resize(kTables << (bits * variables));
}

void Collector::add(const std::vector<Column>& columns, size_t from, size_t to,
                    const std::function<models::Value(uint64_t, size_t)>& symbolic) {
  decode_ = columns;
  if (narrow()) {
    add_narrow(columns, from, to);
    return;
  }
  models::State state(variables_);
  for (size_t i = from; i < to; ++i) {
    for (size_t v = 0; v < variables_; ++v) {
      const Column& c = columns[v];
      if (!c.data) {
        state[v] = c.fixed;
        continue;
      }
      uint64_t value = 0;
      std::memcpy(reinterpret_cast<std::byte*>(&value) + low_bytes(sizeof value, size_t(c.bytes)),
                  c.data + i * c.stride, size_t(c.bytes));
      state[v] = symbolic ? symbolic(value, i) : models::Value(value);
      if (c.step == 0) continue;
      const uint8_t d = uint8_t(uint8_t(value) - c.s), back = uint8_t(-d);
      state[v] = d != 0 && d < c.step ? d : back <= c.step ? c.old : kUnknown;
    }
    ++general_[state];
  }
}

void Collector::add_narrow(const std::vector<Column>& columns, size_t from, size_t to) {
  const size_t states = counts_.size() / kTables;
  const auto block = [&](auto packed) {
    for (size_t v = 0; v < variables_; ++v)
      if (columns[v].data) pack(columns[v], from, unknown_, unsigned(v) * bits_, packed);
    for (size_t i = 0; i < kBlock; i += kTables)
      for (size_t k = 0; k < kTables; ++k) ++counts_[k * states + packed[i + k]];
  };
  for (; from + kBlock <= to; from += kBlock) {
    if (states <= 256)
      block(std::array<uint8_t, kBlock>{});
    else
      block(std::array<uint16_t, kBlock>{});
  }
  for (; from < to; ++from) {
    size_t code = 0;
    for (size_t v = 0; v < variables_; ++v) {
      const Column& c = columns[v];
      if (!c.data) continue;
      const auto byte = uint8_t(c.data[from * c.stride]);
      const auto d = uint8_t(byte - c.s), back = uint8_t(-d);
      const unsigned value = c.step == 0      ? (byte < unknown_ ? byte : unknown_)
                             : d < c.step     ? d
                             : back <= c.step ? 0u
                                              : unknown_;
      code |= size_t(value) << (v * bits_);
    }
    ++counts_[code];
  }
}

States Collector::states() const {
  States out = general_;
  const size_t codes = counts_.size() / kTables;
  for (size_t code = 0; code < codes; ++code) {
    uint64_t count = 0;
    for (size_t k = 0; k < kTables; ++k) count += counts_[k * codes + code];
    if (count == 0) continue;
    models::State state(variables_);
    for (size_t v = 0; v < variables_; ++v) {
      const Column& c = decode_[v];
      const unsigned value = unsigned(code >> (v * bits_)) & ((1u << bits_) - 1);
      state[v] = !c.data ? c.fixed : value == unknown_ ? kUnknown : c.step && !value ? c.old : models::Value(value);
    }
    out[state] += count;
  }
  return out;
}

}  // namespace fenceline::litmus
