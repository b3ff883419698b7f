// x86-TSO: Owens, Sarkar, Sewell, "A Better x86 Memory Model: x86-TSO", TPHOLs 2009, its axiomatic
// form; in the manner of "Herding Cats", section 4.8. Also Intel SDM vol. 3, 9.2.2 and 9.2.3.
#include <models/model.h>

namespace fenceline::models {
namespace {

void x86_tso_axioms(const Execution& x, Axioms& a) {
  a.sc_per_location(x);
  a.atomicity(x);
  // A store waits in its processor's buffer while later loads go ahead; every other pair of
  // accesses keeps its order (SDM 9.2.3.2 to 9.2.3.5).
  const Relation all = x.po.between(x.memory, x.memory);
  const Relation ppo = a.clause("ppo", all - all.between(x.writes, x.reads));
  // MFENCE drains the buffer. LFENCE and SFENCE add nothing for write-back memory.
  const Relation fences = a.clause("mfence", x.fenced(x.fences));
  // A locked instruction executes with its processor's buffer empty, before and after, whether or
  // not it writes (SDM 9.2.3.9; a failing LOCK CMPXCHG too).
  const EventSet locked = x.with(kLocked);
  const Relation implied = a.clause("locked", all.between(x.memory, locked) | all.between(locked, x.memory));
  // A read from the own buffer does not show that the store has reached memory: rfe, not rf.
  //
  // Where sizes are mixed, the buffer is one of stores, written to memory each at once, and a load
  // takes each byte from the youngest store in the buffer that has it, else from memory. Aligned
  // accesses are atomic (SDM 9.1.1), so all of a load is at one time, as are all of a store's
  // bytes. No manual has a load that finds only some of its bytes in the buffer wait for the store,
  // though processors do (Intel 64 and IA-32 Architectures Optimization Reference Manual, "Store
  // Forwarding").
  a.acyclic("tso", ppo | fences | implied | a.whole("single-copy", x, x.rfe | x.co | x.fr));
}

}  // namespace

Model x86_tso() {
  return {.name = "x86-tso",
          .title = "x86-TSO",
          .source = "Owens, Sarkar, Sewell 2009; Intel SDM vol. 3, 9.2",
          .isa = Isa::x86_64,
          .axioms = x86_tso_axioms,
          .mixed_sizes = true};
}

}  // namespace fenceline::models
