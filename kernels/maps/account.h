// What a thread has done to a map, and whether the map is as all threads' accounts have it.
#pragma once
#include <kernels/kernel.h>

#include <span>
#include <string>
#include <vector>

namespace fenceline::maps {

/// The value that every map has for a key: a find that gives another one has found what was never put in.
inline uint64_t value_of(uint64_t key) { return ~key; }

/// Since setup. Sums are of keys, and go round.
struct Account {
  uint64_t operations = 0, inserted = 0, erased = 0, inserted_sum = 0, erased_sum = 0;
  uint64_t wrong = 0;    ///< finds that gave another key's value
  uint64_t retries = 0;  ///< compare-and-swaps that failed, where they are counted
};
Account sum(std::span<const Account>);

/// What is in when all threads have ended: as the map says (size), and as a look for each key of the range finds.
struct Content {
  uint64_t size = 0, found = 0, found_sum = 0, wrong = 0;
};

/// Empty where what is in is what was in from the beginning (all of it inserted, by nobody's account but `filled`), and
/// what was inserted, without what was erased.
std::string verdict(const Account& filled, const Account& all, const Content&);

/// Operations that changed the map, of all: an update that finds what it wants already so does not.
Figure effective(const Account& all);
/// Compare-and-swaps that failed, for each operation.
Figure retries(const Account& all);

}  // namespace fenceline::maps
