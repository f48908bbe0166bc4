#!/usr/bin/python3
"""The snmp probe against agents that lie, cut, repeat, restart and never end."""
import pathlib
import random
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lab import BUILD, done, ok
from snmp_agent import (COUNTER, COUNTER64, GAUGE, GET, RESPONSE, TICKS, Agent, Key, Table, message_v3, number,
                        pdu, report, respond, tlv)

SYSTEM = {"1.3.6.1.2.1.1.3.0": number(123456, TICKS)}
V3 = ["version=3", "user=vigie", "level=authNoPriv", "auth=SHA-256", "auth_key=authpassword"]


class Outcome:
    def __init__(self, text, code):
        self.text, self.code = text, code
        m = re.findall(r"^(ok|warn|fail|error): (.*)$", text, re.M)
        self.all = m
        self.status, self.said = m[-1] if m else ("died", f"exit {code}")
        self.values = dict(re.findall(r"^([a-z0-9_]+) = (\S+)$", text, re.M))


def probe(agent, *options, ms=1500, times=1, address="127.0.0.1"):
    r = subprocess.run([BUILD / "probe_once", "-t", str(ms), "-n", str(times), "snmp", address,
                        f"port={agent.port}", "retries=1", *options], capture_output=True, text=True, timeout=120)
    return Outcome(r.stdout, r.returncode)


def with_agent(answer, *options, **kw):
    agent = Agent(answer)
    try:
        return probe(agent, *options, **kw), agent
    finally:
        agent.close()


# What is not an answer.

def mutated(change):
    def answer(r):
        return change(r, respond(r, [(n, SYSTEM.get(n, number(1, GAUGE))) for n in r.names]))
    return answer


def set_length(r, p, head):
    return b"\x30" + head + p[2:]


for what, change in {
    "bytes left over": lambda r, p: p + b"\x00",
    "another version": lambda r, p: p.replace(b"\x02\x01\x01", b"\x02\x01\x00", 1),
    "another community": lambda r, p: p.replace(b"public", b"secret", 1),
    "a request instead of a response": lambda r, p: p.replace(b"\xa2", b"\xa0", 1),
    "a trap": lambda r, p: p.replace(b"\xa2", b"\xa7", 1),
    "indefinite length": lambda r, p: set_length(r, p, b"\x80") + b"\0\0",
    "length FFFFFFFF": lambda r, p: set_length(r, p, b"\x84\xff\xff\xff\xff"),
    "an integer of nine bytes": lambda r, p: respond(r, [(n, tlv(2, b"\x01" * 9)) for n in r.names]),
    "a name of 129 parts": lambda r, p: respond(r, [("1.3" + ".1" * 127, tlv(5, b"")) for _ in r.names]),
    "an empty datagram": lambda r, p: b"",
    "text": lambda r, p: b"HTTP/1.1 400 Bad Request\r\n\r\n",
}.items():
    o, _ = with_agent(mutated(change), ms=400)
    ok(o.status == "fail" and (o.said.startswith("malformed answer") or o.said == "no reply"),
       f"{what}: no answer, and the poller lives", o.text)

o, _ = with_agent(lambda r: respond(r, [(n, SYSTEM.get(n, number(1))) for n in r.names],
                                    request_id=r.request_id ^ 1), ms=400)
ok((o.status, o.said) == ("fail", "no reply"), "an answer with another id is nobody's", o.text)

o, _ = with_agent(lambda r: respond(r, [(n + ".1", number(1)) for n in r.names]), ms=400)
ok(o.status == "fail" and o.said.startswith("malformed answer"), "an answer to another question is none", o.text)

elsewhere = Agent(lambda r: None)
agent = Agent(None)


def from_elsewhere(r):
    elsewhere.socket.sendto(Table(SYSTEM)(r), agent.peer)


agent.answer = from_elsewhere
o = probe(agent, ms=400)
ok((o.status, o.said) == ("fail", "no reply"), "the right bytes from another port are nobody's", o.text)
agent.close()
elsewhere.close()

