// Tests in the language of the ISA that the tests are built for.
#pragma once
#include <arch/cpu.h>
#include <gtest/gtest.h>
#include <models/dialect/dialect.h>
#include <models/judge/judge.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>

#include <map>
#include <set>
#include <string>

namespace fenceline::litmus {

inline const models::Dialect& native() { return *models::find_dialect(arch::kIsa); }

/// "SB", "R+po+…"; "SB+fences": with the ISA's full fence in every gap.
inline models::LitmusTest shape(std::string name) {
  const std::string fences = "+fences";
  if (name.ends_with(fences))
    name = name.substr(0, name.size() - fences.size() + 1) + std::string(native().full_fence()) + "s";
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
                                                           {"half a register", R"(X86_64 half a register
{ int64_t 0:rax; }
 P0            | P1            ;
 movl $-1,%eax | movl $1,(x)   ;
 movl (x),%ebx | movl $2,%ebx  ;
exists (0:rax=-1 /\ 0:rbx=1)
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

/// Final states that sequential consistency, or the ISA's own model, allows.
inline std::set<models::State> states(const models::LitmusTest& test, const char* model) {
  const auto j = models::judge(test, *models::find_model(model));
  return {j.states.begin(), j.states.end()};
}

}  // namespace fenceline::litmus
