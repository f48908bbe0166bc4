#!/bin/bash
# Every setting is in vigie.conf(5), which mandoc finds nothing wrong with; the sample is
# good, shows every group of settings, and prints to a configuration that loads back.
cd "${top_builddir:-.}" || exit 1
src=${top_srcdir:-.}
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
man=doc/vigie.conf.5
say() { # RESULT NUMBER SENTENCE
	[ "$1" = 0 ] && echo "ok $2 - $3" || echo "not ok $2 - $3"
}

echo 1..7
missing=$(./vigie-conf -k | while IFS= read -r key; do
	name=${key##*.}
	grep -q -e "^\.It Ic $name = " -e "^\.Ss .*\b$name\(\[\]\)\?$" "$man" || [ "$key" = sites ] || echo "# $key"
done | grep -v '^# sites\.')
[ -z "$missing" ] || echo "$missing"
[ -z "$missing" ]; say $? 1 "every setting is in vigie.conf(5)"

if command -v mandoc >/dev/null; then
	mandoc -Tlint -W warning "$man" >"$tmp/lint" 2>&1; say $? 2 "mandoc finds nothing wrong with it"
	sed 's/^/# /' "$tmp/lint"
else
	echo "ok 2 - mandoc finds nothing wrong with it # SKIP no mandoc"
fi

missing=$(./vigie-conf -k | while IFS= read -r key; do
	grep -qE "\b${key##*.} += " "$src"/conf/vigie.conf "$src"/conf/sites.d/*.conf || echo "# $key"
done | grep -v '^# sites$')
[ -z "$missing" ] || echo "$missing"
[ -z "$missing" ]; say $? 3 "every setting is shown in the sample"

mkdir "$tmp/etc" "$tmp/back"
cp -r "$src/conf/vigie.conf" "$src/conf/secrets.conf" "$src/conf/sites.d" "$tmp/etc"
chmod -R u+w "$tmp/etc"
chmod 600 "$tmp/etc/secrets.conf"
./vigie-conf -t "$tmp/etc/vigie.conf" >"$tmp/report" 2>&1; say $? 4 "the sample is good"
grep '^warning' "$tmp/report" | sed 's/^/# /'
! grep -q '^warning' "$tmp/report"; say $? 5 "nothing in it is warned about"

./vigie-conf -p "$tmp/etc/vigie.conf" >"$tmp/back/vigie.conf"
cp "$tmp/etc/secrets.conf" "$tmp/back"
./vigie-conf -p "$tmp/back/vigie.conf" >"$tmp/again"
diff <(tail -n +2 "$tmp/back/vigie.conf") <(tail -n +2 "$tmp/again") | sed 's/^/# /' | head -20
cmp -s <(tail -n +2 "$tmp/back/vigie.conf") <(tail -n +2 "$tmp/again"); say $? 6 "what is printed of it loads back to the same"

secrets=$(sed -n 's/.*= *"\(.*\)";.*/\1/p' "$tmp/etc/secrets.conf")
! grep -qF "$secrets" "$tmp/back/vigie.conf" "$tmp/report"; say $? 7 "no secret is printed"
