// SPDX-License-Identifier: Apache-2.0
// vanish PATH SECONDS: copies itself to PATH, deletes that file, runs the deleted copy, which sleeps.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv, char **envp) {
  if (argc == 3 && strcmp(argv[0], "vanished") == 0) { sleep(atoi(argv[2])); return 0; }
  if (argc != 3) { fprintf(stderr, "usage: vanish PATH SECONDS\n"); return 2; }
  int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  int to = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  if (from < 0 || to < 0) { perror(argv[1]); return 1; }
  char buffer[65536];
  for (ssize_t n; (n = read(from, buffer, sizeof buffer)) > 0;)
    if (write(to, buffer, n) != n) { perror("write"); return 1; }
  close(to);
  int copy = open(argv[1], O_RDONLY | O_CLOEXEC);
  if (copy < 0 || unlink(argv[1]) != 0) { perror(argv[1]); return 1; }
  char *next[] = {"vanished", argv[1], argv[2], NULL};
  fexecve(copy, next, envp);
  perror("fexecve");
  return 1;
}
