// Select. It takes any of its cases and does what that one says, as far as it comes to an end; where there is no
// default, it may also wait for ever, if none of them ever can. Which cases could have gone on as well does not matter:
// the memory model has no rule for the choice. Beside it stands switch, whose cases are written in the same way.
#include <models/dialect/go_compiler.h>

#include <algorithm>
#include <set>

namespace fenceline::models {

// Of `c <- x`, `<-c`, `v := <-c`.
GoOffer GoCompiler::offer(const GoStatement& operation) const {
  const bool sends = operation.kind == GoStatement::kSend;
  const GoExpr* received = operation.value.size() == 1 ? &operation.value[0] : nullptr;
  if (!sends && (received == nullptr || received->kind != GoExpr::kUnary || received->text != "<-"))
    go_fail(operation.at, "a case of a select sends or receives: case c <- v, case <-c, case v := <-c");
  const GoShared& c = channel(sends ? operation.targets[0] : received->operands[0], sends ? Use::kSend : Use::kReceive);
  return {{c.location, c.capacity}, sends};
}

void GoCompiler::select(const GoStatement& s) {
  to_.begin(to_string(s), s.at.line);
  if (s.body.empty()) return to_.block(0);
  std::vector<GoOffer> offers;
  const auto has_default =
      std::count_if(s.body.begin(), s.body.end(), [](const auto& one) { return one.init.empty(); });
  if (has_default > 1) go_fail(s.at, "a select has one default at most");
  std::set<int> sends, receives;
  for (const GoStatement& one : s.body) {
    if (one.init.empty()) continue;
    if (to_string(one).find(kGoBody) != std::string::npos)
      go_fail(one.at, "a call in a case of a select is not read: make it a statement of its own");
    offers.push_back(offer(one.init[0]));
    (offers.back().send ? sends : receives).insert(offers.back().channel.location);
  }
  if (std::any_of(sends.begin(), sends.end(), [&](int c) { return receives.contains(c); }))
    go_fail(s.at, "a select that sends to a channel and receives from it is not read");
  const bool alone = has_default == 0 && offers.size() == 1;  // the operation itself
  std::vector<std::vector<int>> entries(offers.size());
  if (!alone)
    for (std::vector<int>& entry : entries) entry.push_back(to_.branch_maybe());
  if (has_default != 0) {
    const auto ready = go_if_ready(to_, offers);
    for (std::size_t i = 0; i < offers.size(); ++i)
      entries[i].insert(entries[i].end(), ready[i].begin(), ready[i].end());
  } else if (!alone)
    go_wait_for_all(to_, offers);
  const int otherwise = alone || has_default == 0 ? -1 : to_.jump();
  cases(s, entries, otherwise, [&](const GoStatement& one) {
    to_.may_wait(alone);
    simple(one.init[0]);
    to_.may_wait(true);
  });
}

// The bodies: where each is entered from, and what it does first.
void GoCompiler::cases(const GoStatement& s, const std::vector<std::vector<int>>& entries, int otherwise,
                       const std::function<void(const GoStatement&)>& begin) {
  loops_.push_back({.label = s.label, .once = true});
  std::vector<int> done;
  std::size_t next = 0;
  for (const GoStatement& one : s.body) {
    scopes_.emplace_back();
    to_.begin(to_string(one), one.at.line);
    if (one.init.empty() && one.value.empty()) {
      to_.land(otherwise);
    } else {
      for (const int branch : entries[next++]) to_.land(branch);
      begin(one);
    }
    to_.here();
    for (const GoStatement& inner : one.body) statement(inner);
    done.push_back(to_.jump());
    scopes_.pop_back();
  }
  to_.line("}", s.at.line);
  for (const int branch : done) to_.land(branch);
  for (const int branch : loops_.back().breaks) to_.land(branch);
  loops_.pop_back();
}

// Cases are compared from the first to the last, until one is equal.
void GoCompiler::switch_statement(const GoStatement& s) {
  scopes_.emplace_back();
  to_.begin(to_string(s), s.at.line);
  if (!s.init.empty()) simple(s.init[0]);
  GoTyped tag{imm(1), boolean()};
  if (!s.value.empty()) {
    tag = value(s.value[0]);
    const Reg kept = to_.temporary();
    to_.op(alu(Alu::kSecond, kept, {}, tag.operand));
    tag.operand = reg(kept), tag.constant = false;
  }
  const auto has_default =
      std::count_if(s.body.begin(), s.body.end(), [](const auto& one) { return one.value.empty(); });
  if (has_default > 1) go_fail(s.at, "a switch has one default at most");
  std::vector<std::vector<int>> entries;
  for (const GoStatement& one : s.body) {
    if (one.value.empty()) continue;
    entries.emplace_back();
    for (const GoExpr& e : one.value) {
      if (to_string(e).find(kGoBody) != std::string::npos)
        go_fail(e.at, "a call in a case of a switch is not read: make it a statement of its own");
      entries.back().push_back(to_.branch_if(Cond::kEq, tag.operand, fitting(value(e), tag.type, e.at).operand));
    }
  }
  const int otherwise = to_.jump();
  cases(s, entries, otherwise, [](const GoStatement&) {});
  if (has_default == 0) to_.land(otherwise);
  scopes_.pop_back();
}

}  // namespace fenceline::models
