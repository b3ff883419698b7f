// One candidate execution: the events of one path through every thread, with a choice of where
// each read takes its value from (rf) and in which order writes reach each location (co). Names
// follow Alglave, Maranget, Tautschnig, "Herding Cats", TOPLAS 36(2), 2014.
//
// Where accesses of different sizes overlap, an access is several events: the largest parts that
// no access takes but as a whole. Each part reads from one write and has its place in co, as the
// bytes have in Flur, Sarkar, Pulte, Nienhuis, Maranget, Gray, Sezgin, Batty, Sewell, "Mixed-size
// Concurrency: ARM, POWER, C/C++11, and SC", POPL 2017. What then makes one access of them is for
// each model to say (Axioms::whole).
#pragma once

#include <models/program.h>
#include <models/relation.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace fenceline::models {

// A test that lies outside what is modelled; what() says why in one line.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// It is larger than what is looked at.
struct TooLarge : Unsupported {
  using Unsupported::Unsupported;
};
inline TooLarge too_many_events() {
  return TooLarge("more than " + std::to_string(kMaxEvents) +
                  " events in one execution, all that a set of events holds: leave out accesses and threads "
                  "that the condition does not ask about, or set kMaxEvents in models/relation.h to 128");
}

// How a thread ends, on one path, and so the program: `kWaits` is a deadlock then.
enum class End : std::uint8_t { kReturns, kWaits, kPanics, kLoops };

struct Event {
  enum Kind : std::uint8_t { kRead, kWrite, kFence };
  Kind kind = kRead;
  int thread = -1;       // -1: an initial write
  int instruction = -1;  // index into the thread's code
  Value address = 0;     // of reads and writes, and of what a fence is about (kSyncSrcu), else 0
  std::uint8_t size = 0;
  Value value = 0;
  std::uint16_t order = kPlain;
  Fence fence;
  Sync sync = Sync::kNone;
  bool last = false;  // a read of a thread that waits for ever: no write follows the one that it reads
  // Within its thread. Events of one step have no order of their own; parts of one single-copy
  // atomic access have its number.
  std::int16_t step = 0, access = 0;
};

struct Execution {
  const LitmusTest* test = nullptr;
  std::vector<Event> events;
  int size() const { return static_cast<int>(events.size()); }
  End end = End::kReturns;
  int ended_by = -1;              // kPanics: the thread
  Sync panic = Sync::kNone;       // and what it did

  // ---- sets ----
  EventSet reads = 0, writes = 0, memory = 0, fences = 0, initial = 0;
  // Reads and writes that carry all of, or any of, the annotations.
  EventSet with(std::uint16_t order) const;
  EventSet with_any(std::uint16_t order) const;
  EventSet of(FenceKind kind) const;
  EventSet of(Sync sync) const;

  // ---- fixed by the path of every thread ----
  // Executions of one number have the same paths; 0: no number was given.
  std::uint64_t paths = 0;
  Relation po;                               // program order; an RMW's read precedes its write
  Relation addr, data, ctrl;                 // dependencies, from reads (RISC-V: also from an SC's write)
  Relation pick_addr, pick_data, pick_ctrl;  // AArch64: also through what selects a value
  Relation rmw;                              // read to write of one atomic update
  Relation same_location, same_thread;       // on the same bytes, fences that are about them included; of one thread
  Relation po_loc;
  bool parts = false;  // some access is several events
  Relation si;         // parts of one access; reflexive

  // ---- chosen ----
  Relation rf;  // a write to the reads that take its value
  Relation co;  // total per location, the initial write first

  // ---- derived ----
  Relation fr;  // a read to the writes that follow its own in co
  Relation rfi, rfe, coi, coe, fri, fre, com;

  Relation internal(const Relation& r) const { return r & same_thread; }
  Relation external(const Relation& r) const { return r - same_thread; }
  // Pairs around a fence event of `set`: po;[set];po.
  Relation around(EventSet set) const;
  // Pairs of accesses around a fence of `set` that it is there to order, by their kinds.
  Relation fenced(EventSet set) const;
  Relation none() const { return Relation(size()); }

  void fix_paths();  // fills the sets and relations that depend on events, po and dependencies
  void derive();     // fills the derived relations from rf and co
};

}  // namespace fenceline::models
