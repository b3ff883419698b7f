#include <harness/machine/cpu_list.h>

#include <sstream>

namespace fenceline {

std::vector<unsigned> parse_cpu_list(const std::string& text) {
  std::vector<unsigned> cpus;
  std::istringstream in(text);
  for (unsigned low = 0; in >> low;) {
    unsigned high = low;
    if (in.peek() == '-' && !(in.ignore() >> high)) break;
    for (unsigned cpu = low; cpu <= high && high < 1u << 20; ++cpu) cpus.push_back(cpu);
    if (in.peek() == ',') in.ignore();
  }
  return cpus;
}

}  // namespace fenceline
