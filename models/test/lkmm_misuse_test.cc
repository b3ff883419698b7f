// What the Linux kernel's model flags of programs that misuse its primitives. The names are those of the kernel's
// tools/memory-model: linux-kernel.bell, lock.cat and linux-kernel.cat.
#include <models/interpreter/cat_model.h>
#include <models/judge/judge.h>
#include <models/judge/log.h>
#include <models/litmus/litmus.h>

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace fenceline::models {
namespace {

LitmusTest program(const std::vector<std::string>& threads, const std::string& observed) {
  std::string out = "C T\n{}\n";
  for (std::size_t t = 0; t < threads.size(); ++t)
    out += "P" + std::to_string(t) +
           " (int* x, int* y, spinlock_t* l, struct srcu_struct* s, struct srcu_struct* t) {\n" + threads[t] + "\n}\n";
  return parse_litmus(out + "locations [" + observed + "]\nexists (true)\n", "<text>", Isa::linux_kernel);
}

std::set<std::string> names(const Judgement& j) {
  std::set<std::string> out;
  for (const auto& [name, events] : j.flags) out.insert(name);
  return out;
}

struct Misuse {
  std::vector<std::string> threads;
  std::set<std::string> flags;
  std::string observed = "x;";
};

const std::vector<Misuse>& misuses() {
  static const std::vector<Misuse> all = {
      // RCU: sections nest as brackets do.
      {{"rcu_read_lock(); int r0 = READ_ONCE(*y);"}, {"unmatched-rcu-lock"}},
      {{"rcu_read_unlock();"}, {"unmatched-rcu-unlock"}},
      {{"rcu_read_lock(); rcu_read_unlock(); rcu_read_unlock(); rcu_read_lock();"},
       {"unmatched-rcu-lock", "unmatched-rcu-unlock"}},
      {{"rcu_read_lock(); rcu_read_lock(); int r0 = READ_ONCE(*y); rcu_read_unlock(); rcu_read_unlock();"}, {}},
      {{"rcu_read_lock(); synchronize_srcu(s); rcu_read_unlock();"}, {"invalid-sleep"}},
      {{"rcu_read_lock(); rcu_read_unlock(); synchronize_srcu(s);"}, {}},
      // On the ways that are taken alone.
      {{"int r0 = READ_ONCE(*y); if (r0 == 0) { rcu_read_lock(); }"}, {"unmatched-rcu-lock"}},
      {{"int r0 = READ_ONCE(*y); if (r0 == 1) { rcu_read_lock(); }"}, {}},
      {{"int r0 = READ_ONCE(*y); if (r0) { rcu_read_lock(); } if (r0) { rcu_read_unlock(); }", "WRITE_ONCE(*y, 1);"},
       {}},
      {{"int r0 = READ_ONCE(*y); if (r0) { rcu_read_lock(); }", "WRITE_ONCE(*y, 1);"}, {"unmatched-rcu-lock"}},
      // SRCU: the unlock takes what the lock returned, of one structure, once.
      {{"int r0 = srcu_read_lock(s);"}, {"unmatched-srcu-lock"}},
      {{"srcu_read_unlock(s, 0);"}, {"unmatched-srcu-unlock"}},
      {{"int r0 = srcu_read_lock(s); srcu_read_unlock(t, r0);"}, {"unmatched-srcu-lock", "unmatched-srcu-unlock"}},
      {{"int r0 = srcu_read_lock(s); srcu_read_unlock(s, r0); srcu_read_unlock(s, r0);"}, {"multiple-srcu-matches"}},
      {{"int r0 = srcu_read_lock(s); srcu_read_unlock(s, r0 + 1);"}, {"srcu-bad-value-match"}},
      {{"int r0 = srcu_read_lock(s); int r1 = srcu_read_lock(t); srcu_read_unlock(s, r0); srcu_read_unlock(t, r1);"},
       {}},
      {{"int r0 = srcu_read_lock(s); WRITE_ONCE(*x, r0); int r1 = READ_ONCE(*x); srcu_read_unlock(s, r1);"}, {}},
      {{"int r0 = srcu_down_read(s); WRITE_ONCE(*x, r0);", "int r0 = READ_ONCE(*x); srcu_up_read(s, r0);"},
       {"unmatched-srcu-lock", "unmatched-srcu-unlock"}},
      // Locks.
      {{"spin_unlock(l);"}, {"unmatched-unlock"}},
      {{"spin_lock(l); spin_unlock(l); spin_unlock(l);"}, {"unmatched-unlock"}},
      {{"spin_lock(l); spin_unlock(l); spin_lock(l);"}, {}},
      {{"int r0 = spin_trylock(l); if (r0) { spin_unlock(l); }", "spin_lock(l); spin_unlock(l);"}, {}},
      {{"int r0 = spin_trylock(l); spin_unlock(l);", "spin_lock(l); spin_unlock(l);"}, {"unmatched-unlock"}},
      {{"spin_lock(l); spin_unlock(l);", "int r0 = READ_ONCE(*l);"}, {"mixed-lock-accesses"}},
      {{"int r0 = srcu_read_lock(s); srcu_read_unlock(s, r0); WRITE_ONCE(*s, 0);"}, {"mixed-lock-accesses"}},
      {{"spin_lock(l); spin_unlock(l);"}, {"lock-final"}, "l;"},
      // Plain writes beside marked accesses, with nothing that a compiler heeds between them.
      {{"*x = 1; WRITE_ONCE(*x, 2);"}, {"mixed-accesses"}},
      {{"int r0 = READ_ONCE(*x); *x = 2;"}, {"mixed-accesses"}},
      {{"*x = 1; barrier(); WRITE_ONCE(*x, 2);"}, {}},
      {{"*x = 1; smp_store_release(x, 2);"}, {}},
      {{"*x = 1; rcu_read_lock(); WRITE_ONCE(*x, 2); rcu_read_unlock();"}, {}},
      {{"*x = 1; WRITE_ONCE(*y, 2);"}, {}},
      {{"int r0 = *x; WRITE_ONCE(*x, 2);"}, {}},
      {{"*x = 1;", "int r0 = READ_ONCE(*x);"}, {"data-race"}},
      {{"*x = 1; smp_store_release(y, 1);", "int r0 = smp_load_acquire(y); if (r0) { int r1 = *x; }"}, {}},
  };
  return all;
}

TEST(LkmmMisuse, IsFlagged) {
  const Model& lkmm = *find_model("lkmm");
  const Model text = read_cat(std::string(FENCELINE_SOURCE) + "/models/cat/lkmm.cat");
  for (const Misuse& m : misuses()) {
    const LitmusTest test = program(m.threads, m.observed);
    EXPECT_EQ(names(judge(test, lkmm)), m.flags) << write_litmus(test);
    EXPECT_EQ(names(judge(test, text)), m.flags) << write_litmus(test);
  }
}

// Where nothing is misused one execution for each final state is looked at.
TEST(LkmmMisuse, WhatCannotBeFlaggedIsNotLookedAt) {
  const LitmusTest test = program({"rcu_read_lock(); WRITE_ONCE(*x, 1); rcu_read_unlock();",
                                   "WRITE_ONCE(*x, 2); int r0 = READ_ONCE(*x);", "WRITE_ONCE(*x, 3);"},
                                  "x;");
  for (const Model& model : {*find_model("lkmm"), read_cat(std::string(FENCELINE_SOURCE) + "/models/cat/lkmm.cat")}) {
    const Judgement j = judge(test, model);
    Model all = model;
    all.may_flag = [](const Execution&, const std::set<std::string>&) { return true; };
    EXPECT_EQ(j.states, judge(test, all).states);
    EXPECT_LT(j.candidates, judge(test, all).candidates);
  }
}

TEST(LkmmMisuse, IsToldWithItsEvents) {
  const LitmusTest test = program({"rcu_read_lock(); *x = 1; WRITE_ONCE(*x, 2);", "int r0 = READ_ONCE(*x);"}, "x;");
  const Judgement j = judge(test, *find_model("lkmm"));
  const std::string text = to_text(test, *find_model("lkmm"), j);
  EXPECT_NE(text.find("flag mixed-accesses: W[na] x=1 of P0 and W[once] x=2 of P0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("flag unmatched-rcu-lock: rcu_read_lock() of P0\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("flag data-race"), std::string::npos) << text;  // it is what makes the verdict undefined
  const std::string log = herd_log(test, j, count(test, *find_model("lkmm"), j), 0);
  EXPECT_NE(log.find("\nOk\nWitnesses\nPositive: "), std::string::npos) << log;
  EXPECT_NE(log.find("\nFlag data-race\nFlag mixed-accesses\nFlag unmatched-rcu-lock\nCondition exists (true)\n"),
            std::string::npos)
      << log;
}

}  // namespace
}  // namespace fenceline::models
