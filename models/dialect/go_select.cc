// Select. It takes any of its cases and does what that one says, as far as it comes to an end; where there is no
// default, it may also wait for ever, if none of them ever can. Which cases could have gone on as well does not matter:
// the memory model has no rule for the choice.
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
  const GoShared& c = channel(sends ? operation.targets[0] : received->operands[0]);
  return {{c.location, c.capacity}, sends};
}

void GoCompiler::select(const GoStatement& s) {
  to_.begin(to_string(s), s.at.line);
  if (s.body.empty()) return to_.block(0);
  std::vector<GoOffer> offers;
  std::vector<int> cases;  // branches to each
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
  if (has_default != 0)
    for (std::size_t i = 0; i < offers.size(); ++i) {
      const auto ready = go_if_ready(to_, offers[i].channel, offers[i].send);
      entries[i].insert(entries[i].end(), ready.begin(), ready.end());
    }
  else if (!alone)
    go_wait_for_all(to_, offers);
  const int otherwise = alone || has_default == 0 ? -1 : to_.jump();
  loops_.emplace_back();
  loops_.back().select = true;
  std::vector<int> done;
  std::size_t next = 0;
  for (const GoStatement& one : s.body) {
    scopes_.emplace_back();
    to_.begin(to_string(one), one.at.line);
    if (one.init.empty()) {
      to_.land(otherwise);
    } else {
      for (const int branch : entries[next++]) to_.land(branch);
      to_.may_wait(alone);
      simple(one.init[0]);
      to_.may_wait(true);
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

}  // namespace fenceline::models
