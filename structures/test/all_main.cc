// Every structure on the ISA that this is built for, without a test library (no foreign ISA has one): alone, and among
// threads. Prints a line for each: its name, and ok, wrong or skipped. Exit code 1 where one is wrong.
#include <structures/counter/lanes.h>
#include <structures/counter/per_cpu.h>
#include <structures/counter/served.h>
#include <structures/counter/single.h>
#include <structures/limit/list.h>
#include <structures/lock/bravo.h>
#include <structures/lock/clh.h>
#include <structures/lock/cohort.h>
#include <structures/lock/futex_mutex.h>
#include <structures/lock/mcs.h>
#include <structures/lock/parking_mutex.h>
#include <structures/lock/rw_lanes.h>
#include <structures/lock/rw_spin.h>
#include <structures/lock/seqlock.h>
#include <structures/lock/standard.h>
#include <structures/lock/tas.h>
#include <structures/lock/ticket.h>
#include <structures/pool/list.h>
#include <structures/map/list.h>
#include <structures/queue/channel.h>
#include <structures/queue/chase_lev.h>
#include <structures/queue/michael_scott.h>
#include <structures/queue/mutex_queue.h>
#include <structures/queue/reclaimed.h>
#include <structures/queue/scq.h>
#include <structures/queue/spsc_cached.h>
#include <structures/queue/spsc_ring.h>
#include <structures/queue/vyukov_mpmc.h>
#include <structures/queue/vyukov_mpsc.h>
#include <structures/queue/waiting.h>
#include <structures/reclaim/list.h>
#include <structures/stack/elimination.h>
#include <structures/stack/reclaimed.h>
#include <structures/stack/treiber.h>
#include <structures/test/caches.h>
#include <structures/test/records.h>
#include <structures/test/threads.h>
#include <structures/test/waits.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

using namespace fenceline;

