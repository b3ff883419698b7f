// What a kernel file registers, and what the harness hands it. A kernel knows nothing of CPUs,
// topology, clocks or results: it is given memory and thread numbers, does operations, and can
// tell afterwards whether they were done.
#pragma once
#include <arch/cpu.h>
#include <arch/op.h>
#include <arch/opaque.h>
#include <arch/units.h>
#include <base/histogram.h>
#include <kernels/metric.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

namespace fenceline {

/// How large the machine's caches are, in bytes, by its topology; 0 where that does not tell.
struct Caches {
  size_t core = 0;     ///< the largest that stands before the last level: an L2
  size_t last = 0;     ///< the largest of the last level
  unsigned lasts = 0;  ///< how many the last level has
};

/// What one trial of a kernel works on. Made by the harness for each trial.
struct Shared;

/// Does `iterations` (a multiple of kUnroll) iterations and returns how many it did. Fewer only once Shared::stopped():
/// it may end then, and must where it waits for a partner, who has perhaps ended. That can be so in every phase, warming
/// up included; each phase begins anew, with all threads. A plain function pointer: its code is what --explain and the
/// disassembly test look at. Called again and again in one trial.
using Run = uint64_t (*)(Shared&, unsigned thread, uint64_t iterations);

inline constexpr unsigned kAnyThreads = ~0u;

/// What of run()'s time is the loop's own work and not the operation's: it is subtracted, and how it is found is told here.
struct OwnWork {
  enum How : uint8_t {
    none,   ///< No time is subtracted.
    whole,  ///< All that empty() takes: nothing of it runs behind the operation.
    /// What `loop` takes longer than run(), and at most what empty() takes alone: it is run() with all that empty() does done
    /// twice for each operation. What runs behind an operation costs nothing. For kernels of one thread, whose check does
    /// not count iterations.
    twice,
    /// Of a thread alone empty(), which is a link between two operations, but no more of it than leaves what `loop` takes:
    /// run() of operations that it does not make wait for each other.
    unlinked,
    /// Of a thread alone the difference of run() and `loop`, which makes as many rounds, each with half as many operations:
    /// for what a loop is made of at run time and empty() cannot be woven into.
    half,
  };
  How how = none;
  Run loop = nullptr;  ///< with twice, unlinked, half
};

/// What some of the threads do. Most kernels have one role, that of all threads.
struct Role {
  std::string name = {};         ///< "producer"; empty where there is but one
  unsigned least = 1, most = 1;  ///< threads that have it; kAnyThreads: as many as there are
  Run run = nullptr;
  /// The same loop without the operation: what it counts is subtracted from what run() counts. May be null.
  Run empty = nullptr;
  OwnWork own = {};
  /// The axis whose value is how many threads have it, where that is not 0; empty: as many as fall to it.
  std::string given = {};
};

/// Who does what in a trial.
struct Cast {
  struct Part {
    unsigned role = 0;    ///< index among Kernel::roles
    unsigned number = 0;  ///< among the threads of that role, from 0
  };
  std::vector<Part> parts;        ///< by thread
  std::vector<unsigned> threads;  ///< by role
};
/// Gives each role its least, then one more in turn up to its most; in the order of threads roles take turns, so that
/// of a pair 0 has the first role and 1 the second. `threads`: no fewer and no more than the roles together take.
Cast deal(std::span<const Role>, unsigned threads);
/// Whether so many threads can be dealt.
bool takes(std::span<const Role>, unsigned threads);

struct Shared {
  static constexpr size_t kZeroedBytes = 1 << 20;
  /// Kernel::needed() bytes, page-aligned, on the placement's memory node. Zeroed up to kZeroedBytes;
  /// what lies beyond is touched but holds anything: setup() makes of it what it needs.
  std::byte* data = nullptr;
  size_t bytes = 0;
  unsigned threads = 1;
  Cast cast;
  /// What a thread's PU belongs to. Numbers count from 0 among those of the trial's threads: equal ones are the same.
  struct Home {
    unsigned core = 0, l3 = 0, node = 0, package = 0;
  };
  /// By thread; what the machine does not tell is one and the same for all, as everything is where threads are not pinned.
  std::vector<Home> homes;
  Caches caches;
  /// More threads than PUs: who waits for another must let it run.
  bool crowded = false;
  double tick_hz = 1e9;  ///< rate of arch::tick()
  /// The chosen value of each Kernel axis, in the order of Kernel::axes.
  std::vector<int64_t> args;
  uint64_t seed = 0;
  /// What thread 0 of a kernel with Kernel::self_timed adds to: how long, for how many operations.
  struct Timed {
    Ticks ticks;
    uint64_t ops = 0;
  } timed;
  /// Raised when the others have finished, or are to: see Run. Null where nobody can raise it.
  const std::atomic<bool>* stop = nullptr;
  bool stopped() const { return stop && stop->load(std::memory_order_relaxed); }
  /// Makes the structure that the trial is about; setup() does. It lives as long as the trial.
  template <class T, class... Args>
  T& make(Args&&... args) {
    auto made = std::make_shared<T>(std::forward<Args>(args)...);
    type_ = &typeid(T);
    object_ = made;
    return *made;
  }
  /// It, which must have been made as a T.
  template <class T>
  T& object() const {
    if (type_ == nullptr || *type_ != typeid(T)) throw std::logic_error("the trial's structure is of another type");
    return *static_cast<T*>(object_.get());
  }
  /// Destroys it.
  void drop() {
    type_ = nullptr;
    object_.reset();
  }

