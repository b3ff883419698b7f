#include <kernels/code/pages.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace fenceline::code {
namespace {

std::byte* map(const char* what, size_t bytes, int protection, int flags, int file) {
  void* const at = mmap(nullptr, bytes, protection, flags, file, 0);
  if (at == MAP_FAILED) throw std::runtime_error(std::string(what) + " is denied: " + std::strerror(errno));
  return static_cast<std::byte*>(at);
}

/// A file without a name that may be executed. Kernels before 6.3 know no MFD_EXEC and refuse it.
int anonymous_file(size_t bytes) {
  constexpr unsigned kMfdExec = 0x10;
  long file = syscall(SYS_memfd_create, "fenceline-code", MFD_CLOEXEC | kMfdExec);
  if (file < 0 && errno == EINVAL) file = syscall(SYS_memfd_create, "fenceline-code", MFD_CLOEXEC);
  if (file < 0) throw std::runtime_error(std::string("memfd_create(2) is denied: ") + std::strerror(errno));
  if (ftruncate(static_cast<int>(file), static_cast<off_t>(bytes)) != 0) {
    close(static_cast<int>(file));
    throw std::runtime_error(std::string("no memory behind memfd_create(2): ") + std::strerror(errno));
  }
  return static_cast<int>(file);
}

}  // namespace

Pages::Pages(Mapping mapping, size_t bytes) : bytes_(bytes) {
  if (mapping == Mapping::one) {
    write_ = execute_ = map("memory that can be written and executed", bytes, PROT_READ | PROT_WRITE | PROT_EXEC,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1);
    return;
  }
  const int file = anonymous_file(bytes);
  try {
    write_ = map("a mapping to write code by", bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file);
    execute_ = map("a mapping to execute code by", bytes, PROT_READ | PROT_EXEC, MAP_SHARED, file);
  } catch (...) {
    if (write_) munmap(write_, bytes);
    close(file);
    throw;
  }
  close(file);
}

Pages::~Pages() {
  munmap(write_, bytes_);
  if (execute_ != write_) munmap(execute_, bytes_);
}

std::string missing(Mapping mapping) {
  try {
    const Pages pages(mapping, 1);
    for (const uint16_t value : {1, 2, 3}) {
      arch::put_constant(pages.written(0), value);
      arch::code_syncs::for_each([&]<class Op>() {  // all that can be asked for
        if (Op::info.needs == arch::Feature::none) Op::op(pages.executed(0));
      });
      if (pages.call(0) != value) return "what was written is not what is executed: an emulator that does not notice";
    }
    return "";
  } catch (const std::runtime_error& e) {
    return e.what();
  }
}

Mapping available() {
  static const Mapping mapping = missing(Mapping::dual).empty() ? Mapping::dual : Mapping::one;
  return mapping;
}

}  // namespace fenceline::code
