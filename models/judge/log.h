// What a test may show, or has shown, in the words of herd7's and litmus7's logs, so that their mcompare and other tools
// read it. States stand in their order: by registers of each thread, then locations. A file's `Hash=` is told as it
// stands there; others have none, as it is made of those tools' own reading of the code.
#pragma once

#include <models/judge/judge.h>
#include <models/program.h>

#include <cstdint>
#include <map>
#include <string>

namespace fenceline::models {

// As herd7 has it. The counts stand behind "Observation" and "Witnesses".
std::string herd_log(const LitmusTest& test, const Judgement& judgement, const Counts& counts, double seconds);

// As litmus7 has it: how often each final state was seen.
std::string litmus_log(const LitmusTest& test, const std::map<State, std::uint64_t>& seen, double seconds);

}  // namespace fenceline::models
