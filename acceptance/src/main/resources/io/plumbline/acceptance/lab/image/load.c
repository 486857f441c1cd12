// SPDX-License-Identifier: Apache-2.0
// load [LIBRARY...]: loads libraries, and ends.
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    if (!dlopen(argv[i], RTLD_NOW)) { fprintf(stderr, "%s\n", dlerror()); return 1; }
  return 0;
}
