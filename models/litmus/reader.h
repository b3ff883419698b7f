// What the parts of the reader of `.litmus` files share: the head (reader.cc), the initial state, the
// program and the constraint, each read by a file of its own.
#pragma once

#include <models/dialect/dialect.h>
#include <models/program.h>

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace fenceline::models {

// What is being read, and where it stands in the file.
struct Piece {
  std::string_view text;
  int line = 1, column = 1;
};

// Takes what stands before the next ';' off `rest`, trimmed, and the ';' with it, if there is one.
struct Entry : Piece {
  bool complete = false;  // there was a ';'
};
Entry take_entry(Piece& rest);

bool word_char(char c);
bool is_name(std::string_view s);

// What herd_hash() is made of, besides the instructions.
struct HashParts {
  // A register of a thread as it is written, a symbolic one of the thread that names it, a location, or an element of one.
  struct Place {
    static constexpr int kSymbolic = 1 << 20;  // behind all threads
    int thread = -1;
    std::string name;
    int element = -1;
    bool operator<(const Place& o) const {
      return std::tuple(element >= 0, thread < 0, thread, std::string_view(name), element) <
             std::tuple(o.element >= 0, o.thread < 0, o.thread, std::string_view(o.name), o.element);
    }
  };
  std::map<Place, std::string> init;  // "int x=0"
  std::set<Place> observed;
  std::string code;   // of tests in C, as it stands in the file
  bool known = true;  // all of it is of a kind whose printing is known
};

// The test, as far as it is read.
struct Draft {
  LitmusTest test;
  const Dialect* dialect = nullptr;
  std::string file;
  std::vector<std::vector<Piece>> cells;  // code of each thread, in order, empty ones left out
  // Of registers that are given a type, by thread and canonical name.
  struct RegisterType {
    int size = 4;  // bytes
    bool sign = true;
  };
  std::map<std::pair<int, std::string>, RegisterType> types;
  std::set<int> given;  // locations whose initial value has been read
  // Of a thread's symbolic registers `%x`, the names of those that they stand for.
  std::map<std::pair<int, std::string>, std::string> symbols;
  std::deque<std::string> rewritten;  // what cells were made of
  std::string head;                   // the first word
  HashParts hashed;
  // Labels as values: what the initial state names gets its place when the code is read.
  struct LabelUse {
    int thread;
    std::string name;
    int line;
  };
  static constexpr Value kWaitingLabel = Value{1} << 60;
  std::vector<LabelUse> label_uses;
  std::map<std::pair<int, std::string>, int> labels;  // of a thread: the instruction behind it
  bool code_is_read = false;

  [[noreturn]] void fail(int line, const std::string& message, int column = 0) const;
  int known_location(std::string_view name) const;  // -1: there is none
  // The number of a location, which is new where its name is.
  int location(std::string_view name, int line);
  void refuse_out_of_scope(std::string_view name, int line) const;
  std::optional<Value> label_value(std::string_view text, int line);
  Value place_of(const LabelUse& use) const;
  void settle_labels();
  // A number, or the address of a location: `x`, `&x`, `x+4`, `x[1]`; or of an instruction: `P1:L0`.
  Value value(std::string_view text, int line);
  int thread_number(std::string_view text, int line) const;
  bool is_stack(std::string_view name) const;
  // The canonical name of a thread's register.
  std::string check_register(int thread, std::string_view name, int line) const;
  // Its number. In a language with types it is a variable, which the code names; `in_code`: it is not known yet which it does.
  Reg register_of(int thread, std::string_view name, int line, bool in_code = false);
};
// The number of a register, which is new where its name is.
Reg numbered(Thread& thread, std::string_view canonical);

// "L0: mov r1,#1": its labels, and the instruction behind them, which may be none.
struct LabelledText {
  std::string_view text;
  std::vector<std::string_view> labels;
};
LabelledText without_labels(std::string_view cell);

// In this order: a symbolic register of the initial state belongs to the thread whose code names
// it. `text` is all of the test's.
void split_program(Draft& draft, Piece piece);
void name_registers(Draft& draft, std::string_view text);
void read_initial_state(Draft& draft, Piece piece);
void read_program(Draft& draft);
void read_constraint(Draft& draft, Piece piece);
// An entry of the initial state: what herd_hash() needs of it.
void note_init(Draft& draft, std::string_view type, std::string_view left, std::string_view right);
// All of it. `text` may go before the draft does.
Draft read_draft(std::string_view text, std::string_view file, std::optional<Isa> preferred = {});
std::string file_text(const std::string& path);
// Of a language (language.cc), instead of split_program and read_program.
std::string blank_language_comments(const Draft& draft, std::string_view text);
// Where several languages' tests begin with the word of draft.dialect the one is meant whose functions the text names;
// `preferred` if it names none of just one.
void choose_language(Draft& draft, std::string_view text, const Piece& program, std::optional<Isa> preferred);
void read_language_program(Draft& draft, Piece piece);

}  // namespace fenceline::models
