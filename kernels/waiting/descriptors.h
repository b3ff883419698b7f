// File descriptors as gates: what a process waits at that does not only wait for its own threads.
#pragma once
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>

namespace fenceline::waiting {

/// Says why, where the system does not give what was asked for.
inline std::string refused(const char* call) { return std::string(call) + ": " + std::strerror(errno); }

/// Reads or writes all of it; another's signal is no reason to stop.
template <class Call, class Buffer>
void transfer(const char* name, Call call, int descriptor, Buffer* buffer, std::size_t bytes) {
  for (;;) {
    const ssize_t done = call(descriptor, buffer, bytes);
    if (done == static_cast<ssize_t>(bytes)) return;
    if (done >= 0 || errno != EINTR) throw std::runtime_error(refused(name));
  }
}

class PipeGate {
 public:
  PipeGate() {
    if (::pipe(ends_) != 0) throw std::runtime_error(refused("pipe"));
  }
  ~PipeGate() {
    for (const int end : ends_) close(end);
  }
  PipeGate(const PipeGate&) = delete;
  PipeGate& operator=(const PipeGate&) = delete;

  void post() {
    const char byte = 1;
    transfer("write to a pipe", ::write, ends_[1], &byte, sizeof byte);
  }
  void wait() {
    char byte;
    transfer("read from a pipe", ::read, ends_[0], &byte, sizeof byte);
  }
  /// Why there is none; empty: there is.
  static std::string missing() {
    int ends[2];
    if (::pipe(ends) != 0) return refused("pipe");
    for (const int end : ends) close(end);
    return "";
  }

 private:
  int ends_[2];
};

class EventFdGate {
 public:
  EventFdGate() : count_(eventfd(0, 0)) {
    if (count_ < 0) throw std::runtime_error(refused("eventfd"));
  }
  ~EventFdGate() { close(count_); }
  EventFdGate(const EventFdGate&) = delete;
  EventFdGate& operator=(const EventFdGate&) = delete;

  void post() {
    const std::uint64_t one = 1;
    transfer("write to an eventfd", ::write, count_, &one, sizeof one);
  }
  void wait() {
    std::uint64_t count;
    transfer("read from an eventfd", ::read, count_, &count, sizeof count);
  }
  static std::string missing() {
    const int count = eventfd(0, 0);
    if (count < 0) return refused("eventfd");
    close(count);
    return "";
  }

 private:
  int count_;
};

}  // namespace fenceline::waiting
