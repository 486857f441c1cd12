// SPDX-License-Identifier: Apache-2.0
// What a container does that wants to fill the memory of whoever watches it: each start differs from all before, in letters alone.
// swarm commands COUNT BYTES: starts itself so often, with so many bytes of arguments.
// swarm files COUNT DIRECTORY: so often, each time under another file name in DIRECTORY.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char *file, char **arguments) {
  pid_t child = vfork();
  if (child == 0) { execve(file, arguments, NULL); _exit(127); }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) { perror(file); exit(1); }
}

static void letters(char *to, long number) {
  for (int i = 0; i < 8; i++, number /= 16) to[i] = "bdfghjklmnpqrstv"[number % 16];
}

int main(int argc, char **argv) {
  if (argc >= 2 && strcmp(argv[1], "end") == 0) return 0;
  if (argc != 4) { fprintf(stderr, "usage: swarm commands COUNT BYTES | files COUNT DIRECTORY\n"); return 2; }
  char itself[4096] = {0};
  if (readlink("/proc/self/exe", itself, sizeof itself - 1) <= 0) return 1;
  long count = atol(argv[2]), bytes = atol(argv[3]);
  if (strcmp(argv[1], "commands") == 0) {
    char *words = malloc(bytes + 16);
    memset(words, 'x', bytes + 16);
    for (long at = 400; at < bytes; at += 400) words[at] = ' ';
    words[bytes] = 0;
    char *arguments[] = {"swarm", "end", words, NULL};
    for (long i = 0; i < count; i++) { letters(words, i); run(itself, arguments); }
    return 0;
  }
  for (long i = 0; i < count; i++) {
    char name[4096];
    int length = snprintf(name, sizeof name, "%s/swarm-........", argv[3]);
    letters(name + length - 8, i);
    if (link(itself, name) != 0 && symlink(itself, name) != 0) { perror(name); return 1; }
    char *arguments[] = {name, "end", NULL};
    run(name, arguments);
    unlink(name);
  }
  return 0;
}
