// Where a topology comes from: this machine, a file or a description. What it means is read off in
// machine_read.cc.
#include <base/error.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <harness/machine/machine_hwloc.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string_view>

extern char** environ;

namespace fenceline {
namespace {

// hwloc lets the environment replace the topology (HWLOC_XMLFILE, HWLOC_FSROOT …) or call it this
// machine's (HWLOC_THISSYSTEM): results would then be labelled with a machine that they are not
// from. It also says why it rejects a file only when told so by the environment.
class OwnEnvironment {
 public:
  OwnEnvironment() {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      std::string_view text = *entry;
      if (text.substr(0, 6) != "HWLOC_") continue;
      size_t equals = text.find('=');
      kept_[std::string(text.substr(0, equals))] = std::string(text.substr(equals + 1));
    }
    for (const auto& [key, value] : kept_) unsetenv(key.c_str());
    for (const char* key : kVerbose) setenv(key, "1", 1);
    setenv("HWLOC_HIDE_ERRORS", "0", 1);
  }
  ~OwnEnvironment() {
    for (const char* key : kVerbose) unsetenv(key);
    unsetenv("HWLOC_HIDE_ERRORS");
    for (const auto& [key, value] : kept_) setenv(key.c_str(), value.c_str(), 1);
  }
  OwnEnvironment(const OwnEnvironment&) = delete;
  OwnEnvironment& operator=(const OwnEnvironment&) = delete;

 private:
  static constexpr const char* kVerbose[] = {"HWLOC_XML_VERBOSE", "HWLOC_SYNTHETIC_VERBOSE"};
  std::map<std::string, std::string> kept_;
};

// hwloc writes what it does not like straight to stderr. Caught here, so that it can be put into
// words of ours, or into the remarks.
class CaughtStderr {
 public:
  CaughtStderr() {
    std::fflush(stderr);
    file_ = memfd_create("stderr", MFD_CLOEXEC);
    saved_ = file_ < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved_ >= 0) dup2(file_, STDERR_FILENO);
  }
  ~CaughtStderr() {
    restore();
    if (file_ >= 0) close(file_);
  }
  CaughtStderr(const CaughtStderr&) = delete;
  CaughtStderr& operator=(const CaughtStderr&) = delete;

  /// Lines that say something, without their frames of asterisks.
  std::vector<std::string> lines() {
    restore();
    std::string text;
    char buffer[4096];
    if (file_ >= 0) lseek(file_, 0, SEEK_SET);
    for (ssize_t n; file_ >= 0 && (n = read(file_, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<size_t>(n));
    }
    std::vector<std::string> found;
    for (size_t begin = 0; begin < text.size();) {
      size_t end = std::min(text.find('\n', begin), text.size());
      std::string line = text.substr(begin, end - begin);
      begin = end + 1;
      size_t first = line.find_first_not_of("* \t");
      if (first == std::string::npos) continue;
      line = line.substr(first, line.find_last_not_of("* \t") - first + 1);
      if (std::find(found.begin(), found.end(), line) == found.end()) found.push_back(line);
    }
    return found;
  }

 private:
  void restore() {
    if (saved_ < 0) return;
    std::fflush(stderr);
    dup2(saved_, STDERR_FILENO);
    close(saved_);
    saved_ = -1;
  }
  int file_ = -1, saved_ = -1;
};

std::string read_whole(const std::string& path) {
  auto refuse = [&](const std::string& why) {
    throw InputError(
        fmt::format("cannot read topology file '{}': {}; give a file written by lstopo (lstopo file.xml)", path, why));
  };
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) refuse(std::strerror(errno));
  std::string text;
  char buffer[65536];
  ssize_t n;
  constexpr size_t kMost = 256u << 20;  // a device that never ends is no topology
  while ((n = read(file, buffer, sizeof buffer)) > 0 && text.size() < kMost) {
    text.append(buffer, static_cast<size_t>(n));
  }
  int error = errno;
  close(file);
  if (text.size() >= kMost) refuse("it is larger than 256 MiB");
  if (n < 0) refuse(std::strerror(error));
  if (text.empty()) refuse("it is empty");
  if (text.starts_with("\x1f\x8b")) refuse("it is compressed; unpack it with gunzip");
  return text;
}

/// hwloc 3 changed only where its XML keeps notes on the whole machine. A reader of version 2 refuses the number, and
/// ignores the rest that it does not know: by another number it reads the same machine. True if it was changed.
bool read_as_version_2(std::string& xml) {
  constexpr std::string_view kVersion = "<topology version=\"3.";
  const size_t at = xml.find(kVersion);
  if (hwloc_get_api_version() >= 0x30000 || at == std::string::npos) return false;
  xml[at + kVersion.size() - 2] = '2';
  return true;
}

