// SPDX-License-Identifier: Apache-2.0
// A library that does nothing, and has room at its end.
const char room[8192] = "room";
int answer(void) { return room[0] == 'r' ? 42 : 0; }
