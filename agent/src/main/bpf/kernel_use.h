/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * Use of the kernel that few containers need, and how it is told. Two variants notice it: programs at the functions of the kernel
 * that do it (functions.h), which cost nothing as long as nobody does, and where the kernel does not allow those one program at the
 * exit of all system calls (system_calls.h). What both tell is the same.
 */
#ifndef PLUMBLINE_KERNEL_USE_H
#define PLUMBLINE_KERNEL_USE_H

#include "files.h"

#define AF_NETLINK 16
#define SOCK_RAW 3
#define SOCK_KIND 15
#define PTRACE_ATTACH 16
#define PTRACE_SEIZE 0x4206
#define SAME_LOOK_NANOS 60000000000ULL
#define NEW_NAMESPACES 0x7e020080ULL /* CLONE_NEWNS to CLONE_NEWNET, and CLONE_NEWTIME */

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

/* Whose memory a text is in. */
enum memory {
	OF_PROCESS,
	OF_KERNEL,
};

static __always_inline long read_text(void *to, u32 room, u64 from, enum memory memory)
{
	return memory == OF_PROCESS ? bpf_probe_read_user_str(to, room, (void *)from) :
				      bpf_probe_read_kernel_str(to, room, (void *)from);
}

static __always_inline void used_with(u32 kernel_interface, u64 subject, u32 local_pid, u64 detail, enum memory memory)
{
	struct kernel_record record = { .subject = subject, .used = kernel_interface, .local_pid = local_pid };

	fill_header(&record.header, (void *)bpf_get_current_task(), RECORD_KERNEL_USED);
	if (detail)
		read_text(record.detail, sizeof(record.detail), detail, memory);
	if (within_budget(record.header.cgroup, COUNT_OTHER))
		write_record(&process_ring, &record.header, sizeof(record), COUNT_OTHER);
	else
		suppress(record.header.cgroup, COUNT_OTHER);
}

static __always_inline void used(u32 kernel_interface, u64 subject)
{
	used_with(kernel_interface, subject, 0, 0, OF_PROCESS);
}

static __always_inline void looked_into(u32 local_pid, u32 kernel_interface, u64 file, enum memory memory)
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
		used_with(kernel_interface, local_pid, 0, file, memory);
	else
		used_with(kernel_interface, BPF_CORE_READ(own, ns, ns.inum), local_pid, file, memory);
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
	used(KERNEL_TRACE, BPF_CORE_READ(target, tgid));
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

static __always_inline void unix_connected(u64 address, u64 length, enum memory memory)
{
	struct unix_record record = {};
	u16 family = 0;

	if (length <= sizeof(family))
		return;
	if (memory == OF_PROCESS ? bpf_probe_read_user(&family, sizeof(family), (void *)address) :
				   bpf_probe_read_kernel(&family, sizeof(family), (void *)address))
		return;
	if (family != AF_UNIX)
		return;
	length = at_most(length - sizeof(family), UNIX_PATH_BYTES);
	address += sizeof(family);
	if (memory == OF_PROCESS ? bpf_probe_read_user(record.path, length, (void *)address) :
				   bpf_probe_read_kernel(record.path, length, (void *)address))
		return;
	record.length = length;
	fill_header(&record.header, (void *)bpf_get_current_task(), RECORD_UNIX_CONNECTED);
	if (within_budget(record.header.cgroup, COUNT_OTHER))
		write_record(&process_ring, &record.header, sizeof(record), COUNT_OTHER);
	else
		suppress(record.header.cgroup, COUNT_OTHER);
}

/* To another user than the current one where the change is about to happen. */
static __always_inline void user_changed(u32 user)
{
	struct process_record record = {};
	struct task_struct *task = (void *)bpf_get_current_task();

	fill_header(&record.header, task, RECORD_USER);
	record.header.user = user;
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

static __always_inline void opened(u64 name, enum memory memory)
{
	u64 begin = 0;
	u8 text[32] = {};
	u32 pid = 0, at = 0;

	/* Such a path has eight bytes at least; what ends earlier, perhaps with its page, is none. */
	if (memory == OF_PROCESS ? bpf_probe_read_user(&begin, sizeof(begin), (void *)name) :
				   bpf_probe_read_kernel(&begin, sizeof(begin), (void *)name))
		return;
	if ((begin & 0xffffffffffffULL) != PROC_PREFIX || read_text(text, sizeof(text), name + PROC_BYTES, memory) <= 0)
		return;
	for (int digit = 0; digit < 8; digit++) {
		if (text[digit] < '0' || text[digit] > '9')
			break;
		pid = pid * 10 + (text[digit] - '0');
		at = digit + 1;
	}
	at &= 15;
	if (pid && text[at] == '/' && leads_into(text + at + 1))
		looked_into(pid, KERNEL_PROCESS_ACCESS, name, memory);
}

#endif
