// Whatever stands in a file, reading it ends in a test or in an error that names a line.
#include <models/dialect/dialect.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>

#include <gtest/gtest.h>

#include <random>

namespace fenceline::models {
namespace {

TEST(Fuzz, DamagedTextIsReadOrRefused) {
  std::mt19937 random(58);
  int read = 0, refused = 0;
  for (const Dialect* d : dialects())
    for (const char* name : {"MP", "SB+rfi-pos", "PPOCA", "LB+ctrls", "2+2W+poxxs", "IRIW+addrs"}) {
      std::string whole;
      try {
        whole = write_litmus(make_test(name, d->isa()));
      } catch (const NameError&) {
        continue;  // an edge that this instruction set lacks
      }
      for (int trial = 0; trial < 400; ++trial) {
        std::string text = whole;
        for (int edits = 1 + static_cast<int>(random() % 3); edits > 0; --edits) {
          const std::size_t at = random() % text.size();
          switch (random() % 4) {
            case 0:
              text.erase(at, 1 + random() % 4);
              break;
            case 1:
              text.insert(at, 1, " ,;|()[]{}#$%:=0x\n"[random() % 18]);
              break;
            case 2:
              text[at] = whole[random() % whole.size()];
              break;
            case 3:
              text.insert(at, text.substr(random() % text.size(), random() % 12));
              break;
          }
          if (text.empty()) text = " ";
        }
        try {
          parse_litmus(text, "f");
          ++read;
        } catch (const LitmusError& e) {
          ++refused;
          EXPECT_EQ(std::string(e.what()).substr(0, 2), "f:") << text;
          EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
        }
      }
    }
  EXPECT_GT(read, 1000);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace fenceline::models
