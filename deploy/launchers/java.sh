# SPDX-License-Identifier: Apache-2.0
# Sourced by the launchers. Finds a Java run time without starting one.

# release_of HOME: prints the major version of the run time in HOME, from its release file.
release_of() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      value=${value%%[!0-9]*}
      printf '%s' "$value"
      return 0
    fi
  done <"$1/release"
  return 1
}

# find_java MINIMUM: prints the path of a java of at least that version. PLUMBLINE_JAVA (a java, or its home) is taken unasked.
find_java() {
  if [ -n "${PLUMBLINE_JAVA:-}" ]; then
    for java in "$PLUMBLINE_JAVA/bin/java" "$PLUMBLINE_JAVA"; do
      if [ -f "$java" ] && [ -x "$java" ]; then
        printf '%s\n' "$java"
        return 0
      fi
    done
    echo "PLUMBLINE_JAVA: $PLUMBLINE_JAVA (expected: a java executable, or the home of a JDK $1 or newer)" >&2
    return 1
  fi
  for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
    version=$(release_of "$home") || continue
    if [ -n "$version" ] && [ "$version" -ge "$1" ]; then
      printf '%s\n' "$home/bin/java"
      return 0
    fi
  done
  echo "JDK $1: not found in JAVA_HOME (${JAVA_HOME:-not set}) nor in /usr/lib/jvm (expected: a JDK $1 or newer, the one prerequisite of Plumbline)" >&2
  return 1
}

# The machine, as files are named by it.
machine=$(uname -m)

# native_options HOME: prints one option per line: where the unpacked native libraries are, so that nothing is written at run time.
native_options() {
  case $machine in
    x86_64) jna=linux-x86-64 ;;
    aarch64) jna=linux-aarch64 ;;
    *)
      echo "machine: $machine (expected: x86_64 or aarch64)" >&2
      return 1
      ;;
  esac
  printf '%s\n' \
    "-Djna.boot.library.path=$1/native/com/sun/jna/$jna" -Djna.nounpack=true \
    "-Djava.library.path=$1/native/META-INF/native" \
    "-Dorg.sqlite.lib.path=$1/native/org/sqlite/native/Linux/$machine" -Dorg.sqlite.lib.name=libsqlitejdbc.so
}
