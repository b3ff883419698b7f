#include <models/litmus/litmus.h>
#include <models/shapes/written.h>
#include <models/shapes/written_go.h>
#include <models/shapes/written_linux.h>

#include <map>
#include <string>

namespace fenceline::models {
namespace {

const std::map<Isa, std::vector<std::string>>& texts() {
  static const std::map<Isa, std::vector<std::string>> kTexts = {
      {Isa::aarch64,
       {R"(AArch64 pick-then-acquire
{ 0:X1=x; 0:X5=z; 0:X8=y; 0:X7=1; 1:X1=y; 1:X3=x; 1:X2=1; }
 P0               | P1           ;
 LDR W0,[X1]      | LDAR W0,[X1] ;
 CMP W0,#1        | STR W2,[X3]  ;
 CSEL W2,W3,W4,EQ |              ;
 STR W2,[X5]      |              ;
 LDAR W6,[X5]     |              ;
 STR W7,[X8]      |              ;
exists (0:X0=1 /\ 1:X0=1))",
        R"(AArch64 halves-of-a-store
{ uint32_t x; 0:X1=x; 0:X0=0x10001; 1:X1=x; }
 P0          | P1               ;
 STR W0,[X1] | LDRH W0,[X1,#2]  ;
             | DMB LD           ;
             | LDRH W2,[X1]     ;
exists (1:X0=1 /\ 1:X2=0))",
        R"(AArch64 half-before-a-store
{ uint32_t x; uint32_t z; 0:X1=x; 0:X4=z; 0:X3=0x20002; 1:X1=x; 1:X4=z; 1:X3=1; }
 P0           | P1              ;
 LDR W0,[X4]  | LDRH W0,[X1,#2] ;
 EOR W5,W0,W0 | DMB SY          ;
 ADD W5,W5,#1 | STR W3,[X4]     ;
 STRH W5,[X1] |                 ;
 STR W3,[X1]  |                 ;
exists (0:X0=1 /\ 1:X0=2))",
        R"(AArch64 pick-data
{ 0:X1=x; 0:X5=y; 1:X1=y; 1:X3=x; 1:X2=1; 0:X3=1; 0:X4=2; }
 P0               | P1           ;
 LDR W0,[X1]      | LDAR W0,[X1] ;
 CMP W0,#1        | STR W2,[X3]  ;
 CSEL W2,W3,W4,EQ |              ;
 STR W2,[X5]      |              ;
exists (0:X0=1 /\ 1:X0=1))",
        R"(AArch64 pick-isb
{ 0:X1=x; 0:X3=y; 0:X0=1; 1:X1=y; 1:X5=x; }
 P0           | P1               ;
 STR W0,[X1]  | LDR W0,[X1]      ;
 STLR W0,[X3] | CMP W0,#1        ;
              | CSEL W2,W3,W4,EQ ;
              | CBNZ W2,L0       ;
              | L0:              ;
              | ISB              ;
              | LDR W6,[X5]      ;
exists (1:X0=1 /\ 1:X6=0))",
        R"(AArch64 pick-addr-po
{ 0:X1=x; 0:X4=a; 0:X5=b; 0:X8=y; 0:X7=1; 1:X1=y; 1:X3=x; 1:X2=1; }
 P0               | P1           ;
 LDR W0,[X1]      | LDAR W0,[X1] ;
 CMP W0,#1        | STR W2,[X3]  ;
 CSEL X3,X4,X5,EQ |              ;
 LDR W6,[X3]      |              ;
 STR W7,[X8]      |              ;
exists (0:X0=1 /\ 1:X0=1))",
        R"(AArch64 swap-then-acquire
{ 0:X1=x; 0:X3=y; 0:X0=1; 1:X1=y; 1:X5=x; 1:X4=2; }
 P0           | P1             ;
 STR W0,[X1]  | SWP W4,W0,[X1] ;
 STLR W0,[X3] | LDAR W2,[X1]   ;
              | LDR W6,[X5]    ;
exists (1:X0=1 /\ 1:X6=0))",
        R"(AArch64 full-atomic-between
{ 0:X1=x; 0:X3=y; 0:X5=z; 0:X0=1; 1:X1=y; 1:X3=x; 1:X5=w; 1:X0=1; }
 P0                   | P1                   ;
 STR W0,[X1]          | STR W0,[X1]          ;
 LDADDAL W6,W7,[X5]   | LDADDAL W6,W7,[X5]   ;
 LDR W4,[X3]          | LDR W4,[X3]          ;
exists (0:X4=0 /\ 1:X4=0))"}},
      {Isa::riscv64,
       {R"(RISCV halves-of-a-store
{ uint32_t x; 0:x6=x; 0:x5=0x10001; 1:x6=x; }
 P0          | P1             ;
 sw x5,0(x6) | lhu x5,2(x6)   ;
             | fence r,r      ;
             | lhu x7,0(x6)   ;
exists (1:x5=1 /\ 1:x7=0))",
        R"(RISCV amo-and-fence
{ 0:x5=x; 0:x9=y; 1:x5=y; 1:x9=x; 0:x7=1; 1:x7=1; }
 P0                   | P1                   ;
 amoswap.w x6,x7,(x5) | amoswap.w x6,x7,(x5) ;
 fence.tso            | fence.tso            ;
 lw x8,0(x9)          | lw x8,0(x9)          ;
exists (0:x8=0 /\ 1:x8=0))",
        R"(RISCV rcsc
{ 0:x6=x; 0:x8=y; 0:x5=1; 1:x6=y; 1:x8=x; 1:x5=1; }
 P0                       | P1                       ;
 amoswap.w.rl x0,x5,(x6)  | amoswap.w.rl x0,x5,(x6)  ;
 amoor.w.aq x7,x0,(x8)    | amoor.w.aq x7,x0,(x8)    ;
