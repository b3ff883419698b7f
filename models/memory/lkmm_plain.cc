// Plain accesses of the Linux kernel's C: tools/memory-model/Documentation/explanation.txt, "Plain
// accesses and data races". A compiler may do them at any time, or several times, between the
// marked accesses and fences that bound them.
#include <models/memory/lkmm.h>

namespace fenceline::models {

void lkmm_plain(const Execution& x, Axioms& a, const LkmmSets& s, const LkmmRelations& r) {
  const Relation marked = identity(s.marked, x.size());
  const Relation strict = r.strong | r.release | r.acquire;  // orders plain accesses of either kind
  const Relation fence = strict | r.wmb | r.rmb;
  // rmb bounds plain reads on one side of it, if what stands on the other is a read.
  const EventSet reads = x.reads & ~s.noreturn;
  const Relation around_rmb = x.around(x.of(FenceKind::kSmpRmb));

  // Executes-before, and visibility to other CPUs.
  const Relation executes = (r.hb | r.pb | r.rb).star();
  const Relation sequence = (x.rf * x.rmw).star();
  const Relation visible = r.cumul.star() * x.rfe.maybe() * marked *
                           (r.strong * marked * executes | x.internal(executes));

  // What bounds an access from before, and from behind.
  const Relation write_after = marked * (r.addr | fence).maybe();
  const Relation read_after = marked * (r.addr | strict | around_rmb.between(reads, ~s.noreturn)).maybe();
  const Relation write_before = fence.maybe() * marked * sequence;
  const Relation read_before = (strict | around_rmb.between(~s.noreturn, reads)).maybe() * marked;

  const Relation write_write = a.clause(
      "ww-vis", fence | r.strong * executes * write_after | write_before * visible * write_after);
  const Relation write_read = a.clause(
      "wr-vis", fence | r.strong * executes * read_after | write_before * visible * read_after);
  const Relation read_write = a.clause("rw-xbstar", fence | read_before * executes * write_after);

  const EventSet all = x.memory, started = x.memory & ~x.initial;
  const Relation may_race = x.external(product(s.plain, all, x.size()) | product(started, s.plain, x.size()));

  // What is visible later was not read, nor overwritten, earlier.
  a.empty("plain-coherence", may_race & ((x.rf & read_write.inverse()) | (x.fr & write_read.inverse()) |
                                         (x.co & write_write.inverse())));

  const Relation marked_first = product(s.marked, x.writes, x.size()), marked_then = product(x.writes, s.marked, x.size());
  const Relation ordered_writes = write_write & (marked_first | read_write) & (marked_then | write_read);
  const Relation of_writes = (may_race & x.co) - ordered_writes;
  const Relation to_reads = (may_race & (x.co.maybe() * x.rf)) - write_read - read_write.inverse();
  const Relation of_reads = (may_race & x.fr) - read_write;
  const Relation races = of_writes | to_reads | of_reads;
  if (!races.empty()) a.flag("data-race", races);
  a.race("data-race", races);
}

}  // namespace fenceline::models
