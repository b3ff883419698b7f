// Threads that cannot be made to stop: what they are at, and how the rest of the run goes on without them.
#pragma once
#include <pthread.h>
#include <sys/types.h>

#include <string>

namespace fenceline {

/// What the operating system says of one of our threads: "state R on CPU 1, 230 ms of CPU time", and what it waits for
/// in the kernel, where it tells. Empty: the thread is not there.
std::string thread_state(pid_t tid);

/// Interrupts the thread wherever it is, for good: it sleeps until the program ends, and takes no CPU from what comes.
/// What it holds (memory, locks, files) it keeps. False: it did not come to rest within a second.
bool put_to_sleep(pthread_t);

}  // namespace fenceline
