#!/bin/sh
mkdir -p /var/spool/cron/crontabs
echo '* * * * * /usr/local/bin/clean.sh' | crontab -
exec crond -f
