// SPDX-License-Identifier: Apache-2.0
// memfd PROGRAM ARGUMENT...: runs a copy of PROGRAM that lives in memory alone.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv, char **envp) {
  if (argc < 2) { fprintf(stderr, "usage: memfd PROGRAM [ARGUMENT...]\n"); return 2; }
  int from = open(argv[1], O_RDONLY | O_CLOEXEC);
  int memory = memfd_create("payload", MFD_CLOEXEC);
  if (from < 0 || memory < 0) { perror(argv[1]); return 1; }
  char buffer[65536];
  for (ssize_t n; (n = read(from, buffer, sizeof buffer)) > 0;)
    if (write(memory, buffer, n) != n) { perror("write"); return 1; }
  fexecve(memory, argv + 1, envp);
  perror("fexecve");
  return 1;
}
