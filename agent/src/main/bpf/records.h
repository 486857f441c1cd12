/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Copyright The Plumbline Authors */
/*
 * What the programs write into the rings, in native byte order. The Java side (RecordLayout) has the same offsets; the
 * assertions at the end hold them together.
 */
#ifndef PLUMBLINE_RECORDS_H
#define PLUMBLINE_RECORDS_H

#include "kernel.h"

enum record_type {
	RECORD_EXEC = 1,
	RECORD_FORK = 2,
	RECORD_EXIT = 3,
	RECORD_USER = 4,
	RECORD_CGROUP_MADE = 5,
	RECORD_CGROUP_REMOVED = 6,
	RECORD_THROTTLED = 7,
	RECORD_KERNEL_USED = 8,
	RECORD_SOCKET_CREATED = 9,
	RECORD_UNIX_CONNECTED = 10,
	RECORD_FLOW = 11,
	RECORD_NAMES = 12,
	RECORD_CODE_MAPPED = 13,
};

/* Begins every record. Times are nanoseconds since boot; pids those of the initial pid namespace. */
struct header {
	u64 time;
	u64 cgroup; /* id of the process's cgroup, or of the socket's */
	u16 type;
	u16 reserved;
	u32 pid; /* thread group; 0 where nobody can tell */
	u32 tid;
	u32 parent;
	u32 user; /* effective user id in the initial user namespace */
	u32 network; /* inode of the network namespace */
};

#define FILE_OVERLAY 1 /* on an overlay file system */
#define FILE_UPPER 2 /* its bytes are in the upper layer */
#define FILE_DELETED 4
#define FILE_MEMORY 8 /* memfd_create */
#define FILE_LAYER_UNKNOWN 16 /* of the overlay */
#define FILE_NAMELESS 32 /* large pages of memory, which nobody can open */

struct file_identity {
	u64 inode;
	s64 size;
	s64 modified; /* nanoseconds since 1970 */
	s64 changed;
	u32 device; /* the kernel's own form: 12 bits major, 20 bits minor */
	u32 links;
	u32 flags;
	u32 reserved;
};

enum stream_kind {
	STREAM_NONE = 0,
	STREAM_SOCKET = 1,
	STREAM_INTERNET = 2,
	STREAM_UNIX = 3,
	STREAM_PIPE = 4,
	STREAM_TERMINAL = 5,
	STREAM_FILE = 6,
};

/* Lengths of the parts of exec_record.data, in the order in which they stand there. */
struct parts {
	u32 used; /* bytes of data in use */
	u16 file_name; /* as given to execve, with NUL */
	u16 path; /* of the executable: its components from leaf to root, each with NUL */
	u16 directory; /* working directory, likewise */
	u16 input; /* standard input, where that is a regular file, likewise */
	u16 arguments;
	u16 environment; /* of the wanted variables NAME=value, each with NUL */
	u8 path_cut; /* 1: deeper than could be walked */
	u8 directory_cut;
	u8 input_cut;
	u8 environment_cut; /* 1: more variables than were looked at, or a value was cut */
};

/* Room for all parts at their largest: a name, three paths, arguments, environment. */
#define NAME_BYTES 256
#define PATH_BYTES 4096
#define ARGUMENT_BYTES 4096
#define ENVIRONMENT_BYTES 3072
#define DATA_BYTES (NAME_BYTES + 3 * PATH_BYTES + ARGUMENT_BYTES + ENVIRONMENT_BYTES)

struct exec_record {
	struct header header;
	u64 start; /* of the process */
	u64 capabilities; /* effective */
	u64 gained; /* of those: by this exec, because of the file's owner or capabilities */
	struct file_identity executable;
	struct file_identity input;
	u32 mount_namespace;
	u32 pid_namespace;
	u32 user_namespace;
	u32 arguments_total; /* bytes of the whole argument vector */
	u8 streams[3];
	u8 arguments_faulted; /* 1: could not be read */
	struct parts parts;
	char command[16];
	char data[DATA_BYTES];
};

struct code_record {
	struct header header;
	struct file_identity file;
	u32 used; /* bytes of data in use */
	u16 path_cut; /* 1: deeper than could be walked */
	u16 reserved;
	char data[PATH_BYTES]; /* the path: its components from leaf to root, each with NUL */
};

