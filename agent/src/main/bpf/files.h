/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/* Files: their identity, their path, what a descriptor is. */
#ifndef PLUMBLINE_FILES_H
#define PLUMBLINE_FILES_H

#include "task.h"
#include "turns.h"

#define TMPFS_MAGIC 0x01021994
#define HUGETLBFS_MAGIC 0x958458f6
#define OVERLAY_MAGIC 0x794c7630
#define S_IFMT 00170000
#define S_IFSOCK 0140000
#define S_IFREG 0100000
#define S_IFCHR 0020000
#define S_IFIFO 0010000
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define MOST_COMPONENTS 40
#define COMPONENT_BYTES 256

/* One for each copy of the program; the loader leaves the second out where there is none. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COPIES);
	__type(key, u32);
	__type(value, struct exec_record);
} exec_scratch SEC(".maps");

static __always_inline struct exec_record *scratch(u32 copy)
{
	return bpf_map_lookup_elem(&exec_scratch, &copy);
}

static __always_inline s64 nanos(s64 seconds, s64 rest)
{
	return seconds * 1000000000LL + rest;
}

static __always_inline void times(struct file_identity *identity, struct inode *inode)
{
	if (bpf_core_field_exists(inode->i_mtime_sec)) {
		identity->modified = nanos(BPF_CORE_READ(inode, i_mtime_sec), BPF_CORE_READ(inode, i_mtime_nsec));
		identity->changed = nanos(BPF_CORE_READ(inode, i_ctime_sec), BPF_CORE_READ(inode, i_ctime_nsec));
		return;
	}
	struct inode___private_times *recent = (void *)inode;
	struct inode___half_private *middle = (void *)inode;
	struct inode___times *old = (void *)inode;

	if (bpf_core_field_exists(recent->__i_mtime))
		identity->modified = nanos(BPF_CORE_READ(recent, __i_mtime.tv_sec), BPF_CORE_READ(recent, __i_mtime.tv_nsec));
	else
		identity->modified = nanos(BPF_CORE_READ(old, i_mtime.tv_sec), BPF_CORE_READ(old, i_mtime.tv_nsec));
	if (bpf_core_field_exists(middle->__i_ctime))
		identity->changed = nanos(BPF_CORE_READ(middle, __i_ctime.tv_sec), BPF_CORE_READ(middle, __i_ctime.tv_nsec));
	else
		identity->changed = nanos(BPF_CORE_READ(old, i_ctime.tv_sec), BPF_CORE_READ(old, i_ctime.tv_nsec));
}

/* The layer of an overlay file system that has the bytes, as flags. */
static __always_inline u32 layer(struct inode *inode)
{
	u32 offset = *(volatile u32 *)&shared.upper_dentry;
	struct dentry *upper = 0;

	if (!offset || bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + offset))
		return FILE_OVERLAY | FILE_LAYER_UNKNOWN;
	return upper ? FILE_OVERLAY | FILE_UPPER : FILE_OVERLAY;
}

static __always_inline void identify(struct file_identity *identity, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct super_block *super = BPF_CORE_READ(inode, i_sb);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	u64 magic = BPF_CORE_READ(super, s_magic);

	identity->inode = BPF_CORE_READ(inode, i_ino);
	identity->size = BPF_CORE_READ(inode, i_size);
	identity->device = BPF_CORE_READ(super, s_dev);
	identity->links = BPF_CORE_READ(inode, i_nlink);
	identity->flags = 0;
	identity->reserved = 0;
	times(identity, inode);
	if (magic == OVERLAY_MAGIC)
		identity->flags |= layer(inode);
	/* Unhashed, and not the root of anything: it has no name any more. */
	if (!BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry)
		identity->flags |= FILE_DELETED;
	if (identity->links == 0)
		identity->flags |= FILE_DELETED;
	/* Memory of the kernel: that of memfd_create has a name. */
	if (identity->links == 0 && (magic == TMPFS_MAGIC || magic == HUGETLBFS_MAGIC)) {
		u64 name = 0;

		bpf_probe_read_kernel_str(&name, 7, BPF_CORE_READ(dentry, d_name.name));
		if (name == 0x3a64666d656dULL) /* "memfd:" */
			identity->flags |= FILE_MEMORY;
		else if (magic == HUGETLBFS_MAGIC)
			identity->flags |= FILE_NAMELESS;
	}
}

/*
 * Appends the components of a path to data, from leaf to root, across mounts. Returns 1 when there were more. The running offset
 * lives in a map, so that the verifier's states converge.
 */
static __always_inline int climb(char *data, u32 *used, u32 room, u64 at_dentry, u64 at_mount)
{
	struct dentry *dentry = (void *)at_dentry;
	struct vfsmount *mounted = (void *)at_mount;
	struct mount *mount = (void *)mounted - bpf_core_field_offset(struct mount, mnt);
	struct dentry *root = BPF_CORE_READ(mounted, mnt_root);
	u32 begin = *used;

	for (int step = 0; step < MOST_COMPONENTS; step++) {
		struct dentry *parent = BPF_CORE_READ(dentry, d_parent);

		if (dentry == root) {
			struct mount *below = BPF_CORE_READ(mount, mnt_parent);

			if (below == mount)
				return 0;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = below;
			root = BPF_CORE_READ(mount, mnt.mnt_root);
		} else {
			u64 at = *(volatile u32 *)used;
			long length;

			if (at - begin > PATH_BYTES - COMPONENT_BYTES || at > room - COMPONENT_BYTES)
				return 1;
			length = bpf_probe_read_kernel_str(data + at, COMPONENT_BYTES, BPF_CORE_READ(dentry, d_name.name));
			if (length <= 0)
				return 1;
			*(volatile u32 *)used = at + length;
			/* A file that is in no directory, as of memfd_create. */
			if (parent == dentry)
				return 0;
			dentry = parent;
		}
	}
	return 1;
}

/* Appends a path to the record of an exec. A function of its own, so that it is verified once. */
__noinline int walk(u64 dentry, u64 mount, u32 copy)
{
	struct exec_record *record = scratch(copy);

	return record ? climb(record->data, &record->parts.used, DATA_BYTES, dentry, mount) : 1;
}

static __always_inline u8 stream_of(struct file *file)
{
	struct inode *inode;
	u32 mode, major;

	if (!file)
		return STREAM_NONE;
	inode = BPF_CORE_READ(file, f_inode);
	mode = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	if (mode == S_IFSOCK) {
		struct socket *socket = BPF_CORE_READ(file, private_data);
		u16 family = BPF_CORE_READ(socket, sk, __sk_common.skc_family);

		if (family == AF_INET || family == AF_INET6)
			return STREAM_INTERNET;
		return family == AF_UNIX ? STREAM_UNIX : STREAM_SOCKET;
	}
	if (mode == S_IFIFO)
		return STREAM_PIPE;
	if (mode == S_IFCHR) {
		major = BPF_CORE_READ(inode, i_rdev) >> 20;
		return major == 4 || major == 5 || (major >= 136 && major <= 143) ? STREAM_TERMINAL : STREAM_FILE;
	}
	return STREAM_FILE;
}

/* What 0, 1 and 2 of a traced task are. */
static __always_inline void standard_files(struct task_struct *task, struct file *files[3])
{
	struct fdtable *table = task->files->fdt;

	/* The smallest table has room for as many as a word has bits. */
	if (bpf_probe_read_kernel(files, 3 * sizeof(*files), BPF_CORE_READ(table, fd)))
		files[0] = files[1] = files[2] = 0;
}

#endif
