/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * DNS messages of sockets that talk to port 53. The hooks run for every packet, so the first thing they do is one comparison of
 * the socket's peer port; only sockets without a peer have their datagrams looked at. They also see the first datagram of a socket that is
 * connected to any other port (datagrams.h): there is no other hook for it.
 */
#ifndef PLUMBLINE_NAMES_H
#define PLUMBLINE_NAMES_H

#include "datagrams.h"

SEC("cgroup/connect4")
int connect4(struct bpf_sock_addr *address)
{
	sends(address, FLOW_UDP_CONNECTED, false);
	return 1;
}

SEC("cgroup/connect6")
int connect6(struct bpf_sock_addr *address)
{
	sends(address, FLOW_UDP_CONNECTED, true);
	return 1;
}

SEC("cgroup/sendmsg4")
int udp_sent4(struct bpf_sock_addr *address)
{
	sends(address, FLOW_UDP_SENT, false);
	return 1;
}

SEC("cgroup/sendmsg6")
int udp_sent6(struct bpf_sock_addr *address)
{
	sends(address, FLOW_UDP_SENT, true);
	return 1;
}

struct message {
	u32 payload; /* where it begins in the packet */
	u32 length;
	u8 version; /* of IP */
	u8 transport;
	u8 sent;
	u32 sequence; /* TCP: of the first byte */
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
	record->header.tid = message->sequence;
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
	if (!talker || !talker->names || packet->len <= message->payload)
		return;
	message->length = packet->len - message->payload;
	if (!within_budget(talker->cgroup, COUNT_NAMES)) {
		suppress(talker->cgroup, COUNT_NAMES);
		return;
	}
	add_one(&counts()->seen[COUNT_NAMES]);
	/* Three sizes, because the size of a reservation has to be a constant; nearly all questions fit into the first. */
	if (message->length <= NAMES_TINY) {
		record = bpf_ringbuf_reserve(&network_ring, __builtin_offsetof(struct names_record, data) + NAMES_TINY, 0);
		if (record)
			fill_names(record, packet, socket, talker, message, NAMES_TINY);
	} else if (message->length <= NAMES_SMALL) {
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

static __always_inline bool begins_with_tcp(u8 *at, u8 *end)
{
	return at + 10 <= end && at[at[0] >> 4 == 4 ? 9 : 6] == TCP;
}

/* Headers lie in the linear part of a packet. Only the last of those of IPv6 is looked for where the first should be. */
static __always_inline int names(struct __sk_buff *packet, bool sent)
{
	u32 port = packet->remote_port;
	u8 *at = (void *)(long)packet->data, *end = (void *)(long)packet->data_end;
	struct message message = { .sent = sent };
	u32 header;

	/* By the first header alone, which no option changes into that of TCP; the socket has the last word. */
	if (port != 0 && !begins_with_tcp(at, end))
		connected_talks(packet, bpf_ntohl(port));
	/* Connected to another port: this is where nearly all packets end. */
	if (port != 0 && port != bpf_htonl(NAME_PORT))
		return 1;
	if (at + 28 > end)
		return 1;
	message.version = at[0] >> 4;
	message.transport = at[message.version == 4 ? 9 : 6];
	header = message.version == 4 ? (at[0] & 15) * 4 : 40;
	if (message.transport != UDP && (message.transport != TCP || port == 0))
		return 1;
	at += header;
	if (at + 8 > end || *(u16 *)(at + (sent ? 2 : 0)) != bpf_htons(NAME_PORT))
		return 1;
	message.payload = header + 8;
	if (message.transport == TCP) {
		if (at + 20 > end)
			return 1;
		message.payload = header + (at[12] >> 4) * 4;
		message.sequence = bpf_ntohl(*(u32 *)(at + 4));
	}
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
