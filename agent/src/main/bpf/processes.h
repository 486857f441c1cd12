/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/* Processes: exec, fork, exit. */
#ifndef PLUMBLINE_PROCESSES_H
#define PLUMBLINE_PROCESSES_H

#include "environment.h"

/*
 * What was started before, by what: never throttled when it is new. By the identity of files, so that neither a file that was
 * written again nor one in the place of a removed one passes for what it replaced.
 */
struct pair {
	u64 cgroup;
	u64 executable;
	s64 changed;
	u64 parent;
	u32 executable_device;
	u32 parent_device;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct pair);
	__type(value, u8);
} pairs SEC(".maps");

static __always_inline void arguments(struct exec_record *record, u64 begin, u64 end)
{
	u64 at = record->parts.used;
	u64 total = end - begin;
	u64 length = total > ARGUMENT_BYTES ? ARGUMENT_BYTES : total;

	record->arguments_total = total;
	record->arguments_faulted = 0;
	record->parts.arguments = 0;
	if (length == 0 || at > DATA_BYTES - ARGUMENT_BYTES)
		return;
	/* 1 to 4096 in a form that the verifier believes. */
	length = ((length - 1) & (ARGUMENT_BYTES - 1)) + 1;
	if (bpf_probe_read_user(record->data + at, length, (void *)begin)) {
		record->arguments_faulted = 1;
		add_one(&counts()->arguments_faulted);
		return;
	}
	record->parts.arguments = length;
	record->parts.used = at + length;
}

/* Told even beyond the budget: what this parent did not start before. */
static __always_inline bool first_seen(struct exec_record *record, struct task_struct *task)
{
	struct inode *parent = BPF_CORE_READ(task, real_parent, mm, exe_file, f_inode);
	struct pair pair = {
		.cgroup = record->header.cgroup,
		.executable = record->executable.inode,
		.changed = record->executable.changed,
		.parent = BPF_CORE_READ(parent, i_ino),
		.executable_device = record->executable.device,
		.parent_device = BPF_CORE_READ(parent, i_sb, s_dev),
	};
	u8 seen = 1;

	if (bpf_map_lookup_elem(&pairs, &pair))
		return false;
	bpf_map_update_elem(&pairs, &pair, &seen, BPF_ANY);
	return true;
}

static __always_inline void executed(struct task_struct *task, struct linux_binprm *program, enum copy copy)
{
	struct exec_record *record = scratch(copy);
	struct file *file, *input, *streams[3];
	struct mm_struct *memory;
	long length;
	u64 size;
	u32 used;

	if (!record || !has_turn(copy, MARKS_EXEC, task->self_exec_id))
		return;
	fill_traced(&record->header, task, RECORD_EXEC);
	file = program->file;
	identify(&record->executable, file);
	bool fresh = config.budget && first_seen(record, task);

	if (!within_budget(record->header.cgroup, COUNT_EXEC) && !fresh) {
		suppress(record->header.cgroup, COUNT_EXEC);
		return;
	}

	record->start = task->start_boottime;
	record->capabilities = task->cred->cap_effective.val;
	/* The kernel's own word for a program that runs with more than who started it had. */
	record->gained = BPF_CORE_READ_BITFIELD_PROBED(program, secureexec) ? record->capabilities : 0;
	record->mount_namespace = task->nsproxy->mnt_ns->ns.inum;
	record->pid_namespace = BPF_CORE_READ(own_number(task), ns, ns.inum);
	record->user_namespace = task->cred->user_ns->ns.inum;
	/* With the zeros behind it, so that the same start is the same bytes. */
	BPF_CORE_READ_INTO(&record->command, task, comm);
	standard_files(task, streams);
	input = streams[0];
	record->streams[0] = stream_of(input);
	record->streams[1] = streams[1] == input ? record->streams[0] : stream_of(streams[1]);
	record->streams[2] = streams[2] == streams[1] ? record->streams[1] : stream_of(streams[2]);

	record->parts.used = 0;
	length = bpf_probe_read_kernel_str(record->data, NAME_BYTES, program->filename);
	record->parts.file_name = length > 0 ? length : 0;
	record->parts.used = record->parts.file_name;

	record->parts.path_cut = walk((u64)BPF_CORE_READ(file, f_path.dentry), (u64)BPF_CORE_READ(file, f_path.mnt), copy);
	used = record->parts.used;
	record->parts.path = used - record->parts.file_name;
	record->parts.directory_cut =
		walk((u64)BPF_CORE_READ(task, fs, pwd.dentry), (u64)BPF_CORE_READ(task, fs, pwd.mnt), copy);
	record->parts.directory = record->parts.used - used;
	used = record->parts.used;
	record->parts.input = 0;
	record->parts.input_cut = 0;
	__builtin_memset(&record->input, 0, sizeof(record->input));
	/* What /dev/null and the like contain is nobody's code. */
	if (record->streams[0] == STREAM_FILE && (BPF_CORE_READ(input, f_inode, i_mode) & S_IFMT) == S_IFREG) {
		identify(&record->input, input);
		record->parts.input_cut =
			walk((u64)BPF_CORE_READ(input, f_path.dentry), (u64)BPF_CORE_READ(input, f_path.mnt), copy);
		record->parts.input = record->parts.used - used;
	}
	memory = task->mm;
	arguments(record, memory->arg_start, memory->arg_end);
	used = record->parts.used;
	record->parts.environment_cut = 0;
	if (config.variables_count)
		variables(record, memory->env_start, memory->env_end, copy);
	record->parts.environment = record->parts.used - used;

	size = at_most(__builtin_offsetof(struct exec_record, data) + (u64)record->parts.used, sizeof(*record));
	write_record(&process_ring, &record->header, size, COUNT_EXEC);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct *task, int old_tid, struct linux_binprm *program)
{
	executed(task, program, FIRST_COPY);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec_again, struct task_struct *task, int old_tid, struct linux_binprm *program)
{
	executed(task, program, SECOND_COPY);
	return 0;
}

