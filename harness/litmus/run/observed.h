// What was observed of a test, held against what the models allow, becomes a record.
#pragma once
#include <harness/results/litmus_record.h>
#include <kernels/litmus/tune.h>
#include <models/judge/judge.h>
#include <models/model.h>

#include <string_view>

namespace fenceline {

/// By the machine's model, and by sequential consistency: what that forbids is weak.
struct Judged {
  models::Judgement own, sc;
};

/// What a final state that was seen is called: "FORBIDDEN", "weak" or nothing. Of what the test's filter rejects
/// nothing is said.
std::string_view called(const models::LitmusTest&, const Judged&, const models::State&);

LitmusRecord record_of(const models::LitmusTest&, const models::Model&, const Judged&, const Placement&,
                       const litmus::Tuned&);
/// Of hardware alone.
LitmusRates rates_of(const litmus::Tuned&);

}  // namespace fenceline
