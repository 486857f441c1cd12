// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
// Copyright The Plumbline Authors
/*
 * The kernel's side of the eBPF sensor: tracepoints with BTF and cgroup hooks, which every kernel from 5.10 on has, and programs
 * at functions of the kernel, which need trampolines and are refused by some. Each program stands for itself; which of those that
 * do the same are loaded is decided when the kernel is known (program/Variant.java).
 */
#include "processes.h"
#include "names.h"
#include "system_calls.h"
#include "functions.h"
#include "code.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
