// SPDX-License-Identifier: Apache-2.0
// reach WHAT ...: asks the kernel for one thing that few programs need, and says when it is refused.
//   read PID         reads memory of another process
//   trace PID        traces another process for a moment
//   raw              a raw socket
//   packet           a packet socket
//   ring             an io_uring
//   unix PATH        connects to a unix socket
//   as UID PROGRAM.. becomes another user, and runs a program
//   sleep SECONDS
//   serve PATH       a unix server that is its own client, netlink included, each half second, for ever
//   compile          runs code that it wrote into anonymous memory, each half second, for ever
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int refused(const char *what) { perror(what); return 1; }

static int read_memory(int pid) {
  char path[64], line[256], byte;
  snprintf(path, sizeof path, "/proc/%d/maps", pid);
  FILE *maps = fopen(path, "r");
  if (!maps || !fgets(line, sizeof line, maps)) return refused(path);
  struct iovec here = {&byte, 1}, there = {(void *)strtoul(line, 0, 16), 1};
  if (process_vm_readv(pid, &here, 1, &there, 1, 0) != 1) return refused("process_vm_readv");
  return usleep(200000);
}

static int trace(int pid) {
  if (ptrace(PTRACE_ATTACH, pid, 0, 0) != 0) return refused("ptrace");
  waitpid(pid, 0, __WALL);
  return ptrace(PTRACE_DETACH, pid, 0, 0) == 0 ? 0 : refused("detach");
}

static int dial(const char *path) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  strncpy(to.sun_path, path, sizeof to.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) { close(fd); return -1; }
  return fd;
}

static int serve(const char *path) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  strncpy(at.sun_path, path, sizeof at.sun_path - 1);
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  unlink(path);
  if (bind(server, (struct sockaddr *)&at, sizeof at) != 0 || listen(server, 8) != 0) return refused(path);
  for (;;) {
    int client = dial(path), peer = accept(server, 0, 0);
    close(client);
    close(peer);
    close(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
    usleep(500000);
  }
}

static int compile(void) {
#if defined(__x86_64__)
  static const unsigned char code[] = {0x31, 0xc0, 0xc3}; // return 0
#else
  static const unsigned char code[] = {0x00, 0x00, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6};
#endif
  for (;;) {
    void *memory = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return refused("mmap");
    memcpy(memory, code, sizeof code);
    __builtin___clear_cache((char *)memory, (char *)memory + sizeof code);
    if (((int (*)(void))memory)() != 0) return 1;
    munmap(memory, 4096);
    usleep(500000);
  }
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "", *on = argc > 2 ? argv[2] : "0";
  if (!strcmp(what, "read")) return read_memory(atoi(on));
  if (!strcmp(what, "trace")) return trace(atoi(on));
  if (!strcmp(what, "raw")) return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) < 0 ? refused(what) : 0;
  if (!strcmp(what, "packet")) return socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) < 0 ? refused(what) : 0;
  if (!strcmp(what, "ring")) {
    unsigned parameters[30] = {0};
    return syscall(425 /* io_uring_setup */, 4, parameters) < 0 ? refused(what) : 0;
  }
  if (!strcmp(what, "unix")) return dial(on) < 0 ? refused(on) : 0;
  if (!strcmp(what, "as") && argc > 3) {
    if (setresgid(atoi(on), atoi(on), atoi(on)) != 0 || setresuid(atoi(on), atoi(on), atoi(on)) != 0) return refused(what);
    execv(argv[3], argv + 3);
    return refused(argv[3]);
  }
  if (!strcmp(what, "sleep")) return sleep(atoi(on));
  if (!strcmp(what, "serve")) return serve(on);
  if (!strcmp(what, "compile")) return compile();
  fprintf(stderr, "usage: reach read|trace|raw|packet|ring|unix|as|sleep|serve|compile ...\n");
  return 2;
}
