// A library that is opened when the program runs, and never linked: one that is would take the place of malloc for all.
#pragma once
#include <dlfcn.h>

#include <cstddef>
#include <string>

namespace fenceline::peers {

class Loaded {
 public:
  /// It stays open: threads have things of its own. package: Debian's name, for the message.
  Loaded(const char* name, const char* package) : library_(dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr) missing_ = why(dlerror(), package);
  }
  /// Why it is not there; empty where it is.
  const std::string& missing() const { return missing_; }
  /// A function of its own; null, and said in missing(), where it has none of that name.
  template <class F>
  F* function(const char* name) {
    if (library_ == nullptr) return nullptr;
    void* const found = dlsym(library_, name);
    if (found == nullptr && missing_.empty()) missing_ = dlerror();
    return reinterpret_cast<F*>(found);
  }

 private:
  static std::string why(std::string error, const std::string& package) {
    // The C library keeps a little for what is opened later, and a start with more is the only way to more.
    if (error.find("static TLS") != std::string::npos)
      return "its thread-local storage finds no room in a program that runs: start it with "
             "GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384";
    return error + ": install " + package;
  }

  void* const library_;
  std::string missing_;
};

/// An allocator's functions, by the names that its library gives them.
struct LoadedAllocator : Loaded {
  LoadedAllocator(const char* library, const char* package, const char* allocates, const char* releases)
      : Loaded(library, package),
        allocate(function<void*(std::size_t)>(allocates)),
        release(function<void(void*)>(releases)) {}

  void* (*const allocate)(std::size_t);
  void (*const release)(void*);
};

/// What AllocatorPool asks for. Which: a LoadedAllocator that is made by Which(), and has held(): bytes that it has from
/// the system. It is opened when somebody asks for it.
template <class Which>
class Allocator {
 public:
  static const std::string& missing() { return library().missing(); }
  static std::size_t held() { return library().held(); }

  void* allocate(std::size_t bytes) { return allocate_(bytes); }
  void release(void* memory) { release_(memory); }

 private:
  static Which& library() {
    static Which opened;
    return opened;
  }

  void* (*allocate_)(std::size_t) = library().allocate;
  void (*release_)(void*) = library().release;
};

}  // namespace fenceline::peers
