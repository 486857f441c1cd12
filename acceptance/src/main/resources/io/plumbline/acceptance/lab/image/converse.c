// SPDX-License-Identifier: Apache-2.0
// converse listen PORT: answers every connection with one line, for ever.
// converse connect ADDRESS PORT [COUNT [MILLISECONDS]]: connects COUNT times (0: for ever), waits between, prints how often it got an answer.
// converse hold ADDRESS PORT SECONDS: one connection, kept open.
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int dial(const char *address, const char *port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) { fprintf(stderr, "address: %s (expected: an IPv4 address)\n", address); exit(2); }
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct timeval limit = {.tv_sec = 2};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) { close(fd); return -1; }
  return fd;
}

static int answered(int fd) {
  char line[64];
  return write(fd, "hello\n", 6) == 6 && read(fd, line, sizeof line) > 0;
}

static int serve(const char *port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_ANY)};
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 128) != 0) { perror("listen"); return 1; }
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
  if (argc == 3 && strcmp(argv[1], "listen") == 0) return serve(argv[2]);
  if (argc >= 4 && strcmp(argv[1], "connect") == 0) {
    long count = argc > 4 ? atol(argv[4]) : 1, wait = argc > 5 ? atol(argv[5]) : 1000, good = 0;
    for (long i = 0; count == 0 || i < count; i++) {
      if (i > 0) usleep(wait * 1000);
      int fd = dial(argv[2], argv[3]);
      if (fd >= 0) { good += answered(fd); close(fd); }
    }
    printf("answered %ld of %ld\n", good, count);
    return good == count ? 0 : 1;
  }
  if (argc == 5 && strcmp(argv[1], "hold") == 0) {
    int fd = dial(argv[2], argv[3]);
    if (fd < 0 || !answered(fd)) { perror("connect"); return 1; }
    sleep(atoi(argv[4]));
    return 0;
  }
  fprintf(stderr, "usage: converse listen PORT | connect ADDRESS PORT [COUNT [MILLISECONDS]] | hold ADDRESS PORT SECONDS\n");
  return 2;
}
