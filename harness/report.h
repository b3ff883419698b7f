// What a person reads in the terminal: kernels, one kernel explained, results.
#pragma once
#include <harness/record.h>
#include <kernels/kernel.h>

#include <string>
#include <vector>

namespace fenceline {

/// --list: suites, kernels and what each measures; at most 80 columns.
std::string list_text(const std::vector<Kernel>&);
/// --list --format=json: an array of objects, with the address of each loop relative to the program's load
/// address, for tools that look at its disassembly.
std::string list_json(const std::vector<Kernel>&);

/// --explain=NAME: kernels whose "suite/name" contains NAME; of the first few also the disassembly of the loop.
/// Throws InputError with the nearest names.
std::string explain(const std::vector<Kernel>&, const std::string& name);

/// The table at the end of a run: per variant and placement ns, cycles and spread; at most 80 columns.
std::string summary_text(const std::vector<Summary>&);

}  // namespace fenceline
