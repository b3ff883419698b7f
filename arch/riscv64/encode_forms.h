// What encode.h claims to assemble: every instruction in every form of operand. A test holds the bytes against GNU as.
#pragma once
#include <string>
#include <vector>

namespace fenceline::arch::riscv64 {

inline std::vector<std::string> encode_forms() {
  std::vector<std::string> out = {"nop",
                                  "ret",
                                  "fence",
                                  "fence.i",
                                  "fence.tso",
                                  "mv x5,x20",
                                  "neg t0,a1",
                                  "li a0,0",
                                  "li a0,-1",
                                  "li t0,2047",
                                  "li t0,2048",
                                  "li s1,74565",
                                  "li s1,-2048",
                                  "li s1,-4096",
                                  "li x9,2147483647",
                                  "li x9,2147483648",
                                  "li x5,4294967295",
                                  "li x5,4294967298",
                                  "li x6,-4294967298",
                                  "li x7,0x101010101010101",
                                  "li x7,0x7fffffffffffffff",
                                  "li x7,-0x8000000000000000",
                                  "addi sp,sp,-112",
                                  "slli x1,x2,3",
                                  "srli x1,x2,63"};
  for (const char* before : {"r", "w", "rw", "iorw"})
    for (const char* after : {"r", "w", "rw", "iorw"}) out.push_back(std::string("fence ") + before + "," + after);
  for (const char* m : {"lb", "lh", "lw", "ld", "lbu", "lhu", "lwu", "sb", "sh", "sw", "sd"})
    for (const char* at : {"0(x6)", "2047(a1)", "-2048(sp)", "-4(s11)"}) out.push_back(std::string(m) + " t3," + at);
  for (const char* m : {"add", "sub", "xor", "or", "and", "sll", "srl", "mul"})
    out.push_back(std::string(m) + " x5,x17,x31");
  for (const char* m : {"addi", "xori", "ori", "andi", "addiw"})
    for (const char* imm : {"0", "1", "-1", "2047"}) out.push_back(std::string(m) + " x8,s0," + imm);
  for (const char* size : {".w", ".d"})
    for (const char* order : {"", ".aq", ".rl", ".aqrl"}) {
      out.push_back(std::string("lr") + size + order + " x1,(x6)");
      out.push_back(std::string("sc") + size + order + " x2,x3,(x9)");
      for (const char* m : {"amoswap", "amoadd", "amoxor", "amoand", "amoor", "amomin", "amomax", "amominu", "amomaxu"})
        out.push_back(std::string(m) + size + order + " x9,x5,(x6)");
    }
  return out;
}

}  // namespace fenceline::arch::riscv64
