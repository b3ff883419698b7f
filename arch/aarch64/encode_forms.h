// What encode.h claims to assemble: every instruction in every form of operand. A test holds the bytes against GNU as.
#pragma once
#include <string>
#include <vector>

namespace fenceline::arch::aarch64 {

inline std::vector<std::string> encode_forms() {
  std::vector<std::string> out = {"NOP",
                                  "ISB",
                                  "RET",
                                  "MOV W0,#0",
                                  "MOV W9,#65535",
                                  "MOV X3,#65536",
                                  "MOV X3,#-1",
                                  "MOV W3,#-2",
                                  "MOV X5,X20",
                                  "MOV W5,WZR",
                                  "MOVK X2,#4660,LSL #16",
                                  "ADD SP,SP,#16",
                                  "SUB SP,SP,#112",
                                  "ADD X1,X2,#4095",
                                  "ADD X1,X2,#4096",
                                  "ADD X1,X2,W3,SXTW",
                                  "CSEL W3,W4,W5,EQ",
                                  "CSEL X2,X3,XZR,LT",
                                  "CSET W1,NE",
                                  "MUL W1,W2,W3",
                                  "STR X19,[SP,#16]",
                                  "LDR X30,[SP,#8]",
                                  "LDR W1,[X2,X3]",
                                  "LDR W1,[X2,W3,UXTW]",
                                  "LDR W1,[X2,W3,SXTW #2]",
                                  "LDR X1,[X2,X3,LSL #3]",
                                  "STR W8,[X12,W11,SXTW]",
                                  "LDRSW X1,[X2,#4]",
                                  "LDURB W1,[X2,#-1]",
                                  "LDAPURH W1,[X2,#3]",
                                  "STLURB W1,[X2,#-256]",
                                  "LDRSW X1,[X2,W3,SXTW #2]",
                                  "SXTW X1,W2",
                                  "UXTB W1,W2",
                                  "UXTH W1,W2",
                                  "LSL X1,X2,#63",
                                  "UBFX X1,X2,#63,#1",
                                  "ROR X1,X2,#63",
                                  "LDPSW X1,X2,[X3,#-256]",
                                  "LDPSW X1,X2,[X3],#252",
                                  "LDR W1,[X2,#-4]",
                                  "LDR W1,[X2,#3]",
                                  "BIC W1,W2,W3",
                                  "CMP W1,#1",
                                  "CMP X1,X2",
                                  "CMN X1,X2",
                                  "CMN W1,#1",
                                  "CSET W1,VS",
                                  "CSET W1,MI",
                                  "TST W1,W2",
                                  "TST W1,#4",
                                  "AND W1,W2,#0x0f0f0f0f",
                                  "EOR W1,W2,#0x80000001",
                                  "ORR X1,X2,#0xff000000000000ff"};
  for (const char* option :
       {"SY", "ST", "LD", "ISH", "ISHST", "ISHLD", "NSH", "NSHST", "NSHLD", "OSH", "OSHST", "OSHLD"})
    for (const char* m : {"DMB ", "DSB "}) out.push_back(std::string(m) + option);
  for (const char* r : {"W", "X"}) {
    const std::string R = r;
    for (const char* m : {"LDR", "STR", "LDAR", "STLR", "LDAPR", "LDXR", "LDAXR"}) {
      out.push_back(std::string(m) + " " + R + "1,[X2]");
      out.push_back(std::string(m) + " " + R + "30,[X19]");
      if (R == "W")
        for (const char* narrow : {"B", "H"}) out.push_back(std::string(m) + narrow + " W7,[X21]");
    }
    for (const char* m : {"LDP ", "STP "})
      for (const char* at : {"[X2]", "[SP,#-256]", "[X30,#248]", "[X2,#-8]!", "[SP],#16"})
        out.push_back(m + R + "1," + R + "30," + at);
    for (const char* m : {"LDR ", "STR ", "LDUR ", "STUR ", "LDAPUR ", "STLUR "})
      for (const char* at : {"[X2,#-256]", "[SP,#255]"}) out.push_back(m + R + "1," + at);
    for (const char* m : {"LDR ", "STR ", "LDRSB ", "LDRSH "})
      for (const char* at : {"[X2],#255", "[X2],#-256", "[SP,#-8]!", "[X2,#8]"}) out.push_back(m + R + "1," + at);
    for (const char* m : {"LSL ", "LSR ", "ASR ", "ROR "}) {
      for (const char* by : {"#0", "#1", "#31"}) out.push_back(m + R + "1," + R + "30," + by);
      out.push_back(m + R + "1," + R + "2," + R + "3");
    }
    for (const char* m : {"UBFM ", "SBFM ", "BFM "})
      for (const char* bits : {"#8,#15", "#28,#3", "#31,#31"}) out.push_back(m + R + "1," + R + "2," + bits);
    for (const char* m : {"UBFX ", "UBFIZ ", "SBFX ", "SBFIZ ", "BFI ", "BFXIL "})
      for (const char* bits : {"#8,#15", "#1,#31", "#31,#1"}) out.push_back(m + R + "1," + R + "2," + bits);
    for (const char* by : {"#1", "#31"}) out.push_back("EXTR " + R + "1," + R + "2," + R + "3," + by);
    for (const char* m : {"SXTB ", "SXTH "}) out.push_back(m + R + "1,W2");
    for (const char* m : {"CSINC ", "CSINV ", "CSNEG "}) out.push_back(m + R + "1," + R + "2," + R + "3,GE");
    for (const char* m : {"MADD ", "MSUB "}) out.push_back(m + R + "1," + R + "2," + R + "3," + R + "30");
    out.push_back("MNEG " + R + "1," + R + "2," + R + "3");
    out.push_back("CSETM " + R + "1,LS");
    for (const char* m : {"MOVZ ", "MOVN "})
      for (const char* imm : {"#1", "#65535,LSL #16"}) out.push_back(m + R + "1," + imm);
    for (const char* m : {"AND ", "BIC ", "ORR ", "ORN ", "EOR ", "EON ", "ANDS ", "BICS "})
      for (const char* shift : {"", ",LSL #1", ",LSR #31", ",ASR #4", ",ROR #8"})
        out.push_back(m + R + "1," + R + "2," + R + "3" + shift);
    for (const char* m : {"ADD ", "SUB ", "ADDS ", "SUBS "})
      for (const char* shift : {",LSL #1", ",LSR #31", ",ASR #4"})
        out.push_back(m + R + "1," + R + "2," + R + "3" + shift);
    for (const char* how : {"UXTB", "UXTH", "UXTW", "SXTB", "SXTH #1", "SXTW #4"})
      out.push_back("ADD " + R + "1," + R + "2,W3," + how);
    for (const char* m : {"NEG ", "MVN "})
      for (const char* shift : {"", ",LSL #3"}) out.push_back(m + R + "1," + R + "2" + shift);
    for (const char* m : {"LDXP ", "LDAXP "}) out.push_back(m + R + "1," + R + "19,[X2]");
    for (const char* m : {"STXP W9,", "STLXP W30,"}) out.push_back(m + R + "1," + R + "19,[X20]");
    for (const char* m : {"CASP ", "CASPA ", "CASPL ", "CASPAL "})
      out.push_back(m + R + "2," + R + "3," + R + "28," + R + "29,[X5]");
    for (const char* m : {"STXR", "STLXR"}) out.push_back(std::string(m) + " W9," + R + "1,[X2]");
    for (const char* m : {"CAS", "SWP", "LDADD", "LDCLR", "LDEOR", "LDSET", "LDSMAX", "LDUMIN"})
      for (const char* order : {"", "A", "L", "AL"}) {
        out.push_back(std::string(m) + order + " " + R + "3," + R + "4,[X5]");
        out.push_back(std::string(m) + order + " " + R + "3," + R + "ZR,[X20]");
        if (R == "W") out.push_back(std::string(m) + order + "B W3,W4,[X5]");
      }
    for (const char* m : {"STADD", "STADDL", "STSET", "STEORL"}) out.push_back(std::string(m) + " " + R + "3,[X5]");
    for (const char* m : {"ADD", "SUB", "ADDS", "SUBS", "AND", "ORR", "EOR", "ANDS"}) {
      out.push_back(std::string(m) + " " + R + "1," + R + "2," + R + "3");
      out.push_back(std::string(m) + " " + R + "19," + R + "30,#8");
    }
    for (const char* bits : {"1", "2", "128", "255", "0x7ffffffe"}) out.push_back("AND " + R + "1," + R + "2,#" + bits);
  }
  return out;
}

}  // namespace fenceline::arch::aarch64
