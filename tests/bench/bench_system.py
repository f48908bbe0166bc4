#!/usr/bin/python3
"""The whole of vigie under load: CPU, memory and loop lag over all its programs.

    bench_system.py [load] [memory]

Two runs in a network namespace where every 127.x.y.z answers:
  load    1,667 devices polled by ICMP each second with RRD files and journal: 100,000 checks a
          minute.  (That many devices, not 100,000, because each RRD file takes megabytes.)
  memory  100,000 checks that are assigned and wait, against the same with two dozen: sites of a
          router and eleven PCs, each asked by ICMP and SNMP, as the network's ordinary ones.
Prints lines `name value goal`; nothing here is part of `make check`.
"""
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))
from lab import Vigie, World, sh, wait_for  # noqa: E402

import os  # noqa: E402

PER_SITE = 12
N_SMALL = 24		# checks of the run that says what the programs weigh by themselves
N_WAIT_S = int(os.environ.get("BENCH_WAIT_S", 1200))	# two files a second are made
TICK = os.sysconf("SC_CLK_TCK")


def address(n):
    return f"127.{10 + n // 65536}.{n // 256 % 256}.{n % 256}"


def sites(n_devices, snmp=None):
    """Files of a router and eleven PCs each; with `snmp` each device has two checks, else one."""
    out, n = {}, 0
    snmp = f' snmp = "{snmp}";' if snmp else ""
    while n < n_devices:
        name = f"point-{len(out)}"
        take = min(PER_SITE, n_devices - n)
        pcs = ", ".join(f'{{ id = "pc-{i}"; address = "{address(n + i)}"; public = true;{snmp} }}'
                        for i in range(1, take))
        pcs = f"pcs = ( {pcs} );" if take > 1 else ""
        out[name] = (f'site = {{ id = "{name}"; name = "Point {len(out)}"; commune = "Commune"; '
                     f'opening = "Mo-Fr 09:00-12:00,14:00-18:00; PH off"; '
                     f'link = {{ router = {{ address = "{address(n)}";{snmp} }}; }}; {pcs} }};')
        n += take
    return out


def conf(interval):
    return f"""snmp = ( {{ id = "all"; version = "2c"; community = "public"; }} );
        network = {{ id = "bench"; name = "Bench"; }};
        canaries = [ "127.9.0.1", "127.9.0.2", "127.9.0.3" ];
        defaults = {{ icmp = "{interval}"; pc = "{interval}"; snmp = "{interval}"; host = "{interval}"; echoes = 1; }};"""


def cpu_s(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def pss(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("Pss:")[1].split()[0]) * 1024


def everyone(vigie):
    return {"vigied": vigie.daemon.pid, **vigie.children()}


class Sleeper(threading.Thread):
    """A bare process' lateness: wakes each 100 ms, as vigie's programs do to measure theirs."""

    def __init__(self):
        super().__init__(daemon=True)
        self.late_ms, self.is_over = [], False

    def run(self):
        due = time.monotonic()
        while not self.is_over:
            due = max(due, time.monotonic()) + 0.1
            time.sleep(max(due - time.monotonic(), 0))
            self.late_ms.append((time.monotonic() - due) * 1000)

    def p99(self):
        self.is_over = True
        self.join()
        return sorted(self.late_ms)[len(self.late_ms) * 99 // 100]


def load(world, n_devices):
    vigie = Vigie(world, conf("1s"), sites(n_devices))
    assert vigie.start(), vigie.daemon.text()
    print(f"# {n_devices} devices each second; waiting until every RRD file is made", flush=True)
    rrd = vigie.dir / "store/rrd"
    wait_for(lambda: len(list(rrd.glob("*/*.rrd"))) >= n_devices, N_WAIT_S, 2)
    print(f"# {len(list(rrd.glob('*/*.rrd')))} files", flush=True)
    before = {name: cpu_s(pid) for name, pid in everyone(vigie).items()}
    n_before = vigie.json("top")["engine"]["results"]
    began, sleeper = time.monotonic(), Sleeper()
    sleeper.start()
    time.sleep(130)		# the programs tell their lag of each minute
    took, bare_ms = time.monotonic() - began, sleeper.p99()
    after = {name: cpu_s(pid) for name, pid in everyone(vigie).items()}
    last = vigie.json("top")
    for name in after:
        print(f"# {name}: {(after[name] - before[name]) / took * 100:.2f} % of a core")
    total = sum(after[n] - before[n] for n in after) / took * 100
    rate = (last["engine"]["results"] - n_before) / took * 60
    print(f"system cpu={total / rate * 100_000:.1f} % goal<=10 (of a core for 100,000 results a minute; "
          f"{rate:.0f} a minute came)", flush=True)
    lags = {p["program"]: p["loop_lag_p99_us"] / 1000 for p in last["programs"]
            if p["program"].startswith(("vigie-engine", "vigie-poller"))}
    print(f"system loop_lag_p99={max(lags.values()):.1f} ms goal<=10 (the worse of engine and poller; "
          f"a bare sleeping process {bare_ms:.1f} ms)", flush=True)
    vigie.stop()


def memory(world, n_checks):
    used = {}
    for n in (N_SMALL, n_checks):
        vigie = Vigie(world, conf("24h"), sites(n // 2, snmp="all"))
        assert vigie.start() or wait_for(lambda: vigie.cli("status", "--json").returncode in (0, 1), 120), \
            vigie.daemon.text()
        time.sleep(60)
        used[n] = {name: pss(pid) for name, pid in everyone(vigie).items()}
        vigie.stop()
    extra = n_checks - N_SMALL
    for name in used[N_SMALL]:
        print(f"# {name}: {used[N_SMALL][name] / 1024:.0f} KiB and "
              f"{(used[n_checks][name] - used[N_SMALL][name]) / extra:.0f} bytes a check")
    total = (sum(used[n_checks].values()) - sum(used[N_SMALL].values())) / extra
    print(f"system memory={total:.0f} bytes goal<=600 (a check over all programs at {n_checks:,})", flush=True)


def main():
    parts = sys.argv[1:] or ["load", "memory"]
    world = World()
    sh("ip", "-n", world.near, "route", "del", "default")
    if "load" in parts:
        load(world, 1667)
    if "memory" in parts:
        memory(world, 100_000)


if __name__ == "__main__":
    main()
