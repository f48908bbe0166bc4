#!/usr/bin/python3
"""A past for the demonstration: the twelve months before today of points that do not exist.

    history.py transitions ETC    the CSV of `vigie import transitions`, for the points in ETC/sites.d
    history.py events ETC         the JSON lines of `vigie import events`
    history.py month              the month before this one, as `vigie report --period` wants it

Everything is invented, and the same on every machine that starts on the same day: what happens on
a day is drawn from that day's date.  It ends the day before yesterday, so that what vigie really
measures never meets it.
"""
import datetime
import json
import pathlib
import random
import re
import sys
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Europe/Paris")
UTC = datetime.timezone.utc
# How often a line of this kind breaks, in outages a month, and how long for, in minutes.
KINDS = {"adsl": (2.2, 70), "vdsl": (1.4, 50), "satellite": (5, 25), "4g": (4, 20),
         "ftth": (0.6, 90), "ftto": (0.4, 45)}
WHOSE = ["operator"] * 11 + ["power"] * 4 + ["site"] * 2 + ["sivu"] * 2 + ["unknown"]
MO, TU, WE, TH, FR = range(5)
# What the points of a group shared: days ago, weekday, hour, minutes, whose, the group.
SHARED = [(19, WE, 14.2, 145, "operator", "nra-alb"), (71, TU, 9.6, 200, "power", "collecte-privas"),
          (164, WE, 15.1, 95, "operator", "collecte-tournon"), (251, TU, 10.3, 310, "operator", "nra-alb")]
# A line cut for days: days ago, weekday, hour, minutes, whose, the point.
SHARED += [(52, WE, 10.5, 3 * 1440 + 170, "operator", "saint-felicien"), (197, TH, 8.9, 1440 + 400, "site", "gluiras")]
# vigie itself did not measure: days ago, weekday, hour, minutes.
BLIND = [(33, TU, 9.5, 110), (142, WE, 9.2, 45)]

today = datetime.datetime.now(ZONE).date()
last = today - datetime.timedelta(days=2)
first = datetime.date(today.year - 1, today.month, 1)


