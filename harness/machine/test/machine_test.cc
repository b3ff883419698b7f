#include <base/error.h>
#include <base/text.h>
#include <gmock/gmock.h>
#include <harness/machine/machine.h>
#include <harness/machine/node_memory.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace fenceline {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string refusal(const std::string& spec) {
  try {
    load_machine(spec);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    int file = mkstemp(path_.data());
    EXPECT_GE(file, 0);
    close(file);
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "fenceline-topology-XXXXXX";
};

TEST(Ranges, AreShort) {
  EXPECT_EQ(ranges({}), "none");
  EXPECT_EQ(ranges({0, 1, 4, 5, 6, 9}), "0,1,4-6,9");
}

TEST(Live, HasThePusThatWeMayRunOn) {
  Machine machine = load_machine();
  EXPECT_TRUE(machine.live);
  EXPECT_EQ(machine.source, "live");
  cpu_set_t set;
  ASSERT_EQ(sched_getaffinity(0, sizeof set, &set), 0);
  EXPECT_EQ(machine.pus.size(), static_cast<size_t>(CPU_COUNT(&set)));
  for (const Pu& pu : machine.pus) EXPECT_TRUE(CPU_ISSET(pu.os, &set));
}

TEST(Live, HonoursAnAffinityAndListsTheOthers) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  const Machine whole = load_machine();
  for (const Pu& only : whole.pus) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(only.os, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    const Machine machine = load_machine();
    ASSERT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
    ASSERT_EQ(machine.pus.size(), 1u);
    EXPECT_EQ(machine.pus[0].os, only.os);
    EXPECT_EQ(machine.disallowed.size(), whole.disallowed.size() + whole.pus.size() - 1);
    EXPECT_THAT(machine.disallowed, Not(Contains(only.os)));
  }
}

TEST(Live, IsNotDeceivedByTheEnvironment) {
  const std::string here = describe(load_machine());
  setenv("HWLOC_SYNTHETIC", "pack:4 core:8 pu:2", 1);
  setenv("HWLOC_THISSYSTEM", "1", 1);
  const Machine live = load_machine(), other = load_machine("core:3 pu:1");
  EXPECT_STREQ(getenv("HWLOC_SYNTHETIC"), "pack:4 core:8 pu:2") << "and it is left as it was";
  unsetenv("HWLOC_SYNTHETIC");
  unsetenv("HWLOC_THISSYSTEM");
  EXPECT_EQ(describe(live), here);
  EXPECT_EQ(other.pus.size(), 3u);
  EXPECT_FALSE(other.live);
}

TEST(Saved, IsTheSameMachineButNotLive) {
  const Machine live = load_machine();
  TemporaryFile file(live.xml());
  const Machine saved = load_machine(file.path());
  EXPECT_FALSE(saved.live);
  EXPECT_EQ(saved.source, "xml:" + file.path());
  ASSERT_EQ(saved.pus.size(), live.pus.size() + live.disallowed.size());
  EXPECT_EQ(saved.nodes.size(), live.nodes.size());
  EXPECT_EQ(saved.caches.size(), live.caches.size());
}

TEST(Saved, ByHwloc3IsTheSameMachine) {
  const Machine old = load_machine("pack:2 numa:2 l3:1 core:2 pu:2");
  std::string xml = old.xml();
  const std::string version = "<topology version=\"2.0\">", end = "</topology>";
  ASSERT_NE(xml.find(version), xml.npos);
  xml.replace(xml.find(version), version.size(), "<topology version=\"3.0\">");
  xml.insert(xml.rfind(end), "  <info name=\"OSName\" value=\"Linux\"/>\n");
  const TemporaryFile file(xml);
  const Machine machine = load_machine(file.path());
  EXPECT_EQ(machine.pus.size(), old.pus.size());
  for (size_t i = 1; i < old.pus.size(); ++i) {
    EXPECT_EQ(machine.distance_class(machine.pus[0], machine.pus[i]), old.distance_class(old.pus[0], old.pus[i]));
  }
  EXPECT_THAT(machine.remarks, Contains(HasSubstr("version 3")));
  EXPECT_THAT(machine.remarks, Not(Contains(HasSubstr("unknown"))));
}

