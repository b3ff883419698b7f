// Executions as text.
#pragma once
#include <verify/graph.h>

#include <string>
#include <vector>

namespace fenceline::verify {

/// "T1"
std::string name_of(int thread);
/// "acq_rel"
const char* name_of(std::memory_order order);
/// "flag.h:12"
std::string to_text(const Where& where);
std::string to_text(const Value& value);
/// "store(release<1>) in flag.h:12"
std::string describe(const Access& access);

/// "the object with x3 of stack.h:12": its first member and where that is declared.
std::string describe(const Graph& graph, const Object& object);

/// An order in which the events can have happened one after another: each after what it depends on.
std::vector<EventId> interleaving(const Graph& graph);

/// The interleaving, an event a line, with what each load read and from which line; `end` closes it.
std::string trace(const Graph& graph, const std::string& end);

/// The interleaving as a text: a thread's letter for each of its steps, and after it how many stores
/// are passed by, counted from the last one in modification order, where a load reads an older one
/// or a store comes before others; of a choice, its value.
std::string replay_of(const Graph& graph);

}  // namespace fenceline::verify
