/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * The least that programs in the kernel can do: one small record for each new process, program start and end of a process, and a
 * count of those that did not fit. The ring wakes its reader for every record, as it does by default.
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

typedef struct { int counter; } atomic_t;
struct signal_struct { atomic_t live; } __attribute__((preserve_access_index));
struct task_struct { int pid, tgid; struct signal_struct *signal; } __attribute__((preserve_access_index));
struct linux_binprm;

struct record { __u64 time; __u32 kind; __u32 pid; };

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} ring SEC(".maps");

__u64 lost = 0;

static __always_inline int tell(__u32 kind, struct task_struct *task)
{
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	record->time = bpf_ktime_get_boot_ns();
	record->kind = kind;
	record->pid = task->tgid;
	bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(forked, struct task_struct *parent, struct task_struct *child)
{
	return child->pid == child->tgid ? tell(0, child) : 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(executed, struct task_struct *task, int old_pid, struct linux_binprm *program)
{
	return tell(1, task);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(exited, struct task_struct *task)
{
	return task->signal->live.counter == 0 ? tell(2, task) : 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
