// Tests in the Linux kernel's C that no name of a shape tells: atomic operations, locks, RCU of both
// kinds, dependencies through memory, plain accesses.
#include <models/shapes/written_linux.h>

namespace fenceline::models {
namespace {

// The other side of store buffering, and of load buffering.
const std::string kStoreThenLoad = R"(
P1 (int* x, int* y) {
  WRITE_ONCE(*y, 1);
  smp_mb();
  int r1 = READ_ONCE(*x);
}
exists (0:r0=0 /\ 1:r1=0))";
const std::string kLoadThenStore = R"(
P1 (int* x, int* y) {
  int r1 = smp_load_acquire(y);
  WRITE_ONCE(*x, 1);
}
exists (0:r0=1 /\ 1:r1=1))";

std::string program(const std::string& name, const std::string& code, const std::string& rest,
                    const std::string& initial = "") {
  return "C " + name + "\n{" + initial + "}\n" + code + rest;
}

std::vector<std::string> barriers() {
  return {
      program("full-update", R"(P0 (int* x, int* y, int* z) {
  WRITE_ONCE(*x, 1);
  int r2 = xchg(z, 1);
  int r0 = READ_ONCE(*y);
})",
              kStoreThenLoad),
      program("before-atomic", R"(P0 (int* x, atomic_t* y) {
  WRITE_ONCE(*x, 1);
  smp_mb__before_atomic();
  atomic_inc(y);
}
P1 (int* x, atomic_t* y) {
  int r0 = atomic_read_acquire(y);
  int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\ 1:r1=0))",
              ""),
      program("after-atomic", R"(P0 (atomic_t* x, int* y) {
  atomic_inc(x);
  smp_mb__after_atomic();
  int r0 = READ_ONCE(*y);
})",
              kStoreThenLoad),
      program("after-spinlock", R"(P0 (int* x, int* y, spinlock_t* l) {
  WRITE_ONCE(*x, 1);
  spin_lock(l);
  smp_mb__after_spinlock();
  int r0 = READ_ONCE(*y);
  spin_unlock(l);
})",
              kStoreThenLoad),
      program("after-unlock-lock", R"(P0 (int* x, int* y, spinlock_t* l, spinlock_t* m) {
  spin_lock(l);
  WRITE_ONCE(*x, 1);
  spin_unlock(l);
  spin_lock(m);
  smp_mb__after_unlock_lock();
  int r0 = READ_ONCE(*y);
  spin_unlock(m);
})",
              kStoreThenLoad),
      program("after-srcu-read-unlock", R"(P0 (int* x, int* y, struct srcu_struct* s) {
  int r2 = srcu_read_lock(s);
  WRITE_ONCE(*x, 1);
  srcu_read_unlock(s, r2);
  smp_mb__after_srcu_read_unlock();
  int r0 = READ_ONCE(*y);
})",
              kStoreThenLoad),
      program("failed-update", R"(P0 (int* x, int* y, int* z) {
  WRITE_ONCE(*x, 1);
  int r2 = cmpxchg(z, 1, 2);
  int r0 = READ_ONCE(*y);
})",
              kStoreThenLoad),
  };
}

std::vector<std::string> dependent() {
  return {
      program("through-memory", R"(P0 (int* x, int* y, int* t) {
  int r0 = READ_ONCE(*x);
  *t = r0;
  int r2 = *t;
  WRITE_ONCE(*y, r2);
})",
              kLoadThenStore),
      program("pointer-then-published", R"(P0 (int** x, int* y) {
  int* r0 = READ_ONCE(*x);
  *r0 = 1;
  smp_wmb();
  WRITE_ONCE(*y, 1);
}
P1 (int** x, int* y, int* b) {
  int r1 = smp_load_acquire(y);
  WRITE_ONCE(*x, b);
}
exists (0:r0=b /\ 1:r1=1))",
              "", " int* x=a; int a; int b; "),
      program("own-update", R"(P0 (int* x, int* y) {
  int r0 = READ_ONCE(*x);
  smp_rmb();
  int r2 = xchg_relaxed(y, 1);
})",
              kLoadThenStore),
      program("behind-an-if", R"(P0 (int* x, int* y, int* z) {
  int r0 = READ_ONCE(*x);
  if (r0) {
    int r2 = READ_ONCE(*z);
  }
  WRITE_ONCE(*y, 1);
})",
              kLoadThenStore),
      program("update-of-a-release", R"(P0 (int* x, int* y) {
  WRITE_ONCE(*x, 1);
  smp_store_release(y, 1);
}
P1 (int* y) {
  int r0 = xchg_relaxed(y, 2);
}
P2 (int* x, int* y) {
  int r0 = smp_load_acquire(y);
  int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\ 2:r0=2 /\ 2:r1=0))",
              ""),
  };
}

