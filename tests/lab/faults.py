#!/usr/bin/python3
"""vigie on a machine that misbehaves: clocks that step or died, files that are full, cut or closed under it.

Each scene is told at the same time as the others, in a view of the file system of its own.  (Sleep, a full
store and failing syncs are in engine.py, power cuts in journal.py.)
"""
import contextlib
import datetime
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import struct
import time
import zoneinfo

import lab
import story
from lab import SRC, Process, ok, sh, skip, wait_for
from story import POINTS, Story

HOUR = 3600


class Clock:
    """CLOCK_REALTIME of all that is started from now on: set(seconds) steps it."""

    def __init__(self):
        lab.own_view()
        self.dir = pathlib.Path(lab.tempfile.mkdtemp(prefix="vigie-clock."))
        lab.atexit.register(shutil.rmtree, self.dir, True)
        self.dir.chmod(0o755)
        self.file = self.dir / "step"
        self.file.write_bytes(bytes(8))
        made = sh("cc", "-std=gnu17", "-D_GNU_SOURCE", f'-DSHIM_FILE="{self.file}"', "-shared", "-fPIC", "-O1",
                  str(SRC / "tests/lab/clock_shim.c"), "-o", str(self.dir / "shim.so"), check=False)
        if made.returncode != 0:
            lab.skip_all(f"the clock's shim cannot be built: {made.stderr[:200]}")
        if "libasan" in sh("ldd", str(lab.BUILD / "vigied")).stdout:
            lab.skip_all("AddressSanitizer allows no shim before it")
        pathlib.Path("/etc/ld.so.preload").write_text(f"{self.dir}/shim.so\n")

    def set(self, seconds):
        with open(self.file, "r+b") as f:
            f.write(struct.pack("=q", int(seconds * 1e9)))


def log_of(s):
    return s.vigie.daemon.text()[-2500:]


def results(s):
    return (s.vigie.json("top") or {"engine": {"results": 0}})["engine"]["results"]