good_agent = {}


def cut(r):
    p = respond(r, [(n, SYSTEM.get(n, number(7, GAUGE))) for n in r.names])
    good_agent["n"] = good_agent.get("n", -1) + 1
    return p[:good_agent["n"] % len(p)]


o, agent = with_agent(cut, ms=60, times=120)
ok(len(o.all) == 120 and all(s == "fail" and (t.startswith("malformed") or t == "no reply") for s, t in o.all),
   "an answer cut at each of its bytes is malformed or silence", o.text[-400:])

rng = random.Random(7)


def noise(r):
    p = bytearray(respond(r, [(n, SYSTEM.get(n, number(7, GAUGE))) for n in r.names]))
    out = []
    for _ in range(40):
        q = bytearray(p)
        for _ in range(rng.randint(1, 4)):
            q[rng.randrange(len(q))] = rng.randrange(256)
        if rng.random() < 0.2:
            del q[rng.randrange(len(q)):]
        out.append(bytes(q))
    return out


o, agent = with_agent(noise, ms=60, times=60)
ok(len(o.all) == 60 and all(s in ("fail", "ok") for s, _ in o.all),
   "thousands of changed bytes end nothing but a question", o.text[-400:])

# Agents as they are.

o, _ = with_agent(Table(SYSTEM))
ok(o.status == "ok" and o.values.get("uptime_s") == "1234.56", "an uptime is read", o.text)

o, _ = with_agent(Table(SYSTEM), "version=1")
ok(o.status == "ok" and o.values.get("uptime_s") == "1234.56",
   "version 1 refuses a whole question for one object: the rest is asked again", o.text)


def too_big(r):
    return respond(r, [], 1) if len(r.names) > 1 else Table(SYSTEM)(r)


o, agent = with_agent(too_big, times=2)
ok([s for s, _ in o.all] == ["ok", "ok"], "what is too big is asked in parts", o.text)
ok(len(agent.requests) <= 9, "and the agent's size is remembered", len(agent.requests))

calls = []


def late_first(r):
    calls.append(r.id)
    return None if len(calls) == 1 else Table(SYSTEM)(r)


o, agent = with_agent(late_first, ms=3000)
ok(o.status == "ok" and len(agent.requests) == 2, "a lost question is repeated", o.text)

o, agent = with_agent(lambda r: respond(r, [], 16))
ok(o.status == "fail" and "access refused" in o.said, "a refusal is told as one", o.text)

# Version 3.

key = Key(b"authpassword")


def v3_good(r, **kw):
    if not r.engine:
        return report(r, 4)
    return message_v3(r, pdu(RESPONSE, r.request_id, Table(SYSTEM).variables(r)), key=key, **kw)


o, agent = with_agent(v3_good, *V3, times=2)
ok([s for s, _ in o.all] == ["ok", "ok"] and len(agent.requests) == 3,
   "an engine is discovered once and then known", o.text, len(agent.requests))

clock = {"boots": 1}


def restarted(r):
    if not r.engine:
        return report(r, 4)
    if r.boots != 5:
        return report(r, 2, key=key, boots=5, time=77, user=b"vigie")
    return v3_good(r, boots=5, time=77)


o, agent = with_agent(restarted, *V3)
ok(o.status == "ok" and len(agent.requests) == 3, "notInTimeWindow: one new look at its clock, then an answer", o.text)


def never_in_time(r):
    return report(r, 4) if not r.engine else report(r, 2, key=key, boots=5, time=77, user=b"vigie")


o, agent = with_agent(never_in_time, *V3)
ok(o.status == "fail" and "time window" in o.said and len(agent.requests) == 3,
   "never in its time window: told, without a storm", o.text, len(agent.requests))

o, agent = with_agent(lambda r: report(r, 4) if not r.engine else report(r, 2, boots=9, time=1), *V3, ms=500)
ok(o.status == "fail" and "not proven" in o.said, "an unsigned report about time is not believed", o.text)

