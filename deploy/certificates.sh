#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# certificates.sh FOLDER COLLECTOR-NAME[,NAME...] [node:NAME | operator:NAME]...
# Makes a certificate authority (once), the collector's certificate, and one certificate for each node and person.
# The subject says who may do what: O=plumbline:agents, CN=node:NAME speaks for that node alone; O=plumbline:operators reads and
# decides. Certificates last 365 days; run it again with the same folder to make new ones from the same authority.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 FOLDER COLLECTOR-NAME[,NAME...] [node:NAME | operator:NAME]..." >&2; exit 2; }
folder=$1
names=$2
shift 2
umask 077
mkdir -p "$folder"
cd "$folder"

if [ ! -f ca.key ]; then
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca.key
  openssl req -x509 -new -key ca.key -days 3650 -subj "/O=plumbline/CN=plumbline authority" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" -out ca.crt
fi

# issue FILE SUBJECT USAGE [EXTENSION]
issue() {
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  {
    echo "basicConstraints=critical,CA:FALSE"
    echo "keyUsage=critical,digitalSignature"
    echo "extendedKeyUsage=$3"
    [ -z "${4:-}" ] || echo "$4"
  } >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
  rm -f "$1.csr" "$1.ext"
  echo "$folder/$1.crt: $2"
}

alternatives=$(printf '%s\n' "$names" | tr ',' '\n' | while IFS= read -r name; do
  case $name in
    *[!0-9.]*) printf 'DNS:%s,' "$name" ;;
    *) printf 'IP:%s,' "$name" ;;
  esac
done)
issue collector "/O=plumbline/CN=plumbline-collector" serverAuth "subjectAltName=${alternatives%,}"

for subject in "$@"; do
  name=${subject#*:}
  case $subject in
    node:?*) issue "node-$name" "/O=plumbline:agents/CN=node:$name" clientAuth ;;
    operator:?*) issue "operator-$name" "/O=plumbline:operators/CN=$name" clientAuth ;;
    *) echo "$subject (expected: node:NAME or operator:NAME)" >&2; exit 2 ;;
  esac
done
