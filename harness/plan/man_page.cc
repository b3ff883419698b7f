// The manual page, made of the option table.
#include <base/called.h>
#include <base/exit_codes.h>
#include <fmt/format.h>
#include <harness/plan/option_list.h>

namespace fenceline {
namespace {

/// Text as groff takes it: no control lines, no escapes, hyphens that can be copied.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool begins = out.empty() || out.back() == '\n';
    if (c == '\n')
      out += "\n.br\n";
    else if (c == ' ' && begins)
      continue;
    else if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if ((c == '.' || c == '\'') && begins)
      out += std::string("\\&") + c;
    else
      out += c;
  }
  return out;
}

std::string placeholder(const OptionEntry& e) {
  switch (e.value) {
    case Value::none:
      return "";
    case Value::file:
      return "FILE";
    case Value::folder:
      return "DIR";
    case Value::list:
      return "LIST";
    case Value::any:
    case Value::choice:
      break;
  }
  return "VALUE";
}

std::string tag(const OptionEntry& e) {
  std::string out = ".TP\n";
  const std::string names = (e.other.empty() ? "" : "\\fB" + roff(e.other) + "\\fR, ") + "\\fB" + roff(e.name) + "\\fR";
  const std::string value = placeholder(e);
  return out + names + (value.empty() ? "" : "=\\fI" + value + "\\fR") + "\n";
}

}  // namespace

std::string man_page(const std::vector<OptionEntry>& options) {
  const std::string name = roff(called_name());
  std::string out = fmt::format(
      ".TH \"{0}\" 1 \"\" \"Fenceline\" \"User Commands\"\n"
      ".SH NAME\n"
      "{0} \\- measure what memory ordering and synchronisation cost\n"
      ".SH SYNOPSIS\n"
      ".B {0}\n",
      name);
  out +=
      "[\\fIOPTION\\fR]...\n"
      ".SH DESCRIPTION\n"
      "Fenceline measures what atomic instructions, fences, locks, queues and other structures cost on the machine in\n"
      "front of you, and runs litmus tests or asks memory models for their verdict.\n"
      "Without options the suite \\fIatomics\\fR is measured.\n"
      "A run leaves a folder of tables; what their columns mean is told by \\fB\\-\\-schema\\fR.\n"
      ".PP\n"
      "\\fB\\-\\-doctor\\fR says what of the machine disturbs figures; \\fB\\-\\-list\\fR what can be measured;\n"
      "\\fB\\-\\-dry\\-run\\fR what would be, and how long it takes.\n"
      ".SH OPTIONS\n";
  std::string heading;
  for (const auto& e : options) {
    if (e.heading != heading) out += fmt::format(".SS \"{}\"\n", roff(heading = e.heading));
    out += tag(e) + roff(e.what);
    if (!e.usual.empty()) out += roff(fmt::format(" [{}]", e.usual));
    out += "\n";
  }
  out += ".SH \"EXIT STATUS\"\n";
  for (const auto& [code, meaning] : kExitCodes)
    out += fmt::format(".TP\n.B {}\n{}\n", int(code), roff(std::string(meaning)));
  out +=
      ".SH FILES\n"
      ".TP\n"
      ".I results/native/MACHINE/TIME/\n"
      "tables of a run; \\fIresults/native/latest\\fR points to the newest\n"
      ".TP\n"
      ".I results/emulated/ISA/TIME/\n"
      "the same of what no hardware executed: it has no times\n"
      ".SH EXAMPLES\n"
      ".nf\n";
  for (const char* example : {"\\-\\-doctor", "\\-\\-suite=fences,coherence \\-\\-quick",
                              "\\-\\-litmus=\\(aqSB+*+*\\(aq", "\\-\\-suite=atomics \\-\\-format=json > run.json"})
    out += fmt::format("{} {}\n", name, example);
  out += ".fi\n";
  return out;
}

}  // namespace fenceline
