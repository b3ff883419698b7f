// What a thread changes without another one in its way: by a restartable sequence on the CPU that it is on (arch/rseq.h),
// by an atomic on a line of its own, or by an atomic on the one that all share. The same operations of each.
#pragma once
#include <arch/rseq.h>
#include <kernels/kernel.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace fenceline::per_cpu {

using Node = arch::ListNode;

/// Plain words, one set for each CPU that there may be.
class SequenceCells {
 public:
  explicit SequenceCells(unsigned) : cells_(static_cast<size_t>(std::max(1L, sysconf(_SC_NPROCESSORS_CONF)))) {}

  /// How many there are; and, before there are other threads, a node for the list of one.
  size_t size() const { return cells_.size(); }
  void give(Node* node, size_t cell) {
    node->next = reinterpret_cast<Node*>(static_cast<uintptr_t>(cells_[cell].first));
    cells_[cell].first = reinterpret_cast<uintptr_t>(node);
  }

  void increment(unsigned) {
    here([&](arch::RseqArea& area, uint32_t cpu, Cell& cell) { return arch::add_on_cpu(area, cpu, &cell.word, 1); });
  }
  /// Adds one by compare-and-store, as often as it takes.
  void replace(unsigned) {
    here([&](arch::RseqArea& area, uint32_t cpu, Cell& cell) {
      const uint64_t found = looked(cell.word);
      return arch::store_on_cpu(area, cpu, &cell.word, found, found + 1) == arch::Sequence::done;
    });
  }
  void push(Node* node, unsigned) {
    here([&](arch::RseqArea& area, uint32_t cpu, Cell& cell) {
      const uint64_t first = looked(cell.first);
      // relaxed: who takes it does so by the sequence, on this CPU
      std::atomic_ref(node->next)
          .store(reinterpret_cast<Node*>(static_cast<uintptr_t>(first)), std::memory_order_relaxed);
      return arch::store_on_cpu(area, cpu, &cell.first, first, reinterpret_cast<uintptr_t>(node)) ==
             arch::Sequence::done;
    });
  }
  /// Null where this CPU's list is empty.
  Node* pop(unsigned) {
    Node* popped = nullptr;
    here([&](arch::RseqArea& area, uint32_t cpu, Cell& cell) {
      return arch::pop_on_cpu(area, cpu, reinterpret_cast<Node**>(&cell.first), &popped) != arch::Sequence::moved;
    });
    return popped;
  }
  uint64_t sum() const {
    uint64_t sum = 0;
    for (const Cell& cell : cells_) sum += cell.word;
    return sum;
  }
  uint64_t nodes() const {
    uint64_t nodes = 0;
    for (const Cell& cell : cells_)
      for (auto* n = reinterpret_cast<const Node*>(static_cast<uintptr_t>(cell.first)); n; n = n->next) ++nodes;
    return nodes;
  }

 private:
  struct alignas(arch::kPadBytes) Cell {
    uint64_t word = 0, first = 0;
  };
  /// Other threads of the CPU, or the kernel, may write it.
  template <class T>
  static T looked(const T& at) {
    return *const_cast<const volatile T*>(&at);
  }
  /// Tries until it was done on the CPU that the thread is on.
  template <class Try>
  void here(Try&& attempt) {
    arch::RseqArea& area = *arch::rseq_area();
    for (;;) {
      const uint32_t cpu = looked(area.cpu_id);
      if (attempt(area, cpu, cells_[cpu])) return;
    }
  }

  std::vector<Cell> cells_;
};

/// AtomicCells, of which each thread has its own (kShared: all have one). The list's first node has a tag beside it, as
/// another thread may take it and put it back between a look and a CAS (ABA): 16 bits above an address of 48.
template <bool kShared>
class AtomicCells {
 public:
  explicit AtomicCells(unsigned threads) : cells_(kShared ? 1 : threads) {}

  size_t size() const { return cells_.size(); }
  void give(Node* node, size_t cell) { push(node, static_cast<unsigned>(cell)); }

  void increment(unsigned thread) { mine(thread).number.fetch_add(1, std::memory_order_relaxed); }
  void replace(unsigned thread) {
    auto& at = mine(thread).number;
    uint64_t found = at.load(std::memory_order_relaxed);
    while (!at.compare_exchange_weak(found, found + 1, std::memory_order_relaxed)) continue;
  }
  void push(Node* node, unsigned thread) {
    auto& first = mine(thread).first;
    uint64_t found = first.load(std::memory_order_relaxed);
    do {
      std::atomic_ref(node->next).store(address(found), std::memory_order_relaxed);
      // (1) release: pairs with the acquire in (2) and (3); forbids MP
    } while (
        !first.compare_exchange_weak(found, tagged(node, found), std::memory_order_release, std::memory_order_relaxed));
  }
  Node* pop(unsigned thread) {
    auto& first = mine(thread).first;
    uint64_t found = first.load(std::memory_order_acquire);  // (2) acquire: pairs with the release in (1); forbids MP
    for (Node* node; (node = address(found));) {
      Node* const next = std::atomic_ref(node->next).load(std::memory_order_relaxed);
      // (3) acquire: pairs with the release in (1); forbids MP
      if (first.compare_exchange_weak(found, tagged(next, found), std::memory_order_acquire)) return node;
    }
    return nullptr;
  }
  uint64_t sum() const {
    uint64_t sum = 0;
    for (const Cell& cell : cells_) sum += cell.number.load(std::memory_order_relaxed);
    return sum;
  }
  uint64_t nodes() const {
    uint64_t nodes = 0;
    for (const Cell& cell : cells_)
      for (const Node* n = address(cell.first.load(std::memory_order_relaxed)); n; n = n->next) ++nodes;
    return nodes;
  }

 private:
  struct alignas(arch::kPadBytes) Cell {
    std::atomic<uint64_t> number{0}, first{0};
  };
  static constexpr int kTagBits = 16;
  static Node* address(uint64_t first) { return reinterpret_cast<Node*>(static_cast<uintptr_t>(first >> kTagBits)); }
  static uint64_t tagged(Node* node, uint64_t before) {
    constexpr uint64_t kTags = (uint64_t{1} << kTagBits) - 1;
    return static_cast<uint64_t>(reinterpret_cast<uintptr_t>(node)) << kTagBits | ((before + 1) & kTags);
  }
  Cell& mine(unsigned thread) { return cells_[kShared ? 0 : thread]; }

  std::vector<Cell> cells_;
};

}  // namespace fenceline::per_cpu