o, agent = with_agent(lambda r: report(r, 4), *V3)
ok(o.status == "fail" and o.said.startswith("discovery loop") and len(agent.requests) <= 3,
   "unknownEngineID for ever: three packets and a name for it", o.text, len(agent.requests))

o, agent = with_agent(lambda r: report(r, 4) if not r.engine else report(r, 5), *V3)
ok(o.status == "fail" and o.said.startswith("authentication refused") and len(agent.requests) == 2,
   "wrongDigest: authentication refused, no storm", o.text)

o, agent = with_agent(lambda r: report(r, 4) if not r.engine else
                      message_v3(r, pdu(RESPONSE, r.request_id, Table(SYSTEM).variables(r)), digest=b"\xaa"), *V3, ms=500)
ok(o.status == "fail" and o.said.startswith("malformed"), "a digest of one byte proves nothing", o.text)

o, agent = with_agent(lambda r: report(r, 4) if not r.engine else
                      message_v3(r, pdu(RESPONSE, r.request_id, Table(SYSTEM).variables(r)),
                                 key=Key(b"otherpassword")), *V3, ms=500)
ok(o.status == "fail" and "not proven" in o.said, "an answer signed with another key is refused", o.text)

o, agent = with_agent(lambda r: report(r, 4) if not r.engine else
                      message_v3(r, pdu(RESPONSE, r.request_id, Table(SYSTEM).variables(r))), *V3, ms=500)
ok(o.status == "fail" and "not proven" in o.said, "an unsigned answer to a signed question is refused", o.text)

o, agent = with_agent(lambda r: report(r, 4, boots=7, time=90000) if not r.engine else
                      v3_good(r, boots=6, time=90000), *V3, ms=500)
ok(o.status == "fail" and "went back" in o.said, "boots that go back are refused", o.text)

replayed = []


def replay(r):
    if not r.engine:
        return report(r, 4)
    replayed.append(v3_good(r))
    return replayed[0]


o, agent = with_agent(replay, *V3, ms=500, times=2)
ok([s for s, _ in o.all] == ["ok", "fail"], "an old answer sent again is no answer", o.text)

twins = [Agent(v3_good, "127.0.0.1"), Agent(v3_good, "127.0.0.2")]
lines = "".join(f"{n} snmp {a} 700 500 port={t.port} {' '.join(V3)}\n"
                for n, a, t in (("a", "127.0.0.1", twins[0]), ("b", "127.0.0.2", twins[1])))
r = subprocess.run([BUILD / "probe_once", "-s", "4"], input=lines, capture_output=True, text=True, timeout=60)
states = re.findall(r"^([ab]) (\w+) .*\"(.*)\"$", r.stdout, re.M)
ok(states and all(s == "ok" for _, s, _ in states) and {n for n, _, _ in states} == {"a", "b"},
   "two devices with one engine id both work", r.stdout)
ok(any("same engine id as 127.0.0." in t for _, _, t in states), "and that is said", r.stdout)
for t in twins:
    t.close()

# Walks that do not end.

IF = "1.3.6.1.2.1.31.1.1.1.1"
ROUTER = ["profile=router", "interface=ppp0"]


def table(rows, **more):
    t = dict(SYSTEM)
    for i, name in rows.items():
        t[f"{IF}.{i}"] = tlv(4, name.encode())
        t[f"1.3.6.1.2.1.2.2.1.2.{i}"] = tlv(4, name.encode())
        t[f"1.3.6.1.2.1.2.2.1.8.{i}"] = number(1)
    t.update(more)
    return t


def same_row(r):
    if r.pdu == GET:
        return Table(table({3: "eth0"}))(r)
    return respond(r, [(IF + ".7", tlv(4, b"eth7"))])


o, agent = with_agent(same_row, *ROUTER)
ok(o.status == "fail" and "does not increase" in o.said and len(agent.requests) <= 3,
   "a table that does not increase is given up", o.text)