std::vector<std::string> locks() {
  return {
      program("unlock-then-lock", R"(P0 (int* x, int* y, spinlock_t* l) {
  spin_lock(l);
  int r0 = READ_ONCE(*x);
  spin_unlock(l);
  spin_lock(l);
  WRITE_ONCE(*y, 1);
  spin_unlock(l);
})",
              kLoadThenStore),
      program("handed-over", R"(P0 (int* x, spinlock_t* l) {
  spin_lock(l);
  WRITE_ONCE(*x, 1);
  spin_unlock(l);
}
P1 (int* x, int* y, spinlock_t* l) {
  spin_lock(l);
  int r0 = READ_ONCE(*x);
  WRITE_ONCE(*y, 1);
  spin_unlock(l);
}
P2 (int* x, int* y) {
  int r0 = READ_ONCE(*y);
  smp_rmb();
  int r1 = READ_ONCE(*x);
}
exists (1:r0=1 /\ 2:r0=1 /\ 2:r1=0))",
              ""),
      program("one-at-a-time", R"(P0 (int* x, spinlock_t* l) {
  spin_lock(l);
  int r0 = READ_ONCE(*x);
  WRITE_ONCE(*x, r0 + 1);
  spin_unlock(l);
}
P1 (int* x, spinlock_t* l) {
  int r2 = spin_trylock(l);
  if (r2) {
    int r0 = READ_ONCE(*x);
    WRITE_ONCE(*x, r0 + 1);
    spin_unlock(l);
  }
}
exists (1:r2=1 /\ x=1))",
              ""),
      program("held-or-not", R"(P0 (spinlock_t* l) {
  int r0 = spin_is_locked(l);
  spin_lock(l);
  int r1 = spin_is_locked(l);
  spin_unlock(l);
  int r2 = spin_is_locked(l);
}
exists (not (0:r0=0 /\ 0:r1=1 /\ 0:r2=0)))",
              ""),
      program("taken-twice", R"(P0 (spinlock_t* l) {
  spin_lock(l);
  spin_lock(l);
  spin_unlock(l);
  spin_unlock(l);
}
exists (true))",
              ""),
  };
}