exists (0:x7=0 /\ 1:x7=0))",
        R"(RISCV forward-from-amo
{ 0:x6=x; 0:x8=y; 0:x7=1; 1:x6=y; 1:x8=x; 1:x9=z; 1:x7=1; }
 P0          | P1                      ;
 lw x5,0(x6) | lw x5,0(x6)             ;
 fence rw,rw | amoswap.w.rl x0,x7,(x9) ;
 sw x7,0(x8) | lw x10,0(x9)            ;
             | beq x10,x0,L            ;
             | L:                      ;
             | sw x7,0(x8)             ;
exists (0:x5=1 /\ 1:x5=1))",
        R"(RISCV read-different-writes
{ 0:x6=x; 0:x8=y; 0:x5=1; 1:x6=y; 1:x8=z; 1:x9=x; 2:x6=z; 2:x5=1; }
 P0          | P1            | P2          ;
 sw x5,0(x6) | lw x5,0(x6)   | sw x5,0(x6) ;
 fence w,w   | xor x7,x5,x5  |             ;
 sw x5,0(x8) | add x10,x8,x7 |             ;
             | lw x11,0(x10) |             ;
             | lw x12,0(x8)  |             ;
             | xor x13,x12,x12 |           ;
             | add x14,x9,x13 |            ;
             | lw x15,0(x14) |             ;
