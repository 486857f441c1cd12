/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * Connections. A connection is told once when it is made (or refused) and once when it is over. What happens in a softirq says
 * nothing about the current process: namespace and cgroup come from the socket, and the process from the moment at which it
 * began to connect or to listen, which is remembered with the socket. Sockets that are accepted inherit it from their listener.
 */
#ifndef PLUMBLINE_NETWORK_H
#define PLUMBLINE_NETWORK_H

#include "files.h"
#include <bpf/bpf_endian.h>

#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_SYN_RECEIVED 3
#define TCP_FIN_WAIT_1 4
#define TCP_FIN_WAIT_2 5
#define TCP_CLOSE 7
#define TCP_LAST_ACK 9
#define TCP_LISTEN 10
#define TCP_CLOSING 11
#define TCP 6
#define UDP 17
#define SOCK_DONE 2 /* the peer said that it sends no more */

enum role {
	ROLE_CONNECTS = 1,
	ROLE_LISTENS = 2,
	ROLE_ACCEPTED = 3,
};
struct owner {
	u32 pid;
	u8 role;
	u8 told; /* the connection was made */
	u16 reserved;
	u64 cgroup;
};
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct owner);
} owners SEC(".maps");

/*
 * The same by the address of the socket, for kernels whose tracepoints can not use the storage of sockets (before Linux 5.11). What
 * is accepted does not inherit its listener's there: the agent knows who listens.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, struct owner);
} owner_table SEC(".maps");

enum owner_place {
	IN_SOCKET,
	IN_TABLE,
};

static __always_inline struct owner *find_owner(struct sock *socket, enum owner_place place, bool make)
{
	u64 key = (u64)socket;
	struct owner *known, nobody = {};

	if (place == IN_SOCKET)
		return bpf_sk_storage_get(&owners, socket, 0, make ? BPF_SK_STORAGE_GET_F_CREATE : 0);
	known = bpf_map_lookup_elem(&owner_table, &key);
	if (known || !make)
		return known;
	bpf_map_update_elem(&owner_table, &key, &nobody, BPF_ANY);
	return bpf_map_lookup_elem(&owner_table, &key);
}

static __always_inline u64 cgroup_of_socket(struct sock *socket, struct owner *owner)
{
	if (config.cgroup_controller >= 0)
		return owner ? owner->cgroup : 0;
	if (bpf_core_field_exists(socket->sk_cgrp_data.cgroup))
		return socket->sk_cgrp_data.cgroup->kn->id;

	u64 cgroup = BPF_CORE_READ((struct sock___tagged *)socket, sk_cgrp_data.val);

	if (!cgroup || (cgroup & 3))
		return owner ? owner->cgroup : 0;
	return BPF_CORE_READ((struct cgroup *)cgroup, kn, id);
}

static __always_inline void fill_socket(struct flow_record *record, struct sock *socket, struct owner *owner)
{
	record->header.time = bpf_ktime_get_boot_ns();
	record->header.type = RECORD_FLOW;
	record->header.cgroup = cgroup_of_socket(socket, owner);
	record->header.pid = owner ? owner->pid : 0;
	record->header.network = socket->__sk_common.skc_net.net->ns.inum;
	record->family = socket->__sk_common.skc_family;
	record->local_port = bpf_ntohs(BPF_CORE_READ((struct inet_sock *)socket, inet_sport));
	record->remote_port = bpf_ntohs(socket->__sk_common.skc_dport);
	if (record->family == AF_INET6) {
		BPF_CORE_READ_INTO(&record->local, socket, __sk_common.skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO(&record->remote, socket, __sk_common.skc_v6_daddr);
	} else {
		*(u32 *)record->local = socket->__sk_common.skc_rcv_saddr;
		*(u32 *)record->remote = socket->__sk_common.skc_daddr;
	}
}

static __always_inline bool write_flow(struct flow_record *record)
{
	if (!within_budget(record->header.cgroup, COUNT_NETWORK)) {
		suppress(record->header.cgroup, COUNT_NETWORK);
		return false;
	}
	add_one(&counts()->seen[COUNT_NETWORK]);
	if (bpf_ringbuf_output(&network_ring, record, sizeof(*record), wake_up())) {
		lose(record->header.cgroup, COUNT_NETWORK);
		return false;
	}
	return true;
}

/* The kernel counts the beginning of a stream as one byte on the side that connected, and its end as one byte on both. */
static __always_inline void fill_bytes(struct flow_record *record, struct sock *socket, int old_state)
{
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(socket);
	bool end_sent;

	if (!tcp)
		return;
	record->sent = tcp->bytes_acked;
	record->received = tcp->bytes_received;
	end_sent = old_state == TCP_FIN_WAIT_2 || ((old_state == TCP_FIN_WAIT_1 || old_state == TCP_LAST_ACK ||
						    old_state == TCP_CLOSING) && tcp->snd_una == tcp->write_seq);
	if (record->inbound == FLOW_OUTBOUND && record->sent)
		record->sent--;
	if (end_sent && record->sent)
		record->sent--;
	if ((socket->__sk_common.skc_flags & SOCK_DONE) && record->received)
		record->received--;
}