  template <class T>
  T* at(size_t byte_offset) const {
    return reinterpret_cast<T*>(data + byte_offset);
  }

 private:
  std::shared_ptr<void> object_;
  const std::type_info* type_ = nullptr;
};

/// How Kernel::emits shows in the code of run(). A test holds the code to it.
enum class Emits : uint8_t {
  exact,  ///< kUnroll times (or more, where a compiler peels a loop), and nothing else that orders
  once,   ///< in each iteration among other operations, or in what run() calls
  none,   ///< it may not show, or cannot be told: threads have code of their own
};
std::string_view name(Emits);

/// A parameter of a kernel, the values that are measured by default, and those that --param may give it.
struct Axis {
  std::string name;  ///< as in results and plots: "pending_stores"
  std::string unit;  ///< "" for a count
  std::vector<int64_t> values;
  int64_t least = 0, most = 0;  ///< all between them that are a multiple of `multiple`
  int64_t multiple = 1;
  std::string what = {};  ///< "stores that wait when the fence comes"
  /// The value that goes without saying: names of trials tell only others.
  std::optional<int64_t> usual = {};
  /// What --param may give it, where that is not a range.
  std::vector<int64_t> only = {};
  /// More values to be measured by default on a machine with such caches, in order. May be null.
  std::function<std::vector<int64_t>(const Caches&)> more = {};
};

/// What a kernel found out beside how long it took.
struct Figure {
  std::string name;  ///< "offset_low"
  std::string unit;
  double value;
};

/// How values that were met in a trial are spread, over all threads of a role.
struct Distribution {
  std::string role;  ///< Role::name; empty: all threads
  std::string what;  ///< "latency"
  std::string unit;  ///< of the values; what is in ticks ("tick") is told in ns
  Histogram values;
  double scale = 1;  ///< a value times this is in `unit`
};

/// What changed while a trial's window lasted.
struct Series {
  std::string what;  ///< "held"
  std::string unit;  ///< of the values: "node"
  struct Point {
    Nanoseconds at;  ///< since when the series began
    double value;
  };
  std::vector<Point> points;  ///< in order
};

struct Kernel {
  // Not inline: there are hundreds of places that make one, and none needs to be fast.
  Kernel();
  ~Kernel();
  Kernel(const Kernel&);
  Kernel(Kernel&&) noexcept;
  Kernel& operator=(const Kernel&);
  Kernel& operator=(Kernel&&) noexcept;

  std::string suite;  ///< "atomics"
  std::string what;   ///< one sentence: what is measured, how
  // -- what tells it from others, for grouping in tables and plots; together they are its name ---
  std::string group;    ///< "fetch_add": rows that are compared with each other
  std::string variant;  ///< the instruction sequence: "lock_xadd"; what is done, where that is none in particular
  unsigned width = 0;   ///< bits accessed; 0 where it has no meaning
  std::string use;      ///< what the variant is there for, where the group does not tell: "load", "gcc+clang"; "plugin"
  std::string how;      ///< how the figure is made: "latency", "false_sharing", "modified"
  /// Another library's, measured beside ours.
  bool peer = false;
  /// "fetch_add/lock_xadd.64/latency", unique within the suite. Made by kernels() from the fields above.
  std::string name;
  // -- its instructions -------------------------------------------------------------------------
  std::string order;  ///< arch::Info::order
  std::string emits;  ///< arch::Info::emits; empty where nothing in particular
  arch::Feature needs = arch::Feature::none;
  Emits shows = Emits::exact;
  // -- what it needs and gives ------------------------------------------------------------------
  Metric metric = Metric::latency;
  std::vector<Role> roles;
  std::vector<Axis> axes;
  /// run() makes all threads wait for each other at every step: each is then given the same
  /// number of iterations and none is stopped early.
  bool lockstep = false;
  /// Only a part of what run() does is the figure: thread 0 times that part by stamp() and adds it to
  /// Shared::timed. Nothing is subtracted.
  bool self_timed = false;
  /// The figure is no time divided by operations, but the median of what distributions() gives first, in ticks. Nothing
  /// is subtracted.
  bool by_median = false;
  /// Its threads give their PUs away, to sleep or to other threads of the trial: to be switched out, and to wait for a PU
  /// when it is their turn, is in the figure and disturbs nothing.
  bool gives_way = false;
  /// The least length of its window with these args, where what it shows takes its time. May be null.
  std::function<Nanoseconds(const std::vector<int64_t>& args)> least_window;
  /// Its two threads are placed on pairs of PUs, both ways round: all pairs of a small machine, samples of each
  /// distance class of a large one.
  bool by_pair = false;
  /// Why this build cannot run it: then it has no loop and is a skip in every plan. Empty: it can.
  std::string absent;
  /// Asked where it is planned for this machine: why it cannot run here after all, empty if it can. For what is found out
  /// only by doing something that a process which measures something else should not have done. May be null.
  std::function<std::string()> lacks;
  /// Runs only when the user asks for it with the option of that name ("allow-split-locks").
  std::string opt_in;
  /// Bytes that one iteration moves, for Metric::bandwidth.
  size_t bytes_per_op = 0;
  /// Asks for huge pages, so that TLB misses stay out of the figure.
  bool huge_pages = false;
  /// One iteration is this many operations in the result: a round trip is two one-way trips.
  double ops_per_iteration = 1;

