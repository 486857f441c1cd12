// SPDX-License-Identifier: Apache-2.0
// The library that a program carries in its own file.
int answer(void) { return 42; }
