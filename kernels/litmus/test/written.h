// Tests with what no cycle has, of every instruction set: pairs of registers, exclusives and
// atomics of every size, constants that fill a register.
#pragma once
#include <kernels/litmus/test/shapes.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

namespace fenceline::litmus {

struct Written {
  std::string_view needs;  ///< a feature of the CPU (arch/cpu.h), or ""
  const char* text;
};

inline constexpr Written kWritten[] = {
    {"", R"(AArch64 LDP+STP
{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; }
 P0             | P1             ;
 STP X2,X3,[X1] | LDP X4,X5,[X1] ;
 LDP X6,X7,[X1] | DMB LD         ;
                | LDP X6,X7,[X1] ;
exists (0:X6=1 /\ 0:X7=2 /\ 1:X4=1 /\ 1:X5=0 /\ 1:X6=1 /\ 1:X7=2)
)"},
    {"", R"(AArch64 STP+halves
{ uint32_t x[2]; 0:X1=x; 0:X2=0x10002; 0:X3=3; 1:X1=x; 1:X2=x; 1:X3=x; }
 P0                | P1                ;
 STP W2,W3,[X1]    | LDP W4,W5,[X2],#4 ;
 LDRH W4,[X1,#2]   | LDR W6,[X2]       ;
 LDR X5,[X1]       | LDPSW X7,X8,[X3]  ;
locations [0:X4; 0:X5; 1:X4; 1:X5; 1:X6; 1:X7; 1:X8;]
exists (1:X4=65538 /\ 1:X5=0)
)"},
    {"", R"(AArch64 LDXP+STXP
{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; 1:X2=3; 1:X3=4; }
 P0                | P1                 ;
 LDXP X4,X5,[X1]   | LDAXP X4,X5,[X1]   ;
 STXP W6,X2,X3,[X1]| STLXP W6,X2,X3,[X1];
locations [0:X4; 0:X5; 0:X6; 1:X4; 1:X5; 1:X6; x[0]; x[1];]
exists (0:X6=0 /\ 1:X6=0 /\ 0:X4=3 /\ 1:X4=1)
)"},
    {"lse", R"(AArch64 LDAXP+CASP
{ uint32_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; 1:X2=3; 1:X3=4; }
 P0                 | P1                        ;
 LDAXP W4,W5,[X1]   | CASPAL W4,W5,W2,W3,[X1]   ;
 STXP W6,W2,W3,[X1] | CASP W8,W9,W2,W3,[X1]     ;
locations [0:X4; 0:X5; 0:X6; 1:X4; 1:X5; 1:X8; 1:X9; x[0]; x[1];]
exists (0:X6=0 /\ 0:X4=3 /\ 0:X5=0)
)"},
    {"lse", R"(AArch64 CASP+LDP
{ uint64_t x[2]; 0:X1=x; 0:X2=1; 0:X3=2; 1:X1=x; }
 P0                      | P1             ;
 CASPL X4,X5,X2,X3,[X1]  | LDP X4,X5,[X1] ;
 CASPA X6,X7,X2,X3,[X1]  |                ;
locations [0:X4; 0:X5; 0:X6; 0:X7; 1:X4; 1:X5; x[0]; x[1];]
exists (1:X4=1 /\ 1:X5=0)
)"},
    {"", R"(RISCV LRSC+words
{ int x; 0:x6=x; 0:x5=1; 1:x6=x; 1:x5=2; }
 P0                | P1                   ;
 lr.w x7,0(x6)     | lr.w.aq x7,0(x6)     ;
 sc.w x8,x5,0(x6)  | sc.w.rl x8,x5,0(x6)  ;
                   | lw x9,0(x6)          ;
locations [0:x7; 0:x8; 1:x7; 1:x8; 1:x9; x;]
exists (0:x8=0 /\ 1:x8=0 /\ 0:x7=2 /\ 1:x7=1)
)"},
    {"", R"(RISCV LRSC+doublewords
{ uint64_t x; uint64_t y; 0:x6=x; 0:x9=y; 0:x5=0x100000002; 1:x6=x; 1:x9=y; 1:x5=0x300000004; }
 P0                     | P1                    ;
 lr.d.aqrl x7,0(x6)     | lr.d x7,0(x6)         ;
 sc.d.aqrl x8,x5,0(x6)  | sc.d x8,x5,0(x6)      ;
 amoswap.d x10,x5,(x9)  | amoadd.d x10,x5,(x9)  ;
locations [0:x7; 0:x8; 0:x10; 1:x7; 1:x8; 1:x10; x; y;]
exists (0:x8=0 /\ 1:x8=0 /\ 0:x7=0 /\ 1:x7=0)
)"},
    {"", R"(PPC wide
{ int64_t x; 0:r2=x; int64_t 0:r1=0x123456789abcdef0; int64_t 0:r3=0x80000000; 1:r2=x; }
 P0           | P1           ;
 std r1,0(r2) | ld r1,0(r2)  ;
 std r3,0(r2) |              ;
locations [1:r1; x;]
exists (1:r1=0x80000000)
)"},
    {"", R"(S390X wide
{ int64_t x; 0:%r2=x; int64_t 0:%r1=0x123456789abcdef0; int64_t 0:%r3=0x80000000; 1:%r2=x; }
 P0             | P1             ;
 stg %r1,0(%r2) | lg %r1,0(%r2)  ;
 stg %r3,0(%r2) |                ;
locations [1:%r1; x;]
exists (1:%r1=0x80000000)
)"},
    {"", R"(ALPHA LLSC+both
{ int x; int64_t y; 0:$16=x; 0:$17=y; int64_t 0:$18=0x100000002; 1:$16=x; 1:$17=y; int64_t 1:$18=0x300000004; }
 P0               | P1               ;
 lda $1,1($31)    | lda $1,2($31)    ;
 ldl_l $2,0($16)  | ldl_l $2,0($16)  ;
 stl_c $1,0($16)  | stl_c $1,0($16)  ;
 mov $18,$3       | mov $18,$3       ;
 ldq_l $4,0($17)  | ldq_l $4,0($17)  ;
 stq_c $3,0($17)  | stq_c $3,0($17)  ;
locations [0:$1; 0:$2; 0:$3; 0:$4; 1:$1; 1:$2; 1:$3; 1:$4; x; y;]
exists (0:$1=1 /\ 1:$1=1 /\ 0:$2=2 /\ 1:$2=1)
)"},
    {"", R"(ALPHA wide
{ int64_t x; 0:$16=x; int64_t 0:$1=0x123456789abcdef0; int64_t 0:$2=0x7fffffffffffffff; 1:$16=x; int64_t 1:$1; }
 P0             | P1             ;
 stq $1,0($16)  | ldq $1,0($16)  ;
 stq $2,0($16)  |                ;
locations [1:$1; x;]
exists (1:$1=0x7fffffffffffffff)
)"},
    // The ABI has what it says for $0, $27 and $28, and the stack is $30's.
    {"bwx", R"(ALPHA narrow
{ uint8_t x; uint16_t y; 0:$0=x; 0:$27=y; 1:$28=x; 1:$30=y; }
 P0              | P1              ;
 lda $1,255($31) | ldwu $2,0($30)  ;
 stb $1,0($0)    | mb              ;
 wmb             | ldbu $1,0($28)  ;
 lda $1,-2($31)  |                 ;
 stw $1,0($27)   |                 ;
locations [1:$1; 1:$2; x; y;]
exists (1:$2=65534 /\ 1:$1=0)
)"},
    {"", R"(MIPS LLSC+both
{ int x; int64_t y; 0:a0=x; 0:a1=y; int64_t 0:a2=0x100000002; 1:$4=x; 1:$5=y; int64_t 1:$6=0x300000004; }
 P0           | P1           ;
 li v0,1      | li $2,2      ;
 ll v1,0(a0)  | ll $3,0($4)  ;
 sc v0,0(a0)  | sc $2,0($4)  ;
 move t0,a2   | move $12,$6  ;
 lld t1,0(a1) | lld $13,0($5) ;
 scd t0,0(a1) | scd $12,0($5) ;
locations [0:v0; 0:v1; 0:t0; 0:t1; 1:v0; 1:v1; 1:t0; 1:t1; x; y;]
exists (0:v0=1 /\ 1:v0=1 /\ 0:v1=2 /\ 1:v1=1)
)"},
    {"", R"(MIPS wide
{ int64_t x; 0:a0=x; int64_t 0:v0=0x123456789abcdef0; int64_t 0:v1=0x80000000; 1:a0=x; int64_t 1:v0; }
 P0           | P1           ;
 sd v0,0(a0)  | ld v0,0(a0)  ;
 sd v1,0(a0)  |              ;
locations [1:v0; x;]
exists (1:v0=0x80000000)
)"},
    // $k0 and $k1 are the kernel's, $sp is the stack's, $gp and $ra are the callee's to keep.
    {"", R"(MIPS narrow
{ uint8_t x; uint16_t y; 0:k0=x; 0:k1=y; 1:sp=x; 1:gp=y; }
 P0           | P1             ;
 li v0,255    | lhu v1,0(gp)   ;
 sb v0,0(k0)  | sync 16        ;
 sync 4       | lbu ra,0($29)  ;
 li v0,-2     |                ;
 sh v0,0(k1)  |                ;
locations [1:ra; 1:v1; x; y;]
exists (1:v1=65534 /\ 1:ra=0)
)"},
    {"cx16", R"(X86_64 CMPXCHG16B
{ uint64_t x[2]; 0:rbx=1; 0:rcx=2; 0:rsi=x; 1:rbx=3; 1:rcx=4; }
 P0                     | P1                   ;
 lock cmpxchg16b (%rsi) | lock cmpxchg16b (x)  ;
 movq (%rsi),%rdi       |                      ;
locations [0:rax; 0:rdx; 0:rdi; 1:rax; 1:rdx; x[0]; x[1];]
exists (0:rax=3 /\ 0:rdx=0)
)"},
    {"", R"(X86_64 wide
{ uint64_t x; uint64_t 0:rbx=0x123456789abcdef0; uint64_t 0:rcx=0x80000000; }
 P0            | P1            ;
 movq %rbx,(x) | movq (x),%rax ;
 movq %rcx,(x) |               ;
locations [1:rax; x;]
exists (1:rax=0x80000000)
)"},
};

/// Those of the native instruction set that this CPU can execute.
inline std::vector<models::LitmusTest> written_tests() {
  std::vector<models::LitmusTest> out;
  for (const Written& written : kWritten) {
    auto test = models::parse_litmus(written.text);
    if (test.isa != native().isa()) continue;
    const bool can = written.needs.empty() ||
                     std::any_of(std::begin(arch::kFeatures), std::end(arch::kFeatures),
                                 [&](const auto& feature) { return feature.name == written.needs && feature.there(); });
    if (can)
      out.push_back(std::move(test));
    else
      std::printf("%s is not run: this CPU lacks %s\n", test.name.c_str(), std::string(written.needs).c_str());
  }
  return out;
}

}  // namespace fenceline::litmus