std::vector<std::string> rcu() {
  const std::string reader = R"(P0 (int* x, int* y) {
  rcu_read_lock();
  int r0 = READ_ONCE(*x);
  int r1 = READ_ONCE(*y);
  rcu_read_unlock();
}
)";
  const std::string writer = R"(
  WRITE_ONCE(*y, 1);
  synchronize_rcu();
  WRITE_ONCE(*x, 1);
}
exists (0:r0=1 /\ 0:r1=0))";
  const auto srcu = [](const std::string& name, const std::string& of_writer) {
    return program(name, R"(P0 (int* x, int* y, struct srcu_struct* s) {
  int r2 = srcu_read_lock(s);
  int r0 = READ_ONCE(*x);
  int r1 = READ_ONCE(*y);
  srcu_read_unlock(s, r2);
}
P1 (int* x, int* y, struct srcu_struct* )" + of_writer + R"() {
  WRITE_ONCE(*y, 1);
  synchronize_srcu()" + of_writer + R"();
  WRITE_ONCE(*x, 1);
}
exists (0:r0=1 /\ 0:r1=0))",
                   "");
  };
  return {
      program("grace-period", reader, "P1 (int* x, int* y) {" + writer),
      program("grace-period-behind-a-section", reader, "P1 (int* x, int* y) {\n  rcu_read_lock();\n  rcu_read_unlock();" + writer),
      program("two-sections-one-period", R"(P0 (int* x, int* y) {
  rcu_read_lock();
  int r0 = READ_ONCE(*x);
  WRITE_ONCE(*y, 1);
  rcu_read_unlock();
}
P1 (int* y, int* z) {
  rcu_read_lock();
  int r0 = READ_ONCE(*y);
  WRITE_ONCE(*z, 1);
  rcu_read_unlock();
}
P2 (int* x, int* z) {
  int r0 = READ_ONCE(*z);
  synchronize_rcu();
  WRITE_ONCE(*x, 1);
}
exists (0:r0=1 /\ 1:r0=1 /\ 2:r0=1))",
              ""),
      program("nested-sections", R"(P0 (int* x, int* y) {
  rcu_read_lock();
  int r0 = READ_ONCE(*x);
  rcu_read_lock();
  rcu_read_unlock();
  int r1 = READ_ONCE(*y);
  rcu_read_unlock();
}
P1 (int* x, int* y) {)" + writer,
              ""),
      program("section-waits-for-itself", R"(P0 (int* x) {
  rcu_read_lock();
  WRITE_ONCE(*x, 1);
  synchronize_rcu();
  rcu_read_unlock();
}
exists (true))",
              ""),
      srcu("srcu", "s"),
      srcu("srcu-of-another", "t"),
      program("srcu-up-and-down", R"(P0 (int* x, int* i, struct srcu_struct* s) {
  int r2 = srcu_down_read(s);
  int r0 = READ_ONCE(*x);
  smp_store_release(i, r2 + 1);
}
P1 (int* y, int* i, struct srcu_struct* s) {
  int r2 = smp_load_acquire(i);
  int r1 = READ_ONCE(*y);
  srcu_up_read(s, r2);
}
P2 (int* x, int* y, struct srcu_struct* s) {
  WRITE_ONCE(*y, 1);
  synchronize_srcu(s);
  WRITE_ONCE(*x, 1);
}
exists (0:r0=1 /\ 1:r2=1 /\ 1:r1=0))",
              ""),
  };
}

std::vector<std::string> plain() {
  const auto two = [](const std::string& name, const std::string& first, const std::string& release,
                      const std::string& then, const std::string& condition) {
    return program(name, "P0 (int* x, int* y) {\n  " + first + "\n  " + release + "\n}\n", R"(P1 (int* x, int* y) {
  int r0 = smp_load_acquire(y);
  if (r0) {
    )" + then + "\n  }\n}\nexists (" +
                       condition + ")");
  };
  const std::string release = "smp_store_release(y, 1);";
  return {
      two("published", "*x = 1;", release, "int r1 = *x;", R"(1:r0=1 /\ 1:r1=0)"),
      two("read-then-overwritten", "int r1 = *x;", release, "*x = 1;", R"(0:r1=1)"),
      two("written-in-turn", "*x = 1;", release, "*x = 2;", R"(1:r0=1 /\ x=1)"),
      two("published-by-chance", "*x = 1;", "WRITE_ONCE(*y, 1);", "int r1 = *x;", R"(1:r0=1 /\ 1:r1=0)"),
      program("out-of-nowhere", R"(P0 (int* x, int* y) {
  int r0 = *x;
  *y = r0;
}
P1 (int* x, int* y) {
  int r0 = *y;
  *x = r0;
}
exists (0:r0=1))",
              ""),
      two("marked-and-plain", "WRITE_ONCE(*x, 1);", "WRITE_ONCE(*y, 1);", "int r1 = *x;", R"(1:r0=1 /\ 1:r1=0)"),
  };
}

}  // namespace

std::vector<std::string> written_linux() {
  std::vector<std::string> out;
  for (const auto& some : {barriers(), dependent(), locks(), rcu(), plain()})
    out.insert(out.end(), some.begin(), some.end());
  return out;
}

}  // namespace fenceline::models
