// Tests as text: changed, read, and refused.
#pragma once

#include <models/judge/judge.h>
#include <models/litmus/litmus.h>

#include <gtest/gtest.h>

#include <string>

namespace fenceline::models {

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// Why it is not read.
inline std::string message(const std::string& text) {
  try {
    parse_litmus(text, "sb.litmus");
  } catch (const LitmusError& e) {
    return e.what();
  }
  return "no error";
}

// The final state of a test of one thread whose end is certain.
inline std::string only_state(const std::string& text) {
  const LitmusTest t = parse_litmus(text);
  const Judgement j = judge(t, *find_model("sc"));
  EXPECT_EQ(j.states.size(), 1u);
  EXPECT_EQ(parse_litmus(write_litmus(t)), t);
  return to_string(t, j.states.at(0));
}

}  // namespace fenceline::models
