#!/usr/bin/python3
"""Reports end to end: the worked examples of the method through `vigie import` and `vigie report`, without a daemon
and with one; then a point that vigie watches itself, over a stop and a kill.  TAP."""
import datetime
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

import lab
from lab import BUILD, Vigie, World, done, ok, skip, wait_for

os.environ["LC_ALL"] = "C"
ALB = "Tu,We 09:00-12:00,14:00-18:00; Th 14:00-18:00; Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00"
FEL = "We,Fr 14:00-18:00; Sa 09:00-13:00"
SITES = {       # id: (hours, group)
    "v1": (ALB, None), "v2": (ALB, None), "v2-probe": (ALB, None), "uplink": ("24/7", None), "v5": (ALB, None),
    "night": ("Su 01:00-05:00", None), "v7-alb": (ALB, "g7"), "v7-fel": (FEL, "g7"), "v8": (ALB, None),
    "v8-unknown": (ALB, None), "v9-a": ("Mo 09:00-12:00", "g9"), "v9-b": ("Mo 14:00-18:00", "g9"), "v9-c": ("Tu 09:00-12:00", "g9"),
    "v10": ("24/7", None), "v11": (ALB + "; 2026 Aug 10-2026 Aug 16 off", None), "v12": (ALB, None),
    "v13-alb": (ALB, None), "v13-fel": (FEL, None), "bound": (ALB + '"; from = "2026-03-04"; until = "2026-03-05', None),
}
# line: what it was from then on; up since long before unless it says otherwise
HISTORY = {
    "v1/link": [("2026-03-03T10:30:00Z", "down", "operator"), ("2026-03-03T14:00:00Z", "up", "")],
    "v2/link": [("2026-05-13T06:00:00Z", "unknown", ""), ("2026-05-13T08:30:00Z", "down", "operator"),
                ("2026-05-13T09:00:00Z", "up", ""), ("2026-05-14T06:00:00Z", "down", "power"), ("2026-05-14T16:00:00Z", "up", "")],
    "v2-probe/link": [("2026-05-13T08:15:00Z", "down", "operator"), ("2026-05-13T09:00:00Z", "up", ""),
                      ("2026-05-14T06:00:00Z", "down", "power"), ("2026-05-14T16:00:00Z", "up", "")],
    "uplink/link": [("2026-03-29T00:30:00Z", "down", "power"), ("2026-03-29T01:30:00Z", "up", ""),
                    ("2026-10-25T00:30:00Z", "down", "power"), ("2026-10-25T01:30:00Z", "up", "")],
    "v5/link": [("2026-03-24T07:00:00Z", "down", ""), ("2026-03-24T08:00:00Z", "up", ""),
                ("2026-03-31T07:00:00Z", "down", ""), ("2026-03-31T08:00:00Z", "up", "")],
    "night/link": [],
    "v7-alb/link": [("2026-03-03T08:00:00Z", "down", "operator"), ("2026-03-03T10:00:00Z", "up", "")],
    "v7-fel/link": [("2026-03-04T13:00:00Z", "down", "sivu"), ("2026-03-04T17:00:00Z", "up", ""),
                    ("2026-03-06T15:00:00Z", "down", "sivu"), ("2026-03-06T17:00:00Z", "up", "")],
    "v8/link": [("2026-03-03T10:30:00Z", "down", ""), ("2026-03-03T10:30:01Z", "up", "")],
    "v8-unknown/link": [("2026-03-04T08:00:00Z", "unknown", ""), ("2026-03-04T09:30:00Z", "up", "")],
    "v9-a/link": [("2017-11-20T06:00:00Z", "down", "power"), ("2017-11-20T10:45:00Z", "up", "")],
    "v9-b/link": [("2017-11-20T06:00:00Z", "down", "power"), ("2017-11-20T10:45:00Z", "up", "")],
    "v9-c/link": [("2017-11-20T06:00:00Z", "down", "power"), ("2017-11-20T10:45:00Z", "up", "")],
    "v10/link": [("2026-05-07T14:30:00Z", "down", "operator"), ("2026-05-11T07:15:00Z", "up", "")],
    "v11/link": [("2026-08-11T07:00:00Z", "down", "operator"), ("2026-08-11T16:00:00Z", "up", "")],
    "v12/link": [("2026-03-03T10:30:00Z", "down", "operator"), ("2026-03-03T14:00:00Z", "up", ""),
                 ("2026-03-06T15:00:00Z", "down", "sivu"), ("2026-03-06T16:00:00Z", "up", "")],
    "v13-alb/link": [("2025-03-04T13:00:00Z", "down", ""), ("2025-03-04T17:00:00Z", "up", "")],
    "v13-fel/link": [("2025-03-05T13:00:00Z", "down", ""), ("2025-03-05T17:00:00Z", "up", "")],
    "bound/link": [],
    "v1/convention": [("2026-03-03T10:30:00Z", "down", "operator"), ("2026-03-03T14:00:00Z", "up", "")],
}
EVENTS = [
    {"type": "maintenance", "scope": "v1", "from": "2026-03-06T15:00:00Z", "to": "2026-03-06T17:00:00Z",
     "recorded": "2026-02-27T09:00:00Z", "text": "routeur"},
    {"type": "maintenance", "scope": "v12", "from": "2026-03-06T15:00:00Z", "to": "2026-03-06T17:00:00Z",
     "recorded": "2026-03-06T15:20:00Z", "text": "routeur"},
    {"type": "closure", "site": "uplink", "from": "2025-03-05T10:00:00Z", "to": "2025-03-05T12:00:00Z",
     "recorded": "2025-03-01T10:00:00Z"},
]
H = 3600
YEAR_ALB, YEAR_FEL = 1372 * H, 616 * H       # of 2025; of 2026 they are in tests/unit/test_availability.c
# what: scope, period, and of its link open, maintenance, unknown, down; availability, coverage, min, max; note
VECTORS = {
    "V1": ("v1", "2026-W10", 97200, 3600, 0, 5400, "94.23", "100.00", "94.23", "94.23", None),
    "V2": ("v2", "2026-W20", 82800, 0, 5400, 1800, "97.67", "93.47", "91.30", "97.82", None),
    "V2, with what the probe saw": ("v2-probe", "2026-W20", 82800, 0, 0, 2700, "96.73", "100.00", "96.73", "96.73", None),
    "V3": ("uplink", "2026-03-29..2026-03-29", 82800, 0, 0, 3600, "95.65", "100.00", "95.65", "95.65", None),
    "V4": ("uplink", "2026-10-25..2026-10-25", 90000, 0, 0, 3600, "96.00", "100.00", "96.00", "96.00", None),
    "V5, before": ("v5", "2026-03-24..2026-03-24", 25200, 0, 0, 0, None, "100.00", "100.00", "100.00", "too_short"),
    "V5, after": ("v5", "2026-03-31..2026-03-31", 25200, 0, 0, 3600, None, "100.00", "85.71", "85.71", "too_short"),
    "V5, the week in March": ("v8", "2026-W13", 97200, 0, 0, 0, "100.00", "100.00", "100.00", "100.00", None),
    "V5, the week in October": ("v8", "2026-W43", 97200, 0, 0, 0, "100.00", "100.00", "100.00", "100.00", None),
    "V6, March": ("night", "2026-03-29..2026-03-29", 10800, 0, 0, 0, None, "100.00", "100.00", "100.00", "too_short"),
    "V6, October": ("night", "2026-10-25..2026-10-25", 18000, 0, 0, 0, None, "100.00", "100.00", "100.00", "too_short"),
    "V6, another Sunday": ("night", "2026-04-12..2026-04-12", 14400, 0, 0, 0, None, "100.00", "100.00", "100.00", "too_short"),
    "V7, one": ("v7-alb", "2026-03", 115 * H, 0, 0, 2 * H, "98.26", "100.00", "98.26", "98.26", None),
    "V7, the other": ("v7-fel", "2026-03", 48 * H, 0, 0, 6 * H, "87.50", "100.00", "87.50", "87.50", None),
    "V7, together": ("g7", "2026-03", 163 * H, 0, 0, 8 * H, "95.09", "100.00", "95.09", "95.09", None),
    "V8": ("v8", "2026-W10", 97200, 0, 0, 1, "99.99", "100.00", "99.99", "99.99", None),
    "V8, not measured": ("v8-unknown", "2026-W10", 97200, 0, 5400, 0, "100.00", "94.44", "94.44", "100.00", None),
    "V9": ("g9", "2017-11-20..2017-11-20", 7 * H, 0, 0, 9900, None, "100.00", "60.71", "60.71", "too_short"),
    "V11": ("v11", "2026-W33", 0, 0, 0, 0, None, None, None, None, "not_applicable"),
    "V12": ("v12", "2026-W10", 97200, 2400, 0, 6600, "93.03", "100.00", "93.03", "93.03", None),
    "a year, the one": ("v13-alb", "2025", YEAR_ALB, 0, 0, 4 * H, "99.70", "100.00", "99.70", "99.70", None),
    "a year, the other": ("v13-fel", "2025", YEAR_FEL, 0, 0, 4 * H, "99.35", "100.00", "99.35", "99.35", None),
    "from and until a day": ("bound", "2026-W10", 11 * H, 0, 0, 0, "100.00", "100.00", "100.00", "100.00", None),
    "before anything was known": ("v1", "2019-03", 421200, 0, 421200, 0, None, "0.00", "0.00", "100.00", "not_measured"),
}

