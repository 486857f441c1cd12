// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/* Does what its first argument names, so that tests see how the sensor tells it. Exits with 2 when it could not. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static char **words;
static int remembered = 42;

static void need(long result, const char *what)
{
	if (result < 0) {
		perror(what);
		_exit(2);
	}
}

static long number(int index)
{
	return strtol(words[index], NULL, 0);
}

/* Until standard input ends. */
static void await(void)
{
	char byte;

	while (read(0, &byte, 1) > 0)
		;
}

static void run_memory(void)
{
	int self = open("/proc/self/exe", O_RDONLY), memory = memfd_create("deeds", MFD_CLOEXEC);
	char *arguments[] = {"memory-program", "nothing", "from-memory", NULL};
	struct stat file;

	need(self, "open");
	need(memory, "memfd_create");
	need(fstat(self, &file), "fstat");
	need(sendfile(memory, self, NULL, file.st_size), "sendfile");
	fexecve(memory, arguments, environ);
	need(-1, "fexecve");
}

static void run_deleted(void)
{
	int file = open(words[0], O_RDONLY | O_CLOEXEC);
	char *arguments[] = {"deleted-program", "nothing", "from-deleted", NULL};

	need(file, "open");
	need(unlink(words[0]), "unlink");
	fexecve(file, arguments, environ);
	need(-1, "fexecve");
}

static void run(char **what)
{
	execv(what[0], what);
	perror(what[0]);
	_exit(2);
}

static void *run_in_thread(void *ignored)
{
	run(words);
	return ignored;
}

static void thread_exec(void)
{
	pthread_t thread;

	need(-pthread_create(&thread, NULL, run_in_thread, NULL), "pthread_create");
	pause();
}

static pid_t run_and_wait(char **what)
{
	int status;
	pid_t child = vfork();

	if (child == 0) {
		execv(what[0], what);
		_exit(2);
	}
	need(child, "vfork");
	need(waitpid(child, &status, 0), "waitpid");
	if (status != 0)
		_exit(2);
	return child;
}

/* Prints the pid of each. */
static void storm(void)
{
	char name[24];
	char *arguments[] = {words[1], "nothing", name, NULL};

	for (long each = 0; each < number(0); each++) {
		snprintf(name, sizeof(name), "%ld", each);
		printf("%d\n", run_and_wait(arguments));
	}
}

static void *exit_later(void *ignored)
{
	await();
	exit(7);
	return ignored;
}

static void leader_exits(void)
{
	pthread_t thread;

	need(-pthread_create(&thread, NULL, exit_later, NULL), "pthread_create");
	pthread_exit(NULL);
}

static void *sleeping(void *ignored)
{
	pause();
	return ignored;
}

/* All of them at once. */
static void threads_exit(void)
{
	pthread_t thread;

	for (long each = 0; each < number(0); each++)
		need(-pthread_create(&thread, NULL, sleeping, NULL), "pthread_create");
	_exit(5);
}

static pid_t fork_as(pid_t pid)
{
	struct clone_args how = {.exit_signal = SIGCHLD};

	if (pid) {
		how.set_tid = (uintptr_t)&pid;
		how.set_tid_size = 1;
	}
	return syscall(SYS_clone3, &how, sizeof(how));
}

/* Two processes with the same pid, the second right after the first. */
static void same_pid(void)
{
	char *first[] = {words[0], "nothing", "first", NULL}, *second[] = {words[0], "nothing", "second", NULL};
	pid_t pid = fork_as(0), again;

	if (pid == 0)
		run(first);
	need(waitpid(pid, NULL, 0), "waitpid");
	again = fork_as(pid);
	if (again == 0)
		run(second);
	need(again, "clone3");
	need(waitpid(again, NULL, 0), "waitpid");
}

static void trace(int request)
{
	pid_t pid = number(0);

	need(ptrace(request, pid, NULL, NULL), "ptrace");
	if (request == PTRACE_ATTACH) {
		need(waitpid(pid, NULL, 0), "waitpid");
		need(ptrace(PTRACE_DETACH, pid, NULL, NULL), "detach");
	}
}

static void read_memory_of(pid_t pid)
{
	int there;
	struct iovec here = {&there, sizeof(there)}, remote = {&remembered, sizeof(remembered)};

	need(process_vm_readv(pid, &here, 1, &remote, 1, 0), "process_vm_readv");
}

/* In a pid namespace: the first process reads the second, which it calls 2. */
static void read_memory_inside(void)
{
	pid_t first, second;

	need(unshare(CLONE_NEWPID), "unshare");
	first = fork();
	need(first, "fork");
	if (first == 0) {
		second = fork();
		if (second == 0) {
			await();
			_exit(0);
		}
		if (second != 2)
			_exit(2);
		read_memory_of(second);
		await();
		_exit(0);
	}
	need(waitpid(first, NULL, 0), "waitpid");
}

static void connect_unix(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int server = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t length = offsetof(struct sockaddr_un, sun_path) + strlen(words[0]);

	strncpy(address.sun_path, words[0], sizeof(address.sun_path) - 1);
	if (address.sun_path[0] == '@')
		address.sun_path[0] = 0;
	else
		length++;
	need(bind(server, (void *)&address, length), "bind");
	need(listen(server, 1), "listen");
	need(connect(client, (void *)&address, length), "connect");
}

#if defined(__x86_64__)
/* The way of 32-bit programs into the kernel, open to all. */
static long old_call(long call, long first, long second, long third)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(call), "b"(first), "c"(second), "d"(third) : "memory");
	return (int)result;
}
#else
static long old_call(long call, long first, long second, long third)
{
	return -1;
}
#endif

