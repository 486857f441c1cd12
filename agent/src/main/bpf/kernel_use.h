/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * System calls that few containers need. One program at the exit of all system calls: there the result is known and the
 * arguments are still in their registers. It makes every system call of the machine slower by some 75 ns (docs/sensors.md), so
 * it can be left out.
 */
#ifndef PLUMBLINE_KERNEL_USE_H
#define PLUMBLINE_KERNEL_USE_H

#include "files.h"

#if defined(__TARGET_ARCH_x86)
enum system_call {
	CALL_OPEN = 2, CALL_SOCKET = 41, CALL_CONNECT = 42, CALL_CLONE = 56, CALL_PTRACE = 101, CALL_SETUID = 105,
	CALL_SETREUID = 113, CALL_SETRESUID = 117, CALL_MOUNT = 165, CALL_INIT_MODULE = 175, CALL_OPENAT = 257,
	CALL_UNSHARE = 272, CALL_SETNS = 308, CALL_READ_PROCESS = 310, CALL_WRITE_PROCESS = 311, CALL_FINIT_MODULE = 313,
	CALL_BPF = 321,
};
#else
enum system_call {
	CALL_OPEN = -1, CALL_SOCKET = 198, CALL_CONNECT = 203, CALL_CLONE = 220, CALL_PTRACE = 117, CALL_SETUID = 146,
	CALL_SETREUID = 145, CALL_SETRESUID = 147, CALL_MOUNT = 40, CALL_INIT_MODULE = 105, CALL_OPENAT = 56,
	CALL_UNSHARE = 97, CALL_SETNS = 268, CALL_READ_PROCESS = 270, CALL_WRITE_PROCESS = 271, CALL_FINIT_MODULE = 273,
	CALL_BPF = 280,
};
#endif
/* The same on all machines, and for 32-bit calls too. */
#define CALL_IO_URING_SETUP 425
#define CALL_MOVE_MOUNT 429
#define CALL_CLONE3 435
#define CALL_OPENAT2 437
#define CALL_NUMBERS 512

#define AF_NETLINK 16
#define SOCK_RAW 3
#define SOCK_KIND 15
#define PTRACE_ATTACH 16
#define PTRACE_SEIZE 0x4206
#define SAME_LOOK_NANOS 60000000000ULL
#define NEW_NAMESPACES 0x7e020080ULL /* CLONE_NEWNS to CLONE_NEWNET, and CLONE_NEWTIME */

/* A system call with its first arguments. */
struct call {
	long number;
	u64 first, second, third;
	long result;
};

/* The processes that a process looked into lately: it is told once a minute. */
struct look {
	u32 pid;
	u32 local_pid;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct look);
	__type(value, u64);
} looks SEC(".maps");

static __always_inline void used(u32 kernel_interface, u64 subject, u32 local_pid, u64 detail)
{
	struct kernel_record record = { .subject = subject, .used = kernel_interface, .local_pid = local_pid };

	fill_header(&record.header, (void *)bpf_get_current_task(), RECORD_KERNEL_USED);
	if (detail)
		bpf_probe_read_user_str(record.detail, sizeof(record.detail), (void *)detail);
	if (within_budget(record.header.cgroup, COUNT_OTHER))
		write_record(&process_ring, &record.header, sizeof(record), COUNT_OTHER);
	else
		suppress(record.header.cgroup, COUNT_OTHER);
}

static __always_inline void looked_into(u32 local_pid, u32 kernel_interface, u64 file)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct upid *own = own_number(task);
	struct look look = { .pid = BPF_CORE_READ(task, tgid), .local_pid = local_pid };
	u64 now = bpf_ktime_get_boot_ns();
	u64 *last;

	if (BPF_CORE_READ(own, nr) == local_pid)
		return;
	last = bpf_map_lookup_elem(&looks, &look);
	if (last && now - *last < SAME_LOOK_NANOS)
		return;
	bpf_map_update_elem(&looks, &look, &now, BPF_ANY);
	/* Who is in the initial namespace calls others what we do; for others the agent looks it up. */
	if (BPF_CORE_READ(own, nr) == look.pid)
		used(kernel_interface, local_pid, 0, file);
	else
		used(kernel_interface, BPF_CORE_READ(own, ns, ns.inum), local_pid, file);
}

