/* A QEMU plugin that counts what each guest thread executes between two marks, by encoding.
 *
 *   qemu-<isa> -plugin count.so,out=FILE -d plugin PROGRAM
 *
 * The program marks a window by two prctl calls that the kernel refuses (harness/team/count_window.h), so
 * that no ISA needs a marker instruction. For each window FILE gets
 *
 *   window TRIAL THREAD LOOP OPERATIONS
 *   BYTES EXECUTED LOADS STORES          one line per distinct encoding, bytes in memory order
 *
 * What an encoding is (a fence, an atomic …) is not decided here: scripts/counts.py disassembles it.
 *
 * QEMU's plugin header is not packaged; these are the prototypes of API version 1 that are used here
 * (QEMU 7.2, docs/devel/tcg-plugins.rst). In user mode a guest thread is a host thread.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef struct qemu_info_t qemu_info_t;
typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
enum { CB_NO_REGS = 0 };
enum { MEM_READ_WRITE = 3 };

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, struct qemu_plugin_tb*));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb*);
struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb*, size_t);
const void* qemu_plugin_insn_data(const struct qemu_plugin_insn*);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn*);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn*, void (*)(unsigned vcpu, void* data), int flags,
                                            void* data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn*,
                                      void (*)(unsigned vcpu, qemu_plugin_meminfo_t, uint64_t, void* data), int flags,
                                      int read_write, void* data);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t);
void qemu_plugin_register_vcpu_syscall_cb(qemu_plugin_id_t,
                                          void (*)(qemu_plugin_id_t, unsigned vcpu, int64_t number, uint64_t, uint64_t,
                                                   uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t));

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = 1;

/* ---- distinct encodings, never freed: translated code points at them ---------------------------- */

enum { kMaxBytes = 15, kBuckets = 1 << 14 };

struct encoding {
  struct encoding* next;
  size_t id;
  uint8_t size;
  uint8_t bytes[kMaxBytes];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct encoding* buckets[kBuckets];
static struct encoding** by_id; /* known entries, room for a power of two */
static size_t known;
static FILE* out;

static void* checked(void* memory) {
  if (!memory) {
    fputs("count.so: out of memory\n", stderr);
    abort();
  }
  return memory;
}

/* The entry of an encoding; made when it is new. Under the lock. */
static struct encoding* intern(const uint8_t* bytes, size_t size) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 16777619u;
  struct encoding** bucket = &buckets[hash % kBuckets];
  for (struct encoding* e = *bucket; e; e = e->next)
    if (e->size == size && memcmp(e->bytes, bytes, size) == 0) return e;
  struct encoding* e = checked(malloc(sizeof *e));
  *e = (struct encoding){.next = *bucket, .id = known, .size = (uint8_t)size};
  memcpy(e->bytes, bytes, size);
  if ((known & (known - 1)) == 0) by_id = checked(realloc(by_id, (known ? 2 * known : 1) * sizeof *by_id));
  by_id[known++] = e;
  return *bucket = e;
}

/* ---- a thread's open window ---------------------------------------------------------------------- */

struct cell {
  uint64_t executed, loads, stores;
};
static __thread struct {
  bool open;
  uint64_t trial, thread, loop, operations;
  struct cell* cells; /* by encoding id */
  size_t room;
} window;

static struct cell* cell_of(const struct encoding* e) {
  if (e->id >= window.room) {
    const size_t room = e->id * 2 + 1024;
    window.cells = checked(realloc(window.cells, room * sizeof *window.cells));
    memset(window.cells + window.room, 0, (room - window.room) * sizeof *window.cells);
    window.room = room;
  }
  return &window.cells[e->id];
}

static void executed(unsigned vcpu, void* data) {
  (void)vcpu;
  if (window.open) ++cell_of(data)->executed;
}

static void accessed(unsigned vcpu, qemu_plugin_meminfo_t info, uint64_t address, void* data) {
  (void)vcpu, (void)address;
  if (!window.open) return;
  if (qemu_plugin_mem_is_store(info))
    ++cell_of(data)->stores;
  else
    ++cell_of(data)->loads;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb* tb) {
  (void)id;
  for (size_t i = 0, n = qemu_plugin_tb_n_insns(tb); i < n; ++i) {
    struct qemu_plugin_insn* insn = qemu_plugin_tb_get_insn(tb, i);
    pthread_mutex_lock(&lock);
    struct encoding* e = intern(qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));
    pthread_mutex_unlock(&lock);
    qemu_plugin_register_vcpu_insn_exec_cb(insn, executed, CB_NO_REGS, e);
    qemu_plugin_register_vcpu_mem_cb(insn, accessed, CB_NO_REGS, MEM_READ_WRITE, e);
  }
}

static void write_window(void) {
  pthread_mutex_lock(&lock);
  fprintf(out, "window %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", window.trial, window.thread, window.loop,
          window.operations);
  for (size_t id = 0; id < window.room && id < known; ++id) {
    const struct cell* c = &window.cells[id];
    if (!c->executed) continue;
    for (unsigned i = 0; i < by_id[id]->size; ++i) fprintf(out, "%02x", by_id[id]->bytes[i]);
    fprintf(out, " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", c->executed, c->loads, c->stores);
  }
  if (fflush(out) != 0) {
    perror("count.so: cannot write the counts");
    abort();
  }
  pthread_mutex_unlock(&lock);
}

/* The protocol of harness/team/count_window.h: prctl(kOption, thread << 2 | loop << 1 | begin, trial,
 * operations), the trial at the begin, the operations at the end. The system call's number differs between ISAs, its
 * first argument does not. */
static void system_call(qemu_plugin_id_t id, unsigned vcpu, int64_t number, uint64_t option, uint64_t what,
                        uint64_t trial, uint64_t operations, uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8) {
  (void)id, (void)vcpu, (void)number, (void)a5, (void)a6, (void)a7, (void)a8;
  const uint64_t kOption = 0x464e434c; /* "FNCL" */
  if (option != kOption) return;
  if (what & 1) {
    window.trial = trial;
    window.thread = what >> 2;
    window.loop = what >> 1 & 1;
    memset(window.cells, 0, window.room * sizeof *window.cells);
    window.open = true;
  } else if (window.open) {
    window.open = false;
    window.operations = operations;
    write_window();
  }
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argc, char** argv) {
  (void)info;
  for (int i = 0; i < argc; ++i)
    if (strncmp(argv[i], "out=", 4) == 0) out = fopen(argv[i] + 4, "w");
  if (!out) {
    fputs("count.so: give a file that can be written: -plugin count.so,out=FILE\n", stderr);
    return -1;
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_vcpu_syscall_cb(id, system_call);
  return 0;
}
