// The places of a domain's members: a cell for each thread that takes part, a line apart. Every reclaimer has one, and
// goes over all its cells to see what others still hold.
//
//             claim      give_back   any cell's atomics
//   all       together   together    together
//
// Tags: lock-free; cells never move, and outlive their members.
#pragma once
#include <arch/cpu.h>
#include <structures/native.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace fenceline {

/// Cell: what a member shows the others, and what it keeps; made anew by nobody: a member finds what the last one left.
template <class Cell, class P>
class Roster {
 public:
  explicit Roster(unsigned members) : size_(members), places_(P::template make_array<Place>(members)) {}
  ~Roster() { P::destroy_array(places_, size_); }
  Roster(const Roster&) = delete;
  Roster& operator=(const Roster&) = delete;

  /// Throws std::length_error where all are taken.
  Cell& claim() {
    for (unsigned i = 0; i < size_; ++i) {
      std::uint32_t taken = places_[i].taken.load(relaxed);
      // (1) acquire: pairs with the release in (2); forbids MP. What the last member left in the cell.
      if (taken == 0 && places_[i].taken.compare_exchange_strong(taken, 1, acquire<1>)) return places_[i].cell;
    }
    throw std::length_error("more threads in a reclaimer than it was made for");
  }
  void give_back(Cell& cell) {
    for (unsigned i = 0; i < size_; ++i)
      if (&places_[i].cell == &cell)
        places_[i].taken.store(0, release<2>);  // (2) release: pairs with the acquire in (1); forbids MP
  }

  unsigned size() const { return size_; }
  Cell& operator[](unsigned i) { return places_[i].cell; }
  const Cell& operator[](unsigned i) const { return places_[i].cell; }

 private:
  struct alignas(arch::kPadBytes) Place {
    Cell cell;
    typename P::template atomic<std::uint32_t> taken{0};  // a word: not every ISA has a compare-and-swap of a byte
  };

  const unsigned size_;
  Place* const places_;
};

}  // namespace fenceline