exists (1:x5=1 /\ 1:x11=0 /\ 1:x12=1 /\ 1:x15=0))"}},
      {Isa::ppc64le,
       {R"(PPC read-different-writes
{ 0:r2=x; 0:r4=y; 0:r1=1; 1:r2=y; 1:r4=z; 1:r6=x; 2:r2=z; 2:r1=1; }
 P0           | P1            | P2           ;
 stw r1,0(r2) | lwz r1,0(r2)  | stw r1,0(r2) ;
 lwsync       | xor r3,r1,r1  |              ;
 stw r1,0(r4) | lwzx r5,r3,r4 |              ;
              | lwz r7,0(r4)  |              ;
              | xor r8,r7,r7  |              ;
              | lwzx r9,r8,r6 |              ;
exists (1:r1=1 /\ 1:r5=0 /\ 1:r7=1 /\ 1:r9=0))",
        R"(PPC detour
{ 0:r2=x; 0:r4=y; 0:r1=1; 1:r2=y; 1:r4=z; 1:r6=x; 1:r10=1; 2:r2=z; 2:r1=2; }
 P0           | P1             | P2           ;
 stw r1,0(r2) | lwz r1,0(r2)   | stw r1,0(r2) ;
 lwsync       | xor r3,r1,r1   |              ;
 stw r1,0(r4) | stwx r10,r3,r4 |              ;
              | lwz r7,0(r4)   |              ;
              | xor r8,r7,r7   |              ;
              | lwzx r9,r8,r6  |              ;
exists ([z]=2 /\ 1:r1=1 /\ 1:r7=2 /\ 1:r9=0))"}},
      {Isa::arm,
       {R"(ARM read-different-writes
{ 0:R2=x; 0:R4=y; 0:R1=1; 1:R2=y; 1:R4=z; 1:R6=x; 2:R2=z; 2:R1=1; }
 P0          | P1             | P2          ;
 str R1,[R2] | ldr R1,[R2]    | str R1,[R2] ;
 dmb         | eor R3,R1,R1   |             ;
 str R1,[R4] | ldr R5,[R4,R3] |             ;
             | ldr R7,[R4]    |             ;
             | eor R8,R7,R7   |             ;
             | ldr R9,[R6,R8] |             ;
exists (1:R1=1 /\ 1:R5=0 /\ 1:R7=1 /\ 1:R9=0))",
        R"(ARM detour
{ 0:R2=x; 0:R4=y; 0:R1=1; 1:R2=y; 1:R4=z; 1:R6=x; 1:R10=1; 2:R2=z; 2:R1=2; }
 P0          | P1              | P2          ;
 str R1,[R2] | ldr R1,[R2]     | str R1,[R2] ;
 dmb         | eor R3,R1,R1    |             ;
 str R1,[R4] | str R10,[R4,R3] |             ;
             | ldr R7,[R4]     |             ;
             | eor R8,R7,R7    |             ;
             | ldr R9,[R6,R8]  |             ;
exists ([z]=2 /\ 1:R1=1 /\ 1:R7=2 /\ 1:R9=0))",
        R"(ARM exclusive
{ 0:R2=x; 0:R1=1; 1:R2=x; 1:R1=2; }
 P0               | P1          ;
 ldrex R3,[R2]    | str R1,[R2] ;
 strex R4,R1,[R2] |             ;
