#!/usr/bin/python3
"""Probes in network namespaces: who answered with what, loss, real snmpd, names that do not resolve."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lab import BUILD, Process, World, done, ok, sh, skip, wait_for

world = World()
work = pathlib.Path(tempfile.mkdtemp(prefix="vigie-probes."))
ONCE = str(BUILD / "probe_once")


def probe(*arguments, ms=700, ping=False, check=False, timeout=60):
    r = world.inside(world.near, ONCE, *(["-P"] if ping else []), "-t", str(ms), *arguments, check=check,
                     timeout=timeout)
    m = re.findall(r"^(ok|warn|fail|error): (.*)$", r.stdout, re.M)
    status, said = m[-1] if m else ("died", r.stdout + r.stderr)
    return status, said, dict(re.findall(r"^([a-z0-9_]+) = (\S+)$", r.stdout, re.M))


# The field: addresses that behave in their own way.

ALIVE, DROP, HOST, ADMIN, PORT, NET, LOSSY = (f"192.0.2.{n}" for n in (1, 2, 3, 4, 5, 6, 7))
world.add(ALIVE, DROP, HOST, ADMIN, PORT, NET, LOSSY)
for ns, mine, its in ((world.near, "fd00:7::1", "fd00:7::2"), (world.far, "fd00:7::2", "fd00:7::1")):
    sh("ip", "-n", ns, "addr", "add", f"{mine}/64", "dev", "cable", "nodad")
for n in range(1, 6):
    sh("ip", "-n", world.far, "addr", "add", f"2001:db8::{n}/128", "dev", "lo", "nodad")
sh("ip", "-n", world.near, "route", "add", "2001:db8::/64", "via", "fd00:7::2")
rules = f"""
table inet field {{
  chain in {{
    type filter hook input priority 0;
    ip daddr {DROP} drop
    ip daddr {HOST} reject with icmp type host-unreachable
    ip daddr {ADMIN} reject with icmp type admin-prohibited
    ip daddr {PORT} meta l4proto icmp reject with icmp type port-unreachable
    ip daddr {NET} reject with icmp type net-unreachable
    ip daddr {LOSSY} numgen random mod 100 < 30 drop
    ip6 daddr 2001:db8::2 drop
    ip6 daddr 2001:db8::3 reject with icmpv6 type addr-unreachable
    ip6 daddr 2001:db8::4 reject with icmpv6 type admin-prohibited
    ip6 daddr 2001:db8::5 meta l4proto ipv6-icmp reject with icmpv6 type port-unreachable
  }}
}}
"""
r = world.inside(world.far, "nft", "-f", "-", check=False, input=rules)
has_nft = r.returncode == 0
if not has_nft:
    skip("refusals by nft", r.stderr.strip() or "nft does not work here")
# The kernel's own thrift with refusals is not what is tried here.
sh("ip", "netns", "exec", world.far, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0",
   check=False)
wait_for(lambda: probe("icmp", ALIVE, "echoes=1")[0] == "ok", 5)
sh("ip", "netns", "exec", world.near, "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647")

FAR, FAR6 = "169.254.7.2", "fd00:7::2"
WORDS = [
    ("an answer", "icmp", ALIVE, "ok", ""), ("an answer", "icmp", "2001:db8::1", "ok", ""),
    ("silence", "icmp", DROP, "fail", "no reply"),
    ("host unreachable", "icmp", HOST, "fail", f"host unreachable ({HOST})"),
    ("prohibited", "icmp", ADMIN, "fail", f"administratively prohibited ({ADMIN})"),
    ("port unreachable", "icmp", PORT, "fail", f"port unreachable ({PORT})"),
    ("network unreachable", "icmp", NET, "fail", f"network unreachable ({NET})"),
    ("silence", "icmp", "2001:db8::2", "fail", "no reply"),
    ("host unreachable", "icmp", "2001:db8::3", "fail", "host unreachable (2001:db8::3)"),
    ("prohibited", "icmp", "2001:db8::4", "fail", "administratively prohibited (2001:db8::4)"),
    ("port unreachable", "icmp", "2001:db8::5", "fail", "port unreachable (2001:db8::5)"),
]
if has_nft:
    for ping in (False, True):
        kind = "a ping socket" if ping else "a raw socket"
        for what, name, address, status, said in WORDS:
            family = "IPv6" if ":" in address else "IPv4"
            s, t, values = probe(name, address, ping=ping)
            # Which of its addresses the far end signs with is its own business.
            bare = re.sub(r"\([0-9a-f:.]+\)", "()", t)
            ok((s, bare) == (status, re.sub(r"\([0-9a-f:.]+\)", "()", said)) and ("(" not in said or "(" in t),
               f"{what}, {family}, {kind}", s, t)
            if status == "fail" and values.get("loss_pct") != "100":
                ok(False, f"{what}: all is lost", values)
    closed = probe("tcp", ALIVE, "port=9")
    ok(closed[:2] == ("fail", "connection refused"), "a closed TCP port refuses", closed)
    texts = {probe("tcp", a, "port=9")[1] for a in (DROP, HOST, ALIVE)}
    ok(len(texts) == 3, "TCP: silence, unreachable and refused have three texts", texts)

sh("ip", "-n", world.near, "route", "del", "default")
s, t, _ = probe("icmp", "10.9.9.9")
ok((s, t) == ("error", "no route from this machine"), "no route here is our error, not the target's", s, t)
sh("ip", "-n", world.near, "route", "add", "default", "via", FAR)

# An ICMP error whose quoted packet is not ours.

FORGE = """
import socket, struct, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
def csum(b):
    n = sum(struct.unpack('>%dH' % (len(b) // 2), b)); n = (n >> 16) + (n & 0xffff); n += n >> 16
    return ~n & 0xffff
end = time.monotonic() + 3
while time.monotonic() < end:
    for seq in range(200):
        inner = bytes([0x45,0,0,84,0,0,0,0,64,1,0,0]) + socket.inet_aton('169.254.7.1') + socket.inet_aton(sys.argv[1])
        inner += bytes([8,0,0,0]) + struct.pack('>HH', 4242, seq) + b'x' * 56
        p = bytes([3,1,0,0,0,0,0,0]) + inner
        s.sendto(p[:2] + struct.pack('>H', csum(p)) + p[4:], ('169.254.7.1', 0))
    time.sleep(0.02)
"""
forger = Process(["/usr/bin/python3", "-c", FORGE, ALIVE], work / "forger.log", world.far)
time.sleep(0.3)
s, t, values = probe("icmp", ALIVE, "echoes=5", ms=2000)
ok((s, values.get("loss_pct")) == ("ok", "0"), "errors that quote what we did not send are ignored", s, t, values)
forger.end()


def many(lines, seconds, ping=False):
    r = world.inside(world.near, ONCE, *(["-P"] if ping else []), "-s", str(seconds), input="\n".join(lines) + "\n",
                     check=False, timeout=seconds + 60)
    out = []
    for line in r.stdout.splitlines():
        m = re.match(r"(\S+) (\w+) took_us=(\d+) late_us=(\d+)(.*) \"(.*)\"$", line)
        if m:
            out.append((m[1], m[2], int(m[3]), int(m[4]), dict(re.findall(r"(\w+)=(\S+)", m[5])), m[6]))
    return out, r.stdout.splitlines()[-1] if r.stdout else r.stderr


if has_nft:
    results, _ = many([f"lossy-{i} icmp {LOSSY} 1000 900 echoes=5 gap=20ms" for i in range(20)], 10)
    loss = [float(v["loss_pct"]) for _, _, _, _, v, _ in results if "loss_pct" in v]
    worst = 0
    for n in {x[0] for x in results}:
        run = 0
        for x in results:
            if x[0] == n:
                run = run + 1 if x[1] == "fail" else 0
                worst = max(worst, run)
    mean = sum(loss) / len(loss) if loss else -1
    ok(len(loss) > 100 and 25 <= mean <= 35, "thirty per cent of loss is measured", len(loss), mean)
    ok(worst < 3, "and is no outage", worst)

    # Silent targets delay nobody.
    lines = [f"silent-{i} icmp {DROP} 1000 900 echoes=1" for i in range(2000)]
    lines += [f"alive-{i} icmp {ALIVE} 500 400 echoes=1" for i in range(50)]
    results, stats = many(lines, 6)
    alive = [x for x in results if x[0].startswith("alive")]
    ok(len(alive) > 400 and all(x[1] == "ok" for x in alive), "2,000 silent targets hide no living one",
       len(alive), [x for x in alive if x[1] != "ok"][:3], stats)
    p99 = int(re.search(r"late_p99_us=(\d+)", stats)[1])
    ok(p99 < 1000000, "and delay none", stats)

# One device floods us with answers that nobody asked for.

FLOOD = """
import os, socket, struct, time
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
end = time.monotonic() + 7
while time.monotonic() < end:
    for _ in range(500):
        n = os.urandom(4)
        p = bytes([0, 0, 0, 0]) + n + n + b'vigi' + b'x' * 48
        t = sum(struct.unpack('>%dH' % (len(p) // 2), p)); t = (t >> 16) + (t & 0xffff); t += t >> 16
        try: s.sendto(p[:2] + struct.pack('>H', ~t & 0xffff) + p[4:], ('169.254.7.1', 0))
        except OSError: pass
"""
flooders = [Process(["/usr/bin/python3", "-c", FLOOD], work / "flood.log", world.far) for _ in range(2)]
results, stats = many([f"alive-{i} icmp {ALIVE} 500 400 echoes=1" for i in range(50)], 5)
stray = int(re.search(r"stray=(\d+)", stats)[1])
ok(stray > 5000 and len(results) > 300 and sum(x[1] == "ok" for x in results) >= 0.99 * len(results),
   "a flood of answers nobody asked for is counted and hides nothing", stats, len(results))
for f in flooders:
    f.end()

# The process stands still for a while: what was not measured is not down, and nothing bursts.

lines = [f"c-{i} icmp {ALIVE} 2000 1000 echoes=1" for i in range(500)]
p = subprocess.Popen(["ip", "netns", "exec", world.near, ONCE, "-s", "9"], stdin=subprocess.PIPE,
                     stdout=subprocess.PIPE, text=True)
threading.Timer(2, lambda: os.kill(p.pid, 19)).start()
threading.Timer(6, lambda: os.kill(p.pid, 18)).start()
out, _ = p.communicate("\n".join(lines) + "\n")
statuses = re.findall(r"^c-\d+ (\w+) ", out, re.M)
late = [int(n) for n in re.findall(r"late_us=(\d+)", out)]
ok(len(statuses) > 500 and set(statuses) == {"ok"}, "four seconds of standing still make nothing fail",
   len(statuses), {s: statuses.count(s) for s in set(statuses)})
ok(max(late) <= 2100000 and int(re.search(r"skipped=(\d+)", out)[1]) > 100,
   "what was missed is skipped, not made up for", max(late), out.splitlines()[-1])

# Names.

results, stats = many([f"n-{i} icmp host-{i}.invalid 1500 1000 echoes=1" for i in range(100)] +
                      [f"a icmp {ALIVE} 1000 500 echoes=1"], 5)
named = [x for x in results if x[0] != "a"]
ok(len(named) >= 100 and {x[1] for x in named} == {"error"} and all(x[5].startswith("name does not resolve: host-")
   for x in named), "names that do not resolve are an error, nothing is down", named[:2], stats)
ok([x[1] for x in results if x[0] == "a"].count("ok") >= 3, "and others are measured meanwhile", stats)

# A real snmpd.

if not shutil.which("snmpd"):
    skip("snmpd", "snmpd is not installed")
else:
    conf = work / "snmpd.conf"
    conf.write_text(f"""
agentaddress udp:{ALIVE}:161,udp6:[2001:db8::1]:161
rocommunity public
rocommunity6 public
createUser vigie SHA-256 authpassword AES privpassword
createUser strong SHA-512 authpassword AES256 privpassword
rouser vigie authpriv
rouser strong authpriv
""")
    snmpd = Process(["env", f"SNMP_PERSISTENT_DIR={work}/var", "snmpd", "-f", "-Lo", "-C", "-c", conf],
                    work / "snmpd.log", world.far)
    up = wait_for(lambda: probe("snmp", ALIVE)[0] == "ok", 15)
    ok(up, "snmpd answers version 2c", snmpd.text()[-500:])
    for what, address, options in (
            ("version 1", ALIVE, ["version=1"]), ("IPv6", "2001:db8::1", []),
            ("version 3, SHA-256 and AES", ALIVE, ["version=3", "user=vigie", "auth_key=authpassword",
                                                   "priv_key=privpassword"]),
            ("version 3, SHA-512 and AES-256", ALIVE, ["version=3", "user=strong", "auth=SHA-512",
                                                       "auth_key=authpassword", "priv=AES-256",
                                                       "priv_key=privpassword"])):
        s, t, v = probe("snmp", address, *options, "profile=router", "interface=lo", ms=3000)
        ok(s == "ok" and "uptime_s" in v, f"{what}: an interface is read", s, t, v)
    s, t, v = probe("snmp", ALIVE, "profile=host", ms=3000)
    ok(s == "ok" and {"uptime_s", "mem_pct", "disk_pct"} <= set(v), "a computer's resources are read", s, t, v)
    for what, options, said in (
            ("a wrong password", ["user=vigie", "auth_key=wrongpassword", "priv_key=privpassword"],
             "authentication refused: wrong password or kind"),
            ("an unknown user", ["user=nobody", "auth_key=authpassword", "priv_key=privpassword"],
             "authentication refused: unknown user"),
            ("a wrong password for encryption", ["user=vigie", "auth_key=authpassword", "priv_key=wrongpassword"],
             "no reply to encrypted questions: wrong password or kind?")):
        s, t, _ = probe("snmp", ALIVE, "version=3", *options, "retries=0", ms=1000)
        ok((s, t) == ("fail", said), f"{what} is told as that", s, t)
    s, t, _ = probe("snmp", ALIVE, "port=162")
    ok(s == "fail" and t.startswith("port unreachable ("), "no agent: the port is unreachable", s, t)

    # Silent version 3 agents among living ones: discovery blocks nobody.
    lines = [f"s-{i} snmp {DROP} 2000 1900 version=3 user=vigie auth_key=authpassword priv_key=privpassword"
             for i in range(200)]
    lines += [f"a-{i} snmp {ALIVE} 500 400 retries=0" for i in range(10)]
    results, stats = many(lines, 5)
    alive = [x for x in results if x[0].startswith("a-")]
    if has_nft:
        ok(len(alive) > 50 and sum(x[1] == "ok" for x in alive) >= len(alive) * 0.95,
           "silent version 3 agents delay nobody", len(alive), stats)

    # What the library would read and make if it were let.
    if shutil.which("strace"):
        home = work / "home"
        (home / ".snmp").mkdir(parents=True)
        r = world.inside(world.near, "env", f"HOME={home}", f"SNMPCONFPATH={home}", "strace", "-f", "-qq", "-e",
                         "trace=open,openat,creat,mkdir,mkdirat,rename", ONCE, "-t", "2000", "snmp", ALIVE, "version=3",
                         "user=vigie", "auth_key=authpassword", "priv_key=privpassword", check=False)
        touched = [l for l in r.stderr.splitlines() if re.search(r"snmp|mibs", l) and "libnetsnmp" not in l]
        ok("ok:" in r.stdout and not touched, "no file of net-snmp is read or made", r.stdout[-200:], *touched[:5])
    else:
        skip("files of net-snmp", "strace is not installed")
    snmpd.end()

# TCP that accepts and then says nothing, or too much.

CHATTER = """
import socket, threading, time
def serve(port, talk):
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('192.0.2.1', port)); s.listen(50)
    while True:
        c, _ = s.accept()
        threading.Thread(target=talk, args=(c,), daemon=True).start()
def silent(c): time.sleep(60)
def flood(c):
    try:
        for _ in range(10): c.sendall(b'x' * 1000000)
    except OSError: pass
threading.Thread(target=serve, args=(7001, silent), daemon=True).start()
serve(7002, flood)
"""
chatter = Process(["/usr/bin/python3", "-c", CHATTER], work / "chatter.log", world.far)
wait_for(lambda: probe("tcp", ALIVE, "port=7002")[0] == "ok", 5)
for what, port in (("says nothing", 7001), ("says ten megabytes", 7002)):
    s, t, v = probe("tcp", ALIVE, f"port={port}")
    ok((s, t) == ("ok", "connected") and float(v["connect_ms"]) < 500, f"who accepts and {what} is connected", s, t)
chatter.end()

shutil.rmtree(work, ignore_errors=True)
done()
