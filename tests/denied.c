/* denied CALL,CALL COMMAND...: runs it with these system calls denied, as a container or a sandbox does it. Exit 77 where
   there are no seccomp filters. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALL(name) \
  { #name, SYS_##name }
static const struct {
  const char* name;
  int number;
} calls[] = {CALL(mbind),    CALL(move_pages),        CALL(clone),
             CALL(clone3),   CALL(sched_getaffinity), CALL(sched_setaffinity),
             CALL(eventfd2), CALL(perf_event_open),    CALL(membarrier),
             CALL(rseq),     CALL(memfd_create)};
enum { known = sizeof calls / sizeof *calls };

int main(int argc, char** argv) {
  struct sock_filter filter[2 * known + 2] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
  };
  unsigned short length = 1;
  if (argc < 3) return 2;
  for (char* name = strtok(argv[1], ","); name; name = strtok(NULL, ",")) {
    int i = 0;
    while (i < known && strcmp(calls[i].name, name) != 0) ++i;
    if (i == known || length > 2 * known) return 2;
    filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  }
  filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {length, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 77;
  execv(argv[2], argv + 2);
  return 77;
}
