// The option table as what is made of it wants it: no library's types, one entry an option, in the order of --help.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fenceline {

/// What stands after an option's "=".
enum class Value : uint8_t { none, any, choice, list, file, folder };

struct OptionEntry {
  std::string heading;  ///< empty: it has none
  std::string name;     ///< "--suite"
  std::string other;    ///< "-h"; empty: no other name
  std::string what;     ///< its help; the first line is a sentence of its own
  std::string usual;    ///< value where it is not given; empty: told in `what`, or none
  Value value = Value::any;
  std::vector<std::string> choices;  ///< of choice and list
};

/// Without hidden ones. `suites`: what --suite takes beside all and litmus.
std::vector<OptionEntry> option_list(const std::vector<std::string>& suites);

/// A page for man(1), in groff's man macros.
std::string man_page(const std::vector<OptionEntry>&);
/// What completes `bench` in a shell: bash, zsh or fish.
std::string completion(const std::vector<OptionEntry>&, const std::string& shell);

}  // namespace fenceline
