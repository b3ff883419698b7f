#include <harness/run/progress.h>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace fenceline {

namespace {

/// One on which a line can be written anew.
bool on_terminal() {
  const char* const term = std::getenv("TERM");
  return isatty(STDERR_FILENO) && term && std::string_view(term) != "dumb";
}

}  // namespace

Progress::Progress() : terminal_(on_terminal()) {}

Progress::~Progress() {
  if (line_open_) write("\r\033[K");
}

/// A terminal that went away does not end the measurement.
void Progress::write(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

void Progress::say(const std::string& lines) {
  write((line_open_ ? "\r\033[K" : "") + lines);
  line_open_ = false;
}

void Progress::step(size_t done, size_t total, const std::string& what, double at_least_s) {
  using namespace std::chrono;
  const auto now = Clock::now();
  if (now - shown_ < (terminal_ ? milliseconds(100) : seconds(10))) return;
  shown_ = now;
  const double elapsed = duration<double>(now - started_).count();
  const double left = std::max(done ? elapsed * double(total - done) / double(done) : 0, at_least_s);
  std::string line = fmt::format("[{:3.0f} %] {:.0f} s left", 100 * elapsed / (elapsed + left), left);
  if (!terminal_) return write(fmt::format("{}  {}\n", line, what));
  winsize size{};
  const size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
  line += "  " + what;
  if (line.size() >= columns) line.resize(columns - 1);
  write("\r\033[K" + line);
  line_open_ = true;
}

}  // namespace fenceline
