#!/usr/bin/python3
"""Invented lives of a point, counted twice: by vigie and by second_count.py.

Hours with holidays and exceptions, versions of them, closures, openings and maintenance recorded early, late
or in an outage, weekly, cancelled; imported history and vigie's own with late corrections, stops, crashes and
blindness; incidents with groups above them; periods of every shape, running ones, both nights of the clocks.
COUNT_LIVES and COUNT_SEED choose how many and which.
"""
import datetime
import json
import os
import random
import subprocess
import sys
import zoneinfo

sys.dont_write_bytecode = True
import second_count as second

LIVES = int(os.environ.get("COUNT_LIVES", "200"))
SEED = int(os.environ.get("COUNT_SEED", "1"))
WORDS = ["unknown", "operator", "power", "sivu", "site", "partner"]
STATES = {"link": ["unknown", "up", "down"], "convention": ["unknown", "compliant", "non_compliant"]}
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
DAY = 86400


def rfc(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock(minutes):
    return "%02d:%02d" % divmod(minutes, 60)


def ranges(r):
    cuts = sorted(r.sample(range(0, 1441, 15), 2 * r.choice((1, 1, 2, 2, 3))))
    return [(a, b) for a, b in zip(cuts[::2], cuts[1::2])]


def written(rule):
    days = rule["days"]
    if days == "PH":
        head = "PH"
    elif isinstance(days, tuple):
        head = "-".join("%d %s %d" % (d.year, second.MONTHS[d.month - 1], d.day) for d in days)
        if days[0] == days[1]:
            head = head.split("-")[0]
    else:
        head = ",".join(second.DAYS[d] for d in sorted(days))
    return head + " " + (",".join(clock(a) + "-" + clock(b) for a, b in rule["ranges"]) or "off")


def hours(r, first):
    """(text, rules)"""
    if r.random() < 0.1:
        return "24/7", "24/7"
    rules = []
    left = list(range(7))
    r.shuffle(left)
    while left and (not rules or r.random() < 0.7):
        n = r.randint(1, len(left))
        rules.append({"days": set(left[:n]), "ranges": ranges(r)})
        left = left[n:]
    if r.random() < 0.2:                # a later rule says something else of a day
        rules.append({"days": {r.randrange(7)}, "ranges": ranges(r) if r.random() < 0.5 else []})
    if r.random() < 0.3:                # the nights on which clocks change
        rules.append({"days": {6}, "ranges": [(60, r.choice((120, 150, 180, 300)))]})
    if r.random() < 0.4:
        a = first + datetime.timedelta(days=r.randint(-3, 20))
        rules.append({"days": (a, a + datetime.timedelta(days=r.choice((0, 1, 7)))),
                      "ranges": [] if r.random() < 0.6 else ranges(r)})
    if r.random() < 0.6:
        rules.append({"days": "PH", "ranges": [] if r.random() < 0.8 else ranges(r)})
    return "; ".join(map(written, rules)), rules


def period(r):
    """(as written, first day, last day)"""
    year = r.choice((2025, 2026, 2027))
    near = r.choice((datetime.date(year, 3, 29), datetime.date(year, 10, 25), datetime.date(year, 5, 11),
                     datetime.date(year, 1, 1) + datetime.timedelta(days=r.randrange(365))))
    what = r.random()
    if what < 0.45:
        monday = near - datetime.timedelta(days=near.weekday())
        iso = monday.isocalendar()
        return "%d-W%02d" % (iso[0], iso[1]), monday, monday + datetime.timedelta(days=6)
    if what < 0.75:
        last = near + datetime.timedelta(days=r.choice((0, 1, 3, 9, 40)))
        return "%s..%s" % (near, last), near, last
    first = near.replace(day=1)
    if what < 0.97:
        return first.strftime("%Y-%m"), first, (first + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)
    quarter = (near.month - 1) // 3
    first = datetime.date(near.year, 3 * quarter + 1, 1)
    return "%d-Q%d" % (near.year, quarter + 1), first, (first + datetime.timedelta(days=100)).replace(day=1) - datetime.timedelta(days=1)


def fact(kind, obj, t, known=None, /, **content):
    return {"kind": kind, "object": obj, "happened": rfc(t), "known": rfc(known or t), "content": content}


def instants(r, start, end, n):
    """Some at whole minutes, some not; some together."""
    out = []
    for _ in range(n):
        t = r.randrange(start, end)
        out.append(t - t % 60 if r.random() < 0.5 else t)
    return sorted(out)


def imported(r, life, facts, name, start, end):
    rows = []
    last = None
    for batch in range(r.choice((1, 1, 1, 2))):
        seen = set()
        for t in instants(r, start - 3 * DAY, end + DAY, r.randint(1, 25)):
            what, who = r.choice((0, 1, 1, 2, 2)), r.randrange(len(WORDS))
            # before the period one of each kind, or the piece that reaches into it would begin twice
            if t in seen or (t < start and last == what):
                continue
            seen.add(t)
            last = what
            rows.append((t, what, who))
            content = {}
            if what:
                content["state"] = ["unknown", "up", "down"][what]
            if what == 2 and who:
                content["responsibility"] = WORDS[who]
            facts.append(fact("transition", "a/" + name, t, end + 40 * DAY, **content))
    life[name]["imported"] = rows


def own(r, life, facts, start, end):
    """What vigie said, in the order in which it knew it; both lines live through the same stops."""
    t = r.choice((start - 2 * DAY, r.randrange(start, end)))
    for name in ("link", "convention"):
        life[name]["own"] = []
    was = {"link": 0, "convention": 0}

    def say(name, since, known, what):
        line = life[name]
        line["own"].append((since, what))
        line["own_from"] = min(line.get("own_from", since), since)
        content = {} if what == 0 else {"state": STATES[name][what]}
        if what == 1 and name == "link" and r.random() < 0.3:
            content["state"] = "degraded"
        if was[name]:
            content["was"] = STATES[name][was[name]]
        facts.append(fact("state", "a/" + name, since, known, since=rfc(since), **content))
        was[name] = what

    def lost(t):
        for name in ("link", "convention"):
            line = life[name]
            if "own_from" in line and t > line["own_from"]:
                line["own"].append((t, 0))

    for _ in range(r.randint(1, 30)):
        step = int(r.expovariate(1 / (DAY / 2))) + 1
        t += step
        if t >= end + DAY:
            break
        if r.random() < 0.15:
            how = r.random()
            if how < 0.3:               # a stop and a start
                facts.append(fact("stop", "vigie", t))
                lost(t)
                began = t + r.randrange(1, 20000)
                facts.append(fact("start", "vigie", began, last_sign=rfc(t)))
                lost(t)
            elif how < 0.7:             # a crash: nobody said so until the start
                began = t + r.randrange(1, 100000)
                sign = t - r.randrange(0, min(step, 3600))
                facts.append(fact("start", "vigie", began, last_sign=rfc(sign)))
                lost(sign)
            else:
                began = t + r.randrange(1, 8000)
                facts.append(fact("blind", "vigie", t, is_blind=True))
                lost(t)
                facts.append(fact("blind", "vigie", began))
            t = began
            was = {"link": 0, "convention": 0}
            continue
        name = r.choice(("link", "link", "convention"))
        known = t
        since = t - (r.randrange(0, 200) if r.random() < 0.5 else 0)      # dated from the first failure
        say(name, since, known, r.choice((0, 1, 1, 1, 2, 2)))


def incident(r, number, kind, scope, opened, restored, who, parent=0, told=True):
    content = {"number": number, "kind": kind, "kind_first": kind, "scope": scope, "sites": ["a"],
               "opened": rfc(opened), "confirmed": rfc(opened + 60)}
    if WORDS[who] != "unknown":
        content["responsibility"] = WORDS[who]
    if restored:
        content["restored"] = rfc(restored)
    if parent:
        content["parent"] = parent
    return fact("incident", str(number), opened, incident=content, event={"at": rfc(opened), "by": "vigie"})


def incidents(r, life, facts, start, end):
    for name, kinds in (("link_incidents", ["link"]), ("other_incidents", ["dns", "no_pc"])):
        life[name] = []
        t = start - DAY
        while len(life[name]) < 6 and r.random() < 0.8:
            t += r.randrange(1, 3 * DAY)
            opened, t = t, t + r.randrange(60, DAY)
            restored = t if t < end and r.random() < 0.9 else 0
            who, spoken = r.randrange(len(WORDS)), None
            parent = 0
            number = life["number"] = life.get("number", 0) + 1
            if kinds == ["link"] and r.random() < 0.3:      # a group speaks for it
                parent, above = number, r.randrange(len(WORDS))
                number = life["number"] = number + 1
                facts.append(incident(r, parent, "group", "g", opened, restored, above))
                spoken = above if WORDS[above] != "unknown" else None
            facts.append(incident(r, number, r.choice(kinds), "a", opened, restored, who, parent))
            if r.random() < 0.2:                            # requalified, or a person closes it: the last word holds
                who = r.randrange(len(WORDS))
                last = incident(r, number, "power" if kinds == ["link"] else kinds[0], "a", opened, restored, who, parent)
                last["content"]["incident"]["kind_first"] = kinds[0] if kinds == ["link"] else facts[-1]["content"]["incident"]["kind_first"]
                last["content"]["event"]["type"] = "updated"
                if restored and r.random() < 0.5:
                    former = facts[-1]["content"]["incident"].get("responsibility", "unknown")
                    last["content"]["event"].update(type="closed", by="tech1")
                    last["content"]["incident"]["closed"] = rfc(restored + 60)
                    if former != WORDS[who]:
                        spoken = None       # a person's word is before the group's
                facts.append(last)
            if spoken is not None and WORDS[who] == "power" and WORDS[spoken] == "operator":
                spoken = None               # what its uptimes told is before what a group is presumed
            life[name].append((opened, restored or end + 400 * DAY, who if spoken is None else spoken))
            if not restored:
                break


def windows(r, life, facts, start, end):
    life["windows"] = []
    for _ in range(r.choice((0, 1, 2, 4, 8))):
        kind = r.choice(("maintenance", "maintenance", "maintenance", "closure", "opening"))
        a = r.randrange(start - DAY, end)
        a -= a % 60
        b = a + 60 * r.randrange(1, r.choice((120, 600, 3000)))
        w = {"kind": kind, "from": a, "to": b}
        recorded = max(start, a + r.choice((-40 * DAY, -r.randrange(1, 4 * DAY), r.randrange(0, b - a), 3 * DAY)))
        if recorded == start and a < start:
            recorded = a - r.randrange(1, 4 * DAY)
        w["recorded"] = recorded
        if kind == "maintenance" and recorded >= b:
            w["recorded"] = recorded = b - 1        # vigie refuses what is over
        if r.random() < 0.25:
            w["weekdays"] = r.sample(range(7), r.choice((1, 1, 2)))
        if r.random() < 0.15:
            w["cancelled"] = r.randrange(recorded, max(recorded + 1, b))
        life["windows"].append(w)
        number = len(life["windows"])
        content = {"number": number, "scope": r.choice(("a", "a", "all", "g", "top")), "from": rfc(a), "to": rfc(b),
                   "recorded": rfc(recorded)}
        if kind != "maintenance":
            content.update(kind=kind, scope="a")
        if "weekdays" in w:
            content["weekdays"] = sum(1 << d for d in w["weekdays"])
        facts.append(fact("window", str(number), recorded, **content))
        if "cancelled" in w:
            facts.append(fact("window", str(number), w["cancelled"], **dict(content, cancelled=rfc(w["cancelled"]))))


def make_life(seed):
    r = random.Random(seed)
    label, first, last = period(r)
    start = second.local_midnight(PARIS, first)
    end = second.local_midnight(PARIS, last + datetime.timedelta(days=1))
    now = end + 50 * DAY if r.random() < 0.8 else r.randrange(start, end)
    life = {"zone": "Europe/Paris", "first": first, "last": last, "now": now, "words": WORDS,
            "link": {"imported": [], "own": []}, "convention": {"imported": [], "own": []}}
    facts = []
    conf_text, conf_rules = hours(r, first)
    life["versions"] = [(0, conf_rules)]
    if r.random() < 0.3:
        life["versions"] = []
        t = start - 10 * DAY
        for i in range(r.randint(1, 4)):
            text, rules = hours(r, first)
            removed = i > 0 and r.random() < 0.2
            facts.append(fact("hours", "a", t, opening=text, holidays="FR", name="A", kind="ccm",
                              **({"is_removed": True} if removed else {})))
            life["versions"].append((t, None if removed else rules))
            t += r.randrange(1, 12 * DAY)
    elif r.random() < 0.2:
        life["from"] = first + datetime.timedelta(days=r.randint(-2, 5))
        if r.random() < 0.5:
            life["until"] = life["from"] + datetime.timedelta(days=r.randint(0, 30))
    windows(r, life, facts, start, end)
    way = r.random()
    for name in ("link", "convention"):
        if way < 0.75:
            imported(r, life, facts, name, start, end)
    if way > 0.4:
        own(r, life, facts, start, end)
        life["link"]["imported"] = [x for x in life["link"]["imported"]]
    life["link_incidents"] = life["other_incidents"] = []
    if way > 0.4:
        incidents(r, life, facts, start, end)
    dates = "".join(' %s = "%s";' % (k, life[k]) for k in ("from", "until") if life.get(k))
    conf = ('network = { id = "n"; timezone = "Europe/Paris"; holidays = "FR"; }; store = { dir = "/s"; }; '
            'control = { socket = "/c"; }; groups = ( { id = "g"; name = "G"; kind = "exchange"; parent = "top"; }, '
            '{ id = "top"; name = "T"; kind = "backhaul"; } ); site = { id = "a"; name = "A"; kind = "ccm"; '
            'opening = "%s";%s link = { groups = [ "g" ]; router = { address = "198.51.100.1"; }; }; };'
            % (conf_text, dates))
    return life, {"conf": conf, "scope": r.choice(("a", "network", "g", "top")), "period": label, "now": rfc(now),
                  "facts": facts}


def differences(life, report):
    site = report["sites"][0]
    two = second.second_count(life)
    out = []
    for name in ("link", "convention"):
        for source, line in (("", site["lines"][name]), ("total ", report["total"][name])):
            out += ["%s%s.%s: vigie %r, second count %r" % (source, name, k, line[k], v)
                    for k, v in two[name].items() if line[k] != v]
        for (month, *figures), m in zip(two[name + "_months"], site["months"]):
            mine = [m["month"]] + [m[name][k] for k in ("open_s", "maintenance_s", "unknown_s", "down_s")]
            if mine != [month] + figures:
                out.append("%s %s: vigie %r, second count %r" % (name, month, mine, figures))
    for k in ("open", "lost", "unknown"):
        if site["half_days"][k] != two["half_days"][k]:
            out.append("half_days.%s: vigie %r, second count %r" % (k, site["half_days"][k], two["half_days"][k]))
    if site["days"]:
        for i, k in enumerate(("open_s", "maintenance_s", "unknown_s", "down_s")):
            if sum(d[i] for d in site["days"]) != two["link"][k]:
                out.append("days: their %s are not the period's" % k)
    if sum(o["down_s"] for o in site["outages"] if o["line"] == "link") != two["link"]["down_s"] and not site["outages_omitted"]:
        out.append("outages: their seconds are not the period's")
    if sum(u["seconds"] for u in site["unknown"]) != two["link"]["unknown_s"] + two["convention"]["unknown_s"] \
            and not site["unknown_omitted"]:
        out.append("unknown: their seconds are not the period's")
    return out


def main():
    build = os.environ.get("top_builddir", ".")
    seeds = range(SEED, SEED + LIVES)
    tool = subprocess.Popen([os.path.join(build, "count_tool")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    bad = seen = down = 0
    print("1..2")
    for seed in seeds:
        life, line = make_life(seed)
        tool.stdin.write(json.dumps(line) + "\n")
        tool.stdin.flush()
        answer = tool.stdout.readline()
        if not answer:
            print("# life %d ended the count: %s" % (seed, json.dumps(line)))
            bad += 1
            break
        report = json.loads(answer)
        wrong = differences(life, report)
        seen += report["sites"][0]["lines"]["link"]["required_s"] > 0
        down += report["sites"][0]["lines"]["link"]["down_s"] > 0
        if wrong:
            bad += 1
            print("# life %d (COUNT_SEED=%d COUNT_LIVES=1): %s, %s" % (seed, seed, line["period"], line["scope"]))
            for text in wrong[:6]:
                print("#   " + text)
            if bad == 5:
                break
    tool.stdin.close()
    print("%s 1 - two counts of %d lives agree to the second" % ("not ok" if bad else "ok", LIVES))
    print("# %d with required time, %d with a down in it" % (seen, down))
    print("%s 2 - and there was something to count" % ("ok" if seen * 2 > LIVES and down * 4 > LIVES else "not ok"))
    sys.exit(1 if bad else 0)


main()
