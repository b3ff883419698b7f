#include <models/dialect.h>
#include <models/litmus.h>
#include <models/text.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <sstream>

namespace fenceline::models {
namespace {

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

// What is being read, and where it stands in the file.
struct Piece {
  std::string_view text;
  int line = 1;
};

class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : source_(text), file_(file) {
    test_.file = file;
  }

  LitmusTest read() {
    // The head is free text up to the first brace; from there on comments are blanked.
    const std::size_t open = source_.find('{');
    if (open == std::string_view::npos) fail(1, "no initial state: expected '{'");
    read_head(source_.substr(0, open));
    const int line = line_at(open);
    blanked_ = blank_comments(source_.substr(open), line);
    const std::string_view body = blanked_;
    const std::size_t close = closing_brace(body);
    if (close == std::string_view::npos) fail(line, "the initial state has no closing '}'");
    const std::size_t constraint = find_constraint(body, close + 1);
    const auto piece = [&](std::size_t from, std::size_t to) {
      return Piece{body.substr(from, to - from),
                   line + static_cast<int>(std::count(body.begin(), body.begin() + from, '\n'))};
    };
    split_code(piece(close + 1, constraint));
    read_init(piece(1, close));
    read_code();
    read_constraint(piece(constraint, body.size()));
    return std::move(test_);
  }

 private:
  [[noreturn]] void fail(int line, const std::string& message) const {
    throw LitmusError(file_, line, message);
  }

  int line_at(std::size_t offset) const {
    return 1 + static_cast<int>(std::count(source_.begin(), source_.begin() + offset, '\n'));
  }

  // ---- head: "AArch64 MP+dmb.sy+addr", then any lines ----

  void read_head(std::string_view head) {
    int line = 1;
    while (!head.empty() && trim(head.substr(0, head.find('\n'))).empty() &&
           head.find('\n') != std::string_view::npos) {
      head.remove_prefix(head.find('\n') + 1);
      ++line;
    }
    auto lines = split(head, '\n');
    std::istringstream first{std::string(lines[0])};
    std::string arch;
    first >> arch >> test_.name;
    if (arch.empty()) fail(line, "empty: expected an architecture and a name");
    dialect_ = find_dialect(arch);
    if (dialect_ == nullptr) {
      std::vector<std::string> known;
      for (const Dialect* d : dialects()) known.emplace_back(d->litmus_name());
      fail(line, "unknown architecture '" + arch + "'" + nearest(arch, known));
    }
    if (test_.name.empty()) fail(line, "the test has no name after '" + arch + "'");
    test_.isa = dialect_->isa();
    for (std::size_t i = 1; i < lines.size(); ++i)
      if (!lines[i].empty()) test_.info.emplace_back(lines[i]);
  }

  std::string blank_comments(std::string_view text, int line) const {
    std::string out(text);
    int depth = 0, opened = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (out[i] == '\n') ++line;
      const std::string_view two = std::string_view(out).substr(i, 2);
      const bool opens = two == "(*", closes = two == "*)" && depth > 0;
      if (opens && depth++ == 0) opened = line;
      if (depth > 0 && out[i] != '\n') out[i] = ' ';
      if (opens || closes) out[++i] = ' ';
      if (closes) --depth;
    }
    if (depth > 0) fail(opened, "comment '(*' is not closed");
    return out;
  }

