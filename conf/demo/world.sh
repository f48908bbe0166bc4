#!/bin/bash
# The world of the demonstration, in two network namespaces joined by one cable: in one lives
# vigie, in the other every address that its configuration watches.  Nothing of this machine's
# own network is touched or reached.
#
#   world.sh up ETC FOLDER      makes it from the addresses in ETC/vigie.conf and ETC/sites.d
#   world.sh cut ETC SITE       the addresses of a point go away: to vigie, an outage
#   world.sh mend ETC SITE      they come back
#   world.sh down FOLDER        takes everything away again
#
# Needs root.
set -eu
near=vigie-demo far=vigie-field

# The addresses of configuration files: documentation ranges (RFC 5737) only.
addresses() {
	grep -hoE '"(192\.0\.2|198\.51\.100|203\.0\.113)\.[0-9]{1,3}"' "$@" | tr -d '"' | sort -u
}

start_snmpd() { # NAME FOLDER CONFIGURATION
	mkdir -p "$2/snmp/$1"
	printf '%s\n' "$3" >"$2/snmp/$1.conf"
	MIBS="" SNMP_PERSISTENT_DIR="$2/snmp/$1" ip netns exec "$far" /usr/sbin/snmpd -f -C -c "$2/snmp/$1.conf" \
		-I -smux -Lf "$2/snmp/$1.log" </dev/null >/dev/null 2>&1 &
	echo $! >>"$2/world.pids"
}

up() {
	local etc=$1 folder=$2 a
	down "$folder"
	ip netns add "$near"
	ip netns add "$far"
	ip -n "$near" link add cable type veth peer name cable netns "$far"
	ip -n "$near" addr add 169.254.7.1/30 dev cable
	ip -n "$far" addr add 169.254.7.2/30 dev cable
	for a in "$near" "$far"; do
		ip -n "$a" link set lo up
		ip -n "$a" link set cable up
	done
	ip -n "$near" route add default via 169.254.7.2
	for a in $(addresses "$etc/vigie.conf" "$etc"/sites.d/*.conf); do
		ip -n "$far" addr add "$a/32" dev lo
	done
	: >"$folder/world.pids"
	start_snmpd router "$folder" "agentaddress udp:$(router "$etc"):161
rocommunity $(secret "$etc" routers)
sysName routeur-alboussiere
sysServices 6"
	start_snmpd pc "$folder" "agentaddress udp:$(pc "$etc"):161
createUser vigie SHA-256 $(secret "$etc" pcs-auth) AES $(secret "$etc" pcs-priv)
rouser vigie authPriv
sysName poste-accueil"
}

secret() { # ETC NAME
	sed -n "s/^$2 *= *\"\([^\"]*\)\";.*/\1/p" "$1/secrets.conf"
}

# The router and the first PC of Alboussiere have a real SNMP agent.
router() {
	sed -n 's/.*router *= *{ *address *= *"\([^"]*\)".*/\1/p' "$1/sites.d/alboussiere.conf" | head -1
}
pc() {
	sed -n 's/.*id *= *"accueil" *; *address *= *"\([^"]*\)".*/\1/p' "$1/sites.d/alboussiere.conf" | head -1
}

# The addresses that go away with a point: what others use too (canaries, the operators' gateways) stays.
point() {
	[ -f "$1/sites.d/$2.conf" ] || {
		echo "no point is called \"$2\"; there are: $(cd "$1/sites.d" && ls | sed 's/\.conf$//' | tr '\n' ' ')" >&2
		exit 4
	}
	ip netns pids "$near" >/dev/null 2>&1 || {
		echo "the demonstration does not run: start it with ./quickstart" >&2
		exit 3
	}
	addresses "$1/sites.d/$2.conf" | grep -vxFf <(
		addresses "$1/vigie.conf"
		sed -n 's/.*first_hop *= *"\([^"]*\)".*/\1/p' "$1"/sites.d/*.conf
		echo none)
}

cut() {
	local a list
	list=$(point "$1" "$2")
	for a in $list; do ip -n "$far" addr del "$a/32" dev lo 2>/dev/null || true; done
}

mend() {
	local a list
	list=$(point "$1" "$2")
	for a in $list; do ip -n "$far" addr add "$a/32" dev lo 2>/dev/null || true; done
}

down() {
	local pid
	if [ -f "$1/world.pids" ]; then
		while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$1/world.pids"
		rm -f "$1/world.pids"
	fi
	ip netns del "$near" 2>/dev/null || true
	ip netns del "$far" 2>/dev/null || true
}

what=${1:-}
[ $# = 0 ] || shift
case $what in
up | cut | mend | down) "$what" "$@" ;;
*) sed -n 's/^#   //p' "$0" >&2; exit 2 ;;
esac