static __always_inline void traced(u64 request)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct list_head *newest;
	struct task_struct *target;

	if (request != PTRACE_ATTACH && request != PTRACE_SEIZE)
		return;
	/* Whom a process traces is a list with the newest first. */
	newest = BPF_CORE_READ(task, ptraced.next);
	target = (void *)newest - bpf_core_field_offset(struct task_struct, ptrace_entry);
	used(KERNEL_TRACE, BPF_CORE_READ(target, tgid), 0, 0);
}

static __always_inline void socket_created(u64 family, u64 kind, u64 protocol)
{
	struct socket_record record = { .family = family, .kind = kind & SOCK_KIND, .protocol = protocol };

	if (family == AF_UNIX || family == AF_NETLINK)
		return;
	if ((family == AF_INET || family == AF_INET6) && record.kind != SOCK_RAW)
		return;
	fill_header(&record.header, (void *)bpf_get_current_task(), RECORD_SOCKET_CREATED);
	if (within_budget(record.header.cgroup, COUNT_OTHER))
		write_record(&process_ring, &record.header, sizeof(record), COUNT_OTHER);
	else
		suppress(record.header.cgroup, COUNT_OTHER);
}

static __always_inline void unix_connected(u64 address, u64 length)
{
	struct unix_record record = {};
	u16 family = 0;

	if (bpf_probe_read_user(&family, sizeof(family), (void *)address) || family != AF_UNIX || length <= sizeof(family))
		return;
	length -= sizeof(family);
	if (length > UNIX_PATH_BYTES)
		length = UNIX_PATH_BYTES;
	if (bpf_probe_read_user(record.path, length, (void *)(address + sizeof(family))))
		return;
	record.length = length;
	fill_header(&record.header, (void *)bpf_get_current_task(), RECORD_UNIX_CONNECTED);
	if (within_budget(record.header.cgroup, COUNT_OTHER))
		write_record(&process_ring, &record.header, sizeof(record), COUNT_OTHER);
	else
		suppress(record.header.cgroup, COUNT_OTHER);
}

static __always_inline void user_changed(void)
{
	struct process_record record = {};
	struct task_struct *task = (void *)bpf_get_current_task();

	fill_header(&record.header, task, RECORD_USER);
	record.start = BPF_CORE_READ(task, start_boottime);
	if (within_budget(record.header.cgroup, COUNT_OTHER))
		write_record(&process_ring, &record.header, sizeof(record), COUNT_OTHER);
	else
		suppress(record.header.cgroup, COUNT_OTHER);
}

/*
 * What of /proc/N leads into another process: its memory, its files, its root, its environment. What ps and top read of every
 * process (stat, status, cmdline) does not count.
 */
static __always_inline bool leads_into(const u8 *file)
{
	return (file[0] == 'm' && file[1] == 'e' && file[2] == 'm' && file[3] == 0) || /* mem */
	       (file[0] == 'r' && file[1] == 'o') || /* root */
	       (file[0] == 'c' && file[1] == 'w') || /* cwd */
	       (file[0] == 'f' && file[1] == 'd') || /* fd, fdinfo */
	       (file[0] == 'e' && file[1] == 'n'); /* environ */
}

#define PROC_PREFIX 0x2f636f72702fULL /* "/proc/" */
#define PROC_BYTES 6

static __always_inline void opened(u64 name)
{
	u64 begin = 0;
	u8 text[32] = {};
	u32 pid = 0, at = 0;

	/* Such a path has eight bytes at least; what ends earlier, perhaps with its page, is none. */
	if (bpf_probe_read_user(&begin, sizeof(begin), (void *)name) || (begin & 0xffffffffffffULL) != PROC_PREFIX)
		return;
	if (bpf_probe_read_user_str(text, sizeof(text), (void *)(name + PROC_BYTES)) <= 0)
		return;
	for (int digit = 0; digit < 8; digit++) {
		if (text[digit] < '0' || text[digit] > '9')
			break;
		pid = pid * 10 + (text[digit] - '0');
		at = digit + 1;
	}
	at &= 15;
	if (pid && text[at] == '/' && leads_into(text + at + 1))
		looked_into(pid, KERNEL_PROCESS_ACCESS, name);
}

