// Results of many cells to a histogram of final states.
#pragma once
#include <models/program.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace fenceline::litmus {

/// Where the low `bytes` of a value of `size` bytes are in memory, from its first byte.
constexpr size_t low_bytes(size_t size, size_t bytes) {
  return std::endian::native == std::endian::big ? size - bytes : 0;
}

using States = std::map<models::State, uint64_t>;

/// One of LitmusTest::observed over all cells: element i is at `data + i * stride`, `bytes` long.
struct Column {
  const std::byte* data = nullptr;  ///< null: it is `fixed` in every cell
  size_t stride = 1;
  int bytes = 1;
  models::Value fixed = 0;
  /// With a sequence: values s+1 … s+step-1 (modulo 2^8, the low byte) are the constants 1 …
  /// step-1; s-step … s-1 are of the round before and mean `old`. Without (step 0): the value
  /// itself.
  unsigned step = 0;
  uint8_t s = 0;
  models::Value old = 0;
};

/// Counts cells by final state.
class Collector {
 public:
  /// `largest`: all values that the test can show are 0 … largest, so that a byte tells all and a
  /// state is a few bits; -1: values are anything (addresses, sums).
  Collector(size_t variables, int largest);
  /// Whether it looks at no more than a byte of each value.
  bool narrow() const { return bits_ > 0; }
  /// The same columns each time, but for data and s. `symbolic`, where values may be addresses: the
  /// test's value for what cell i holds.
  void add(const std::vector<Column>& columns, size_t from, size_t to,
           const std::function<models::Value(uint64_t value, size_t i)>& symbolic = nullptr);
  /// The histogram so far. A value that the test cannot store shows as kUnknown.
  States states() const;
  static constexpr models::Value kUnknown = INT64_MIN;

 private:
  /// Neighbouring cells mostly show the same state: one counter would be a chain of additions.
  static constexpr size_t kTables = 4;
  void add_narrow(const std::vector<Column>&, size_t from, size_t to);
  size_t variables_;
  unsigned unknown_ = 0;          // code of what cannot be
  unsigned bits_ = 0;             // of a code; 0: not narrow
  std::vector<uint64_t> counts_;  // kTables of them, one after the other
  States general_;
  std::vector<Column> decode_;
};

}  // namespace fenceline::litmus