CONF = """
    network = { id = "sivu"; name = "SIVU"; timezone = "Europe/Paris"; phone = "04 75 00 00 00"; };
    convention = { working_hours = "Mo-Fr 08:30-12:00,13:30-17:30; PH off"; intervene_within = "4h"; restore_within = "8h"; };
    defaults = { icmp = "1s"; pc = "2s"; canary = "1s"; };
    groups = ( { id = "g7"; name = "Groupe 7"; kind = "exchange"; }, { id = "g9"; name = "NRA"; kind = "exchange"; } );
"""


def site_text(name, hours, group, inside=""):
    groups = f'link = {{ groups = [ "{group}" ]; }};' if group else ""
    return (f'site = {{ id = "{name}"; name = "Point {name}"; opening = "{hours}"; '
            f'convention = {{ min_weekly_hours = 0; min_online_pcs = 0; }}; {groups} {inside} }};\n')


class Offline:
    """A folder with a configuration and a journal, and no daemon."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="vigie-report."))
        (self.dir / "sites.d").mkdir()
        (self.dir / "store").mkdir(mode=0o750)
        (self.dir / "vigie.conf").write_text(
            CONF + f'store = {{ dir = "{self.dir}/store"; }}; control = {{ socket = "{self.dir}/control"; }};')
        for name, (hours, group) in SITES.items():
            (self.dir / "sites.d" / f"{name}.conf").write_text(site_text(name, hours, group))

    def cli(self, *arguments):
        return subprocess.run([BUILD / "vigie", "-b", BUILD, "-c", self.dir / "vigie.conf", *arguments],
                              text=True, capture_output=True, timeout=60)


def write_history(folder):
    rows = []
    for line, changes in HISTORY.items():
        first = "2017-01-01T00:00:00Z" if line.startswith("v9") else "2020-01-01T00:00:00Z"
        rows += [(first, line, "up", "")] + [(t, line, state, by) for t, state, by in changes]
    rows.sort(key=lambda r: r[0])
    (folder / "h.csv").write_text("time,object,state,responsibility\n" + "".join(",".join(r) + "\n" for r in rows))
    (folder / "e.jsonl").write_text("".join(json.dumps(e) + "\n" for e in EVENTS))


def report(v, scope, period):
    a = v.cli("report", scope, "--period", period, "--format", "json")
    try:
        return json.loads(a.stdout)
    except ValueError:
        return {"total": {"link": {}, "convention": {}}, "sites": [], "why": str(a)}


def vectors(v, how):
    for what, (scope, period, opened, maintained, unknown, down, *shares, note) in VECTORS.items():
        r = report(v, scope, period)
        line = r["total"]["link"]
        wanted = {"open_s": opened, "maintenance_s": maintained, "required_s": opened - maintained, "unknown_s": unknown,
                  "down_s": down, "up_s": opened - maintained - unknown - down, "note": note,
                  **dict(zip(("availability", "coverage", "min", "max"), shares))}
        is_same = {k: line.get(k) for k in wanted}
        ok(is_same == wanted, f"{how}: {what}", "\n".join(f"{k}: {is_same[k]}, wanted {wanted[k]}"
                                                         for k in wanted if is_same[k] != wanted[k]), r.get("why", ""))


def details(v):
    r = report(v, "v1", "2026-W10")
    line = r["total"]["link"]
    ok((line["outages"], line["longest_s"], line["by_responsibility"]) == (1, 5400, {"operator": 5400}),
       "V1: one outage, its longest and who answers for it", line)
    ok(r["sites"][0]["half_days"] == {"open": 8, "lost": 1, "list": [
        {"date": "2026-03-03", "half": "pm", "open_s": 14400, "lost_s": 3600}]} or
       r["sites"][0]["half_days"]["lost"] == 0, "V1: half-days", r["sites"][0]["half_days"])
    halves = report(v, "v2", "2026-W20")["half_days"], report(v, "v2", "2015-W10")["half_days"]
    ok(halves == ({"open": 7, "lost": 0, "unknown": 7}, {"open": 8, "lost": 0, "unknown": 8}),
       "V2: half-days that were too little measured", halves)
    words = {f: v.cli("report", "v2", "--period", "2015-W10", "--format", f).stdout for f in ("text", "html")}
    ok(all(w and "aucune demi" not in w and "no half-day" not in w for w in words.values()),
       "what was not measured is not said to have been kept", words["text"][:900])
    line = report(v, "v12", "2026-W10")["total"]["link"]
    ok((line["outages"], line["declared_during_outage_s"]) == (2, 2400), "V12: what was announced in the outage", line)
    sites = {s["id"]: s["lines"]["link"] for s in report(v, "g9", "2017-11-20..2017-11-20")["sites"]}
    ok([(sites[i]["down_s"], sites[i]["outages"], sites[i]["note"]) for i in ("v9-a", "v9-b", "v9-c")] ==
       [(9900, 1, "too_short"), (0, 0, "too_short"), (0, 0, "not_applicable")], "V9: three points of one exchange", sites)
    d = report(v, "v10", "2026-05")
    o = d["sites"][0]["outages"][0]
    ok((o["restore_s"], o["restore_working_s"]) == (319500, 6300) and d["delays"]["restore"] ==
       {"n": 1, "mean_s": 319500, "mean_working_s": 6300, "longest_working_s": 6300, "late": 0}, "V10: GTR, in calendar and working time", d["delays"])
    year = report(v, "v13-alb", "2025")
    months = year["months"]
    ok(len(months) == 12 and sum(m["link"]["open_s"] for m in months) == YEAR_ALB and months[2]["link"]["outages"] == 1,
       "a year has its months, and they are the year", months)
    ok(len(year["days"]) == 365 and sum(d[0] for d in year["days"]) == YEAR_ALB, "and its days")
    s = report(v, "bound", "2026-W10")["sites"][0]
    ok((s["from"], s["to"]) == ("2026-03-03T23:00:00Z", "2026-03-05T23:00:00Z"), "pro rata says from when to when", s["from"], s["to"])
    r = report(v, "network", "2026-03")
    ok(len(r["sites"]) == len(SITES) and r["scope_kind"] == "network" and r["under_target"]["of"] > 3 and
       sum(s["lines"]["link"]["down_s"] for s in r["sites"]) == r["total"]["link"]["down_s"], "the network is the sum of its points", r["under_target"])
    r = report(v, "network", "2031-03")
    ok({s["lines"]["link"]["note"] for s in r["sites"]} <= {"not_measured", "not_applicable"} and
       r["total"]["link"]["note"] == "not_measured" and r["period"]["until"] == r["period"]["from"] and
       r["total"]["link"]["availability"] is None, "a period in the future has no figures", r["total"]["link"], r["period"])
    text = v.cli("report", "v1", "--period", "2031-03").stdout
    ok("pas encore commenc" in text and "en cours" not in text, "and it is not said to be running", text[:600])
    text = v.cli("report", "v1", "--period", "2026-W10").stdout
    ok("94,23" in text and "26 h" in text.replace("\u00a0", " ").replace("\u202f", " "), "in words, with the denominator in hours", text)


def refusals(v):
    for arguments, words in ((("v1", "--period", "2026-13"), "month 13"), (("v1", "--period", "March"), "2026-Q1 (a quarter)"),
                             (("v1", "--period", "2026-W54"), "no week 54"), (("v1", "--period", "2026-03-09..2026-03-02"), "before it begins"),
                             (("v1", "--period", "2026-02-30..2026-03-02"), "does not exist"), (("vv1", "--period", "2026"), 'did you mean "v'),
                             (("netwrok", "--period", "2026"), 'did you mean "network"'), (("nra", "--period", "2026"), "neither a site")):
        a = v.cli("report", *arguments)
        ok(a.returncode == 4 and words in a.stderr and not a.stdout, "refused: report " + " ".join(arguments), a)
    ok(v.cli("report", "v1").returncode == 2, "a period is wanted: exit 2")
    ok(v.cli("report", "v1", "--period", "2026", "--format", "doc").returncode == 2, "a form that is none: exit 2")


def without_daemon():
    v = Offline()
    try:
        a = v.cli("report", "network", "--period", "2026-03", "--json")
        ok(a.returncode == 0 and json.loads(a.stdout)["journal"] is None, "without a journal nothing is known, and that is said", a)
        write_history(v.dir)
        for kind, name in (("transitions", "h.csv"), ("events", "e.jsonl")):
            a = v.cli("import", kind, str(v.dir / name))
            ok(a.returncode == 0, f"import {kind}", a)
        vectors(v, "without a daemon")
        details(v)
        refusals(v)
        # a year that is over: of the one that runs the second answer knows more
        a, b = (v.cli("report", "network", "--period", "2025", "--json").stdout for _ in range(2))
        x, y = json.loads(a), json.loads(b)
        ok(x.pop("generated") <= y.pop("generated") and x == y and len(a) > 100000, "a large answer, twice the same", len(a))
    finally:
        shutil.rmtree(v.dir, True)


def seconds_of(vigie, since, state):
    """What the journal says that a line was for, from its rows alone."""
    db = sqlite3.connect(f"file:{vigie.dir}/store/journal.db?mode=ro", uri=True)
    rows = [json.loads(c) for (c,) in db.execute("SELECT content FROM fact WHERE kind='state' AND object='own/link' ORDER BY seq")]
    db.close()
    changes = []
    for row in rows:
        t = int(datetime.datetime.fromisoformat(row["since"].replace("Z", "+00:00")).timestamp())
        changes = [c for c in changes if c[0] < t] + [(t, row.get("state", "unknown"))]
    ends = [t for t, _ in changes[1:]] + [changes[-1][0]]
    return sum(max(0, b - max(a, since)) for (a, s), b in zip(changes, ends) if s == state)


def with_daemon():
    world = World()
    world.add("192.0.2.10")
    sites = {name: site_text(name, hours, group) for name, (hours, group) in SITES.items()}
    sites["own"] = site_text("own", "24/7", None, 'link = { router = { address = "192.0.2.10"; }; };')
    vigie = Vigie(world, CONF, sites)
    write_history(vigie.dir)
    for kind, name in (("transitions", "h.csv"), ("events", "e.jsonl")):
        vigie.cli("import", kind, str(vigie.dir / name))
    alone = report(vigie, "network", "2026-03")
    began = int(time.time())
    ok(vigie.start(), "vigied runs", vigie.daemon.text())
    asked = report(vigie, "network", "2026-03")
    for r in (alone, asked):
        r.pop("generated"), r.pop("journal")
        r["sites"] = [{k: v for k, v in s.items()} for s in r["sites"]]
    ok(alone == asked and asked["sites"], "asked of the daemon it is the same report", alone.get("why"), asked.get("why"))
    vectors(vigie, "with a daemon")
    document = vigie.cli("incidents", "--site", "uplink", "--since", "2025-03-04T23:00:00Z",
                         "--until", "2025-03-05T23:00:00Z", "--document", "--json")
    opened = report(vigie, "uplink", "2025-03-05..2025-03-05")["total"]["link"]["required_s"]
    ok(document.returncode == 0 and json.loads(document.stdout)["required_s"] == opened == 22 * 3600,
       "a line's document has the report's required time, closures of long ago included", document, opened)
    refusals(vigie)
    ok(wait_for(lambda: vigie.site("own") and vigie.site("own")["link"]["state"] == "up", 15), "a point is watched")
    time.sleep(4)
    world.remove("192.0.2.10")
    ok(wait_for(lambda: vigie.site("own")["link"]["state"] == "down", 20), "it goes down")
    time.sleep(2)
    world.add("192.0.2.10")
    ok(wait_for(lambda: vigie.site("own")["link"]["state"] == "up", 20), "and comes back")
    time.sleep(2)       # on the disk
    os.kill(vigie.children()["vigie-engine"], signal.SIGKILL)
    ok(wait_for(lambda: (s := vigie.site("own")) and s["link"]["state"] == "up", 30), "vigie is killed and starts again")
    time.sleep(1.5)
    today = datetime.datetime.now(datetime.timezone.utc)
    period = "%s..%s" % ((today - datetime.timedelta(days=1)).date(), (today + datetime.timedelta(days=1)).date())
    running = report(vigie, "own", period)
    vigie.stop()
    r = report(vigie, "own", period)
    line = r["total"]["link"]
    up, down = (seconds_of(vigie, began - 100, s) for s in ("up", "down"))
    ok((line["up_s"], line["down_s"]) == (up, down) and down > 2 and up > 4,
       "what vigie saw itself is counted from its rows, to the second", line, up, down)
    ok(line["outages"] == 1 and line["unknown_s"] == line["required_s"] - up - down, "the rest is not measured", line)
    outage = r["sites"][0]["outages"][0]
    ok(outage["incident"] == 1 and outage["kind"] == "link" and outage["restored"] and outage["to"] == outage["restored"] and
       outage["restore_s"] == outage["down_s"] and outage["confirmed"] > outage["from"],
       "the outage is its incident's", outage)
    ok(running["total"]["link"]["down_s"] == down and running["period"]["until"] < running["period"]["to"] and
       running["sites"][0]["devices"][0]["name"] == "own/router", "while it runs a report goes up to now", running["period"])
    time.sleep(2)
    later = report(vigie, "own", period)["total"]["link"]
    ok(later["up_s"] == up and later["unknown_s"] > line["unknown_s"], "time goes on unmeasured while vigie does not run", later)
    vigie.dir.joinpath("sites.d/own.conf").write_text(site_text("own", "Mo-Su 00:00-00:01", None))
    ok(report(vigie, "own", period)["sites"][0]["hours"]["versions"][0]["text"] == "24/7",
       "hours are the journal's, whatever stands in a configuration that was never taken")
    db = sqlite3.connect(f"file:{vigie.dir}/store/journal.db?mode=ro", uri=True)
    n = db.execute("SELECT count(*) FROM fact WHERE kind='hours'").fetchone()[0]
    ok(n == len(SITES) + 1, "each point's hours were journalled once, over two starts", n)


if __name__ == "__main__":
    scenes = {"without_daemon": without_daemon, "with_daemon": with_daemon}
    if os.geteuid() != 0:
        without_daemon()
        skip("with a daemon", "network namespaces need root")
        done()
    lab.together(__file__, scenes)
