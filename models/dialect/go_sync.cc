#include <models/dialect/go_sync.h>

namespace fenceline::models {
namespace {

constexpr int kSlot = 2, kRoom = 3;

MicroOp of(Sync sync, MicroOp m) {
  m.sync = sync;
  return m;
}

}  // namespace

Address go_at(int location) { return {imm(address_of(location)), {}, 0}; }
Address go_element(int location, Reg index) { return {imm(address_of(location)), reg(index), 3}; }

MicroOp go_load(Sync sync, Reg dst, const Address& from) { return of(sync, load(dst, from, 8, kSynchronizing, true)); }
MicroOp go_store(Sync sync, Operand value, const Address& to) { return of(sync, store(value, to, 8, kSynchronizing)); }
Reg go_add(GoThread& to, Sync sync, const Address& at, Value value) {
  const Reg old = to.temporary();
  to.op(of(sync, rmw(Alu::kAdd, old, imm(value), at, 8, kSynchronizing, true)));
  return old;
}
GoSwapped go_swap(GoThread& to, Sync sync, const Address& at, Operand expected, Operand desired, bool weak) {
  const GoSwapped out = {to.temporary(), to.temporary()};
  MicroOp m = of(sync, cas(out.old, expected, desired, at, 8, kSynchronizing));
  m.dst2 = out.done, m.weak = weak, m.sign = true;
  to.op(m);
  return out;
}

int add_location(LitmusTest& test, const std::string& name, int size, Value init, int elements, bool sign) {
  Location& l = test.locations.emplace_back();
  l.name = name, l.size = size, l.elements = elements, l.sign = sign;
  l.init.assign(static_cast<std::size_t>(elements), init);
  return static_cast<int>(test.locations.size()) - 1;
}

void add_channel(LitmusTest& test, const std::string& name) {
  add_location(test, name, 8, 0);
  add_location(test, name + ".received", 8, 0);
  add_location(test, name + ".slot", 8, kEmpty, kMostSends);
  add_location(test, name + ".room", 8, 0, kMostSends);
}

void go_send(GoThread& to, const GoChannel& channel, Operand value) {
  const Reg turn = go_add(to, Sync::kTurn, go_at(channel.location), 1);
  const int open = to.branch_if(Cond::kLt, reg(turn), imm(kClosed));
  to.panic(Sync::kSend);
  to.land(open);
  to.op(go_store(Sync::kSend, value, go_element(channel.location + kSlot, turn)));
  const int fits = to.branch_if(Cond::kLt, reg(turn), imm(channel.capacity));
  const Reg partner = to.temporary(), room = to.temporary(), sent = to.temporary();
  to.op(alu(Alu::kSub, partner, reg(turn), imm(channel.capacity)));
  to.op(go_load(Sync::kSend, room, go_element(channel.location + kRoom, partner)));
  const int received = to.branch_if(Cond::kNe, reg(room), imm(0));
  to.op(go_load(Sync::kTurn, sent, go_at(channel.location)));
  const int waits = to.branch_if(Cond::kLt, reg(sent), imm(kClosed));
  to.panic(Sync::kSend);
  to.land(waits);
  to.block(2);
  to.land(fits), to.land(received);
}

GoReceived go_receive(GoThread& to, const GoChannel& channel) {
  const Reg turn = go_add(to, Sync::kTurn, go_at(channel.location + kReceived), 1);
  to.op(go_store(Sync::kReceive, imm(1), go_element(channel.location + kRoom, turn)));
  const GoReceived out = {to.temporary(), to.temporary()};
  const Reg sent = to.temporary(), sends = to.temporary();
  to.op(go_load(Sync::kReceive, out.value, go_element(channel.location + kSlot, turn)));
  to.op(alu(Alu::kSecond, out.ok, {}, imm(1)));
  const int full = to.branch_if(Cond::kNe, reg(out.value), imm(kEmpty));
  to.op(go_load(Sync::kReceive, sent, go_at(channel.location)));
  to.op(alu(Alu::kSub, sends, reg(sent), imm(kClosed)));
  const int open = to.branch_if(Cond::kLt, reg(sends), imm(0));
  const int coming = to.branch_if(Cond::kGt, reg(sends), reg(turn));
  to.op(alu(Alu::kSecond, out.value, {}, imm(0)));
  to.op(alu(Alu::kSecond, out.ok, {}, imm(0)));
  const int closed = to.jump();
  to.land(open), to.land(coming);
  to.block(2);
  to.land(full), to.land(closed);
  return out;
}

void go_close(GoThread& to, const GoChannel& channel) {
  const Reg sent = go_add(to, Sync::kClose, go_at(channel.location), kClosed);
  const int open = to.branch_if(Cond::kLt, reg(sent), imm(kClosed));
  to.panic(Sync::kClose);
  to.land(open);
}

void go_lock(GoThread& to, const Address& at) {
  const int locked = to.branch_if(Cond::kNe, reg(go_swap(to, Sync::kLock, at, imm(0), imm(-1)).done), imm(0));
  to.block(1);
  to.land(locked);
}

// May fail for no reason.
Reg go_try_lock(GoThread& to, const Address& at) { return go_swap(to, Sync::kLock, at, imm(0), imm(-1), true).done; }

void go_unlock(GoThread& to, const Address& at) {
  const int unlocked = to.branch_if(Cond::kNe, reg(go_swap(to, Sync::kUnlock, at, imm(-1), imm(0)).done), imm(0));
  to.panic(Sync::kUnlock);
  to.land(unlocked);
}

// A round in which another reader came between changes nothing, so that it is left out.
void go_rlock(GoThread& to, const Address& at) {
  const int again = to.here();
  const Reg readers = to.temporary(), more = to.temporary();
  to.op(go_load(Sync::kTurn, readers, at));
  const int readable = to.branch_if(Cond::kGe, reg(readers), imm(0));
  to.block(1);
  to.land(readable);
  to.op(alu(Alu::kAdd, more, reg(readers), imm(1)));
  const Reg done = go_swap(to, Sync::kRLock, at, reg(readers), reg(more)).done;
  const int locked = to.branch_if(Cond::kNe, reg(done), imm(0));
  to.jump_to(again);
  to.land(locked);
}

Reg go_try_rlock(GoThread& to, const Address& at) {
  const Reg readers = to.temporary(), more = to.temporary(), out = to.temporary();
  to.op(go_load(Sync::kTurn, readers, at));
  to.op(alu(Alu::kSecond, out, {}, imm(0)));
  const int written = to.branch_if(Cond::kLt, reg(readers), imm(0));
  to.op(alu(Alu::kAdd, more, reg(readers), imm(1)));
  const Reg done = go_swap(to, Sync::kRLock, at, reg(readers), reg(more), true).done;
  to.op(alu(Alu::kSecond, out, {}, reg(done)));
  to.land(written);
  return out;
}

void go_runlock(GoThread& to, const Address& at) {
  const Reg readers = go_add(to, Sync::kRUnlock, at, -1);
  const int locked = to.branch_if(Cond::kGt, reg(readers), imm(0));
  to.panic(Sync::kRUnlock);
  to.land(locked);
}

void go_once(GoThread& to, const Address& at, const std::function<void()>& run) {
  const GoSwapped first = go_swap(to, Sync::kOnce, at, imm(0), imm(1));
  const int runs = to.branch_if(Cond::kNe, reg(first.done), imm(0));
  const int ran = to.branch_if(Cond::kEq, reg(first.old), imm(2));
  to.block(1);
  to.land(runs);
  run();
  to.op(go_store(Sync::kOnce, imm(2), at));
  to.land(ran);
}

void go_wait_group_add(GoThread& to, const Address& at, Value count) {
  const Reg before = go_add(to, count < 0 ? Sync::kDone : Sync::kTurn, at, count);
  const int positive = to.branch_if(Cond::kGe, reg(before), imm(-count));
  to.panic(Sync::kDone);
  to.land(positive);
}

void go_wait_group_wait(GoThread& to, const Address& at) {
  const Reg count = to.temporary();
  to.op(go_load(Sync::kWait, count, at));
  const int none = to.branch_if(Cond::kEq, reg(count), imm(0));
  to.block(1);
  to.land(none);
}

void go_start(GoThread& to, int location) { to.op(go_store(Sync::kGo, imm(1), go_at(location))); }

void go_started(GoThread& to, int location) {
  const Reg started = to.temporary();
  to.op(go_load(Sync::kGo, started, go_at(location)));
  const int yes = to.branch_if(Cond::kNe, reg(started), imm(0));
  to.block(1);
  to.land(yes);
}

}  // namespace fenceline::models
