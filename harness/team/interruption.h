// Signals that end the program: SIGINT, SIGTERM, SIGHUP. What runs is to finish its row and return; who does not, in the
// time that is given, is ended all the same.
#pragma once
#include <atomic>

namespace fenceline {

/// Set by the first such signal.
extern std::atomic<bool> interrupted;
/// Readable, for poll(), once it is set. -1: signals are not caught.
int interruption_fd();

/// From here on the first of the signals sets `interrupted`; a second one, or `grace_s` seconds, end the program at once
/// with exit code kInterrupted. A SIGHUP that was ignored when the program began (nohup) stays ignored. Also ignores SIGPIPE, as
/// who stops reading what we say does not end the measurement, and SIGXFSZ, as write() tells of a file too large.
void catch_signals(unsigned grace_s);

}  // namespace fenceline
