// SPDX-License-Identifier: Apache-2.0
// converse listen PORT: answers every connection with one line, for ever.
// converse listen6 PORT: the same with one socket for IPv6, and for IPv4 as a part of it.
// converse echo PORT: answers every datagram with one line, for ever; of both families.
// converse connect ADDRESS PORT [COUNT [MILLISECONDS]]: connects COUNT times (0: for ever), waits between, prints how often it got an answer.
// converse ask ADDRESS PORT [COUNT [MILLISECONDS]]: the same with datagrams, each from a socket of its own.
// converse hold ADDRESS PORT SECONDS: one connection, kept open.
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static socklen_t parse(const char *address, const char *port, struct sockaddr_storage *to) {
  struct sockaddr_in *four = (struct sockaddr_in *)to;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;
  memset(to, 0, sizeof *to);
  if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(atoi(port));
    return sizeof *four;
  }
  if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(atoi(port));
    return sizeof *six;
  }
  fprintf(stderr, "address: %s (expected: an IPv4 or IPv6 address)\n", address);
  exit(2);
}

static int dial(const char *address, const char *port, int type) {
  struct sockaddr_storage to;
  socklen_t size = parse(address, port, &to);
  int fd = socket(to.ss_family, type, 0);
  struct timeval limit = {.tv_sec = 2};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect(fd, (struct sockaddr *)&to, size) != 0) { close(fd); return -1; }
  return fd;
}

static int answered(int fd) {
  char line[64];
  return write(fd, "hello\n", 6) == 6 && read(fd, line, sizeof line) > 0;
}

static int bound(const char *address, const char *port, int type) {
  struct sockaddr_storage at;
  socklen_t size = parse(address, port, &at);
  int one = 1, fd = socket(at.ss_family, type, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&at, size) != 0 || (type == SOCK_STREAM && listen(fd, 128) != 0)) { perror(port); exit(1); }
  return fd;
}

static _Noreturn void echo(const char *port) {
  int fd = bound("::", port, SOCK_DGRAM);
  for (;;) {
    char line[64];
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    if (recvfrom(fd, line, sizeof line, 0, (struct sockaddr *)&from, &size) > 0) sendto(fd, "welcome\n", 8, 0, (struct sockaddr *)&from, size);
  }
}

static _Noreturn void serve(const char *address, const char *port) {
  int fd = bound(address, port, SOCK_STREAM);
  for (;;) {
    int peer = accept(fd, 0, 0);
    if (peer < 0) continue;
    if (fork() == 0) {
      char line[64];
      while (read(peer, line, sizeof line) > 0 && write(peer, "welcome\n", 8) == 8) {}
      _exit(0);
    }
    close(peer);
  }
}

int main(int argc, char **argv) {
  signal(SIGCHLD, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  if (argc == 3 && strcmp(argv[1], "listen") == 0) serve("0.0.0.0", argv[2]);
  if (argc == 3 && strcmp(argv[1], "listen6") == 0) serve("::", argv[2]);
  if (argc == 3 && strcmp(argv[1], "echo") == 0) echo(argv[2]);
  if (argc >= 4 && (strcmp(argv[1], "connect") == 0 || strcmp(argv[1], "ask") == 0)) {
    int type = argv[1][0] == 'c' ? SOCK_STREAM : SOCK_DGRAM;
    long count = argc > 4 ? atol(argv[4]) : 1, wait = argc > 5 ? atol(argv[5]) : 1000, good = 0;
    for (long i = 0; count == 0 || i < count; i++) {
      if (i > 0) usleep(wait * 1000);
      int fd = dial(argv[2], argv[3], type);
      if (fd >= 0) { good += answered(fd); close(fd); }
    }
    printf("answered %ld of %ld\n", good, count);
    return good == count ? 0 : 1;
  }
  if (argc == 5 && strcmp(argv[1], "hold") == 0) {
    int fd = dial(argv[2], argv[3], SOCK_STREAM);
    if (fd < 0 || !answered(fd)) { perror("connect"); return 1; }
    sleep(atoi(argv[4]));
    return 0;
  }
  fprintf(stderr, "usage: converse listen|listen6|echo PORT | connect|ask ADDRESS PORT [COUNT [MILLISECONDS]] | hold ADDRESS PORT SECONDS\n");
  return 2;
}
