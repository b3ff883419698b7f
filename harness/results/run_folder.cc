#include <harness/results/run_folder.h>

#include <base/error.h>
#include <base/text.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace fenceline {
namespace fs = std::filesystem;
namespace {

constexpr const char* kLock = ".lock";

std::string folder_time() {
  const std::time_t t = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", std::gmtime(&t));
  return text;
}

fs::path tree_of(const Host& host) { return fs::path("results") / (host.native() ? "native" : "emulated"); }

RunError cannot_make(const fs::path& folder, const std::string& why) {
  return RunError(
      fmt::format("cannot create {}: {}; choose another folder with --out=DIR", shown(folder.string()), why));
}

/// The first file that a folder holds beside its lock; empty: none.
std::string first_in(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename() != kLock) return entry.path().filename().string();
  return "";
}

std::string who_are_we() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format("process {} on {}", getpid(), host.data());
}

}  // namespace

RunFolder::RunFolder(const Request& request, const Host& host) : resumed_(!request.resume.empty()), kept_(resumed_) {
  try {
    if (resumed_) {
      path_ = request.resume;
      if (!fs::exists(path_ / "run.csv")) throw InputError(fmt::format("{} holds no run", path_.string()));
      lock();
    } else if (!request.out.empty()) {
      if (fs::exists(fs::path(request.out) / "run.csv"))
        throw InputError(
            fmt::format("--out={0} holds a run already; go on with it by --resume={0}, or name an empty "
                        "folder",
                        request.out));
      make(request.out, true);
      lock();
      // Only now is nobody else about to write there.
      if (const auto file = first_in(path_); !file.empty())
        throw InputError(
            fmt::format("--out={} holds files already ({}); name an empty or a new folder", request.out, file));
      ours_ = true;
    } else {
      named_ = false;
      const fs::path stem = tree_of(host) / host.name / folder_time();
      // That it was made here, and was not there, is what tells two runs of one second apart.
      for (int n = 1; made_ != path_ || path_.empty(); ++n)
        make(n == 1 ? stem : fs::path(fmt::format("{}-{}", stem.string(), n)), false);
      lock();
      ours_ = true;
    }
  } catch (const fs::filesystem_error& e) {
    give_up();
    throw cannot_make(path_.empty() ? fs::path(request.out) : path_, e.code().message());
  } catch (...) {
    give_up();
    throw;
  }
}

RunFolder::~RunFolder() { give_up(); }

/// `named`: it may be there.
void RunFolder::make(const fs::path& folder, bool named) {
  path_ = folder;
  std::error_code error;
  if (!named) {
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
    if (!error && fs::create_directory(folder, error)) made_ = folder;
  } else {
    fs::path top;
    for (fs::path p = fs::absolute(folder).lexically_normal(); !fs::exists(p); p = p.parent_path()) top = p;
    if (fs::create_directories(folder, error) || !top.empty()) made_ = top;
    if (!error && !fs::is_directory(folder)) error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) throw cannot_make(folder, error.message());
}

void RunFolder::lock() {
  const auto file = path_ / kLock;
  while (true) {
    lock_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock_ < 0)
      throw RunError(fmt::format("cannot write {}: {}; choose another folder with --out=DIR", file.string(),
                                 std::strerror(errno)));
    if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      char who[300] = "";
      if (pread(lock_, who, sizeof who - 1, 0) <= 0) std::strcpy(who, "another process");
      close(lock_);
      lock_ = -1;
      if (error == EWOULDBLOCK)
        throw RunError(fmt::format("{} is being written by {}: wait for its end, or stop it", path_.string(), who));
      // Some network file systems know no locks.
      std::fputs(fmt::format("{} cannot be locked ({}): see to it that nothing else writes there\n", path_.string(),
                             std::strerror(error))
                     .c_str(),
                 stderr);
      return;
    }
    // Whoever held it before may have removed the file between our two calls: then it locks nothing.
    struct stat ours {
    }, there{};
    if (fstat(lock_, &ours) == 0 && stat(file.c_str(), &there) == 0 && ours.st_ino == there.st_ino) break;
    close(lock_);
  }
  const auto who = who_are_we();
  if (ftruncate(lock_, 0) != 0 || pwrite(lock_, who.data(), who.size(), 0) < 0)
    (void)0;  // a full disk: the lock holds, and does not tell whose it is
}

void RunFolder::keep() {
  if (kept_) return;
  kept_ = true;
  if (named_) return;
  // What the report draws when it is told nothing else. Not worth failing for.
  std::error_code ignored;
  const fs::path tree = path_.parent_path().parent_path(), fresh = tree / fmt::format(".latest-{}", getpid());
  fs::create_directory_symlink(path_.lexically_relative(tree), fresh, ignored);
  fs::rename(fresh, tree / "latest", ignored);
}

void RunFolder::give_up() {
  std::error_code ignored;
  if (!kept_ && ours_)
    for (const auto& entry : fs::directory_iterator(path_, ignored))
      if (entry.path().filename() != kLock) fs::remove(entry.path(), ignored);
  if (lock_ >= 0) {
    fs::remove(path_ / kLock, ignored);
    close(lock_);
    lock_ = -1;
  }
  if (kept_ || made_.empty()) return;
  const fs::path top = fs::absolute(made_, ignored).lexically_normal();
  for (fs::path p = fs::absolute(path_, ignored).lexically_normal(); fs::remove(p, ignored) && p != top;)
    p = p.parent_path();
}

}  // namespace fenceline
