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

#if defined(__SANITIZE_ADDRESS__)
extern "C" void __asan_unpoison_memory_region(void const volatile*, std::size_t);
#endif
/// AddressSanitizer: what a body that was left half-way had marked as not to be touched.
void forget([[maybe_unused]] const void* stack) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(stack, kStackBytes);
#endif
}
}  // namespace

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
  forget(stack_.get());
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

void Fibre::leave() { _longjmp(outside_, 1); }

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
