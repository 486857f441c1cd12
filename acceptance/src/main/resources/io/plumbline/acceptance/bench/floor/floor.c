// SPDX-License-Identifier: Apache-2.0
// floor OBJECT COUNTS: loads the programs of OBJECT, receives every record and counts. When nothing has come for 100 ms, and each
// 250 ms when there always comes something, it appends a line to COUNTS: forks, execs, exits, and records that did not fit.
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { QUIET_MILLIS = 100, TELL_MILLIS = 250, KINDS = 3 };
struct record { uint64_t time; uint32_t kind, pid; };

static unsigned long counts[KINDS];

static long millis(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &at);
  return at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static int take(void *context, void *data, size_t size) {
  (void)context; (void)size;
  uint32_t kind = ((struct record *)data)->kind;
  if (kind < KINDS) counts[kind]++;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "usage: floor OBJECT COUNTS\n"); return 2; }
  libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
  struct bpf_object *object = bpf_object__open_file(argv[1], 0);
  if (!object || bpf_object__load(object) != 0) { perror("load"); return 1; }
  struct bpf_program *program;
  bpf_object__for_each_program(program, object)
    if (!bpf_program__attach(program)) { perror(bpf_program__name(program)); return 1; }
  // Global variables are the one map that has no name in the source.
  struct bpf_map *data = 0, *map;
  bpf_object__for_each_map(map, object)
    if (bpf_map__is_internal(map)) data = map;
  uint32_t zero = 0;
  struct ring_buffer *ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), take, 0, 0);
  FILE *out = fopen(argv[2], "w");
  if (!ring || !out || !data) { perror("ring"); return 1; }
  unsigned long told = ~0UL;
  long told_at = 0;
  for (;;) {
    int taken = ring_buffer__poll(ring, QUIET_MILLIS);
    if (taken < 0 && taken != -EINTR) { fprintf(stderr, "poll: %d\n", taken); return 1; }
    unsigned long all = counts[0] + counts[1] + counts[2];
    if (all == told || (taken > 0 && millis() - told_at < TELL_MILLIS)) continue;
    unsigned long lost = 0;
    if (bpf_map__lookup_elem(data, &zero, sizeof zero, &lost, sizeof lost, 0) != 0) { perror("lost"); return 1; }
    fprintf(out, "%lu %lu %lu %lu\n", counts[0], counts[1], counts[2], lost);
    fflush(out);
    told = all;
    told_at = millis();
  }
}
