/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * How records reach the agent: two rings, so that network noise can not push out a program start; exact counts of what did not
 * fit, over all and per cgroup; a budget per cgroup that turns a flood into counts.
 */
#ifndef PLUMBLINE_RINGS_H
#define PLUMBLINE_RINGS_H

#include "records.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define MOST_PROCESSORS 256

/* Sizes are set by the loader. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 2 << 20);
} process_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} network_ring SEC(".maps");

enum count {
	COUNT_EXEC = 0,
	COUNT_FORK = 1,
	COUNT_EXIT = 2,
	COUNT_OTHER = 3, /* cgroups, users, kernel interfaces, sockets of rare kinds */
	COUNT_NETWORK = 4,
	COUNT_NAMES = 5,
	COUNT_KINDS = 6,
};

struct counts {
	u64 seen[COUNT_KINDS]; /* records that were written or should have been */
	u64 lost[COUNT_KINDS]; /* of those: did not fit into their ring */
	u64 suppressed[COUNT_KINDS]; /* by the budget: never written */
	u64 arguments_faulted;
	u64 repeated; /* datagrams of a pair that was told a moment ago */
	u64 code_repeated; /* mappings of a file that was told a moment ago */
	u64 taken; /* events that a copy of a program saw to (turns.h) */
	u64 left; /* and that it left to the other copy */
	u64 reserved[5];
};

/* Mapped by the agent, which reads it without a system call. One line of counts a processor: updates do not contend. */
struct {
	u32 waiting; /* the reader sleeps: wake it */
	/*
	 * Written by the agent once overlayfs is there: how many bytes behind an inode of it the dentry of the upper layer is;
	 * 0: unknown. Its structures are those of a module, and to relocate them takes more rights than the agent has.
	 */
	u32 upper_dentry;
	u64 told[COUNT_KINDS]; /* written by the agent: losses that it has told; the next agent goes on from there */
	u32 packets; /* written by the agent: the hooks of packets (names.h) are there, and see the first datagram of a connection */
	u32 reserved_too;
	struct counts counts[MOST_PROCESSORS];
} shared;

/* The first 24 bytes of NAME= in words, and which of their bits count. */
struct variable {
	u64 word[3];
	u64 mask[3];
};
#define MOST_VARIABLES 24

_Static_assert(sizeof(struct counts) == 224, "counts changed: SharedCounts has to know");
_Static_assert(__builtin_offsetof(typeof(shared), packets) == 56, "packets moved: SharedCounts has to know");
_Static_assert(__builtin_offsetof(typeof(shared), counts) == 64, "counts moved: SharedCounts has to know");

/* In a section of its own, because the loader fills it before the programs are verified. */
struct config {
	u32 budget; /* records a second and cgroup; 0: no limit */
	u32 own_process; /* the agent's own use of bpf() is not told */
	int cgroup_controller; /* below 0: containers are in the unified hierarchy; else the controller whose hierarchy has them */
	int cgroup_hierarchy; /* its number; ids of cgroups are unique within one hierarchy only */
	u32 process_files; /* 1: watch who opens /proc/N */
	u32 variables_count;
	u32 registers_from_stack; /* 1: the verifier does not know the type of the registers that a system call is handed */
	u32 twice; /* 1: programs have a second copy (turns.h) */
	u64 first_letters; /* of the names of variables: bit N for a letter whose last six bits are N */
	u64 second_letters;
	struct variable variables[MOST_VARIABLES]; /* of the environment, those that load code */
};
const volatile struct config config SEC(".rodata.config") = { .cgroup_controller = -1 };

struct loss_key {
	u64 cgroup;
	u32 kind;
	u32 reserved;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct loss_key);
	__type(value, u64);
} losses SEC(".maps");

struct budget {
	u64 window; /* second since boot */
	u64 used;
	u64 suppressed; /* since the program was loaded */
	u64 told; /* the window in which the agent was told last */
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);
	__type(value, struct budget);
} budgets SEC(".maps");

static __always_inline struct counts *counts(void)
{
	return &shared.counts[bpf_get_smp_processor_id() & (MOST_PROCESSORS - 1)];
}

/* Softirqs interrupt programs on the same processor, so even these have to be atomic. */
static __always_inline void add_one(u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

/* The verifier of kernels before 6.4 loses a bound that the compiler checks in one register and uses in another. */
static __always_inline u64 at_most(u64 value, u64 most)
{
	asm volatile("" : "+r"(value));
	if (value > most)
		value = most;
	asm volatile("" : "+r"(value));
	return value;
}

/* Since boot, without the time asleep; to the tick where that can be had for less (Linux 5.11). */
static __always_inline u64 coarse_now(void)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ktime_get_coarse_ns))
		return bpf_ktime_get_coarse_ns();
	return bpf_ktime_get_ns();
}

static __always_inline u64 wake_up(void)
{
	if (shared.waiting) {
		shared.waiting = 0;
		return BPF_RB_FORCE_WAKEUP;
	}
	return BPF_RB_NO_WAKEUP;
}

static __always_inline void lose(u64 cgroup, u32 kind)
{
	struct loss_key key = { .cgroup = cgroup, .kind = kind };
	u64 one = 1;
	u64 *known = bpf_map_lookup_elem(&losses, &key);

	add_one(&counts()->lost[kind]);
	if (known)
		add_one(known);
	else
		bpf_map_update_elem(&losses, &key, &one, BPF_ANY);
}

static __always_inline void write_record(void *ring, struct header *record, u64 size, u32 kind)
{
	add_one(&counts()->seen[kind]);
	if (bpf_ringbuf_output(ring, record, size, wake_up()))
		lose(record->cgroup, kind);
}

/* Connections and program starts of a container have a budget each, so that a busy server's starts are told all the same. */
static __always_inline u64 budget_key(u64 cgroup, u32 kind)
{
	return cgroup << 1 | (kind == COUNT_NETWORK || kind == COUNT_NAMES);
}

static __always_inline bool within_budget(u64 cgroup, u32 kind)
{
	u64 key = budget_key(cgroup, kind);
	u64 now, second;
	struct budget *budget;

	if (!config.budget)
		return true;
	now = bpf_ktime_get_boot_ns();
	second = now / 1000000000ULL;
	budget = bpf_map_lookup_elem(&budgets, &key);
	if (!budget) {
		struct budget fresh = { .window = second, .used = 1 };

		bpf_map_update_elem(&budgets, &key, &fresh, BPF_ANY);
		return true;
	}
	if (budget->window != second) {
		budget->window = second;
		budget->used = 0;
	}
	/* In two steps, because an addition that returns what was there takes Linux 5.12. */
	add_one(&budget->used);
	return *(volatile u64 *)&budget->used <= config.budget;
}

/* The first record beyond the budget in each second tells the agent that it is exceeded. */
static __always_inline void suppress(u64 cgroup, u32 kind)
{
	u64 key = budget_key(cgroup, kind);
	struct budget *budget = bpf_map_lookup_elem(&budgets, &key);

	add_one(&counts()->suppressed[kind]);
	if (!budget)
		return;
	add_one(&budget->suppressed);
	if (budget->told != budget->window) {
		struct header told = { .time = bpf_ktime_get_boot_ns(), .cgroup = key, .type = RECORD_THROTTLED };

		/* Where the ring has no room, the next one tells it: nothing is lost by that. */
		if (!bpf_ringbuf_output(&process_ring, &told, sizeof(told), wake_up())) {
			budget->told = budget->window;
			add_one(&counts()->seen[COUNT_OTHER]);
		}
	}
}

#endif
