/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * System calls that few containers need. One program at the exit of all system calls: there the result is known and the
 * arguments are still in their registers. It makes every system call of the machine slower by some 50 ns (docs/benchmarks.md), so
 * it can be left out.
 */
#ifndef PLUMBLINE_KERNEL_USE_H
#define PLUMBLINE_KERNEL_USE_H

#include "files.h"

#if defined(__TARGET_ARCH_x86)
enum system_call {
	CALL_SOCKET = 41, CALL_CONNECT = 42, CALL_CLONE = 56, CALL_PTRACE = 101, CALL_SETUID = 105, CALL_SETREUID = 113,
	CALL_SETRESUID = 117, CALL_MOUNT = 165, CALL_INIT_MODULE = 175, CALL_OPENAT = 257, CALL_UNSHARE = 272, CALL_SETNS = 308,
	CALL_READ_PROCESS = 310, CALL_WRITE_PROCESS = 311, CALL_FINIT_MODULE = 313, CALL_BPF = 321,
};
#else
enum system_call {
	CALL_SOCKET = 198, CALL_CONNECT = 203, CALL_CLONE = 220, CALL_PTRACE = 117, CALL_SETUID = 146, CALL_SETREUID = 145,
	CALL_SETRESUID = 147, CALL_MOUNT = 40, CALL_INIT_MODULE = 105, CALL_OPENAT = 56, CALL_UNSHARE = 97, CALL_SETNS = 268,
	CALL_READ_PROCESS = 270, CALL_WRITE_PROCESS = 271, CALL_FINIT_MODULE = 273, CALL_BPF = 280,
};
#endif
/* The same on all machines. */
#define CALL_IO_URING_SETUP 425
#define CALL_MOVE_MOUNT 429
#define CALL_CLONE3 435

#define AF_NETLINK 16
#define SOCK_RAW 3
#define SOCK_KIND 15
#define PTRACE_ATTACH 16
#define PTRACE_SEIZE 0x4206
#define NEW_NAMESPACES 0x7e020080ULL /* CLONE_NEWNS to CLONE_NEWNET, and CLONE_NEWTIME */

/* The processes that a process looked into lately: it is told once. */
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

static __always_inline void looked_into(u32 local_pid, u32 kernel_interface)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct look look = { .pid = BPF_CORE_READ(task, tgid), .local_pid = local_pid };
	u64 now = bpf_ktime_get_boot_ns();

	if (bpf_map_lookup_elem(&looks, &look))
		return;
	bpf_map_update_elem(&looks, &look, &now, BPF_ANY);
	used(kernel_interface, 0, local_pid, 0);
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
	write_record(&process_ring, &record.header, sizeof(record), COUNT_OTHER);
}

/* /proc/N of another process. */
static __always_inline void opened(u64 name)
{
	u8 text[16] = {};
	u32 pid = 0;

	if (bpf_probe_read_user_str(text, sizeof(text), (void *)name) <= 0)
		return;
	if (text[0] != '/' || text[1] != 'p' || text[2] != 'r' || text[3] != 'o' || text[4] != 'c' || text[5] != '/')
		return;
	for (int digit = 6; digit < 13; digit++) {
		if (text[digit] < '0' || text[digit] > '9')
			break;
		pid = pid * 10 + (text[digit] - '0');
	}
	if (pid)
		looked_into(pid, KERNEL_PROCESS_ACCESS);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(system_call, struct pt_regs *registers, long result)
{
	long call = SYSTEM_CALL(registers);

	switch (call) {
	case CALL_SOCKET:
		if (result >= 0)
			socket_created(ARGUMENT_1(registers), ARGUMENT_2(registers), ARGUMENT_3(registers));
		break;
	case CALL_CONNECT:
		if (result == 0)
			unix_connected(ARGUMENT_2(registers), ARGUMENT_3(registers));
		break;
	case CALL_SETUID:
	case CALL_SETREUID:
	case CALL_SETRESUID:
		if (result == 0)
			user_changed();
		break;
	case CALL_CLONE:
		if (result > 0 && (ARGUMENT_1(registers) & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, ARGUMENT_1(registers) & NEW_NAMESPACES, 0, 0);
		break;
	case CALL_CLONE3: {
		u64 flags = 0;

		if (result > 0 && !bpf_probe_read_user(&flags, sizeof(flags), (void *)ARGUMENT_1(registers)) &&
		    (flags & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, flags & NEW_NAMESPACES, 0, 0);
		break;
	}
	case CALL_UNSHARE:
		if (result == 0 && (ARGUMENT_1(registers) & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, ARGUMENT_1(registers) & NEW_NAMESPACES, 0, 0);
		break;
	case CALL_SETNS:
		if (result == 0)
			used(KERNEL_NAMESPACE_ENTER, ARGUMENT_2(registers), 0, 0);
		break;
	case CALL_MOUNT:
		if (result == 0)
			used(KERNEL_MOUNT, 0, 0, ARGUMENT_2(registers));
		break;
	case CALL_MOVE_MOUNT:
		if (result == 0)
			used(KERNEL_MOUNT, 0, 0, 0);
		break;
	case CALL_PTRACE:
		if (result == 0)
			traced(ARGUMENT_1(registers));
		break;
	case CALL_READ_PROCESS:
	case CALL_WRITE_PROCESS:
		if (result >= 0)
			looked_into(ARGUMENT_1(registers), KERNEL_PROCESS_ACCESS);
		break;
	case CALL_OPENAT:
		/* Reading the path of every file that is opened costs more than all else here. */
		if (config.process_files && result >= 0)
			opened(ARGUMENT_2(registers));
		break;
	/* To have tried is enough: no container loads code into the kernel. */
	case CALL_INIT_MODULE:
	case CALL_FINIT_MODULE:
		used(KERNEL_MODULE_LOAD, 0, 0, 0);
		break;
	case CALL_BPF:
		if ((u32)(bpf_get_current_pid_tgid() >> 32) != config.own_process)
			used(KERNEL_BPF, ARGUMENT_1(registers), 0, 0);
		break;
	case CALL_IO_URING_SETUP:
		if (result >= 0)
			used(KERNEL_IO_URING, 0, 0, 0);
		break;
	}
	return 0;
}

#endif
