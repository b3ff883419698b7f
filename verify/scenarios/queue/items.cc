#include <verify/scenarios/queue/items.h>

#include <algorithm>

namespace fenceline::verify {

void Items::check_queue() const {
  for (const auto& some : out) {
    for (std::size_t a = 0; a < some.size(); ++a) {
      for (std::size_t b = a + 1; b < some.size(); ++b) {
        require(some[a] / 10 != some[b] / 10 || some[a] < some[b], "a producer's items come in its order");
      }
    }
  }
  check_once();
}

void Items::check_once() const {
  std::vector<int> went, came;
  for (const auto& some : in) went.insert(went.end(), some.begin(), some.end());
  for (const auto& some : out) came.insert(came.end(), some.begin(), some.end());
  std::sort(went.begin(), went.end());
  std::sort(came.begin(), came.end());
  require(went == came, "each item comes out once");
}

}  // namespace fenceline::verify
