// What was retired in the last three epochs, a chain for each: the one of three epochs ago is destroyed whole.
#pragma once
#include <structures/reclaim/retired.h>

#include <cstdint>

namespace fenceline {

template <class Node>
class Limbo {
 public:
  std::size_t size() const { return chains_[0].size() + chains_[1].size() + chains_[2].size(); }

  /// Retired in the epoch of the last turn_to().
  void add(Node* node) { chains_[epoch_ % 3].add(node); }

  /// It is `now`, no earlier than before: what was retired three epochs ago, or longer, is destroyed.
  void turn_to(std::uint64_t now) {
    for (std::uint64_t last = epoch_; epoch_ < now && epoch_ < last + 3;) chains_[++epoch_ % 3].destroy_all();
    epoch_ = now;
  }
  void destroy_all() {
    for (auto& chain : chains_) chain.destroy_all();
  }

 private:
  RetiredChain<Node> chains_[3];
  std::uint64_t epoch_ = 0;
};

}  // namespace fenceline
