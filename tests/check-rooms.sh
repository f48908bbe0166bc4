#!/bin/bash
# Each room includes only what daemon/ROOMS lets it; and no shell is ever called from C.
cd "${top_srcdir:-.}" || exit 1
[ -r daemon/ROOMS ] || { echo "1..1"; echo "not ok 1 - daemon/ROOMS is there"; exit; }
failed=$(mktemp) && trap 'rm -f "$failed"' EXIT
while IFS=: read -r room allowed; do
	case $room in ''|'#'*) continue ;; esac
	case $room in plugins|web) dir=$room ;; *) dir=daemon/$room ;; esac
	for f in "$dir"/*.[ch]; do
		[ -e "$f" ] || continue
		grep -nE '^#include "' "$f" | sed -E 's/^([0-9]+):#include "([^"]+)".*/\1 \2/' |
		while read -r line inc; do
			case " $allowed " in *" $inc "*) continue ;; esac
			inroom=${inc%%/*}
			[ "$inroom" = "$inc" ] && [ -e "$dir/$inc" ] && continue
			case " $room $allowed " in *" $inroom "*) continue ;; esac
			echo "# $f:$line: $room may not include $inc" >>"$failed"
		done
	done
done <daemon/ROOMS
echo 1..2
if [ -s "$failed" ]; then cat "$failed"; echo "not ok 1 - rooms include what ROOMS allows"; else echo "ok 1 - rooms include what ROOMS allows"; fi
if grep -nE '\b(system|popen|strcpy|strcat|sprintf|atoi|strtok)\(' daemon/*/*.c plugins/*.c web/*.c | sed 's/^/# /' | grep .; then
	echo "not ok 2 - no shell and no unbounded string function in the tree"
else
	echo "ok 2 - no shell and no unbounded string function in the tree"
fi
