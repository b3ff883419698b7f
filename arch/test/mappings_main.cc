// Prints the mappings of the ISA it is built for, a line for each entry:
//   mapping  use  order  variant
// arch/<isa>/mappings.tsv is a copy of these lines, for the memory models to judge.
#include <arch/mappings.h>
#include <arch/mappings_go.h>
#include <arch/mappings_linux.h>
#include <arch/mappings_openjdk.h>

#include <cstdio>

namespace {
using namespace fenceline::arch;

template <class Mappings>
void print_all() {
  Mappings::for_each([]<class M>() {
    for_each_entry<M>([]<class E>() {
      const auto print = [](std::string_view text, char end) {
        std::printf("%.*s%c", static_cast<int>(text.size()), text.data(), end);
      };
      print(M::info.name, '\t'), print(name(E::use), '\t');
      print(order_name(E::order), '\t'), print(E::op::info.name, '\n');
    });
  });
}
}  // namespace

int main() {
  print_all<mappings>();
  print_all<linux_mappings>();
  print_all<go_mappings>();
  print_all<openjdk_mappings>();
}
