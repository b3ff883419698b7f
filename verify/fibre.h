// Threads of a scenario as fibres: each has a stack of its own and runs until it yields.
#pragma once
#include <setjmp.h>
#include <ucontext.h>

#include <cstddef>
#include <functional>
#include <memory>

namespace fenceline::verify {

/// Runs one body after another on the same stack. A body that is left half-way is forgotten, and
/// the destructors of its locals with it: what an execution that is cut leaves behind must not go on
/// to touch what it no longer may.
class Fibre {
 public:
  Fibre();
  ~Fibre();
  Fibre(const Fibre&) = delete;
  Fibre& operator=(const Fibre&) = delete;

  /// What resume() starts with, from the top. The same stack each time, so that a body that does the same finds its
  /// locals at the same addresses.
  void start(const std::function<void()>& body);
  /// Runs the body until it yields or ends. False: it has ended.
  bool resume();
  /// From within the body: back to resume().
  void yield();
  /// The same from wherever the body is, for good.
  [[noreturn]] void leave();

 private:
  static void enter(unsigned high, unsigned low);
  [[noreturn]] void loop();

  std::unique_ptr<std::byte[]> stack_;
  ucontext_t context_;
  jmp_buf top_, inside_, outside_;
  const std::function<void()>* body_ = nullptr;
  bool entered_ = false, fresh_ = false, ended_ = false;
};

}  // namespace fenceline::verify