  /// Bytes of Shared::data that a trial with these threads and args needs.
  std::function<size_t(unsigned threads, const std::vector<int64_t>& args)> bytes;
  /// The same where it is to be larger than caches; instead of `bytes`.
  std::function<size_t(const Caches&, unsigned threads)> bytes_beyond;
  /// Called once per trial by thread 0, on its CPU, before the start gate. May be null.
  std::function<void(Shared&)> setup;
  /// Called by each thread on hardware, as the last thing before its window: brings caches to where the figure has
  /// them, where warming up is too short for it. May be null.
  void (*settle)(Shared&, unsigned thread) = nullptr;
  /// Called by one thread before each phase, when none is in run(): opens anew what release() closed. May be null.
  std::function<void(Shared&)> begin;
  /// Called by whoever raises Shared::stop, after it, while threads are in run(): wakes those who sleep in the structure,
  /// where nobody looks at a flag, and lets none fall asleep until the next begin(). By several threads at once, and
  /// perhaps again. May be null.
  std::function<void(Shared&)> release;
  /// Looks whether the work was done; `iterations[t]` is what thread t did in total since setup, the sum of what its
  /// run() returned. Called when all have ended, by thread 0.
  /// Returns what is wrong, empty where nothing is. May be null only for kernels without effect.
  std::function<std::string(const Shared&, std::span<const uint64_t> iterations)> verify;
  /// Figures of a trial on hardware, taken after verify(). May be null.
  std::function<std::vector<Figure>(const Shared&)> figures;
  /// The same of distributions. What was met while warming up is in them unless settle() has emptied them.
  std::function<std::vector<Distribution>(const Shared&)> distributions;
  /// The same of what changed with time.
  std::function<std::vector<Series>(const Shared&)> series;

  /// The window that it gets where one of `asked` is asked for.
  Nanoseconds window(Nanoseconds asked, const std::vector<int64_t>& args) const;
  /// The bytes that it gets in a trial with these threads and args, on a machine with such caches.
  size_t needed(const Caches&, unsigned threads, const std::vector<int64_t>& args) const;
  /// The fewest and the most threads that its roles together take; kAnyThreads: as many as the placement has.
  unsigned min_threads() const;
  unsigned max_threads() const;
  /// Its roles where the axes have these values.
  std::vector<Role> roles_with(std::span<const int64_t> args) const;
};

/// How often loop bodies are repeated: the loop's own cost is at most 1/32 cycle per operation where a cycle does a
/// round's end, and nothing where that runs behind the operations.
inline constexpr unsigned kUnroll = 32;

/// Calls f(std::integral_constant<unsigned, i>) for i = 0 … Times-1 in each round; iterations in all, which it returns.
/// Times: a divisor of kUnroll.
template <unsigned Times = kUnroll, class F>
inline __attribute__((always_inline)) uint64_t unrolled(uint64_t iterations, F&& f) {
  for (uint64_t round = iterations / Times; round != 0; --round) {
    arch::opaque(round);  // a counter stays a counter: no closed form, nothing merged across rounds
    [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) __attribute__((always_inline)) {
      (f(std::integral_constant<unsigned, I>{}), ...);
    }
    (std::make_integer_sequence<unsigned, Times>{});
  }
  return iterations;
}

/// "lock_xadd.64": a variant at its width.
std::string name_of(std::string_view variant, unsigned width);
/// group/variant.width/use/how; parts that are empty are left out.
std::string name_of(const Kernel&);

/// All kernels of this binary, in the order of suite and registration.
const std::vector<Kernel>& kernels();

/// More of them, from elsewhere: to be called before anybody keeps hold of one.
void add_kernels(std::vector<Kernel>);

/// A file-level object of this type registers what `fill` adds. Kernels are linked as objects, not
/// from an archive, so that no registration is lost.
struct Registration {
  explicit Registration(void (*fill)(std::vector<Kernel>&));
};

}  // namespace fenceline
