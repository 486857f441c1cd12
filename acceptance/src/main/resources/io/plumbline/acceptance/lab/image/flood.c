// SPDX-License-Identifier: Apache-2.0
// Load for the network, one thread each. What asks prints its count, the nanoseconds it took, and how many were answered.
// flood accept PORT: accepts TCP connections and closes them.
// flood connect ADDRESS PORT COUNT RATE: so many connections, each ended by a reset, at most RATE a second (0: no limit).
// flood answer PORT: answers each DNS query with one address; the names that visit asks for with one of their own in 198.18.0.0/16.
// flood ask ADDRESS PORT COUNT WINDOW: so many DNS queries of different names, at most WINDOW of them unanswered.
// flood visit ADDRESS PORT COUNT RATE NAMES: asks the server at this address for so many names (1 to 65536), then makes COUNT connections to
//   PORT of their addresses, one after the other, at most RATE a second; counts the connections.
// flood sink PORT: reads what comes, over TCP and UDP.
// flood stream ADDRESS PORT SECONDS: one TCP stream; its count is in KiB.
// flood pour ADDRESS PORT COUNT bound|free: so many datagrams of 64 bytes by a socket that is connected, or is not.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void report(long count, long long from, long answered) { printf("%ld %lld %ld\n", count, now() - from, answered); }

static struct sockaddr_in at(const char *address, const char *port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) { fprintf(stderr, "address: %s (expected: an IPv4 address)\n", address); exit(2); }
  return to;
}

static int bound(int type, const char *port) {
  struct sockaddr_in here = at("0.0.0.0", port);
  int one = 1, size = 4 << 20, fd = socket(AF_INET, type, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(fd, (struct sockaddr *)&here, sizeof here) != 0 || (type == SOCK_STREAM && listen(fd, 4096) != 0)) { perror(port); exit(1); }
  return fd;
}

static int dial(int type, const char *address, const char *port) {
  struct sockaddr_in to = at(address, port);
  int fd = socket(AF_INET, type, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) { perror("connect"); exit(1); }
  return fd;
}

static _Noreturn void accept_all(const char *port) {
  int fd = bound(SOCK_STREAM, port);
  for (;;) {
    int peer = accept4(fd, 0, 0, SOCK_CLOEXEC);
    if (peer >= 0) close(peer);
  }
}

static int connect_many(struct sockaddr_in *to, long targets, long count, long rate) {
  struct linger reset = {.l_onoff = 1};
  long good = 0;
  long long from = now();
  for (long i = 0; i < count; i++) {
    long long early = rate > 0 ? from + i * 1000000000LL / rate - now() : 0;
    if (early > 1000000) usleep(early / 1000);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    good += connect(fd, (struct sockaddr *)&to[i % targets], sizeof *to) == 0;
    close(fd);
  }
  report(count, from, good);
  return 0;
}

static _Noreturn void answer_all(const char *port) {
  int fd = bound(SOCK_DGRAM, port);
  for (;;) {
    unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1};
    unsigned char message[512];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(fd, message, sizeof message - sizeof record, 0, (struct sockaddr *)&from, &size);
    if (length < 12) continue;
    message[2] |= 0x80;
    message[7] = 1;
    if (message[12] == 9 && message[13] == 'v') {
      long number = strtol((char *)message + 14, 0, 10);
      memcpy(record + 12, (unsigned char[]){198, 18, number >> 8, number}, 4);
    }
    memcpy(message + length, record, sizeof record);
    sendto(fd, message, length + sizeof record, 0, (struct sockaddr *)&from, size);
  }
}

static int question(unsigned char *message, char kind, long number) {
  memcpy(message, (unsigned char[]){number >> 8, number, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}, 12);
  int length = 12 + 1 + sprintf((char *)message + 13, "%c%08ld", kind, number);
  message[12] = length - 13;
  memcpy(message + length, "\7example\4test\0\0\1\0\1", 18);
  return length + 18;
}

