#!/usr/bin/python3
"""What vigie records of what it was fed: judged again it gives the same incidents.

    lives   outages, hands, a crash, a stop and blindness; then replay(export) == what was judged live
    bounds  a nearly full disk: results are given up first, loudly; a torn file costs its tail alone
"""
import json
import os
import signal
import time

import lab
from lab import ok, skip, sh, wait_for
from story import CANARIES, POINTS, Story


def export(s, *options):
    answer = s.vigie.cli("export", "results", *options)
    return answer, [json.loads(line) for line in answer.stdout.splitlines()]


def essence(incident):
    """What must be the same; the words of events are, too, but live ones know who was told."""
    return {k: incident[k] for k in ("id", "kind", "scope", "sites", "opened", "confirmed", "restored", "closed",
                                     "responsibility", "flaps", "parent")} | {
        "acknowledged": (incident["acknowledged"] or {}).get("by"),
        "deeds": [(e["type"], e["by"]) for e in incident["events"] if e["type"] in ("comment", "closed")]}


def replayed(s, path, *options):
    """The last word on each incident."""
    answer = s.vigie.cli("replay", *options, str(path))
    last = {}
    for line in answer.stdout.splitlines():
        it = json.loads(line)
        if it["type"] == "incident":
            last[it["id"]] = it
    return answer, last


def outage(s, name, seconds):
    s.world.remove(POINTS[name])
    ok(wait_for(lambda: s.states().get(name) == "down", 20), f"{name} is down", s.states())
    time.sleep(seconds)
    s.world.add(POINTS[name])
    ok(wait_for(lambda: s.states().get(name) == "up", 20), f"{name} is up again", s.states())


def kill_engine(s):
    pid = s.vigie.children()["vigie-engine"]
    os.kill(pid, signal.SIGKILL)
    ok(wait_for(lambda: s.vigie.children().get("vigie-engine") not in (None, pid) and s.states(), 20),
       "the engine is there again after a kill", s.vigie.daemon.text())


def number(s, scope):
    return str(next(i["id"] for i in s.incidents() if i["scope"] == scope))