namespace {

constexpr int kItems = 600;
bool all_right = true;

void report(const char* name, bool ok) {
  std::printf("%s\t%s\n", name, ok ? "ok" : "wrong");
  all_right = all_right && ok;
}

/// As many put in 1 … kItems as take out, and the sum must come out.
template <class Put, class Take>
bool passes(unsigned pairs, Put put, Take take) {
  std::atomic<long> sum{0};
  std::atomic<int> left{kItems * static_cast<int>(pairs)};
  together(2 * pairs, [&](unsigned thread) {
    if (thread < pairs) {
      for (int i = 1; i <= kItems; ++i) {
        while (!put(i)) std::this_thread::yield();
      }
      return;
    }
    while (left > 0) {
      int item = 0;
      if (!take(item)) {
        std::this_thread::yield();
        continue;
      }
      sum += item;
      --left;
    }
  });
  return sum == static_cast<long>(pairs) * kItems * (kItems + 1) / 2;
}

template <class Queue>
void queue(const char* name) {
  bool ok = true;
  for (std::size_t capacity : {1, 8}) {
    Queue q(capacity);
    int item = 0;
    for (int i = 0; i < static_cast<int>(q.capacity()); ++i) ok = ok && q.try_push(i);
    ok = ok && !q.try_push(-1);
    for (int i = 0; i < static_cast<int>(q.capacity()); ++i) ok = ok && q.try_pop(item) && item == i;
    ok = ok && !q.try_pop(item);
    ok = ok &&
         passes(
             Queue::kProducers > 1 ? 2 : 1, [&](int i) { return q.try_push(i); }, [&](int& i) { return q.try_pop(i); });
  }
  report(name, ok);
}

template <class Stack>
void stack(const char* name) {
  Stack s(8);
  int item = 0;
  bool ok = s.try_push(1) && s.try_push(2) && s.try_pop(item) && item == 2 && s.try_pop(item) && item == 1;
  ok = ok && passes(
                 2, [&](int i) { return s.try_push(i); }, [&](int& i) { return s.try_pop(i); });
  report(name, ok);
}

/// A stack or a queue over a reclaimer: what each thread puts in, some thread takes out.
template <class S>
bool passes_with_members() {
  typename S::Domain domain(3);
  S s(domain);
  std::atomic<long> sum{0};
  together(3, [&](unsigned) {
    typename S::Member member(domain);
    for (int i = 1; i <= kItems; ++i) {
      int item = 0;
      s.push(member, i);
      if (s.try_pop(member, item)) sum += item;
      member.quiescent();
    }
    member.flush();
  });
  return sum == 3L * kItems * (kItems + 1) / 2;
}

void mpsc() {
  struct Item : VyukovMpsc<>::Node {
    int value = 0;
  };
  VyukovMpsc<> q;
  const bool ok = passes(
      1,
      [&](int i) {
        auto item = std::make_unique<Item>();
        item->value = i;
        q.push(item.release());
        return true;
      },
      [&](int& i) {
        const std::unique_ptr<Item> item(static_cast<Item*>(q.pop()));
        if (item) i = item->value;
        return item != nullptr;
      });
  report("VyukovMpsc", ok);
}

void deque() {
  ChaseLev<int> d(8);
  const bool ok = passes(
      1, [&](int i) { return d.push(i); }, [&](int& i) { return d.steal(i) == Steal::item; });
  int item = 0;
  report("ChaseLev", ok && d.push(1) && d.push(2) && d.take(item) && item == 2);
}

template <class L>
void lock(const char* name) {
  L l;
  long first = 0, second = 0;
  std::atomic<bool> torn{false};
  together(3, [&](unsigned thread) {
    typename L::Node node{};
    if constexpr (requires { node.lane; }) node.lane = thread;
    for (int i = 0; i < 100; ++i) {
      l.lock(node);
      if (first != second) torn = true;
      ++first;
      ++second;
      l.unlock(node);
    }
  });
  report(name, !torn && first == 300 && second == 300);
}

void seqlock() {
  struct Pair {
    long first = 0, second = 0;
  };
  Seqlock<Pair> s;
  std::atomic<bool> torn{false};
  together(2, [&](unsigned thread) {
    for (int i = 1; i <= kItems; ++i) {
      if (thread == 0) {
        s.write({i, -i});
      } else if (const Pair now = s.read(); now.first != -now.second) {
        torn = true;
      }
    }
  });
  report("Seqlock", !torn && s.read().first == kItems);
}

template <class C>
void counter(const char* name) {
  C c;
  together(3, [&](unsigned thread) {
    for (int i = 0; i < kItems; ++i) c.add(2, thread);
  });
  report(name, c.read() == 6u * kItems);
}

/// Whether what an area says of the sequence that was last begun is a description of one (struct rseq_cs).
bool described(const arch::RseqArea& area) {
  struct Description {
    std::uint32_t version, flags;
    std::uint64_t begin, length, cut_off;
  } where;
  if (area.rseq_cs == 0 || area.rseq_cs % 32 != 0) return false;
  std::memcpy(&where, reinterpret_cast<const void*>(static_cast<std::uintptr_t>(area.rseq_cs)), sizeof where);
  if (where.version != 0 || where.flags != 0 || where.length == 0 || where.length > 64) return false;
  if (where.cut_off - where.begin < where.length) return false;
#ifdef RSEQ_SIG
  std::uint32_t signature = 0;
  std::memcpy(&signature, reinterpret_cast<const void*>(static_cast<std::uintptr_t>(where.cut_off - 4)), 4);
  if (signature != RSEQ_SIG) return false;
#endif
  return true;
}

/// Restartable sequences, which no emulator's kernel has an area for: on one that we made.
void sequences() {
  using arch::Sequence;
  constexpr std::uint32_t kHere = 3, kElsewhere = 2;
  const arch::RseqArea fresh{.cpu_id_start = kHere, .cpu_id = kHere};
  arch::RseqArea area = fresh;
  std::uint64_t cell = 5;
  const bool there = arch::add_on_cpu(area, kHere, &cell, 7), elsewhere = arch::add_on_cpu(area, kElsewhere, &cell, 7);
  report("add_on_cpu", there && !elsewhere && cell == 12 && described(area));

  area = fresh;
  bool ok = arch::store_on_cpu(area, kElsewhere, &cell, 12, 1) == Sequence::moved && cell == 12;
  ok = ok && arch::store_on_cpu(area, kHere, &cell, 11, 1) == Sequence::other && cell == 12;
  ok = ok && arch::store_on_cpu(area, kHere, &cell, 12, 1) == Sequence::done && cell == 1 && described(area);
  ok = ok && arch::store_on_cpu(area, kHere, &cell, 1 | 1ull << 63, 2) == Sequence::other;
  report("store_on_cpu", ok);

  area = fresh;
  arch::ListNode last{nullptr}, first{&last}, *head = &first, *popped = nullptr;
  ok = arch::pop_on_cpu(area, kElsewhere, &head, &popped) == Sequence::moved && head == &first && popped == nullptr;
  ok = ok && arch::pop_on_cpu(area, kHere, &head, &popped) == Sequence::done && head == &last && popped == &first;
  ok = ok && arch::pop_on_cpu(area, kHere, &head, &popped) == Sequence::done && head == nullptr && popped == &last;
  ok = ok && arch::pop_on_cpu(area, kHere, &head, &popped) == Sequence::other && described(area);
  report("pop_on_cpu", ok);
}

void served() {
  ServedCounter c(1);
  together(2, [&](unsigned thread) {
    while (thread == 0 && c.serve()) {
    }
    if (thread == 0) return;
    for (int i = 0; i < kItems; ++i) c.add(2, thread);
    c.close();
  });
  report("ServedCounter", c.read() == 2u * kItems);
}

/// Threads ask for more than there is, each at all times of its own.
template <class L>
void limiter(const char* name) {
  constexpr Rate kRate{.period = 7, .burst = 5};
  L l(kRate, 0, 3);
  std::atomic<std::uint64_t> through{0};
  together(3, [&](unsigned thread) {
    for (std::uint64_t now = 0; now < kItems; ++now) through += l.allow(now, thread);
  });
  report(name, through <= kRate.most(kItems - 1) && through + kRate.burst >= kRate.most(kItems - 1));
}

struct Thing {
  std::atomic<int> holders{0};
};

/// Each thread takes one and leaves it to the next, who gives it back.
template <class O>
void pool(const char* name) {
  O p(6, 3);
  std::atomic<Thing*> left[3] = {};
  std::atomic<int> met{0};
  together(3, [&](unsigned thread) {
    for (int i = 0; i < kItems; ++i) {
      Thing* thing = p.take(thread);
      if (thing == nullptr) {
        std::this_thread::yield();
        continue;
      }
      met += thing->holders++ != 0;
      thing = left[(thread + 1) % 3].exchange(thing);
      if (thing == nullptr) continue;
      met += --thing->holders != 0;
      p.give(thing, thread);
    }
  });
  for (auto& last : left)
    if (Thing* const thing = last) p.give(thing, 0);
  bool ok = met == 0;
  for (int i = 0; i < 6; ++i) ok = ok && p.take(1) != nullptr;
  report(name, ok);
}

/// Threads put the same keys in and take them out: what is in is what was put in and not taken out, with its own value.
template <class M>
void map(const char* name) {
  MapWithDomain<M> place(4, 8);
  M& m = place.map;
  std::atomic<int> in{0}, wrong{0};
  together(3, [&](unsigned thread) {
    auto member = member_of(m);
    for (int i = 0; i < kItems; ++i) {
      const int key = i % 16;
      int value = ~key;
      if ((i + static_cast<int>(thread)) % 2 == 0)
        in += m.insert(member, key, ~key);
      else
        in -= m.erase(member, key);
      m.find(member, key, value);
      wrong += value != ~key;
    }
  });
  report(name, wrong == 0 && m.size() == static_cast<std::size_t>(in.load()));
}

struct Lotted {
  ParkingLot<> lot{1};
};
struct OwnParkingMutex : Lotted, ParkingMutex<> {
  OwnParkingMutex() : ParkingMutex(lot, 0) {}
};

}  // namespace

