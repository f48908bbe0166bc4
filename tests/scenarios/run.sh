#!/bin/bash
# run.sh - every recording of this folder through `vigie replay`, against what a person found right.
here=${top_srcdir:-.}/tests/scenarios
vigie=${top_builddir:-.}/vigie
out=$(mktemp) || exit 99
trap 'rm -f "$out" "$out.2"' EXIT
n=0
ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $1"; }

# refuses SENTENCE LINE...: exit 4, nothing on stdout, the sentence with its line number
refuses() {
	local what=$1; shift
	printf '%s\n' "$@" > "$out.2"
	"$vigie" -c "$here/vigie.conf" replay "$out.2" > "$out" 2> "$out.err"
	if [ $? -eq 4 ] && [ ! -s "$out" ] && grep -q ":$#: .*$what" "$out.err"; then
		ok "refused by its line: $what"
	else
		not_ok "refused by its line: $what"; sed 's/^/# /' "$out.err"
	fi
	rm -f "$out.err"
}

for story in "$here"/*.jsonl; do
	name=$(basename "$story" .jsonl)
	conf=$here/vigie.conf
	[ -f "$here/$name/vigie.conf" ] && conf=$here/$name/vigie.conf
	if "$vigie" -c "$conf" replay "$story" > "$out" && cmp -s "$out" "$here/$name.expected"; then
		ok "$name says what a person found right"
	else
		not_ok "$name says what a person found right"
		diff "$here/$name.expected" "$out" | head -20 | sed 's/^/# /'
	fi
done

"$vigie" -c "$here/vigie.conf" replay "$here/outage.jsonl" > "$out"
"$vigie" -c "$here/vigie.conf" replay - < "$here/outage.jsonl" > "$out.2"
if cmp -s "$out" "$out.2"; then ok "the same input gives the same bytes"; else not_ok "the same input gives the same bytes"; fi
"$vigie" -c "$here/vigie.conf" replay --until 2026-03-03T09:06:00Z "$here/outage.jsonl" > "$out.2"
if [ -s "$out.2" ] && cmp -s <(head -n "$(wc -l < "$out.2")" "$out") "$out.2" && ! grep -q '"event":"restored"' "$out.2"; then
	ok "time can end before the last line"
else
	not_ok "time can end before the last line"
fi
"$vigie" -c "$here/vigie.conf" replay --until 2026-03-04T00:00:00Z "$here/outage.jsonl" > "$out.2"
if grep -q '"object":"alpha/link","state":"unknown"' "$out.2" || grep -q '"kind":"blind"' "$out.2"; then
	ok "and after it"
else
	not_ok "and after it"
fi

# --report: the same lines, then what a person counted of the outage: 600 s of one point
day=2026-03-03..2026-03-03
"$vigie" -c "$here/vigie.conf" replay --report $day "$here/outage.jsonl" > "$out.2"
if cmp -s <(head -n -1 "$out.2") "$out" && tail -n 1 "$out.2" | grep -q '^{"type":"report","days":\[\[116772,0,115484,600\]\],' &&
	tail -n 1 "$out.2" | grep -q '"until":"2026-03-03T09:21:33Z"' &&
	cmp -s "$out.2" <("$vigie" -c "$here/vigie.conf" replay --report $day "$here/outage.jsonl"); then
	ok "a replay ends with the report that is asked for, the same bytes each time"
else
	not_ok "a replay ends with the report that is asked for, the same bytes each time"; tail -n 1 "$out.2" | cut -c 1-400 | sed 's/^/# /'
fi

good='{"t":1772528400,"check":"alpha/router/icmp","status":"ok"}'
refuses 'has no check "alpha/nothing"' "$good" '{"t":1772528401,"check":"alpha/nothing","status":"ok"}'
refuses 'time goes back by 1 s' "$good" '{"t":1772528399,"check":"alpha/router/icmp","status":"ok"}'
refuses 'no time between 2000 and 2100' "$good" '{"t":12,"check":"alpha/router/icmp","status":"ok"}'
refuses 'no time between 2000 and 2100' '{"t":4102444800,"check":"alpha/router/icmp","status":"ok"}'
refuses 'not JSON' "$good" '{"t":1772528401,"check":"alpha/router/icmp","sta'
refuses 'not JSON' '{"t":NaN,"check":"alpha/router/icmp","status":"ok"}'
refuses 'is no status' '{"t":1772528400,"check":"alpha/router/icmp","status":"fine"}'
refuses 'wants a "status"' '{"t":1772528400,"check":"alpha/router/icmp"}'
refuses 'one of "check", "do" and "vigie"' '{"t":1772528400}'
refuses 'wants one JSON object' '[1772528400]'
refuses 'before it starts' "$good" '{"t":1772528401,"do":["maintenance","add","alpha","2026-03-06T17:00:00Z","2026-03-06T15:00:00Z"]}'
refuses 'there is no incident 1' "$good" '{"t":1772528401,"do":["ack","1"]}'
refuses 'neither a site, nor a group' "$good" '{"t":1772528401,"do":["maintenance","add","nowhere","2026-03-06T15:00:00Z","2026-03-06T17:00:00Z"]}'
refuses 'cannot be done in a replay' "$good" '{"t":1772528401,"do":["reload"]}'
refuses 'not JSON' "$good" '{"t":1772528401,"check":"alpha/router/icmp","status":"ok","values":{"snr_down_db":NaN}}'
refuses 'not JSON' "$good" '{"t":1e999,"check":"alpha/router/icmp","status":"ok"}'
refuses 'not JSON' '{"t":1772528400,"t":1772528400,"check":"alpha/router/icmp","status":"ok"}'
refuses 'no time between 2000 and 2100' '{"t":-1,"check":"alpha/router/icmp","status":"ok"}'
refuses 'no time between 2000 and 2100' '{"t":946684799.999,"check":"alpha/router/icmp","status":"ok"}'
refuses 'one of "check", "do" and "vigie"' '{"t":1772528400,"check":{"a":[{"b":[]}]},"status":"ok"}'
refuses 'a time: "t"' "$good" '{"t":"1772528401","check":"alpha/router/icmp","status":"ok"}'
refuses 'not JSON' "$good" "$(printf '%5000s' | tr ' ' '[')"
refuses 'list of a command' "$good" '{"t":1772528401,"do":"reload"}'
refuses 'nothing else' "$good" '{"t":1772528401,"do":["ack",1]}'
refuses 'can "stop" and "start"' "$good" '{"t":1772528401,"vigie":"pause"}'
refuses 'it is over already' "$good" '{"t":1772528401,"do":["maintenance","add","alpha","2026-03-02T15:00:00Z","2026-03-02T17:00:00Z"]}'
refuses 'more than a week ago' "$good" '{"t":1772528401,"do":["closure","add","alpha","2026-02-02T15:00:00Z","2026-02-02T17:00:00Z"]}'
refuses 'it cannot stop' '{"t":1772528400,"vigie":"stop"}'
echo "1..$n"