static int ask_many(const char *address, const char *port, long count, long window) {
  int fd = dial(SOCK_DGRAM, address, port);
  long sent = 0, answered = 0, open = 0;
  long long from = now();
  while (sent < count || open > 0) {
    unsigned char message[512];
    if (sent < count && open < window) {
      int length = question(message, 'n', sent);
      if (send(fd, message, length, 0) > 0) { sent++; open++; }
      continue;
    }
    struct pollfd wait = {fd, POLLIN, 0};
    if (poll(&wait, 1, 200) <= 0) { open = 0; continue; }
    if (recv(fd, message, sizeof message, 0) > 0) { answered++; if (open > 0) open--; }
  }
  report(count, from, answered);
  return 0;
}

static int visit(const char *address, const char *port, long count, long rate, long names) {
  static struct sockaddr_in to[1 << 16];
  int fd = dial(SOCK_DGRAM, address, "53");
  struct timeval limit = {.tv_sec = 2};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  for (long i = 0; i < names; i++) {
    unsigned char message[512];
    int length = question(message, 'v', i);
    if (send(fd, message, length, 0) != length || (length = recv(fd, message, sizeof message, 0)) < 16) { perror("names"); return 1; }
    to[i] = at(address, port);
    memcpy(&to[i].sin_addr, message + length - 4, 4);
  }
  return connect_many(to, names, count, rate);
}

static _Noreturn void sink(const char *port) {
  static char bytes[1 << 16];
  if (fork() == 0)
    for (int fd = bound(SOCK_DGRAM, port);;)
      if (recv(fd, bytes, sizeof bytes, 0) < 0 && errno != EINTR) exit(1);
  for (int fd = bound(SOCK_STREAM, port);;) {
    int peer = accept(fd, 0, 0);
    while (read(peer, bytes, sizeof bytes) > 0) {}
    close(peer);
  }
}

static int stream(const char *address, const char *port, long seconds) {
  static char bytes[1 << 16];
  int fd = dial(SOCK_STREAM, address, port);
  long long from = now(), sent = 0;
  while (now() - from < seconds * 1000000000LL) {
    ssize_t written = write(fd, bytes, sizeof bytes);
    if (written <= 0) { perror("write"); return 1; }
    sent += written;
  }
  report(sent >> 10, from, sent >> 10);
  return 0;
}

static int pour(const char *address, const char *port, long count, int connected) {
  struct sockaddr_in to = at(address, port);
  int fd = connected ? dial(SOCK_DGRAM, address, port) : socket(AF_INET, SOCK_DGRAM, 0);
  char bytes[64] = {0};
  long good = 0;
  long long from = now();
  for (long i = 0; i < count; i++)
    good += (connected ? send(fd, bytes, sizeof bytes, 0) : sendto(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&to, sizeof to)) > 0;
  report(count, from, good);
  return 0;
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  const char *what = argc > 2 ? argv[1] : "";
  if (argc == 3 && strcmp(what, "accept") == 0) accept_all(argv[2]);
  if (argc == 3 && strcmp(what, "answer") == 0) answer_all(argv[2]);
  if (argc == 3 && strcmp(what, "sink") == 0) sink(argv[2]);
  if (argc == 6 && strcmp(what, "connect") == 0) {
    struct sockaddr_in to = at(argv[2], argv[3]);
    return connect_many(&to, 1, atol(argv[4]), atol(argv[5]));
  }
  if (argc == 7 && strcmp(what, "visit") == 0 && atol(argv[6]) > 0 && atol(argv[6]) <= 1 << 16)
    return visit(argv[2], argv[3], atol(argv[4]), atol(argv[5]), atol(argv[6]));
  if (argc == 6 && strcmp(what, "ask") == 0) return ask_many(argv[2], argv[3], atol(argv[4]), atol(argv[5]));
  if (argc == 5 && strcmp(what, "stream") == 0) return stream(argv[2], argv[3], atol(argv[4]));
  if (argc == 6 && strcmp(what, "pour") == 0) return pour(argv[2], argv[3], atol(argv[4]), strcmp(argv[5], "bound") == 0);
  fprintf(stderr, "usage: flood accept|answer|sink PORT | connect ADDRESS PORT COUNT RATE | ask ADDRESS PORT COUNT WINDOW"
                  " | visit ADDRESS PORT COUNT RATE NAMES"
                  " | stream ADDRESS PORT SECONDS | pour ADDRESS PORT COUNT bound|free\n");
  return 2;
}
