#!/usr/bin/env bash
# As the official image of PostgreSQL begins: prepares as root, goes on as the server's own user, and hands over.
set -e
if [ "$(id -u)" = 0 ]; then
  mkdir -p /var/lib/data /archive
  chown postgres /var/lib/data /archive
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
export PATH="/usr/lib/postgresql/15/bin:$PATH" PGDATA=/var/lib/data/main
[ -s "$PGDATA/PG_VERSION" ] || initdb -A trust --wal-segsize=1 >/dev/null
(
  sleep 3
  while :; do
    psql -h /tmp -d postgres -Atc 'create table if not exists t(i int)' -c 'insert into t values (1)' \
      -c 'select pg_switch_wal()' >/dev/null 2>&1 || true
    pg_ctl reload >/dev/null || true
    sleep 1
  done
) &
exec "$@"
