// SPDX-License-Identifier: Apache-2.0
// calls MILLISECONDS: times batches of system calls in turns, with pauses, so that no watcher drowns; prints for each kind its name
// and the nanoseconds of one call in a quick batch, quicker than nine of ten, and in the median batch.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOST_BATCHES 50000
#define PAUSE_MICROS 3000

static char itself[4096];
static struct sockaddr_un server = {.sun_family = AF_UNIX};
static int client, program;
static volatile pid_t parent;

static void fail(const char *what) {
  perror(what);
  unlink(server.sun_path);
  exit(1);
}

static void ask_parent(void) { parent = getppid(); }

static void open_file(void) {
  int file = openat(AT_FDCWD, itself, O_RDONLY | O_CLOEXEC);
  if (file < 0 || close(file) != 0) fail("open");
}

static void open_missing(void) {
  if (openat(AT_FDCWD, "/tmp/calls-missing", O_RDONLY | O_CLOEXEC) >= 0 || errno != ENOENT) fail("open-missing");
}

static void connect_unix(void) {
  // A datagram socket may be connected again and again: the call alone is timed, and no queue has to be emptied.
  if (connect(client, (struct sockaddr *)&server, sizeof server) != 0) fail("connect-unix");
}

static void map_code(void) {
  void *code = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, program, 0);
  if (code == MAP_FAILED || munmap(code, 4096) != 0) fail("map-code");
}

static struct kind {
  const char *name;
  void (*call)(void);
  int batch;
  double *nanos;
} kinds[] = {
    {"getppid", ask_parent, 200, 0},     {"open", open_file, 50, 0},    {"open-missing", open_missing, 100, 0},
    {"connect-unix", connect_unix, 40, 0}, {"map-code", map_code, 20, 0},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static double batch(const struct kind *kind) {
  // What the pause pushed out of the caches comes back before the time begins.
  for (int i = 0; i < kind->batch / 8; i++) kind->call();
  long long from = now();
  for (int i = 0; i < kind->batch; i++) kind->call();
  return (double)(now() - from) / kind->batch;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  long milliseconds = argc == 2 ? atol(argv[1]) : 0;
  if (milliseconds <= 0) { fprintf(stderr, "usage: calls MILLISECONDS\n"); return 2; }
  if (readlink("/proc/self/exe", itself, sizeof itself - 1) < 0) fail("/proc/self/exe");
  snprintf(server.sun_path, sizeof server.sun_path, "/tmp/calls-%d.socket", getpid());
  int listening = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (listening < 0 || bind(listening, (struct sockaddr *)&server, sizeof server) != 0) fail(server.sun_path);
  client = socket(AF_UNIX, SOCK_DGRAM, 0);
  program = open(itself, O_RDONLY | O_CLOEXEC);
  if (client < 0 || program < 0) fail(itself);
  for (size_t k = 0; k < KINDS; k++)
    if (!(kinds[k].nanos = malloc(MOST_BATCHES * sizeof(double)))) fail("memory");
  long long end = now() + milliseconds * 1000000LL;
  int batches = 0;
  for (; batches < MOST_BATCHES && (batches == 0 || now() < end); batches++) {
    for (size_t k = 0; k < KINDS; k++) kinds[k].nanos[batches] = batch(&kinds[k]);
    usleep(PAUSE_MICROS);
  }
  for (size_t k = 0; k < KINDS; k++) {
    qsort(kinds[k].nanos, batches, sizeof(double), by_size);
    printf("%s %.1f %.1f\n", kinds[k].name, kinds[k].nanos[batches / 10], kinds[k].nanos[batches / 2]);
  }
  unlink(server.sun_path);
  return 0;
}
