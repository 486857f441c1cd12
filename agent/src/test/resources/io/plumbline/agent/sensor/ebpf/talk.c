// SPDX-License-Identifier: Apache-2.0
// Copyright The Plumbline Authors
/*
 * A program that does with sockets what it is told on its standard input, one command a line, and answers each with "ok VALUE"
 * or "error NUMBER". So a test knows what has happened without waiting for time to pass. Sockets are named by numbers from 0.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 64
#define BYTES 65536

static int sockets[MOST];
static char bytes[BYTES];

static socklen_t address(const char *host, int port, struct sockaddr_storage *out)
{
	struct sockaddr_in6 *six = (void *)out;
	struct sockaddr_in *four = (void *)out;

	memset(out, 0, sizeof(*out));
	if (strchr(host, ':')) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(port);
		inet_pton(AF_INET6, host, &six->sin6_addr);
		return sizeof(*six);
	}
	four->sin_family = AF_INET;
	four->sin_port = htons(port);
	inet_pton(AF_INET, host, &four->sin_addr);
	return sizeof(*four);
}

static int unhex(const char *text)
{
	int length = 0;
	unsigned value;

	while (length < BYTES && sscanf(text + 2 * length, "%2x", &value) == 1)
		bytes[length++] = value;
	return length;
}

static int option(int socket, int level, int name, int value)
{
	return setsockopt(socket, level, name, &value, sizeof(value));
}

/* Until so many bytes have come; -1 when the peer ends before. */
static int receive(int socket, int wanted)
{
	int have = 0;

	while (have < wanted) {
		int got = recv(socket, bytes, wanted - have > BYTES ? BYTES : wanted - have, 0);

		if (got <= 0)
			return got == 0 ? (errno = EPIPE, -1) : -1;
		have += got;
	}
	return have;
}

static int transmit(int socket, int wanted)
{
	int left = wanted;

	memset(bytes, 'x', sizeof(bytes));
	while (left > 0) {
		int done = send(socket, bytes, left > BYTES ? BYTES : left, MSG_NOSIGNAL);

		if (done < 0)
			return -1;
		left -= done;
	}
	return wanted;
}

/* One connect through a ring of the kernel, without a library and without connect(2). */
static int ring_connect(int socket, struct sockaddr_storage *to, socklen_t length)
{
	struct io_uring_params ring = {};
	int descriptor = syscall(SYS_io_uring_setup, 4, &ring);
	char *submissions, *completions;
	struct io_uring_sqe *entries;
	struct io_uring_cqe *done;
	int result;

	if (descriptor < 0)
		return -1;
	submissions = mmap(0, ring.sq_off.array + ring.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, IORING_OFF_SQ_RING);
	completions = mmap(0, ring.cq_off.cqes + ring.cq_entries * sizeof(*done), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor,
			   IORING_OFF_CQ_RING);
	entries = mmap(0, ring.sq_entries * sizeof(*entries), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, IORING_OFF_SQES);
	memset(entries, 0, sizeof(*entries));
	entries->opcode = IORING_OP_CONNECT;
	entries->fd = socket;
	entries->addr = (unsigned long)to;
	entries->off = length;
	*(unsigned *)(submissions + ring.sq_off.array) = 0;
	__atomic_store_n((unsigned *)(submissions + ring.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, descriptor, 1, 1, IORING_ENTER_GETEVENTS, 0, 0) < 0)
		return -1;
	done = (void *)(completions + ring.cq_off.cqes);
	result = done->res;
	close(descriptor);
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}

static int unix_connect(int socket, int length)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	memcpy(to.sun_path, bytes, length);
	return connect(socket, (void *)&to, offsetof(struct sockaddr_un, sun_path) + length);
}

static int local_port(int socket)
{
	struct sockaddr_storage own;
	socklen_t length = sizeof(own);

	if (getsockname(socket, (void *)&own, &length))
		return -1;
	return ntohs(((struct sockaddr_in *)&own)->sin_port);
}

/* A child that accepts one connection and reads one byte of it; its pid. */
static int forked_accept(int socket)
{
	int child = fork();

	if (child == 0) {
		int accepted = accept(socket, 0, 0);

		_exit(read(accepted, bytes, 1) == 1 ? 0 : 1);
	}
	return child;
}

static int many_datagrams(int socket, struct sockaddr_storage *to, socklen_t length, int count)
{
	for (int index = 0; index < count; index++)
		if (sendto(socket, bytes, 16, 0, (void *)to, length) < 0 && errno != ECONNREFUSED)
			return -1;
	return count;
}