def query(s, sql):
    with contextlib.closing(sqlite3.connect(f"file:{s.vigie.dir}/store/journal.db?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchone()[0]


def goes_on(s, what, seconds=8, kinds=(), step=lambda: None):
    """For a while: results come, nobody is down, nothing is told (but of vigie itself: incidents of `kinds`)."""
    before, mails, old, down = results(s), len(s.ids()), {i["id"] for i in s.incidents()}, []
    step()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        down += [n for n, state in s.states().items() if state == "down"]
        time.sleep(0.3)
    got = results(s) - before
    ok(got >= seconds * 7 * 0.2, f"{what}: checks go on", got, log_of(s))
    ok(not down, f"{what}: nobody is called down", down, log_of(s))
    new = [i["kind"] for i in s.incidents() if i["id"] not in old]
    ok(new == list(kinds), f"{what}: {', '.join(kinds) or 'no'} incident", s.incidents(), log_of(s))
    ok(kinds or len(s.ids()) == mails, f"{what}: no mail", s.ids(), log_of(s))
    ok(wait_for(lambda: set(s.states().values()) == {"up"}, 20), f"{what}: every point is up", s.states(), log_of(s))


def outage(s, name, seconds, what):
    """A real outage: one incident, of about its length."""
    before = len(s.incidents())
    s.world.remove(POINTS[name])
    began = time.monotonic()
    ok(wait_for(lambda: s.states().get(name) == "down", 20), f"{what}: a real outage is seen", s.states(), log_of(s))
    time.sleep(max(0, began + seconds - time.monotonic()))
    lasted = time.monotonic() - began
    s.world.add(POINTS[name])
    ok(wait_for(lambda: s.states().get(name) == "up", 20), f"{what}: and its end", s.states(), log_of(s))
    wait_for(lambda: all(i["restored"] for i in s.incidents()), 15)
    new = s.incidents()[:len(s.incidents()) - before]
    length = story.seconds(new[0]["restored"]) - story.seconds(new[0]["opened"]) if new and new[0]["restored"] else -1
    ok(len(new) == 1 and 0 < length <= lasted + 20, f"{what}: one incident, of seconds and not of hours", new, length,
       lasted)


def times_rise(s):
    back = query(s, "SELECT count(*) FROM fact a JOIN fact b ON b.seq = a.seq + 1 WHERE b.known < a.known")
    ok(back == 0, "the journal's times only rise", back)
    status = s.vigie.json("status")
    late = [x["id"] for x in status["sites"] if x["link"]["since"] > status["at"]]
    wrong = [i["id"] for i in s.incidents() if i["restored"] and i["restored"] < i["opened"]]
    ok(not late and not wrong, "nothing lasts less than nothing", late, wrong)


def steps():
    """T2: an hour back, an hour forward."""
    clock = Clock()
    s = Story()
    pids = s.vigie.children()
    goes_on(s, "an hour back", step=lambda: clock.set(-HOUR))
    outage(s, "boffres", 12, "an hour back")
    times_rise(s)
    goes_on(s, "right again", step=lambda: clock.set(0))
    # the hour that never was is unknown, and said to be
    goes_on(s, "an hour forward", kinds=["blind"], step=lambda: clock.set(HOUR))
    outage(s, "champis", 12, "an hour forward")
    goes_on(s, "right once more", step=lambda: clock.set(0))
    times_rise(s)
    ok(s.vigie.children() == pids, "every program is the same", s.vigie.children(), pids, log_of(s))
    s.finish()


def battery():
    """T7: the machine starts in 1970, after a journal of today."""
    clock = Clock()
    s = Story()
    outage(s, "gluiras", 8, "today")
    ok(s.vigie.stop() == 0, "stopped")
    clock.set(1000 - time.time())
    s.begin()
    ok(wait_for(lambda: any("clock" in t["code"] for t in (s.vigie.json("status") or {"troubles": []})["troubles"]), 10),
       "that the clock is wrong is said", s.vigie.json("status")["troubles"], log_of(s))
    sent = s.vigie.json("top")["engine"]["samples_sent"]
    goes_on(s, "in 1970", 6)
    ok(s.vigie.json("top")["engine"]["samples_sent"] == sent, "nothing is stored by a wrong date", sent,
       s.vigie.json("top")["engine"])
    outage(s, "champis", 10, "in 1970")
    times_rise(s)
    clock.set(0)
    ok(wait_for(lambda: not (s.vigie.json("status") or {"troubles": [1]})["troubles"], 15), "then nothing is wrong",
       s.vigie.json("status")["troubles"], log_of(s))
    ok(wait_for(lambda: all(i["restored"] for i in s.incidents()), 15), "every incident is over", s.incidents())
    time.sleep(2)
    goes_on(s, "right again")
    times_rise(s)
    s.finish()


def look(s, name, file):
    return s.vigie.cli("graph", f"{name}/router/rtt_med_ms", "-o", str(s.vigie.dir / file))


def graphs():
    """D3, D7: no room for graphs; a file of graphs that is cut while it is used."""
    lab.own_view()
    s = Story(prepare=lambda v: sh("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(v.dir / "store/rrd"), check=False))
    rrd = s.vigie.dir / "store/rrd"
    if not os.path.ismount(rrd):
        skip("graphs without room", "tmpfs cannot be mounted here")
        s.finish()
        return
    engine = s.vigie.children()["vigie-engine"]
    for turn in range(3):
        for name in POINTS:
            look(s, name, "full.svg")
        time.sleep(2)
    n = s.vigie.daemon.text().count("disk full")
    ok(n >= 1, "no room for graphs: that is said", log_of(s))
    ok(n <= 2 * len(POINTS) + 4, "and not each time", n, log_of(s))
    ok(not [f for f in rrd.rglob("*.rrd") if f.stat().st_size == 0], "no empty file is left")
    goes_on(s, "no room for graphs", 4)
    sh("mount", "-o", "remount,size=200m", str(rrd))
    file = rrd / "boffres/router.rrd"
    ok(wait_for(lambda: look(s, "boffres", "new.svg").returncode == 0 and file.exists(), 90, 2),
       "with room again its graphs begin", log_of(s), sh("ls", "-lR", str(rrd)).stdout)

    random.seed(3)
    began = time.monotonic()
    looker = Process(["sh", "-c", f"while :; do '{s.vigie.bin}/vigie' -b '{s.vigie.bin}' -c '{s.vigie.conf}' graph "
                      f"boffres/router/rtt_med_ms -o '{s.vigie.dir}/cut.svg'; done"], s.vigie.dir / "looker.log")
    n_cuts = 0
    # a damaged file is set aside and made again, which on a busy machine takes its time
    while time.monotonic() - began < (20 if n_cuts >= 3 else 90):
        try:
            os.truncate(file, random.choice([0, 100, 4096, 100000, random.randrange(1, 2000000)]))
            n_cuts += 1
        except OSError:
            pass
        time.sleep(0.2)
    looker.end(9)
    ok(n_cuts >= 3, f"a file of graphs was cut {n_cuts} times while it was read and written")
    ok(s.vigie.children()["vigie-engine"] == engine, "the engine is the same", log_of(s))
    goes_on(s, "graphs cut", 4)
    ok(wait_for(lambda: look(s, "boffres", "again.svg").returncode == 0, 90, 2), "graphs are drawn again", log_of(s),
       look(s, "boffres", "again.svg"))
    ok(look(s, "champis", "other.svg").returncode == 0, "those of others too", log_of(s))
    s.finish()
    sh("umount", "-l", str(rrd), check=False)


def closed():
    """D12, D4: files may not grow; a start on a store that is read-only."""
    lab.own_view()
    s = Story(prepare=lambda v: sh("mount", "-t", "tmpfs", "-o", "size=64m,mode=0750", "tmpfs", str(v.dir / "store"),
                                   check=False))
    store = s.vigie.dir / "store"
    if not os.path.ismount(store):
        skip("a store that cannot be written", "tmpfs cannot be mounted here")
        s.finish()
        return
    engine = s.vigie.children()["vigie-engine"]
    size = (store / "journal.db-wal").stat().st_size if (store / "journal.db-wal").exists() else 4096
    sh("prlimit", "--pid", str(engine), f"--fsize={size}:unlimited")
    s.world.remove(POINTS["boffres"])
    ok(wait_for(lambda: s.states().get("boffres") == "down", 20), "files may not grow: judgement goes on", s.states(),
       log_of(s))
    s.world.add(POINTS["boffres"])
    ok(wait_for(lambda: set(s.states().values()) == {"up"}, 20), "files may not grow: and back", s.states(), log_of(s))
    ok(s.vigie.children().get("vigie-engine") == engine, "files may not grow: the engine is the same", log_of(s))
    sh("prlimit", "--pid", str(engine), "--fsize=unlimited:unlimited", check=False)
    ok(wait_for(lambda: s.vigie.json("status")["troubles"] == [], 40), "when they may, nothing is wrong",
       s.vigie.json("status")["troubles"], log_of(s))
    s.finish()
    sh("mount", "-o", "remount,ro", str(store))
    trial = s.world.inside(s.world.near, "timeout", "30", str(s.vigie.bin / "vigied"), "-f", "-b", str(s.vigie.bin),
                           "-c", str(s.vigie.conf), "-u", "root", check=False)
    ok(trial.returncode == 1 and str(store) in trial.stderr, "a start on a read-only store ends with 1 and names it",
       trial.returncode, trial.stderr[-1500:])
    sh("umount", "-l", str(store), check=False)


def echoes(s):
    """Echo requests that have reached the field."""
    lines = [x.split() for x in s.world.inside(s.world.far, "cat", "/proc/net/snmp").stdout.splitlines()
             if x.startswith("Icmp:")]
    return int(lines[1][lines[0].index("InEchos")])


def stopped():
    """T5, short: everything stands still for 20 s, and an outage begins and ends meanwhile."""
    s = Story()
    pids = s.vigie.children()
    everyone = [s.vigie.daemon.pid, *pids.values()]
    before = echoes(s)
    time.sleep(6)
    usual = (echoes(s) - before) / 6
    for pid in everyone:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(2)
    s.world.remove(POINTS["champis"])
    time.sleep(16)
    s.world.add(POINTS["champis"])
    time.sleep(2)
    before = echoes(s)
    for pid in everyone:
        os.kill(pid, signal.SIGCONT)
    time.sleep(2)
    burst = echoes(s) - before
    ok(burst <= 2 * usual * 2 + 3 * 7, "what was missed is not asked for all at once", burst, usual)
    goes_on(s, "after a stop of 20 s")
    ok(s.vigie.children() == pids, "nobody was taken for hung", s.vigie.children(), pids, log_of(s))
    s.finish()


def year():
    """A year and some days later, at three in the morning, the journal forgets names; and only these."""
    clock = Clock()
    s = Story()
    s.world.remove(POINTS["boffres"])
    wait_for(lambda: s.states().get("boffres") == "down" and s.ids(), 20)
    s.vigie.cli("ack", "1", "-m", "j'y vais")
    s.world.add(POINTS["boffres"])
    wait_for(lambda: len(s.ids()) >= 2, 20)
    s.vigie.cli("close", "1", "-m", "reparti")
    wait_for(lambda: (s.vigie.json("incident", "1") or {}).get("closed"), 10)
    before = s.vigie.json("incident", "1")
    ok(before["acknowledged"]["by"] == "root" and len(s.ids()) >= 2, "somebody took it in hand, and was told", before)
    s.vigie.stop()
    zone = zoneinfo.ZoneInfo("Europe/Paris")
    night = datetime.datetime.now(zone).replace(hour=2, minute=59, second=52) + datetime.timedelta(days=400)
    clock.set(night.timestamp() - time.time())
    s.begin()
    emptied = lambda: query(s, "SELECT count(*) FROM fact WHERE content IS NULL")
    ok(wait_for(emptied, 30) and wait_for(lambda: "said again without names" in s.vigie.daemon.text(), 10),
       "at three the journal forgets, and says so", log_of(s))
    named = query(s, "SELECT count(*) FROM fact WHERE content LIKE '%\"root\"%' OR "
                     "(content LIKE '%astreinte@%' AND seq < (SELECT max(seq) FROM notice))")
    ok(named == 0, "nobody's name is in it any more", named)
    s.vigie.stop()
    s.begin()
    after = s.vigie.json("incident", "1")
    same = [k for k in before if k not in ("acknowledged", "events", "told") and before[k] != after.get(k)]
    ok(same == [] and after["acknowledged"]["at"] == before["acknowledged"]["at"] and
       after["acknowledged"]["by"] == "", "the incident is what it was, without who", same, before, after)
    s.finish()


if __name__ == "__main__":
    lab.together(__file__, {"year": year, "steps": steps, "battery": battery, "graphs": graphs, "closed": closed,
                            "stopped": stopped})
