// A turn that goes from thread to thread through a gate, and back through another: what it takes to let the other go on,
// where that one sleeps, and where both have one PU between them. And what a gate costs that is open already.
#pragma once
#include <base/start_thread.h>
#include <kernels/workload.h>
#include <structures/wait/concept.h>

namespace fenceline::waiting {

/// Two gates, and whose turn it is: a word that is no atomic, which both write.
template <class G>
class Turns {
 public:
  /// One side, and the other. `looks`, whether the word is looked at and written, is the same for both.
  void there(bool looks) {
    if (looks) take(0);
    there_.post();
    back_.wait();
  }
  void back(bool looks) {
    there_.wait();
    if (looks) take(1);
    back_.post();
  }
  std::string check() const { return wrong_ == 0 ? "" : "a gate let somebody through whose turn it was not"; }

 private:
  void take(unsigned side) {
    wrong_ += turns_ % 2 != side;
    ++turns_;
  }
  alignas(arch::kPadBytes) G there_;
  alignas(arch::kPadBytes) G back_;
  alignas(arch::kPadBytes) uint64_t turns_ = 0, wrong_ = 0;
};

/// A turn takes as long as some thousand other operations: there is one in so many iterations.
inline constexpr uint64_t kIterations = 8;

template <class G>
uint64_t pass(Shared& shared, unsigned thread, uint64_t iterations) {
  auto& turns = shared.object<Turns<G>>();
  for (uint64_t n = iterations / kIterations; n != 0; --n) {
    if (thread == 0) {
      turns.there(n % kIterations == 0);
    } else {
      turns.back(n % kIterations == 0);
    }
  }
  return iterations;
}

/// A thread that answers each turn. It is made by the trial's own, and stays where that one is pinned: on its PU.
template <class G>
class Companion {
 public:
  Companion()
      : thread_(start_thread("a thread that takes turns on one PU", [this] {
          for (;;) {
            there_.wait();
            if (ends_) return;
            ++turns_;
            back_.post();
          }
        })) {}
  ~Companion() {
    ends_ = true;
    there_.post();
    thread_.join();
  }
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;

  void ask() {
    there_.post();
    back_.wait();
  }
  /// To be asked between two turns.
  uint64_t turns() const { return turns_; }

 private:
  G there_, back_;
  bool ends_ = false;
  uint64_t turns_ = 0;
  std::thread thread_;
};

template <class G>
uint64_t pass_here(Shared& shared, unsigned, uint64_t iterations) {
  auto& companion = shared.object<Companion<G>>();
  for (uint64_t n = iterations / kIterations; n != 0; --n) companion.ask();
  return iterations;
}

template <class G>
uint64_t open(Shared& shared, unsigned, uint64_t iterations) {
  auto& gate = shared.object<G>();
  return unrolled(iterations, [&](auto) {
    gate.post();
    gate.wait();
  });
}

inline Kernel describe_gate(const char* name, const char* how, Metric metric, const char* what) {
  return workload::describe("waiting", "gate", name, how, metric, what);
}

template <class G>
void add_hand_over(std::vector<Kernel>& list, const char* name) {
  Kernel k = describe_gate(name, "alone", Metric::latency, "posted and waited for by one thread: nobody sleeps");
  k.roles = {{.run = open<G>}};
  k.setup = [](Shared& shared) { shared.make<G>(); };
  list.push_back(std::move(k));

  k = describe_gate(name, "hand_over", Metric::latency,
                    "a turn goes to the other thread and back: the figure is one way, from a post to a wait that ends, "
                    "asleep where the gate sleeps");
  k.roles = {{.least = 2, .most = 2, .run = pass<G>}};
  k.lockstep = k.gives_way = true;
  k.ops_per_iteration = 2. / kIterations;
  k.setup = [](Shared& shared) { shared.make<Turns<G>>(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t>) { return shared.object<Turns<G>>().check(); };
  list.push_back(std::move(k));
}

/// Not of a gate that spins: on one PU each of its turns is a time slice.
template <class G>
void add_same_pu(std::vector<Kernel>& list, const char* name) {
  Kernel k =
      describe_gate(name, "same_pu", Metric::latency,
                    "the same with a thread on the same PU, where it is pinned: post, switch of threads, and the "
                    "end of a wait");
  k.roles = {{.run = pass_here<G>}};
  k.gives_way = true;
  k.ops_per_iteration = 2. / kIterations;
  k.setup = [](Shared& shared) { shared.make<Companion<G>>(); };
  k.verify = [](const Shared& shared, std::span<const uint64_t> iterations) {
    return shared.object<Companion<G>>().turns() == iterations[0] / kIterations ? "" : "turns were lost";
  };
  list.push_back(std::move(k));
}

}  // namespace fenceline::waiting
