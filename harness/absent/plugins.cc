// In a static program, which has nothing to load a shared object with.
#include <base/error.h>
#include <harness/plugins.h>

namespace fenceline {

void load_plugins(const std::vector<std::string>& files) {
  if (!files.empty()) throw InputError("--plugin: this bench is static and can load nothing: build one that is not");
}

Fact plugins_fact(const std::vector<std::string>&) { return {"plugins", "", "none"}; }

}  // namespace fenceline
