/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * The exit of all system calls: there the result is known and the arguments are still in their registers. This makes every system
 * call of the machine slower by some 75 ns (docs/sensors.md), so it is loaded only where functions.h can not be.
 */
#ifndef PLUMBLINE_SYSTEM_CALLS_H
#define PLUMBLINE_SYSTEM_CALLS_H

#include "calls.h"

#define OTHER_CALL (-1)

/* 32-bit calls have numbers of their own, and on x86 their arguments in other registers. */
#if defined(__TARGET_ARCH_x86)
#define CALLED_AS_32_BITS 2 /* TS_COMPAT: int 0x80, which any program can use */
#define CALL_SOCKETS 102

static __always_inline bool by_32_bits(struct pt_regs *registers)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, thread_info.status) & CALLED_AS_32_BITS;
}

static __always_inline long known_as(long old)
{
	switch (old) {
	case 5: return CALL_OPEN;
	case 21: return CALL_MOUNT;
	case 23: case 213: return CALL_SETUID;
	case 26: return CALL_PTRACE;
	case 70: case 203: return CALL_SETREUID;
	case CALL_SOCKETS: return CALL_SOCKETS;
	case 120: return CALL_CLONE;
	case 128: return CALL_INIT_MODULE;
	case 164: case 208: return CALL_SETRESUID;
	case 295: return CALL_OPENAT;
	case 310: return CALL_UNSHARE;
	case 346: return CALL_SETNS;
	case 347: return CALL_READ_PROCESS;
	case 348: return CALL_WRITE_PROCESS;
	case 350: return CALL_FINIT_MODULE;
	case 357: return CALL_BPF;
	case 359: return CALL_SOCKET;
	case 362: return CALL_CONNECT;
	case CALL_IO_URING_SETUP: case CALL_MOVE_MOUNT: case CALL_CLONE3: case CALL_OPENAT2: return old;
	default: return OTHER_CALL;
	}
}

/* Bits of a word of interesting_calls: those above, and the numbers of 32-bit calls. */
#define BIT_IN(number, word) ((number) / 64 == (word) ? 1ULL << ((number) & 63) : 0)
#define OLD_CALLS_IN(w) \
	(BIT_IN(5, w) | BIT_IN(21, w) | BIT_IN(23, w) | BIT_IN(213, w) | BIT_IN(26, w) | BIT_IN(70, w) | BIT_IN(203, w) | \
	 BIT_IN(CALL_SOCKETS, w) | BIT_IN(120, w) | BIT_IN(128, w) | BIT_IN(164, w) | BIT_IN(208, w) | BIT_IN(295, w) | \
	 BIT_IN(310, w) | BIT_IN(346, w) | BIT_IN(347, w) | BIT_IN(348, w) | BIT_IN(350, w) | BIT_IN(357, w) | \
	 BIT_IN(359, w) | BIT_IN(362, w) | BIT_IN(CALL_OPEN, w))

/* socketcall(2): which of them, and where its arguments are. */
static __always_inline void unwrap(struct call *call)
{
	u32 values[3] = {};

	if (call->number != CALL_SOCKETS)
		return;
	call->number = call->first == 1 ? CALL_SOCKET : call->first == 3 ? CALL_CONNECT : OTHER_CALL;
	if (bpf_probe_read_user(values, sizeof(values), (void *)call->second))
		return;
	call->first = values[0];
	call->second = values[1];
	call->third = values[2];
}
#else
#define RUNS_AARCH32 0x10 /* PSR_MODE32_BIT of the saved state of the processor */

static __always_inline bool by_32_bits(struct pt_regs *registers)
{
	return registers->pstate & RUNS_AARCH32;
}

