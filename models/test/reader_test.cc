// What files may say and what they may not: types, symbolic registers, comments, constants, depth.
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>

#include <gtest/gtest.h>

namespace fenceline::models {
namespace {

std::string message(const std::string& text) {
  try {
    parse_litmus(text, "t");
  } catch (const LitmusError& e) {
    return e.what();
  }
  return "";
}

bool refused(const std::string& text, const std::string& why) {
  const std::string said = message(text);
  EXPECT_NE(said.find(why), std::string::npos) << text.substr(0, 300) << "\n" << said;
  return !said.empty();
}

// One thread, one instruction a line.
std::string program(const std::string& isa, const std::string& init, const std::string& code,
                    const std::string& constraint) {
  std::string out = isa + " T\n{ " + init + " }\n P0 ;\n";
  for (std::size_t at = 0; at < code.size();) {
    const std::size_t end = std::min(code.find('\n', at), code.size());
    out += " " + code.substr(at, end - at) + " ;\n";
    at = end + 1;
  }
  return out + constraint + "\n";
}

Verdict verdict(const std::string& text) {
  const LitmusTest test = parse_litmus(text);
  EXPECT_EQ(parse_litmus(write_litmus(test)), test) << write_litmus(test);
  return judge(test, *find_model("sc")).verdict;
}

TEST(Reader, RegistersWithoutATypeAreInts) {
  for (const char* value : {"0xffffffff", "-1", "0xffffffffffffffff"}) {
    const std::string equals = std::string("=") + value + ")";
    EXPECT_EQ(verdict(program("AArch64", "", "MOV X0,#0\nSUB X0,X0,#1", "forall (0:X0" + equals)), Verdict::kRequired);
    EXPECT_EQ(verdict(program("RISCV", "", "li x5,-1", "forall (0:x5" + equals)), Verdict::kRequired);
    EXPECT_EQ(verdict(program("PPC", "", "li r5,-1", "forall (0:r5" + equals)), Verdict::kRequired);
    EXPECT_EQ(verdict(program("X86_64", "", "movq $-1,%rax", "forall (0:rax" + equals)), Verdict::kRequired);
  }
  // A value of 64 bits is cut.
  EXPECT_EQ(verdict(program("X86_64", "", "movq $0x100000002,%rax", "forall (0:rax=2)")), Verdict::kRequired);
}

TEST(Reader, TypesTellHowMuchOfARegisterIsCompared) {
  const std::string w = "MOV W0,#0\nSUB W0,W0,#1";
  EXPECT_EQ(verdict(program("AArch64", "int64_t 0:X0;", w, "exists (0:X0=-1)")), Verdict::kForbidden);
  EXPECT_EQ(verdict(program("AArch64", "uint64_t 0:X0;", w, "exists (0:X0=0xffffffff)")), Verdict::kAllowed);
  EXPECT_EQ(verdict(program("AArch64", "int32_t 0:X0;", w, "exists (0:X0=-1)")), Verdict::kAllowed);
  EXPECT_EQ(verdict(program("X86_64", "int64_t 0:rax;", "movl $-1,%eax", "exists (0:rax=-1)")), Verdict::kForbidden);
  EXPECT_EQ(verdict(program("RISCV", "int64_t 0:x5;", "li x5,0x100000002", "exists (0:x5=2)")), Verdict::kForbidden);
  EXPECT_EQ(verdict(program("RISCV", "int8_t 0:x5;", "li x5,0x102", "exists (0:x5=2)")), Verdict::kAllowed);
}

TEST(Reader, InitialValuesAreCut) {
  const auto all = [](const std::string& init, const std::string& value) {
    return verdict(program("AArch64", init, "NOP", "forall (x=" + value + ")")) == Verdict::kRequired;
  };
  EXPECT_TRUE(all("int8_t x=257;", "1"));
  EXPECT_TRUE(all("uint8_t x=257;", "1"));
  EXPECT_TRUE(all("uint8_t x=255;", "255"));
  EXPECT_TRUE(all("int16_t x=0x18000;", "-0x8000"));
  EXPECT_TRUE(all("uint32_t x=0x100000003;", "3"));
  EXPECT_TRUE(all("int64_t x=0x100000003;", "0x100000003"));
  EXPECT_EQ(verdict(program("AArch64", "int8_t 0:X0=257;", "NOP", "forall (0:X0=1)")), Verdict::kRequired);
}

TEST(Reader, TypesAreKnownOrRefused) {
  const auto all = [](const std::string& init, const std::string& value) {
    return verdict(program("AArch64", init, "NOP", "forall (x=" + value + ")")) == Verdict::kRequired;
  };
  EXPECT_TRUE(all("unsigned char x=255;", "255"));
  EXPECT_TRUE(all("signed char x=255;", "-1"));
  EXPECT_TRUE(all("const unsigned long x=0x100000003;", "0x100000003"));
  EXPECT_TRUE(all("unsigned x=0x100000003;", "3"));
  EXPECT_TRUE(all("atomic_uint x=0x1ffffffff;", "0xffffffff"));
  EXPECT_TRUE(all("volatile int *x=y;", "y"));
  for (const std::string type : {"foo_t", "float", "int32x4_t", "long foo"}) {
    EXPECT_TRUE(refused(program("AArch64", type + " x=1;", "NOP", "exists (x=1)"), "unknown type")) << type;
    EXPECT_TRUE(refused(program("AArch64", type + " 0:X0;", "NOP", "exists (0:X0=1)"), "unknown type")) << type;
  }
  EXPECT_TRUE(refused(program("AArch64", "x=;", "NOP", "exists (x=1)"), "gives no value"));
}

TEST(Reader, SymbolicRegistersGetRealOnes) {
  EXPECT_EQ(verdict(R"(AArch64 symbolic
{ [a]=0; uint64_t %P0_a=a; uint64_t %P1_a=a }
 P0              | P1              ;
 MOV W9,#1       | LDR W8,[X%P1_a] ;
 STR W9,[X%P0_a] |                 ;
exists (1:X8=1))"),
            Verdict::kAllowed);
  // In the condition, with a thread of their own, and never one that the thread names: X0 is taken.
  EXPECT_EQ(verdict(program("AArch64", "0:X%a=x; 0:X1=2; x=7;", "MOV W0,#5\nLDR W%r,[X%a]", "forall (0:X%r=7)")),
            Verdict::kRequired);
  EXPECT_EQ(verdict(program("RISCV", "0:%a=x; x=7;", "li x5,3\nlw %r,0(%a)", "forall (0:%r=7 /\\ 0:x5=3)")),
            Verdict::kRequired);
  EXPECT_EQ(verdict(program("ARM", "%a=x; x=7;", "ldr %r,[%a]", "forall (0:%r=7)")), Verdict::kRequired);
  EXPECT_EQ(verdict(program("PPC", "%a=x; x=7;", "lwz %r,0(%a)", "forall (0:%r=7)")), Verdict::kRequired);
  EXPECT_EQ(verdict(program("MIPS", "%a=x; x=7;", "lw %r,0(%a)", "forall (0:%r=7)")), Verdict::kRequired);
  EXPECT_EQ(verdict(program("LOONGARCH", "%a=x; x=7;", "ld.w %r,%a,0", "forall (0:%r=7)")), Verdict::kRequired);
  EXPECT_EQ(verdict(program("ALPHA", "%a=x; 0:$1=3; x=7;", "ldl %r,0(%a)", "forall (0:%r=7 /\\ 0:$1=3)")),
            Verdict::kRequired);
  EXPECT_EQ(verdict(program("S390X", "%a=x; 0:%r1=3; x=7;", "l %b,0(%a)", "forall (0:%b=7 /\\ 0:%r1=3)")),
            Verdict::kRequired);
  std::string all;
  for (int n = 0; n < 40; ++n) all += "li %r" + std::to_string(n) + "x,1\n";
  EXPECT_TRUE(refused(program("MIPS", "", all + "nop", "forall (true)"), "no register is left"));
  // Of x86-64 `%eax` is one of its own, and no symbol becomes what `cmpxchg` takes without naming it.
  EXPECT_EQ(verdict(program("X86_64", "%P0_x=x; x=7;", "movl (%P0_x),%eax", "forall (0:rax=7)")), Verdict::kRequired);
  EXPECT_EQ(verdict(program("X86_64", "%a=x; 0:rcx=9; x=7; 0:rax=7;", "lock cmpxchgl %ecx,(%a)", "forall (x=9)")),
            Verdict::kRequired);
  EXPECT_EQ(verdict(program("X86_64", "%a=x; x=7;", "mov eax,[%a]", "forall (0:rax=7)")), Verdict::kRequired);
  EXPECT_TRUE(refused(program("AArch64", "", "NOP", "exists (0:X%q=0)"), "no register"));
}

// Registers and locations held against each other; conditions by other words; what stands behind them.
TEST(Reader, ConditionsInOtherWords) {
  const auto of = [](const std::string& condition) {
    return verdict(program("AArch64", "0:X1=x; x=7; y=7;", "LDR W0,[X1]\nMOV W2,#7", condition));
  };
  EXPECT_EQ(of("forall (0:X0=0:X2)"), Verdict::kRequired);
  EXPECT_EQ(of("exists (0:X0<>0:X2)"), Verdict::kForbidden);
  EXPECT_EQ(of("forall ([x]=[y] /\\ x=*y /\\ [x]=0:X0 /\\ 0:X2==7)"), Verdict::kRequired);
  EXPECT_EQ(of("final (0:X0=7)"), Verdict::kAllowed);
  EXPECT_EQ(of("final\n0:X0=7\nwith tso: ~exists; sc: exists;"), Verdict::kAllowed);
  EXPECT_EQ(of("exists (0:X0=6) <<\nproc=2\n>>"), Verdict::kForbidden);
  EXPECT_EQ(of("observed 0:X0=6; x=7; and 0:X0=7; x=7;"), Verdict::kAllowed);
  EXPECT_EQ(of("observed 0:X0=6; x=7; and 0:X0=7; x=6;"), Verdict::kForbidden);
  EXPECT_EQ(of("forall (0:XZR=0)"), Verdict::kRequired);
  EXPECT_TRUE(refused(program("AArch64", "int t[2];", "NOP", "exists (t=[x])"), "element by element"));
  EXPECT_TRUE(refused(program("AArch64", "", "NOP", "exists (x=0) with tso exists"), "expected ':' after the model"));
}

TEST(Reader, RemarksBehindRows) {
  EXPECT_EQ(verdict("X86 R\n{ }\n P0 | P1 ;\n MOV [x],1 | MOV [y],1 ; #(a)Wx1 | (b)Wy1\n MOV EAX,[x] | ; # (c)\n"
                    "forall (0:EAX=1)"),
            Verdict::kRequired);
}

TEST(Reader, TenThreadsAndMore) {
  std::string head = " P0", code = " NOP";
  for (int t = 1; t < 30; ++t) head += " | P" + std::to_string(t), code += " | NOP";
  EXPECT_EQ(verdict("AArch64 T\n{ }\n" + head + " ;\n" + code + " ;\nforall (x=0)"), Verdict::kRequired);
  EXPECT_TRUE(refused("AArch64 T\n{ }\n P0 | P10 ;\n NOP | NOP ;\nexists (x=0)", "expected 'P1', found 'P10'"));
}

TEST(Reader, CommentsThatAreNotClosed) {
  const std::string rest = "{ 0:X1=x; }\n P0 ;\n STR W0,[X1] ;\nexists (x=0)\n";
  EXPECT_TRUE(refused("AArch64 T\n(* " + rest, "t:2: comment '(*' is not closed"));
  EXPECT_TRUE(refused("AArch64 T\n{ 0:X1=x; }\n P0 ;\n (* STR W0,[X1] ;\nexists (x=0)\n", "t:4: comment"));
  EXPECT_TRUE(refused("AArch64 T\n{ 0:X1=x; }\n P0 ;\n STR W0,[X1] ; (* (* a *)\nexists (x=0)\n", "t:4: comment"));
  EXPECT_TRUE(refused("C T\n{}\nP0 (int* x) {\n  /* *x = 1;\n}\nexists (x=0)\n", "t:4: comment '/*' is not closed"));
  EXPECT_EQ(message("AArch64 T\n(* a (* { *) b *)\n" + rest), "");
  EXPECT_EQ(message("AArch64 T\n\"what (* is meant\"\n" + rest), "");
}

TEST(Reader, ByteOrderMarks) {
  const std::string text = program("X86_64", "", "movl $1,(x)", "exists (x=1)");
  EXPECT_EQ(message("\xEF\xBB\xBF" + text), "");
  EXPECT_TRUE(refused("\xFF\xFE" + text, "UTF-16"));
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Reader, DeepNestingIsReadOrRefused) {
  const auto condition = [](const std::string& text) { return program("X86_64", "", "nop", "exists " + text); };
  EXPECT_EQ(message(condition(repeated("(", 300) + "x=0" + repeated(")", 300))), "");
  EXPECT_TRUE(refused(condition(repeated("(", 10000) + "x=0" + repeated(")", 10000)), "nested"));
  EXPECT_TRUE(refused(condition("(" + repeated("~", 100000) + "x=0)"), "nested"));
  EXPECT_TRUE(refused(condition("(" + repeated("x=0 => ", 100000) + "x=0)"), "nested"));
  EXPECT_EQ(message(condition("(" + repeated("x=0 /\\ ", 10000) + "x=0)")), "");
  const auto c = [](const std::string& value) {
    return "C T\n{}\nP0 (int* x) {\n  *x = " + value + ";\n}\nexists (x=0)";
  };
  EXPECT_TRUE(refused(c(repeated("(", 10000) + "1" + repeated(")", 10000)), "nested"));
  EXPECT_TRUE(refused(c(repeated("~", 100000) + "1"), "nested"));
  EXPECT_TRUE(refused(c(repeated("1 + ", 100000) + "1"), "more than 1000 operators"));
  EXPECT_TRUE(refused(
      "C T\n{}\nP0 (int* x) {\n" + repeated("if (1) {", 100000) + repeated("}", 100000) + "}\nexists (x=0)", "nested"));
  for (const char* address : {"movl $1,%s", "movl %s,%%eax"}) {
    const std::string at = repeated("(", 100000) + "x" + repeated(")", 100000);
    EXPECT_NE(message(program("X86_64", "", std::string(address).replace(std::string(address).find("%s"), 2, at), "")),
              "");
  }
  EXPECT_NE(message(program("AArch64", "", "LDR W0," + repeated("[", 100000) + "X1" + repeated("]", 100000), "")), "");
  EXPECT_NE(message("AArch64 T\n{ x=" + repeated("{", 100000) + "1" + repeated("}", 100000) + "; }\n P0 ;\n NOP ;\n"),
            "");
  EXPECT_EQ(
      message("AArch64 T\n" + repeated("(*", 100000) + repeated("*)", 100000) + "\n{ }\n P0 ;\n NOP ;\nexists (x=0)"),
      "");
}

TEST(Reader, InputIsNotEchoedWhole) {
  EXPECT_LT(message(program("X86_64", "", "mov" + repeated("x", 1000000) + " %eax,(x)", "")).size(), 1000u);
}

TEST(Reader, WordsOfTranslationAreNoLocations) {
  for (const char* word : {"pte_x", "phy_x", "ttd_x", "PTE(x)", "pa_x(x)"})
    for (const std::string& init : {std::string("0:X1=") + word + ";", std::string(word) + "=0;"})
      EXPECT_TRUE(refused(program("AArch64", init, "NOP", "exists (x=0)"), "VMSA is not covered"));
  EXPECT_TRUE(refused(program("AArch64", "", "NOP", "exists ([pte_x]=0)"), "VMSA is not covered"));
  EXPECT_TRUE(refused(program("AArch64", "", "NOP", "exists (fault(P0,x))"), "exceptions are not covered"));
  EXPECT_TRUE(refused(program("X86_64", "", "movl $1,(pte_x)", "exists (x=0)"), "VMSA is not covered"));
}

TEST(Reader, OnlySomeInstructionsTakeLock) {
  for (const char* code : {"movl $1,(x)", "movl (x),%eax", "cmpl $1,(x)", "testl $1,(x)", "shll $1,(x)",
                           "movnti %eax,(x)", "mfence", "nop", "pause", "jmp L"})
    EXPECT_TRUE(refused(program("X86_64", "", std::string("lock ") + code, "exists (x=1)"), "takes no lock"));
  EXPECT_TRUE(refused(program("X86_64", "", "lock addl (x),%eax", "exists (x=1)"), "needs a destination in memory"));
  for (const char* code : {"addl $1,(x)", "subl %eax,(x)", "andl $1,(x)", "orl $1,(x)", "xorl $1,(x)", "incl (x)",
                           "decl (x)", "negl (x)", "notl (x)", "xchgl %eax,(x)", "xaddl %eax,(x)", "cmpxchgl %ecx,(x)"})
    EXPECT_EQ(message(program("X86_64", "", std::string("lock ") + code, "exists (x=1)")), "") << code;
}

TEST(Reader, IntelConstantsNeedNoDollar) {
  EXPECT_EQ(verdict(program("X86", "", "MOV [x],1\nMOV EAX,2\nADD EAX,-1", "forall (x=1 /\\ 0:EAX=1)")),
            Verdict::kRequired);
  EXPECT_TRUE(refused(program("X86_64", "", "movl 1,%eax", "exists (x=1)"), "cannot read the operand '1'"));
}

struct Constant {
  const char* isa;
  const char* fits;
  const char* not_;
};

TEST(Reader, ConstantsThatNoEncodingHas) {
  const Constant all[] = {
      {"X86_64", "movl $0xffffffff,(x)", "movl $99999999999999,(x)"},
      {"X86_64", "movl $-0x80000000,%eax", "movl $0x100000000,%eax"},
      {"X86_64", "movw $65535,(x)", "movw $65536,(x)"},
      {"X86_64", "movb $255,(x)", "movb $256,(x)"},
      {"X86_64", "movq $0x7fffffff,(x)", "movq $0xffffffff,(x)"},
      {"X86_64", "movq $0x123456789abc,%rax", "addq $0x123456789abc,%rax"},
      {"X86_64", "shll $3,%eax", "shll $256,%eax"},
      {"X86_64", "movl 8(%rbx),%eax", "movl 0x100000000(%rbx),%eax"},
      {"X86_64", "xchgl %eax,(x)", "xchgl $1,(x)"},
      {"X86_64", "movnti %eax,(x)", "movnti $1,(x)"},
      {"AArch64", "MOV W0,#65535", "MOV W0,#0x12345678"},
      {"AArch64", "MOV W0,#0xffff0000", "MOV W0,#99999999999999"},
      {"AArch64", "MOV X0,#-2", "MOV X0,#0x123456789"},
      {"AArch64", "MOVZ W0,#65535", "MOVZ W0,#65536"},
      {"AArch64", "MOVK X0,#1,LSL #48", "MOVK W0,#1,LSL #48"},
      {"AArch64", "ADD W0,W0,#4095", "ADD W0,W0,#4097"},
      {"AArch64", "CMP W0,#0x1000", "CMP W0,#0x1001"},
      {"AArch64", "AND W0,W0,#0x80", "AND W0,W0,#5"},
      {"AArch64", "EOR X0,X0,#0x5555555555555555", "EOR X0,X0,#0"},
      {"AArch64", "LSL W0,W0,#31", "LSL W0,W0,#32"},
      {"AArch64", "LDR W0,[X1,#16380]", "LDR W0,[X1,#16384]"},
      {"AArch64", "LDR W0,[X1,#-256]", "LDR W0,[X1,#-257]"},
      {"AArch64", "LDP W0,W2,[X1,#252]", "LDP W0,W2,[X1,#256]"},
      {"AArch64", "LDAR W0,[X1]", "LDAR W0,[X1,#4]"},
      {"AArch64", "LDADD W0,W2,[X1]", "LDADD W0,W2,[X1,#4]"},
      {"RISCV", "addi x5,x5,2047", "addi x5,x5,2048"},
      {"RISCV", "ori x5,x5,-2048", "ori x5,x5,-2049"},
      {"RISCV", "slliw x5,x5,31", "slliw x5,x5,32"},
      {"RISCV", "lui x5,0xfffff", "lui x5,0x100000"},
      {"RISCV", "lw x5,2047(x6)", "lw x5,2048(x6)"},
      {"PPC", "li r1,-32768", "li r1,32768"},
      {"PPC", "lis r1,0xffff", "lis r1,0x10000"},
      {"PPC", "ori r1,r1,0xffff", "ori r1,r1,-1"},
      {"PPC", "addi r1,r1,32767", "addi r1,r1,99999999999999"},
      {"PPC", "slwi r1,r1,31", "slwi r1,r1,32"},
      {"PPC", "lwz r1,32767(r2)", "lwz r1,32768(r2)"},
      {"PPC", "cmpwi r1,-1", "cmpwi r1,40000"},
      {"AArch64", "MOV W0,#-1", "MOV W0,#0x100000000"},
      {"AArch64", "AND W0,W0,#0xff", "AND W0,W0,#0x1000000ff"},
      {"AArch64", "LDR W0,[X1]", "LDR W0,[W1]"},
      {"RISCV", "fence iorw,w", "fence ,w"},
      {"RISCV", "fence r,rw", "fence rr,w"},
      {"ARM", "mov R0,#0xffffffff", "mov R0,#0x100000000"},
      {"ARM", "mov R0,#65535", "mov R0,#0x12345"},
      {"ARM", "add R0,R0,#0xff000000", "add R0,R0,#257"},
      {"ARM", "ldr R0,[R1,#4095]", "ldr R0,[R1,#4096]"},
      {"SPARC64", "mov 4095,%o0", "mov 4096,%o0"},
      {"SPARC64", "add %o0,-4096,%o0", "add %o0,99999999999999,%o0"},
      {"ALPHA", "lda $1,32767($31)", "lda $1,32768($31)"},
      {"ALPHA", "addq $1,255,$1", "addq $1,256,$1"},
      {"S390X", "lhi %r1,32767", "lhi %r1,32768"},
      {"S390X", "l %r1,4095(%r2)", "l %r1,4096(%r2)"},
      {"S390X", "lg %r1,4096(%r2)", "lg %r1,0x80000(%r2)"},
  };
  for (const Constant& c : all) {
    EXPECT_EQ(message(program(c.isa, "", c.fits, "exists (x=1)")), "") << c.fits;
    EXPECT_NE(message(program(c.isa, "", c.not_, "exists (x=1)")), "") << c.not_;
  }
}

// What others read otherwise is remarked: an atomic object by its name alone.
TEST(Reader, RemarksOnWhatOthersReadOtherwise) {
  const auto remark = [](const std::string& statement) {
    return parse_litmus("C T\n{}\nP0 (atomic_int* x, int* y) {\n  " + statement + "\n}\nexists (x=1)").remark;
  };
  for (const char* alone : {"*x = 1;", "int r0 = *x;", "(*x)++;", "*x += 2;"})
    EXPECT_NE(remark(alone).find("seq_cst"), std::string::npos) << alone;
  for (const char* other : {"*y = 1;", "atomic_store(x, 1);", "int r0 = *y;"}) EXPECT_EQ(remark(other), "") << other;
}

TEST(Reader, AtomicVariablesOfAFunction) {
  const std::string text = R"(C T
{}
P0 (atomic_int* y, atomic_int* x) {
  atomic_int r0 = atomic_load_explicit(x, memory_order_relaxed);
  _Atomic int r1 = r0 + 1;
  atomic_store_explicit(y, r1, memory_order_relaxed);
}
forall (0:r0=0 /\ y=1)
)";
  EXPECT_EQ(verdict(text), Verdict::kRequired);
}

}  // namespace
}  // namespace fenceline::models
