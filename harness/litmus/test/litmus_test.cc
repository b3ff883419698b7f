#include <arch/cpu.h>
#include <base/error.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <harness/litmus/litmus.h>
#include <harness/litmus/select.h>
#include <harness/plan/request.h>
#include <harness/results/litmus_record.h>
#include <models/litmus/litmus.h>
#include <models/shapes/generate.h>

#include <filesystem>
#include <fstream>

namespace fenceline {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Request parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "bench");
  std::vector<char*> argv;
  for (auto& a : arguments) argv.push_back(a.data());
  bool exit_now = false;
  return parse_request(int(argv.size()), argv.data(), exit_now);
}

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/litmus-test-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(LitmusRequest, OptionsMeanALitmusRun) {
  EXPECT_EQ(parse({"--suite=litmus"}).action, Action::litmus);
  EXPECT_EQ(parse({"--suite=atomics"}).action, Action::run);
  const auto r = parse({"--litmus=SB,MP+*+*", "--litmus-mode=sync", "--litmus-time=0.5"});
  EXPECT_EQ(r.action, Action::litmus);
  EXPECT_THAT(r.litmus.tests, testing::ElementsAre("SB", "MP+*+*"));
  EXPECT_EQ(parse({"--judge", "--litmus=all", "--litmus-sample=4", "--seed=2"}).litmus.sample, 4u);
  EXPECT_EQ(parse({"--explain=SB", "--model=sc"}).litmus.explain, "SB");
  EXPECT_EQ(parse({"--explain=fetch_add"}).action, Action::explain);
  EXPECT_THROW(parse({"--litmus=SB", "--litmus-mode=quick"}), InputError);
}

TEST(LitmusSelect, NamesWildcardsFilesAndFolders) {
  const auto isa = models::Isa::x86_64;
  EXPECT_EQ(select_litmus({"SB+mfences"}, isa).tests[0].name, "SB+mfences");
  EXPECT_GT(select_litmus({"MP+*"}, isa).tests.size(), 4u);
  EXPECT_EQ(select_litmus({"MP+*", "SB"}, isa, {3, 1}).tests.size(), 4u);
  const Folder folder;
  const auto file = folder.write("a.litmus", models::write_litmus(models::make_test("SB", isa)));
  EXPECT_EQ(select_litmus({file}, isa).tests.size(), 1u);
  folder.write("b.litmus", models::write_litmus(models::make_test("MP", models::Isa::aarch64)));
  folder.write("c.litmus", "X86_64 bad\n{ }\n P0 ;\n frob (x) ;\nexists (x=1)\n");
  const auto all = select_litmus({folder.path()}, isa);
  EXPECT_EQ(all.tests.size(), 1u);
  ASSERT_EQ(all.skips.list.size(), 2u);
  EXPECT_THAT(all.skips.list[0].reason, HasSubstr("aarch64"));
  EXPECT_THAT(all.skips.list[1].reason, HasSubstr("c.litmus:4"));
  EXPECT_EQ(all.skips.unreadable, 1u);
  // Each is told with its file's name, once; and a folder is no file, whatever it is called.
  for (const auto& skip : all.skips.list) {
    const std::string line = told(skip);
    EXPECT_EQ(line.find(skip.what), 0u) << line;
    EXPECT_EQ(line.find(skip.what, 1), std::string::npos) << line;
  }
  std::filesystem::create_directory(folder.path() + "/d.litmus");
  EXPECT_EQ(select_litmus({folder.path()}, isa).skips.unreadable, 1u);
}

TEST(LitmusSelect, WhatIsWrongIsNamed) {
  const auto select = [](const std::string& what) { return [what] { select_litmus({what}, models::Isa::x86_64); }; };
  EXPECT_THAT(select("SBB"), ThrowsMessage<InputError>(HasSubstr("SB")));
  EXPECT_THAT(select("SB+mfances"), ThrowsMessage<InputError>(HasSubstr("mfence")));
  EXPECT_THAT(select("nowhere.litmus"), ThrowsMessage<InputError>(HasSubstr("nowhere.litmus")));
  EXPECT_THAT([] { litmus_isa("aarch65"); }, ThrowsMessage<InputError>(HasSubstr("aarch64")));
}

