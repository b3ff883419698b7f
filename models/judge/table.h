// What the memory models let happen, side by side: computed by judging tests under each model.
#pragma once

#include <models/model.h>

#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// A question that a table's column answers.
struct Question {
  std::string_view heading;  // at most six characters
  std::string_view legend;   // one line; {F} is the full fence in the name of its test
};

struct Comparison {
  struct Row {
    const Model* model;
    std::vector<std::string> tests;  // the test that answered each question
    std::vector<bool> answers;
  };
  std::vector<Question> questions;
  std::vector<Row> rows;
};

// Of the built-in models, and of one more.
Comparison compare_models(const Model* more = nullptr);
// At most 80 columns wide, with a legend.
std::string to_text(const Comparison& comparison);

}  // namespace fenceline::models
