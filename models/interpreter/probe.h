// What a model of which nothing is known but its axioms forbids: found out with the least executions that show it.
#pragma once

#include <models/model.h>

#include <functional>

namespace fenceline::models::cat {

using AxiomsOf = std::function<void(const Execution&, Axioms&)>;

struct Probed {
  // Incoherent and not atomic executions are forbidden, whatever the accesses are marked with; so the search need not make
  // them. With `load_load_hazard` two reads of one location may be reordered.
  bool coherent = false, load_load_hazard = false;
};

// The five ways to break coherence ("Herding Cats", 4.2: coWW, coRW1, coRW2, coWR, coRR), and a write in an update.
// `bounded_races`: as Model has it.
Probed probe_coherence(const AxiomsOf& axioms, Isa isa, std::string_view without, bool bounded_races);
// May a value be read from a write that was done because it was read?
bool allows_thin_air(const AxiomsOf& axioms, Isa isa);
// Evaluates everything once. Throws what the axioms throw.
void try_out(const AxiomsOf& axioms, Isa isa);

}  // namespace fenceline::models::cat
