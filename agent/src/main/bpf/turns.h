/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * Programs that hang at the same place twice. From Linux 7.0 on a task can be taken off its processor in the middle of a program,
 * and until it goes on the kernel leaves out each run of that program on that processor. What the one copy is left out of, the other
 * sees. Both run in the same task, one after the other; which of them begins, the kernel decides. The one that comes first leaves a
 * mark for the other. Copies of a program have no other memory in common that another run could overwrite.
 */
#ifndef PLUMBLINE_TURNS_H
#define PLUMBLINE_TURNS_H

#include "rings.h"

enum copy {
	FIRST_COPY = 0,
	SECOND_COPY = 1,
	COPIES = 2,
};

/* Programs that mark the task; those of sockets mark the socket, because softirqs come in between. */
enum marking {
	MARKS_EXEC,
	MARKS_FORK,
	MARKS_EXIT,
	MARKS_CGROUP,
	MARKS_SOCKET,
	MARKS_CONNECT,
	MARKS_OPEN,
	MARKS_MAP,
	MARKS_PROTECT,
	MARKING_PROGRAMS,
};

struct mark {
	u64 subject; /* which of the events of this kind */
	u32 left_by; /* a copy, counted from 1; 0: none */
	u32 reserved;
};

struct task_marks {
	struct mark of[MARKING_PROGRAMS];
};
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_marks);
} task_marks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct mark);
} socket_marks SEC(".maps");

/*
 * True for the copy that has to see to the event. Both answers are counted: with them the agent knows how many events both copies
 * were left out of (MissedRuns.java), so a program asks this before all else.
 */
static __always_inline bool takes(struct mark *mark, enum copy copy, u64 subject)
{
	/* Without room for a mark the first copy does all. */
	bool takes = copy == FIRST_COPY;

	if (mark) {
		takes = mark->left_by == 0 || mark->left_by == copy + 1 || mark->subject != subject;
		mark->left_by = takes ? copy + 1 : 0;
		mark->subject = subject;
	}
	add_one(takes ? &counts()->taken : &counts()->left);
	return takes;
}

static __always_inline bool has_turn(enum copy copy, enum marking program, u64 subject)
{
	struct task_marks *marks;

	if (!config.twice)
		return true;
	marks = bpf_task_storage_get(&task_marks, bpf_get_current_task_btf(), 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	return takes(marks ? &marks->of[program] : 0, copy, subject);
}

static __always_inline bool has_turn_of_socket(enum copy copy, struct sock *socket, int state)
{
	if (!config.twice)
		return true;
	return takes(bpf_sk_storage_get(&socket_marks, socket, 0, BPF_SK_STORAGE_GET_F_CREATE), copy, state);
}

#endif
