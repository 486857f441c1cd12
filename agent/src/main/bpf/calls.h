/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/* System calls that tell of use of the kernel: their numbers, their arguments, and what is told of each. */
#ifndef PLUMBLINE_CALLS_H
#define PLUMBLINE_CALLS_H

#include "kernel_use.h"

#if defined(__TARGET_ARCH_x86)
enum system_call {
	CALL_OPEN = 2, CALL_SOCKET = 41, CALL_CONNECT = 42, CALL_CLONE = 56, CALL_PTRACE = 101, CALL_SETUID = 105,
	CALL_SETREUID = 113, CALL_SETRESUID = 117, CALL_MOUNT = 165, CALL_INIT_MODULE = 175, CALL_OPENAT = 257,
	CALL_UNSHARE = 272, CALL_SETNS = 308, CALL_READ_PROCESS = 310, CALL_WRITE_PROCESS = 311, CALL_FINIT_MODULE = 313,
	CALL_BPF = 321,
};
#else
enum system_call {
	/* Of 32-bit programs alone. */
	CALL_OPEN = 600,
	CALL_SOCKET = 198, CALL_CONNECT = 203, CALL_CLONE = 220, CALL_PTRACE = 117, CALL_SETUID = 146, CALL_SETREUID = 145,
	CALL_SETRESUID = 147, CALL_MOUNT = 40, CALL_INIT_MODULE = 105, CALL_OPENAT = 56, CALL_UNSHARE = 97, CALL_SETNS = 268,
	CALL_READ_PROCESS = 270, CALL_WRITE_PROCESS = 271, CALL_FINIT_MODULE = 273, CALL_BPF = 280,
};
#endif
/* The same on all machines, and for 32-bit calls too. */
#define CALL_IO_URING_SETUP 425
#define CALL_MOVE_MOUNT 429
#define CALL_CLONE3 435
#define CALL_OPENAT2 437
#define CALL_NUMBERS 512

/* A system call with its first arguments. */
struct call {
	long number;
	u64 first, second, third;
	long result;
};

static __always_inline void told(struct call *call)
{
	switch (call->number) {
	case CALL_SOCKET:
		if (call->result >= 0)
			socket_created(call->first, call->second, call->third);
		break;
	case CALL_CONNECT:
		if (call->result == 0)
			unix_connected(call->second, call->third, OF_PROCESS);
		break;
	case CALL_SETUID:
	case CALL_SETREUID:
	case CALL_SETRESUID:
		if (call->result == 0)
			user_changed(BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), cred, euid.val));
		break;
	case CALL_CLONE:
		if (call->result > 0 && (call->first & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, call->first & NEW_NAMESPACES);
		break;
	case CALL_CLONE3: {
		u64 flags = 0;

		if (call->result > 0 && !bpf_probe_read_user(&flags, sizeof(flags), (void *)call->first) &&
		    (flags & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, flags & NEW_NAMESPACES);
		break;
	}
	case CALL_UNSHARE:
		if (call->result == 0 && (call->first & NEW_NAMESPACES))
			used(KERNEL_NAMESPACE_CREATE, call->first & NEW_NAMESPACES);
		break;
	case CALL_SETNS:
		if (call->result == 0)
			used(KERNEL_NAMESPACE_ENTER, call->second);
		break;
	case CALL_MOUNT:
		if (call->result == 0)
			used_with(KERNEL_MOUNT, 0, 0, call->second, OF_PROCESS);
		break;
	case CALL_MOVE_MOUNT:
		if (call->result == 0)
			used(KERNEL_MOUNT, 0);
		break;
	case CALL_PTRACE:
		if (call->result == 0)
			traced(call->first);
		break;
	case CALL_READ_PROCESS:
	case CALL_WRITE_PROCESS:
		if (call->result >= 0)
			looked_into(call->first, KERNEL_PROCESS_ACCESS, 0, OF_PROCESS);
		break;
	case CALL_OPEN:
		if (config.process_files && call->result >= 0)
			opened(call->first, OF_PROCESS);
		break;
	case CALL_OPENAT:
	case CALL_OPENAT2:
		if (config.process_files && call->result >= 0)
			opened(call->second, OF_PROCESS);
		break;
	/* To have tried is enough: no container loads code into the kernel. */
	case CALL_INIT_MODULE:
	case CALL_FINIT_MODULE:
		used(KERNEL_MODULE_LOAD, 0);
		break;
	case CALL_BPF:
		if ((u32)(bpf_get_current_pid_tgid() >> 32) != config.own_process)
			used(KERNEL_BPF, call->first);
		break;
	case CALL_IO_URING_SETUP:
		if (call->result >= 0)
			used(KERNEL_IO_URING, 0);
		break;
	}
}

#endif
