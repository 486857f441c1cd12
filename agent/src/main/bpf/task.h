/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/* Who did something. */
#ifndef PLUMBLINE_TASK_H
#define PLUMBLINE_TASK_H

#include "rings.h"

static __always_inline u64 cgroup_of(struct task_struct *task)
{
	int controller = config.cgroup_controller;

	if (controller >= 0 && controller < 16)
		return BPF_CORE_READ(task, cgroups, subsys[controller], cgroup, kn, id);
	return BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
}

/* The pid by which a process knows itself, with the namespace in which it has it; that of its next child may be another. */
static __always_inline struct upid *own_number(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	u32 level = BPF_CORE_READ(pid, level);

	return (void *)pid + bpf_core_field_offset(struct pid, numbers) + level * bpf_core_type_size(struct upid);
}

static __always_inline void fill_header(struct header *header, struct task_struct *task, u16 type)
{
	header->time = bpf_ktime_get_boot_ns();
	header->cgroup = cgroup_of(task);
	header->type = type;
	header->reserved = 0;
	header->pid = BPF_CORE_READ(task, tgid);
	header->tid = BPF_CORE_READ(task, pid);
	header->parent = BPF_CORE_READ(task, real_parent, tgid);
	header->user = BPF_CORE_READ(task, cred, euid.val);
	header->network = BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
}

/* The same for a task that a tracepoint handed over, by plain loads, which cost next to nothing. */
static __always_inline void fill_traced(struct header *header, struct task_struct *task, u16 type)
{
	header->time = bpf_ktime_get_boot_ns();
	header->cgroup = config.cgroup_controller < 0 ? task->cgroups->dfl_cgrp->kn->id : cgroup_of(task);
	header->type = type;
	header->reserved = 0;
	header->pid = task->tgid;
	header->tid = task->pid;
	header->parent = task->real_parent->tgid;
	header->user = task->cred->euid.val;
	header->network = task->nsproxy->net_ns->ns.inum;
}

#endif
