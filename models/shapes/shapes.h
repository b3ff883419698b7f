// Litmus shapes: cycles of accesses whose edges of program order are left open.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// A cycle reads from left to right, thread by thread. `WR`: two accesses of a thread with an edge
// of program order between them, whose kind a test's name tells; `WRs`: to the same location.
// Between threads stand `Rfe` (a write is read), `Fre` (a read is overwritten), `Coe` (a write is
// overwritten); two of them in a row enclose a thread of one access. The last leads back to the
// first thread. Where a shape fixes edges itself, `edges` says which; `*` is the full fence.
//
// `first` has one letter for each thread, where some thread begins with an atomic update: `a` for
// the instruction set's own kind (one instruction, else load-linked and store-conditional), `l` for
// load-linked and store-conditional, `-` for a plain access. An update writes; the read that an
// edge `Fre` leaves is its own, elsewhere it is meant to find the write before it in coherence
// order.
//
// `sizes` tells for each access of the cycle what it takes of its location, in diy's letters: b, h,
// w or q for 1, 2, 4 or 8 bytes, then the first byte.
struct Shape {
  std::string_view name;
  std::string_view cycle;
  std::string_view note;
  std::string_view edges = {};
  std::string_view first = {};
  std::string_view sizes = {};
};

std::span<const Shape> shapes();
const Shape* find_shape(std::string_view name);  // exact name; null if there is none
int slots(const Shape& shape);                   // edges of program order that a name gives
int threads(const Shape& shape);
bool is_open(const Shape& shape);  // names of tests tell all its edges and annotations

}  // namespace fenceline::models
