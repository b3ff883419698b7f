#include <harness/plan/filter.h>

#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>

namespace fenceline {

Filter::Filter(const std::string& text) : all_(text.empty() || text == "all"), inverted_(text.starts_with('-')) {
  if (all_) return;
  if (const int error = regcomp(&compiled_, text.c_str() + inverted_, REG_EXTENDED | REG_NOSUB)) {
    char why[128];
    regerror(error, &compiled_, why, sizeof why);
    throw InputError(fmt::format("--filter='{}' is no regular expression: {}", shown(text), why));
  }
}

Filter::~Filter() {
  if (!all_) regfree(&compiled_);
}

bool Filter::finds(const std::string& name) const {
  return all_ || (regexec(&compiled_, name.c_str(), 0, nullptr, 0) == 0) != inverted_;
}

}  // namespace fenceline
