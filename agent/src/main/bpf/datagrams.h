/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * Datagrams have no connection: each pair of ends is told once in a while. Who speaks first is the client; what goes back to it is
 * an answer. Two places remember that: the socket its last peers, which is enough for most datagrams, and one table all the others.
 */
#ifndef PLUMBLINE_DATAGRAMS_H
#define PLUMBLINE_DATAGRAMS_H

#include "network.h"

#define SAME_PAIR_NANOS 30000000000ULL
/* What could not be told, because the ring was full or the budget used up, is tried again after so long. */
#define AGAIN_NANOS 1000000000ULL
#define NAME_PORT 53

struct peer {
	u64 address[2];
	u16 port;
	u16 family;
	u32 reserved;
};
struct talker {
	u32 pid; /* who sent last, or connected */
	u32 network; /* of who named port 53 or connected, and cgroup likewise */
	u64 cgroup;
	u64 told; /* when the peer that was last sent to was told last; while silent: when that was tried last */
	u64 heard; /* likewise of the peer that was last received from */
	struct peer sent;
	struct peer received;
	u8 names; /* named port 53: its messages are read */
	u8 asks; /* sent to somebody who had not asked */
	u8 serves; /* received from somebody who was not asked */
	u8 silent; /* connected, and so far no datagram went either way */
	u8 reserved[4];
};
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct talker);
} talkers SEC(".maps");

enum exchange_kind {
	EXCHANGE_ASKED = 1, /* a process sent there */
	EXCHANGE_ASKER = 2, /* received from there by a port, without having been asked */
	EXCHANGE_HEARD = 3, /* a process received from that address by a port, whatever the other's port */
};
struct exchange {
	u32 network;
	u32 pid;
	u16 kind;
	u16 local_port;
	u32 reserved;
	struct peer peer;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, struct exchange);
	__type(value, u64);
} exchanges SEC(".maps");

static __always_inline bool lately(u64 told, u64 now)
{
	return told && now - told < SAME_PAIR_NANOS;
}

static __always_inline bool same_peer(struct peer *left, struct peer *right)
{
	return left->address[0] == right->address[0] && left->address[1] == right->address[1] && left->port == right->port &&
	       left->family == right->family;
}

/* A socket of both families sends to such an address by the hooks of IPv4, and receives from it by those of IPv6. */
static __always_inline void unmap_peer(struct peer *peer)
{
	u32 *words = (void *)peer->address;

	if (!words[0] && !words[1] && words[2] == bpf_htonl(0xffff)) {
		peer->family = AF_INET;
		words[0] = words[3];
		words[2] = 0;
		words[3] = 0;
	}
}

static __always_inline void fill_peer(struct peer *peer, struct bpf_sock_addr *address, bool six)
{
	u32 *words = (void *)peer->address;

	peer->port = bpf_ntohs(address->user_port);
	if (!six) {
		peer->family = AF_INET;
		words[0] = address->user_ip4;
		return;
	}
	peer->family = AF_INET6;
	words[0] = address->user_ip6[0];
	words[1] = address->user_ip6[1];
	words[2] = address->user_ip6[2];
	words[3] = address->user_ip6[3];
	unmap_peer(peer);
}

static __always_inline void fill_connected_peer(struct peer *peer, struct bpf_sock *socket, u16 port)
{
	u32 *words = (void *)peer->address;

	peer->port = port;
	if (socket->family == AF_INET) {
		peer->family = AF_INET;
		words[0] = socket->dst_ip4;
		return;
	}
	peer->family = AF_INET6;
	words[0] = socket->dst_ip6[0];
	words[1] = socket->dst_ip6[1];
	words[2] = socket->dst_ip6[2];
	words[3] = socket->dst_ip6[3];
	unmap_peer(peer);
}

static __always_inline u32 current_network(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
}

static __always_inline u64 current_cgroup(void)
{
	return cgroup_of((void *)bpf_get_current_task());
}

static __always_inline bool tell_datagram(struct bpf_sock *socket, struct exchange *exchange, u64 cgroup, u16 kind)
{
	struct flow_record record = {};

	record.header.time = bpf_ktime_get_boot_ns();
	record.header.type = RECORD_FLOW;
	record.header.cgroup = cgroup;
	record.header.pid = exchange->pid;
	record.header.network = exchange->network;
	record.kind = kind;
	record.family = exchange->peer.family;
	record.local_port = socket->src_port;
	record.remote_port = exchange->peer.port;
	record.inbound = kind == FLOW_UDP_RECEIVED ? FLOW_INBOUND : FLOW_OUTBOUND;
	__builtin_memcpy(record.remote, exchange->peer.address, 16);
	return write_flow(&record);
}

