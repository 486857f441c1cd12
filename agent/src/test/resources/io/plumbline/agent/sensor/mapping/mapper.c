// SPDX-License-Identifier: Apache-2.0
// Maps what its second argument names, in the way that the first one says.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
int main(int count, char **argument) {
  const char *how = argument[1], *file = argument[2];
  if (!strcmp(how, "dlopen")) {
    void *opened = dlopen(file, RTLD_NOW);
    if (opened == NULL) fputs(dlerror(), stderr);
    return opened == NULL;
  }
  if (!strcmp(how, "anonymous"))
    return mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
      || mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
  if (!strcmp(how, "compiler")) {
    /* As .NET does: the same memory to write and to run. */
    int memory = memfd_create(file, MFD_CLOEXEC);
    if (memory < 0 || ftruncate(memory, 1 << 20)) return 6;
    char *writable = mmap(0, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    char *runnable = mmap(0, 65536, PROT_READ | PROT_EXEC, MAP_SHARED, memory, 0);
    if (writable == MAP_FAILED || runnable == MAP_FAILED) return 7;
    memset(writable, 0xc3, 4096);
    munmap(writable, 65536);
    return getchar() == EOF ? 0 : 8;
  }
  if (!strcmp(how, "loader")) {
    /* A library that never was in a file, under the name of a compiler's memory. */
    char copy[65536], path[64];
    int library = open(file, O_RDONLY), memory = memfd_create("doublemapper", MFD_CLOEXEC);
    ssize_t got;
    if (library < 0 || memory < 0) return 6;
    while ((got = read(library, copy, sizeof copy)) > 0)
      if (write(memory, copy, got) != got) return 7;
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    if (dlopen(path, RTLD_NOW) == NULL) { fputs(dlerror(), stderr); return 9; }
    close(memory);
    return getchar() == EOF ? 0 : 8;
  }
  if (!strcmp(how, "vanishing")) {
    /* As JNA and netty do: the file goes as soon as it is loaded. */
    if (dlopen(file, RTLD_NOW) == NULL) { fputs(dlerror(), stderr); return 9; }
    return unlink(file) || getchar() != EOF;
  }
  int fd = strcmp(how, "memfd") ? open(file, O_RDWR) : memfd_create(file, 0);
  if (fd < 0) return 2;
  if (!strcmp(how, "memfd") && ftruncate(fd, 4096)) return 3;
  if (!strcmp(how, "deleted") && unlink(file)) return 4;
  if (!strcmp(how, "protect")) {
    void *p = mmap(0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    return p == MAP_FAILED || mprotect(p, 4096, PROT_READ | PROT_EXEC);
  }
  int times = strcmp(how, "many") ? 1 : atoi(argument[3]);
  for (int i = 0; i < times; i++) {
    void *p = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED || munmap(p, 4096)) return 5;
  }
  if (!strcmp(how, "forked")) return fork() < 0;
  return 0;
}
