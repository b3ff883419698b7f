// A test made ready to run in one way: its code, its cells, room for its results.
#pragma once
#include <kernels/litmus/code.h>
#include <kernels/litmus/collect.h>
#include <kernels/litmus/sequence.h>

#include <cstddef>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

namespace fenceline::litmus {

/// Zeroed pages that are placed where they are first touched.
class Pages {
 public:
  explicit Pages(size_t bytes);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  std::byte* data() const { return data_; }
  size_t size() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  size_t bytes_ = 0;
};

/// How a program's cells are to be laid out.
struct Arrangement {
  size_t cells = 2048;
  size_t stride = 0;      ///< bytes from cell to cell; 0: as close as they fit
  bool together = false;  ///< a cell's locations share a line, else each has lines of its own
  bool one_cell = false;  ///< all iterations on one cell
  unsigned unroll = 16;
  int width = 1;                    ///< bytes of a result
  std::mt19937_64* vary = nullptr;  ///< strides, distances and orders at random instead
  bool meet = false;                ///< the code itself has all threads meet before each cell
  unsigned delay = 0;               ///< with `meet`: at most, at random
};

class Program {
 public:
  /// Throws std::runtime_error where an instruction cannot be assembled. `sequence` and `largest`
  /// (see Collector) as for the test; all outlive the program.
  Program(const models::LitmusTest&, const Arrangement&, Carry, const Sequence* sequence, int largest);

  const Layout& layout() const { return layout_; }
  Carry carry() const { return carry_; }
  std::byte* cells() const { return memory_->data(); }
  std::byte* out(unsigned thread) const { return out_[thread]->data(); }
  Function code(unsigned thread) const { return code_[thread].function(); }
  /// The text of the instruction at that address, as Code::at.
  std::string_view instruction(const void* address) const;

  /// Writes the initial state to cells from … to-1.
  void reset(size_t from, size_t to) const;
  /// Zeroes all cells: what a sequence begins with.
  void zero() const;
  /// Reads a byte of every line.
  void touch() const;
  /// Where the observed variables are found after a run.
  const std::vector<Column>& columns() const { return columns_; }
  /// The test's value for what was found in cell i: addresses become symbolic.
  models::Value symbolic(uint64_t value, size_t i) const;

 private:
  void find_columns(const Sequence*, int largest);

  const models::LitmusTest& test_;
  Carry carry_;
  size_t count_;
  Layout layout_;
  std::vector<Code> code_;
  std::vector<std::unique_ptr<Pages>> out_;
  std::unique_ptr<Pages> memory_;
  std::vector<Column> columns_;
};

/// Largest value that an observed variable can show on any path of the test; -1: not all are small.
int largest_value(const models::LitmusTest&);

}  // namespace fenceline::litmus
