/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * The few fields of the kernel's structures that the programs read. Offsets are relocated at load time from the running
 * kernel's BTF, so only names and types have to be right here. Variants with ___suffix are for kernels of other versions.
 */
#ifndef PLUMBLINE_KERNEL_H
#define PLUMBLINE_KERNEL_H

#include <linux/bpf.h>
#include <stdbool.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;

#define RELOCATED __attribute__((preserve_access_index))

struct ns_common { unsigned int inum; } RELOCATED;
struct mnt_namespace { struct ns_common ns; } RELOCATED;
struct pid_namespace { struct ns_common ns; } RELOCATED;
struct user_namespace { struct ns_common ns; } RELOCATED;
struct net { struct ns_common ns; } RELOCATED;
struct nsproxy {
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
} RELOCATED;

struct kernfs_node { u64 id; } RELOCATED;
struct cgroup_root { int hierarchy_id; } RELOCATED;
struct cgroup {
	struct kernfs_node *kn;
	struct cgroup_root *root;
} RELOCATED;
struct cgroup_subsys_state { struct cgroup *cgroup; } RELOCATED;
struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
} RELOCATED;
enum cgroup_subsys_id { memory_cgrp_id = 4 };

typedef struct { u32 val; } kuid_t;
typedef struct { u64 val; } kernel_cap_t;
/* Before Linux 6.3 a set was two words of 32 bits: the same 8 bytes on little-endian machines. */
struct cred {
	kuid_t euid;
	kernel_cap_t cap_effective;
	struct user_namespace *user_ns;
} RELOCATED;

struct qstr { const unsigned char *name; } RELOCATED;
struct super_block { u32 s_dev; unsigned long s_magic; } RELOCATED;
struct inode {
	unsigned short i_mode;
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	u32 i_rdev;
	s64 i_size;
	s64 i_mtime_sec;
	u32 i_mtime_nsec;
	s64 i_ctime_sec;
	u32 i_ctime_nsec;
} RELOCATED;
struct timespec64 { s64 tv_sec; long tv_nsec; } RELOCATED;
/* Linux 6.6 to 6.10, and before. */
struct inode___private_times { struct timespec64 __i_mtime, __i_ctime; } RELOCATED;
struct inode___half_private { struct timespec64 i_mtime, __i_ctime; } RELOCATED;
struct inode___times { struct timespec64 i_mtime, i_ctime; } RELOCATED;

struct hlist_bl_node { struct hlist_bl_node **pprev; } RELOCATED;
struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
} RELOCATED;
struct vfsmount { struct dentry *mnt_root; } RELOCATED;
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
} RELOCATED;
struct path { struct vfsmount *mnt; struct dentry *dentry; } RELOCATED;
struct file {
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
} RELOCATED;
struct fdtable { unsigned int max_fds; struct file **fd; } RELOCATED;
struct files_struct { struct fdtable *fdt; } RELOCATED;
struct fs_struct { struct path pwd; } RELOCATED;

struct file;
struct mm_struct { struct file *exe_file; unsigned long arg_start, arg_end, env_start, env_end; } RELOCATED;
typedef struct { int counter; } atomic_t;
struct signal_struct {
	atomic_t live;
	int nr_threads;
	int group_exit_code;
	unsigned int flags;
	unsigned long long sum_sched_runtime; /* of its threads that are gone */
} RELOCATED;
struct thread_info { u32 status; } RELOCATED; /* of x86; arm64 has flags alone */
struct upid { u32 nr; struct pid_namespace *ns; } RELOCATED;
struct pid { unsigned int level; struct upid numbers[1]; } RELOCATED;
struct list_head { struct list_head *next; } RELOCATED;
struct task_struct {
	struct thread_info thread_info;
	void *stack;
	int pid, tgid;
	int exit_code;
	u64 start_boottime;
	struct mm_struct *mm;
	struct task_struct *real_parent, *group_leader;
	u64 self_exec_id;
	struct pid *thread_pid;
	const struct cred *cred;
	struct signal_struct *signal;
	struct nsproxy *nsproxy;
	struct css_set *cgroups;
	struct files_struct *files;
	struct fs_struct *fs;
	struct list_head ptraced, ptrace_entry;
	char comm[16];
} RELOCATED;
struct vm_area_struct { struct file *vm_file; } RELOCATED;
struct filename { const char *name; } RELOCATED;
struct linux_binprm {
	unsigned int secureexec : 1;
	struct file *file;
	const char *filename;
} RELOCATED;

struct in6_addr { u8 bytes[16]; };
typedef struct { struct net *net; } possible_net_t;
struct sock_common {
	u32 skc_daddr, skc_rcv_saddr;
	u16 skc_dport, skc_num;
	unsigned short skc_family;
	unsigned long skc_flags;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
} RELOCATED;
struct sock_cgroup_data { struct cgroup *cgroup; } RELOCATED;
/* Before Linux 5.15: a cgroup, unless one of the two lowest bits says that it is the number of something else. */
struct sock_cgroup_data___tagged { u64 val; } RELOCATED;
struct sock___tagged { struct sock_cgroup_data___tagged sk_cgrp_data; } RELOCATED;
struct sock {
	struct sock_common __sk_common;
	u16 sk_protocol;
	struct sock_cgroup_data sk_cgrp_data;
} RELOCATED;
struct inet_sock { u16 inet_sport; } RELOCATED;
struct tcp_sock { u64 bytes_acked, bytes_received; u32 snd_una, write_seq; } RELOCATED;
struct socket { struct sock *sk; } RELOCATED;

/* How large the stack of a task in the kernel is, with the registers of the process at its end. */
#define STACK_BYTES 16384

#if defined(__TARGET_ARCH_x86)
struct pt_regs { unsigned long bx, cx, dx, si, di, orig_ax; } RELOCATED;
#define REGISTER_1 di
#define REGISTER_2 si
#define REGISTER_3 dx
#define OLD_REGISTER_1 bx
#define OLD_REGISTER_2 cx
#define OLD_REGISTER_3 dx
/* Plain loads, which cost next to nothing: nearly every system call ends there. */
#define SYSTEM_CALL(of) ((of)->orig_ax)
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs { u64 regs[31]; u64 pstate; u64 orig_x0; int syscallno; } RELOCATED;
/* The first register has the result once the call is done. */
#define REGISTER_1 orig_x0
#define REGISTER_2 regs[1]
#define REGISTER_3 regs[2]
#define OLD_REGISTER_1 REGISTER_1
#define OLD_REGISTER_2 REGISTER_2
#define OLD_REGISTER_3 REGISTER_3
#define SYSTEM_CALL(of) ((of)->syscallno)
#else
#error "unknown machine (expected: __TARGET_ARCH_x86 or __TARGET_ARCH_arm64)"
#endif

#endif
