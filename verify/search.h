// The search of the explorer. Source: Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly
// Stateless, Optimal Dynamic Partial Order Reduction", POPL 2022 ("TruSt"): executions are graphs, a
// new load reads from each store that it may, a new store takes each place in modification order,
// and reaches back to loads that were there before it and could have read from it; what such a load
// decided is taken away, provided that it was decided in the one canonical way, so that each graph
// comes up once.
#pragma once
#include <base/order.h>
#include <verify/explorer.h>
#include <verify/fibre.h>
#include <verify/graph.h>

#include <memory>
#include <random>
#include <utility>

namespace fenceline::verify {

/// Memory whose addresses are the same in each execution, and fibres. Kept between searches.
struct Workspace;

class Search {
 public:
  Search(const Scenario& scenario, const Options& options);
  ~Search();
  Result run();

  /// The search in whose scenario the caller runs; none outside.
  static inline thread_local Search* current = nullptr;

  // ---- what threads ask for: verify/checked.h --------------------------------------------------
  Value load(const Access& access);
  void store(const Access& access);
  /// The update's load, and its store where it succeeds; takes `access` as its own. Returns what was read, and whether
  /// it wrote.
  std::pair<Value, bool> update(Access& access, Change change, Value operand, int bytes, bool weak);
  void fence(std::memory_order order, Site site, Weight weight = Weight::full);
  void pause();
  void wait(Access access, Value old);
  void notify(LocationId location, bool all, Site site);
  int choose(int n, Site site);
  Moment now();
  [[noreturn]] void fail(const std::string& what);

  LocationId make_location(Value initial, Where where);
  void end_location(LocationId location, Where where);
  void* allocate(std::size_t bytes, std::size_t alignment);
  /// Between these, locations belong to one object, which lives until end_object().
  ObjectId begin_object(bool heap, Where where);
  void finish_object(ObjectId outer);
  ObjectId making() const { return threads_[static_cast<std::size_t>(running_)].object; }
  void end_object(ObjectId object, Where where);

 private:
  static constexpr int kSolo = kMostThreads;  // make, finally, destroy: alone

  enum class State : std::uint8_t { ready, paused, asleep, spent, finished };
  struct Thread {
    State state = State::ready;
    int next = 0;   // events that it has done
    int until = 0;  // events after which it yields
    int rounds = 0;
    EventId source = kNone;   // another thread's event that it must see done first
    ObjectId object = kNone;  // that it is making
    std::size_t bytes = 0;    // that it has allocated
    EventId slept = kNone;    // asleep: the load that saw the old value
  };
  /// Something left to try: an event of the current graph done otherwise, or another graph.
  struct Job {
    std::size_t frame = 0;
    EventId at = kNone;                      // the event
    EventId choice = kNone;                  // what it reads from, or the store that it comes after
    int value = 0;                           // a choice's
    std::shared_ptr<Graph> graph = nullptr;  // of a revisit: `at` is the load, `store` what it reads
    EventId store = kNone;
  };

  /// Where choices come from.
  enum class Guide : std::uint8_t { all, random, replay };

  // search.cc
  bool next_job();
  bool redo(const Job& job);
  bool revisit(const Job& job);
  void revisits(EventId store);
  bool is_maximal(EventId id, EventId store) const;
  bool is_consistent(EventId id, EventId other);
  EventId pick(const std::vector<EventId>& options, EventId at);
  static std::vector<EventId> places(const Graph& graph, EventId store);
  void note_limit(const std::string& what);

  // execute.cc
  void execute();
  void guarded(const std::function<void()>& body);
  bool run_solo(const std::function<void()>& body);
  bool resume(int thread);
  static void look();
  std::string does_not_end() const;
  void run_threads();
  bool is_over() const { return cut_ || result_.violation; }
  void advance(int thread, int until);
  void yield();
  [[noreturn]] void abandon();
  void block(State state);
  void settle();
  void check_leaks();
  int next_thread();

  // access.cc
  void turn();
  bool is_new() const;
  bool is_alone() const { return phase_ != Phase::threads; }
  EventId grow(Access access, EventId from = kInitial);
  EventId grow_load(const Access& access);
  void grow_store(const Access& access);
  EventId consume(Kind kind, LocationId location);
  Value solo_load(const Access& access);
  void solo_store(const Access& access);
  void weaken(Access& access) const;
  std::memory_order weakened(std::memory_order order, int number, const Site& site) const;
  void note(const Access& access);

  // check.cc
  std::optional<std::string> wrong(EventId id) const;
  void find_deadlock();
  bool is_woken(int thread, std::vector<EventId>& absorbed) const;
  bool makes_progress(int thread);
  void find_endless();
  bool goes_on_for_ever();

  Graph& graph() { return frames_.back(); }
  const Graph& graph() const { return frames_.back(); }
  Thread& me_of(int t) { return threads_[static_cast<std::size_t>(t)]; }
  Thread& me() { return me_of(running_); }
  void report(const std::string& what);

  // trace.cc
  int replay_turn();

  const Scenario& scenario_;
  const Options& options_;
  Workspace& space_;
  Result result_;

  std::vector<Graph> frames_;  // the last one is being explored; those below wait for their jobs
  std::vector<Job> jobs_;
  std::array<Thread, kMostThreads + 1> threads_;
  std::vector<std::function<void()>> bodies_;
  std::vector<EventId> options_now_;
  int running_ = kSolo;
  void* state_ = nullptr;

  Guide guide_ = Guide::all;
  std::optional<std::mt19937_64> random_;  // to make one takes as long as a small search
  std::size_t offset_ = 0, replayed_ = 0;  // replay: of the choice; how much of the text is done

  // Of the execution that runs. Probe: a thread that waits goes on alone; turns: those that did not come to their end.
  enum class Phase : std::uint8_t { make, threads, probe, turns, settled, quiet };
  Phase phase_ = Phase::make;
  bool cut_ = false;       // it turned out to be none
  bool progress_ = false;  // probe: a waiting thread goes on
  int rounds_ = 0;         // probe: of its loop
  int steps_ = 0;          // of what runs alone, or of a probe; that are left of a turn
  ObjectId solo_object_ = 0;
  std::vector<bool> ended_;   // settled: objects
  std::vector<Value> final_;  // values when all threads are done, or in a probe
  std::vector<std::pair<const char*, int>> noted_;

  // Who goes on and asks for nothing: see look().
  bool inside_ = false, stuck_ = false;  // of the scenario's code; it was left
  std::uint64_t beats_ = 0, seen_ = 0;   // what the scenario has asked for in all; of it, when looked at last
};

}  // namespace fenceline::verify
