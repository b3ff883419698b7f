// Google Benchmark's flags as its users know them: taken, translated into ours, or refused with the reason. None is
// passed over in silence.
#pragma once
#include <CLI/CLI.hpp>
#include <harness/plan/request.h>

#include <string>
#include <vector>

namespace fenceline {

/// Those that are taken become options of `app`, under their own heading. They fill `request` where they mean what one
/// of ours means; check_google_flags() refuses that both are given.
void add_google_flags(CLI::App& app, Request& request, bool& list_tests);

/// Throws InputError where a flag and the option that it stands for are both given.
void check_google_flags(const CLI::App& app);

/// Throws InputError with the reason why a flag of theirs is not taken; for one that nobody knows, with the nearest of
/// `names`, our options, and theirs.
[[noreturn]] void refuse_google_flag(const std::string& flag, std::vector<std::string> names);

}  // namespace fenceline
