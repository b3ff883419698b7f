// Which litmus tests a request means: names with wildcards, files, folders.
#pragma once
#include <harness/placement/placement.h>
#include <models/program.h>

#include <functional>
#include <string>
#include <vector>

namespace fenceline {

struct LitmusSelection {
  std::vector<models::LitmusTest> tests;
  std::vector<Skip> skips;  ///< files of another ISA, or that could not be read, in a folder
};

/// Calls `visit` with each test that is meant, and returns the skips.
/// Throws InputError: a name that means no test (with the nearest), a file that cannot be read
/// (with its line). In a folder such files are skips.
std::vector<Skip> each_litmus(const std::vector<std::string>& wanted, models::Isa isa,
                              const std::function<void(models::LitmusTest)>& visit);

/// All of them at once.
LitmusSelection select_litmus(const std::vector<std::string>& wanted, models::Isa isa);

/// What `--suite=litmus` means: the classic shapes, bare and with a full fence in every gap.
std::vector<std::string> classic_litmus(models::Isa isa);

/// "x86_64" -> Isa; empty: this machine's. Throws InputError with the nearest names.
models::Isa litmus_isa(const std::string& name);

}  // namespace fenceline