def endless(r):
    last = int(r.names[0].rsplit(".", 1)[1]) if r.names[0].startswith(IF + ".") else 0
    return respond(r, [(f"{IF}.{last + k + 1}", tlv(4, b"x")) for k in range(25)])


o, agent = with_agent(endless, *ROUTER, ms=10000)
ok(o.status == "fail" and "too long" in o.said, "a table of 100,000 rows is given up by its rows", o.text[-300:])


def slow(r):
    time.sleep(0.4)
    return endless(r)


o, agent = with_agent(slow, *ROUTER, ms=2000)
ok(o.status == "fail" and "no reply" in o.said, "one that trickles is given up by its time", o.text[-300:])

o, agent = with_agent(lambda r: respond(r, [(n, tlv(4, b"x" * 60000)) for n in r.names[:1]]), ms=500)
ok((o.status, o.said) == ("fail", "answer too long"), "an answer of 60 KB is not read", o.text)

# An interface by its name.

COUNTERS = {"in": 1000, "out": 500, "index": 3, "uptime": 100000, "names": {1: "lo", 3: "ppp0"}, "hc": True,
            "extra": {}, "speed": 0}


def router(r):
    c = COUNTERS
    i = c["index"]
    t = table(c["names"])
    t["1.3.6.1.2.1.1.3.0"] = number(c["uptime"] % 2**32, TICKS)
    t[f"1.3.6.1.2.1.2.2.1.5.{i}"] = number(0, GAUGE)
    t[f"1.3.6.1.2.1.31.1.1.1.15.{i}"] = number(c["speed"], GAUGE)
    if c["hc"]:
        t[f"1.3.6.1.2.1.31.1.1.1.6.{i}"] = number(c["in"], COUNTER64)
        t[f"1.3.6.1.2.1.31.1.1.1.10.{i}"] = number(c["out"], COUNTER64)
    t[f"1.3.6.1.2.1.2.2.1.10.{i}"] = number(c["in"] % 2**32, COUNTER)
    t[f"1.3.6.1.2.1.2.2.1.16.{i}"] = number(c["out"] % 2**32, COUNTER)
    t.update(c["extra"])
    return Table(t)(r)


def story(changes, *options):
    """Runs the check once for each change (applied before its first question); the values of each run."""
    start = dict(COUNTERS)
    agent = Agent(router)
    steps = [{}] + changes
    state = {"n": -1, "rid": None}

    def answer(r):
        if "1.3.6.1.2.1.1.3.0" in r.names and r.pdu == GET:
            state["n"] += 1
            COUNTERS.update(steps[min(state["n"], len(steps) - 1)])
        return router(r)

    agent.answer = answer
    o = probe(agent, *ROUTER, *options, times=len(steps))
    agent.close()
    COUNTERS.clear()
    COUNTERS.update(start)
    runs = re.split(r"^(?:ok|warn|fail|error): .*$", o.text, flags=re.M)[:-1]
    return o, [dict(re.findall(r"^([a-z0-9_]+) = (\S+)$", run, re.M)) for run in runs]


o, runs = story([{"in": 126000, "uptime": 100010}])
ok(o.status == "ok" and "if_in_bps" not in runs[0] and float(runs[1].get("if_in_bps", 0)) > 1e6,
   "two samples make a rate, the first makes none", o.text)

o, runs = story([{"in": 10, "uptime": 100010}])
ok(o.status == "ok" and "if_in_bps" not in runs[1], "a 64-bit counter that fell makes no point", o.text)

o, runs = story([{"in": 999999999, "uptime": 50}])
ok(o.status == "ok" and "if_in_bps" not in runs[1] and float(runs[1]["uptime_s"]) == 0.5,
   "an agent that restarted makes no point", o.text)

COUNTERS.update(hc=False)
COUNTERS["in"] = 2**32 - 1000
o, runs = story([{"in": 2**32 + 11500, "uptime": 100010}])
ok(o.status == "ok" and 1e4 < float(runs[1].get("if_in_bps", 0)) < 2e6, "a 32-bit counter wraps", o.text)
COUNTERS.update(hc=True)
COUNTERS["in"] = 1000

