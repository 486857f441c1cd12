/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/* The variables of a new program's environment that load code. */
#ifndef PLUMBLINE_ENVIRONMENT_H
#define PLUMBLINE_ENVIRONMENT_H

#include "files.h"

#define VARIABLES_AT_ONCE 32
#define TIMES_OF_VARIABLES 128 /* services of a namespace make ten variables each */
#define VALUE_BYTES 1024

/* An environment while it is looked at. */
struct environment {
	u64 at; /* of what comes next */
	u64 end;
	u32 first_byte; /* of its part of the record */
	u32 inside; /* of a variable that is longer than what is read at once */
	char bytes[4096];
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COPIES);
	__type(key, u32);
	__type(value, struct environment);
} environment_scratch SEC(".maps");

static __always_inline struct environment *environment_of_record(u32 copy)
{
	return bpf_map_lookup_elem(&environment_scratch, &copy);
}

__noinline int wanted(u64 first, u64 second, u64 third)
{
	for (u32 index = 0; index < MOST_VARIABLES; index++) {
		if (index >= config.variables_count)
			return 0;
		if ((first & config.variables[index].mask[0]) == config.variables[index].word[0] &&
		    (second & config.variables[index].mask[1]) == config.variables[index].word[1] &&
		    (third & config.variables[index].mask[2]) == config.variables[index].word[2])
			return 1;
	}
	return 0;
}

/* The first two letters rule out most variables of an ordinary environment. */
static __always_inline bool may_be_wanted(u64 first)
{
	return config.first_letters >> (first & 63) & config.second_letters >> (first >> 8 & 63) & 1;
}

/*
 * Appends those of the next variables that load code. Returns 0 to go on, 1 at the end, 2 where it stops before that. A function of
 * its own, so that it is verified once: older verifiers follow each round of a loop, and a loop of this is two short ones to them.
 */
__noinline int next_variables(u32 copy)
{
	struct exec_record *record = scratch(copy);
	struct environment *environment = environment_of_record(copy);

	if (!record || !environment)
		return 2;
	for (int step = 0; step < VARIABLES_AT_ONCE; step++) {
		u64 begin = environment->at;
		const u64 *words = (void *)environment->bytes;
		bool inside = environment->inside;
		long length;

		if (begin >= environment->end)
			return 1;
		length = bpf_probe_read_user_str(environment->bytes, sizeof(environment->bytes), (void *)begin);
		if (length <= 0)
			return 2;
		if (!inside && may_be_wanted(words[0]) && wanted(words[0], words[1], words[2])) {
			u64 at = *(volatile u32 *)&record->parts.used;

			if (at - environment->first_byte > ENVIRONMENT_BYTES - VALUE_BYTES || at > DATA_BYTES - VALUE_BYTES)
				return 2;
			long taken = bpf_probe_read_user_str(record->data + at, VALUE_BYTES, (void *)begin);

			if (taken <= 0)
				return 2;
			*(volatile u32 *)&record->parts.used = at + taken;
			if (taken < length)
				record->parts.environment_cut = 1;
		}
		/* What was cut lacks its NUL: the rest comes next. */
		inside = length == sizeof(environment->bytes);
		environment->inside = inside;
		environment->at = begin + (inside ? length - 1 : length);
	}
	return 0;
}

static __always_inline void variables(struct exec_record *record, u64 begin, u64 end, enum copy copy)
{
	struct environment *environment = environment_of_record(copy);
	int stopped = 0;

	record->parts.environment_cut = 0;
	if (!environment)
		return;
	environment->at = begin;
	environment->end = end;
	environment->first_byte = record->parts.used;
	environment->inside = 0;
	for (int times = 0; times < TIMES_OF_VARIABLES; times++) {
		stopped = next_variables(copy);
		if (stopped)
			break;
	}
	if (stopped == 2 || environment->at < end)
		record->parts.environment_cut = 1;
}

#endif
