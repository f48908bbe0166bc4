#!/bin/bash
# The systemd unit is tight, and the accounts and folders files are understood.
cd "${top_builddir:-.}" || exit 1
src=${top_srcdir:-.}
echo 1..3
if ! command -v systemd-analyze >/dev/null; then
	echo "ok 1 - the unit scores under 3 # SKIP no systemd-analyze"
elif out=$(systemd-analyze security --offline=yes --threshold=30 conf/vigied.service 2>&1); then
	echo "ok 1 - the unit scores under 3 ($(grep -oE 'exposure level.*: [0-9.]+' <<<"$out" | grep -oE '[0-9.]+$'))"
else
	tail -3 <<<"$out" | sed 's/^/# /'
	echo "not ok 1 - the unit scores under 3"
fi
root=$(mktemp -d) && trap 'rm -rf "$root"' EXIT
mkdir -p "$root/etc" "$root/usr/lib/sysusers.d" "$root/usr/lib/tmpfiles.d"
cp "$src/conf/vigie.sysusers" "$root/usr/lib/sysusers.d/vigie.conf"
cp "$src/conf/vigie.tmpfiles" "$root/usr/lib/tmpfiles.d/vigie.conf"
if [ "$(id -u)" != 0 ] || ! command -v systemd-sysusers >/dev/null || ! command -v systemd-tmpfiles >/dev/null; then
	echo "ok 2 - systemd-sysusers makes six accounts and three groups # SKIP needs root and systemd"
	echo "ok 3 - systemd-tmpfiles makes the folders # SKIP needs root and systemd"
	exit
fi
out=$(systemd-sysusers --root="$root" 2>&1)
if [ "$(grep -c '^_vigie-' "$root/etc/passwd")" = 6 ] &&
    [ "$(grep -cE '^(_vigie|vigie|vigie-read):' "$root/etc/group")" = 3 ]; then
	echo "ok 2 - systemd-sysusers makes six accounts and three groups"
else
	sed 's/^/# /' <<<"$out"
	echo "not ok 2 - systemd-sysusers makes six accounts and three groups"
fi
out=$(systemd-tmpfiles --create --root="$root" vigie.conf 2>&1)
gid=$(sed -n 's/^_vigie:[^:]*:\([0-9]*\):.*/\1/p' "$root/etc/group")
if [ "$(stat -c %a:%g "$root/var/lib/vigie" 2>/dev/null)" = "750:$gid" ]; then
	echo "ok 3 - systemd-tmpfiles makes the folders"
else
	sed 's/^/# /' <<<"$out"
	echo "not ok 3 - systemd-tmpfiles makes the folders"
fi
