#!/usr/bin/python3
"""Invented reports, to look at every form: make.py NAME [SITES] on stdout; NAME as in MAKERS below.

The figures add up as those of vigie do (sums, truncation), so that a form may be read
with the eyes of somebody who checks; what is not there is drawn from a fixed seed.
month.json and its neighbours in this folder were written by it.
"""
import datetime
import json
import random
import sys

POINTS = [
    ("alboussiere", "Centre multimédia d'Alboussière", "Alboussière", "07007", 27, 12),
    ("etables", "Centre multimédia d'Étables", "Étables", "07086", 18, 12),
    ("vernoux", "Relais de services publics de Vernoux", "Vernoux-en-Vivarais", "07338", 27, 12),
    ("saint-agreve", "Centre multimédia de Saint-Agrève", "Saint-Agrève", "07204", 29, 12),
    ("lamastre", "Centre multimédia de Lamastre", "Lamastre", "07129", 27, 12),
    ("saint-felicien", "Centre multimédia de Saint-Félicien", "Saint-Félicien", "07236", 12, 12),
    ("boffres", "Bibliothèque de Boffres", "Boffres", "07035", 4, 12),
    ("champis", "Mairie de Champis", "Champis", "07052", 6, 12),
    ("saint-sylvestre", "Mairie de Saint-Sylvestre", "Saint-Sylvestre", "07297", 6, 12),
    ("gluiras", "Centre multimédia de Gluiras", "Gluiras", "07096", 12, 12),
]
CAUSES = ["operator", "power", "sivu", "site", "unknown"]
KINDS = {"operator": "link", "power": "power", "sivu": "box", "site": "no_pc", "unknown": "link"}


