/* A clock that is not as clocks should be, for LD_PRELOAD. FENCELINE_FAKE_CLOCK says how:
   slow:NS each look takes so long; coarse:NS it moves in such steps; back:NS:N every Nth look shows so much less;
   skew:NS so much less on every CPU but the first. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef int (*clock_function)(clockid_t, struct timespec*);

static long long read_ns(clock_function real, clockid_t id) {
  struct timespec t;
  real(id, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int clock_gettime(clockid_t id, struct timespec* t) {
  static clock_function real;
  static const char* how;
  static __thread long looks;
  if (!real) {
    how = getenv("FENCELINE_FAKE_CLOCK");
    real = (clock_function)dlsym(RTLD_NEXT, "clock_gettime");
  }
  if (!how || (id != CLOCK_MONOTONIC && id != CLOCK_MONOTONIC_RAW)) return real(id, t);
  long ns = 0, every = 1;
  long long time = read_ns(real, id);
  if (sscanf(how, "slow:%ld", &ns) == 1) {
    const long long until = time + ns;
    while ((time = read_ns(real, id)) < until) continue;
  } else if (sscanf(how, "coarse:%ld", &ns) == 1) {
    time -= time % ns;
  } else if (sscanf(how, "back:%ld:%ld", &ns, &every) == 2) {
    if (++looks % every == 0) time -= ns;
  } else if (sscanf(how, "skew:%ld", &ns) == 1) {
    if (sched_getcpu() > 0) time -= ns;
  }
  t->tv_sec = time / 1000000000;
  t->tv_nsec = time % 1000000000;
  return 0;
}
