#!/usr/bin/python3
"""make.py: writes the recordings of this folder from what really happens in each.

A scenario says who is silent when; every check is polled at its interval, at a
third of it while it fails, as the poller does.  The expected output beside each
recording was read by a person against the law; run.sh compares, it never writes.
"""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
ZERO = 1772528400  # Tuesday 3 March 2026, 10:00 in Paris
CHECKS = [("canary/192.0.2.1", 10), ("canary/192.0.2.2", 10), ("canary/192.0.2.3", 10),
          ("alpha/router/icmp", 20), ("alpha/pc1/icmp", 60), ("beta/router/icmp", 20),
          ("beta/pc1/icmp", 60), ("gamma/router/icmp", 20), ("gamma/pc1/icmp", 60),
          ("delta/router/icmp", 20), ("delta/router/snmp", 60), ("delta/backup/icmp", 20),
          ("delta/pc1/icmp", 60), ("delta/pc1/snmp", 300)]


def scenario(name, length, silent, also=(), only="", boots=(), lines=(), zero=ZERO, step=0):
    """silent: (prefix of checks, from, to); also: (t, line); boots and lines: (device, t at which it
    booted, its line synchronised); step: the least interval."""
    out = []
    checks = [c for c in CHECKS if c[0].startswith(("canary",) + ((only,) if isinstance(only, str) else only))]
    due = {c: (i * 1.7) % 10 for i, (c, _) in enumerate(checks)}
    while True:
        check, t = min(due.items(), key=lambda x: (x[1], x[0]))
        if t >= length:
            break
        interval = dict(CHECKS)[check]
        interval = interval if check.startswith("canary") else max(step, interval)
        fails = any(check.startswith(p) and a <= t < b for p, a, b in silent)
        if not any(a <= t < b for p, a, b in silent if p == "vigie"):
            line = {"t": round(zero + t, 1), "check": check, "status": "fail" if fails else "ok"}
            if fails:
                line["text"] = "no reply"
            elif check.endswith("snmp"):
                device = check.rsplit("/", 1)[0]
                born = max([-86400] + [b for d, b in boots if d == device and b <= t])
                line["values"] = {"uptime_s": round(t - born, 1)}
                synced = [b for d, b in lines if d == device and b <= t]
                if synced:
                    line["values"]["line_uptime_s"] = round(t - synced[-1], 1)
            else:
                line["rtt_ms"] = 20.5
            out.append((t, 1, json.dumps(line, separators=(",", ":"))))
        due[check] = t + (interval / 3 if fails else interval)
    for t, line in also:
        line = dict({"t": zero + t}, **line)
        out.append((t, 0, json.dumps(line, separators=(",", ":"))))
    with open(os.path.join(HERE, name + ".jsonl"), "w", encoding="utf-8") as f:
        for line in sorted(out):
            f.write(line[2] + "\n")


scenario("outage", 1300, [("alpha", 300, 900)], only="alpha")
scenario("group", 1400, [("alpha", 300, 1000), ("beta", 303, 1003), ("gamma", 350, 1010)])
scenario("power", 1600, [("delta", 300, 800)], only="delta",
         boots=[("delta/router", 790), ("delta/pc1", 795)])
scenario("backup", 900, [("delta/router", 300, 600), ("delta/pc1", 300, 600)], only="delta")
scenario("blind", 1200, [("canary", 300, 700), ("alpha", 300, 700), ("beta", 300, 700)])
scenario("stop", 1200, [("vigie", 300, 700), ("alpha", 400, 650)], only="alpha",
         also=[(300, {"vigie": "stop"}), (700, {"vigie": "start"})])
scenario("crash", 1200, [("vigie", 300, 700), ("beta", 200, 900)], only="beta",
         also=[(700, {"vigie": "start"})])
scenario("maintenance", 1500, [("beta", 300, 1200)], only="beta",
         also=[(100, {"do": ["maintenance", "add", "beta", "2026-03-03T09:04:00Z",
                             "2026-03-03T09:14:10Z", "-m", "new box", "--as", "tech1"]})])
scenario("flapping", 2400, [("beta", 200 + 300 * k, 350 + 300 * k) for k in range(7)], only="beta")
scenario("acknowledged", 900, [("beta", 200, 700)], only="beta",
         also=[(400, {"do": ["ack", "beta", "-m", "on my way", "--ticket", "OP-7", "--as", "tech1"]}),
               (800, {"do": ["close", "1", "-m", "cable", "--responsibility", "site", "--as", "tech1"]})])
