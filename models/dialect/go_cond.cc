// sync.Cond, whose Wait takes a number and waits for the Signal of that number, or a Broadcast, as the runtime's list
// of waiters has it.
#include <models/dialect/go_sync.h>

namespace fenceline::models {
namespace {

constexpr int kNotified = 1, kWake = 2;  // locations of a Cond behind its first

}  // namespace

void add_cond(LitmusTest& test, const std::string& name) {
  add_location(test, name, 8, 0);
  add_location(test, name + ".notified", 8, 0);
  add_location(test, name + ".wake", 8, 0, kMostSends);
}

void go_cond_wait(GoThread& to, int location, int lock) {
  const Reg turn = go_add(to, Sync::kTurn, go_at(location), 1);
  const Reg woken = to.temporary();
  go_unlock(to, go_at(lock));
  to.op(go_load(Sync::kWait, woken, go_element(location + kWake, turn)));
  const int yes = to.branch_if(Cond::kNe, reg(woken), imm(0));
  to.block(1);
  to.land(yes);
  go_lock(to, go_at(lock));
}

// The next one, if some wait; with `all`, all those that wait now.
void go_cond_signal(GoThread& to, int location, bool all) {
  const Reg waiting = to.temporary(), notified = to.temporary(), next = to.temporary();
  if (all) to.op(go_load(Sync::kTurn, waiting, go_at(location)));
  const int again = to.here();
  to.op(go_load(Sync::kTurn, notified, go_at(location + kNotified)));
  if (!all) to.op(go_load(Sync::kTurn, waiting, go_at(location)));
  const int none = to.branch_if(Cond::kGe, reg(notified), reg(waiting));
  to.op(alu(Alu::kAdd, next, reg(notified), imm(1)));
  const Reg done = go_swap(to, Sync::kTurn, go_at(location + kNotified), reg(notified), reg(next)).done;
  const int taken = to.branch_if(Cond::kNe, reg(done), imm(0));
  to.jump_to(again);
  to.land(taken);
  to.op(go_store(Sync::kDone, imm(1), go_element(location + kWake, notified)));
  if (all) to.jump_to(again);
  to.land(none);
}

}  // namespace fenceline::models
