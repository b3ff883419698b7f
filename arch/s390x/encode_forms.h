// What encode.h claims to assemble: every instruction in every form of operand. A test holds the bytes against GNU as.
#pragma once
#include <string>
#include <vector>

namespace fenceline::arch::s390x {

inline std::vector<std::string> encode_forms() {
  std::vector<std::string> out = {"nop",
                                  "br %r14",
                                  "bcr 14,0",
                                  "bcr 15,0",
                                  "lhi %r1,1",
                                  "lhi %r15,-2",
                                  "lghi %r2,1000",
                                  "lgfi %r9,-100000",
                                  "iihf %r9,0",
                                  "iihf %r15,4294967295",
                                  "ahi %r3,1",
                                  "aghi %r4,-1",
                                  "chi %r5,7",
                                  "lr %r1,%r14",
                                  "ar %r2,%r3",
                                  "xr %r4,%r4",
                                  "nr %r5,%r6",
                                  "or %r7,%r8",
                                  "cr %r9,%r10",
                                  "lgr %r11,%r12",
                                  "agr %r13,%r14",
                                  "clgr %r1,%r2",
                                  "xgrk %r3,%r4,%r5",
                                  "stmg %r6,%r15,48(%r15)",
                                  "lmg %r6,%r15,48(%r15)"};
  for (const char* m : {"l", "st", "stc", "sth"})
    for (const char* at : {"0(%r2)", "4095(%r15)"}) out.push_back(std::string(m) + " %r14," + at);
  for (const char* m : {"lg", "stg", "llc", "llh", "lay"})
    for (const char* at : {"0(%r2)", "-1(%r3)", "524287(%r4)", "-524288(%r15)"})
      out.push_back(std::string(m) + " %r14," + at);
  for (const char* m : {"cs", "csg", "laa", "lao", "lan", "lax"}) out.push_back(std::string(m) + " %r1,%r14,8(%r15)");
  return out;
}

}  // namespace fenceline::arch::s390x
