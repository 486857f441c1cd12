/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * Use of the kernel where it happens, at functions that the compiler can not have inlined, because other files of the kernel call
 * them or only a pointer leads there. What they are called is up to the kernel: the loader has the names (FunctionHooks.java). Where
 * one function serves every way into the kernel (64 and 32 bits, io_uring), it is that one; for the rest there is a program at
 * each system call, twice where 32-bit calls have a function of their own.
 */
#ifndef PLUMBLINE_FUNCTIONS_H
#define PLUMBLINE_FUNCTIONS_H

#include "calls.h"

#define SETFSUID 8 /* LSM_SETID_FS */
#define LAST_ERROR (-4095UL)

static __always_inline void socket_made_by(u64 socket, int family, int kind, int protocol, int result, enum copy copy)
{
	if (has_turn(copy, MARKS_SOCKET, socket) && result == 0)
		socket_created(family, kind, protocol);
}

SEC("fexit")
int BPF_PROG(socket_made, struct socket *socket, int family, int kind, int protocol, int of_kernel, int result)
{
	socket_made_by((u64)socket, family, kind, protocol, of_kernel ? -1 : result, FIRST_COPY);
	return 0;
}

SEC("fexit")
int BPF_PROG(socket_made_again, struct socket *socket, int family, int kind, int protocol, int of_kernel, int result)
{
	socket_made_by((u64)socket, family, kind, protocol, of_kernel ? -1 : result, SECOND_COPY);
	return 0;
}

static __always_inline void connected(u64 address, int length, int result, enum copy copy)
{
	if (has_turn(copy, MARKS_CONNECT, address) && result == 0)
		unix_connected(address, length, OF_KERNEL);
}

SEC("fexit")
int BPF_PROG(unix_stream_connected, void *socket, void *address, int length, int flags, int result)
{
	connected((u64)address, length, result, FIRST_COPY);
	return 0;
}

SEC("fexit")
int BPF_PROG(unix_stream_connected_again, void *socket, void *address, int length, int flags, int result)
{
	connected((u64)address, length, result, SECOND_COPY);
	return 0;
}

SEC("fexit")
int BPF_PROG(unix_datagram_connected, void *socket, void *address, int length, int flags, int result)
{
	connected((u64)address, length, result, FIRST_COPY);
	return 0;
}

SEC("fexit")
int BPF_PROG(unix_datagram_connected_again, void *socket, void *address, int length, int flags, int result)
{
	connected((u64)address, length, result, SECOND_COPY);
	return 0;
}

SEC("fexit")
int BPF_PROG(user_set, struct cred *to, struct cred *from, int flags, int result)
{
	if (result == 0 && flags != SETFSUID)
		user_changed(BPF_CORE_READ(to, euid.val));
	return 0;
}

SEC("fexit")
int BPF_PROG(namespaces_copied, u64 flags, struct task_struct *child, int result)
{
	if (result == 0 && (flags & NEW_NAMESPACES))
		used(KERNEL_NAMESPACE_CREATE, flags & NEW_NAMESPACES);
	return 0;
}

SEC("fexit")
int BPF_PROG(namespaces_unshared, u64 flags, void *namespaces, void *user, void *root, int result)
{
	if (result == 0 && (flags & NEW_NAMESPACES))
		used(KERNEL_NAMESPACE_CREATE, flags & NEW_NAMESPACES);
	return 0;
}

static __always_inline void file_found(struct filename *name, u64 file, enum copy copy)
{
	if (config.process_files && has_turn(copy, MARKS_OPEN, (u64)name) && file < LAST_ERROR)
		opened((u64)BPF_CORE_READ(name, name), OF_KERNEL);
}

SEC("fexit")
int BPF_PROG(file_opened, int directory, struct filename *name, void *how, void *file)
{
	file_found(name, (u64)file, FIRST_COPY);
	return 0;
}

SEC("fexit")
int BPF_PROG(file_opened_again, int directory, struct filename *name, void *how, void *file)
{
	file_found(name, (u64)file, SECOND_COPY);
	return 0;
}

/* Where the kernel put the registers of the process when it came in, for verifiers that do not let them be taken from the call. */
static __always_inline void *registers_on_stack(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, stack) + STACK_BYTES - bpf_core_type_size(struct pt_regs);
}

static __always_inline void called(u64 *context, long number, bool by_32_bits)
{
	/* One argument, the registers, and then the result. */
	struct call call = { .number = number, .result = context[1] };
	struct pt_regs *registers = config.registers_from_stack ? registers_on_stack() : (void *)context[0];

	if (by_32_bits) {
		call.first = (u32)BPF_CORE_READ(registers, OLD_REGISTER_1);
		call.second = (u32)BPF_CORE_READ(registers, OLD_REGISTER_2);
		call.third = (u32)BPF_CORE_READ(registers, OLD_REGISTER_3);
	} else {
		call.first = BPF_CORE_READ(registers, REGISTER_1);
		call.second = BPF_CORE_READ(registers, REGISTER_2);
		call.third = BPF_CORE_READ(registers, REGISTER_3);
	}
	told(&call);
}

#define AT_CALL(name, number)                   \
	SEC("fexit")                            \
	int call_##name(u64 *context)           \
	{                                       \
		called(context, number, false); \
		return 0;                       \
	}                                       \
	SEC("fexit")                            \
	int old_call_##name(u64 *context)       \
	{                                       \
		called(context, number, true);  \
		return 0;                       \
	}

AT_CALL(setns, CALL_SETNS)
AT_CALL(mount, CALL_MOUNT)
AT_CALL(move_mount, CALL_MOVE_MOUNT)
AT_CALL(ptrace, CALL_PTRACE)
AT_CALL(process_vm_readv, CALL_READ_PROCESS)
AT_CALL(process_vm_writev, CALL_WRITE_PROCESS)
AT_CALL(init_module, CALL_INIT_MODULE)
AT_CALL(finit_module, CALL_FINIT_MODULE)
AT_CALL(bpf, CALL_BPF)
AT_CALL(io_uring_setup, CALL_IO_URING_SETUP)

#endif