exists ([x]=1 /\ 0:R3=0 /\ 0:R4=0))"}},
      {Isa::s390x,
       {R"(S390X update
{ 0:%r2=x; 0:%r1=1; 1:%r2=x; 1:%r1=2; }
 P0                | P1            ;
 laa %r3,%r1,0(%r2) | st %r1,0(%r2) ;
exists ([x]=1 /\ 0:%r3=0))",
        R"(S390X update-between
{ 0:%r2=x; 0:%r4=y; 0:%r1=1; 0:%r6=z; 1:%r2=y; 1:%r4=x; 1:%r1=1; 1:%r6=w; }
 P0                 | P1                 ;
 st %r1,0(%r2)      | st %r1,0(%r2)      ;
 laa %r3,%r1,0(%r6) | laa %r3,%r1,0(%r6) ;
 l %r5,0(%r4)       | l %r5,0(%r4)       ;
exists (0:%r5=0 /\ 1:%r5=0))"}},
      {Isa::cxx,
       {R"(C release-sequence
{}
P0 (int* x, atomic_int* y) {
  *x = 1;
  atomic_store_explicit(y, 1, memory_order_release);
}
P1 (atomic_int* y) {
  atomic_fetch_add_explicit(y, 1, memory_order_relaxed);
}
P2 (int* x, atomic_int* y) {
  int r0 = atomic_load_explicit(y, memory_order_acquire);
  if (r0 == 2) {
    int r1 = *x;
  }
}
exists (2:r0=2 /\ 2:r1=0))",
        R"(C read-from-seq-cst
{}
P0 (atomic_int* x) {
  atomic_store(x, 1);
}
P1 (atomic_int* x, atomic_int* y) {
  int r0 = atomic_load(x);
  int r1 = atomic_load(y);
}
P2 (atomic_int* x, atomic_int* y) {
  atomic_store(y, 1);
  int r0 = atomic_load(x);
}
exists (1:r0=1 /\ 1:r1=0 /\ 2:r0=0))"}},
      {Isa::sparc64, {R"(SPARC64 swap
{ 0:%o2=x; 0:%o1=1; 1:%o2=x; 1:%o1=2; }
 P0             | P1            ;
 swap [%o2],%o1 | st %o1,[%o2] ;
exists ([x]=1 /\ 0:%o1=0))"}},
      {Isa::loongarch64,
       {R"(LOONGARCH reads-of-one-location
{ 0:$a0=x; 0:$a1=1; 1:$a0=x; }
 P0             | P1             ;
 st.w $a1,$a0,0 | ld.w $a1,$a0,0 ;
                | dbar 0x700     ;
                | ld.w $a2,$a0,0 ;
exists (1:$a1=1 /\ 1:$a2=0))",
        R"(LOONGARCH barred
{ 0:$a0=x; 0:$a2=y; 0:$a1=1; 0:$a5=z; 1:$a0=y; 1:$a2=x; 1:$a1=1; 1:$a5=w; }
 P0                    | P1                    ;
 st.w $a1,$a0,0        | st.w $a1,$a0,0        ;
 amadd_db.w $a4,$a1,$a5 | amadd_db.w $a4,$a1,$a5 ;
 ld.w $a3,$a2,0        | ld.w $a3,$a2,0        ;
exists (0:$a3=0 /\ 1:$a3=0))",
        R"(LOONGARCH linked
{ 0:$a0=x; 0:$a2=y; 0:$a1=1; 1:$a0=y; 1:$a2=x; 1:$a1=1; }
 P0             | P1             ;
 st.w $a1,$a0,0 | st.w $a1,$a0,0 ;
 ll.w $a3,$a2,0 | ll.w $a3,$a2,0 ;
exists (0:$a3=0 /\ 1:$a3=0))",
        R"(LOONGARCH conditional
{ 0:$a0=x; 0:$a2=y; 0:$a1=1; 1:$a0=y; 1:$a2=x; 1:$a1=1; }
 P0             | P1             ;
 ll.w $a4,$a0,0 | ll.w $a4,$a0,0 ;
 sc.w $a1,$a0,0 | sc.w $a1,$a0,0 ;
 ld.w $a3,$a2,0 | ld.w $a3,$a2,0 ;
exists (0:$a1=1 /\ 1:$a1=1 /\ 0:$a3=0 /\ 1:$a3=0))"}},
      {Isa::mips64el, {R"(MIPS linked
{ 0:$a0=x; 0:$v0=1; 1:$a0=x; 1:$v0=1; }
 P0            | P1           ;
 ll $v1,0($a0) | sw $v0,0($a0);
 sc $v0,0($a0) |              ;
exists ([x]=1 /\ 0:$v1=0 /\ 0:$v0=1))"}},
      {Isa::alpha, {R"(ALPHA locked
{ 0:$2=x; 0:$1=1; 1:$2=x; 1:$1=2; }
 P0             | P1          ;
 ldl_l $3,0($2) | stl $1,0($2);
 stl_c $1,0($2) |             ;
exists ([x]=1 /\ 0:$3=0 /\ 0:$1=1))"}},
      {Isa::x86_64,
       {R"(X86_64 halves-of-a-store
{ uint32_t x; }
 P0                | P1            ;
 movl $0x10001,(x) | movw 2(x),%ax ;
                   | movw (x),%bx  ;
exists (1:rax=1 /\ 1:rbx=0))",
        R"(X86_64 locked-between
{}
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 lock incl (z) | lock incl (w) ;
 movl (y),%eax | movl (x),%eax ;
exists (0:rax=0 /\ 1:rax=0))"}},
      {Isa::linux_kernel, written_linux()},
      {Isa::go, written_go()},
  };
  return kTexts;
}

}  // namespace

std::vector<LitmusTest> written_tests(Isa isa) {
  std::vector<LitmusTest> out;
  if (const auto it = texts().find(isa); it != texts().end())
    for (const std::string& text : it->second) out.push_back(parse_litmus(text, "<text>", isa));
  return out;
}

}  // namespace fenceline::models
