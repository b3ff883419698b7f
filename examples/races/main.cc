// The races on hardware, for ThreadSanitizer: races NAME racy|cured. Without it a race seldom shows, and nothing here says
// so: exit code 0 means that it ran.
#include "list.h"

#include <cstdio>
#include <string_view>
#include <thread>

using namespace fenceline;

namespace {

template <class R>
void run() {
  R race;
  std::thread first([&] { race.run(0); }), second([&] { race.run(1); });
  first.join();
  second.join();
}

}  // namespace

int main(int count, char** words) {
  const std::string_view wanted = count == 3 ? words[1] : "", which = count == 3 ? words[2] : "";
  bool known = false;
  races::for_each_race<Native>([&]<class Racy, class Cured>(const char* name) {
    if (wanted != name || (which != "racy" && which != "cured")) return;
    known = true;
    which == "racy" ? run<Racy>() : run<Cured>();
  });
  if (known) return 0;
  std::fputs("usage: races append|counter|flag|lazy|map|publication racy|cured\n", stderr);
  return 2;
}
