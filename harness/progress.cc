#include <harness/progress.h>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace fenceline {

Progress::Progress() : terminal_(isatty(STDERR_FILENO)) {}

Progress::~Progress() {
  if (line_open_) fmt::print(stderr, "\r\033[K");
}

void Progress::step(size_t done, size_t total, const std::string& what) {
  using namespace std::chrono;
  const auto now = Clock::now();
  if (now - shown_ < (terminal_ ? milliseconds(100) : seconds(10))) return;
  shown_ = now;
  const double elapsed = duration<double>(now - started_).count();
  const double left = done ? elapsed * double(total - done) / double(done) : 0;
  std::string line = fmt::format("[{:3.0f} %] {:.0f} s left", 100.0 * double(done) / double(total), left);
  if (!terminal_) {
    fmt::print(stderr, "{}, {} of {} repetitions\n", line, done, total);
    return;
  }
  winsize size{};
  const size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
  line += "  " + what;
  if (line.size() >= columns) line.resize(columns - 1);
  fmt::print(stderr, "\r\033[K{}", line);
  std::fflush(stderr);
  line_open_ = true;
}

}  // namespace fenceline
