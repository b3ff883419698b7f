// Barrier of many counts: few threads meet at each, the last of them goes on to the next one up the tree, and on the way
// back each tells those whom it left behind. P. Yew, N. Tzeng, D. Lawrie, "Distributing hot-spot addressing in
// large-scale multiprocessors", IEEE ToC 1987, with the senses of J. Mellor-Crummey, M. Scott, ACM TOCS 9(1), 1991,
// algorithm 8.
//
//          meet
//   meet   together, each thread with a node of its own
//
// Tags: blocking, spins or sleeps, at most kFan threads write a line, a padded line for each kFan threads and more.
#pragma once
#include <arch/cpu.h>
#include <structures/wait/await.h>

namespace fenceline {

template <class P = Native, unsigned kFan = 4>
class TreeBarrier {
 public:
  /// thread: from 0, each once.
  struct Node {
    explicit Node(unsigned number) : thread(number) {}
    unsigned thread;
    std::uint32_t sense = 0;  // of the episode before
  };

  /// For so many threads, who look so often before they sleep.
  explicit TreeBarrier(unsigned threads, unsigned looks = kForEver)
      : threads_(threads), looks_(looks), forks_(P::template make_array<Fork>(forks(threads))) {}
  ~TreeBarrier() { P::destroy_array(forks_, forks(threads_)); }
  TreeBarrier(const TreeBarrier&) = delete;
  TreeBarrier& operator=(const TreeBarrier&) = delete;

  /// Until all have come. What any did before, all see.
  void meet(Node& node) {
    const std::uint32_t before = node.sense;
    node.sense = 1 - before;
    climb(0, threads_, node.thread, before);
  }

 private:
  struct alignas(arch::kPadBytes) Fork {
    typename P::template atomic<std::uint32_t> arrived{0};
    typename P::template atomic<std::uint32_t> sense{0};
  };

  /// Of a level at which so many arrive, and of all levels from there on.
  static constexpr unsigned width(unsigned arriving) { return (arriving + kFan - 1) / kFan; }
  static constexpr unsigned forks(unsigned arriving) {
    return arriving <= kFan ? 1 : width(arriving) + forks(width(arriving));
  }

  /// `number` of those `arriving` at the level whose forks begin at `first`.
  void climb(unsigned first, unsigned arriving, unsigned number, std::uint32_t before) {
    const unsigned at = number / kFan, level = width(arriving);
    const unsigned here = at + 1 < level ? kFan : arriving - at * kFan;
    Fork& fork = forks_[first + at];
    // (1) acq_rel: pairs with itself: whoever goes on up has seen what those did whom it leaves; forbids MP
    if (fork.arrived.fetch_add(1, acq_rel<1>) + 1 != here) {
      // (3) acquire: pairs with the release in (2); forbids MP
      return await_change<P>(fork.sense, before, looks_, acquire<3>);
    }
    fork.arrived.store(0, relaxed);
    if (level > 1) climb(first + level, level, at, before);
    // (2) release: pairs with the acquire in (3); forbids MP
    fork.sense.store(1 - before, release<2>);
    if (looks_ != kForEver && here > 1) fork.sense.notify_all();
  }

  const unsigned threads_, looks_;
  Fork* const forks_;
};

}  // namespace fenceline
