#include <harness/machine/alone.h>

#include <base/error.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace fenceline {
namespace {

/// A name in no file system: unix(7), "abstract". A lock file would stay, and in /tmp be of who came first.
constexpr std::string_view kAlone("\0fenceline run", 14);

sockaddr_un address() {
  sockaddr_un a{};
  a.sun_family = AF_UNIX;
  std::ranges::copy(kAlone, a.sun_path);
  return a;
}
constexpr socklen_t kSize = offsetof(sockaddr_un, sun_path) + kAlone.size();

int unix_socket() {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw RunError(fmt::format("--alone: cannot make a socket: {}; leave it out", std::strerror(errno)));
  return fd;
}

/// "process 123"; the name's owner tells by being connected to.
std::string owner(const sockaddr_un& name) {
  const int fd = unix_socket();
  ucred who{};
  socklen_t size = sizeof who;
  const bool told = connect(fd, reinterpret_cast<const sockaddr*>(&name), kSize) == 0 &&
                    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
  close(fd);
  // 0: it is of a process namespace that we do not see.
  return told && who.pid > 0 ? fmt::format("process {}", who.pid) : "another process";
}

}  // namespace

Alone::Alone() : socket_(unix_socket()) {
  const sockaddr_un name = address();
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&name), kSize) == 0 && listen(socket_, 1) == 0) return;
  const int error = errno;
  close(socket_);
  if (error == EADDRINUSE)
    throw RunError(fmt::format("--alone: {} measures on this machine: wait for its end, or stop it", owner(name)));
  throw RunError(fmt::format("--alone: {}; leave it out", std::strerror(error)));
}

Alone::~Alone() { close(socket_); }

}  // namespace fenceline
