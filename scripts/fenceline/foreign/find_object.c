/* What Debian's libgcc, which was built over glibc, asks glibc for when an exception is thrown: which object an address is in,
   and where that object's table of frames is. A static program is one object.
   GNU C Library manual, "Dynamic Linker Introspection" (struct dl_find_object). */
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>

struct dl_find_object {
  unsigned long long flags;
  void *map_start, *map_end;
  struct link_map* link_map;
  void* eh_frame;
  unsigned long long reserved[7];
};

static int look(struct dl_phdr_info* info, size_t size, void* found_) {
  struct dl_find_object* found = found_;
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)* header = &info->dlpi_phdr[i];
    char* begin = (char*)(info->dlpi_addr + header->p_vaddr);
    if (header->p_type == PT_GNU_EH_FRAME) found->eh_frame = begin;
    if (header->p_type != PT_LOAD) continue;
    if (!found->map_start || begin < (char*)found->map_start) found->map_start = begin;
    if (begin + header->p_memsz > (char*)found->map_end) found->map_end = begin + header->p_memsz;
  }
  return 1; /* the first object is the program; there is no other */
}

/* 0: it is in the program, of which `found` tells; -1: it is not. */
int _dl_find_object(void* address, struct dl_find_object* found) {
  *found = (struct dl_find_object){0};
  dl_iterate_phdr(look, found);
  return found->eh_frame && address >= found->map_start && address < found->map_end ? 0 : -1;
}
