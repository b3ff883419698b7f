#include <arch/sequence.h>
#include <base/error.h>
#include <base/text.h>
#include <kernels/own/assemble.h>
#include <kernels/own/object_file.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

#include <fcntl.h>

namespace fenceline::own {
namespace {

namespace fs = std::filesystem;

/// A folder that goes when it is not needed any more.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "fenceline-as-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
      throw RunError("cannot make a folder for the assembler in " + fs::temp_directory_path().string() + ": " +
                     std::strerror(errno) + "; TMPDIR names another");
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

InputError wrong(const Source& source, const std::string& what) { return InputError(source.option + ": " + what); }
InputError wrong(const Source& source, const Statement& at, const std::string& what) {
  return wrong(source, "line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " + what);
}

/// The statement that the built-in encoder lacks; nothing: it has encoded all.
std::optional<Statement> built_in(const std::vector<Statement>& all, std::vector<uint8_t>& code) {
  std::string text;
  for (const auto& s : all) {
    text += s.text + "\n";
    arch::Code alone;
    if (!s.text.ends_with(':') && !arch::sequence::kEncode(s.text, alone)) return s;
  }
  auto out = arch::assemble(text, arch::sequence::kEncode);
  if (!out.error.empty()) return all.front();  // a label
  code = std::move(out.bytes);
  return std::nullopt;
}

/// Where a program is, by PATH; empty: nowhere. Looked for here, for under an emulator of programs spawning one that is not
/// there does not fail.
std::string found(const std::string& name) {
  if (name.find('/') != name.npos) return access(name.c_str(), X_OK) == 0 ? name : "";
  const char* const path = std::getenv("PATH");
  for (const auto folder : split(path ? path : "/usr/local/bin:/usr/bin:/bin", ':'))
    if (const auto file = std::string(folder) + "/" + name; access(file.c_str(), X_OK) == 0) return file;
  return "";
}

/// Its exit code; -1: it is not there.
int run(const std::vector<std::string>& command, const std::string& messages) {
  const auto program = found(command[0]);
  if (program.empty()) return -1;
  std::vector<char*> argv;
  for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (char** one = environ; *one; ++one)
    if (std::strncmp(*one, "LC_", 3) != 0 && std::strncmp(*one, "LANG", 4) != 0) environment.push_back(*one);
  environment.push_back(nullptr);  // messages in English, as they are looked for
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child;
  const int error = posix_spawn(&child, program.c_str(), &files, nullptr, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  if (error) throw RunError("cannot run '" + shown(command[0]) + "': " + std::strerror(error));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// "x.s:3: Error: no such instruction": where, by lines of the file, and what. Nothing: no such line.
struct Complaint {
  size_t line = 0;
  std::string what;
};
std::optional<Complaint> first_complaint(const std::string& messages, const std::string& file) {
  std::ifstream in(messages);
  for (std::string line; std::getline(in, line);) {
    const auto error = line.find("rror: ");
    if (error == line.npos || !line.starts_with(file + ":")) continue;
    const auto digits = line.substr(file.size() + 1);
    return Complaint{std::strtoul(digits.c_str(), nullptr, 10), line.substr(error + 6)};
  }
  return std::nullopt;
}

std::vector<uint8_t> by_system(const Source& source, const std::vector<Statement>& all, const std::string& assembler,
                               const Statement& lacking) {
  const Scratch scratch;
  const auto text = scratch.file("sequence.s"), object = scratch.file("sequence.o"), told = scratch.file("told");
  std::ofstream out(text);
  for (const auto& s : all) out << s.text << "\n";  // a line each, so that the assembler's lines say which
  out << ".text\n" << kEnd << ":\n";
  if (!out.flush())
    throw RunError("cannot write " + text + ": " + std::strerror(errno) + "; TMPDIR names another folder");
  std::vector<std::string> command{assembler};
  for (const auto option : arch::sequence::kAssembler) command.emplace_back(option);
  command.insert(command.end(), {"-o", object, text});
  const int code = run(command, told);
  if (code == -1)
    throw wrong(source, lacking,
                "'" + shown(lacking.text) + "' is more than the built-in assembler knows, and there is no '" +
                    shown(assembler) + "' here: install binutils, or name an assembler with --assembler");
  if (code != 0) {
    const auto complaint = first_complaint(told, text);
    if (!complaint || complaint->line == 0 || complaint->line > all.size())
      throw wrong(source, "'" + shown(assembler) + "' fails with exit code " + std::to_string(code) +
                              (complaint ? ": " + shown(complaint->what, 200) : "") + "; is it GNU as for this ISA?");
    throw wrong(source, all[complaint->line - 1], "the assembler says: " + shown(complaint->what, 200));
  }
  try {
    return code_of(object);
  } catch (const std::runtime_error& e) {
    throw wrong(source, e.what());
  }
}

}  // namespace

std::vector<Statement> statements(std::string_view text) {
  std::vector<Statement> all;
  unsigned line = 1;
  size_t line_begin = 0, begin = 0;
  bool quoted = false;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '\n';
    if (c == '"') quoted = !quoted;
    if (c != '\n' && (c != ';' || quoted)) continue;
    const auto whole = text.substr(begin, i - begin), statement = trim(whole);
    if (!statement.empty())
      all.push_back({std::string(statement), line, unsigned(statement.data() - text.data() - line_begin) + 1});
    begin = i + 1;
    if (c != '\n') continue;
    quoted = false;
    ++line;
    line_begin = i + 1;
  }
  return all;
}

std::vector<uint8_t> assemble(const Source& source, const std::string& assembler) {
  const auto all = statements(source.text);
  if (all.empty()) return {};
  Statement lacking = all.front();
  if constexpr (arch::sequence::kHasEncoder) {
    std::vector<uint8_t> code;
    const auto lacks = built_in(all, code);
    if (!lacks) return code;
    lacking = *lacks;
  }
  return by_system(source, all, assembler, lacking);
}

}  // namespace fenceline::own
