/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * Connections. A connection is told once when it is made (or refused) and once when it is over. What happens in a softirq says
 * nothing about the current process: cgroup and namespace are taken from the socket, and the process from the moment at which it
 * began to connect or to listen.
 */
#ifndef PLUMBLINE_NETWORK_H
#define PLUMBLINE_NETWORK_H

#include "files.h"
#include <bpf/bpf_endian.h>

#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_SYN_RECEIVED 3
#define TCP_CLOSE 7
#define TCP_LISTEN 10
#define TCP 6
#define UDP 17
#define SAME_PAIR_NANOS 30000000000ULL

struct owner {
	u32 pid;
	u8 inbound;
	u8 told; /* the connection was made */
	u16 reserved;
	u64 cgroup;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, u64); /* address of the socket */
	__type(value, struct owner);
} owners SEC(".maps");

static __always_inline void fill_socket(struct flow_record *record, struct sock *socket, struct owner *owner)
{
	u64 cgroup = BPF_CORE_READ(socket, sk_cgrp_data.cgroup, kn, id);

	record->header.time = bpf_ktime_get_boot_ns();
	record->header.type = RECORD_FLOW;
	record->header.cgroup = config.cgroup_controller < 0 || !owner ? cgroup : owner->cgroup;
	record->header.pid = owner ? owner->pid : 0;
	record->header.network = BPF_CORE_READ(socket, __sk_common.skc_net.net, ns.inum);
	record->family = BPF_CORE_READ(socket, __sk_common.skc_family);
	record->local_port = bpf_ntohs(BPF_CORE_READ((struct inet_sock *)socket, inet_sport));
	record->remote_port = bpf_ntohs(BPF_CORE_READ(socket, __sk_common.skc_dport));
	if (record->family == AF_INET6) {
		BPF_CORE_READ_INTO(&record->local, socket, __sk_common.skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO(&record->remote, socket, __sk_common.skc_v6_daddr);
	} else {
		BPF_CORE_READ_INTO((u32 *)record->local, socket, __sk_common.skc_rcv_saddr);
		BPF_CORE_READ_INTO((u32 *)record->remote, socket, __sk_common.skc_daddr);
	}
}

static __always_inline void write_flow(struct flow_record *record)
{
	if (within_budget(record->header.cgroup, COUNT_NETWORK))
		write_record(&network_ring, &record->header, sizeof(*record), COUNT_NETWORK);
	else
		suppress(record->header.cgroup, COUNT_NETWORK);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(tcp_state, struct sock *socket, int old_state, int new_state)
{
	u64 key = (u64)socket;
	struct flow_record record = {};
	struct owner *known;

	if (BPF_CORE_READ(socket, sk_protocol) != TCP)
		return 0;
	if (new_state == TCP_SYN_SENT || new_state == TCP_LISTEN) {
		/* In the context of the process: the only moment at which it is known. */
		struct task_struct *task = (void *)bpf_get_current_task();
		struct owner owner = { .pid = BPF_CORE_READ(task, tgid), .cgroup = cgroup_of(task) };

		bpf_map_update_elem(&owners, &key, &owner, BPF_ANY);
		if (new_state == TCP_SYN_SENT)
			return 0;
		fill_socket(&record, socket, &owner);
		record.kind = FLOW_LISTENS;
		write_flow(&record);
		return 0;
	}
	if (new_state == TCP_ESTABLISHED && old_state == TCP_SYN_SENT) {
		known = bpf_map_lookup_elem(&owners, &key);
		if (known)
			known->told = 1;
		fill_socket(&record, socket, known);
		record.kind = FLOW_CONNECTED;
		write_flow(&record);
		return 0;
	}
	if (new_state == TCP_ESTABLISHED && old_state == TCP_SYN_RECEIVED) {
		struct owner accepted = { .inbound = 1, .told = 1 };

		accepted.cgroup = BPF_CORE_READ(socket, sk_cgrp_data.cgroup, kn, id);
		bpf_map_update_elem(&owners, &key, &accepted, BPF_ANY);
		fill_socket(&record, socket, 0);
		record.kind = FLOW_ACCEPTED;
		record.inbound = 1;
		write_flow(&record);
		return 0;
	}
	if (new_state != TCP_CLOSE)
		return 0;
	known = bpf_map_lookup_elem(&owners, &key);
	if (old_state == TCP_LISTEN) {
		record.kind = FLOW_LISTENS_NO_MORE;
	} else if (old_state == TCP_SYN_SENT) {
		record.kind = FLOW_REFUSED;
	} else if (known && known->told) {
		record.kind = FLOW_CLOSED;
		record.inbound = known->inbound;
		record.sent = BPF_CORE_READ((struct tcp_sock *)socket, bytes_acked);
		record.received = BPF_CORE_READ((struct tcp_sock *)socket, bytes_received);
	}
	if (record.kind) {
		fill_socket(&record, socket, known);
		write_flow(&record);
	}
	if (known)
		bpf_map_delete_elem(&owners, &key);
	return 0;
}

/* Datagrams have no connection: each pair of ends is told once in a while. */
struct datagrams {
	u64 cgroup;
	u32 network;
	u16 kind;
	u16 local_port;
	u16 remote_port;
	u16 family;
	u32 pid;
	u8 remote[16];
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, struct datagrams);
	__type(value, u64);
} recent SEC(".maps");

static __always_inline bool told_lately(struct datagrams *key, u64 now)
{
	u64 *last = bpf_map_lookup_elem(&recent, key);

	if (last && now - *last < SAME_PAIR_NANOS) {
		add_one(&counts()->repeated);
		return true;
	}
	bpf_map_update_elem(&recent, key, &now, BPF_ANY);
	return false;
}

/* Who spoke first to a bound socket: what is sent back is an answer. */
struct spoken {
	u32 network;
	u16 local_port;
	u16 remote_port;
	u8 remote[16];
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, struct spoken);
	__type(value, u8);
} askers SEC(".maps");

