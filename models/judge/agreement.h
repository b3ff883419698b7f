// What a test says of itself, as the Linux kernel's tests do ("Result: Never DATARACE", as
// tools/memory-model/scripts/judgelitmus.sh of the kernel reads it), beside a judgement.
#pragma once

#include <models/judge/judge.h>
#include <models/program.h>

#include <string>

namespace fenceline::models {

enum class Agreement : std::uint8_t {
  kUnsaid,  // it says nothing, or that it does not know ("Maybe")
  kAgrees,
  kDiffers,
};
Agreement agreement(const LitmusTest& test, const Judgement& judgement);

// Never, Sometimes or Always, by the final states that satisfy the condition; DEADLOCK where no thread can come to its
// end; with DATARACE behind it where there is one.
std::string observation(const LitmusTest& test, const Judgement& judgement);

}  // namespace fenceline::models
