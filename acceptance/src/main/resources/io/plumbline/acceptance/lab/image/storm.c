// SPDX-License-Identifier: Apache-2.0
// storm COUNT WORKERS [PROGRAM ARGUMENT...]: runs PROGRAM (default: itself, ending at once) COUNT times, one after the other in each
// worker; prints the count and the nanoseconds it took. The argument {} is a number, another one each time.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void run(long first, long count, char **program, char **envp) {
  char number[24] = "";
  for (char **argument = program; *argument; argument++)
    if (strcmp(*argument, "{}") == 0) *argument = number;
  for (long i = first; i < first + count; i++) {
    snprintf(number, sizeof number, "%ld", i);
    pid_t child = vfork();
    if (child == 0) { execve(program[0], program, envp); _exit(127); }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) _exit(1);
  }
}

int main(int argc, char **argv, char **envp) {
  if (argc == 2 && strcmp(argv[1], "--end") == 0) return 0;
  if (argc < 3) { fprintf(stderr, "usage: storm COUNT WORKERS [PROGRAM [ARGUMENT...]]\n"); return 2; }
  long count = atol(argv[1]), workers = atol(argv[2]);
  char *itself[] = {"/proc/self/exe", "--end", NULL};
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length > 0) { path[length] = 0; itself[0] = path; }
  char **program = argc > 3 ? argv + 3 : itself;
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  // Two storms of one boot have no number in common.
  long number = from.tv_sec * 1000000 % 1000000000000;
  for (long w = 0; w < workers; w++) {
    long share = count / workers + (w < count % workers);
    if (fork() == 0) { run(number, share, program, envp); _exit(0); }
    number += share;
  }
  int failed = 0;
  for (int status; wait(&status) > 0;) failed |= status != 0;
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%ld %lld\n", count, (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec);
  return failed;
}
