#include <kernels/patterns/flow.h>

namespace fenceline::patterns {

std::string verdict(std::span<const Account> accounts, uint64_t left, uint64_t left_sum) {
  uint64_t made = 0, made_sum = 0, ended = left, ended_sum = left_sum, disorder = 0;
  for (const Account& a : accounts) {
    made += a.in;
    made_sum += a.in_sum;
    ended += a.out + a.kept;
    ended_sum += a.out_sum + a.kept_sum;
    disorder += a.disorder;
  }
  if (made != ended) return std::to_string(made) + " items were made, " + std::to_string(ended) + " are accounted for";
  if (made_sum != ended_sum) return "what came out is not what was put in";
  return disorder == 0 ? "" : std::to_string(disorder) + " items overtook others";
}

}  // namespace fenceline::patterns
