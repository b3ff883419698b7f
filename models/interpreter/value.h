// What an expression of cat may come to.
#pragma once

#include <models/interpreter/syntax.h>
#include <models/relation.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace fenceline::models::cat {

struct Node;
class Value;
struct Frame;
using Env = std::shared_ptr<const Frame>;  // values of local names, the innermost first

struct Nothing {};   // {}: the empty set, or relation, of whatever is asked for
struct Universe {};  // _: all of it
struct Events {
  EventSet set = 0;
};
struct SingleEvent {
  int event = 0;
};
struct EventPair {
  int from = 0, to = 0;
};
struct TagValue {
  std::string name;
};
// Values of one kind, in order and each once.
struct ValueSet {
  std::shared_ptr<const std::vector<Value>> values;
};
struct TupleValue {
  std::shared_ptr<const std::vector<Value>> values;
};
enum class Primitive : std::uint8_t;
struct Closure {
  const Node* function = nullptr;
  Env env;
  const Node* group = nullptr;  // of functions that may call each other, this one among them
};

class Value : public std::variant<Nothing, Universe, Events, Relation, SingleEvent, EventPair, TagValue, ValueSet,
                                  TupleValue, Closure, Primitive> {
 public:
  using variant::variant;
  template <class T>
  const T* as() const {
    return std::get_if<T>(this);
  }
};

struct Frame {
  Value value;
  Env next;
};

// Of sets and relations, of whatever kind.
bool is_empty(const Value& value);
// "a relation", "a set of events" …
std::string kind_of(const Value& value);
// Below 0, 0 or above: in some total order of values of one kind. Empty ones are equal, of whatever kind.
int compare(const Value& a, const Value& b);

// Sorted, each once.
ValueSet set_of(std::vector<Value> values);
bool contains(const ValueSet& set, const Value& value);

}  // namespace fenceline::models::cat
