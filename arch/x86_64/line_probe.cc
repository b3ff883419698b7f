// x86-64: what the independent probe of lines and of memory needs of it.
#include <arch/test/line_probe.h>

namespace {

using fenceline::probe::Word;

struct Isa {
  static constexpr const char *kLoad = "mov.64", *kFetchAdd = "lock_xadd.64", *kCas = "lock_cmpxchg.64",
                              *kFence = "mfence";
  static uint64_t add(Word& word) {
    uint64_t found = 0;
    asm volatile("lock xaddq %0, %1" : "+r"(found), "+m"(word) : : "memory", "cc");
    return found;
  }
  static uint64_t cas(Word& word, uint64_t is, uint64_t to_be) {
    asm volatile("lock cmpxchgq %2, %1" : "+a"(is), "+m"(word) : "r"(to_be) : "memory", "cc");
    return is;
  }
  static void flush(void* line) { asm volatile("clflush (%0)" : : "r"(line) : "memory"); }
  static void fence() { asm volatile("mfence" : : : "memory"); }
};

}  // namespace

int main(int argc, char** argv) { return fenceline::probe::run<Isa>(argc, argv); }
