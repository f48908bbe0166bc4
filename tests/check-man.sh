#!/bin/bash
# The manual pages are good mdoc, and vigie.1 says of each command what its --help says.
src=${top_srcdir:-.} build=${top_builddir:-.} n=0
export LC_ALL=C
say() { n=$((n + 1)); echo "$1 $n - $2"; }
if ! command -v mandoc >/dev/null; then
	echo "1..0 # SKIP mandoc is not installed"
	exit 0
fi
for page in "$src"/doc/*.[158] "$build"/doc/*.[158]; do
	[ -e "$page" ] || continue
	head -1 "$page" | grep -q '^\.so ' && continue
	if out=$(mandoc -Tlint -W warning "$page" 2>&1) && [ -z "$out" ]; then
		say ok "$(basename "$page") is good mdoc"
	else
		echo "$out" | sed 's/^/# /'
		say "not ok" "$(basename "$page") is good mdoc"
	fi
done

vigie=$build/vigie
page=$(sed -E 's/\\-/-/g' "$src/doc/vigie.1")
for command in $("$vigie" --help | sed -nE 's/^  ([a-z]+) .*/\1/p'); do
	missing=
	grep -qE "^\.It Nm Cm $command( |$)" <<<"$page" || missing=" the command"
	for option in $("$vigie" "$command" --help | grep -oE -- '--[a-z-]+' | sort -u); do
		grep -qF -- "Fl -${option#--}" <<<"$page" || missing+=" $option"
	done
	[ -z "$missing" ] && say ok "vigie.1 has $command and its options" ||
		{ echo "# missing:$missing"; say "not ok" "vigie.1 has $command and its options"; }
done
stray=
for command in $(sed -nE 's/^\.It Nm Cm ([a-z]+).*/\1/p' <<<"$page"); do
	"$vigie" "$command" --help >/dev/null 2>&1 || stray+=" $command"
done
[ -z "$stray" ] && say ok "vigie.1 has no command that is not there" ||
	{ echo "# $stray"; say "not ok" "vigie.1 has no command that is not there"; }
stray=
for option in $("${build}/vigied" --help 2>&1 | grep -oE -- '(^| )--?[a-z-]+' | sort -u); do
	case $option in -dfpt|--help) continue ;; esac
	grep -qE -- "Fl (-)?${option#-}( |$)|Fl -${option#--}" "$src/doc/vigied.8" || stray+=" $option"
done
[ -z "$stray" ] && say ok "vigied.8 has the options of vigied" ||
	{ echo "# missing:$stray"; say "not ok" "vigied.8 has the options of vigied"; }
echo "1..$n"
