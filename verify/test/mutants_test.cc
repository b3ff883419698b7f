// Each numbered access of a structure is needed: made weaker, some scenario goes wrong, or it stands in
// verify/spared.txt with its reason.
#include <gmock/gmock.h>
#include <verify/mutants.h>
#include <verify/scenarios.h>
#include <verify/trace.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace fenceline::verify {
namespace {

/// "file number order" of the mutants that may live.
std::set<std::string> spared() {
  std::ifstream file(FENCELINE_SOURCE "/verify/spared.txt");
  EXPECT_TRUE(file) << "verify/spared.txt is missing";
  std::set<std::string> out;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string path, number, order, reason;
    words >> path >> number >> order >> reason;
    EXPECT_NE(reason, "") << "no reason: " << line;
    EXPECT_TRUE(out.insert(path + " " + number + " " + order).second) << "twice: " << line;
  }
  return out;
}

/// The path from the tree's root: "structures/queue/scq.h".
std::string path_of(const std::string& file) {
  const auto at = file.rfind("structures/");
  return at == std::string::npos ? file : file.substr(at);
}

TEST(Mutants, AreKilledOrSpared) {
  std::map<std::string, std::vector<Entry>> structures;
  for (const Entry& e : registry()) {
    if (e.fails.empty()) structures[e.structure].push_back(e);
  }
  // An access that several structures share may be needed by one of them only.
  std::set<std::string> killed, alive;
  std::map<std::string, std::string> files;  // by place
  for (const auto& [name, scenarios] : structures) {
    for (const Mutant& m : mutants(scenarios, {.executions = 6000})) {
      const std::string what = path_of(m.access.file) + " " + std::to_string(m.access.number) + " " + name_of(m.order);
      (m.violation ? killed : alive).insert(what);
      EXPECT_EQ(files.try_emplace(place_of(m.access), m.access.file).first->second, m.access.file)
          << "a table tells the two apart";
    }
  }
  const std::set<std::string> spare = spared();
  for (const std::string& what : alive) {
    EXPECT_TRUE(killed.contains(what) || spare.contains(what)) << what << ": nothing goes wrong";
  }
  for (const std::string& what : spare) {
    EXPECT_TRUE(alive.contains(what) && !killed.contains(what)) << what << ": is in verify/spared.txt and need not be";
  }
  EXPECT_GT(killed.size(), 40U);
}

TEST(Mutants, StandWithThePathOfTheirFile) {
  EXPECT_EQ(place_of({"/home/me/structures/tree/structures/stack/reclaimed.h", 7}), "stack/reclaimed.h (7)");
  EXPECT_EQ(place_of({"structures/wide.h", 1}), "wide.h (1)");
  EXPECT_EQ(place_of({"../my_queue/my_queue.h", 2}), "my_queue.h (2)");
  EXPECT_EQ(place_of({"my_queue.h", 2}), "my_queue.h (2)");
}

}  // namespace
}  // namespace fenceline::verify
