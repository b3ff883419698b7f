// The first entry to a stack is by makecontext(3); all later switches are by _setjmp and _longjmp,
// which save no signal mask and so need no system call.
#undef _FORTIFY_SOURCE  // its longjmp takes another stack for a broken one
#include <verify/fibre.h>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace fenceline::verify {
namespace {
constexpr std::size_t kStackBytes = 256 * 1024;
}

Fibre::Fibre() : stack_(new std::byte[kStackBytes]) {
  getcontext(&context_);
  context_.uc_stack.ss_sp = stack_.get();
  context_.uc_stack.ss_size = kStackBytes;
  context_.uc_link = nullptr;
  const auto self = reinterpret_cast<std::uintptr_t>(this);
  // makecontext passes ints.
  makecontext(&context_, reinterpret_cast<void (*)()>(&Fibre::enter), 2, static_cast<unsigned>(self >> 16 >> 16),
              static_cast<unsigned>(self));
}

Fibre::~Fibre() = default;

void Fibre::start(const std::function<void()>& body) {
  body_ = &body;
  fresh_ = true;
  ended_ = false;
}

bool Fibre::resume() {
  if (ended_) return false;
  if (_setjmp(outside_) == 0) {
    if (!entered_) {
      entered_ = true;
      fresh_ = false;
      setcontext(&context_);
    }
    _longjmp(std::exchange(fresh_, false) ? top_ : inside_, 1);
  }
  return !ended_;
}

void Fibre::yield() {
  if (_setjmp(inside_) == 0) _longjmp(outside_, 1);
}

void Fibre::enter(unsigned high, unsigned low) {
  reinterpret_cast<Fibre*>(static_cast<std::uintptr_t>(high) << 16 << 16 | low)->loop();
}

void Fibre::loop() {
  _setjmp(top_);
  for (;;) {
    (*body_)();
    ended_ = true;
    _longjmp(outside_, 1);
  }
}

}  // namespace fenceline::verify
