#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An OCI runtime in front of runc. PLUMBLINE_STRIP=1 drops the resources whose controller is not in the cgroup2 tree of a hybrid
# machine; PLUMBLINE_SYSTEMD_NAMES=1 gives cgroups the names that the systemd driver gives them, without systemd.
if [ "${1:-}" = features ]; then
  # Debian 12's runc maps no ids of bind mounts, without which a current containerd starts no pod with users of its own. The image's
  # files are mapped by containerd itself; files of volumes keep the owners that they have on the node.
  "$PLUMBLINE_RUNC" features | jq '.linux.mountExtensions.idmap.enabled = true'
  exit
fi
bundle='' create='' previous=''
for argument in "$@"; do
  case $previous in --bundle | -b) bundle=$argument ;; esac
  [ "$argument" != create ] || create=1
  previous=$argument
done
if [ -n "$create" ] && [ -n "$bundle" ]; then
  jq -c --arg strip "${PLUMBLINE_STRIP:-0}" --arg systemd "${PLUMBLINE_SYSTEMD_NAMES:-0}" '
    (if $strip == "1" then .linux.resources = {devices: (.linux.resources.devices // [])} else . end)
    | if $systemd == "1" then
        .linux.cgroupsPath |= (
          split("/kubepods/") as [$root, $rest]
          | ($rest | split("/")) as $parts
          | (if ($parts | length) == 3 then $parts[0] else "" end) as $qos
          | ($parts[-2][3:] | gsub("-"; "_")) as $uid
          | ("kubepods" + (if $qos != "" then "-" + $qos else "" end)) as $prefix
          | [$root, "kubepods.slice"]
            + (if $qos != "" then [$prefix + ".slice"] else [] end)
            + [$prefix + "-pod" + $uid + ".slice", "cri-containerd-" + $parts[-1] + ".scope"]
          | join("/"))
      else . end' "$bundle/config.json" >"$bundle/config.json.new" && mv "$bundle/config.json.new" "$bundle/config.json" || exit 1
fi
exec "$PLUMBLINE_RUNC" "$@"
