#include <stdexcept>

namespace {
int not_today() { throw std::runtime_error("not today"); }
}  // namespace
const int never = []() noexcept { return not_today(); }();
