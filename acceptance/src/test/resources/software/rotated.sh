#!/bin/sh
# A web server whose log is rotated, and which reads its settings again, every few seconds.
set -e
nginx
while sleep 4; do
  curl -s -o /dev/null http://127.0.0.1:80/ || true
  logrotate --force --state /tmp/rotation.state /etc/weblog.conf
  nginx -s reload
done
