// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

/** Where things lie in a record: the structures of records.h, which asserts the same numbers when it is compiled. */
final class RecordLayout {
    static final int EXEC = 1;
    static final int FORK = 2;
    static final int EXIT = 3;
    static final int USER = 4;
    static final int CGROUP_MADE = 5;
    static final int CGROUP_REMOVED = 6;
    static final int THROTTLED = 7;
    static final int KERNEL_USED = 8;
    static final int SOCKET_CREATED = 9;
    static final int UNIX_CONNECTED = 10;
    static final int FLOW = 11;
    static final int NAMES = 12;
    static final int CODE_MAPPED = 13;

    /** Of the header, which begins every record. */
    static final int TIME = 0;

    static final int CGROUP = 8;
    static final int TYPE = 16;
    static final int PID = 20;
    static final int PARENT = 28;
    static final int USER_ID = 32;
    static final int NETWORK = 36;
    static final int HEADER = 40;

    /** Of exec, fork, exit. */
    static final int START = 40;

    static final int EXIT_CODE = 48;
    static final int PROCESS_BYTES = 56;

    static final int CAPABILITIES = 48;
    static final int GAINED = 56;
    static final int EXECUTABLE = 64;
    static final int INPUT = 112;
    static final int MOUNT_NAMESPACE = 160;
    static final int PID_NAMESPACE = 164;
    static final int ARGUMENTS_TOTAL = 172;
    static final int STREAMS = 176;
    static final int ARGUMENTS_FAULTED = 179;
    static final int PART_FILE_NAME = 184;
    static final int PART_PATH = 186;
    static final int PART_DIRECTORY = 188;
    static final int PART_INPUT = 190;
    static final int PART_ARGUMENTS = 192;
    static final int PART_ENVIRONMENT = 194;
    static final int PATH_CUT = 196;
    static final int DIRECTORY_CUT = 197;
    static final int INPUT_CUT = 198;
    static final int ENVIRONMENT_CUT = 199;
    static final int COMMAND = 200;
    static final int COMMAND_BYTES = 16;
    static final int DATA = 216;

    /** Of a file's identity. */
    static final int FILE_INODE = 0;

    static final int FILE_SIZE = 8;
    static final int FILE_MODIFIED = 16;
    static final int FILE_CHANGED = 24;
    static final int FILE_DEVICE = 32;
    static final int FILE_LINKS = 36;
    static final int FILE_FLAGS = 40;
    static final int FLAG_OVERLAY = 1;
    static final int FLAG_UPPER = 2;
    static final int FLAG_DELETED = 4;
    static final int FLAG_MEMORY = 8;
    static final int FLAG_LAYER_UNKNOWN = 16;

    /** Of a file mapped as code. */
    static final int CODE_FILE = 40;

    static final int CODE_USED = 88;
    static final int CODE_PATH_CUT = 92;
    static final int CODE_DATA = 96;

    static final int CGROUP_PATH = 40;

    static final int KERNEL_SUBJECT = 40;
    static final int KERNEL_INTERFACE = 48;
    static final int KERNEL_LOCAL_PID = 52;
    static final int KERNEL_DETAIL = 56;
    static final int KERNEL_BYTES = 184;

    static final int SOCKET_FAMILY = 40;
    static final int SOCKET_KIND = 44;
    static final int SOCKET_PROTOCOL = 48;
    static final int SOCKET_BYTES = 56;

    static final int UNIX_LENGTH = 40;
    static final int UNIX_PATH = 44;
    static final int UNIX_BYTES = 152;

    static final int FLOW_SENT = 40;
    static final int FLOW_RECEIVED = 48;
    static final int FLOW_KIND = 56;
    static final int FLOW_FAMILY = 58;
    static final int FLOW_LOCAL_PORT = 60;
    static final int FLOW_REMOTE_PORT = 62;
    static final int FLOW_INBOUND = 64;
    static final int FLOW_LOCAL = 72;
    static final int FLOW_REMOTE = 88;
    static final int FLOW_BYTES = 104;

    /** In the place of the thread, which nobody knows here. */
    static final int NAMES_SEQUENCE = 24;

    static final int NAMES_FAMILY = 40;
    static final int NAMES_LOCAL_PORT = 42;
    static final int NAMES_REMOTE_PORT = 44;
    static final int NAMES_SENT = 46;
    static final int NAMES_TRANSPORT = 47;
    static final int NAMES_LENGTH = 48;
    static final int NAMES_TAKEN = 52;
    static final int NAMES_LOCAL = 56;
    static final int NAMES_REMOTE = 72;
    static final int NAMES_DATA = 88;

    private RecordLayout() {}
}