static __always_inline long known_as(long old)
{
	switch (old) {
	case 5: return CALL_OPEN;
	case 21: return CALL_MOUNT;
	case 23: case 213: return CALL_SETUID;
	case 26: return CALL_PTRACE;
	case 70: case 203: return CALL_SETREUID;
	case 120: return CALL_CLONE;
	case 128: return CALL_INIT_MODULE;
	case 164: case 208: return CALL_SETRESUID;
	case 281: return CALL_SOCKET;
	case 283: return CALL_CONNECT;
	case 322: return CALL_OPENAT;
	case 337: return CALL_UNSHARE;
	case 375: return CALL_SETNS;
	case 376: return CALL_READ_PROCESS;
	case 377: return CALL_WRITE_PROCESS;
	case 379: return CALL_FINIT_MODULE;
	case 386: return CALL_BPF;
	case CALL_IO_URING_SETUP: case CALL_MOVE_MOUNT: case CALL_CLONE3: case CALL_OPENAT2: return old;
	default: return OTHER_CALL;
	}
}

#define BIT_IN(number, word) ((number) / 64 == (word) ? 1ULL << ((number) & 63) : 0)
#define OLD_CALLS_IN(w) \
	(BIT_IN(5, w) | BIT_IN(21, w) | BIT_IN(23, w) | BIT_IN(213, w) | BIT_IN(26, w) | BIT_IN(70, w) | BIT_IN(203, w) | \
	 BIT_IN(120, w) | BIT_IN(128, w) | BIT_IN(164, w) | BIT_IN(208, w) | BIT_IN(281, w) | BIT_IN(283, w) | \
	 BIT_IN(322, w) | BIT_IN(337, w) | BIT_IN(375, w) | BIT_IN(376, w) | BIT_IN(377, w) | BIT_IN(379, w) | BIT_IN(386, w))

static __always_inline void unwrap(struct call *call) {}
#endif

static __always_inline void translate(struct call *call, struct pt_regs *registers)
{
	if (!by_32_bits(registers))
		return;
	call->number = known_as(call->number);
	call->first = (u32)registers->OLD_REGISTER_1;
	call->second = (u32)registers->OLD_REGISTER_2;
	call->third = (u32)registers->OLD_REGISTER_3;
	/* Before Linux 5.14 the results of such calls came without their sign. */
	call->result = (int)call->result;
	unwrap(call);
}

#define CALLS_IN(w) \
	(OLD_CALLS_IN(w) | BIT_IN(CALL_SOCKET, w) | BIT_IN(CALL_CONNECT, w) | BIT_IN(CALL_CLONE, w) | BIT_IN(CALL_PTRACE, w) | \
	 BIT_IN(CALL_SETUID, w) | BIT_IN(CALL_SETREUID, w) | BIT_IN(CALL_SETRESUID, w) | BIT_IN(CALL_MOUNT, w) | \
	 BIT_IN(CALL_INIT_MODULE, w) | BIT_IN(CALL_OPENAT, w) | BIT_IN(CALL_UNSHARE, w) | BIT_IN(CALL_SETNS, w) | \
	 BIT_IN(CALL_READ_PROCESS, w) | BIT_IN(CALL_WRITE_PROCESS, w) | BIT_IN(CALL_FINIT_MODULE, w) | BIT_IN(CALL_BPF, w) | \
	 BIT_IN(CALL_IO_URING_SETUP, w) | BIT_IN(CALL_MOVE_MOUNT, w) | BIT_IN(CALL_CLONE3, w) | BIT_IN(CALL_OPENAT2, w))
static const u64 interesting_calls[CALL_NUMBERS / 64] = {
	CALLS_IN(0), CALLS_IN(1), CALLS_IN(2), CALLS_IN(3), CALLS_IN(4), CALLS_IN(5), CALLS_IN(6), CALLS_IN(7),
};

SEC("tp_btf/sys_exit")
int BPF_PROG(system_call, struct pt_regs *registers, long result)
{
	u64 number = SYSTEM_CALL(registers);

	/* This is where nearly all system calls end. */
	if (number >= CALL_NUMBERS || !(interesting_calls[number / 64] >> (number & 63) & 1))
		return 0;
	struct call call = {
		.number = number,
		.first = registers->REGISTER_1,
		.second = registers->REGISTER_2,
		.third = registers->REGISTER_3,
		.result = result,
	};

	translate(&call, registers);
	told(&call);
	return 0;
}

#endif
