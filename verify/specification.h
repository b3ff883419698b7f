// Structures as they are when one thread uses them alone: step() says whether an operation may have had its result, and
// goes on to the state after it.
#pragma once
#include <verify/linearizable.h>

#include <compare>
#include <deque>
#include <map>
#include <vector>

namespace fenceline::verify {

/// First in, first out; `capacity` 0: unbounded.
struct QueueSpec {
  std::size_t capacity = 0;
  std::deque<long> items = {};
  auto operator<=>(const QueueSpec&) const = default;

  bool step(const Operation& o) {
    if (o.what == Does::push) {
      if (!o.done) return capacity != 0 && items.size() == capacity;
      if (capacity != 0 && items.size() == capacity) return false;
      items.push_back(o.argument);
      return true;
    }
    if (o.what != Does::pop) return false;
    if (!o.done) return items.empty();
    if (items.empty() || items.front() != o.result) return false;
    items.pop_front();
    return true;
  }
};

/// Last in, first out.
struct StackSpec {
  std::size_t capacity = 0;
  std::vector<long> items = {};
  auto operator<=>(const StackSpec&) const = default;

  bool step(const Operation& o) {
    if (o.what == Does::push) {
      if (!o.done) return capacity != 0 && items.size() == capacity;
      if (capacity != 0 && items.size() == capacity) return false;
      items.push_back(o.argument);
      return true;
    }
    if (o.what != Does::pop) return false;
    if (!o.done) return items.empty();
    if (items.empty() || items.back() != o.result) return false;
    items.pop_back();
    return true;
  }
};

/// A stack for its owner, at whose other end others steal.
struct DequeSpec {
  std::deque<long> items = {};
  auto operator<=>(const DequeSpec&) const = default;

  bool step(const Operation& o) {
    if (o.what == Does::push) {
      items.push_back(o.argument);
      return true;
    }
    if (o.what != Does::pop && o.what != Does::steal) return false;
    if (!o.done) return items.empty();
    const bool steals = o.what == Does::steal;
    if (items.empty() || (steals ? items.front() : items.back()) != o.result) return false;
    steals ? items.pop_front() : items.pop_back();
    return true;
  }
};

/// `add` returns nothing; `read` the sum of all before it.
struct CounterSpec {
  long sum = 0;
  auto operator<=>(const CounterSpec&) const = default;

  bool step(const Operation& o) {
    if (o.what == Does::add) {
      sum += o.argument;
      return true;
    }
    return o.what == Does::read && o.result == sum;
  }
};

/// Held by one at a time; `argument`: by whom.
struct LockSpec {
  long holder = -1;
  auto operator<=>(const LockSpec&) const = default;

  bool step(const Operation& o) {
    if (o.what == Does::try_lock && !o.done) return holder != -1;
    if (o.what == Does::lock || o.what == Does::try_lock) {
      if (holder != -1) return false;
      holder = o.argument;
      return true;
    }
    if (o.what != Does::unlock || holder != o.argument) return false;
    holder = -1;
    return true;
  }
};

/// `release` of `argument`; `acquire` of one, or of nothing where there is none.
struct SemaphoreSpec {
  long count = 0;
  auto operator<=>(const SemaphoreSpec&) const = default;

  bool step(const Operation& o) {
    if (o.what == Does::release) {
      count += o.argument;
      return true;
    }
    if (o.what != Does::acquire) return false;
    if (!o.done) return count == 0;
    return count-- > 0;
  }
};

struct RegisterSpec {
  long value = 0;
  auto operator<=>(const RegisterSpec&) const = default;

  bool step(const Operation& o) {
    switch (o.what) {
      case Does::read:
        return o.result == value;
      case Does::write:
        value = o.argument;
        return true;
      case Does::replace:
        if (o.done != (value == o.expected)) return false;
        if (o.done) value = o.argument;
        return true;
      default:
        return false;
    }
  }
};

struct MapSpec {
  std::map<long, long> values = {};
  auto operator<=>(const MapSpec&) const = default;

  bool step(const Operation& o) {
    const auto at = values.find(o.key);
    const bool there = at != values.end();
    switch (o.what) {
      case Does::insert:
        return o.done ? values.emplace(o.key, o.argument).second : there;
      case Does::assign:
        values[o.key] = o.argument;
        return true;
      case Does::erase:
        if (there) values.erase(at);
        return o.done == there;
      case Does::find:
        return o.done == there && (!there || at->second == o.result);
      default:
        return false;
    }
  }
};

// Compiled once, in specification.cc: what scenarios ask most.
extern template bool is_linearizable(const History<Span>&, QueueSpec);
extern template bool is_linearizable(const History<Span>&, MapSpec);

}  // namespace fenceline::verify
