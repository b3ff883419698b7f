#include <harness/team/abandon.h>

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace fenceline {
namespace {

constexpr int kSleep = SIGUSR1;

std::atomic<unsigned> asleep{0};

void sleep_for_ever(int) {
  asleep.fetch_add(1, std::memory_order_relaxed);
  for (;;) pause();  // all signals are blocked meanwhile
}

std::string line_of(const std::string& path) {
  std::string line;
  std::getline(std::ifstream(path), line);
  return line;
}

}  // namespace

std::string thread_state(pid_t tid) {
  const std::string folder = fmt::format("/proc/self/task/{}/", tid);
  const std::string stat = line_of(folder + "stat");
  const size_t name_end = stat.rfind(')');  // a name may hold anything
  if (name_end == stat.npos) return "";
  // From the third field on: proc(5) counts them from 1.
  std::istringstream words(stat.substr(name_end + 1));
  std::vector<std::string> fields(3);
  for (std::string word; words >> word;) fields.push_back(word);
  constexpr size_t kState = 3, kUserTime = 14, kSystemTime = 15, kProcessor = 39;
  if (fields.size() <= kProcessor) return "";
  const long ticks = std::stol(fields[kUserTime]) + std::stol(fields[kSystemTime]);
  std::string text = fmt::format("state {} on CPU {}, {} ms of CPU time", fields[kState], fields[kProcessor],
                                 ticks * 1000 / sysconf(_SC_CLK_TCK));
  const std::string waits_for = line_of(folder + "wchan");
  if (!waits_for.empty() && waits_for != "0") text += ", in " + waits_for;
  return text;
}

bool put_to_sleep(pthread_t thread) {
  struct sigaction action {};
  action.sa_handler = sleep_for_ever;
  sigfillset(&action.sa_mask);
  sigaction(kSleep, &action, nullptr);
  const unsigned before = asleep.load(std::memory_order_relaxed);
  pthread_kill(thread, kSleep);
  for (int i = 0; i < 100; ++i) {
    if (asleep.load(std::memory_order_relaxed) != before) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace fenceline
