// The kernels that this program was linked with, and where the loop of each lies: tests/test_disassembly.py builds it of one
// suite's files for each ISA, without the rest of the bench. A line each, fields separated by tabs:
//   kernel  variant  shows  unroll  address  emits
#include <kernels/kernel.h>

#include <cinttypes>
#include <cstdio>

int main() {
  using namespace fenceline;
  for (const Kernel& k : kernels())
    std::printf("%s\t%s\t%s\t%u\t%" PRIxPTR "\t%s\n", k.name.c_str(), k.variant.c_str(), std::string(name(k.shows)).c_str(),
                kUnroll, reinterpret_cast<uintptr_t>(k.roles[0].run), k.emits.c_str());
}
