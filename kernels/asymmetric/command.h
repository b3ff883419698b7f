// The commands of membarrier(2) that put a barrier into other threads (linux/membarrier.h, membarrier(2)). What each
// promises is the kernel's word and in no memory model here: a full fence in every thread that runs just now, or for
// those that do not, one when they are switched out and in (kernel/sched/membarrier.c, cases A to F). With it the fast
// side's compiler barrier and the slow side's call forbid store buffering as two full fences do:
//
//   fast: x = 1; compiler barrier; r0 = y;      slow: y = 1; membarrier; r1 = x;      never r0 = 0 and r1 = 0
//
// verify/test/light_fence_test.cc explores that promise; kernels/asymmetric/entry.cc lives by it.
#pragma once
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace fenceline::asymmetric {

struct Command {
  const char* name;  ///< of the rows
  int number;        ///< MEMBARRIER_CMD_*
  int registers;     ///< the command that must go before, once in a process; 0: none
  unsigned flags;
  const char* what;
};

inline constexpr Command kCommands[] = {
    {"private_expedited", MEMBARRIER_CMD_PRIVATE_EXPEDITED, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0,
     "a fence in the threads of this process that run, each interrupted for it"},
    {"private_expedited_sync_core", MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE,
     MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0,
     "the same, and what they execute next they fetch anew: for code that was changed"},
    {"private_expedited_rseq", MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ, 0,
     "the restartable sequences of this process that run are begun anew"},
    {"private_expedited_rseq_cpu", MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ,
     MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ, MEMBARRIER_CMD_FLAG_CPU,
     "the same on one CPU, the one that another thread of the trial runs on, if there is one"},
    {"global_expedited", MEMBARRIER_CMD_GLOBAL_EXPEDITED, MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 0,
     "a fence in the threads that run of every process which has asked to be part of it"},
    {"global", MEMBARRIER_CMD_GLOBAL, 0, 0,
     "a fence in all threads of the machine, by waiting until every CPU has been through the scheduler"},
};

inline bool call(int number, unsigned flags = 0, unsigned cpu = 0) {
  return syscall(SYS_membarrier, number, flags, cpu) == 0;
}

/// Why the kernel does not do it for this process, which is registered for it by being asked; empty where it does.
inline std::string missing(const Command& command) {
  const auto refused = [](const char* what) { return std::string(what) + ": " + std::strerror(errno); };
  const long known = syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0);
  if (known < 0) return refused("membarrier(2) is not there or is denied");
  if ((known & command.number) == 0) return "this kernel's membarrier(2) does not know the command";
  if (command.registers != 0 && !call(command.registers))
    return refused("membarrier(2) does not let the process register");
  // Flags are younger than the command (Linux 5.10); CPU 0 need not be one that a thread of ours is on.
  if (!call(command.number, command.flags)) return refused("membarrier(2) refuses the command");
  return "";
}

}  // namespace fenceline::asymmetric