static __always_inline void datagram(struct bpf_sock_addr *address, u16 kind, bool six)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct bpf_sock *socket = address->sk;
	struct flow_record record = {};
	struct datagrams key = {};
	struct spoken spoken = {};
	u64 now = bpf_ktime_get_boot_ns();

	if (!socket || address->protocol != UDP)
		return;
	record.header.network = BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
	record.family = address->user_family;
	record.local_port = socket->src_port;
	record.remote_port = bpf_ntohs(address->user_port);
	if (six) {
		((u32 *)record.remote)[0] = address->user_ip6[0];
		((u32 *)record.remote)[1] = address->user_ip6[1];
		((u32 *)record.remote)[2] = address->user_ip6[2];
		((u32 *)record.remote)[3] = address->user_ip6[3];
	} else {
		((u32 *)record.remote)[0] = address->user_ip4;
	}
	spoken.network = record.header.network;
	spoken.local_port = record.local_port;
	spoken.remote_port = record.remote_port;
	__builtin_memcpy(spoken.remote, record.remote, 16);
	if (kind != FLOW_UDP_RECEIVED && bpf_map_lookup_elem(&askers, &spoken))
		return;
	/* Somebody whom this socket asked answers: that is no client. */
	key.kind = kind == FLOW_UDP_RECEIVED ? FLOW_UDP_SENT : kind;
	key.cgroup = cgroup_of(task);
	key.network = record.header.network;
	key.remote_port = record.remote_port;
	key.family = record.family;
	key.pid = BPF_CORE_READ(task, tgid);
	__builtin_memcpy(key.remote, record.remote, 16);
	if (kind == FLOW_UDP_RECEIVED) {
		u8 yes = 1;

		if (bpf_map_lookup_elem(&recent, &key))
			return;
		bpf_map_update_elem(&askers, &spoken, &yes, BPF_ANY);
		/* Clients take another port each time: one of an address is enough. */
		key.kind = FLOW_UDP_RECEIVED;
		key.remote_port = 0;
		key.local_port = record.local_port;
	}
	if (told_lately(&key, now))
		return;
	record.header.time = now;
	record.header.type = RECORD_FLOW;
	record.header.cgroup = key.cgroup;
	record.header.pid = key.pid;
	record.header.tid = BPF_CORE_READ(task, pid);
	record.kind = kind;
	record.inbound = kind == FLOW_UDP_RECEIVED;
	write_flow(&record);
}

static __always_inline void bound(struct bpf_sock *socket, bool six)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct flow_record record = {};

	if (socket->protocol != UDP || socket->src_port == 0)
		return;
	fill_header(&record.header, task, RECORD_FLOW);
	record.kind = FLOW_UDP_BOUND;
	record.family = socket->family;
	record.local_port = socket->src_port;
	if (six) {
		((u32 *)record.local)[0] = socket->src_ip6[0];
		((u32 *)record.local)[1] = socket->src_ip6[1];
		((u32 *)record.local)[2] = socket->src_ip6[2];
		((u32 *)record.local)[3] = socket->src_ip6[3];
	} else {
		((u32 *)record.local)[0] = socket->src_ip4;
	}
	write_flow(&record);
}

SEC("cgroup/post_bind4")
int udp_bound4(struct bpf_sock *socket)
{
	bound(socket, false);
	return 1;
}

SEC("cgroup/post_bind6")
int udp_bound6(struct bpf_sock *socket)
{
	bound(socket, true);
	return 1;
}

SEC("cgroup/recvmsg4")
int udp_received4(struct bpf_sock_addr *address)
{
	datagram(address, FLOW_UDP_RECEIVED, false);
	return 1;
}

SEC("cgroup/recvmsg6")
int udp_received6(struct bpf_sock_addr *address)
{
	datagram(address, FLOW_UDP_RECEIVED, true);
	return 1;
}

#endif
