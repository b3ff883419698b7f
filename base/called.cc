#include <base/called.h>

namespace fenceline {
namespace {

std::string& call() {
  static std::string name = "./bench";
  return name;
}

}  // namespace

void called_as(const char* argv0) {
  if (argv0 && *argv0) call() = argv0;
}

const std::string& called() { return call(); }

std::string called_name() { return call().substr(call().rfind('/') + 1); }

std::string tools_called() { return call().find('/') == call().npos ? "fenceline" : "./fenceline"; }

}  // namespace fenceline