def rfc(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def pct(up, of):
    return "%d.%02d" % divmod(10000 * up // of, 100) if of else None


def line(open_s, maintenance_s, unknown_s, by, outages, longest_s, during=0):
    required, down = open_s - maintenance_s, sum(by.values())
    measured, up = required - unknown_s, required - unknown_s - down
    out = {"open_s": open_s, "maintenance_s": maintenance_s, "required_s": required, "unknown_s": unknown_s,
           "down_s": down, "up_s": up, "availability": pct(up, measured), "coverage": pct(measured, required),
           "min": pct(up, required), "max": pct(up + unknown_s, required), "note": None, "outages": outages,
           "longest_s": longest_s, "declared_during_outage_s": during, "by_responsibility": by}
    if required == 0:
        out.update(note="not_applicable", availability=None, coverage=None, min=None, max=None)
    elif measured == 0:
        out.update(note="not_measured", availability=None, coverage="0.00", min="0.00", max="100.00")
    elif measured < 36000:
        out.update(note="too_short", availability=None)
    elif measured * 10 < required * 9:
        out["note"] = "insufficient"
    return out


def add(lines):
    by = {}
    for one in lines:
        for k, v in one["by_responsibility"].items():
            by[k] = by.get(k, 0) + v
    return line(sum(x["open_s"] for x in lines), sum(x["maintenance_s"] for x in lines),
                sum(x["unknown_s"] for x in lines), by, sum(x["outages"] for x in lines),
                max([x["longest_s"] for x in lines] or [0]), sum(x["declared_during_outage_s"] for x in lines))


def delays(outages):
    def of(key):
        some = [o for o in outages if o[key + "_s"] is not None]
        if not some:
            return {"n": 0, "mean_s": None, "mean_working_s": None, "longest_working_s": None, "late": 0}
        n = len(some)
        limit = 14400 if key == "intervene" else 28800
        return {"n": n, "mean_s": sum(o[key + "_s"] for o in some) // n,
                "mean_working_s": sum(o[key + "_working_s"] for o in some) // n,
                "longest_working_s": max(o[key + "_working_s"] for o in some),
                "late": sum(o[key + "_working_s"] > limit for o in some)}
    return {"intervene": of("intervene"), "restore": of("restore")}


def outage(rnd, which, t, down_s, cause, number):
    end = t + datetime.timedelta(seconds=down_s)
    ack = rnd.choice([None, 900, 1500, 4200, 16200])
    return {"line": which, "incident": number, "from": rfc(t), "to": rfc(end), "down_s": down_s,
            "kind": KINDS[cause], "responsibility": cause, "scope": "x", "confirmed": rfc(t + datetime.timedelta(seconds=60)),
            "acknowledged": rfc(t + datetime.timedelta(seconds=ack)) if ack else None, "restored": rfc(end),
            "intervene_s": ack, "intervene_working_s": ack, "restore_s": down_s, "restore_working_s": down_s}


def site(rnd, point, first, days, number, calm=False):
    ident, name, commune, insee, week, least = point
    open_days = [i for i in range(days) if (first + datetime.timedelta(days=i)).weekday() < 6]
    each = week * 3600 // 6 // 60 * 60
    table = [[0, 0, 0, 0] for _ in range(days)]
    for i in open_days:
        table[i][0] = each
    by, outages, conv_by, halves, unknown = {}, [], {}, [], []
    for i in open_days:
        t = datetime.datetime(first.year, first.month, first.day, 8, 0) + datetime.timedelta(days=i)
        if not calm and rnd.random() < 0.06:
            cause = rnd.choice(CAUSES)
            down = rnd.randrange(5, 150) * 60 + rnd.choice([0, 0, 12])
            down = min(down, each)
            table[i][3] += down
            conv_by[cause] = conv_by.get(cause, 0) + down
            number[0] += 1
            outages.append(outage(rnd, "convention", t, down, cause, number[0]))
            if cause != "site":
                by[cause] = by.get(cause, 0) + down
                outages.append(outage(rnd, "link", t, down, cause, number[0]))
            else:
                table[i][3] -= down
            if down * 2 >= each:
                halves.append({"date": str(t.date()), "half": "am", "open_s": each, "lost_s": down})
        elif not calm and rnd.random() < 0.02:
            gap = rnd.randrange(5, 60) * 60
            table[i][2] += min(gap, each)
            unknown.append({"line": "link", "from": rfc(t), "to": rfc(t + datetime.timedelta(seconds=gap)),
                            "seconds": min(gap, each)})
    maintenance = 0
    windows = []
    if not calm and rnd.random() < 0.4:
        i = open_days[len(open_days) // 2]
        if table[i][2] + table[i][3] == 0:
            table[i][1] = maintenance = min(3600, each)
            t = datetime.datetime(first.year, first.month, first.day, 15, 0) + datetime.timedelta(days=i)
            windows.append({"kind": "maintenance", "from": rfc(t), "to": rfc(t + datetime.timedelta(hours=2)),
                            "recorded": rfc(t - datetime.timedelta(days=4)), "is_late": False, "seconds": maintenance})
    if not calm and rnd.random() < 0.3:
        t = datetime.datetime(first.year, first.month, first.day, 8, 0) + datetime.timedelta(days=open_days[-1])
        windows.append({"kind": "closure", "from": rfc(t), "to": rfc(t + datetime.timedelta(hours=3)),
                        "recorded": rfc(t + datetime.timedelta(days=2)), "is_late": True, "seconds": each})
    opened, gaps = sum(d[0] for d in table), sum(d[2] for d in table)
    link = line(opened, maintenance, gaps, by, sum(o["line"] == "link" for o in outages),
                max([o["down_s"] for o in outages if o["line"] == "link"] or [0]))
    conv = line(opened, maintenance, gaps, conv_by, sum(o["line"] == "convention" for o in outages),
                max([o["down_s"] for o in outages if o["line"] == "convention"] or [0]))
    met = link["up_s"] * 10000 >= 9800 * (link["required_s"] - link["unknown_s"]) if link["availability"] else None
    return {"id": ident, "name": name, "commune": commune, "kind": "ccm", "insee": insee, "from": None, "to": None,
            "lines": {"link": link, "convention": conv}, "target_met": met,
            "hours": {"declared_week_s": week * 3600, "min_week_s": least * 3600, "is_under": week < least,
                      "versions": [{"from": None, "text": "Mo-Sa 09:00-%02d:00; PH off" % (9 + max(1, week // 6))}]},
            "half_days": {"open": len(open_days), "lost": len(halves), "unknown": 0, "list": halves},
            "delays": delays([o for o in outages if o["line"] == "link"]), "outages": outages, "unknown": unknown,
            "declared": {"visio": rnd.randrange(4), "visio_failed": rnd.randrange(2), "trainings": rnd.randrange(2),
                         "interventions": rnd.randrange(3)},
            "windows": windows, "days": table}


def report(first, last, label, kind, n=10, seed=7, calm=False, until=None):
    rnd, number = random.Random(seed), [100]
    days = (last - first).days + 1
    points = [POINTS[i % 10] if i < 10 else
              ("%s-%d" % (POINTS[i % 10][0], i), "%s %d" % (POINTS[i % 10][1], i)) + POINTS[i % 10][2:] for i in range(n)]
    sites = [site(rnd, p, first, days, number, calm) for p in points]
    end = datetime.datetime(last.year, last.month, last.day) + datetime.timedelta(days=1)
    out = {"network": "sivu", "network_name": "SIVU des Inforoutes", "phone": "04 75 00 00 00",
           "url": "https://vigie.example.org", "scope": "network", "scope_name": "SIVU des Inforoutes",
           "scope_kind": "network",
           "period": {"from": rfc(datetime.datetime(first.year, first.month, first.day) - datetime.timedelta(hours=1)),
                      "to": rfc(end - datetime.timedelta(hours=1)), "timezone": "Europe/Paris", "label": label,
                      "kind": kind, "first_day": str(first), "last_day": str(last),
                      "until": until or rfc(end - datetime.timedelta(hours=1))},
           "generated": "2026-11-24T13:15:00Z", "journal": {"seq": 184220, "hash": "9f" * 32}, "frozen": None,
           "target_pct": "98.00", "within": {"intervene_s": 14400, "restore_s": 28800}, "sites": sites}
    sum_up(out)
    if days > 31:
        months(out)
    return out


def sum_up(out):
    sites = out["sites"]
    out["total"] = {w: add([s["lines"][w] for s in sites]) for w in ("link", "convention")}
    out["delays"] = delays([o for s in sites for o in s["outages"] if o["line"] == "link"])
    out["half_days"] = {k: sum(s["half_days"][k] for s in sites) for k in ("open", "lost", "unknown")}
    out["declared"] = {k: sum(s["declared"][k] for s in sites)
                       for k in ("visio", "visio_failed", "trainings", "interventions")}
    rated = [s for s in sites if s["target_met"] is not None]
    out["under_target"] = {"sites": sum(s["target_met"] is False for s in rated), "of": len(rated)}
    out["days"] = [[sum(s["days"][i][k] for s in sites) for k in range(4)] for i in range(len(sites[0]["days"]))]


def months(out):
    """A line for each month, from the days; responsibilities are not asked for there."""
    first = datetime.date.fromisoformat(out["period"]["first_day"])

    def of(table, owner):
        rows = {}
        for i, d in enumerate(table):
            rows.setdefault((first + datetime.timedelta(days=i)).strftime("%Y-%m"), []).append(d)
        owner["months"] = []
        for m, ds in sorted(rows.items()):
            o, mt, u, dn = (sum(d[k] for d in ds) for k in range(4))
            one = line(o, mt, u, {"operator": dn} if dn else {}, sum(d[3] > 0 for d in ds), max(d[3] for d in ds))
            owner["months"].append({"month": m, "link": one, "convention": one})
    for s in out["sites"]:
        of(s["days"], s)
    of(out["days"], out)


def only(out, ident):
    out["sites"] = [s for s in out["sites"] if s["id"] == ident]
    out.update(scope=ident, scope_name=out["sites"][0]["name"], scope_kind="site")
    sum_up(out)
    return out


def hostile(out):
    tricks = ["=1+1", "+33", "-2", "@SUM(A1)", "\tTab", "\rCR", "<script>alert(1)</script>", "a\u202eevil\u202c",
              "esc\u001b[31mred\u0007", "\"quoted\", comma\r\nnewline", "&amp; ' \" <b>", "", "x" * 300,
              "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 RTL", "\u0e01\u0e33\u4e2d\u6587 emoji \U0001f600",
              "%s%n%p", "../../etc/passwd", "e\u0301" * 40]
    out["network_name"] = "SIVU <b>&\u202e \u001b]0;title\u0007"
    for s, trick in zip(out["sites"], tricks * 2):
        s["name"] = trick
        s["commune"] = trick
        s["hours"]["versions"] = [{"from": "2026-03-10T08:00:00Z", "text": trick}]
        for o in s["outages"]:
            o["ticket"] = trick
            o["kind"] = trick
    return out


D = datetime.date
MAKERS = {
    "month": lambda n: report(D(2026, 3, 1), D(2026, 3, 31), "2026-03", "month", n),
    "site": lambda n: only(report(D(2026, 3, 1), D(2026, 3, 31), "2026-03", "month"), "saint-felicien"),
    "calm": lambda n: report(D(2026, 3, 2), D(2026, 3, 8), "2026-W10", "week", n, calm=True),
    "year": lambda n: report(D(2026, 1, 1), D(2026, 12, 31), "2026", "year", n),
    "running": lambda n: report(D(2026, 11, 1), D(2026, 11, 30), "2026-11", "month", n, until="2026-11-24T13:15:00Z"),
    "hostile": lambda n: hostile(report(D(2026, 3, 1), D(2026, 3, 31), "2026-03", "month", 18)),
}


def frozen(out):
    out["frozen"] = {"version": 2, "sha256": "3b" * 32, "at": "2026-04-02T06:30:00Z",
                     "reason": "coupure du 12 mars requalifiée"}
    return out


def blank(out, unmeasured):
    for s in out["sites"]:
        o = 97200 if unmeasured else 0
        for w in ("link", "convention"):
            s["lines"][w] = line(o, 0, o, {}, 0, 0)
        s.update(target_met=None, outages=[], unknown=[], windows=[], days=[[0, 0, 0, 0]] * len(s["days"]),
                 half_days={"open": 0, "lost": 0, "unknown": 0, "list": []}, delays=delays([]))
    sum_up(out)
    return out


MAKERS["frozen"] = lambda n: frozen(report(D(2026, 3, 1), D(2026, 3, 31), "2026-03", "month", n))
MAKERS["closed"] = lambda n: blank(report(D(2026, 8, 10), D(2026, 8, 16), "2026-W33", "week", 3, calm=True), False)
MAKERS["unmeasured"] = lambda n: blank(report(D(2026, 3, 2), D(2026, 3, 8), "2026-W10", "week", 3, calm=True), True)

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in MAKERS:
        sys.exit("usage: make.py %s [SITES]" % "|".join(MAKERS))
    made = MAKERS[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 10)
    print(json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
