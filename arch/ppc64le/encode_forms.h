// What encode.h claims to assemble: every instruction in every form of operand. A test holds the bytes against GNU as.
#pragma once
#include <string>
#include <vector>

namespace fenceline::arch::ppc64le {

inline std::vector<std::string> encode_forms() {
  std::vector<std::string> out = {
      "sync",          "lwsync",         "eieio",           "isync",          "nop",
      "blr",           "li r1,1",        "li r31,-32768",   "lis r4,18",      "addi r3,r3,1",
      "addi r5,r4,-8", "addis r5,r4,1",  "ori r3,r3,22136", "sldi r3,r3,32",  "sldi r31,r14,5",
      "sldi r1,r2,63", "extsb r3,r31",   "extsh r3,r31",    "extsw r3,r31",   "xoris r3,r31,65535",
      "xori r3,r4,1",  "andi. r9,r10,4", "oris r1,r2,3",    "mr r1,r20",      "neg r3,r4",
      "cmpw r1,r2",    "cmpd r30,r31",   "cmpwi r1,0",      "cmpdi r14,-1",   "mulli r3,r4,5",
      "subf r1,r2,r3", "sub r1,r2,r3",   "mullw r3,r4,r5",  "mulld r3,r4,r5", "xor. r3,r1,r1",
      "and. r3,r1,r1"};
  for (const char* m : {"lwz", "lbz", "lhz", "stw", "stb", "sth", "ld", "std", "lwa"})
    for (const char* at : {"0(r2)", "-8(r1)", "32764(r31)"}) out.push_back(std::string(m) + " r14," + at);
  for (const char* m : {"lwzx", "lbzx", "lhzx", "stwx", "stbx", "sthx", "ldx", "stdx", "lwarx", "ldarx", "stwcx.",
                        "stdcx.", "add", "xor", "and", "or"})
    out.push_back(std::string(m) + " r5,r7,r6"), out.push_back(std::string(m) + " r30,r29,r28");
  return out;
}

}  // namespace fenceline::arch::ppc64le
