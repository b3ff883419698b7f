// --filter: which names are meant.
#pragma once
#include <regex.h>

#include <string>

namespace fenceline {

/// A POSIX extended regular expression, found anywhere in a name; after a '-' those in which it is not found, as Google
/// Benchmark has it. Empty, or "all": every name.
class Filter {
 public:
  /// Throws InputError for what is no regular expression.
  explicit Filter(const std::string& text);
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter();
  bool all() const { return all_; }
  bool finds(const std::string& name) const;

 private:
  bool all_, inverted_;
  regex_t compiled_;
};

}  // namespace fenceline