static __always_inline void told(struct call *call)
{
	switch (call->number) {
	case CALL_SOCKET:
		if (call->result >= 0)
			socket_created(call->first, call->second, call->third);
		break;
	case CALL_CONNECT:
		if (call->result == 0)
			unix_connected(call->second, call->third);
		break;
	case CALL_SETUID:
	case CALL_SETREUID:
	case CALL_SETRESUID:
		if (call->result == 0)
			user_changed();
		break;
	case CALL_CLONE:
		if (call->result > 0 && (call->first & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, call->first & NEW_NAMESPACES, 0, 0);
		break;
	case CALL_CLONE3: {
		u64 flags = 0;

		if (call->result > 0 && !bpf_probe_read_user(&flags, sizeof(flags), (void *)call->first) &&
		    (flags & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, flags & NEW_NAMESPACES, 0, 0);
		break;
	}
	case CALL_UNSHARE:
		if (call->result == 0 && (call->first & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, call->first & NEW_NAMESPACES, 0, 0);
		break;
	case CALL_SETNS:
		if (call->result == 0)
			used(KERNEL_NAMESPACE_ENTER, call->second, 0, 0);
		break;
	case CALL_MOUNT:
		if (call->result == 0)
			used(KERNEL_MOUNT, 0, 0, call->second);
		break;
	case CALL_MOVE_MOUNT:
		if (call->result == 0)
			used(KERNEL_MOUNT, 0, 0, 0);
		break;
	case CALL_PTRACE:
		if (call->result == 0)
			traced(call->first);
		break;
	case CALL_READ_PROCESS:
	case CALL_WRITE_PROCESS:
		if (call->result >= 0)
			looked_into(call->first, KERNEL_PROCESS_ACCESS, 0);
		break;
	case CALL_OPEN:
		if (config.process_files && call->result >= 0)
			opened(call->first);
		break;
	case CALL_OPENAT:
	case CALL_OPENAT2:
		if (config.process_files && call->result >= 0)
			opened(call->second);
		break;
	/* To have tried is enough: no container loads code into the kernel. */
	case CALL_INIT_MODULE:
	case CALL_FINIT_MODULE:
		used(KERNEL_MODULE_LOAD, 0, 0, 0);
		break;
	case CALL_BPF:
		if ((u32)(bpf_get_current_pid_tgid() >> 32) != config.own_process)
			used(KERNEL_BPF, call->first, 0, 0);
		break;
	case CALL_IO_URING_SETUP:
		if (call->result >= 0)
			used(KERNEL_IO_URING, 0, 0, 0);
		break;
	}
}

#if defined(__TARGET_ARCH_x86)
#define CALLED_AS_32_BITS 2 /* TS_COMPAT: int 0x80, which any program can use */
#define CALL_SOCKETS 102

/* The numbers of 32-bit calls; -1 for others. */
static __always_inline long known_as(long old)
{
	switch (old) {
	case 5: return CALL_OPEN;
	case 21: return CALL_MOUNT;
	case 23: case 213: return CALL_SETUID;
	case 26: return CALL_PTRACE;
	case 70: case 203: return CALL_SETREUID;
	case CALL_SOCKETS: return CALL_SOCKETS;
	case 120: return CALL_CLONE;
	case 128: return CALL_INIT_MODULE;
	case 164: case 208: return CALL_SETRESUID;
	case 295: return CALL_OPENAT;
	case 310: return CALL_UNSHARE;
	case 346: return CALL_SETNS;
	case 347: return CALL_READ_PROCESS;
	case 348: return CALL_WRITE_PROCESS;
	case 350: return CALL_FINIT_MODULE;
	case 357: return CALL_BPF;
	case 359: return CALL_SOCKET;
	case 362: return CALL_CONNECT;
	case CALL_IO_URING_SETUP: case CALL_MOVE_MOUNT: case CALL_CLONE3: case CALL_OPENAT2: return old;
	default: return -1;
	}
}

/* Bits of a word of interesting_calls: those above, and the numbers of 32-bit calls. */
#define BIT_IN(number, word) ((number) / 64 == (word) ? 1ULL << ((number) & 63) : 0)
#define OLD_CALLS_IN(w) \
	(BIT_IN(5, w) | BIT_IN(21, w) | BIT_IN(23, w) | BIT_IN(213, w) | BIT_IN(26, w) | BIT_IN(70, w) | BIT_IN(203, w) | \
	 BIT_IN(CALL_SOCKETS, w) | BIT_IN(120, w) | BIT_IN(128, w) | BIT_IN(164, w) | BIT_IN(208, w) | BIT_IN(295, w) | \
	 BIT_IN(310, w) | BIT_IN(346, w) | BIT_IN(347, w) | BIT_IN(348, w) | BIT_IN(350, w) | BIT_IN(357, w) | \
	 BIT_IN(359, w) | BIT_IN(362, w) | BIT_IN(CALL_OPEN, w))

/* 32-bit calls have numbers of their own, and their arguments in other registers. */
static __always_inline void translate(struct call *call, struct pt_regs *registers)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	u32 values[3] = {};

	if (!(BPF_CORE_READ(task, thread_info.status) & CALLED_AS_32_BITS))
		return;
	call->number = known_as(call->number);
	call->first = (u32)registers->bx;
	call->second = (u32)registers->cx;
	call->third = (u32)registers->dx;
	if (call->number != CALL_SOCKETS)
		return;
	/* socketcall(2): which of them, and where its arguments are. */
	call->number = call->first == 1 ? CALL_SOCKET : call->first == 3 ? CALL_CONNECT : -1;
	if (bpf_probe_read_user(values, sizeof(values), (void *)call->second))
		return;
	call->first = values[0];
	call->second = values[1];
	call->third = values[2];
}
#else
#define BIT_IN(number, word) ((number) / 64 == (word) ? 1ULL << ((number) & 63) : 0)
#define OLD_CALLS_IN(w) 0
static __always_inline void translate(struct call *call, struct pt_regs *registers) {}
#endif

#define CALLS_IN(w) \
	(OLD_CALLS_IN(w) | BIT_IN(CALL_SOCKET, w) | BIT_IN(CALL_CONNECT, w) | BIT_IN(CALL_CLONE, w) | BIT_IN(CALL_PTRACE, w) | \
	 BIT_IN(CALL_SETUID, w) | BIT_IN(CALL_SETREUID, w) | BIT_IN(CALL_SETRESUID, w) | BIT_IN(CALL_MOUNT, w) | \
	 BIT_IN(CALL_INIT_MODULE, w) | BIT_IN(CALL_OPENAT, w) | BIT_IN(CALL_UNSHARE, w) | BIT_IN(CALL_SETNS, w) | \
	 BIT_IN(CALL_READ_PROCESS, w) | BIT_IN(CALL_WRITE_PROCESS, w) | BIT_IN(CALL_FINIT_MODULE, w) | BIT_IN(CALL_BPF, w) | \
	 BIT_IN(CALL_IO_URING_SETUP, w) | BIT_IN(CALL_MOVE_MOUNT, w) | BIT_IN(CALL_CLONE3, w) | BIT_IN(CALL_OPENAT2, w))
static const u64 interesting_calls[CALL_NUMBERS / 64] = {
	CALLS_IN(0), CALLS_IN(1), CALLS_IN(2), CALLS_IN(3), CALLS_IN(4), CALLS_IN(5), CALLS_IN(6), CALLS_IN(7),
};

SEC("tp_btf/sys_exit")
int BPF_PROG(system_call, struct pt_regs *registers, long result)
{
	u64 number = SYSTEM_CALL(registers);

	/* This is where nearly all system calls end. */
	if (number >= CALL_NUMBERS || !(interesting_calls[number / 64] >> (number & 63) & 1))
		return 0;
	struct call call = {
		.number = number,
		.first = ARGUMENT_1(registers),
		.second = ARGUMENT_2(registers),
		.third = ARGUMENT_3(registers),
		.result = result,
	};

	translate(&call, registers);
	told(&call);
	return 0;
}

#endif
