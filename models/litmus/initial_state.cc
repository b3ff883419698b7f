#include <models/dialect/c_code.h>
#include <models/dialect/c_types.h>
#include <models/litmus/reader.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

// The words and stars before a name, "unsigned long" or "int *"; empty: none.
struct Type {
  std::string_view text;
  int size = 4;
  bool sign = true;
};

Type read_type(const Draft& draft, std::string_view text, int line) {
  Type out{text};
  bool pointer = false;
  for (std::string_view rest = text; !(rest = trim(rest)).empty();) {
    // "_Atomic(int)" is as "_Atomic int".
    if (rest.front() == '*' || rest.front() == '(' || rest.front() == ')') {
      pointer |= rest.front() == '*';
      rest.remove_prefix(1);
      continue;
    }
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t*()"));
    // What a pointer leads to is no matter.
    const bool anything = text.find('*') != std::string_view::npos && (word == "void" || word == "ins_t");
    if (!anything) draft.refuse_out_of_scope(word, line);
    const CTypeWord* known = c_type_word(word);
    if (word.find("int128") != std::string_view::npos)
      draft.fail(line, "128 bits are not covered: '" + std::string(word) + "' is wider than what values are here");
    if (known == nullptr && !anything)
      draft.fail(line,
                 "unknown type '" + std::string(text) + "'; known are int, int64_t, uint8_t, short, char, long, …");
    if (known != nullptr && known->size != 0) out.size = known->size;
    if (known != nullptr && known->sign >= 0) out.sign = known->sign == 1;
    rest.remove_prefix(word.size());
  }
  if (pointer) out.size = 8, out.sign = true;
  return out;
}

// As C makes it fit the type: `int8_t x=257` is 1. An address stays what it is.
Value fitting(const Type& type, Value value) {
  const int size = type.size;
  if (type.text.empty() || value == cut(value, size, false) || value == cut(value, size, true)) return value;
  return cut(value, size, type.sign);
}

void read_register(Draft& draft, int thread, std::string_view name, const Type& type, std::string_view value,
                   int line) {
  const std::string canonical = draft.check_register(thread, name, line);
  if (!type.text.empty()) draft.types[{thread, canonical}] = {type.size, type.sign};
  // A register that is only given a type gets its number where it is used; where the stack lies means nothing to the
  // test (Dialect::stack_register).
  if (!value.empty() && !draft.is_stack(name))
    draft.test.threads[thread].init.push_back(
        {draft.register_of(thread, name, line, true), fitting(type, draft.value(value, line))});
}

void read_entry(Draft& draft, std::string_view entry, int line) {
  if (const std::size_t bracket = entry.find('('); bracket != std::string_view::npos)
    draft.refuse_out_of_scope(entry.substr(entry.substr(0, bracket).find_last_of(" =:(") + 1), line);
  const std::size_t equals = entry.find('=');
  std::string_view left = trim(entry.substr(0, equals));
  std::string_view right = equals == std::string_view::npos ? std::string_view() : trim(entry.substr(equals + 1));
  // The kernel's way to give an atomic_t its value.
  if (static constexpr std::string_view kInit = "ATOMIC_INIT("; right.starts_with(kInit) && right.ends_with(")"))
    right = trim(right.substr(kInit.size(), right.size() - kInit.size() - 1));
  // A type is whatever stands before the last word, or before the thread of "int 0: X1".
  const std::size_t split_at = left.substr(0, left.find(':')).find_last_of(" \t*)");
  const Type type =
      read_type(draft, split_at == std::string_view::npos ? "" : trim(left.substr(0, split_at + 1)), line);
  if (equals != std::string_view::npos && right.empty())
    draft.fail(line, "'" + std::string(entry) + "' gives no value");
  if (split_at != std::string_view::npos) left = trim(left.substr(split_at + 1));
  if (left.size() > 2 && left.front() == '[' && left.back() == ']') left = trim(left.substr(1, left.size() - 2));
  note_init(draft, type.text, left, right);
  const std::size_t colon = left.find(':');
  if (colon == std::string_view::npos && left.size() > 1 && left[0] == '%') {
    // A symbolic register belongs to the thread whose code names it.
    for (int t = 0; t < static_cast<int>(draft.test.threads.size()); ++t)
      if (draft.symbols.contains({t, std::string(left)})) read_register(draft, t, left, type, right, line);
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
    if (!count || *count < 1 || *count * type.size > kAddressStep)
      draft.fail(line, "cannot read the array size in '" + std::string(left) + "': it is a number, and all of it " +
                           std::to_string(kAddressStep) + " bytes at most");
    elements = static_cast<int>(*count);
    left = trim(left.substr(0, bracket));
  }
  draft.refuse_out_of_scope(left, line);
  if (!is_name(left)) draft.fail(line, "cannot read '" + std::string(entry) + "' in the initial state");
  const int index = draft.location(left, line);
  if (!type.text.empty()) draft.test.locations[index].size = type.size, draft.test.locations[index].sign = type.sign;
  draft.test.locations[index].elements = elements;
  // Where types say nothing, an access takes 8 bytes.
  const CLibrary* const library = draft.dialect->c_library();
  if (elements > 1 && library != nullptr && untyped(*library)) draft.test.locations[index].size = 8;
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
  if (!init.empty() && !draft.given.insert(index).second)
    draft.fail(line, "location " + std::string(left) + " is initialised twice");
  init.resize(elements);
  draft.test.locations[index].init = init;
}

}  // namespace

void read_initial_state(Draft& draft, Piece piece) {
  while (!piece.text.empty())
    if (const Entry entry = take_entry(piece); !entry.text.empty()) read_entry(draft, entry.text, entry.line);
}

}  // namespace fenceline::models
