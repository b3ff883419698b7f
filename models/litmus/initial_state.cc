#include <models/litmus/reader.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

int size_of_type(std::string_view type) {
  if (type.find('*') != std::string_view::npos) return 8;
  if (type.find("64") != std::string_view::npos || type == "long") return 8;
  if (type.find("16") != std::string_view::npos || type == "short") return 2;
  if (type.find('8') != std::string_view::npos || type == "char") return 1;
  return 4;
}

// As C makes it fit the type: `int8_t x=257` is 1. An address stays what it is.
Value fitting(std::string_view type, Value value) {
  const int size = size_of_type(type);
  if (type.empty() || value == cut(value, size, false) || value == cut(value, size, true)) return value;
  return cut(value, size, type.find('u') != 0);
}

void read_register(Draft& draft, int thread, std::string_view name, std::string_view type, std::string_view value,
                   int line) {
  const std::string canonical = draft.check_register(thread, name, line);
  if (!type.empty()) draft.sizes[{thread, canonical}] = size_of_type(type);
  // A register that is only given a type gets its number where it is used; where the stack lies means nothing to the
  // test (Dialect::stack_register).
  if (!value.empty() && !draft.is_stack(name))
    draft.test.threads[thread].init.push_back(
        {draft.register_of(thread, name, line), fitting(type, draft.value(value, line))});
}

void read_entry(Draft& draft, std::string_view entry, int line) {
  const std::size_t equals = entry.find('=');
  std::string_view left = trim(entry.substr(0, equals));
  std::string_view right =
      equals == std::string_view::npos ? std::string_view() : trim(entry.substr(equals + 1));
  // A type is whatever stands before the last word, or before the thread of "int 0: X1".
  const std::size_t split_at = left.substr(0, left.find(':')).find_last_of(" \t*");
  const std::string_view type =
      split_at == std::string_view::npos ? std::string_view() : trim(left.substr(0, split_at + 1));
  if (split_at != std::string_view::npos) left = trim(left.substr(split_at + 1));
  if (left.size() > 2 && left.front() == '[' && left.back() == ']')
    left = trim(left.substr(1, left.size() - 2));
  const std::size_t colon = left.find(':');
  if (colon == std::string_view::npos && left.size() > 1 && left[0] == '%') {
    // A symbolic register belongs to the thread whose code names it.
    for (int t = 0; t < static_cast<int>(draft.test.threads.size()); ++t)
      if (draft.symbols.contains({t, std::string(left)}))
        read_register(draft, t, left, type, right, line);
    return;
  }
  if (colon != std::string_view::npos) {
    read_register(draft, draft.thread_number(left.substr(0, colon), line), trim(left.substr(colon + 1)), type, right,
                  line);
    return;
  }
  int elements = 1;
  if (const std::size_t bracket = left.find('['); bracket != std::string_view::npos) {
    const auto count = to_integer(trim(left.substr(bracket + 1, left.find(']') - bracket - 1)));
    if (!count || *count < 1 || *count > 256)
      draft.fail(line, "cannot read the array size in '" + std::string(left) + "'");
    elements = static_cast<int>(*count);
    left = trim(left.substr(0, bracket));
  }
  draft.refuse_translation(left, line);
  if (!is_name(left))
    draft.fail(line, "cannot read '" + std::string(entry) + "' in the initial state");
  const int index = draft.location(left, line);
  if (!type.empty()) draft.test.locations[index].size = size_of_type(type);
  draft.test.locations[index].elements = elements;
  std::vector<Value> init;
  if (right.size() > 1 && right.front() == '{')
    for (std::string_view part : split_operands(right.substr(1, right.size() - 2)))
      init.push_back(fitting(type, draft.value(part, line)));
  else if (!right.empty())
    init.push_back(fitting(type, draft.value(right, line)));
  if (!init.empty() && static_cast<int>(init.size()) != elements)
    draft.fail(line, "'" + std::string(left) + "' has " + std::to_string(elements) +
                         (elements == 1 ? " element" : " elements") + ", but initial values for " +
                         std::to_string(init.size()));
  init.resize(elements);
  draft.test.locations[index].init = init;
}

}  // namespace

void read_initial_state(Draft& draft, Piece piece) {
  while (!piece.text.empty())
    if (const Entry entry = take_entry(piece); !entry.text.empty())
      read_entry(draft, entry.text, entry.line);
}

}  // namespace fenceline::models
