// SPDX-License-Identifier: Apache-2.0
// nothing [ARGUMENT...]: ends at once, as /bin/true does.
int main(void) { return 0; }