static int many_connections(struct sockaddr_storage *to, socklen_t length, int count)
{
	int made = 0;

	for (int index = 0; index < count; index++) {
		int socket_number = socket(to->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		struct linger reset = { .l_onoff = 1 };

		setsockopt(socket_number, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		made += connect(socket_number, (void *)to, length) == 0;
		close(socket_number);
	}
	return made;
}

static int run(const char *command, int slot, const char *word, int number, const char *text)
{
	struct sockaddr_storage to;
	socklen_t length = word[0] ? address(word, number, &to) : 0;
	int *at = &sockets[slot];

#define IS(name) (strcmp(command, name) == 0)
	if (IS("tcp4") || IS("tcp6") || IS("udp4") || IS("udp6"))
		return *at = socket(command[3] == '4' ? AF_INET : AF_INET6, (command[0] == 't' ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
	if (IS("unix"))
		return *at = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (IS("socket")) /* family, then type and protocol */
		return *at = socket(atoi(word), number, atoi(text));
	if (IS("bind")) {
		option(*at, SOL_SOCKET, SO_REUSEADDR, 1);
		return bind(*at, (void *)&to, length);
	}
	if (IS("reuse"))
		return option(*at, SOL_SOCKET, SO_REUSEPORT, 1);
	if (IS("listen"))
		return listen(*at, 512);
	if (IS("nonblock"))
		return fcntl(*at, F_SETFL, O_NONBLOCK);
	if (IS("connect"))
		return connect(*at, (void *)&to, length);
	if (IS("uring"))
		return ring_connect(*at, &to, length);
	if (IS("writable")) { /* waits for the end of connect; its error */
		struct pollfd polled = { .fd = *at, .events = POLLOUT };
		int error = 0;
		socklen_t size = sizeof(error);

		poll(&polled, 1, -1);
		getsockopt(*at, SOL_SOCKET, SO_ERROR, &error, &size);
		errno = error;
		return error ? -1 : 0;
	}
	if (IS("accept"))
		return sockets[atoi(word)] = accept(*at, 0, 0);
	if (IS("forkaccept"))
		return forked_accept(*at);
	if (IS("wait"))
		return wait(0);
	if (IS("send"))
		return transmit(*at, atoi(word));
	if (IS("recv"))
		return receive(*at, atoi(word));
	if (IS("ended")) /* waits for the end of what the peer sends */
		return recv(*at, bytes, 1, 0);
	if (IS("hex")) {
		int count = unhex(word);

		return send(*at, bytes, count, MSG_NOSIGNAL);
	}
	if (IS("nodelay"))
		return option(*at, IPPROTO_TCP, TCP_NODELAY, 1);
	if (IS("patience")) /* milliseconds until a connection without answers has failed */
		return option(*at, IPPROTO_TCP, TCP_USER_TIMEOUT, atoi(word));
	if (IS("sendto")) {
		int count = unhex(text);

		return sendto(*at, bytes, count, 0, (void *)&to, length);
	}
	if (IS("recvfrom") || IS("reply")) {
		struct sockaddr_storage from;
		socklen_t size = sizeof(from);
		int count = recvfrom(*at, bytes, BYTES, 0, (void *)&from, &size);

		if (count < 0 || IS("recvfrom"))
			return count;
		if (word[0])
			count = unhex(word);
		return sendto(*at, bytes, count, 0, (void *)&from, size);
	}
	if (IS("shutdown"))
		return shutdown(*at, SHUT_WR);
	if (IS("close"))
		return close(*at);
	if (IS("port"))
		return local_port(*at);
	if (IS("path")) {
		int count = unhex(word);

		return unix_connect(*at, count);
	}
	if (IS("unixlisten")) {
		struct sockaddr_un own = { .sun_family = AF_UNIX };
		int count = unhex(word);

		memcpy(own.sun_path, bytes, count);
		if (bind(*at, (void *)&own, offsetof(struct sockaddr_un, sun_path) + count))
			return -1;
		return listen(*at, 5);
	}
	if (IS("chdir"))
		return chdir(word);
	if (IS("datagrams"))
		return many_datagrams(*at, &to, length, atoi(text));
	if (IS("connections"))
		return many_connections(&to, length, atoi(text));
	errno = ENOSYS;
	return -1;
}

int main(void)
{
	static char line[2 * BYTES + 256], text[2 * BYTES + 1], word[2 * BYTES + 1];

	setvbuf(stdout, 0, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin)) {
		char command[32] = "";
		int slot = 0, number = 0, result;

		word[0] = text[0] = 0;
		sscanf(line, "%31s %d %s %d %s", command, &slot, word, &number, text);
		errno = 0;
		result = slot < 0 || slot >= MOST ? -1 : run(command, slot, word, number, text);
		if (result < 0)
			printf("error %d\n", errno);
		else
			printf("ok %d\n", result);
	}
	return 0;
}
