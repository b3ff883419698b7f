// What Go's channels and the types of its package sync do, as atomic accesses to locations of their own. An operation
// that waits is a read of what another one writes for it: "The Go Memory Model" then is a matter of which of these
// pairs synchronize (memory/go.cc). What waits for ever ends with Op::kBlock.
//
//   channel      c: how many sends began, and kClosed if it is closed; c.received: how many receives began;
//                c.slot[k]: what send k sends; c.room[k]: that receive k has begun. Send k waits for receive k-C, where
//                C is the capacity, receive k for send k or, where there is none, until the channel is closed.
//   Mutex        0 unlocked, -1 locked; of an RWMutex n > 0 are so many readers
//   Once         0, 1 while its function runs, 2 afterwards
//   WaitGroup    its counter
//   Cond         c: how many Waits began; c.notified: how many of them were told to go on; c.wake[k]: that Wait k was
#pragma once

#include <models/dialect/go_thread.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace fenceline::models {

constexpr std::uint16_t kSynchronizing = kRelaxed | kAcquire | kRelease | kSeqCst;
constexpr Value kClosed = Value{1} << 32;
constexpr Value kEmpty = std::numeric_limits<Value>::min();  // of a slot, and of an atomic.Value
constexpr int kMostSends = 24;                               // to one channel: more than an execution has events for

// Its four locations are neighbours, c the first.
constexpr int kReceived = 1;
struct GoChannel {
  int location = 0;
  int capacity = 0;
};
// The number of a new location.
int add_location(LitmusTest& test, const std::string& name, int size, Value init, int elements = 1, bool sign = true);
// Adds the locations, whose initial values make it empty.
void add_channel(LitmusTest& test, const std::string& name);
void add_cond(LitmusTest& test, const std::string& name);

// Accesses to one, and to an element of one.
Address go_at(int location);
Address go_element(int location, Reg index);
MicroOp go_load(Sync sync, Reg dst, const Address& from);
MicroOp go_store(Sync sync, Operand value, const Address& to);
// Returns what was there.
Reg go_add(GoThread& to, Sync sync, const Address& at, Value value);
struct GoSwapped {
  Reg old, done;
};
GoSwapped go_swap(GoThread& to, Sync sync, const Address& at, Operand expected, Operand desired, bool weak = false);

void go_send(GoThread& to, const GoChannel& channel, Operand value);
struct GoReceived {
  Reg value, ok;
};
GoReceived go_receive(GoThread& to, const GoChannel& channel);
void go_close(GoThread& to, const GoChannel& channel);
Reg go_len(GoThread& to, const GoChannel& channel);

// The cases of a select.
struct GoOffer {
  GoChannel channel;
  bool send;
};
// Branches that are taken if an operation can go on at once, for each.
std::vector<std::vector<int>> go_if_ready(GoThread& to, const std::vector<GoOffer>& offers);
// All of these operations wait for ever: nobody comes to meet them.
void go_wait_for_all(GoThread& to, const std::vector<GoOffer>& offers);

void go_lock(GoThread& to, const Address& at);
Reg go_try_lock(GoThread& to, const Address& at);
void go_unlock(GoThread& to, const Address& at);
void go_rlock(GoThread& to, const Address& at);
Reg go_try_rlock(GoThread& to, const Address& at);
void go_runlock(GoThread& to, const Address& at);

// `run` writes the code of the function.
void go_once(GoThread& to, const Address& at, const std::function<void()>& run);

void go_wait_group_add(GoThread& to, const Address& at, Value count);
void go_wait_group_wait(GoThread& to, const Address& at);

// go_cond.cc. `lock`: the Mutex that it is made with.
void go_cond_wait(GoThread& to, int location, int lock);
void go_cond_signal(GoThread& to, int location, bool all);

// The go statement, and the beginning of the goroutine.
void go_start(GoThread& to, int location);
void go_started(GoThread& to, int location);

}  // namespace fenceline::models
