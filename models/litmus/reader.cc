#include <models/dialect/c_code.h>
#include <models/litmus/litmus.h>
#include <models/litmus/reader.h>
#include <models/dialect/out_of_scope.h>
#include <base/nearest.h>
#include <base/text.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

namespace fenceline::models {
namespace {

// "AArch64 MP+dmb.sy+addr"
void read_first_line(Draft& draft, std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const int line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + start, '\n'));
  text = text.substr(start, text.find('\n', start) - start);
  std::istringstream first{std::string(text.substr(0, text.find('{')))};
  std::string arch;
  first >> arch >> draft.test.name;
  if (arch.empty()) draft.fail(line, "empty: expected an architecture and a name");
  draft.head = arch;
  draft.dialect = find_dialect(arch);
  if (draft.dialect == nullptr) {
    if (const std::string why = out_of_scope_architecture(arch); !why.empty()) draft.fail(line, why);
    std::vector<std::string> known;
    for (const Dialect* d : dialects()) known.emplace_back(d->litmus_name());
    draft.fail(line, "unknown architecture '" + arch + "'" + nearest_note(arch, known));
  }
  if (draft.test.name.empty()) draft.fail(line, "the test has no name after '" + arch + "'");
  draft.test.isa = draft.dialect->isa();
}

// Any lines behind the first.
void read_info(Draft& draft, std::string_view head) {
  auto lines = split(trim(head), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (!lines[i].empty()) draft.test.info.emplace_back(lines[i]);
}

// Behind the comment that begins at `at`; npos where it is not closed. Comments nest.
std::size_t end_of_comment(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at + 1 < text.size(); ++at) {
    const std::string_view two = text.substr(at, 2);
    const int step = two == "(*" ? 1 : two == "*)" ? -1 : 0;
    if (step == 0) continue;
    depth += step, ++at;
    if (depth == 0) return at + 1;
  }
  return std::string_view::npos;
}

// The head is free text, so that one left open there hides nothing, but for a brace of its own line.
std::string blank_comments(const Draft& draft, std::string_view text) {
  std::string out(text);
  bool head = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    head = head && text[at] != '{';
    if (text.substr(at, 2) != "(*") continue;
    const std::size_t end = end_of_comment(text, at);
    if (end == std::string_view::npos) {
      const std::string_view line = text.substr(at, text.find('\n', at) - at);
      if (!head || line.find('{') != std::string_view::npos)
        draft.fail(1 + static_cast<int>(std::count(text.begin(), text.begin() + at, '\n')),
                   "comment '(*' is not closed");
      continue;
    }
    std::replace_if(
        out.begin() + at, out.begin() + end, [](char c) { return c != '\n'; }, ' ');
    at = end - 1;
  }
  return out;
}

// The Linux kernel's tests tell in a comment what is expected of them: "Result: Never".
std::string told_result(std::string_view text) {
  static constexpr std::string_view kWord = "Result:";
  for (std::string_view line : split(text, '\n')) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t(*"), line.size()));
    if (!line.starts_with(kWord)) continue;
    line.remove_prefix(kWord.size());
    return std::string(trim(line.substr(0, line.find("*)"))));
  }
  return {};
}

// Of the brace that `body` starts with: arrays have braces of their own.
std::size_t closing_brace(std::string_view body) {
  int depth = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    depth += body[i] == '{';
    depth -= body[i] == '}';
    if (depth == 0) return i;
  }
  return std::string_view::npos;
}

std::size_t find_constraint(std::string_view body, std::size_t from) {
  static constexpr std::string_view kWords[] = {"exists",   "~exists",    "forall",    "final",    "filter",
                                                "~ exists", "not exists", "locations", "observed", "Observed"};
  for (std::size_t at = from; at < body.size(); ++at) {
    if (at > from && body[at - 1] != '\n') continue;
    std::string_view rest = body.substr(at);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r"), rest.size()));
    for (std::string_view word : kWords)
      if (rest.substr(0, word.size()) == word && (rest.size() == word.size() || !word_char(rest[word.size()])))
        return at;
  }
  return body.size();
}

// Where the code declares all there is, the head may end with its first line.
void give_initial_state(std::string& text) {
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1) {
    const std::string_view rest = trim(std::string_view(text).substr(at, text.find('\n', at) - at));
    if (rest.starts_with("{")) return;
    for (const std::string_view word :
         {"var ", "var(", "type ", "func ", "package ", "import ", "import(", "const ", "const("})
      if (rest.starts_with(word)) {
        text.insert(at, "{} ");
        return;
      }
  }
}

// A message may quote text that is long, or spans lines.
std::string one_line(std::string_view message) {
  std::string out(message);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return fenceline::shown(out, 400);
}

}  // namespace

LitmusError::LitmusError(std::string_view file, int at, std::string_view message, int column)
    : std::runtime_error(std::string(file) + ":" + (at > 0 ? std::to_string(at) + ":" : "") +
                         (column > 0 ? std::to_string(column) + ": " : " ") + one_line(message)),
      line(at) {}

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

