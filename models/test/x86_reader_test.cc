// x86-64 as people and compilers write it: Intel's order with sizes told, sums in brackets, moves of addresses and widths.
#include <models/test/reading.h>

namespace fenceline::models {
namespace {

std::string program(const std::string& init, const std::string& code, const std::string& end,
                    const char* head = "X86_64") {
  return std::string(head) + " T\n{ " + init + " }\n P0 ;\n " + code + " ;\n" + end + "\n";
}
std::string text_of(const std::string& code) {
  return parse_litmus(program("int t[4];", code, "locations [0:rax;]")).threads[0].code[0].text;
}

TEST(X86, OperandsInEitherSyntax) {
  const std::pair<const char*, const char*> same[] = {{"mov dword ptr [x], 1", "movl $1,(x)"},
                                                      {"MOV QWORD PTR [x],1", "movq $1,(x)"},
                                                      {"mov byte [x],1", "movb $1,(x)"},
                                                      {"mov [x], 1", "movl $1,(x)"},
                                                      {"mov eax, dword ptr [t+8]", "movl 8(t),%eax"},
                                                      {"mov ax,[rbx+rcx*2-4]", "movw -4(%rbx,%rcx,2),%ax"},
                                                      {"mov rax,[rbx + rcx]", "movq (%rbx,%rcx),%rax"},
                                                      {"movl $1, x(%rip)", "movl $1,(x)"},
                                                      {"movl t+4(%rip), %eax", "movl 4(t),%eax"},
                                                      {"lea rax,[rbx+rcx*4+8]", "leaq 8(%rbx,%rcx,4),%rax"},
                                                      {"movzx eax,byte ptr [x]", "movzbl (x),%eax"},
                                                      {"movsxd rax,ecx", "movslq %ecx,%rax"},
                                                      {"cdqe", "cltq"},
                                                      {"cmovne eax,[x]", "cmovnel (x),%eax"},
                                                      {"sete al", "sete %al"},
                                                      {"lock or qword ptr [rsp-8],0", "lock addl $0,(%rsp)"},
                                                      {"lock orq $0, (%rsp)", "lock addl $0,(%rsp)"},
                                                      {"retq", "jmp thread_end"}};
  for (const auto& [written, canonical] : same) EXPECT_EQ(text_of(written), canonical) << written;
}

TEST(X86, MovesComputeAndDependOnFlags) {
  const std::string init = "int x=-2; int64_t t[2]={3,-4}; 0:rbx=t; 0:rcx=1; int64_t 0:rax=-1;";
  const std::pair<const char*, const char*> results[] = {{"movq (%rbx,%rcx,8),%rax", "-4"},
                                                         {"lea eax,[rcx+rcx*8]", "9"},
                                                         {"leaq 4(,%rcx), %rax", "refused"},
                                                         {"lea rdx,[rbx+8] ;\n mov rax,[rdx]", "-4"},
                                                         {"movzbl (x),%eax", "254"},
                                                         {"movsbq (x),%rax", "-2"},
                                                         {"movzwl (x),%eax", "0xfffe"},
                                                         {"movslq (x),%rax", "-2"},
                                                         {"movl (x),%eax ;\n cltq", "-2"},
                                                         {"cmp ecx,1 ;\n sete al", "-255"},
                                                         {"cmp ecx,2 ;\n sete al", "-256"},
                                                         {"cmp ecx,1 ;\n cmove rax,[t]", "3"},
                                                         {"cmp ecx,1 ;\n cmovne rax,[t]", "-1"},
                                                         {"cmp ecx,1 ;\n cmovne eax,ecx", "0xffffffff"},
                                                         {"cmpl $2,%ecx ;\n setb (x) ;\n movzbl (x),%eax", "1"}};
  for (const auto& [code, result] : results) {
    const std::string text = program(init, code, "locations [0:rax;]");
    if (std::string(result) == "refused")
      EXPECT_NE(message(text), "no error") << code;
    else
      EXPECT_EQ(only_state(text), "0:rax=" + std::string(result)) << code;
  }
}

TEST(X86, WhatDoesNotGoTogetherIsRefused) {
  const std::pair<const char*, const char*> refused[] = {{"movl dword ptr [x],1", "no error"},
                                                         {"movl qword ptr [x],1", "told two sizes"},
                                                         {"mov eax, qword ptr [x]", "is of 64 bits"},
                                                         {"movzbl %ecx,%eax", "does not go with the sizes"},
                                                         {"movzx eax,[x]", "does not go with the sizes"},
                                                         {"movzlq (x),%rax", "unknown instruction"},
                                                         {"lea eax,ecx", "takes an address"},
                                                         {"sete eax", "sets a byte"},
                                                         {"cmove [x],eax", "has a register as its destination"},
                                                         {"setmp al", "unknown instruction"},
                                                         {"mov eax,[rbx-rcx]", "cannot read the operand"},
                                                         {"mov eax,[rbx+rcx*3]", "cannot read the scale"},
                                                         {"lock lea rax,[rbx]", "unknown instruction"}};
  for (const auto& [code, why] : refused)
    EXPECT_NE(message(program("", code, "locations [0:rax;]")).find(why), std::string::npos)
        << code << ": " << message(program("", code, "locations [0:rax;]"));
}

}  // namespace
}  // namespace fenceline::models
