// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
// Copyright The Plumbline Authors
/*
 * The kernel's side of the eBPF sensor. Tracepoints with BTF and cgroup hooks alone: programs that need trampolines (fentry,
 * lsm) are refused by some kernels. Each program stands for itself; one that is refused costs one signal.
 */
#include "processes.h"
#include "names.h"
#include "kernel_use.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