bool is_name(std::string_view s) {
  return !s.empty() && std::isdigit(static_cast<unsigned char>(s[0])) == 0 &&
         std::all_of(s.begin(), s.end(), word_char);
}

Reg numbered(Thread& thread, std::string_view canonical) {
  auto& names = thread.registers;
  const auto at = std::find(names.begin(), names.end(), canonical) - names.begin();
  if (at == std::ssize(names)) names.emplace_back(canonical);
  return static_cast<Reg>(at);
}

void Draft::fail(int line, const std::string& message, int column) const {
  throw LitmusError(file, line, message, column);
}

// Page table entries, tags and faults are no locations like others: the axioms know nothing of them.
void Draft::refuse_out_of_scope(std::string_view name, int line) const {
  if (dialect->rules().language) return;
  if (const std::string why = out_of_scope_word(name); !why.empty()) fail(line, why);
}

int Draft::known_location(std::string_view name) const {
  for (std::size_t i = 0; i < test.locations.size(); ++i)
    if (test.locations[i].name == name) return static_cast<int>(i);
  return -1;
}

int Draft::location(std::string_view name, int line) {
  refuse_out_of_scope(name, line);
  if (const int known = known_location(name); known >= 0) return known;
  Location fresh;
  fresh.name = name;
  test.locations.push_back(fresh);
  return static_cast<int>(test.locations.size()) - 1;
}

// Of `P1:L0`, `1:L0` and `label:"P1:L0"`. Before the code is read it is a number that stands for it.
std::optional<Value> Draft::label_value(std::string_view text, int line) {
  if (text.starts_with("label:")) text = trim(text.substr(6));
  if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view thread = trim(text.substr(0, colon)), name = trim(text.substr(colon + 1));
  if (!to_integer(thread.substr(thread.starts_with('P') ? 1 : 0)))
    fail(line, "MTE is not covered: '" + std::string(text) + "' has a memory tag, of which no model here speaks");
  const LabelUse use{thread_number(thread, line), std::string(name), line};
  if (code_is_read) return place_of(use);
  label_uses.push_back(use);
  return kWaitingLabel + static_cast<Value>(label_uses.size()) - 1;
}

Value Draft::place_of(const LabelUse& use) const {
  const auto place = labels.find({use.thread, use.name});
  if (place != labels.end()) return code_address_of(use.thread, place->second);
  std::vector<std::string> known;
  for (const auto& [label, at] : labels)
    if (label.first == use.thread) known.push_back(label.second);
  fail(use.line, "no label '" + use.name + "' in P" + std::to_string(use.thread) + nearest_note(use.name, known));
}

void Draft::settle_labels() {
  code_is_read = true;
  const auto settle = [&](Value& value) {
    const Value use = value - kWaitingLabel;
    if (use >= 0 && use < std::ssize(label_uses)) value = place_of(label_uses[use]);
  };
  for (Location& location : test.locations) std::for_each(location.init.begin(), location.init.end(), settle);
  for (Thread& thread : test.threads)
    for (RegisterInit& init : thread.init) settle(init.value);
}

Value Draft::value(std::string_view text, int line) {
  text = trim(text);
  if (const auto number = to_integer(text)) return *number;
  refuse_out_of_scope(text, line);
  if (const auto label = label_value(text, line)) return *label;
  if (!text.empty() && text[0] == '&') text.remove_prefix(1);
  if (const std::size_t bracket = text.find('['); bracket != std::string_view::npos && text.back() == ']') {
    const auto element = to_integer(trim(text.substr(bracket + 1, text.size() - bracket - 2)));
    const int index = is_name(trim(text.substr(0, bracket))) ? location(trim(text.substr(0, bracket)), line) : -1;
    if (!element || index < 0 || *element < 0 || *element >= test.locations[index].elements)
      fail(line, "cannot read the element '" + std::string(text) + "'");
    return address_of(index) + *element * test.locations[index].size;
  }
  const std::size_t plus = text.find('+');
  const std::string_view name = trim(text.substr(0, plus));
  Value offset = 0;
  if (plus != std::string_view::npos) {
    const auto number = to_integer(trim(text.substr(plus + 1)));
    if (!number) fail(line, "cannot read the offset in '" + std::string(text) + "'");
    offset = *number;
  }
  if (!is_name(name)) fail(line, "cannot read the value '" + std::string(text) + "'");
  return address_of(location(name, line)) + offset;
}

int Draft::thread_number(std::string_view text, int line) const {
  if (test.threads.empty())  // of C, where the code comes last
    fail(line, "variables of threads get their values in the code, not in the initial state");
  text = trim(text);
  if (!text.empty() && (text[0] == 'P' || text[0] == 'p')) text.remove_prefix(1);
  const auto number = to_integer(text);
  if (!number || *number < 0 || *number >= static_cast<long long>(test.threads.size()))
    fail(line, "there is no thread '" + std::string(text) + "'; the test has P0 to P" +
                   std::to_string(test.threads.size() - 1));
  return static_cast<int>(*number);
}