def lives():
    s = Story()
    s.vigie.cli("maintenance", "add", "champis", "2026-03-06T15:00:00Z", "2036-03-06T17:00:00Z", "-m", "d'« essai »")
    s.vigie.cli("maintenance", "cancel", "1")
    s.world.remove(POINTS["boffres"])
    ok(wait_for(lambda: s.states().get("boffres") == "down", 20), "boffres is down", s.states())
    s.vigie.cli("ack", number(s, "boffres"), "-m", "j'y vais", "--ticket", "T\"1")
    kill_engine(s)
    wait_for(lambda: s.states().get("boffres") == "down", 20)
    s.vigie.cli("comment", number(s, "boffres"), "la box\ts'allume")
    s.world.add(POINTS["boffres"])
    ok(wait_for(lambda: s.states().get("boffres") == "up", 20), "boffres is up again", s.states())
    s.vigie.cli("close", number(s, "boffres"), "-m", "box remplacée", "--responsibility", "sivu")
    outage(s, "gluiras", 3)
    s.vigie.cli("reload")
    s.vigie.stop()
    time.sleep(4)
    s.begin()
    s.world.remove(*CANARIES)
    ok(wait_for(lambda: (s.vigie.json("status") or {}).get("blind"), 20), "vigie is blind", s.vigie.daemon.text())
    time.sleep(5)
    s.world.add(*CANARIES)
    wait_for(lambda: set(s.states().values()) == {"up"}, 30)
    outage(s, "alboussiere", 6)
    wait_for(lambda: all(i["restored"] for i in s.incidents()), 15)
    time.sleep(1.5)				# the record is a second behind
    live = {i["id"]: i for i in s.incidents()}

    answer, lines = export(s, "-o", str(s.vigie.dir / "all.jsonl"))
    ok(answer.returncode == 0 and answer.stderr == "" and lines == [], "the record is exported", answer.stderr)
    lines = [json.loads(x) for x in (s.vigie.dir / "all.jsonl").read_text().splitlines()]
    times = [x["t"] for x in lines]
    ok(times == sorted(times) and lines[0].get("vigie") == "start", "its lines are in order and begin with the start",
       lines[:3])
    checks = {x["check"] for x in lines if "check" in x}
    ok(checks == {f"{p}/router/icmp" for p in POINTS} | {f"canary/{c}" for c in CANARIES},
       "they are of every check and canary", checks)
    words = [x["vigie"] for x in lines if "vigie" in x and x["vigie"] not in ("well", "trouble")]
    ok(words.count("start") == 3 and words.count("stop") == 1 and words.count("reload") == 1,
       "vigie's starts, its stop and the reload are there", words)
    deeds = [x["do"][:2] for x in lines if "do" in x]
    ok(deeds == [["maintenance", "add"], ["maintenance", "cancel"], ["ack", "1"], ["comment", "1"], ["close", "1"]],
       "and what people did", deeds)

    answer, again = replayed(s, s.vigie.dir / "all.jsonl")
    ok(answer.returncode == 0 and "the configuration changed 1 time" in answer.stderr,
       "it is replayed, and says what it could not know", answer.stderr)
    ok({k: essence(v) for k, v in again.items()} == {k: essence(v) for k, v in live.items()} and len(live) == 3,
       "what is judged anew is what was judged live, to the second",
       *[f"live   {essence(v)}" for v in live.values()], *[f"replay {essence(v)}" for v in again.values()])

    middle = next(x["t"] for x in lines if "check" in x and x["t"] > times[len(times) // 2])
    cut = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(middle))
    answer, part = export(s, "--since", cut)
    ok(0 < len(part) < len(lines) and part[0]["t"] >= int(middle), "a part of it is exported by time", len(part))
    (s.vigie.dir / "part.jsonl").write_text(answer.stdout)
    answer, again = replayed(s, s.vigie.dir / "part.jsonl")
    wanted = [essence(i) for i in live.values() if i["scope"] == "alboussiere"][0]
    got = [essence(i) for i in again.values() if i["scope"] == "alboussiere"]
    ok(answer.returncode == 0 and [g["opened"] for g in got] == [wanted["opened"]],
       "a recording that begins in the middle is judged from there", answer.stderr, wanted, got)

    answer, one = export(s, "--site", "boffres")
    checks = {x["check"].split("/")[0] for x in one if "check" in x}
    ok(checks == {"boffres", "canary"}, "one point's is exported with the canaries", checks)
    (s.vigie.dir / "bare.jsonl").write_text("".join(
        json.dumps(x) + "\n" for x in one if not x.get("check", "").startswith("canary/")))
    answer, again = replayed(s, s.vigie.dir / "bare.jsonl")
    ok("no result of a canary" in answer.stderr, "a recording without canaries is said to blind vigie", answer.stderr)
    answer, again = replayed(s, s.vigie.dir / "bare.jsonl", "--no-canaries")
    ok(answer.returncode == 0 and "no result of a canary" not in answer.stderr and
       [i["kind"] for i in again.values()] == ["link"], "--no-canaries judges without them", answer.stderr, again)

    (s.vigie.dir / "sites.d" / "gluiras.conf").unlink()
    answer, again = replayed(s, s.vigie.dir / "all.jsonl")
    ok(answer.returncode == 4 and "gluiras/router/icmp" in answer.stderr and answer.stdout == "",
       "a check that is no more is refused by line", answer.stderr)
    answer, again = replayed(s, s.vigie.dir / "all.jsonl", "--skip-unknown")
    ok(answer.returncode == 0 and "passed over" in answer.stderr and
       {i["scope"] for i in again.values()} == {"boffres", "alboussiere"}, "--skip-unknown passes over it, and counts",
       answer.stderr)
    s.finish()
    answer, lines = export(s)
    ok(answer.returncode == 0 and lines[-1] == {"t": lines[-1]["t"], "vigie": "stop"},
       "without a daemon it is exported as well, to the stop", lines[-1])


def bounds():
    s = Story(prepare=lambda v: sh("mount", "-t", "tmpfs", "-o", "size=24m,mode=0750", "tmpfs", str(v.dir / "store"),
                                   check=False))
    store = s.vigie.dir / "store"
    try:
        if not os.path.ismount(store):
            skip("results are the first to go on a full disk", "tmpfs cannot be mounted here")
            return
        v = os.statvfs(store)
        (store / "fill").write_bytes(b"x" * (v.f_bavail * v.f_frsize - 700 * 1024))
        codes = lambda: [t["code"] for t in (s.vigie.json("status") or {"troubles": []})["troubles"]]
        ok(wait_for(lambda: codes() == ["record"], 20), "results are the first to go on a full disk, and it is said",
           codes(), s.vigie.daemon.text())
        ok("nearly full" in s.vigie.daemon.text(), "the log says it as well", s.vigie.daemon.text())
        before = len(export(s)[1])
        outage(s, "boffres", 0)
        (store / "fill").unlink()
        ok(wait_for(lambda: codes() == [], 30), "they are kept again when there is room", codes())
        time.sleep(2)
        answer, lines = export(s)
        ok(len(lines) > before and any(x.get("vigie") == "gap" for x in lines), "the gap is marked", len(lines))
        files = sorted((store / "results").iterdir())
        ok(all(f.stat().st_mode & 0o7777 == 0o640 for f in files) and (store / "results").stat().st_mode & 0o7777 == 0o750,
           "only the engine's account and group read them", [oct(f.stat().st_mode) for f in files])
        s.vigie.stop()
        whole = len(export(s)[1])
        os.truncate(files[-1], files[-1].stat().st_size - 5)
        answer, lines = export(s)
        ok(answer.returncode == 0 and 0 < whole - len(lines) < 100 and "damaged" in answer.stderr,
           "a torn file costs its tail, which is counted", answer.stderr, whole, len(lines))
    finally:
        s.vigie.stop()
        sh("umount", "-l", str(store), check=False)


if __name__ == "__main__":
    lab.together(__file__, {"lives": lives, "bounds": bounds})