  // Of the brace that `body` starts with: arrays have braces of their own.
  static std::size_t closing_brace(std::string_view body) {
    int depth = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
      depth += body[i] == '{';
      depth -= body[i] == '}';
      if (depth == 0) return i;
    }
    return std::string_view::npos;
  }

  static std::size_t find_constraint(std::string_view body, std::size_t from) {
    static constexpr std::string_view kWords[] = {"exists", "~exists",  "forall",    "locations",
                                                  "filter", "~ exists", "not exists"};
    for (std::size_t at = from; at < body.size(); ++at) {
      if (at > from && body[at - 1] != '\n') continue;
      std::string_view rest = body.substr(at);
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r"), rest.size()));
      for (std::string_view word : kWords)
        if (rest.substr(0, word.size()) == word &&
            (rest.size() == word.size() || !word_char(rest[word.size()])))
          return at;
    }
    return body.size();
  }

  bool is_stack(std::string_view name) const {
    const std::string_view stack = dialect_->stack_register();
    return !stack.empty() && dialect_->canonical_register(name) == stack;
  }

  // ---- initial state ----

  int location(std::string_view name) {
    for (std::size_t i = 0; i < test_.locations.size(); ++i)
      if (test_.locations[i].name == name) return static_cast<int>(i);
    Location fresh;
    fresh.name = name;
    test_.locations.push_back(fresh);
    return static_cast<int>(test_.locations.size()) - 1;
  }

  static bool is_name(std::string_view s) {
    return !s.empty() && std::isdigit(static_cast<unsigned char>(s[0])) == 0 &&
           std::all_of(s.begin(), s.end(), word_char);
  }

  // A number, or the address of a location: `x`, `&x`, `x+4`.
  Value value(std::string_view text, int line) {
    text = trim(text);
    if (const auto number = to_integer(text)) return *number;
    if (!text.empty() && text[0] == '&') text.remove_prefix(1);
    const std::size_t plus = text.find('+');
    const std::string_view name = trim(text.substr(0, plus));
    Value offset = 0;
    if (plus != std::string_view::npos) {
      const auto number = to_integer(trim(text.substr(plus + 1)));
      if (!number) fail(line, "cannot read the offset in '" + std::string(text) + "'");
      offset = *number;
    }
    if (!is_name(name)) fail(line, "cannot read the value '" + std::string(text) + "'");
    return address_of(location(name)) + offset;
  }

  static int size_of_type(std::string_view type) {
    if (type.find('*') != std::string_view::npos) return 8;
    if (type.find("64") != std::string_view::npos || type == "long") return 8;
    if (type.find("16") != std::string_view::npos || type == "short") return 2;
    if (type.find('8') != std::string_view::npos || type == "char") return 1;
    return 4;
  }

  void read_init(Piece piece) {
    int line = piece.line;
    for (std::string_view raw = piece.text; !raw.empty();) {
      const std::size_t end = std::min(raw.find(';'), raw.size());
      std::string_view entry = raw.substr(0, end);
      const std::size_t start = std::min(entry.find_first_not_of(" \t\r\n"), entry.size());
      const int entry_line =
          line + static_cast<int>(std::count(entry.begin(), entry.begin() + start, '\n'));
      line += static_cast<int>(std::count(entry.begin(), entry.end(), '\n'));
      raw.remove_prefix(std::min(end + 1, raw.size()));
      if (entry = trim(entry); !entry.empty()) read_init_entry(entry, entry_line);
    }
  }

  static bool mentions(const std::vector<Piece>& cells, std::string_view name) {
    return std::any_of(cells.begin(), cells.end(), [&](const Piece& cell) {
      const std::size_t at = cell.text.find(name), end = at + name.size();
      return at != std::string_view::npos &&
             (end == cell.text.size() || !word_char(cell.text[end]));
    });
  }

  void read_init_entry(std::string_view entry, int line) {
    const std::size_t equals = entry.find('=');
    std::string_view left = trim(entry.substr(0, equals));
    std::string_view right =
        equals == std::string_view::npos ? std::string_view() : trim(entry.substr(equals + 1));
    // A type is whatever stands before the last word, or before the thread of "int 0: X1".
    const std::size_t split_at = left.substr(0, left.find(':')).find_last_of(" \t*");
    const std::string_view type = split_at == std::string_view::npos
                                      ? std::string_view()
                                      : trim(left.substr(0, split_at + 1));
    if (split_at != std::string_view::npos) left = trim(left.substr(split_at + 1));
    if (left.size() > 2 && left.front() == '[' && left.back() == ']')
      left = trim(left.substr(1, left.size() - 2));
    const std::size_t colon = left.find(':');
    if (colon == std::string_view::npos && left.size() > 1 && left[0] == '%') {
      // A symbolic register belongs to the thread whose code names it.
      for (std::size_t t = 0; t < test_.threads.size(); ++t)
        if (mentions(cells_[t], left))
          test_.threads[t].init.push_back(
              {register_of(test_.threads[t], left, line), value(right, line)});
      return;
    }
    if (colon != std::string_view::npos) {
      Thread& thread = test_.threads[thread_number(left.substr(0, colon), line)];
      const std::string name(trim(left.substr(colon + 1)));
      // A register that is only given a type gets its number where it is used; where the stack lies
      // means nothing to the test (Dialect::stack_register).
      if (right.empty() || is_stack(name))
        check_register(name, line);
      else
        thread.init.push_back({register_of(thread, name, line), value(right, line)});
      return;
    }
    int elements = 1;
    if (const std::size_t bracket = left.find('['); bracket != std::string_view::npos) {
      const auto count = to_integer(trim(left.substr(bracket + 1, left.find(']') - bracket - 1)));
      if (!count || *count < 1 || *count > 256)
        fail(line, "cannot read the array size in '" + std::string(left) + "'");
      elements = static_cast<int>(*count);
      left = trim(left.substr(0, bracket));
    }
    if (!is_name(left)) fail(line, "cannot read '" + std::string(entry) + "' in the initial state");
    const int index = location(left);
    if (!type.empty()) test_.locations[index].size = size_of_type(type);
    test_.locations[index].elements = elements;
    std::vector<Value> init;
    if (right.size() > 1 && right.front() == '{')
      for (std::string_view part : split_operands(right.substr(1, right.size() - 2)))
        init.push_back(value(part, line));
    else if (!right.empty())
      init.push_back(value(right, line));
    init.resize(elements);
    test_.locations[index].init = init;
  }

  int thread_number(std::string_view text, int line) const {
    text = trim(text);
    if (!text.empty() && (text[0] == 'P' || text[0] == 'p')) text.remove_prefix(1);
    const auto number = to_integer(text);
    if (!number || *number < 0 || *number >= static_cast<long long>(test_.threads.size()))
      fail(line, "there is no thread '" + std::string(text) + "'; the test has P0 to P" +
                     std::to_string(test_.threads.size() - 1));
    return static_cast<int>(*number);
  }

  static Reg numbered(Thread& thread, std::string_view canonical) {
    auto& names = thread.registers;
    const auto at = std::find(names.begin(), names.end(), canonical) - names.begin();
    if (at == std::ssize(names)) names.emplace_back(canonical);
    return static_cast<Reg>(at);
  }

  std::string check_register(std::string_view name, int line) const {
    const std::string canonical = dialect_->canonical_register(name);
    if (canonical.empty())
      fail(line,
           "'" + std::string(name) + "' is no register of " + std::string(dialect_->litmus_name()));
    return canonical;
  }

  Reg register_of(Thread& thread, std::string_view name, int line) const {
    return numbered(thread, check_register(name, line));
  }

  // ---- code: rows of cells ----

  void split_code(Piece piece) {
    int line = piece.line;
    bool header = true;
    for (std::string_view rest = piece.text; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view row = rest.substr(0, end);
      const std::size_t start = std::min(row.find_first_not_of(" \t\r\n"), row.size());
      const int row_line =
          line + static_cast<int>(std::count(row.begin(), row.begin() + start, '\n'));
      line += static_cast<int>(std::count(row.begin(), row.end(), '\n'));
      const bool complete = end < rest.size();
      rest.remove_prefix(std::min(end + 1, rest.size()));
      // An empty row; but "   |  ;" has empty cells.
      if (trim(row).empty()) continue;
      if (!complete) fail(row_line, "a row of code must end with ';'");
      auto cells = split(row, '|');
      // "membar #LoadLoad|#LoadStore" of SPARC has the same sign between masks.
      for (std::size_t i = cells.size(); --i > 0;)
        if (cells[i].starts_with('#')) {
          const char* const begin = cells[i - 1].data();
          cells[i - 1] = {begin,
                          static_cast<std::size_t>(cells[i].data() + cells[i].size() - begin)};
          cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(i));
        }
      if (header) {
        for (std::size_t i = 0; i < cells.size(); ++i)
          if (cells[i].substr(0, 2) != "P" + std::to_string(i))
            fail(row_line,
                 "expected 'P" + std::to_string(i) + "', found '" + std::string(cells[i]) + "'");
        test_.threads.resize(cells.size());
        cells_.resize(cells.size());
        header = false;
        continue;
      }
      if (cells.size() > test_.threads.size())
        fail(row_line, "a row has " + std::to_string(cells.size()) + " cells, but there are " +
                           std::to_string(test_.threads.size()) + " threads");
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (!cells[i].empty()) cells_[i].push_back({cells[i], row_line});
    }
    if (header) fail(piece.line, "no code: expected a row 'P0 | P1 …;'");
  }

  class ThreadScope : public Scope {
   public:
    ThreadScope(Reader& reader, Thread& thread) : reader_(reader), thread_(thread) {}
    Reg reg(std::string_view canonical) override { return numbered(thread_, canonical); }
    std::optional<Value> address(std::string_view name) override {
      if (!is_name(name)) return std::nullopt;
      return address_of(reader_.location(name));
    }
    int label(std::string_view name) override {
      const auto at = std::find(labels.begin(), labels.end(), name) - labels.begin();
      if (at == std::ssize(labels)) labels.emplace_back(name);
      return static_cast<int>(at);
    }
    std::vector<std::string> labels;

   private:
    Reader& reader_;
    Thread& thread_;
  };

  void read_code() {
    for (std::size_t t = 0; t < test_.threads.size(); ++t) read_thread(test_.threads[t], cells_[t]);
  }

  void read_thread(Thread& thread, const std::vector<Piece>& cells) {
    ThreadScope scope(*this, thread);
    std::map<std::string, int> places;
    std::vector<std::string> waiting;
    for (const Piece& cell : cells) {
      std::string_view text = cell.text;
      for (;;) {
        const std::size_t end = std::min<std::size_t>(
            std::find_if_not(text.begin(), text.end(), word_char) - text.begin(), text.size());
        if (end == 0 || end == text.size() || text[end] != ':') break;
        const std::string name(text.substr(0, end));
        if (!places.emplace(name, static_cast<int>(thread.code.size())).second)
          fail(cell.line, "label '" + name + "' is defined twice");
        waiting.push_back(name);
        text = trim(text.substr(end + 1));
      }
      if (text.empty()) continue;
      try {
        Instruction instruction = dialect_->parse(text, scope);
        instruction.line = cell.line;
        instruction.labels = std::move(waiting);
        waiting.clear();
        thread.code.push_back(std::move(instruction));
      } catch (const InstructionError& e) {
        fail(cell.line, e.message);
      }
    }
    thread.end_labels = std::move(waiting);
    for (Instruction& instruction : thread.code)
      for (MicroOp& op : instruction.ops) {
        if (op.op != Op::kBranch) continue;
        const std::string& name = scope.labels[op.target];
        const auto place = places.find(name);
        if (place == places.end()) {
          std::vector<std::string> known;
          for (const auto& [label, at] : places) known.push_back(label);
          fail(instruction.line, "no label '" + name + "'" + nearest(name, known));
        }
        op.target = place->second;
      }
    for (const std::string& r : thread.registers)
      if (is_stack(r))
        fail(cells.empty() ? 1 : cells[0].line,
             "register " + r + " is the thread's stack, and no test's to use otherwise");
    for (const RegisterInit& init : thread.init)
      if (std::count_if(thread.init.begin(), thread.init.end(),
                        [&](const RegisterInit& o) { return o.reg == init.reg; }) > 1)
        fail(cells.empty() ? 1 : cells[0].line,
             "register " + thread.registers[init.reg] + " is initialised twice");
  }

  // ---- constraint: locations, filter, exists ----

  struct Tokens {
    std::vector<Piece> all;
    std::size_t at = 0;
    std::string_view peek() const { return at < all.size() ? all[at].text : std::string_view(); }
    int line() const { return all.empty() ? 1 : all[std::min(at, all.size() - 1)].line; }
    bool take(std::string_view text) {
      if (peek() != text) return false;
      ++at;
      return true;
    }
  };

  Tokens tokenize(Piece piece) const {
    Tokens tokens;
    int line = piece.line;
    for (std::string_view s = piece.text; !s.empty();) {
      std::size_t length = 1;
      if (s[0] == '\n') ++line;
      if (std::isspace(static_cast<unsigned char>(s[0])) != 0) {
        s.remove_prefix(1);
        continue;
      }
      const std::string_view two = s.substr(0, 2);
      if (two == "/\\" || two == "\\/" || two == "=>" || two == "!=")
        length = 2;
      else if (word_char(s[0]) || s[0] == '-' || s[0] == '%' || s[0] == '$')
        while (length < s.size() && word_char(s[length])) ++length;
      tokens.all.push_back({s.substr(0, length), line});
      s.remove_prefix(length);
    }
    return tokens;
  }

  void read_constraint(Piece piece) {
    Tokens t = tokenize(piece);
    std::vector<Variable> extra;
    test_.quantifier = Quantifier::kForall;  // of nothing: `true`
    bool seen = false;
    while (!t.peek().empty()) {
      if (t.take("locations")) {
        read_locations(t, extra);
      } else if (t.take("filter")) {
        test_.filter = proposition(t);
      } else {
        if (seen) fail(t.line(), "unexpected '" + std::string(t.peek()) + "' after the condition");
        seen = true;
        const bool negated = t.take("~") || t.take("not");
        if (t.take("exists"))
          test_.quantifier = negated ? Quantifier::kNotExists : Quantifier::kExists;
        else if (!negated && t.take("forall"))
          test_.quantifier = Quantifier::kForall;
        else
          fail(t.line(), "expected exists, ~exists, forall, filter or locations, found '" +
                             std::string(t.peek()) + "'");
        test_.condition = proposition(t);
        t.take(";");
      }
    }
    collect(test_.condition);
    test_.condition_variables = static_cast<int>(test_.observed.size());
    collect(test_.filter);
    for (const Variable& v : extra) observe(v);
  }

  void collect(const Prop& prop) {
    if (prop.kind == Prop::kEquals) observe(prop.variable);
    for (const Prop& p : prop.operands) collect(p);
  }

  void observe(const Variable& v) {
    if (std::find(test_.observed.begin(), test_.observed.end(), v) == test_.observed.end())
      test_.observed.push_back(v);
  }

  void read_locations(Tokens& t, std::vector<Variable>& out) {
    if (!t.take("[")) fail(t.line(), "expected '[' after 'locations'");
    while (!t.take("]")) {
      if (t.peek().empty()) fail(t.line(), "'locations [' has no closing ']'");
      out.push_back(variable(t));
      t.take(";");
    }
  }

  Variable variable(Tokens& t) {
    const int line = t.line();
    const bool bracket = t.take("[");
    const std::string_view word = t.peek();
    if (word.empty()) fail(line, "the condition ends too early");
    ++t.at;
    Variable v;
    if (t.take(":")) {
      v.thread = thread_number(word, line);
      v.index = register_of(test_.threads[v.thread], t.peek(), line);
      ++t.at;
      return v;
    }
    if (!is_name(word))
      fail(line, "expected a register or a location, found '" + std::string(word) + "'");
    v.index = location(word);
    if (t.take("[")) {
      const auto element = to_integer(t.peek());
      if (!element || *element < 0 || *element >= test_.locations[v.index].elements)
        fail(line, "no element '" + std::string(t.peek()) + "' in " + std::string(word));
      v.element = static_cast<int>(*element);
      ++t.at;
      if (!t.take("]")) fail(line, "expected ']' after the element of " + std::string(word));
    }
    if (bracket && !t.take("]")) fail(line, "expected ']' after " + std::string(word));
    return v;
  }

  static Prop combine(Prop::Kind kind, std::vector<Prop> operands) {
    Prop p;
    p.kind = kind;
    p.operands = std::move(operands);
    return p;
  }

  Prop proposition(Tokens& t) {
    Prop left = disjunction(t);
    if (!t.take("=>")) return left;
    return combine(Prop::kImplies, {std::move(left), proposition(t)});
  }
  Prop disjunction(Tokens& t) {
    std::vector<Prop> parts = {conjunction(t)};
    while (t.take("\\/")) parts.push_back(conjunction(t));
    return parts.size() == 1 ? parts[0] : combine(Prop::kOr, std::move(parts));
  }
  Prop conjunction(Tokens& t) {
    std::vector<Prop> parts = {atom(t)};
    while (t.take("/\\")) parts.push_back(atom(t));
    return parts.size() == 1 ? parts[0] : combine(Prop::kAnd, std::move(parts));
  }
  Prop atom(Tokens& t) {
    const int line = t.line();
    if (t.take("~") || t.take("not")) return combine(Prop::kNot, {atom(t)});
    if (t.take("(")) {
      Prop inside = proposition(t);
      if (!t.take(")")) fail(t.line(), "expected ')', found '" + std::string(t.peek()) + "'");
      return inside;
    }
    if (t.take("true")) return {};
    if (t.take("false")) return combine(Prop::kFalse, {});
    Prop p;
    p.kind = Prop::kEquals;
    p.variable = variable(t);
    const bool differs = t.take("!=");
    if (!differs && !t.take("=")) fail(line, "expected '=' after " + to_string(test_, p.variable));
    std::string text(t.peek());
    ++t.at;
    p.value = value(text, line);
    return differs ? combine(Prop::kNot, {p}) : p;
  }

  std::string_view source_;
  std::string file_;
  std::string blanked_;
  const Dialect* dialect_ = nullptr;
  LitmusTest test_;
  std::vector<std::vector<Piece>> cells_;
};

// A message may quote text that spans lines.
std::string one_line(std::string_view message) {
  std::string out(message);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

}  // namespace

LitmusError::LitmusError(std::string_view file, int at, std::string_view message)
    : std::runtime_error(std::string(file) + ":" + (at > 0 ? std::to_string(at) + ": " : " ") +
                         one_line(message)),
      line(at) {}

LitmusTest parse_litmus(std::string_view text, std::string_view file) {
  return Reader(text, file).read();
}

LitmusTest read_litmus(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw LitmusError(path, 0, "cannot open it");
  std::ostringstream text;
  text << in.rdbuf();
  return parse_litmus(text.str(), path);
}

}  // namespace fenceline::models