TEST(Synthetic, SharesWhatItSays) {
  const Machine m = load_machine("pack:2 numa:2 l3:2 l2:2 core:2 pu:2");
  ASSERT_EQ(m.pus.size(), 64u);
  EXPECT_EQ(m.nodes.size(), 4u);
  auto to = [&](unsigned os) { return m.relation(m.pus[0], *m.pu(os)); };
  EXPECT_EQ(to(0), Relation::same_pu);
  EXPECT_EQ(to(1), Relation::smt);
  EXPECT_EQ(to(2), Relation::l2);
  EXPECT_EQ(to(4), Relation::l3);
  EXPECT_EQ(to(8), Relation::numa);
  EXPECT_EQ(to(16), Relation::package);
  EXPECT_EQ(to(32), Relation::cross_package);
  EXPECT_EQ(m.pus[3].smt_rank, 1u);
  EXPECT_EQ(m.pus[17].node, 1);
}

TEST(Synthetic, WithoutCoresOrPackagesClaimsNone) {
  const Machine m = load_machine("numa:2 pu:4");
  EXPECT_EQ(m.relation(m.pus[0], m.pus[1]), Relation::numa);
  EXPECT_EQ(m.relation(m.pus[0], m.pus[4]), Relation::machine);
  EXPECT_THAT(m.remarks, Contains(HasSubstr("no cores")));
  EXPECT_THAT(m.remarks, Contains(HasSubstr("no packages")));
}

TEST(BadInput, IsOneLineThatSaysWhatToDo) {
  TemporaryFile text("this is not XML\n"), cut("<?xml version=\"1.0\"?><topology version=\"2.0\"><obj"), empty("");
  for (const std::string& spec :
       {std::string("/no/such/file.xml"), std::string("nonsense"), std::string("pack:2 core:x"), std::string("pack:-1"),
        std::string("/"), text.path(), cut.path(), empty.path(), std::string("xml:"), std::string("synthetic:")}) {
    testing::internal::CaptureStderr();
    std::string message = refusal(spec);
    std::string stray = testing::internal::GetCapturedStderr();
    EXPECT_THAT(message, AnyOf(HasSubstr("give a file"), HasSubstr("write"))) << spec;
    EXPECT_THAT(message, Not(HasSubstr("\n"))) << spec;
    EXPECT_EQ(stray, "") << spec;
  }
}

TEST(BadInput, ThatIsNoWholeXmlIsCalledSo) {
  const TemporaryFile text("this is not XML\n"), cut("<?xml version=\"1.0\"?><topology version=\"2.0\"><obj"),
      packed("\x1f\x8b\x08");
  EXPECT_THAT(refusal(text.path()), HasSubstr("no XML, or cut short"));
  EXPECT_THAT(refusal(cut.path()), HasSubstr("no XML, or cut short"));
  EXPECT_THAT(refusal(packed.path()), HasSubstr("gunzip"));
}

TEST(BadInput, NumbersMustBeUnique) {
  const auto with_twins = [](const std::string& object) {
    std::string xml = load_machine("pack:2 numa:1 core:2 pu:1").xml();
    const std::string one = "type=\"" + object + "\" os_index=\"1\"";
    EXPECT_NE(xml.find(one), xml.npos) << xml;
    return xml.replace(xml.find(one) + one.size() - 2, 1, "0");
  };
  EXPECT_THAT(refusal(TemporaryFile(with_twins("NUMANode")).path()), HasSubstr("two NUMA nodes have the number 0"));
  EXPECT_THAT(refusal(TemporaryFile(with_twins("PU")).path()), HasSubstr("two PUs have the number 0"));
}

