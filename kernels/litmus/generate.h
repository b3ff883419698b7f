// The code of one litmus thread over many cells: a cell is one instance of the test's locations,
// and the thread's instructions stand there once a cell, unrolled, with nothing between two cells
// but the stores of the observed registers.
#pragma once
#include <kernels/litmus/sequence.h>
#include <models/program.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fenceline::litmus {

/// How the stores' constants are written.
enum class Carry : uint8_t {
  constants,  ///< as the test has them: cells are reset between two uses
  per_call,   ///< s + c, with one s for all cells of a call
  per_cell    ///< s + c, and s grows by Sequence::step with each cell: all cells are one
};

/// Where things are, in bytes. Location l of cell i is at cells + offset[l] + i * stride; the k-th
/// observed register of its thread goes to out + k * column + i * width.
struct Layout {
  std::vector<size_t> offset;  ///< of each location in cell 0
  size_t stride = 0;           ///< from a cell to the next; 0: one cell, used again and again
  unsigned unroll = 8;         ///< cells in one turn of the loop
  int width = 1;               ///< of one result: 1, 2, 4 or 8; the low bytes of the register
  size_t column = 0;
  /// All threads meet before each cell: by numbers that they write here, kFlagBytes apart, and
  /// read of each other; then each waits a little, delays[thread][i] turns of a countdown. 0: no.
  size_t flags = 0;
  std::vector<std::vector<unsigned>> delays;
};
inline constexpr size_t kFlagBytes = 128;

/// What the code is called as. `turns` x unroll cells; `s` as Carry says.
using Function = void (*)(std::byte* cells, std::byte* out, uint64_t turns, uint64_t s);

/// Text for the assembler. `sequence` may be null for Carry::constants. Throws std::runtime_error
/// with one line where a thread uses too many registers, or a constant that cannot be replaced.
std::string thread_text(const models::LitmusTest&, int thread, const Layout&, Carry, const Sequence*);

}  // namespace fenceline::litmus