COUNTERS["speed"] = 8
o, runs = story([{"in": 10**10, "uptime": 100010}])
ok(o.status == "ok" and "if_in_bps" not in runs[1], "no point is above what the interface can carry", o.text)
COUNTERS["speed"] = 0

COUNTERS["uptime"] = 2**32 - 5
o, runs = story([{"in": 126000, "uptime": 2**32 + 10}])
ok(o.status == "ok" and float(runs[1].get("if_in_bps", 0)) > 1e5 and float(runs[1]["uptime_s"]) > 42949672,
   "an uptime of 497 days goes on through its wrap", o.text)
COUNTERS["uptime"] = 100000

o, runs = story([{"index": 9, "names": {1: "lo", 3: "eth1", 9: "ppp0"}, "uptime": 100020}, {"uptime": 100040}])
ok([s for s, _ in o.all] == ["ok"] * 3 and "was number 3 and is now 9" in o.all[1][1],
   "a renumbered interface is found again by its name, and that is said", o.text)

o, runs = story([{"names": {1: "lo", 3: "eth1"}}])
ok(o.all[1][0] == "fail" and o.all[1][1] == "no interface ppp0 (there are: lo, eth1)",
   "one that is gone is missed by name", o.text)

COUNTERS["extra"] = {"1.3.6.1.2.1.2.2.1.8.3": number(2)}
o, runs = story([])
ok((o.status, o.said) == ("warn", "interface ppp0 is down"), "an interface that is down is a warning", o.text)

COUNTERS["extra"] = {
    "1.3.6.1.2.1.10.94.1.1.3.1.4.5": number(61, 2), "1.3.6.1.2.1.10.94.1.1.2.1.4.5": number(112),
    "1.3.6.1.2.1.10.94.1.1.3.1.5.5": number(380, GAUGE), "1.3.6.1.2.1.10.94.1.1.2.1.5.5": number(215, GAUGE),
    "1.3.6.1.2.1.10.94.1.1.4.1.2.6": number(8000000, GAUGE), "1.3.6.1.2.1.10.94.1.1.5.1.2.7": number(800000, GAUGE),
    "1.3.6.1.2.1.2.2.1.8.5": number(1), "1.3.6.1.2.1.2.2.1.9.5": number(40000, TICKS)}
o, runs = story([])
ok({k: runs[0].get(k) for k in ("snr_down_db", "snr_up_db", "atn_down_db", "sync_down_bps", "sync_up_bps",
                                "line_uptime_s")} ==
   {"snr_down_db": "6.1", "snr_up_db": "11.2", "atn_down_db": "38", "sync_down_bps": "8000000",
    "sync_up_bps": "800000", "line_uptime_s": "600"}, "the values of an ADSL line are read (RFC 2662)", o.text)

B = "1.3.6.1.2.1.10.251.1"
COUNTERS["extra"] = {
    f"{B}.1.2.1.4.5.1": number(98), f"{B}.1.2.1.4.5.2": number(63), f"{B}.1.2.1.2.5.1": number(2147483646),
    f"{B}.1.2.1.2.5.2": number(152), f"{B}.2.2.1.2.5.1": number(42000000, GAUGE),
    f"{B}.2.2.1.2.5.2": number(9000000, GAUGE), f"{B}.1.1.1.20.5": number(55000000, GAUGE)}
o, runs = story([])
ok({k: runs[0].get(k) for k in ("snr_down_db", "snr_up_db", "atn_down_db", "atn_up_db", "sync_down_bps",
                                "attain_down_bps")} ==
   {"snr_down_db": "6.3", "snr_up_db": "9.8", "atn_down_db": "15.2", "atn_up_db": None,
    "sync_down_bps": "42000000", "attain_down_bps": "55000000"},
   "the values of a VDSL2 line are read, what it cannot measure is left out (RFC 5650)", o.text)

done()
