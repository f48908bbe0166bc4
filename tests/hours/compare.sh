#!/bin/bash
# Opening hours against npm's opening_hours: thousands of random expressions and instants.
# SEEDS="1 2 3" chooses others; skipped where npm or its registry cannot be reached.
here=$(cd "$(dirname "$0")" && pwd)
tool=${top_builddir:-.}/hours_tool
version=3.15.0
skip() { echo "1..0 # SKIP $1"; exit 0; }
[ -z "${VIGIE_QUICK:-}" ] || skip "configured with --disable-lab"
command -v npm >/dev/null && command -v node >/dev/null || skip "npm is not installed"
dir=${OPENING_HOURS_DIR:-${top_builddir:-.}/hours.npm}
module=$dir/node_modules/opening_hours/build/opening_hours.esm.mjs
if [ ! -e "$module" ]; then
	mkdir -p "$dir" && (cd "$dir" && echo '{"private":true}' >package.json &&
		npm install --silent --no-audit --no-fund "opening_hours@$version" >npm.log 2>&1) ||
		skip "npm cannot install opening_hours"
fi
for seed in ${SEEDS:-1 2 3 4 5}; do
	TZ=Europe/Paris node "$here/compare.mjs" "$module" "$tool" 4000 100 "$seed" >"$dir/out.$seed" ||
		{ cat "$dir/out.$seed"; exit 1; }
	grep '^# seed' "$dir/out.$seed"
done
echo 1..1
echo "ok 1 - opening hours mean what opening_hours.js takes them for"
