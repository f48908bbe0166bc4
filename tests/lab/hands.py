#!/usr/bin/python3
"""The technicians' hands: windows, acknowledgements, comments, declarations, in a whole vigie.

A point is cut during its maintenance window: the incident is recorded, nobody is told, and when the
window is over and the point still down it is told; what was said to vigie survives kill -9.
"""
import datetime
import json
import os
import signal
import time

import engine
import lab
from lab import ok, sh, skip, wait_for
from story import POINTS, Story


def rfc(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def refused(s, words, *arguments):
    """The command is refused with 4 and a sentence that has these words."""
    a = s.vigie.cli(*arguments)
    ok(a.returncode == 4 and words in a.stderr and not a.stdout, f"refused: {' '.join(arguments)[:80]}", a)


def window(s):
    """A cut inside a maintenance window."""
    end = time.time() + 28
    w = s.vigie.json("maintenance", "add", "boffres", rfc(time.time() - 1), rfc(end), "-m", "nouvelle box")
    ok(w and w["scope"] == "boffres" and w["now"] and w["text"] == "nouvelle box" and w["by"],
       "a maintenance window begins", w)
    ok(any("only what follows" in n for n in w["notes"]), "what was before it stays as it was, which is said", w)
    ok(wait_for(lambda: s.vigie.site("boffres")["state"] == "maintenance", 5), "the point is in maintenance",
       s.vigie.site("boffres"))
    page = wait_for(lambda: (p := s.vigie.get("/?lang=fr")) and "Travaux prévus" in p and p, 5)
    ok(page, "the page says which works are planned", s.vigie.get("/?lang=fr"))
    page = s.vigie.get("/sites/boffres?lang=fr")
    ok("Maintenance" in page and "nouvelle box" not in page, "and the point's page that it is in maintenance", page)

    s.world.remove(POINTS["boffres"])
    it = wait_for(lambda: s.incidents("--open"), 15)
    ok(it and it[0]["sites"] == ["boffres"], "a cut in the window is recorded", s.incidents())
    number = str(it[0]["id"])
    ok(time.time() < end - 5 and s.ids() == [], "and told to nobody", s.ids())

    a = s.vigie.json("ack", number, "-m", "j'y vais", "--ticket", "OP-17")
    ok(a and a["incidents"][0]["acknowledged"]["text"] == "j'y vais", "it is taken in hand", a)
    ok(s.vigie.cli("comment", number, "la box est morte").returncode == 0, "and commented on")
    os.kill(s.vigie.children()["vigie-engine"], signal.SIGKILL)
    wait_for(lambda: s.vigie.json("status"), 15)
    it = s.vigie.json("incident", number)
    who = sh("id", "-un").stdout.strip()
    ok(it and it["acknowledged"] and it["acknowledged"]["by"] == who and it["acknowledged"]["ticket"] == "OP-17",
       "the incident shows by whom, after kill -9 too", it)
    texts = [(e["type"], e["text"]) for e in it["events"]]
    ok(("comment", "la box est morte") in texts and ("acknowledged", "j'y vais") in texts,
       "with what was written", texts)
    kept = s.vigie.json("maintenance", "list")
    ok(kept and [x["id"] for x in kept["maintenance"]] == [w["id"]], "the window is kept", kept)

    ok(time.time() > end - 1 or s.ids() == [], "nobody was told within the window", s.ids())
    ok(wait_for(lambda: len(s.ids()) == 1, end - time.time() + 20), "it is told after its end, still down",
       s.ids(), s.vigie.daemon.text()[-3000:])
    ok(s.vigie.site("boffres")["state"] == "down", "when the point is in maintenance no more",
       s.vigie.site("boffres"))
    s.world.add(POINTS["boffres"])
    ok(wait_for(lambda: len(s.ids()) == 2, 30), "and so is its return", s.ids())
    refused(s, "is over", "ack", number)
    a = s.vigie.json("close", number, "-m", "box changée", "--responsibility", "sivu")
    ok(a and a["incidents"][0]["closed"] and a["incidents"][0]["responsibility"] == "sivu", "it is closed by hand", a)
    refused(s, "closed already", "close", number, "-m", "encore")


def commands():
    """What commands answer, and what they refuse."""
    has_groups = engine.with_groups()
    s = Story()
    a = s.vigie.cli("maintenance", "list")
    ok(a.returncode == 0 and a.stdout.strip(), "nothing is announced at first", a)
    refused(s, "neither a site", "maintenance", "add", "nowhere", "2030-03-01 08:00", "2030-03-01 09:00", "-m", "x")
    refused(s, "before it starts", "maintenance", "add", "all", "2030-03-01 09:00", "2030-03-01 08:00", "-m", "x")
    refused(s, "is over already", "maintenance", "add", "all", "2020-03-01 08:00", "2020-03-01 09:00", "-m", "x")
    refused(s, "no day", "maintenance", "add", "all", "2030-03-01 08:00", "2030-03-01 09:00", "-m", "x", "--weekly",
            "Mardi")
    refused(s, "is no time", "closure", "add", "boffres", "2030-02-30 08:00", "2030-03-01 09:00")
    refused(s, "declared for one site", "closure", "add", "all", "2030-03-01 08:00", "2030-03-01 09:00")
    refused(s, "no incident 99", "ack", "99")
    refused(s, "nothing is open", "ack", "all")
    refused(s, "neither an incident", "ack", "nowhere")
    refused(s, "no responsibility", "close", "1", "-m", "x", "--responsibility", "weather")
    refused(s, "too long", "comment", "1", "x" * 1001)
    for words in (["maintenance"], ["maintenance", "add", "all"], ["maintenance", "drop", "1"], ["close", "1"],
                  ["maintenance", "add", "all", "2030-03-01 08:00", "2030-03-01 09:00"]):
        a = s.vigie.cli(*words)
        ok(a.returncode == 2 and a.stderr, f"usage: {' '.join(words)}", a)

    night = s.vigie.json("maintenance", "add", "champis", "2027-03-28 02:30", "2027-03-28 05:00", "-m", "nuit")
    ok(night and night["from"] == "2027-03-28T01:00:00Z" and "does not exist" in night["notes"][0],
       "a time that does not exist says what it is taken for", night)
    refused(s, "number", "maintenance", "add", "champis", "2027-03-28 03:00", "2027-03-28 05:00", "-m", "again")
    wide = s.vigie.json("maintenance", "add", "all", "2027-03-28", "00:00", "2027-03-28 04:00", "-m", "réseau")
    ok(wide and any("overlaps" in n for n in wide["notes"]), "windows that overlap both hold, which is said", wide)
    day = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][datetime.datetime.now().weekday()]
    weekly = s.vigie.json("maintenance", "add", "gluiras", "2026-01-06 03:10", "2026-01-06 03:20", "-m", "mises à jour",
                          "--weekly", day)
    ok(weekly and weekly["weekly"] == day and weekly["next"]["from"] > rfc(time.time() - 86400),
       "a weekly one says its next turn", weekly)
    shut = s.vigie.json("closure", "add", "boffres", rfc(time.time() - 60), rfc(time.time() + 3600), "-m", "congés")
    ok(shut and wait_for(lambda: s.vigie.site("boffres")["state"] == "closed", 5), "a declared closure closes", shut)
    s.vigie.cli("opening", "add", "boffres", rfc(time.time() - 60), rfc(time.time() + 600))
    ok(wait_for(lambda: s.vigie.site("boffres")["open"], 5), "an opening opens all the same", s.vigie.site("boffres"))
    ok(s.vigie.json("maintenance", "cancel", str(wide["id"]))["cancelled"], "one is cancelled")
    refused(s, "cancelled already", "maintenance", "cancel", str(wide["id"]))
    refused(s, "no closure", "closure", "cancel", str(wide["id"]))

    done = s.vigie.json("intervention", "add", "boffres", "-m", "box changée", "--start", "2026-03-03 09:00", "--end",
                        "2026-03-03 10:30", "--equipment", "box")
    ok(done and done["start"] == "2026-03-03T08:00:00Z" and done["by"], "an intervention is declared", done)
    met = s.vigie.json("visio", "add", "boffres", "--partner", "caf", "--failed")
    ok(met and met["failed"] and met["partner"] == "caf", "a video meeting that failed too", met)
    taught = s.vigie.json("training", "add", "champis", "premiers pas")
    ok(taught and taught["theme"] == "premiers pas", "and a training", taught)
    refused(s, "no site", "training", "add", "nowhere", "x")
    refused(s, 'did you mean "boffres"?', "training", "add", "bofres", "x")
    refused(s, 'did you mean "boffres"?', "status", "Bofrfes")
    refused(s, 'did you mean "boffres"?', "check", "bofres/router")
    refused(s, 'did you mean "boffres"?', "closure", "add", "bofres", "2030-03-01 08:00", "2030-03-01 09:00")
    s.vigie.cli("visio", "add", "champis")
    ok(s.vigie.cli("visio", "cancel", "4").returncode == 0, "a declaration is cancelled")
    if has_groups:
        roles(s)
    else:
        skip("a reader may list and not add", "no mount namespace here")

    s.vigie.stop()
    s.begin()
    listed = s.vigie.json("maintenance", "list")["maintenance"]
    ok(sorted(w["id"] for w in listed) == sorted([night["id"], weekly["id"]]), "a restart keeps the windows", listed)
    ok(s.vigie.site("boffres")["open"] and len(s.vigie.json("closure", "list")["closures"]) == 1,
       "closures and openings")
    ok([len(s.vigie.json(k, "list")[v]) for k, v in (("intervention", "interventions"), ("visio", "visio"),
                                                    ("training", "trainings"))] == [1, 1, 1], "and declarations")
    more = s.vigie.json("maintenance", "add", "all", "2028-01-01 00:00", "2028-01-01 01:00", "-m", "x")
    again = s.vigie.json("visio", "add", "champis")
    ok(more["id"] > wide["id"] and again["id"] == 5, "numbers go on from there", more, again)
    s.finish()


