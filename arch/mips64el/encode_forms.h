// What encode.h claims to assemble: every instruction in every form of operand. A test holds the bytes against GNU as.
#pragma once
#include <string>
#include <vector>

namespace fenceline::arch::mips64el {

inline std::vector<std::string> encode_forms() {
  std::vector<std::string> out = {
      "nop",           "sync 4",      "sync 31",          "jr $31",       "li $2,0",
      "li $v0,-32768", "li $3,-1",    "li $a0,32768",     "li $t3,65535", "li $s7,65536",
      "li $4,-65536",  "li $5,74565", "li $6,2147483647", "lui $7,65535", "li $7,-2147483648",
      "move $ra,$fp",  "move $s8,$gp"};
  for (const auto& row : mips64el::kSyncs) out.emplace_back(row.name);
  for (const auto& row : mips64el::kMemory)
    for (const char* at : {"0($v1)", "-32768($sp)", "32767($31)"}) out.push_back(std::string(row.name) + " $t2," + at);
  for (const auto& row : mips64el::kAdditions)
    for (const char* imm : {"0", "-32768", "32767"}) out.push_back(std::string(row.name) + " $a7,$k0," + imm);
  for (const auto& row : mips64el::kLogical)
    for (const char* imm : {"0", "65535"}) out.push_back(std::string(row.name) + " $k1,$s0," + imm);
  for (const auto& row : mips64el::kShifts)
    for (const char* by : {"1", "31"}) out.push_back(std::string(row.name) + " $t8,$t9," + by);
  for (const auto& row : mips64el::kRegisters)
    out.push_back(std::string(row.name) + " $4,$at,$31"), out.push_back(std::string(row.name) + " $zero,$0,$a6");
  return out;
}

}  // namespace fenceline::arch::mips64el
