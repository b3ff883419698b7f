// AArch64: what the independent probe of lines and of memory needs of it.
#include <arch/test/line_probe.h>

namespace {

using fenceline::probe::Word;

struct Isa {
  static constexpr const char *kLoad = "ldr.64", *kFetchAdd = "ldxr_stxr_add.64", *kCas = "ldxr_stxr_cas.64",
                              *kFence = "dsb_ish";
  static uint64_t add(Word& word) {
    uint64_t found;
    uint32_t failed;
    asm volatile("0:\n\tldxr %0, [%2]\n\tstxr %w1, %0, [%2]\n\tcbnz %w1, 0b"
                 : "=&r"(found), "=&r"(failed)
                 : "r"(&word)
                 : "memory");
    return found;
  }
  static uint64_t cas(Word& word, uint64_t is, uint64_t to_be) {
    uint64_t found;
    uint32_t failed;
    asm volatile("0:\n\tldxr %0, [%2]\n\tcmp %0, %3\n\tb.ne 1f\n\tstxr %w1, %4, [%2]\n\tcbnz %w1, 0b\n1:"
                 : "=&r"(found), "=&r"(failed)
                 : "r"(&word), "r"(is), "r"(to_be)
                 : "memory", "cc");
    return found;
  }
  static void flush(void* line) { asm volatile("dc civac, %0" : : "r"(line) : "memory"); }
  static void fence() { asm volatile("dsb ish" : : : "memory"); }
};

}  // namespace

int main(int argc, char** argv) { return fenceline::probe::run<Isa>(argc, argv); }
