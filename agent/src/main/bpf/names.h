/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * DNS messages of sockets that talk to port 53. The hooks run for every packet, so the first thing they do is one comparison of
 * the socket's peer port; only sockets without a peer have their datagrams looked at.
 */
#ifndef PLUMBLINE_NAMES_H
#define PLUMBLINE_NAMES_H

#include "network.h"

#define NAME_PORT 53

/* Whose socket it is, known since it first named port 53. */
struct talker {
	u32 pid;
	u32 network;
	u64 cgroup;
};
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct talker);
} talkers SEC(".maps");

static __always_inline void remember_talker(struct bpf_sock_addr *address)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct bpf_sock *socket = address->sk;
	struct talker *talker;

	if (!socket || address->user_port != bpf_htons(NAME_PORT))
		return;
	talker = bpf_sk_storage_get(&talkers, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!talker)
		return;
	talker->pid = BPF_CORE_READ(task, tgid);
	talker->network = BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
	talker->cgroup = cgroup_of(task);
}

SEC("cgroup/connect4")
int connect4(struct bpf_sock_addr *address)
{
	remember_talker(address);
	datagram(address, FLOW_UDP_CONNECTED, false);
	return 1;
}

SEC("cgroup/connect6")
int connect6(struct bpf_sock_addr *address)
{
	remember_talker(address);
	datagram(address, FLOW_UDP_CONNECTED, true);
	return 1;
}

SEC("cgroup/sendmsg4")
int udp_sent4(struct bpf_sock_addr *address)
{
	remember_talker(address);
	datagram(address, FLOW_UDP_SENT, false);
	return 1;
}

SEC("cgroup/sendmsg6")
int udp_sent6(struct bpf_sock_addr *address)
{
	remember_talker(address);
	datagram(address, FLOW_UDP_SENT, true);
	return 1;
}

struct message {
	u32 payload; /* where it begins in the packet */
	u32 length;
	u8 version; /* of IP */
	u8 transport;
	u8 sent;
};

static __always_inline void fill_names(struct names_record *record, struct __sk_buff *packet, struct bpf_sock *socket,
				       struct talker *talker, struct message *message, u32 room)
{
	u8 sent = message->sent;
	u32 taken = message->length > room ? room : message->length;

	__builtin_memset(record, 0, __builtin_offsetof(struct names_record, data));
	record->header.time = bpf_ktime_get_boot_ns();
	record->header.cgroup = talker->cgroup;
	record->header.type = RECORD_NAMES;
	record->header.pid = talker->pid;
	record->header.network = talker->network;
	record->family = message->version == 4 ? AF_INET : AF_INET6;
	record->sent = sent;
	record->transport = message->transport;
	record->length = message->length;
	record->local_port = socket->src_port;
	record->remote_port = NAME_PORT;
	if (message->version == 4) {
		bpf_skb_load_bytes(packet, sent ? 12 : 16, record->local, 4);
		bpf_skb_load_bytes(packet, sent ? 16 : 12, record->remote, 4);
	} else {
		bpf_skb_load_bytes(packet, sent ? 8 : 24, record->local, 16);
		bpf_skb_load_bytes(packet, sent ? 24 : 8, record->remote, 16);
	}
	/* 1 to room, in a form that the verifier believes. */
	taken = ((taken - 1) & (room - 1)) + 1;
	record->taken = bpf_skb_load_bytes(packet, message->payload, record->data, taken) ? 0 : taken;
	bpf_ringbuf_submit(record, wake_up());
}

static __always_inline void write_names(struct __sk_buff *packet, struct message *message)
{
	struct bpf_sock *socket = packet->sk;
	struct names_record *record;
	struct talker *talker;

	if (!socket)
		return;
	socket = bpf_sk_fullsock(socket);
	if (!socket)
		return;
	talker = bpf_sk_storage_get(&talkers, socket, 0, 0);
	if (!talker || packet->len <= message->payload)
		return;
	message->length = packet->len - message->payload;
	if (!within_budget(talker->cgroup, COUNT_NAMES)) {
		suppress(talker->cgroup, COUNT_NAMES);
		return;
	}
	add_one(&counts()->seen[COUNT_NAMES]);
	/* Two sizes, because the size of a reservation has to be a constant. */
	if (message->length <= NAMES_SMALL) {
		record = bpf_ringbuf_reserve(&network_ring, __builtin_offsetof(struct names_record, data) + NAMES_SMALL, 0);
		if (record)
			fill_names(record, packet, socket, talker, message, NAMES_SMALL);
	} else {
		record = bpf_ringbuf_reserve(&network_ring, sizeof(*record), 0);
		if (record)
			fill_names(record, packet, socket, talker, message, NAMES_BYTES);
	}
	if (!record)
		lose(talker->cgroup, COUNT_NAMES);
}

static __always_inline int names(struct __sk_buff *packet, bool sent)
{
	u32 port = packet->remote_port;
	u8 first = 0, transport = 0, offset = 0;
	u32 header;
	u16 other;

	/* Connected to another port: this is where nearly all packets end. */
	if (port != 0 && port != bpf_htonl(NAME_PORT))
		return 1;
	if (bpf_skb_load_bytes(packet, 0, &first, 1))
		return 1;
	if (first >> 4 == 4) {
		header = (first & 15) * 4;
		bpf_skb_load_bytes(packet, 9, &transport, 1);
	} else {
		header = 40;
		bpf_skb_load_bytes(packet, 6, &transport, 1);
	}
	if (transport != UDP && (transport != TCP || port == 0))
		return 1;
	if (bpf_skb_load_bytes(packet, header + (sent ? 2 : 0), &other, 2) || other != bpf_htons(NAME_PORT))
		return 1;
	if (transport == UDP) {
		header += 8;
	} else {
		if (bpf_skb_load_bytes(packet, header + 12, &offset, 1))
			return 1;
		header += (offset >> 4) * 4;
	}
	struct message message = { .payload = header, .version = first >> 4, .transport = transport, .sent = sent };

	write_names(packet, &message);
	return 1;
}

SEC("cgroup_skb/egress")
int names_sent(struct __sk_buff *packet)
{
	return names(packet, true);
}

SEC("cgroup_skb/ingress")
int names_received(struct __sk_buff *packet)
{
	return names(packet, false);
}

#endif