static __always_inline void forked(struct task_struct *child, enum copy copy)
{
	struct process_record record = {};

	if (!has_turn(copy, MARKS_FORK, (u64)child) || child->pid != child->tgid)
		return;
	fill_traced(&record.header, child, RECORD_FORK);
	if (!within_budget(record.header.cgroup, COUNT_FORK)) {
		suppress(record.header.cgroup, COUNT_FORK);
		return;
	}
	record.start = child->start_boottime;
	write_record(&process_ring, &record.header, sizeof(record), COUNT_FORK);
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_fork, struct task_struct *parent, struct task_struct *child)
{
	forked(child, FIRST_COPY);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_fork_again, struct task_struct *parent, struct task_struct *child)
{
	forked(child, SECOND_COPY);
	return 0;
}

#define GROUP_EXIT 4 /* SIGNAL_GROUP_EXIT */

/* Processes of several threads that were told to have ended. */
struct ended {
	u64 start;
	u32 pid;
	u32 reserved;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct ended);
	__type(value, u8);
} endings SEC(".maps");

static __always_inline void exited(struct task_struct *task, enum copy copy)
{
	struct process_record record = {};
	u8 yes = 1;

	/* The process ends with its last thread; the kernel has counted this one off already. */
	if (!has_turn(copy, MARKS_EXIT, 0) || task->signal->live.counter != 0)
		return;
	record.start = task->group_leader->start_boottime;
	/*
	 * Two threads that end at the same time both see that none lives; the first may be gone altogether before the second comes
	 * here, when that was taken off its processor.
	 */
	if (task->signal->nr_threads > 1 || task->signal->sum_sched_runtime) {
		struct ended ended = { .start = record.start, .pid = task->tgid };

		if (bpf_map_update_elem(&endings, &ended, &yes, BPF_NOEXIST))
			return;
	}
	fill_traced(&record.header, task, RECORD_EXIT);
	if (!within_budget(record.header.cgroup, COUNT_EXIT)) {
		suppress(record.header.cgroup, COUNT_EXIT);
		return;
	}
	record.code = task->signal->flags & GROUP_EXIT ? task->signal->group_exit_code : task->group_leader->exit_code;
	write_record(&process_ring, &record.header, sizeof(record), COUNT_EXIT);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct *task)
{
	exited(task, FIRST_COPY);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit_again, struct task_struct *task)
{
	exited(task, SECOND_COPY);
	return 0;
}

static __always_inline void cgroup_changed(struct cgroup *cgroup, const char *path, u16 type, enum copy copy)
{
	struct cgroup_record *record;

	if (!has_turn(copy, MARKS_CGROUP, (u64)cgroup) ||
	    BPF_CORE_READ(cgroup, root, hierarchy_id) != config.cgroup_hierarchy)
		return;
	record = bpf_ringbuf_reserve(&process_ring, sizeof(*record), 0);
	add_one(&counts()->seen[COUNT_OTHER]);
	if (!record) {
		lose(BPF_CORE_READ(cgroup, kn, id), COUNT_OTHER);
		return;
	}
	fill_header(&record->header, (void *)bpf_get_current_task(), type);
	record->header.cgroup = BPF_CORE_READ(cgroup, kn, id);
	if (bpf_probe_read_kernel_str(record->path, sizeof(record->path), path) < 0)
		record->path[0] = 0;
	bpf_ringbuf_submit(record, wake_up());
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_made, struct cgroup *cgroup, const char *path)
{
	cgroup_changed(cgroup, path, RECORD_CGROUP_MADE, FIRST_COPY);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_made_again, struct cgroup *cgroup, const char *path)
{
	cgroup_changed(cgroup, path, RECORD_CGROUP_MADE, SECOND_COPY);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_removed, struct cgroup *cgroup, const char *path)
{
	cgroup_changed(cgroup, path, RECORD_CGROUP_REMOVED, FIRST_COPY);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_removed_again, struct cgroup *cgroup, const char *path)
{
	cgroup_changed(cgroup, path, RECORD_CGROUP_REMOVED, SECOND_COPY);
	return 0;
}

#endif
