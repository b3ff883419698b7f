// Tests in the language of the ISA that the tests are built for.
#pragma once
#include <arch/cpu.h>
#include <gtest/gtest.h>
#include <models/dialect.h>
#include <models/generate.h>
#include <models/judge.h>
#include <models/litmus.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace fenceline::litmus {

inline const models::Dialect& native() { return *models::find_dialect(arch::kIsa); }

/// "SB", "R+po+…"; "SB+fences": with the ISA's full fence in every gap.
inline models::LitmusTest shape(std::string name) {
  const std::string fences = "+fences";
  if (name.ends_with(fences))
    name =
        name.substr(0, name.size() - fences.size() + 1) + std::string(native().full_fence()) + "s";
  return models::make_test(name, native().isa());
}

/// Tests that no cycle makes. Written for x86-64: elsewhere there are none, and tests of them skip.
inline bool has_specials() { return arch::kIsa == "x86_64"; }
inline models::LitmusTest special(const std::string& name) {
  static const std::map<std::string, std::string> texts = {{"INC+INC", R"(X86_64 INC+INC
{ }
 P0            | P1            ;
 lock incl (x) | lock incl (x) ;
exists (x=1)
)"},
                                                           {"pointer", R"(X86_64 pointer
{ uint64_t p=x; uint64_t q; x=7; 0:rbx=p; }
 P0               | P1            ;
 movq (%rbx),%rcx | movq (p),%rax ;
 movq %rcx,(q)    | movq (q),%rdx ;
 movl (%rcx),%edi | nop           ;
exists (0:rdi=7 /\ 1:rax=x /\ 1:rdx=x)
)"},
                                                           {"SB+partial", R"(X86_64 SB+partial
{ uint32_t x; uint32_t y; }
 P0            | P1            ;
 movb $1,(x)   | movb $1,(y)   ;
 movl (x),%eax | movl (y),%eax ;
 movl (y),%ebx | movl (x),%ebx ;
exists (0:rax=1 /\ 1:rax=1 /\ 0:rbx=0 /\ 1:rbx=0)
)"},
                                                           {"MP+halves", R"(X86_64 MP+halves
{ uint32_t x; }
 P0                | P1            ;
 movl $0x10001,(x) | movw 2(x),%ax ;
                   | movw (x),%bx  ;
exists (1:rax=1 /\ 1:rbx=0)
)"},
                                                           {"spin", R"(X86_64 spin
{ }
 P0            | P1            ;
 L0:           | movl $1,(x)   ;
 movl (y),%eax | movl (y),%ebx ;
 cmpl $1,%eax  |               ;
 jne L0        |               ;
exists (1:rbx=1)
)"},
                                                           {"fault", R"(X86_64 fault
{ 0:rax=1; }
 P0              | P1          ;
 movl $1,(%rax)  | movl $1,(x) ;
exists (x=1)
)"}};
  return models::parse_litmus(texts.at(name), name);
}

/// Tests with what no cycle has, in the native instruction set; none where there are no such.
inline std::vector<models::LitmusTest> written_tests() {
  static const std::map<std::string, std::vector<const char*>> texts = {{"aarch64",
                                                                         {R"(AArch64 LDP+STP
{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; }
 P0             | P1             ;
 STP X2,X3,[X1] | LDP X4,X5,[X1] ;
 LDP X6,X7,[X1] | DMB LD         ;
                | LDP X6,X7,[X1] ;
exists (0:X6=1 /\ 0:X7=2 /\ 1:X4=1 /\ 1:X5=0 /\ 1:X6=1 /\ 1:X7=2)
)",
                                                                          R"(AArch64 STP+halves
{ uint32_t x[2]; 0:X1=x; 0:X2=0x10002; 0:X3=3; 1:X1=x; 1:X2=x; 1:X3=x; }
 P0                | P1                ;
 STP W2,W3,[X1]    | LDP W4,W5,[X2],#4 ;
 LDRH W4,[X1,#2]   | LDR W6,[X2]       ;
 LDR X5,[X1]       | LDPSW X7,X8,[X3]  ;
locations [0:X4; 0:X5; 1:X4; 1:X5; 1:X6; 1:X7; 1:X8;]
exists (1:X4=65538 /\ 1:X5=0)
)",
                                                                          R"(AArch64 LDXP+STXP
{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; 1:X2=3; 1:X3=4; }
 P0                | P1                 ;
 LDXP X4,X5,[X1]   | LDAXP X4,X5,[X1]   ;
 STXP W6,X2,X3,[X1]| STLXP W6,X2,X3,[X1];
locations [0:X4; 0:X5; 0:X6; 1:X4; 1:X5; 1:X6; x[0]; x[1];]
exists (0:X6=0 /\ 1:X6=0 /\ 0:X4=3 /\ 1:X4=1)
)",
                                                                          R"(AArch64 LDAXP+CASP
{ uint32_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; 1:X2=3; 1:X3=4; }
 P0                 | P1                        ;
 LDAXP W4,W5,[X1]   | CASPAL W4,W5,W2,W3,[X1]   ;
 STXP W6,W2,W3,[X1] | CASP W8,W9,W2,W3,[X1]     ;
locations [0:X4; 0:X5; 0:X6; 1:X4; 1:X5; 1:X8; 1:X9; x[0]; x[1];]
exists (0:X6=0 /\ 0:X4=3 /\ 0:X5=0)
)",
                                                                          R"(AArch64 CASP+LDP
{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; }
 P0                      | P1             ;
 CASPL X4,X5,X2,X3,[X1]  | LDP X4,X5,[X1] ;
 CASPA X6,X7,X2,X3,[X1]  |                ;
locations [0:X4; 0:X5; 0:X6; 0:X7; 1:X4; 1:X5; x[0]; x[1];]
exists (1:X4=1 /\ 1:X5=0)
)"}},
                                                                        {"riscv64",
                                                                         {R"(RISCV LRSC+words
{ int x; 0:x6=x; 0:x5=1; 1:x6=x; 1:x5=2; }
 P0                | P1                   ;
 lr.w x7,0(x6)     | lr.w.aq x7,0(x6)     ;
 sc.w x8,x5,0(x6)  | sc.w.rl x8,x5,0(x6)  ;
                   | lw x9,0(x6)          ;
locations [0:x7; 0:x8; 1:x7; 1:x8; 1:x9; x;]
exists (0:x8=0 /\ 1:x8=0 /\ 0:x7=2 /\ 1:x7=1)
)",
                                                                          R"(RISCV LRSC+doublewords
{ uint64_t x; uint64_t y; 0:x6=x; 0:x9=y; 0:x5=0x100000002; 1:x6=x; 1:x9=y; 1:x5=0x300000004; }
 P0                     | P1                    ;
 lr.d.aqrl x7,0(x6)     | lr.d x7,0(x6)         ;
 sc.d.aqrl x8,x5,0(x6)  | sc.d x8,x5,0(x6)      ;
 amoswap.d x10,x5,(x9)  | amoadd.d x10,x5,(x9)  ;
locations [0:x7; 0:x8; 0:x10; 1:x7; 1:x8; 1:x10; x; y;]
exists (0:x8=0 /\ 1:x8=0 /\ 0:x7=0 /\ 1:x7=0)
)"}},
                                                                        {"ppc64le", {R"(PPC wide
{ int64_t x; 0:r2=x; int64_t 0:r1=0x123456789abcdef0; int64_t 0:r3=0x80000000; 1:r2=x; }
 P0           | P1           ;
 std r1,0(r2) | ld r1,0(r2)  ;
 std r3,0(r2) |              ;
locations [1:r1; x;]
exists (1:r1=0x80000000)
)"}},
                                                                        {"s390x", {R"(S390X wide
{ int64_t x; 0:%r2=x; int64_t 0:%r1=0x123456789abcdef0; int64_t 0:%r3=0x80000000; 1:%r2=x; }
 P0             | P1             ;
 stg %r1,0(%r2) | lg %r1,0(%r2)  ;
 stg %r3,0(%r2) |                ;
locations [1:%r1; x;]
exists (1:%r1=0x80000000)
)"}},
                                                                        {"x86_64",
                                                                         {R"(X86_64 CMPXCHG16B
{ uint64_t x[2]; 0:rbx=1; 0:rcx=2; 0:rsi=x; 1:rbx=3; 1:rcx=4; }
 P0                     | P1                   ;
 lock cmpxchg16b (%rsi) | lock cmpxchg16b (x)  ;
 movq (%rsi),%rdi       |                      ;
locations [0:rax; 0:rdx; 0:rdi; 1:rax; 1:rdx; x[0]; x[1];]
exists (0:rax=3 /\ 0:rdx=0)
)",
                                                                          R"(X86_64 wide
{ uint64_t x; uint64_t 0:rbx=0x123456789abcdef0; uint64_t 0:rcx=0x80000000; }
 P0            | P1            ;
 movq %rbx,(x) | movq (x),%rax ;
 movq %rcx,(x) |               ;
locations [1:rax; x;]
exists (1:rax=0x80000000)
)"}}};
  std::vector<models::LitmusTest> out;
  if (const auto own = texts.find(std::string(arch::kIsa)); own != texts.end())
    for (const char* text : own->second) out.push_back(models::parse_litmus(text));
  return out;
}

/// Final states that sequential consistency, or the ISA's own model, allows.
inline std::set<models::State> states(const models::LitmusTest& test, const char* model) {
  const auto j = models::judge(test, *models::find_model(model));
  return {j.states.begin(), j.states.end()};
}

}  // namespace fenceline::litmus
