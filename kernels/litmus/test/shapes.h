// A few classic tests in the language of the ISA that the tests are built for.
#pragma once
#include <arch/cpu.h>
#include <gtest/gtest.h>
#include <models/judge.h>
#include <models/litmus.h>

#include <map>
#include <set>
#include <string>

namespace fenceline::litmus {

inline models::LitmusTest shape(const std::string& name) {
  static const std::map<std::string, std::map<std::string, std::string>> texts = {
      {"x86_64",
       {{"SB", R"(X86_64 SB
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 movl (y),%eax | movl (x),%eax ;
exists (0:rax=0 /\ 1:rax=0)
)"},
        {"SB+mfences", R"(X86_64 SB+mfences
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 mfence        | mfence        ;
 movl (y),%eax | movl (x),%eax ;
exists (0:rax=0 /\ 1:rax=0)
)"},
        {"R", R"(X86_64 R
{ }
 P0          | P1            ;
 movl $1,(x) | movl $2,(y)   ;
 movl $1,(y) | movl (x),%eax ;
exists (y=2 /\ 1:rax=0)
)"},
        {"MP", R"(X86_64 MP
{ }
 P0          | P1            ;
 movl $1,(x) | movl (y),%eax ;
 movl $1,(y) | movl (x),%ebx ;
exists (1:rax=1 /\ 1:rbx=0)
)"},
        {"SB+rfi-pos", R"(X86_64 SB+rfi-pos
{ }
 P0            | P1            ;
 movl $1,(x)   | movl $1,(y)   ;
 movl (x),%eax | movl (y),%eax ;
 movl (y),%ebx | movl (x),%ebx ;
exists (0:rax=1 /\ 0:rbx=0 /\ 1:rax=1 /\ 1:rbx=0)
)"},
        {"IRIW", R"(X86_64 IRIW
{ }
 P0          | P1            | P2          | P3            ;
 movl $1,(x) | movl (x),%eax | movl $1,(y) | movl (y),%eax ;
             | movl (y),%ebx |             | movl (x),%ebx ;
exists (1:rax=1 /\ 1:rbx=0 /\ 3:rax=1 /\ 3:rbx=0)
)"},
        {"INC+INC", R"(X86_64 INC+INC
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
)"}}}};
  return models::parse_litmus(texts.at(std::string(arch::kIsa)).at(name), name);
}

/// Final states that sequential consistency, or the ISA's own model, allows.
inline std::set<models::State> states(const models::LitmusTest& test, const char* model) {
  const auto j = models::judge(test, *models::find_model(model));
  return {j.states.begin(), j.states.end()};
}

}  // namespace fenceline::litmus
