/* The first and only program of a lab machine (scripts/lab.py): runs the lines of /commands one after
 * the other, sends what they left in /results over the console, and switches the machine off.
 *
 *   @up                             first of all
 *   @exit STATUS COMMAND            after each command; 128 + signal when one killed it
 *   @file PATH BYTES FNV1A          then the file in base64, then @end
 *   @done                           everything was sent
 */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char* line) {
  char* words[256] = {0};
  size_t count = 0;
  char* command = strdup(line);
  for (char* word = strtok(line, " "); word && count < 255; word = strtok(NULL, " ")) words[count++] = word;
  if (count == 0) return;
  int status = 127 << 8;
  const pid_t child = fork();
  if (child == 0) {
    setenv("HOME", "/", 1);
    execv(words[0], words);
    perror(words[0]);
    _exit(127);
  }
  if (child > 0) waitpid(child, &status, 0);
  printf("@exit %d %s\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), command);
  fflush(stdout);
  free(command);
}

static int send_file(const char* path, const struct stat* info, int kind, struct FTW* where) {
  (void)where;
  if (kind != FTW_F) return 0;
  FILE* in = fopen(path, "rb");
  unsigned char* content = malloc((size_t)info->st_size + 1);
  if (!in || !content) return 0;
  const size_t size = fread(content, 1, (size_t)info->st_size, in);
  fclose(in);
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < size; ++i) hash = (hash ^ content[i]) * 16777619u;
  printf("@file %s %zu %u\n", path, size, hash);
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < size; i += 3) {
    const size_t left = size - i;
    const uint32_t bits =
        (uint32_t)content[i] << 16 | (left > 1 ? content[i + 1] << 8 : 0) | (left > 2 ? content[i + 2] : 0);
    putchar(digits[bits >> 18]);
    putchar(digits[bits >> 12 & 63]);
    putchar(left > 1 ? digits[bits >> 6 & 63] : '=');
    putchar(left > 2 ? digits[bits & 63] : '=');
    if (i % 54 == 51) putchar('\n');
  }
  puts("\n@end");
  fflush(stdout);
  free(content);
  return 0;
}

int main(void) {
  mount("proc", "/proc", "proc", 0, NULL);
  mount("sysfs", "/sys", "sysfs", 0, NULL);
  mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
  klogctl(8, NULL, 1); /* SYSLOG_ACTION_CONSOLE_LEVEL: the kernel keeps off the console from here on */
  puts("\n@up");       /* the boot loader's last line may have no end */
  fflush(stdout);
  FILE* commands = fopen("/commands", "r");
  char line[4096];
  while (commands && fgets(line, sizeof line, commands)) {
    line[strcspn(line, "\n")] = '\0';
    run(line);
  }
  nftw("/results", send_file, 16, FTW_PHYS);
  puts("@done");
  fflush(stdout);
  sync();
  reboot(RB_POWER_OFF);
  return 1;
}