static __always_inline void state_changed(struct sock *socket, int old_state, int new_state, enum owner_place place)
{
	struct flow_record record = {};
	struct owner *known;

	if (new_state != TCP_SYN_SENT && new_state != TCP_LISTEN && new_state != TCP_ESTABLISHED && new_state != TCP_CLOSE)
		return;
	if (socket->sk_protocol != TCP)
		return;
	known = find_owner(socket, place, new_state != TCP_CLOSE);
	if (new_state == TCP_SYN_SENT || new_state == TCP_LISTEN) {
		/* In the context of the process: the only moment at which it is known. */
		struct task_struct *task = (void *)bpf_get_current_task();
		struct owner owner = { .pid = bpf_get_current_pid_tgid() >> 32, .cgroup = cgroup_of(task) };

		owner.role = new_state == TCP_LISTEN ? ROLE_LISTENS : ROLE_CONNECTS;
		if (known)
			*known = owner;
		if (new_state == TCP_SYN_SENT)
			return;
		fill_socket(&record, socket, &owner);
		record.kind = FLOW_LISTENS;
	} else if (new_state == TCP_ESTABLISHED) {
		/* Both ends may connect to each other at once: then this one did not listen. */
		bool accepted = old_state == TCP_SYN_RECEIVED && (!known || known->role != ROLE_CONNECTS);

		if (old_state != TCP_SYN_SENT && old_state != TCP_SYN_RECEIVED)
			return;
		if (known) {
			known->told = 1;
			known->role = accepted ? ROLE_ACCEPTED : ROLE_CONNECTS;
		}
		fill_socket(&record, socket, known);
		record.kind = accepted ? FLOW_ACCEPTED : FLOW_CONNECTED;
		record.inbound = accepted ? FLOW_INBOUND : FLOW_OUTBOUND;
	} else if (old_state == TCP_LISTEN) {
		fill_socket(&record, socket, known);
		record.kind = FLOW_LISTENS_NO_MORE;
	} else if (old_state == TCP_SYN_SENT) {
		fill_socket(&record, socket, known);
		record.kind = FLOW_REFUSED;
	} else if (!known || known->told) {
		/* What was made before these programs has no owner; the agent may have found it. */
		if (old_state == TCP_SYN_RECEIVED || old_state == TCP_CLOSE)
			return;
		fill_socket(&record, socket, known);
		record.kind = FLOW_CLOSED;
		record.inbound = !known ? FLOW_EITHER : known->role == ROLE_ACCEPTED ? FLOW_INBOUND : FLOW_OUTBOUND;
		fill_bytes(&record, socket, old_state);
		if (known)
			known->told = 0;
	} else {
		return;
	}
	write_flow(&record);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(tcp_state, struct sock *socket, int old_state, int new_state)
{
	if (has_turn_of_socket(FIRST_COPY, socket, new_state))
		state_changed(socket, old_state, new_state, IN_SOCKET);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(tcp_state_again, struct sock *socket, int old_state, int new_state)
{
	if (has_turn_of_socket(SECOND_COPY, socket, new_state))
		state_changed(socket, old_state, new_state, IN_SOCKET);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(tcp_state_by_table, struct sock *socket, int old_state, int new_state)
{
	u64 key = (u64)socket;

	state_changed(socket, old_state, new_state, IN_TABLE);
	if (new_state == TCP_CLOSE)
		bpf_map_delete_elem(&owner_table, &key);
	return 0;
}

#endif
