// What a plugin, a shared object with kernels of one's own, shows the bench: one symbol, fenceline_plugin.
#pragma once
#include <vector>

namespace fenceline {

struct Kernel;

struct Plugin {
  /// A hash of the sources that both were compiled from, and who compiled them: on either side of the table types mean
  /// the same only where these are equal.
  const char* contract;
  const char* toolchain;
  /// Adds its kernels.
  void (*fill)(std::vector<Kernel>&);
};

#define FENCELINE_TEXT_OF(macro) FENCELINE_TEXT(macro)
#define FENCELINE_TEXT(text) #text
inline constexpr const char* kToolchain = __VERSION__
#ifdef _LIBCPP_VERSION
    ", libc++ " FENCELINE_TEXT_OF(_LIBCPP_VERSION);
#else
    ", libstdc++ " FENCELINE_TEXT_OF(__GLIBCXX__) " ABI " FENCELINE_TEXT_OF(_GLIBCXX_USE_CXX11_ABI);
#endif
#undef FENCELINE_TEXT_OF
#undef FENCELINE_TEXT

}  // namespace fenceline
