// The folder of a run, from the claim to the end: ours alone, and gone again where the run could not begin.
#pragma once
#include <harness/machine/host.h>
#include <harness/plan/request.h>

#include <filesystem>

namespace fenceline {

class RunFolder {
 public:
  /// --resume's; else --out's, or results/<native|emulated>/<machine>/<time>, which is made and must hold nothing.
  /// Locks it, until this ends or the process dies however it dies. Throws RunError when it cannot be made or another
  /// process writes there, InputError when --out holds something or --resume no run.
  RunFolder(const Request&, const Host&);
  /// What was made and not kept is removed.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  bool resumed() const { return resumed_; }
  /// The run has begun: the folder stays, and results/<native|emulated>/latest leads to it unless --out named it.
  void keep();

 private:
  void make(const std::filesystem::path&, bool named);
  void lock();
  void give_up();

  std::filesystem::path path_;
  std::filesystem::path made_;  ///< the topmost that was not there before; empty: nothing was made
  bool resumed_, named_ = true, kept_;
  bool ours_ = false;  ///< it was empty when it was locked: all that is in it is of this run
  int lock_ = -1;
};

}  // namespace fenceline
