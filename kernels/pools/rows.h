// All rows over one pool, for small objects and for large ones.
#pragma once
#include <kernels/pools/holding.h>
#include <kernels/pools/passing.h>

namespace fenceline::pools {

/// Groups: whatever hands out objects of one size is compared.
template <ObjectPool O>
void add(std::vector<Kernel>& list, const char* name) {
  const std::string group = "object_" + std::to_string(sizeof(typename O::value_type));
  const Kernel k = workload::describe("pools", group.c_str(), name, "", Metric::contended, "");
  add_holding<O>(list, k);
  list.push_back(passing<O>(k));
}

using Small = Object<64>;
using Large = Object<1024>;

/// Calls f.operator()<T>() for both.
template <class F>
void for_each_object(F&& f) {
  f.template operator()<Small>();
  f.template operator()<Large>();
}

}  // namespace fenceline::pools