/// hwloc sets aside a bit for every number up to the greatest: 256 MiB for a file of one line that says 2147483647.
/// Linux has at most 8,192 CPUs (NR_CPUS) and 1,024 nodes.
void refuse_absurd_numbers(const std::string& path, const std::string& xml) {
  constexpr unsigned long kMost = 1u << 20;
  for (const std::string_view type : {"type=\"PU\" os_index=\"", "type=\"NUMANode\" os_index=\""})
    for (size_t at = 0; (at = xml.find(type, at)) != xml.npos;) {
      at += type.size();
      const unsigned long number = std::strtoul(xml.c_str() + at, nullptr, 10);
      if (number >= kMost)
        throw InputError(
            fmt::format("topology file '{}' has {}{}\": numbers from {} on are refused; write it anew with lstopo",
                        path, type, number, kMost));
    }
}

std::string because(const std::vector<std::string>& complaints, std::string_view otherwise) {
  if (complaints.empty()) return std::string(otherwise);
  // What follows advises another build of hwloc.
  if (complaints.front().starts_with("Failed to parse XML")) return "it is no XML, or cut short";
  return complaints.front();
}

bool drop_prefix(std::string& text, std::string_view prefix) {
  if (text.compare(0, prefix.size(), prefix) != 0) return false;
  text.erase(0, prefix.size());
  return true;
}

}  // namespace

LoadedTopology load_topology(const std::string& spec) {
  LoadedTopology loaded;
  loaded.live = spec.empty() || spec == "live";
  std::string text = spec;
  bool file = drop_prefix(text, "xml:");
  bool synthetic = !file && drop_prefix(text, "synthetic:");
  struct stat status;
  if (!loaded.live && !file && !synthetic) {
    // A path may stand where a description may: what exists, or looks like a path, is a file.
    file = stat(text.c_str(), &status) == 0 || text.find('/') != std::string::npos ||
           (text.size() > 4 && text.compare(text.size() - 4, 4, ".xml") == 0);
  }
  std::string xml;
  if (file) xml = read_whole(text);
  const bool newer = read_as_version_2(xml);
  refuse_absurd_numbers(text, xml);

  OwnEnvironment environment;
  CaughtStderr caught;
  hwloc_topology_t topology = nullptr;
  if (hwloc_topology_init(&topology) != 0) throw RunError("hwloc cannot start: out of memory");
  loaded.topology = {topology, [](hwloc_topology_t t) { hwloc_topology_destroy(t); }};
  hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
  hwloc_topology_set_io_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_NONE);
  hwloc_topology_set_type_filter(topology, HWLOC_OBJ_MISC, HWLOC_TYPE_FILTER_KEEP_NONE);
  hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);

  if (file) {
    loaded.source = "xml:" + text;
    int refused = hwloc_topology_set_xmlbuffer(topology, xml.c_str(), static_cast<int>(xml.size()) + 1);
    if (refused != 0 || hwloc_topology_load(topology) != 0) {
      throw InputError(
          fmt::format("topology file '{}' is not an hwloc XML that can be loaded: {}; write it "
                      "anew with lstopo",
                      text, because(caught.lines(), "hwloc rejects it")));
    }
  } else if (!loaded.live) {
    loaded.source = "synthetic:" + text;
    if (hwloc_topology_set_synthetic(topology, text.c_str()) != 0 || hwloc_topology_load(topology) != 0) {
      throw InputError(
          fmt::format("'{}' is neither a topology file that exists nor a synthetic description ({}); write one "
                      "like \"pack:2 numa:2 core:4 pu:2\"",
                      text, because(caught.lines(), "hwloc rejects it")));
    }
  } else {
    loaded.source = "live";
    // hwloc asks again and again until it is answered.
    if (std::array<char, 16384> mask; syscall(SYS_sched_getaffinity, 0, mask.size(), mask.data()) < 0) {
      throw RunError(fmt::format("cannot learn which CPUs it may use: sched_getaffinity: {}; a sandbox must allow it",
                                 std::strerror(errno)));
    }
    if (hwloc_topology_load(topology) != 0) {
      throw RunError(fmt::format("hwloc cannot read this machine's topology: {}; is /sys mounted?",
                                 because(caught.lines(), std::strerror(errno))));
    }
  }
  loaded.complaints = caught.lines();
  if (newer) {
    // What it lists as unknown are notes.
    std::erase_if(loaded.complaints,
                  [](const std::string& line) { return line.find("ignoring unknown") != line.npos; });
    loaded.complaints.emplace(loaded.complaints.begin(), "the file is of version 3, read as version 2");
  }
  return loaded;
}

}  // namespace fenceline
