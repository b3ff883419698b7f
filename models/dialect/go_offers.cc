// What a select asks of channels: can an operation go on, and does none ever?
#include <models/dialect/go_sync.h>

namespace fenceline::models {

// The runtime locks all channels of a select that has a default, so that it finds them as they are at one moment.
std::vector<std::vector<int>> go_if_ready(GoThread& to, const std::vector<GoOffer>& offers) {
  std::vector<std::pair<Reg, Reg>> found;
  for (const GoOffer& o : offers) {
    found.emplace_back(to.temporary(), to.temporary());
    MicroOp sends = go_load(Sync::kTurn, found.back().first, go_at(o.channel.location));
    MicroOp receives = go_load(Sync::kTurn, found.back().second, go_at(o.channel.location + kReceived));
    sends.at_once = found.size() > 1, receives.at_once = true;
    to.op(sends);
    to.op(receives);
  }
  std::vector<std::vector<int>> out;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const auto& [sent, received] = found[i];
    out.push_back({to.branch_if(Cond::kGe, reg(sent), imm(kClosed))});
    if (offers[i].send) {
      const Reg partner = to.temporary();
      to.op(alu(Alu::kSub, partner, reg(sent), imm(offers[i].channel.capacity)));
      out.back().push_back(to.branch_if(Cond::kGt, reg(received), reg(partner)));
    } else {
      out.back().push_back(to.branch_if(Cond::kGt, reg(sent), reg(received)));
    }
  }
  return out;
}

// Each takes its number, as it would where it waits by itself; then to the end there is no closing, and no partner that
// has taken the number that would meet it.
void go_wait_for_all(GoThread& to, const std::vector<GoOffer>& offers) {
  std::vector<Reg> turns;
  for (const GoOffer& o : offers)
    turns.push_back(go_add(to, Sync::kTurn, go_at(o.channel.location + (o.send ? 0 : kReceived)), 1));
  std::vector<std::pair<Reg, Reg>> found;
  for (const GoOffer& o : offers) {
    found.emplace_back(to.temporary(), to.temporary());
    to.op(go_load(Sync::kTurn, found.back().first, go_at(o.channel.location)));
    if (o.send) to.op(go_load(Sync::kTurn, found.back().second, go_at(o.channel.location + kReceived)));
  }
  int reads = 0;
  std::vector<int> met;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const auto& [sent, received] = found[i];
    reads += offers[i].send ? 2 : 1;
    met.push_back(to.branch_if(Cond::kGe, reg(sent), imm(kClosed)));
    if (offers[i].send) {
      const Reg partner = to.temporary();
      to.op(alu(Alu::kSub, partner, reg(turns[i]), imm(offers[i].channel.capacity)));
      met.push_back(to.branch_if(Cond::kGt, reg(received), reg(partner)));
    } else {
      met.push_back(to.branch_if(Cond::kGt, reg(sent), reg(turns[i])));
    }
  }
  to.block(reads);
  for (const int branch : met) to.land(branch);
  to.never();
}

// How many values wait in its buffer, by two reads.
Reg go_len(GoThread& to, const GoChannel& channel) {
  const Reg sent = to.temporary(), received = to.temporary(), out = to.temporary();
  to.op(go_load(Sync::kTurn, sent, go_at(channel.location)));
  to.op(go_load(Sync::kTurn, received, go_at(channel.location + kReceived)));
  to.op(alu(Alu::kAnd, out, reg(sent), imm(kClosed - 1)));
  to.op(alu(Alu::kSub, out, reg(out), reg(received)));
  to.op(alu(Alu::kMax, out, reg(out), imm(0), 8, true));
  to.op(alu(Alu::kMin, out, reg(out), imm(channel.capacity), 8, true));
  return out;
}

}  // namespace fenceline::models
