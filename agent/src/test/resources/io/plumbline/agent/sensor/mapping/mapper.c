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
