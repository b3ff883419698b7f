// That no other run measures on this machine meanwhile: --alone.
#pragma once

namespace fenceline {

/// While it lives no other process gets one, whoever's it is. It leaves no file, and the kernel takes it back however the
/// process ends. Processes of another network namespace (most containers) have one of their own, and are not seen.
class Alone {
 public:
  /// Throws RunError where another process has it, with its number.
  Alone();
  ~Alone();
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;

 private:
  int socket_;
};

}  // namespace fenceline
