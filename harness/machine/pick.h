// Choosing PUs among those of a machine: what the pin policies are made of.
#pragma once
#include <harness/machine/machine.h>

#include <vector>

namespace fenceline {

using Pus = std::vector<const Pu*>;
using Level = int Pu::*;

/// All usable PUs in topology order.
Pus all_pus(const Machine&);
/// The first `count` of them; count <= pus.size().
Pus first(Pus pus, size_t count);
/// The PUs of each object of a level, in topology order; those outside any object are in none.
std::vector<Pus> groups(const Pus&, Level);
/// The size of the largest group; 0 where there is none.
size_t largest(const std::vector<Pus>&);
/// On a hybrid machine, the PUs of each kind that has enough of them, the fastest kind first, then
/// all: a difference between kinds would otherwise be taken for one between distances. A policy
/// takes the first in which it finds what it looks for.
std::vector<Pus> by_kind(const Pus&, size_t count);
/// The first of them, for policies that find their threads anywhere.
Pus of_one_kind(const Pus&, size_t count);
/// Physical cores before siblings, otherwise in topology order.
Pus cores_first(Pus);
/// As far apart as possible, and no sibling before every core has a thread: takes turns between
/// packages and nodes, the farthest first, and inside them between dies, caches and cores.
Pus scattered(const Machine&, const Pus&);
/// One PU of the first part of a core, one of the second, …: siblings as far apart as they get.
Pus across_subcores(const Machine&, const Pus& core);

}  // namespace fenceline
