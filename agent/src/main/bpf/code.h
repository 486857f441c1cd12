/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * Files mapped as code, for kernels that do not let the agent read them from performance counters (package sensor.mapping): at the
 * checks of the kernel before it maps a file, or makes a mapping executable. The same file in the same program of a container is told
 * once a second.
 */
#ifndef PLUMBLINE_CODE_H
#define PLUMBLINE_CODE_H

#include "files.h"

#define PROT_EXEC 4
#define SAME_CODE_NANOS 1000000000ULL

/* One for each copy of each of the two programs: a process in the one may be interrupted by another process in the other. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2 * COPIES);
	__type(key, u32);
	__type(value, struct code_record);
} code_scratch SEC(".maps");

struct code {
	u64 cgroup;
	u64 program;
	u64 file;
	s64 changed;
	u32 program_device;
	u32 file_device;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct code);
	__type(value, u64);
} codes SEC(".maps");

static __always_inline bool told_lately(struct code_record *record, struct task_struct *task)
{
	struct inode *program = BPF_CORE_READ(task, mm, exe_file, f_inode);
	struct code code = {
		.cgroup = record->header.cgroup,
		.program = BPF_CORE_READ(program, i_ino),
		.file = record->file.inode,
		.changed = record->file.changed,
		.program_device = BPF_CORE_READ(program, i_sb, s_dev),
		.file_device = record->file.device,
	};
	u64 now = record->header.time;
	u64 *last = bpf_map_lookup_elem(&codes, &code);

	if (last && now - *last < SAME_CODE_NANOS)
		return true;
	bpf_map_update_elem(&codes, &code, &now, BPF_ANY);
	return false;
}

/* Verified once; slot: of code_scratch. */
__noinline int walk_code(u64 dentry, u64 mount, u32 slot)
{
	struct code_record *record = bpf_map_lookup_elem(&code_scratch, &slot);

	return record ? climb(record->data, &record->used, PATH_BYTES, dentry, mount) : 1;
}

static __always_inline void mapped(struct file *file, u32 slot)
{
	struct code_record *record = bpf_map_lookup_elem(&code_scratch, &slot);
	struct task_struct *task = (void *)bpf_get_current_task();
	u64 size;

	if (!record || !file)
		return;
	fill_header(&record->header, task, RECORD_CODE_MAPPED);
	identify(&record->file, file);
	if (record->file.flags & FILE_NAMELESS)
		return;
	if (told_lately(record, task)) {
		add_one(&counts()->code_repeated);
		return;
	}
	if (!within_budget(record->header.cgroup, COUNT_OTHER)) {
		suppress(record->header.cgroup, COUNT_OTHER);
		return;
	}
	record->used = 0;
	record->reserved = 0;
	record->path_cut = walk_code((u64)BPF_CORE_READ(file, f_path.dentry), (u64)BPF_CORE_READ(file, f_path.mnt), slot);
	size = at_most(__builtin_offsetof(struct code_record, data) + (u64)record->used, sizeof(*record));
	write_record(&process_ring, &record->header, size, COUNT_OTHER);
}

static __always_inline void file_mapped(struct file *file, u64 protection, enum copy copy)
{
	if (has_turn(copy, MARKS_MAP, (u64)file) && (protection & PROT_EXEC))
		mapped(file, 2 * copy);
}

static __always_inline void area_protected(struct vm_area_struct *area, u64 protection, enum copy copy)
{
	if (has_turn(copy, MARKS_PROTECT, (u64)area) && (protection & PROT_EXEC))
		mapped(BPF_CORE_READ(area, vm_file), 2 * copy + 1);
}

SEC("fentry")
int BPF_PROG(code_mapped, struct file *file, u64 protection, u64 flags)
{
	file_mapped(file, protection, FIRST_COPY);
	return 0;
}

SEC("fentry")
int BPF_PROG(code_mapped_again, struct file *file, u64 protection, u64 flags)
{
	file_mapped(file, protection, SECOND_COPY);
	return 0;
}

SEC("fentry")
int BPF_PROG(code_protected, struct vm_area_struct *area, u64 asked, u64 protection)
{
	area_protected(area, protection, FIRST_COPY);
	return 0;
}

SEC("fentry")
int BPF_PROG(code_protected_again, struct vm_area_struct *area, u64 asked, u64 protection)
{
	area_protected(area, protection, SECOND_COPY);
	return 0;
}

#endif