/* Argument vectors of an exact size. */
static void run_with_arguments(void)
{
	long total = number(0) - strlen(words[1]) - 1 - sizeof("nothing");
	char *filler = malloc(total);
	char *arguments[] = {words[1], "nothing", filler, NULL};

	memset(filler, 'x', total - 1);
	filler[total - 1] = 0;
	run(arguments);
}

static void run_without_arguments(void)
{
	char *none[] = {NULL};

	execv(words[0], none);
	need(-1, "execv");
}

static void run_with_input(void)
{
	const char *kind = words[0];
	int ends[2], input = -1;

	if (!strcmp(kind, "internet"))
		input = socket(AF_INET, SOCK_STREAM, 0);
	else if (!strcmp(kind, "internet6"))
		input = socket(AF_INET6, SOCK_DGRAM, 0);
	else if (!strcmp(kind, "unix") && !socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		input = ends[0];
	else if (!strcmp(kind, "netlink"))
		input = socket(AF_NETLINK, SOCK_RAW, 0);
	else if (!strcmp(kind, "pipe") && !pipe(ends))
		input = ends[0];
	else if (!strcmp(kind, "terminal"))
		input = posix_openpt(O_RDWR | O_NOCTTY);
	else if (!strcmp(kind, "none")) {
		close(0);
		run(words + 1);
	} else
		input = open(kind, O_RDONLY);
	need(input, kind);
	need(dup2(input, 0), "dup2");
	run(words + 1);
}

static void enter(void)
{
	int other = open(words[0], O_RDONLY);

	need(other, "open");
	need(setns(other, 0), "setns");
}

#define BATCH 200

/* Nanoseconds of one call, as in the fastest of many batches: others use the machine too. */
static double fastest(long batches, const char *path)
{
	double best = 1e9;
	struct timespec begin, end;

	while (batches-- > 0) {
		clock_gettime(CLOCK_MONOTONIC, &begin);
		for (int each = 0; each < BATCH; each++) {
			if (path)
				close(openat(AT_FDCWD, path, O_RDONLY));
			else
				syscall(SYS_getppid);
		}
		clock_gettime(CLOCK_MONOTONIC, &end);
		double each = ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / BATCH;
		if (each < best)
			best = each;
	}
	return best;
}

static void measure(void)
{
	printf("getppid %.1f", fastest(number(0), NULL));
	printf(" openat+close %.1f\n", fastest(number(0), words[1]));
}

int main(int count, char **arguments)
{
	char attributes[256] = {}, io_uring[256] = {};
	const char *deed = count > 1 ? arguments[1] : "";

	words = arguments + 2;
	if (!strcmp(deed, "nothing"))
		return 0;
	else if (!strcmp(deed, "wait"))
		await();
	else if (!strcmp(deed, "run"))
		run(words);
	else if (!strcmp(deed, "vfork"))
		run_and_wait(words);
	else if (!strcmp(deed, "memory"))
		run_memory();
	else if (!strcmp(deed, "deleted"))
		run_deleted();
	else if (!strcmp(deed, "thread-exec"))
		thread_exec();
	else if (!strcmp(deed, "storm"))
		storm();
	else if (!strcmp(deed, "leader-exits"))
		leader_exits();
	else if (!strcmp(deed, "threads-exit"))
		threads_exit();
	else if (!strcmp(deed, "same-pid"))
		same_pid();
	else if (!strcmp(deed, "attach"))
		trace(PTRACE_ATTACH);
	else if (!strcmp(deed, "seize"))
		trace(PTRACE_SEIZE);
	else if (!strcmp(deed, "read-memory"))
		read_memory_of(number(0));
	else if (!strcmp(deed, "read-memory-inside"))
		read_memory_inside();
	else if (!strcmp(deed, "connect-unix"))
		connect_unix();
	else if (!strcmp(deed, "socket"))
		need(socket(number(0), number(1), number(2)), "socket");
	else if (!strcmp(deed, "old-socket"))
		need(old_call(359, number(0), number(1), number(2)), "old socket");
	else if (!strcmp(deed, "bpf"))
		syscall(SYS_bpf, number(0), attributes, sizeof(attributes));
	else if (!strcmp(deed, "io-uring"))
		need(syscall(SYS_io_uring_setup, 1, io_uring), "io_uring_setup");
	else if (!strcmp(deed, "module"))
		syscall(SYS_finit_module, -1, "", 0);
	else if (!strcmp(deed, "unshare"))
		need(unshare(number(0)), "unshare");
	else if (!strcmp(deed, "enter"))
		enter();
	else if (!strcmp(deed, "mount"))
		need(mount("none", words[0], "tmpfs", 0, NULL), "mount");
	else if (!strcmp(deed, "setuid"))
		need(setuid(number(0)), "setuid");
	else if (!strcmp(deed, "seteuid"))
		need(seteuid(number(0)), "seteuid");
	else if (!strcmp(deed, "setreuid"))
		need(setreuid(-1, number(0)), "setreuid");
	else if (!strcmp(deed, "old-setuid"))
		need(old_call(213, number(0), 0, 0), "old setuid");
	else if (!strcmp(deed, "open"))
		need(open(words[0], O_RDONLY), words[0]);
	else if (!strcmp(deed, "arguments"))
		run_with_arguments();
	else if (!strcmp(deed, "no-arguments"))
		run_without_arguments();
	else if (!strcmp(deed, "input"))
		run_with_input();
	else if (!strcmp(deed, "chroot")) {
		need(chroot(words[0]), "chroot");
		need(chdir("/"), "chdir");
		run(words + 1);
	} else if (!strcmp(deed, "measure"))
		measure();
	else
		return 3;
	return 0;
}