# One lost packet here and there is no outage: not a line but the first ones.
scenario("losses", 1200, [("beta/router", 100 + 90 * k, 101 + 90 * k) for k in range(10)]
         + [("canary/192.0.2.1", 0, 1200)], only="beta")
# The spring night: what is announced for 02:15 to 03:30 begins at 03:00, once.
scenario("spring", 2400, [("beta", 600, 2100)], only="beta", zero=1774745400,
         also=[(10, {"do": ["maintenance", "add", "beta", "2026-03-22 02:15", "2026-03-22 03:30",
                            "--weekly", "Su", "-m", "weekly", "--as", "tech1"]})])
# A group that comes and goes: three outages of an exchange in an hour, then one more.
scenario("group_flapping", 2600, [(p, 200 + 500 * k, 450 + 500 * k) for k in range(4)
                                  for p in ("alpha", "beta")])
# The exchange fails, then the backhaul above it: one incident absorbs the other.
scenario("absorbed", 1500, [("alpha", 200, 1100), ("beta", 203, 1105), ("gamma", 420, 1110)])
# What failed in a window is told at its end, what came back in it to nobody.
scenario("window_end", 1900, [("beta", 300, 1500), ("gamma", 350, 700)], only=("beta", "gamma"),
         also=[(100, {"do": ["maintenance", "add", "all", "2026-03-03T09:04:00Z",
                             "2026-03-03T09:20:00Z", "-m", "works", "--as", "tech1"]})])
# The box alone is younger than the outage: it hung.  Known after `restored` has gone.
scenario("box", 1600, [("delta", 300, 800)], only="delta", boots=[("delta/router", 790)])
# Nothing is younger, but the line has synchronised anew.
scenario("desync", 1600, [("delta", 300, 800)], only="delta", lines=[("delta/router", 790)])
# The autumn night: 02:15 to 02:45 come twice; a weekly window begins with the first and ends with the last.
scenario("autumn", 7000, [("beta", 1200, 6700)], only="beta", zero=1792886400, step=45,
         also=[(10, {"do": ["maintenance", "add", "beta", "2026-10-18 02:15", "2026-10-18 02:45",
                            "--weekly", "Su", "-m", "weekly", "--as", "tech1"]})])


def write(name, lines):
    with open(os.path.join(HERE, name + ".jsonl"), "w", encoding="utf-8") as f:
        for line in lines:
            f.write(json.dumps(line, separators=(",", ":")) + "\n")


# Ten days of one line, asked every half hour: on the third afternoon it is full, on the ninth day
# its margin has fallen, on the tenth morning it is down.
def daily():
    lines = []
    midnight = ZERO - 10 * 3600
    for k in range(1, 10 * 48 + 20):
        t = midnight + 1800 * k
        day, half = divmod(k, 48)
        is_full = day == 2 and 28 <= half < 36
        if day == 10 and half >= 14:
            lines.append({"t": t, "check": "omega/router/icmp", "status": "fail", "text": "no reply"})
            lines.append({"t": t + 1, "check": "omega/router/snmp", "status": "fail", "text": "no reply"})
            continue
        lines.append({"t": t - 1, "check": "omega/router/snmp", "status": "ok", "values": {
            "snr_down_db": 2.9 if day == 8 else 6.1, "sync_down_bps": 7900000,
            "if_in_bps": 120000, "if_out_bps": 780000 if is_full else 30000}})
        lines.append({"t": t, "check": "omega/router/icmp", "status": "ok", "values": {
            "rtt_med_ms": 240 if is_full else 32, "loss_pct": 33.3 if is_full else 0}})
    write("daily", lines)


# Six points fail one after the other, two of them with their exchange, and come back.
def flood():
    lines = []
    for t in range(0, 5400, 20):
        for i in range(1, 7):
            fails = 200 + 60 * i <= t < 2400
            line = {"t": ZERO + t, "check": "p%d/router/icmp" % i, "status": "fail" if fails else "ok"}
            if fails:
                line["text"] = "no reply"
            lines.append(line)
    write("flood", lines)


daily()
flood()
