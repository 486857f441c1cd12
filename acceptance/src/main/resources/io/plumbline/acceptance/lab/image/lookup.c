// SPDX-License-Identifier: Apache-2.0
// lookup visit NAME PORT [COUNT [MILLISECONDS [RESOLVER]]]: asks for the name's address, connects to it and waits for one line; COUNT
//   times (0: for ever). A name without a dot gets the first search domain; @FILE has the name in a file, which is read each time.
//   RESOLVER is asked instead of the configured one.
//   Answers that come besides are awaited and thrown away. Prints how often all that worked.
// lookup visit6 ...: the same with the name's IPv6 address.
// lookup scan ADDRESS COUNT PORT: connects to so many addresses, beginning with this one, and to nothing twice; prints how many answered.
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { A = 1, AAAA = 28, MOST = 4096 };

static char resolver[64], domain[256];

static void configure(void) {
  char line[512];
  FILE *file = fopen("/etc/resolv.conf", "r");
  while (file && fgets(line, sizeof line, file)) {
    if (!resolver[0]) sscanf(line, "nameserver %63s", resolver);
    if (!domain[0]) sscanf(line, "search %255s", domain);
  }
  if (file) fclose(file);
}

static int dial(const struct sockaddr_storage *to, int type) {
  int fd = socket(to->ss_family, type, 0);
  struct timeval limit = {.tv_sec = 2};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect(fd, (const struct sockaddr *)to, to->ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6)) == 0) return fd;
  close(fd);
  return -1;
}

static void four(struct sockaddr_storage *to, const void *address, int port) {
  struct sockaddr_in *at = (struct sockaddr_in *)to;
  memset(to, 0, sizeof *to);
  at->sin_family = AF_INET;
  at->sin_port = htons(port);
  memcpy(&at->sin_addr, address, 4);
}

static void six(struct sockaddr_storage *to, const void *address, int port) {
  struct sockaddr_in6 *at = (struct sockaddr_in6 *)to;
  memset(to, 0, sizeof *to);
  at->sin6_family = AF_INET6;
  at->sin6_port = htons(port);
  memcpy(&at->sin6_addr, address, 16);
}

static int question(unsigned char *message, int id, const char *name, int type) {
  unsigned char head[12] = {id >> 8, id, 1, 0, 0, 1};
  unsigned char *at = message + 12;
  memcpy(message, head, 12);
  while (*name) {
    size_t length = strcspn(name, ".");
    *at++ = length;
    memcpy(at, name, length);
    at += length;
    name += length + (name[length] == '.');
  }
  memcpy(at, (unsigned char[]){0, 0, type, 0, 1}, 5);
  return at + 5 - message;
}

static int skip(const unsigned char *message, int at, int length) {
  while (at < length && message[at] && message[at] < 0xc0) at += message[at] + 1;
  return at < length && message[at] ? at + 2 : at + 1;
}

// The first address of the wanted type; 0 when there is none.
static int address(const unsigned char *message, int length, int type, int port, struct sockaddr_storage *to) {
  int at = skip(message, 12, length) + 4, records = length > 12 ? message[6] << 8 | message[7] : 0;
  for (int i = 0; i < records && at < length; i++) {
    at = skip(message, at, length);
    if (at + 10 > length) return 0;
    int found = message[at] << 8 | message[at + 1], size = message[at + 8] << 8 | message[at + 9];
    at += 10;
    if (at + size > length) return 0;
    if (found == type && found == A) { four(to, message + at, port); return 1; }
    if (found == type && found == AAAA) { six(to, message + at, port); return 1; }
    at += size;
  }
  return 0;
}

static int over_tcp(const struct sockaddr_storage *server, const unsigned char *asked, int size, unsigned char *answer) {
  unsigned char framed[MOST + 2] = {size >> 8, size};
  int fd = dial(server, SOCK_STREAM), length = 0;
  if (fd < 0) return -1;
  memcpy(framed + 2, asked, size);
  if (write(fd, framed, size + 2) == size + 2)
    for (int got; length < MOST && (got = read(fd, framed + length, MOST + 2 - length)) > 0;) {
      length += got;
      if (length >= 2 && length >= 2 + (framed[0] << 8 | framed[1])) break;
    }
  close(fd);
  memcpy(answer, framed + 2, length > 2 ? length - 2 : 0);
  return length - 2;
}