static __always_inline void sends(struct bpf_sock_addr *address, u16 kind, bool six)
{
	bool names = address->user_port == bpf_htons(NAME_PORT);
	struct bpf_sock *socket = address->sk;
	struct exchange exchange = {};
	struct talker *talker;
	u64 now, told = 0, *last;

	if (!socket || (address->protocol != UDP && !names))
		return;
	exchange.pid = bpf_get_current_pid_tgid() >> 32;
	talker = bpf_sk_storage_get(&talkers, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (talker && names && (!talker->names || talker->pid != exchange.pid)) {
		talker->names = 1;
		talker->cgroup = current_cgroup();
		talker->network = current_network();
		talker->pid = exchange.pid;
		talker->told = 0;
	}
	if (address->protocol != UDP)
		return;
	fill_peer(&exchange.peer, address, six);
	now = coarse_now();
	if (talker) {
		if (talker->serves && same_peer(&talker->received, &exchange.peer))
			return;
		if (kind == FLOW_UDP_CONNECTED && shared.packets) {
			/* Nothing was sent: getaddrinfo and ping try out like this which addresses can be reached. */
			talker->pid = exchange.pid;
			talker->cgroup = current_cgroup();
			talker->network = current_network();
			talker->told = 0;
			talker->silent = 1;
			return;
		}
		if (talker->pid == exchange.pid && lately(talker->told, now) && same_peer(&talker->sent, &exchange.peer)) {
			add_one(&counts()->repeated);
			return;
		}
	}
	exchange.network = current_network();
	if (!talker || talker->serves) {
		struct exchange asker = { .network = exchange.network, .kind = EXCHANGE_ASKER, .local_port = socket->src_port };

		asker.peer = exchange.peer;
		if (bpf_map_lookup_elem(&exchanges, &asker))
			return;
	}
	exchange.kind = EXCHANGE_ASKED;
	last = bpf_map_lookup_elem(&exchanges, &exchange);
	if (last && lately(*last, now)) {
		add_one(&counts()->repeated);
		told = *last;
	} else {
		told = tell_datagram(socket, &exchange, current_cgroup(), kind) ? now : now - (SAME_PAIR_NANOS - AGAIN_NANOS);
		bpf_map_update_elem(&exchanges, &exchange, &told, BPF_ANY);
	}
	if (talker) {
		talker->pid = exchange.pid;
		talker->asks = 1;
		talker->told = told;
		talker->sent = exchange.peer;
	}
}

/*
 * A packet of a socket with a peer. The first datagram tells the connection, with the address that the socket has, whatever the hook of
 * connect was given. Runs in a softirq, too: who connected stands with the socket. A peer that spoke to this port before it was
 * connected to is a client, and what goes to it an answer.
 */
static __always_inline void connected_talks(struct __sk_buff *packet, u16 port)
{
	struct bpf_sock *socket = packet->sk;
	struct exchange exchange = {};
	struct talker *talker;
	u64 now, *last;

	if (!socket)
		return;
	socket = bpf_sk_fullsock(socket);
	if (!socket || socket->protocol != UDP)
		return;
	talker = bpf_sk_storage_get(&talkers, socket, 0, 0);
	if (!talker || !talker->silent)
		return;
	now = coarse_now();
	if (talker->told && now - talker->told < AGAIN_NANOS)
		return;
	fill_connected_peer(&exchange.peer, socket, port);
	exchange.network = talker->network;
	exchange.kind = EXCHANGE_ASKER;
	exchange.local_port = socket->src_port;
	if (bpf_map_lookup_elem(&exchanges, &exchange)) {
		talker->silent = 0;
		return;
	}
	exchange.kind = EXCHANGE_ASKED;
	exchange.local_port = 0;
	exchange.pid = talker->pid;
	talker->told = now;
	last = bpf_map_lookup_elem(&exchanges, &exchange);
	if (last && lately(*last, now)) {
		add_one(&counts()->repeated);
	} else {
		if (!tell_datagram(socket, &exchange, talker->cgroup, FLOW_UDP_CONNECTED))
			return;
		bpf_map_update_elem(&exchanges, &exchange, &now, BPF_ANY);
	}
	talker->silent = 0;
	talker->asks = 1;
	talker->sent = exchange.peer;
}

static __always_inline void receives(struct bpf_sock_addr *address, bool six)
{
	struct bpf_sock *socket = address->sk;
	struct exchange exchange = {};
	struct talker *talker;
	u64 now, *last;

	/* With a peer of its own, a socket hears from nobody else. */
	if (!socket || socket->dst_port || address->protocol != UDP)
		return;
	fill_peer(&exchange.peer, address, six);
	talker = bpf_sk_storage_get(&talkers, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!talker)
		return;
	now = coarse_now();
	if (talker->asks && same_peer(&talker->sent, &exchange.peer))
		return;
	if (talker->serves && lately(talker->heard, now) && same_peer(&talker->received, &exchange.peer)) {
		add_one(&counts()->repeated);
		return;
	}
	exchange.network = current_network();
	if (talker->asks) {
		exchange.kind = EXCHANGE_ASKED;
		exchange.pid = bpf_get_current_pid_tgid() >> 32;
		if (bpf_map_lookup_elem(&exchanges, &exchange))
			return;
	}
	exchange.kind = EXCHANGE_ASKER;
	exchange.pid = 0;
	exchange.local_port = socket->src_port;
	talker->serves = 1;
	talker->received = exchange.peer;
	last = bpf_map_lookup_elem(&exchanges, &exchange);
	if (last && lately(*last, now)) {
		talker->heard = *last;
		add_one(&counts()->repeated);
		return;
	}
	bpf_map_update_elem(&exchanges, &exchange, &now, BPF_ANY);
	/* Clients take another port each time: one of an address is enough. */
	struct exchange heard = exchange;

	heard.kind = EXCHANGE_HEARD;
	heard.pid = bpf_get_current_pid_tgid() >> 32;
	heard.peer.port = 0;
	last = bpf_map_lookup_elem(&exchanges, &heard);
	if (last && lately(*last, now)) {
		talker->heard = *last;
		add_one(&counts()->repeated);
		return;
	}
	exchange.pid = heard.pid;
	if (!tell_datagram(socket, &exchange, current_cgroup(), FLOW_UDP_RECEIVED))
		now -= SAME_PAIR_NANOS - AGAIN_NANOS;
	talker->heard = now;
	bpf_map_update_elem(&exchanges, &heard, &now, BPF_ANY);
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
	receives(address, false);
	return 1;
}

SEC("cgroup/recvmsg6")
int udp_received6(struct bpf_sock_addr *address)
{
	receives(address, true);
	return 1;
}

#endif