def roles(s):
    """Members of vigie-read may look and nothing else; technicians' names are kept."""
    for folder in (s.vigie.dir, s.vigie.dir / "control"):
        folder.chmod(0o755)

    def as_one(group, *arguments):
        return sh("setpriv", "--reuid=65534", "--regid=65534", f"--groups={group}", str(lab.BUILD / "vigie"), "-b",
                  str(lab.BUILD), "-c", str(s.vigie.conf), *arguments, check=False)

    works = ["maintenance", "add", "all", "2030-03-01 08:00", "2030-03-01 09:00", "-m", "x", "--json"]
    ok(as_one(61002, "maintenance", "list").returncode == 0, "a reader may list")
    for words in (works, ["ack", "all"], ["comment", "1", "x"], ["close", "1", "-m", "x"], ["visio", "add", "champis"]):
        a = as_one(61002, *words)
        ok(a.returncode == 4 and "permission denied" in a.stderr, f"and not: {' '.join(words[:2])}", a)
    a = as_one(61001, *works)
    ok(a.returncode == 0 and '"by":"nobody"' in a.stdout, "a technician may, under his name", a)
    s.vigie.cli("maintenance", "cancel", str(json.loads(a.stdout)["id"]))


def cut():
    s = Story()
    window(s)
    s.finish()


if __name__ == "__main__":
    lab.together(__file__, {"window": cut, "commands": commands})