int main() {
  queue<VyukovMpmc<int>>("VyukovMpmc");
  queue<SpscRing<int>>("SpscRing");
  queue<SpscCached<int>>("SpscCached");
  queue<MichaelScottQueue<int>>("MichaelScottQueue");
  queue<Scq<int>>("Scq");
  queue<MutexQueue<int>>("MutexQueue");
  queue<Channel<int>>("Channel");
  queue<WaitingQueue<VyukovMpmc<int>>>("WaitingQueue");
  for_each_reclaimer_and_reuse([]<class R>(const char* name) {
    report((std::string("ReclaimedStack/") + name).c_str(), passes_with_members<ReclaimedStack<int, R>>());
    report((std::string("ReclaimedQueue/") + name).c_str(), passes_with_members<ReclaimedQueue<int, R>>());
  });
  mpsc();
  deque();
  stack<TreiberStack<int>>("TreiberStack");
  stack<EliminationStack<int>>("EliminationStack");
  if constexpr (kWideCas) {
    if (has_wide_cas()) stack<WideTreiberStack<int>>("WideTreiberStack");
  }
  if (!has_wide_cas()) std::printf("WideTreiberStack\tskipped: no 16-byte compare-and-swap\n");
  lock<TasLock<>>("TasLock");
  lock<TtasLock<>>("TtasLock");
  lock<BackoffLock<>>("BackoffLock");
  lock<TicketLock<>>("TicketLock");
  lock<McsLock<>>("McsLock");
  lock<ClhLock<>>("ClhLock");
  lock<CohortLock<>>("CohortLock");
  lock<FutexMutex<>>("FutexMutex");
  lock<RwSpinLock<>>("RwSpinLock");
  lock<RwLanes<>>("RwLanes");
  lock<BravoLock<>>("BravoLock");
  lock<StdMutex>("StdMutex");
  lock<StdSharedMutex>("StdSharedMutex");
  lock<PthreadSpinLock>("PthreadSpinLock");
  seqlock();
  counter<AtomicCounter<>>("AtomicCounter");
  counter<MutexCounter<>>("MutexCounter");
  counter<ShardedCounter<>>("ShardedCounter");
  counter<PackedCounter<>>("PackedCounter");
  counter<StatisticalCounter<>>("StatisticalCounter");
  counter<PerCpuCounter>("PerCpuCounter");
  if (arch::kRseqAbsent == nullptr) {
    sequences();
  } else {
    std::printf("restartable sequences\tskipped: %s\n", arch::kRseqAbsent);
  }
  served();
  for_each_limiter([]<class L>(const char* name) { limiter<L>(name); });
  for_each_pool<Thing>([]<class O>(const char* name) { pool<O>(name); });
  for_each_reclaimed_map<int, int, Epochs<>>([]<class M>(const char*, const char* name) { map<M>(name); });
  for_each_reclaimed_map<int, int, HazardPointers<>>([]<class M>(const char*, const char* name) { map<M>(name); });
  for_each_reusing_map<int, int, TypeStable<>>([]<class M>(const char*, const char* name) { map<M>(name); });
  for_each_striped_map<int, int>([]<class M>(const char*, const char* name) { map<M>(name); });
  lock<OwnParkingMutex>("ParkingMutex");
  waits(report);
  caches(report);
  records(report, [](const char* name, const char* why) { std::printf("%s\tskipped: %s\n", name, why); });
  return all_right ? 0 : 1;
}
