// The races in every way that C++ allows: each is found and explained, each cure holds to the end. docs/races.md shows both.
#include "list.h"

#include <verify/checked.h>
#include <verify/scenarios.h>

namespace fenceline::verify {
namespace {

template <class R>
Scenario two_threads() {
  return scenario<R>("two threads", {[](R& r) { r.run(0); }, [](R& r) { r.run(1); }},
                     [](R& r) { require(r.right(), "it came out right"); });
}

const int registration = [] {
  races::for_each_race<Checked>([]<class Racy, class Cured>(const char* name) {
    Registered(std::string("race/") + name, two_threads<Racy>(), {}, "data race");
    Registered(std::string("cure/") + name, two_threads<Cured>());
  });
  return 0;
}();

}  // namespace
}  // namespace fenceline::verify