TEST(BadInput, NumbersThatNoLinuxHasAreRefusedBeforeHwlocSetsBitsAsideForThem) {
  for (const std::string object : {"NUMANode", "PU"}) {
    std::string xml = load_machine("pack:2 numa:1 core:2 pu:1").xml();
    const std::string one = "type=\"" + object + "\" os_index=\"1\"";
    xml.replace(xml.find(one) + one.size() - 2, 1, "2147483647");
    EXPECT_THAT(refusal(TemporaryFile(xml).path()), HasSubstr(object + "\" os_index=\"2147483647\""));
  }
}

TEST(Describe, KeepsTo80Columns) {
  for (const std::string& spec : {std::string(), std::string("pack:8 numa:8 l3:2 core:16 pu:2"), std::string("pu:1")}) {
    std::istringstream lines(describe(load_machine(spec)));
    size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), 80u) << line;
    EXPECT_GE(count, 4u);
    EXPECT_LE(count, 40u);
  }
}

TEST(Wrapped, BreaksAtSpacesAndCutsWhatHasNone) {
  EXPECT_EQ(wrapped("short", 4), "short\n");
  const std::string word(30, 'x');
  EXPECT_EQ(wrapped("  " + word + " " + word + " " + word, 4), "  " + word + " " + word + "\n    " + word + "\n");
  EXPECT_EQ(wrapped(std::string(100, 'y'), 4), std::string(80, 'y') + "\n    " + std::string(20, 'y') + "\n");
}

TEST(Memory, LiesWhereItWasAskedFor) {
  const Machine machine = load_machine();
  for (const NumaNode& node : machine.nodes) {
    if (!machine.usable(node)) continue;
    constexpr size_t kBytes = 3 << 20;
    NodeMemory memory(machine, node.os, kBytes);
    ASSERT_NE(memory.data(), nullptr);
    EXPECT_EQ(memory.size(), kBytes);
    EXPECT_EQ(memory.pages(), NodeMemory::Pages::base);
    for (size_t i = 0; i < kBytes; i += 512) ASSERT_EQ(memory.data()[i], std::byte{0});
    if (memory.landed_on()) {
      EXPECT_EQ(*memory.landed_on(), node.os);
      EXPECT_EQ(memory.landed_share(), 1.0);
    } else {
      EXPECT_THAT(memory.note(), HasSubstr("move_pages")) << "the reason is kept";
    }
  }
}

/// From here on, this process's system calls `first` and `second` fail with EPERM, as in a
/// container.
bool forbid(long first, long second) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(first), 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(second), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {std::size(filter), filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST(Memory, WorksWhereBindingIsForbiddenAndSaysSo) {
  const Machine machine = load_machine();
  const pid_t child = fork();
  if (child == 0) {
    if (!forbid(SYS_mbind, SYS_move_pages)) _exit(2);
    NodeMemory memory(machine, machine.nodes.front().os, 1 << 20);
    const bool told = memory.note().find("mbind: ") != std::string::npos &&
                      memory.note().find("move_pages: ") != std::string::npos &&
                      !node_refused(machine, machine.nodes.front().os).empty();
    _exit(memory.data() != nullptr && !memory.landed_on() && told ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "no seccomp filters here (qemu-user has none)";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Memory, SaysWhichPagesItHas) {
  NodeMemory memory(load_machine(), std::nullopt, 8 << 20, true);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(memory.data()) % (2 << 20), 0u);
  if (memory.pages() == NodeMemory::Pages::base)
    EXPECT_THAT(memory.note(), HasSubstr("on small pages"));
  else
    EXPECT_EQ(memory.note(), "") << "what is had is no gap";
}

TEST(Memory, IsRefusedWhereThereIsNone) {
  const Machine machine = load_machine();
  EXPECT_THROW(NodeMemory(machine, 4095u, 4096), RunError);
  EXPECT_THROW(NodeMemory(machine, machine.nodes.front().os, size_t{1} << 50), RunError);
  EXPECT_THROW(NodeMemory(machine, std::nullopt, size_t{1} << 60), RunError);
  EXPECT_EQ(NodeMemory(machine, std::nullopt, 0).data(), nullptr);
}

}  // namespace
}  // namespace fenceline
