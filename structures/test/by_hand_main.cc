// A structure on the policy and the same written by hand with std::atomic: a test compares what the compiler makes of
// the two, instruction by instruction. Prints the address of each function beside its partner's.
#include <structures/lock/ticket.h>
#include <structures/queue/spsc_cached.h>
#include <structures/queue/vyukov_mpmc.h>

#include <atomic>
#include <cstdio>

using namespace fenceline;

namespace {

/// VyukovMpmc, as laid out there.
struct HandMpmc {
  struct Cell {
    std::atomic<std::size_t> turn;
    long item;
  };
  const std::size_t mask;
  Cell* const cells;
  alignas(arch::kPadBytes) std::atomic<std::size_t> tail;
  alignas(arch::kPadBytes) std::atomic<std::size_t> head;

  static bool is_before(std::size_t turn, std::size_t other) { return static_cast<std::ptrdiff_t>(turn - other) < 0; }

  bool push(long item) {
    for (;;) {
      std::size_t at = tail.load(std::memory_order_relaxed);
      Cell& cell = cells[at & mask];
      const std::size_t turn = cell.turn.load(std::memory_order_acquire), filled = at + 1;
      if (turn == at) {
        if (!tail.compare_exchange_weak(at, filled, std::memory_order_relaxed)) continue;
        cell.item = item;
        cell.turn.store(filled, std::memory_order_release);
        return true;
      }
      if (is_before(turn, at)) return false;
    }
  }
  bool pop(long& item) {
    for (;;) {
      std::size_t at = head.load(std::memory_order_relaxed);
      Cell& cell = cells[at & mask];
      const std::size_t turn = cell.turn.load(std::memory_order_acquire), filled = at + 1;
      if (turn == filled) {
        if (!head.compare_exchange_weak(at, filled, std::memory_order_relaxed)) continue;
        item = cell.item;
        cell.turn.store(filled + mask, std::memory_order_release);
        return true;
      }
      if (is_before(turn, filled)) return false;
    }
  }
};

[[gnu::noinline]] bool push_ours(VyukovMpmc<long>& q, long item) { return q.try_push(item); }
[[gnu::noinline]] bool push_by_hand(HandMpmc& q, long item) { return q.push(item); }
[[gnu::noinline]] bool pop_ours(VyukovMpmc<long>& q, long& item) { return q.try_pop(item); }
[[gnu::noinline]] bool pop_by_hand(HandMpmc& q, long& item) { return q.pop(item); }

struct HandRing {
  const std::size_t mask;
  long* const slots;
  alignas(arch::kPadBytes) std::atomic<std::size_t> head;
  alignas(arch::kLineBytes) std::atomic<std::size_t> tail;
  alignas(arch::kLineBytes) std::size_t head_seen;
  alignas(arch::kLineBytes) std::size_t tail_seen;
};

[[gnu::noinline]] bool ring_ours(SpscCached<long>& q, long item) { return q.try_push(item); }
[[gnu::noinline]] bool ring_by_hand(HandRing& q, long item) {
  const std::size_t tail = q.tail.load(std::memory_order_relaxed);
  if (tail - q.head_seen > q.mask) {
    q.head_seen = q.head.load(std::memory_order_acquire);
    if (tail - q.head_seen > q.mask) return false;
  }
  q.slots[tail & q.mask] = item;
  q.tail.store(tail + 1, std::memory_order_release);
  return true;
}

struct HandTicket {
  std::atomic<std::uint32_t> next, serving;
};

[[gnu::noinline]] void lock_ours(TicketLock<>& l) {
  NoNode none;
  l.lock(none);
}
[[gnu::noinline]] void lock_by_hand(HandTicket& l) {
  const std::uint32_t mine = l.next.fetch_add(1, std::memory_order_relaxed);
  while (l.serving.load(std::memory_order_acquire) != mine) SpinHint::op();
}

template <class Ours, class Hand>
void show(const char* name, Ours* ours, Hand* hand) {
  std::printf("%s\t%zx\t%zx\n", name, reinterpret_cast<std::size_t>(ours), reinterpret_cast<std::size_t>(hand));
}

}  // namespace

int main() {
  show("VyukovMpmc::try_push", push_ours, push_by_hand);
  show("VyukovMpmc::try_pop", pop_ours, pop_by_hand);
  show("SpscCached::try_push", ring_ours, ring_by_hand);
  show("TicketLock::lock", lock_ours, lock_by_hand);
}