static int resolve(const char *name, int type, int port, struct sockaddr_storage *to) {
  static int id = 0;
  unsigned char asked[MOST], answer[MOST];
  struct sockaddr_storage server;
  struct in_addr at;
  if (inet_pton(AF_INET, resolver, &at) != 1) { fprintf(stderr, "resolver: %s\n", resolver); exit(2); }
  four(&server, &at, 53);
  id = (id + 1) & 0xffff;
  int size = question(asked, id, name, type), fd = dial(&server, SOCK_DGRAM);
  if (fd < 0 || send(fd, asked, size, 0) != size) return 0;
  int length = recv(fd, answer, sizeof answer, 0);
  // What else was sent is given a moment, and taken from the socket.
  struct pollfd more = {fd, POLLIN, 0};
  for (unsigned char other[MOST]; poll(&more, 1, 1) > 0 && recv(fd, other, sizeof other, MSG_DONTWAIT) > 0;) {}
  close(fd);
  if (length > 12 && (answer[2] & 2)) length = over_tcp(&server, asked, size, answer);
  return length > 12 && address(answer, length, type, port, to);
}

static void read_name(const char *given, char *name, size_t size) {
  char text[256] = "";
  FILE *file = given[0] == '@' ? fopen(given + 1, "r") : 0;
  if (file && fscanf(file, "%255s", text) != 1) text[0] = 0;
  if (file) fclose(file);
  if (given[0] != '@') snprintf(text, sizeof text, "%s", given);
  snprintf(name, size, strchr(text, '.') ? "%s" : "%s.%s", text, domain);
}

static int visit(int argc, char **argv, int type) {
  long count = argc > 4 ? atol(argv[4]) : 1, wait = argc > 5 ? atol(argv[5]) : 1000, good = 0;
  char name[512], line[64];
  if (argc > 6) snprintf(resolver, sizeof resolver, "%s", argv[6]);
  for (long i = 0; count == 0 || i < count; i++) {
    struct sockaddr_storage to;
    if (i > 0) usleep(wait * 1000);
    read_name(argv[2], name, sizeof name);
    if (!resolve(name, type, atoi(argv[3]), &to)) continue;
    int fd = dial(&to, SOCK_STREAM);
    good += fd >= 0 && write(fd, "hello\n", 6) == 6 && read(fd, line, sizeof line) > 0;
    if (fd >= 0) close(fd);
  }
  printf("visited %ld of %ld\n", good, count);
  return good == count ? 0 : 1;
}

static int scan(const char *first, long count, int port) {
  struct in_addr at;
  long good = 0;
  if (inet_pton(AF_INET, first, &at) != 1) { fprintf(stderr, "address: %s\n", first); return 2; }
  for (long i = 0; i < count; i++) {
    struct sockaddr_storage to;
    struct in_addr next = {htonl(ntohl(at.s_addr) + i)};
    four(&to, &next, port);
    int fd = dial(&to, SOCK_STREAM);
    good += fd >= 0;
    if (fd >= 0) close(fd);
  }
  printf("scanned %ld, answered %ld\n", count, good);
  return 0;
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  configure();
  if (argc >= 4 && !strcmp(argv[1], "visit")) return visit(argc, argv, A);
  if (argc >= 4 && !strcmp(argv[1], "visit6")) return visit(argc, argv, AAAA);
  if (argc == 5 && !strcmp(argv[1], "scan")) return scan(argv[2], atol(argv[3]), atoi(argv[4]));
  fprintf(stderr, "usage: lookup visit|visit6 NAME|@FILE PORT [COUNT [MILLISECONDS [RESOLVER]]] | scan ADDRESS COUNT PORT\n");
  return 2;
}
