#include <models/dialect/dialect.h>
#include <models/litmus/litmus.h>
#include <base/text.h>

#include <algorithm>

namespace fenceline::models {
namespace {

std::string type_name(int size, bool sign) {
  return size == 4 && sign ? "int" : (sign ? "int" : "uint") + std::to_string(8 * size) + "_t";
}

bool uses_stack(const Thread& thread, std::string_view stack) {
  const auto& known = thread.registers;
  return !stack.empty() && std::find(known.begin(), known.end(), stack) == known.end() &&
         std::any_of(thread.code.begin(), thread.code.end(),
                     [&](const Instruction& i) { return i.text.find(stack) != std::string::npos; });
}

// The type of a register, where it is not the int that it is taken for without one.
std::string register_type(const LitmusTest& test, int thread, Reg reg, Value init) {
  for (const Variable& v : test.observed)
    if (v.thread == thread && v.index == reg) return v.size == 4 && v.sign ? "" : type_name(v.size, v.sign) + " ";
  return cut(init, 4, true) == init ? "" : "int64_t ";
}

// Types of observed registers that have no initial value.
std::string register_types(const LitmusTest& test, int thread) {
  if (dialect(test.isa).rules().language) return {};  // the code declares them
  std::string out;
  const auto& init = test.threads[thread].init;
  for (const Variable& v : test.observed) {
    if (v.thread != thread || (v.size == 4 && v.sign) ||
        std::any_of(init.begin(), init.end(), [&](const RegisterInit& i) { return i.reg == v.index; }))
      continue;
    out += (out.empty() ? "" : " ") + type_name(v.size, v.sign) + " " + to_string(test, v) + ";";
  }
  return out;
}

// `declare`: every location, else only those that are not plain zero integers.
std::string initial_state(const LitmusTest& test, bool declare) {
  std::string out = "{\n";
  for (const Location& location : test.locations) {
    const bool zero = std::all_of(location.init.begin(), location.init.end(), [](Value v) { return v == 0; });
    if (!declare && zero && location.size == 4 && location.sign && location.elements == 1) continue;
    out += type_name(location.size, location.sign) + " " + location.name;
    if (location.elements > 1) {
      std::vector<std::string> values;
      for (Value v : location.init) values.push_back(to_string(test, v));
      out += "[" + std::to_string(location.elements) + "]={" + join(values, ",") + "}";
    } else if (!zero) {
      out += "=" + to_string(test, location.init[0]);
    }
    out += ";\n";
  }
  for (std::size_t t = 0; t < test.threads.size(); ++t) {
    const Thread& thread = test.threads[t];
    std::string line = register_types(test, static_cast<int>(t));
    for (const RegisterInit& init : thread.init)
      line += std::string(line.empty() ? "" : " ") + register_type(test, static_cast<int>(t), init.reg, init.value) +
              std::to_string(t) + ":" + thread.registers[init.reg] + "=" + to_string(test, init.value) + ";";
    if (const auto stack = dialect(test.isa).stack_register(); uses_stack(thread, stack))
      line +=
          (line.empty() ? "" : " ") + std::to_string(t) + ":" + std::string(stack) + "=stack" + std::to_string(t) + ";";
    if (!line.empty()) out += line + "\n";
  }
  return out + "}\n";
}

std::string code(const LitmusTest& test) {
  std::vector<std::vector<std::string>> threads;
  for (const Thread& thread : test.threads) {
    std::vector<std::string>& lines = threads.emplace_back();
    for (const Instruction& i : thread.code) {
      for (const std::string& label : i.labels) lines.push_back(label + ":");
      lines.push_back(i.text);
    }
    for (const std::string& label : thread.end_labels) lines.push_back(label + ":");
  }
  return dialect(test.isa).layout(threads);
}

std::string written(const LitmusTest& test, bool declare) {
  std::string out = std::string(dialect(test.isa).litmus_name()) + " " + test.name + "\n";
  for (const std::string& line : test.info) out += line + "\n";
  if (!dialect(test.isa).rules().declares) out += initial_state(test, declare);
  out += code(test);
  const auto beyond = test.observed.begin() + test.condition_variables;
  const auto end = test.observed.end() - test.filter_variables;
  if (beyond != end) {
    out += "locations [";
    for (auto v = beyond; v != end; ++v) out += to_string(test, *v) + ";";
    out += "]\n";
  }
  if (test.filter.kind != Prop::kTrue) out += "filter (" + to_string(test, test.filter) + ")\n";
  return out + to_string(test.quantifier) + " (" + to_string(test, test.condition) + ")\n";
}

}  // namespace

std::string write_litmus(const LitmusTest& test) {
  // Locations are numbered as they appear; only where that is another order, or the code goes by the name of one, are
  // all declared.
  const std::string text = written(test, false);
  try {
    if (parse_litmus(text, "<text>", test.isa) == test) return text;
  } catch (const LitmusError&) {
  }
  return written(test, true);
}

}  // namespace fenceline::models
