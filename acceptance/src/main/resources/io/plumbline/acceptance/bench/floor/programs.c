// SPDX-License-Identifier: Apache-2.0
// programs COUNTS: has the kernel measure the run time of BPF programs as long as this runs, and replaces COUNTS five times a
// second: a line for each program with its id, runs, nanoseconds and name.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 2) { fprintf(stderr, "usage: programs COUNTS\n"); return 2; }
  if (bpf_enable_stats(BPF_STATS_RUN_TIME) < 0) { perror("run time of programs"); return 1; }
  char next[4096];
  if (snprintf(next, sizeof next, "%s.next", argv[1]) >= (int)sizeof next) return 2;
  for (;;) {
    FILE *out = fopen(next, "w");
    if (!out) { perror(next); return 1; }
    for (__u32 id = 0; bpf_prog_get_next_id(id, &id) == 0;) {
      int fd = bpf_prog_get_fd_by_id(id);
      if (fd < 0) continue;
      struct bpf_prog_info info = {};
      __u32 size = sizeof info;
      if (bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
        fprintf(out, "%u %llu %llu %s\n", id, info.run_cnt, info.run_time_ns, info.name);
      close(fd);
    }
    if (fclose(out) != 0 || rename(next, argv[1]) != 0) { perror(argv[1]); return 1; }
    usleep(200 * 1000);
  }
}