struct process_record { /* fork, exit, user */
	struct header header;
	u64 start;
	u32 code; /* exit: as wait(2) reports it */
	u32 reserved;
};

#define CGROUP_PATH_BYTES 1024
struct cgroup_record {
	struct header header;
	char path[CGROUP_PATH_BYTES]; /* within its hierarchy */
};

enum kernel_interface {
	KERNEL_IO_URING = 0,
	KERNEL_NAMESPACE_CREATE = 1,
	KERNEL_NAMESPACE_ENTER = 2,
	KERNEL_MOUNT = 3,
	KERNEL_TRACE = 4,
	KERNEL_PROCESS_ACCESS = 5,
	KERNEL_MODULE_LOAD = 6,
	KERNEL_BPF = 7,
};

#define DETAIL_BYTES 128
struct kernel_record {
	struct header header;
	u64 subject; /* with a local pid: inode of the pid namespace that it is of */
	u32 used; /* enum kernel_interface */
	u32 local_pid; /* a pid as the process itself sees it, where only that is known; else 0 */
	char detail[DETAIL_BYTES];
};

struct socket_record {
	struct header header;
	u32 family;
	u32 kind; /* SOCK_RAW, ... without flags */
	u32 protocol;
	u32 reserved;
};

#define UNIX_PATH_BYTES 108
struct unix_record {
	struct header header;
	u32 length; /* of the address without its family */
	char path[UNIX_PATH_BYTES];
};

enum flow_kind {
	FLOW_LISTENS = 1,
	FLOW_LISTENS_NO_MORE = 2,
	FLOW_CONNECTED = 3,
	FLOW_REFUSED = 4,
	FLOW_ACCEPTED = 5,
	FLOW_CLOSED = 6,
	FLOW_UDP_BOUND = 7,
	FLOW_UDP_CONNECTED = 8,
	FLOW_UDP_SENT = 9,
	FLOW_UDP_RECEIVED = 10,
};

enum flow_direction {
	FLOW_OUTBOUND = 0,
	FLOW_INBOUND = 1,
	FLOW_EITHER = 2, /* made before these programs */
};

struct flow_record {
	struct header header;
	u64 sent; /* acknowledged bytes */
	u64 received;
	u16 kind;
	u16 family;
	u16 local_port;
	u16 remote_port;
	u8 inbound; /* enum flow_direction */
	u8 reserved[7];
	u8 local[16]; /* IPv4: the first four bytes */
	u8 remote[16];
};

#define NAMES_TINY 128 /* powers of two */
#define NAMES_SMALL 512
#define NAMES_BYTES 4096
struct names_record { /* TCP: header.tid is the sequence number of the first byte */
	struct header header;
	u16 family;
	u16 local_port;
	u16 remote_port;
	u8 sent;
	u8 transport; /* 6 or 17 */
	u32 length; /* of the message on the wire */
	u32 taken; /* of that in data */
	u8 local[16];
	u8 remote[16];
	u8 data[NAMES_BYTES];
};

#define AT(type, field, offset) \
	_Static_assert(__builtin_offsetof(struct type, field) == offset, #type "." #field " moved: RecordLayout has to know")
AT(header, pid, 20);
AT(header, network, 36);
AT(exec_record, start, 40);
AT(exec_record, executable, 64);
AT(exec_record, input, 112);
AT(exec_record, mount_namespace, 160);
AT(exec_record, streams, 176);
AT(exec_record, parts, 180);
AT(exec_record, command, 200);
AT(exec_record, data, 216);
AT(file_identity, device, 32);
AT(file_identity, flags, 40);
AT(code_record, used, 88);
AT(code_record, data, 96);
AT(process_record, code, 48);
AT(cgroup_record, path, 40);
AT(kernel_record, used, 48);
AT(kernel_record, detail, 56);
AT(socket_record, protocol, 48);
AT(unix_record, path, 44);
AT(flow_record, kind, 56);
AT(flow_record, inbound, 64);
AT(flow_record, remote, 88);
AT(names_record, sent, 46);
AT(names_record, taken, 52);
AT(names_record, data, 88);

#endif