TEST(LitmusSelect, TheClassicTestsOfEachIsaExist) {
  for (const auto* dialect : models::dialects()) {
    const auto names = classic_litmus(dialect->isa());
    EXPECT_EQ(select_litmus(names, dialect->isa()).tests.size(), names.size()) << dialect->name();
  }
}

TEST(LitmusSelect, CppIsJudgedAndNeverRun) {
  const auto run = [](std::vector<std::string> arguments) {
    return [arguments] {
      const auto request = parse(arguments);
      executes(request.litmus) ? run_litmus(request, Host{}).code : ask_models(request);
    };
  };
  EXPECT_THAT(run({"--litmus=MP", "--isa=cxx"}), ThrowsMessage<InputError>(HasSubstr("add --judge")));
  EXPECT_THAT(run({"--litmus=MP", "--model=rc11"}), ThrowsMessage<InputError>(HasSubstr("--judge --isa=cxx")));
  EXPECT_THAT(run({"--judge", "--litmus=MP", "--isa=cxx", "--model=power"}),
              ThrowsMessage<InputError>(HasSubstr("sc, rc11, cxx20")));
  EXPECT_EQ(select_litmus({"MP+rel+acq"}, litmus_isa("c")).tests[0].isa, models::Isa::cxx);
}

TEST(LitmusRun, WhatOnlyAsksTheModelsLooksAtNoMachine) {
  for (const char* asks : {"--models", "--export=folder"}) EXPECT_FALSE(executes(parse({asks}).litmus)) << asks;
  EXPECT_FALSE(executes(parse({"--explain=SB", "--model=sc"}).litmus));
  EXPECT_FALSE(executes(parse({"--litmus=SB", "--judge"}).litmus));
  EXPECT_TRUE(executes(parse({"--litmus=SB"}).litmus));
  EXPECT_TRUE(executes(parse({"--advise=SB"}).litmus));
}

TEST(LitmusRun, AnotherMachinesTopologyIsNotRunOn) {
  Host host;
  host.machine.source = "synthetic:pu:2";
  EXPECT_THAT([&] { run_litmus(parse({"--litmus=SB"}), host); },
              ThrowsMessage<InputError>(HasSubstr("synthetic:pu:2 is not this machine")));
}

TEST(LitmusRecord, AnEmulatedRowHasNoTimesAndNoRates) {
  for (const auto& column : emulated_litmus_table().infos()) {
    EXPECT_THAT(column.name, testing::Not(HasSubstr("per_s")));
    EXPECT_NE(column.unit, "s") << column.name;
    EXPECT_NE(column.unit, "1/s") << column.name;
  }
  EXPECT_NE(litmus_table().file, emulated_litmus_table().file);
}

// Neither kind can be taken for the other by the compiler.
static_assert(!std::is_convertible_v<NativeLitmusRecord, EmulatedLitmusRecord>);
template <class Record>
concept HasRates = requires(Record r) {
  r.outcomes_per_s;
};
static_assert(HasRates<NativeLitmusRecord> && !HasRates<EmulatedLitmusRecord>);

TEST(LitmusRun, WhatNoHardwareExecutesWritesNoRates) {
  const Folder folder;
  Host host = this_host("", {Execution::qemu_user, "made up", ""});
  auto request = parse({"--litmus=SB", "--litmus-time=0.1", "--pin=none", "--out=" + folder.path() + "/run"});
  EXPECT_EQ(run_litmus(request, host).code, 0);
  const auto rows = read_csv(folder.path() + "/run/emulated_litmus.csv");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1][0], "SB");
  EXPECT_EQ(rows[1].back(), "emulator");
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/run/litmus.csv"));
}

}  // namespace
}  // namespace fenceline
