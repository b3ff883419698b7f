// Random programs in C with atomics, as text of litmus tests.
#pragma once
#include <random>
#include <string>
#include <vector>

namespace fenceline::verify {

class RandomProgram {
 public:
  explicit RandomProgram(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string out = "C Random\n{}\n", observed;
    const int threads = pick(2, 4);
    int left = pick(4, 8);  // accesses
    for (int t = 0; t < threads; ++t) {
      registers_ = 0;
      out += "P" + std::to_string(t) + " (atomic_int* x, atomic_int* y, int* z) {\n";
      const int own = t + 1 == threads ? left : std::min(left, pick(1, 4));
      left -= own;
      for (int i = 0; i < own; ++i) out += statement();
      out += "}\n";
      for (int r = 0; r < registers_; ++r) observed += " " + std::to_string(t) + ":r" + std::to_string(r) + ";";
    }
    return out + "locations [" + observed + " x; y;]\nexists (x=0)\n";
  }

 private:
  int pick(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  bool chance(int percent) { return pick(1, 100) <= percent; }
  std::string one_of(const std::vector<std::string>& all) {
    return all[static_cast<std::size_t>(pick(0, static_cast<int>(all.size()) - 1))];
  }
  std::string order(const std::vector<std::string>& all) { return "memory_order_" + one_of(all); }
  std::string result() { return "int r" + std::to_string(registers_++) + " = "; }

  std::string statement() {
    std::string s = fence();
    const std::string at = one_of({"x", "y"}), value = std::to_string(pick(1, 2));
    const std::vector<std::string> any = {"relaxed", "acquire", "release", "acq_rel", "seq_cst"};
    const std::vector<std::string> loads = {"relaxed", "acquire", "seq_cst"};
    switch (const int kind = pick(0, 11)) {
      case 0:
      case 1:
      case 2:
        s += "atomic_store_explicit(" + at + ", " + value + ", " + order({"relaxed", "release", "seq_cst"}) + ");\n";
        break;
      case 3:
      case 4:
      case 5:
        s += result() + "atomic_load_explicit(" + at + ", " + order(loads) + ");\n";
        break;
      case 6:
      case 7: {
        const std::string change =
            kind == 6 ? "exchange" : one_of({"fetch_add", "fetch_sub", "fetch_or", "fetch_and", "fetch_xor"});
        s += result() + "atomic_" + change + "_explicit(" + at + ", " + value + ", " + order(any) + ");\n";
        break;
      }
      case 8:
      case 9: {
        const int expected = registers_++;
        s += "int r" + std::to_string(expected) + " = " + std::to_string(pick(0, 1)) + ";\n";
        s += result() + "atomic_compare_exchange_" + one_of({"strong", "weak"}) + "_explicit(" + at + ", &r" +
             std::to_string(expected) + ", " + value + ", " + order(any) + ", " + order(loads) + ");\n";
        break;
      }
      default:
        s += guarded();
    }
    return s;
  }

  std::string fence() {
    if (!chance(25)) return "";
    return "atomic_thread_fence(" + order({"acquire", "release", "acq_rel", "seq_cst", "seq_cst"}) + ");\n";
  }

  /// Plain data behind a flag: mostly a race, sometimes none.
  std::string guarded() {
    if (!chance(60)) return "*z = " + std::to_string(pick(1, 2)) + ";\n";
    const std::string flag = "r" + std::to_string(registers_);
    return result() + "atomic_load_explicit(" + one_of({"x", "y"}) + ", " + order({"relaxed", "acquire", "seq_cst"}) +
           ");\nif (" + flag + " == " + std::to_string(pick(1, 2)) + ") {\n" +
           (chance(50) ? "*z = 3;\n"
                       : "atomic_store_explicit(x, 3, " + order({"relaxed", "release", "seq_cst"}) + ");\n") +
           "}\n";
  }

  std::mt19937 random_;
  int registers_ = 0;
};

}  // namespace fenceline::verify