bool Draft::is_stack(std::string_view name) const {
  const std::string_view stack = dialect->stack_register();
  return !stack.empty() && dialect->canonical_register(name) == stack;
}

std::string Draft::check_register(int thread, std::string_view name, int line) const {
  if (const std::size_t symbol = name.find('%'); symbol != std::string_view::npos)
    if (const auto it = symbols.find({thread, std::string(name.substr(symbol))}); it != symbols.end())
      return it->second;
  const std::string canonical = dialect->canonical_register(name);
  if (canonical.empty()) refuse_out_of_scope(name, line);
  if (canonical.empty()) {
    if (const std::string why = dialect->refused_register(name); !why.empty()) fail(line, why);
    fail(line, "'" + std::string(name) + "' is no register of " + std::string(dialect->litmus_name()));
  }
  return canonical;
}

Reg Draft::register_of(int thread, std::string_view name, int line, bool in_code) {
  auto known = test.threads[thread].registers;
  std::erase_if(known, [](const std::string& n) { return n.starts_with('#'); });
  const bool declared = dialect->rules().language && !(dialect->c_library() && untyped(*dialect->c_library()));
  if (declared && !in_code && std::find(known.begin(), known.end(), name) == known.end())
    fail(line, "no variable '" + std::string(name) + "'" + nearest_note(name, known));
  return numbered(test.threads[thread], check_register(thread, name, line));
}

Entry take_entry(Piece& rest) {
  const std::size_t end = std::min(rest.text.find(';'), rest.text.size());
  const std::string_view whole = rest.text.substr(0, end);
  const auto lines = [](std::string_view s) { return static_cast<int>(std::count(s.begin(), s.end(), '\n')); };
  const std::size_t start = std::min(whole.find_first_not_of(" \t\r\n"), whole.size());
  Entry out;
  out.text = trim(whole);
  out.line = rest.line + lines(whole.substr(0, start));
  out.complete = end < rest.text.size();
  rest.text.remove_prefix(std::min(end + 1, rest.text.size()));
  rest.line += lines(whole);
  return out;
}

Draft read_draft(std::string_view text, std::string_view file, std::optional<Isa> preferred) {
  Draft draft;
  draft.file = draft.test.file = file;
  draft.test.result = told_result(text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    draft.fail(1, "the text is UTF-16: save it as UTF-8");
  read_first_line(draft, text);
  const bool language = draft.dialect->rules().language;
  std::string blanked = language ? blank_language_comments(draft, text) : blank_comments(draft, text);
  if (draft.dialect->rules().declares) give_initial_state(blanked);
  // The head is free text up to the first brace.
  const std::size_t open = blanked.find('{');
  if (open == std::string::npos) draft.fail(1, "no initial state: expected '{'");
  read_info(draft, std::string_view(blanked).substr(0, open));
  const int line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + open, '\n'));
  const std::string_view body = std::string_view(blanked).substr(open);
  const std::size_t close = closing_brace(body);
  if (close == std::string_view::npos) draft.fail(line, "the initial state has no closing '}'");
  const std::size_t constraint = find_constraint(body, close + 1);
  const auto piece = [&](std::size_t from, std::size_t to) {
    const std::size_t begin = blanked.rfind('\n', open + from - 1) + 1;  // npos + 1 is 0
    return Piece{body.substr(from, to - from),
                 line + static_cast<int>(std::count(body.begin(), body.begin() + from, '\n')),
                 static_cast<int>(open + from - begin) + 1};
  };
  const Piece program = piece(close + 1, constraint);
  if (draft.dialect->c_library() != nullptr) draft.hashed.code = text.substr(open + close + 1, constraint - close - 1);
  if (language) {
    choose_language(draft, body.substr(0, constraint), program, preferred);
  } else {
    split_program(draft, program);
    name_registers(draft, body);
  }
  read_initial_state(draft, piece(1, close));
  if (draft.dialect->rules().declares && !draft.test.locations.empty())
    draft.fail(line, "initial values stand in the code: var " + draft.test.locations[0].name + " int = 1");
  if (language)
    read_language_program(draft, program);
  else
    read_program(draft);
  read_constraint(draft, piece(constraint, body.size()));
  return draft;
}

LitmusTest parse_litmus(std::string_view text, std::string_view file, std::optional<Isa> preferred) {
  return read_draft(text, file, preferred).test;
}

std::string file_text(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw LitmusError(path, 0, "cannot open it");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

LitmusTest read_litmus(const std::string& path, std::optional<Isa> preferred) {
  return parse_litmus(file_text(path), path, preferred);
}

}  // namespace fenceline::models
