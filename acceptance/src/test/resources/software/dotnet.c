// SPDX-License-Identifier: Apache-2.0
// dotnet [BUNDLE]: does what a .NET service does. Compiles its methods for ever into a memfd that it maps twice, once to write and
// once to run them; and has the threads of the runtime. With BUNDLE, as one that is a single file: unpacks this library first, below
// ~/.net in a directory whose name is made of chance, and loads it from there.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, METHODS = 4096 };

static _Noreturn void fail(const char *what) { perror(what); exit(1); }

static _Noreturn void *runs(void *name) {
  pthread_setname_np(pthread_self(), name);
  for (;;) pause();
}

static void *works(void *name) {
  pthread_setname_np(pthread_self(), name);
  usleep(300000);
  return 0;
}

static void start(void *(*what)(void *), const char *name) {
  pthread_t thread;
  if (pthread_create(&thread, 0, what, (void *)name) != 0) fail(name);
  pthread_detach(thread);
}

static void unpack(const char *bundle) {
  char path[PATH_MAX], library[PATH_MAX + 16];
  unsigned long chance;
  const char *home = getenv("HOME") ? getenv("HOME") : "/root";
  if (getrandom(&chance, sizeof chance, 0) != sizeof chance) fail("getrandom");
  snprintf(path, sizeof path, "%s/.net", home);
  mkdir(path, 0700);
  strcat(path, "/app");
  mkdir(path, 0700);
  snprintf(path + strlen(path), 32, "/%016lx", chance);
  if (mkdir(path, 0700) != 0) fail(path);
  snprintf(library, sizeof library, "%s/libapp.so", path);
  int from = open(bundle, O_RDONLY | O_CLOEXEC), to = open(library, O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
  struct stat size;
  if (from < 0 || to < 0 || fstat(from, &size) != 0 || sendfile(to, from, 0, size.st_size) != size.st_size) fail(bundle);
  close(from);
  close(to);
  void *loaded = dlopen(library, RTLD_NOW);
  int (*answer)(void) = loaded ? (int (*)(void))dlsym(loaded, "answer") : 0;
  if (!answer || answer() != 42) fail(library);
}

static void compile(int memory, int method) {
#if defined(__x86_64__)
  static const unsigned char code[] = {0x31, 0xc0, 0xc3}; // return 0
#else
  static const unsigned char code[] = {0x00, 0x00, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6};
#endif
  off_t at = (off_t)(method % METHODS) * PAGE;
  void *writable = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, at);
  if (writable == MAP_FAILED) fail("mmap rw");
  memcpy(writable, code, sizeof code);
  munmap(writable, PAGE);
  char *executable = mmap(0, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, memory, at);
  if (executable == MAP_FAILED) fail("mmap rx");
  __builtin___clear_cache(executable, executable + sizeof code);
  if (((int (*)(void))executable)() != 0) fail("code");
  munmap(executable, PAGE);
}

int main(int argc, char **argv) {
  int memory = memfd_create("doublemapper", MFD_CLOEXEC);
  if (memory < 0 || ftruncate(memory, (off_t)METHODS * PAGE) != 0) fail("doublemapper");
  if (argc > 1) unpack(argv[1]);
  const char *names[] = {".NET SynchManag", ".NET EventPipe", ".NET SigHandler", ".NET Finalizer", ".NET Tiered Com", ".NET TP Gate"};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) start(runs, names[i]);
  for (int method = 0;; method++) {
    compile(memory, method);
    if (method % 4 == 0) start(works, ".NET TP Worker");
    usleep(100000);
  }
}
