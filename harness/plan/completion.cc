// What completes options and their values in shells, made of the option table.
#include <base/called.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <harness/plan/option_list.h>

#include <algorithm>
#include <cctype>

namespace fenceline {
namespace {

/// In one pair of single quotes; `escaped` characters get a backslash before them.
std::string shell_word(const std::string& text, std::string_view escaped, std::string_view apostrophe) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += apostrophe;
      continue;
    }
    if (escaped.find(c) != escaped.npos) out += '\\';
    out += c;
  }
  return out + "'";
}

std::string sentence(const OptionEntry& e) {
  std::string line = e.what.substr(0, e.what.find('\n'));
  if (line.ends_with(':')) line.pop_back();
  return line;
}

/// As POSIX has names of functions.
std::string function_name(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return !isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}

std::string bash(const std::vector<OptionEntry>& options, const std::string& name) {
  std::string cases, names;
  std::vector<std::string> lists;
  for (const auto& e : options) {
    if (!e.other.empty()) names += e.other + " ";
    names += e.name + (e.value == Value::none ? " " : "= ");
    if (e.value == Value::list || (e.value == Value::file && e.name == "--plugin")) lists.push_back(e.name);
    switch (e.value) {
      case Value::none:
        break;
      case Value::any:
        cases += fmt::format("    {}) return ;;\n", e.name);
        break;
      case Value::choice:
      case Value::list:
        cases += fmt::format("    {}) words='{}' ;;\n", e.name, fmt::join(e.choices, " "));
        break;
      case Value::file:
        cases +=
            fmt::format("    {}) COMPREPLY=($(compgen -f -- \"$cur\")); compopt -o filenames; return ;;\n", e.name);
        break;
      case Value::folder:
        cases +=
            fmt::format("    {}) COMPREPLY=($(compgen -d -- \"$cur\")); compopt -o filenames; return ;;\n", e.name);
        break;
    }
  }
  names.pop_back();
  return fmt::format(R"(# bash completion for {3}: source it, or put it into bash-completion's folder as "{3}".
_{4}() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} option='' words='' head=''
  # "=" parts words: --suite = fences
  if [[ $cur == '=' ]]; then
    option=${{COMP_WORDS[COMP_CWORD-1]}} cur=''
  elif [[ ${{COMP_WORDS[COMP_CWORD-1]}} == '=' ]]; then
    option=${{COMP_WORDS[COMP_CWORD-2]}}
  elif [[ $cur != -* ]]; then
    option=${{COMP_WORDS[COMP_CWORD-1]}}
  fi
  case $option in
{0}  esac
  if [[ $words ]]; then
    case $option in
      {1}) if [[ $cur == *,* ]]; then head=${{cur%,*}}, cur=${{cur##*,}}; fi ;;
    esac
    COMPREPLY=($(compgen -P "$head" -W "$words" -- "$cur"))
  else
    COMPREPLY=($(compgen -W '{2}' -- "$cur"))
    [[ ${{COMPREPLY[0]-}} == *= ]] && compopt -o nospace
  fi
}}
complete -F _{4} {3}
)",
                     cases, fmt::join(lists, "|"), names, name, function_name(name));
}

std::string zsh(const std::vector<OptionEntry>& options, const std::string& name) {
  std::string out = fmt::format(
      "#compdef {0}\n# zsh completion for {0}: put it into a folder of $fpath as \"_{0}\".\n_arguments", name);
  const auto spec = [&](const OptionEntry& e, const std::string& name) {
    std::string text = fmt::format("{}[{}]", name + (e.value == Value::none ? "" : "="), sentence(e));
    std::string action;
    switch (e.value) {
      case Value::none:
        break;
      case Value::any:
        action = ":value: ";
        break;
      case Value::choice:
        action = fmt::format(":value:({})", fmt::join(e.choices, " "));
        break;
      case Value::list:
        action = fmt::format(":value:_values -s , value {}", fmt::join(e.choices, " "));
        break;
      case Value::file:
        action = ":file:_files";
        break;
      case Value::folder:
        action = ":folder:_files -/";
        break;
    }
    // Brackets and colons of the sentence would end it.
    const size_t open = text.find('[');
    std::string head = text.substr(0, open + 1), body;
    for (const char c : text.substr(open + 1, text.size() - open - 2)) {
      if (c == '[' || c == ']' || c == ':' || c == '\\') body += '\\';
      body += c;
    }
    out += " \\\n  " + shell_word(head + body + "]" + action, "", "'\\''");
  };
  for (const auto& e : options) {
    if (!e.other.empty()) spec(e, e.other);
    spec(e, e.name);
  }
  return out + "\n";
}

std::string fish(const std::vector<OptionEntry>& options, const std::string& name) {
  std::string out = fmt::format(
      "# fish completion for {0}: put it into ~/.config/fish/completions as \"{0}.fish\".\n"
      "complete -c {0} -f\n",
      name);
  for (const auto& e : options) {
    out += "complete -c " + name;
    if (!e.other.empty()) out += " -s " + e.other.substr(1);
    out += " -l " + e.name.substr(2);
    switch (e.value) {
      case Value::none:
        break;
      case Value::any:
        out += " -x";
        break;
      case Value::list:
        out += fmt::format(" -x -a '(__fish_append , {})'", fmt::join(e.choices, " "));
        break;
      case Value::choice:
        out += fmt::format(" -x -a '{}'", fmt::join(e.choices, " "));
        break;
      case Value::file:
        out += " -r -F";
        break;
      case Value::folder:
        out += " -x -a '(__fish_complete_directories)'";
        break;
    }
    out += " -d " + shell_word(sentence(e), "\\", "\\'") + "\n";
  }
  return out;
}

}  // namespace

std::string completion(const std::vector<OptionEntry>& options, const std::string& shell) {
  return (shell == "bash" ? bash : shell == "zsh" ? zsh : fish)(options, called_name());
}

}  // namespace fenceline
