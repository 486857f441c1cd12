// SPDX-License-Identifier: Apache-2.0
// reader: the least that a reader of the proc connector can do: receives every event and counts. On SIGUSR1 it prints how many
// execs, and how many events the kernel's sequence numbers say are missing.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, SLOT = 256, CPUS = 1024 };

static volatile sig_atomic_t asked;
static void ask(int signal) { (void)signal; asked = 1; }

int main(void) {
  int fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR);
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0) { perror("proc connector"); return 1; }
  int size = 8 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  struct { struct nlmsghdr netlink; struct cn_msg connector; enum proc_cn_mcast_op op; } __attribute__((packed)) listen = {
      .netlink = {.nlmsg_len = sizeof listen, .nlmsg_type = NLMSG_DONE},
      .connector = {.id = {CN_IDX_PROC, CN_VAL_PROC}, .len = sizeof(enum proc_cn_mcast_op)},
      .op = PROC_CN_MCAST_LISTEN};
  if (send(fd, &listen, sizeof listen, 0) < 0) { perror("listen"); return 1; }
  struct sigaction asking = {.sa_handler = ask};
  sigaction(SIGUSR1, &asking, 0);

  static char slots[BATCH][SLOT] __attribute__((aligned(8)));
  static unsigned next[CPUS];
  static char seen[CPUS];
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  long execs = 0, lost = 0;
  puts("ready");
  fflush(stdout);
  for (;;) {
    if (asked) { asked = 0; printf("%ld %ld\n", execs, lost); fflush(stdout); }
    for (int i = 0; i < BATCH; i++) {
      parts[i] = (struct iovec){slots[i], SLOT};
      messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}};
    }
    int received = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, 0);
    if (received < 0 && errno != EINTR && errno != ENOBUFS) { perror("receive"); return 1; }
    for (int i = 0; i < received; i++) {
      struct cn_msg *message = NLMSG_DATA((struct nlmsghdr *)slots[i]);
      struct proc_event *event = (struct proc_event *)message->data;
      unsigned cpu = event->cpu;
      if (event->what == 0 || cpu >= CPUS) continue;
      if (seen[cpu]) lost += message->seq - next[cpu];
      seen[cpu] = 1;
      next[cpu] = message->seq + 1;
      execs += event->what == 2;
    }
  }
}
