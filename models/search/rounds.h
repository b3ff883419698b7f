// Which rounds of its loops a thread is followed through.
#pragma once

#include <models/dialect/dialect.h>
#include <models/search/liveness.h>
#include <models/search/thread_state.h>

namespace fenceline::models {

class Rounds {
 public:
  // `unroll`: PathOptions.
  Rounds(const LitmusTest& test, int thread, int unroll);

  // Is it where rounds are told apart? Whoever comes there says so.
  bool milestone(int instruction) const { return liveness_.milestone(instruction); }
  void arrive(ThreadState& s) const;

  // Did the round since the milestone was last come to change nothing, to the thread or to others? Then all that follows
  // can follow without that round too: it read, and without its events and what they order an execution stays allowed,
  // as each axiom forbids cycles or pairs. Only what would race may not be left out.
  bool idle(const ThreadState& s, int milestone) const;

  // One more is taken, by the branch `op` on `flags`: is it one too many? A loop that neither a read nor chance has a say
  // in ends by itself, if it does: it may take many turns.
  bool too_many(ThreadState& s, const MicroOp& op, const Cell& flags) const;

 private:
  const Liveness liveness_;
  const bool language_;
  const int unroll_;
};

}  // namespace fenceline::models
