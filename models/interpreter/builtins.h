// The sets and relations that texts in cat find there, by the names that herd7 gives them.
#pragma once

#include <models/interpreter/program.h>
#include <models/interpreter/view.h>

#include <vector>

namespace fenceline::models::cat {

// Those of every instruction set, and those of that one.
std::vector<Builtin> builtins(Isa isa);
// builtins_isa.cc.
std::vector<Builtin> builtins_of(Isa isa);
// builtins_go.cc.
std::vector<Builtin> builtins_of_go();

// Dependencies, by the names under which texts make them of accesses to registers: here such accesses are no events, and
// what the program gives stands for them.
std::vector<Builtin> dependencies();

}  // namespace fenceline::models::cat
