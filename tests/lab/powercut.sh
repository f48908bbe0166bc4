#!/bin/bash
# The power fails at any moment: the disk's image is copied while rows are written; in each copy
# every row is there that was told before it was taken.  kill -9 could never show that.
driver=$(realpath "${top_builddir:-.}")/journal_driver
cuts=${CUTS:-15}
skip() { echo "1..0 # SKIP $1"; exit 0; }
[ "$(id -u)" = 0 ] || skip "loop mounts need root"
dir=$(mktemp -d "${TMPDIR:-/tmp}/vigie-powercut.XXXXXX") || exit 1
writer=
tidy() {
	[ -z "$writer" ] || { kill -9 "$writer"; wait "$writer"; } 2>/dev/null
	umount "$dir/copy" "$dir/disk" 2>/dev/null
	rm -rf "$dir"
}
trap tidy EXIT
cd "$dir" && mkdir disk copy && truncate -s 96M disk.img && mkfs.ext4 -q disk.img &&
	mount -o loop disk.img disk 2>/dev/null || skip "no loop mounts here"
mkdir -m 700 disk/store
"$driver" write "$dir/disk/store" >told 2>errors & writer=$!
echo "1..$cuts"
for i in $(seq "$cuts"); do
	sleep "0.$((RANDOM % 5 + 1))"
	told=$(tail -1 told)
	cp --sparse=always disk.img "cut$i.img"
	if mount -o loop "cut$i.img" copy; then
		kept=$("$driver" check "$dir/copy/store" 2>&1)
		umount copy
	else
		kept="cannot be mounted"
	fi
	rm -f "cut$i.img"
	if [[ $kept =~ ^[0-9]+$ ]] && [ "$kept" -ge "${told:-0}" ]; then
		echo "ok $i - power cut $i: ${told:-0} rows were told, $kept are there"
	else
		echo "not ok $i - power cut $i: ${told:-0} rows were told, found: $kept"
	fi
done
sed 's/^/# /' errors