def at(day, hour):
    """The instant of a local hour, a fraction, of a day; whole seconds."""
    midnight = datetime.datetime(day.year, day.month, day.day, tzinfo=ZONE)
    seconds = round(hour * 3600)
    return midnight.replace(hour=seconds // 3600, minute=seconds // 60 % 60, second=seconds % 60).astimezone(UTC)


def ago(days, weekday=None):
    """That many days ago, or the first such weekday before."""
    day = today - datetime.timedelta(days=days)
    return day if weekday is None else day - datetime.timedelta(days=(day.weekday() - weekday) % 7)


def say(when):
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def points(etc):
    """id -> (kind of its line, the groups that it hangs from)."""
    parents = dict(re.findall(r'id = "([^"]+)";[^\n]*parent = "([^"]+)"', (etc / "vigie.conf").read_text()))
    found = {}
    for path in sorted((etc / "sites.d").glob("*.conf")):
        link = re.search(r'link = \{\s*kind = "([^"]+)";.*?groups = \[([^]]*)\]', path.read_text(), re.S)
        kind, groups = link.groups()
        groups = re.findall(r'"([^"]+)"', groups)
        found[path.stem] = kind, set(groups) | {parents[g] for g in groups if g in parents}
    return found


def outages(site, kind, groups):
    """What befell a line, as (from, to, state, responsibility), in no order."""
    often, minutes = KINDS.get(kind, KINDS["adsl"])
    day = first
    while day <= last:
        dice = random.Random(f"{site} {day}")
        if dice.random() < often / 30.4:
            begin = at(day, dice.uniform(7.5, 18.5))
            lasted = min(480, max(3, dice.lognormvariate(0, 0.9) * minutes))
            yield begin, begin + datetime.timedelta(minutes=lasted), "down", dice.choice(WHOSE)
        day += datetime.timedelta(days=1)
    for days, weekday, hour, lasted, whose, where in SHARED:
        if where == site or where in groups:
            begin = at(ago(days, weekday), hour)
            yield begin, begin + datetime.timedelta(minutes=lasted), "down", whose
    for days, weekday, hour, lasted in BLIND:
        begin = at(ago(days, weekday), hour)
        yield begin, begin + datetime.timedelta(minutes=lasted), "unknown", ""


def empty_mornings(site):
    """Days on which nobody had switched a PC on in time: the link works, the convention is not kept."""
    day = first
    while day <= last:
        dice = random.Random(f"{site} pcs {day}")
        if dice.random() < 0.4 / 30.4:
            begin = at(day, 9)
            yield begin, begin + datetime.timedelta(minutes=dice.uniform(20, 150)), "down", "site"
        day += datetime.timedelta(days=1)


def rows(line, spells):
    """Its transitions: of spells that meet, the earlier one goes on."""
    yield at(first, 0), line, "up", ""
    free = at(first, 0) + datetime.timedelta(hours=1)
    for begin, end, state, whose in sorted(spells):
        begin, end = max(begin, free).replace(microsecond=0), end.replace(microsecond=0)
        if end <= begin:
            continue
        yield begin, line, state, whose
        yield end, line, "up", ""
        free = end + datetime.timedelta(seconds=1)


def transitions(etc):
    print("time,object,state,responsibility")
    for site, (kind, groups) in points(etc).items():
        of_link = list(outages(site, kind, groups))
        of_convention = of_link + list(empty_mornings(site))
        for row in [*rows(f"{site}/link", of_link), *rows(f"{site}/convention", of_convention)]:
            print(say(row[0]), *row[1:], sep=",")


def window(kind, where, day, begin, end, told, text):
    """Recorded `told` days before it began; a negative number: after."""
    place = "scope" if kind == "maintenance" else "site"
    recorded = at(day - datetime.timedelta(days=told), 9)
    return {"type": kind, place: where, "from": say(at(day, begin)), "to": say(at(day, end)),
            "recorded": say(recorded), "by": "demo", "text": text}


def events(etc):
    known = points(etc)
    planned = [
        window("maintenance", "vernoux", ago(12, TU), 14, 16, 7, "Remplacement de la box (exemple)"),
        window("maintenance", "nra-lam", ago(40, TU), 9, 11, 7, "Travaux de l'opérateur (exemple)"),
        window("maintenance", "all", ago(103, TH), 17, 18, 7, "Mise à jour des routeurs (exemple)"),
        window("closure", "boffres", ago(33, WE), 8, 18, 7, "Congés (exemple)"),
        window("closure", "lamastre", ago(27, TU), 8, 18, -1, "Animatrice absente, dit le lendemain (exemple)"),
        window("closure", "champis", ago(88, FR), 8, 18, 7, "Congés (exemple)"),
        window("opening", "gluiras", ago(45, TH), 18, 20, 7, "Atelier du soir (exemple)"),
    ]
    for event in planned:
        print(json.dumps(event, ensure_ascii=False))
    for site, day in ((s, d) for s in known for d in range(2, (today - first).days)):
        if ago(day).weekday() > FR:
            continue
        dice = random.Random(f"{site} said {ago(day)}")
        when = at(ago(day), dice.choice([9.5, 10, 11, 14.25, 15, 16.5]))
        said = {"site": site, "recorded": say(when), "by": "demo"}
        if dice.random() < 0.05:
            said.update(type="visio", partner="caf", start=say(when), text="Permanence (exemple)")
            if dice.random() < 0.06:
                said.update(failed=True)
        elif dice.random() < 0.015:
            said.update(type="training", theme=dice.choice(["Premiers pas", "Démarches en ligne", "Messagerie"]))
        elif dice.random() < 0.008:
            said.update(type="intervention", equipment=dice.choice(["Imprimante", "Poste d'accueil", "Box"]),
                        start=say(when), text="Dépannage sur place (exemple)")
        else:
            continue
        print(json.dumps(said, ensure_ascii=False))


def main():
    wish, *rest = sys.argv[1:]
    if wish == "month":
        print((today.replace(day=1) - datetime.timedelta(days=1)).strftime("%Y-%m"))
    else:
        {"transitions": transitions, "events": events}[wish](pathlib.Path(rest[0]))


if __name__ == "__main__":
    main()
