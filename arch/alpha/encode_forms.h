// What encode.h claims to assemble: every instruction in every form of operand. A test holds the bytes against GNU as.
#pragma once
#include <string>
#include <vector>

namespace fenceline::arch::alpha {

inline std::vector<std::string> encode_forms() {
  std::vector<std::string> out = {"mb",
                                  "wmb",
                                  "nop",
                                  "ret",
                                  "mov $1,$30",
                                  "mov 255,$2",
                                  "lda $30,-80($30)",
                                  "lda $1,32767($31)",
                                  "ldah $2,-32768($3)"};
  for (const auto& row : alpha::kMemory)
    for (const char* at : {"0($2)", "-32768($30)", "32767($16)"})
      if (std::string(row.name) != "ldah" && std::string(row.name) != "lda")
        out.push_back(std::string(row.name) + " $14," + at);
  for (const auto& row : alpha::kOperations)
    for (const char* operands : {" $1,$17,$30", " $31,$2,$3", " $16,0,$1", " $9,255,$31"})
      out.push_back(std::string(row.name) + operands);
  return out;
}

}  // namespace fenceline::arch::alpha
