// One edge of program order as a test's name writes it: "dmb.st", "addr", "popl", "rfi", "pow0h2".
#pragma once

#include <models/dialect/dialect.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// A name that means no test; what() is one line and lists the nearest names.
struct NameError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What an access takes of its location, in diy's letters: h2 is two bytes from the third on.
struct Span {
  int size = 0;  // 0: not said
  int offset = 0;
  bool covers(int byte) const { return offset <= byte && byte < offset + size; }
  bool overlaps(const Span& o) const { return offset < o.offset + o.size && o.offset < offset + size; }
  bool operator==(const Span&) const = default;
};

// One step within a thread: an edge of the dialect, or a communication with itself.
struct Step {
  enum Kind { kEdge, kRfi, kFri, kCoi, kPos } kind = kEdge;
  const Edge* edge = nullptr;
  bool same = false;                 // both accesses are to one location
  const Annotation* from = nullptr;  // null: not said
  const Annotation* to = nullptr;
  Span from_span, to_span;
};

// Has it the form of a span, a letter and a digit?
bool is_span(std::string_view text);
// "w4"; throws NameError if the text of two characters is none.
Span parse_span(std::string_view text);
// Throws NameError, about the name, if the instruction set's tests tell no sizes.
void require_sizes(const Dialect& dialect, std::string_view name);

// One step; nothing if the dialect has none of that name.
std::optional<Step> find_step(const Dialect& dialect, std::string_view text);

// A chain of steps, joined by '-'. Throws NameError.
std::vector<Step> parse_steps(const Dialect& dialect, std::string_view text);

Dir direction(char letter);  // of a shape: R or W

bool legal(const Step& step, Dir from, Dir to);

// Directions of all accesses along the steps, reads where either would do; empty if there are none.
std::vector<Dir> directions(const std::vector<Step>& steps, Dir from, Dir to);

// What the instruction of a fence edge means.
Fence fence_of(const Dialect& dialect, const Edge& edge);

}  // namespace fenceline::models
