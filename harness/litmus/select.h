// Which litmus tests a request means: names with wildcards, files, folders.
#pragma once
#include <harness/placement/placement.h>
#include <models/program.h>
#include <models/shapes/names.h>

#include <functional>
#include <string>
#include <vector>

namespace fenceline {

/// Files of a folder that are no tests of the request.
struct LitmusSkips {
  std::vector<Skip> list;
  size_t unreadable = 0;  ///< so many of them could not be read; the others are written for another ISA
};

/// "FILE: reason", with the file's name once: what is wrong in a file is told with its name and line.
std::string told(const Skip&);

struct LitmusSelection {
  std::vector<models::LitmusTest> tests;
  LitmusSkips skips;
};

/// Why a file for that instruction set is not meant; empty: it is.
using LitmusRefuses = std::function<std::string(models::Isa written_for)>;

/// Calls `visit` with each test that is meant, and returns the skips. Names are of tests of `isa`.
/// Throws InputError: a name that means no test (with the nearest), a file that cannot be read
/// (with its line) or is not meant. In a folder such files are skips.
LitmusSkips each_litmus(const std::vector<std::string>& wanted, models::Isa isa, const LitmusRefuses& refuses,
                        const std::function<void(models::LitmusTest)>& visit, const models::Sample& = {});

/// "2 of the files could not be read" on stderr, where it is so; the exit code for it, else kDone.
int tell_unreadable(const LitmusSkips&);

/// All of them at once, files for `isa` alone.
LitmusSelection select_litmus(const std::vector<std::string>& wanted, models::Isa isa, const models::Sample& = {});

/// What `--suite=litmus` means: the classic shapes, bare and with a full fence in every gap.
std::vector<std::string> classic_litmus(models::Isa isa);

/// "x86_64" -> Isa; empty: this machine's. Throws InputError with the nearest names.
models::Isa litmus_isa(const std::string& name);

}  // namespace fenceline
