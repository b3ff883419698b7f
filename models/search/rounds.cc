#include <models/search/rounds.h>

#include <algorithm>

namespace fenceline::models {

Rounds::Rounds(const LitmusTest& test, int thread, int unroll)
    : liveness_(test, thread), language_(dialect(test.isa).rules().language), unroll_(unroll) {}

void Rounds::arrive(ThreadState& s) const {
  const auto at =
      std::find_if(s.visits.begin(), s.visits.end(), [&](const ThreadState::Visit& v) { return v.pc == s.pc; });
  ThreadState::Visit& visit = at == s.visits.end() ? s.visits.emplace_back() : *at;
  visit = {s.pc, s.path.events.size(), s.registers, s.reservation};
}

bool Rounds::idle(const ThreadState& s, int milestone) const {
  const auto visit =
      std::find_if(s.visits.begin(), s.visits.end(), [&](const ThreadState::Visit& v) { return v.pc == milestone; });
  if (visit == s.visits.end()) return false;
  for (std::size_t e = visit->events; e < s.path.events.size(); ++e) {
    const Event& event = s.path.events[e];
    if (event.kind == Event::kWrite) return false;
    if (language_ && event.kind == Event::kRead && (event.order & kRelaxed) == 0) return false;
  }
  for (std::size_t r = 0; r < s.registers.size(); ++r)
    if (liveness_.live(milestone, static_cast<Reg>(r)) && !(s.registers[r] == visit->registers[r])) return false;
  return !liveness_.reservation_live(milestone) || s.reservation == visit->reservation;
}

bool Rounds::too_many(ThreadState& s, const MicroOp& op, const Cell& flags) const {
  constexpr int kMostTurns = 1000;
  const bool decided = !s.chance && flags.pick == 0 && (op.cond != Cond::kAlways || s.pick_ctrl == 0);
  return decided ? ++s.turns > kMostTurns : ++s.loops > unroll_;
}

}  // namespace fenceline::models
