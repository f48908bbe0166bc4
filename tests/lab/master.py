#!/usr/bin/python3
"""vigied as a parent: one for each store, children replaced, nobody left behind."""
import os
import pathlib
import signal
import time

from lab import BUILD, Process, Vigie, World, done, ok, sh, wait_for

PROGRAMS = ["vigie-engine", "vigie-poller", "vigie-series", "vigie-courier", "vigie-web"]
CONF = """
network = { id = "lab"; name = "Lab"; };
canaries = [ "192.0.2.1" ];
defaults = { icmp = "1s"; canary = "1s"; };
"""
SITE = 'site = { id = "un"; name = "Un"; opening = "24/7"; link = { router = { address = "192.0.2.10"; }; }; };'


def exists(pid):
    return pathlib.Path(f"/proc/{pid}").exists()


def answers():
    return vigie.cli("status", "--json").returncode in (0, 1)


world = World()
world.add("192.0.2.1", "192.0.2.10")
vigie = Vigie(world, CONF, {"un": SITE})
ok(vigie.start(), "vigied starts and its control socket answers", vigie.daemon.text())
wait_for(lambda: len(vigie.children()) == 5, 5)
ok(sorted(vigie.children()) == sorted(PROGRAMS), "five programs run under it", vigie.children())

for name in PROGRAMS:
    old = vigie.children().get(name)
    if not ok(old, f"{name} runs", vigie.daemon.text()[-2000:]):
        continue
    os.kill(old, signal.SIGKILL)
    ok(wait_for(lambda: vigie.children().get(name) not in (None, old), 5), f"{name}, killed, is replaced",
       vigie.daemon.text()[-2000:])
ok(wait_for(answers, 10), "after each was killed once, vigie still answers", vigie.daemon.text()[-2000:])

second = Process([BUILD / "vigied", "-f", "-b", BUILD, "-c", vigie.conf, "-u", "root"], vigie.dir / "second.log",
                 world.near)
second.popen.wait(10)
ok(second.popen.returncode == 1 and f"already running (pid {vigie.daemon.pid})" in second.text(),
   "a second vigied on the same store is refused and names the first", second.text())

engine = vigie.children()["vigie-engine"]
os.kill(engine, signal.SIGSTOP)
ok(wait_for(lambda: vigie.children().get("vigie-engine") not in (None, engine), 35),
   "an engine that hangs is noticed and replaced within 35 s", vigie.daemon.text()[-2000:])
wait_for(answers, 10)

pids = list(vigie.children().values())
os.kill(vigie.daemon.pid, signal.SIGKILL)
ok(wait_for(lambda: not any(exists(p) for p in pids), 3), "vigied killed: within 3 s no program is left")
vigie.daemon.popen.wait()
ok(vigie.start(), "and the next start works", vigie.daemon.text()[-2000:])

pids = list(vigie.children().values())
began = time.monotonic()
status = vigie.stop()
ok(status == 0 and time.monotonic() - began < 10, "SIGTERM: exit 0 within 10 s", status)
ok(not any(exists(p) for p in pids), "and no process is left", sh("ps", "ax", check=False).stdout[-500:])
done()
