#include <harness/plugins.h>

#include <base/error.h>
#include <base/exit_codes.h>
#include <base/text.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <harness/machine/build_info.h>
#include <harness/machine/fingerprint.h>
#include <harness/prints_elsewhere.h>
#include <harness/team/crash.h>
#include <kernels/kernel.h>
#include <kernels/plugin_table.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace fenceline {
namespace {

InputError wrong(const std::string& file, const std::string& what) {
  return InputError(fmt::format("--plugin={} {}", shown(file, 300), what));
}

const Plugin& table_of(const std::string& file) {
  const auto path = std::filesystem::absolute(file);  // a bare name would be looked for among the system's libraries
  void* const object = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!object) {
    std::string_view why = dlerror();
    if (const auto prefix = path.string() + ": "; why.starts_with(prefix)) why.remove_prefix(prefix.size());
    throw wrong(file, fmt::format("cannot be loaded: {}", shown(why, 300)));
  }
  const auto* table = static_cast<const Plugin*>(dlsym(object, "fenceline_plugin"));
  if (!table) throw wrong(file, "is no plugin: it has no fenceline_plugin; docs/plugins.md says how one is built");
  const auto text = [](const char* t) { return std::string_view(t ? t : ""); };
  const auto contract = text(table->contract), toolchain = text(table->toolchain);
  if (contract != kContract || toolchain != kToolchain)
    throw wrong(file, fmt::format("was built against another Fenceline ({}, {}; this is {}, {}): build it again",
                                  shown(contract), shown(toolchain), kContract, kToolchain));
  return *table;
}

/// Those of one plugin.
std::vector<Kernel> kernels_of(const std::string& file) {
  const LastWords words(fmt::format("bench: --plugin={} crashed while it was loaded: ", shown(file, 300)), kWrongInput);
  const PrintsElsewhere prints;
  try {
    std::vector<Kernel> own;
    table_of(file).fill(own);
    return own;
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& e) {
    throw wrong(file, fmt::format("threw while it was loaded: {}", shown(e.what(), 200)));
  } catch (...) {
    throw wrong(file, "threw while it was loaded: something that is no std::exception");
  }
}

}  // namespace

void load_plugins(const std::vector<std::string>& files) {
  for (const auto& file : files) {
    auto own = kernels_of(file);
    if (own.empty()) throw wrong(file, "has no structure: docs/plugins.md says how one is named");
    for (Kernel& k : own) {
      const auto taken = [&](const Kernel& other) {
        return std::tie(k.suite, k.group, k.variant) == std::tie(other.suite, other.group, other.variant);
      };
      if (std::ranges::any_of(kernels(), taken))
        throw wrong(file, fmt::format("names its structure {}, as another of suite {} is: give it a name of its own",
                                      shown(k.variant), shown(k.suite)));
      k.use = "plugin";
    }
    add_kernels(std::move(own));
  }
}

Fact plugins_fact(const std::vector<std::string>& files) {
  std::vector<std::string> told;
  for (const auto& file : files) told.push_back(fmt::format("{} ({})", printable(file), fingerprint(file)));
  return {"plugins", join(told, "; "), files.empty() ? "none" : ""};
}

}  // namespace fenceline
