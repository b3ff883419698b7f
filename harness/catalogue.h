// What this binary can measure, for a person or a tool to read: kernels, and one kernel explained.
#pragma once
#include <harness/machine/environment.h>
#include <kernels/kernel.h>

#include <string>
#include <vector>

namespace fenceline {

/// --list: suites, kernels and what each measures; at most 80 columns.
std::string list_text(const std::vector<Kernel>&);
/// --list --format=json: an array of objects, with the address of each loop relative to the program's load
/// address, for tools that look at its disassembly.
std::string list_json(const std::vector<Kernel>&);

/// --version: what built this program of what.
std::string version_text(const std::vector<Fact>&);

/// --explain=NAME: kernels whose "suite/name" contains NAME; of the first few also the disassembly of the loop.
/// Throws InputError with the nearest names.
std::string explain(const std::vector<Kernel>&, const std::string& name);

}  // namespace fenceline
