"""The second count: availability by whole seconds, from the words of the method.

It knows nothing of vigie's own count.  A period is an array with one byte for each second; hours, closures,
maintenance and states are laid onto such arrays one after the other, as the method says them, and then
the seconds are counted.  It is slow and it is meant to be plain.
"""
import datetime
import re
import zoneinfo

UTC = datetime.timezone.utc
DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


# Clocks on the wall.

def wall_to_utc(zone, day, minutes, closing=False):
    """Seconds since 1970 of a local time.  Shown twice: the first for an opening, the second for a
    closing.  Never shown: the moment at which clocks jumped over it."""
    day += datetime.timedelta(days=minutes // 1440)
    local = datetime.datetime(day.year, day.month, day.day, minutes % 1440 // 60, minutes % 60, tzinfo=zone,
                              fold=1 if closing else 0)
    there = local.astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return int(there.timestamp())
    low = int(there.timestamp()) - 7200     # it was skipped: look for the jump
    high = low + 14400
    before = datetime.datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def local_midnight(zone, day):
    return wall_to_utc(zone, day, 0)


# Holidays and hours.

def easter(year):
    """The anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return datetime.date(year, month, day + 1)


def holidays(year):
    first = easter(year)
    moving = {first + datetime.timedelta(days=n) for n in (1, 39, 50)}
    return moving | {datetime.date(year, m, d) for m, d in
                     ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))}


def hours_of_day(rules, day):
    """Ranges in minutes.  `rules` as the generator made them: the last one with something to say decides.
    A rule is {"days": set of weekdays, "PH" or (from, to) of dates, "ranges": [(a, b)] or [] for off}."""
    is_holiday = day in holidays(day.year)
    says_ph = any(rule["days"] == "PH" for rule in rules)
    answer = []
    is_named = any(rule["days"] == (day, day) and rule["ranges"] for rule in rules)    # that very date, not a span
    for rule in rules:
        days = rule["days"]
        if days == "PH":
            if is_holiday:
                answer = rule["ranges"]
        elif isinstance(days, tuple):
            if days[0] <= day <= days[1]:
                answer = rule["ranges"]
        elif day.weekday() in days:
            answer = rule["ranges"]
    if is_holiday and not says_ph and not is_named:
        return []
    return answer


class Seconds:
    """A period: one byte for each second from `start` to `end`."""

    def __init__(self, start, end):
        self.start, self.end, self.n = start, end, max(0, end - start)

    def array(self):
        return bytearray(self.n)

    def lay(self, array, start, end, value):
        a, b = max(start, self.start) - self.start, min(end, self.end) - self.start
        if a < b:
            array[a:b] = bytes([value]) * (b - a)


def number(array):
    return int.from_bytes(array, "little")


def both(*arrays):
    """1 where all are 1."""
    out = number(arrays[0])
    for array in arrays[1:]:
        out &= number(array)
    return bytearray(out.to_bytes(len(arrays[0]), "little"))


def neither(array):
    return array.translate(bytes([1]) + bytes(255))


def lay_hours(seconds, array, zone, rules, start, end):
    """The declared hours between two instants."""
    own = seconds.array()
    if rules == "24/7":
        seconds.lay(array, start, end, 1)
        return
    day = datetime.datetime.fromtimestamp(seconds.start, zone).date() - datetime.timedelta(days=2)
    last = datetime.datetime.fromtimestamp(seconds.end, zone).date() + datetime.timedelta(days=1)
    while day <= last:
        for a, b in hours_of_day(rules, day):
            seconds.lay(own, wall_to_utc(zone, day, a), wall_to_utc(zone, day, b, closing=True), 1)
        day += datetime.timedelta(days=1)
    a, b = max(start, seconds.start) - seconds.start, min(end, seconds.end) - seconds.start
    if a < b:
        array[a:b] = own[a:b]


# Windows.

def turns(window, zone, seconds):
    """When a window lasts, as announced."""
    if not window.get("weekdays"):
        yield window["from"], window["to"]
        return
    first = datetime.datetime.fromtimestamp(window["from"], zone)
    last = datetime.datetime.fromtimestamp(window["to"], zone)
    a = first.hour * 60 + first.minute
    b = last.hour * 60 + last.minute + 1440 * (last.date() - first.date()).days
    day = first.date()
    while local_midnight(zone, day) < seconds.end:
        if day.weekday() in window["weekdays"]:
            start, end = wall_to_utc(zone, day, a), wall_to_utc(zone, day, b, closing=True)
            if start < end:
                yield start, end
        day += datetime.timedelta(days=1)


def counted_turns(window, zone, seconds):
    """The same, up to a cancellation."""
    for start, end in turns(window, zone, seconds):
        if window.get("cancelled"):
            end = min(end, window["cancelled"])
        if start < end:
            yield start, end


# States: 0 unknown, 1 up, 2 down; for a down, who answers for it, in a second array.

def lay_line(seconds, line):
    state, by = seconds.array(), seconds.array()
    own_from = line.get("own_from")
    rows = {}
    for row in line["imported"]:                    # the same instant twice: what came last
        rows[row[0]] = row
    imported = [rows[t] for t in sorted(rows)]
    for i, (t, what, who) in enumerate(imported):
        end = imported[i + 1][0] if i + 1 < len(imported) else seconds.end
        if own_from is not None:
            end = min(end, own_from)
        seconds.lay(state, t, end, what)
        seconds.lay(by, t, end, who if what == 2 else 0)
    if own_from is not None:
        for since, what in line["own"]:             # in the order in which it was known
            seconds.lay(state, since, seconds.end, what)
            seconds.lay(by, since, seconds.end, 0)
    return state, by


# Figures.

def percent(part, whole):
    hundredths = part * 10000 // whole
    return "%d.%02d" % divmod(hundredths, 100)


def figures(opened, maintained, state, by, words, announced):
    required = both(opened, neither(maintained))
    o, m = opened.count(1), both(opened, maintained).count(1)
    t = o - m
    code = bytearray((number(state) + (number(required) << 2)).to_bytes(len(state), "little")) if state else state
    u, up, d = code.count(4), code.count(5), code.count(6)
    assert u + up + d == t == required.count(1)
    line = {"open_s": o, "maintenance_s": m, "required_s": t, "unknown_s": u, "down_s": d, "up_s": up,
            "availability": None, "coverage": None, "min": None, "max": None, "note": None}
    if t == 0:
        line["note"] = "not_applicable"
    else:
        line["coverage"], line["min"], line["max"] = percent(t - u, t), percent(up, t), percent(up + u, t)
        if t == u:
            line["note"] = "not_measured"
        elif t - u < 36000:
            line["note"] = "too_short"
        elif (t - u) * 100 < 90 * t:
            line["note"] = "insufficient"
        if t - u >= 36000:
            line["availability"] = percent(up, t - u)
    # an outage: from a down to the next second known to be up
    lengths = []
    for run in re.finditer(rb"[^\x01\x05]+", bytes(code)):
        lost = run.group().count(6)
        if lost:
            lengths.append(lost)
    line["outages"], line["longest_s"] = len(lengths), max(lengths, default=0)
    line["declared_during_outage_s"] = both(opened, announced).count(1)
    is_down = bytearray(code).translate(bytes(1 if i == 6 else 0 for i in range(256)))
    who = {}
    for i, word in enumerate(words):
        n = both(is_down, by.translate(bytes(1 if k == i else 0 for k in range(256)))).count(1)
        if n:
            who[word] = n
    line["by_responsibility"] = who
    return line, is_down, required


def second_count(life):
    """One site: its link and its convention over a period."""
    zone = zoneinfo.ZoneInfo(life["zone"])
    start, end = local_midnight(zone, life["first"]), local_midnight(zone, life["last"] + datetime.timedelta(days=1))
    seconds = Seconds(start, min(end, life["now"]))
    opened = seconds.array()
    versions = life["versions"]
    for i, (since, rules) in enumerate(versions):
        a = start if i == 0 else since
        b = versions[i + 1][0] if i + 1 < len(versions) else end
        if rules is not None:
            lay_hours(seconds, opened, zone, rules, a, b)
    there = seconds.array()
    for i, (since, rules) in enumerate(versions):
        if rules is not None:
            seconds.lay(there, start if i == 0 else since,
                        versions[i + 1][0] if i + 1 < len(versions) else end, 1)
    outside = neither(there)
    if life.get("from"):
        seconds.lay(outside, start, local_midnight(zone, life["from"]), 1)
    if life.get("until"):
        seconds.lay(outside, local_midnight(zone, life["until"] + datetime.timedelta(days=1)), end, 1)
    inside = neither(outside)
    opened = both(opened, inside)
    maintained = seconds.array()
    for window in life["windows"]:
        if window["kind"] == "closure":
            for a, b in counted_turns(window, zone, seconds):
                seconds.lay(opened, a, b, 0)
    for window in life["windows"]:
        if window["kind"] == "opening":
            for a, b in counted_turns(window, zone, seconds):
                seconds.lay(opened, a, b, 1)
    opened = both(opened, inside)
    for window in life["windows"]:
        if window["kind"] == "maintenance":
            for a, b in counted_turns(window, zone, seconds):
                seconds.lay(maintained, max(a, window["recorded"]), b, 1)
    out, arrays = {}, {}
    for name in ("link", "convention"):
        state, by = lay_line(seconds, life[name])
        arrays[name] = (state, by)
    lay_blame(seconds, life, arrays)
    for name in ("link", "convention"):
        state, by = arrays[name]
        announced = seconds.array()
        for window in life["windows"]:
            if window["kind"] == "maintenance" and was_down(seconds, life[name], state, window["recorded"]):
                for a, b in counted_turns(window, zone, seconds):
                    seconds.lay(announced, max(a, window["recorded"]), b, 1)
        out[name], down, required = figures(opened, maintained, state, by, life["words"], announced)
        if name == "convention":
            out["half_days"] = half_days(seconds, zone, life, required, down, both(required, neither(state)))
        out[name + "_months"] = months(seconds, zone, life, opened, maintained, state)
    return out


def was_down(seconds, line, state, t):
    """Announced in an outage that lies in the period, or reaches into it."""
    if t >= seconds.end:
        return False
    if t >= seconds.start:
        return state[t - seconds.start] == 2
    before = lay_line(Seconds(t, seconds.start), line)[0]
    return before == bytes([2]) * len(before) and state[:1] == b"\x02"


def lay_blame(seconds, life, arrays):
    """What vigie saw itself is laid to incidents; in the end to the site where the public missed something."""
    link_from, convention_from = life["link"].get("own_from"), life["convention"].get("own_from")
    if link_from is not None:
        by = arrays["link"][1]
        for a, b, who in life["link_incidents"]:
            seconds.lay(by, max(a, link_from), b, who)
    if convention_from is None:
        return
    by, site = arrays["convention"][1], life["words"].index("site")
    state, link_by = arrays["link"]
    a = max(convention_from, seconds.start) - seconds.start
    own = bytearray([site]) * seconds.n
    for start, end, who in life["other_incidents"]:
        seconds.lay(own, start, end, who)
    for run in re.finditer(rb"\x02+", bytes(state)):
        own[run.start():run.end()] = link_by[run.start():run.end()]
    by[a:] = own[a:]


def half_days(seconds, zone, life, required, down, unknown):
    opened = lost = unsure = 0
    day = life["first"]
    while day <= life["last"]:
        noon = wall_to_utc(zone, day, 13 * 60)
        for a, b in ((local_midnight(zone, day), noon),
                     (noon, local_midnight(zone, day + datetime.timedelta(days=1)))):
            a, b = max(a, seconds.start) - seconds.start, min(b, seconds.end) - seconds.start
            if a >= b:
                continue
            wanted, missed = required[a:b].count(1), down[a:b].count(1)
            opened += wanted > 0
            unseen = unknown[a:b].count(1)
            is_lost = missed > 0 and 2 * missed >= wanted
            lost += is_lost
            unsure += not is_lost and unseen > 0 and 2 * (missed + unseen) >= wanted
        day += datetime.timedelta(days=1)
    return {"open": opened, "lost": lost, "unknown": unsure}


def months(seconds, zone, life, opened, maintained, state):
    out = []
    day = life["first"]
    while day <= life["last"]:
        following = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
        a = max(local_midnight(zone, day), seconds.start) - seconds.start
        b = min(local_midnight(zone, following), seconds.end) - seconds.start
        o, m, s = opened[a:max(a, b)], maintained[a:max(a, b)], state[a:max(a, b)]
        required = both(o, neither(m)) if o else bytearray()
        code = (number(s) + (number(required) << 2)).to_bytes(len(s), "little")
        out.append((day.strftime("%Y-%m"), o.count(1), len(re.findall(b"\x01", bytes(both(o, m)))) if o else 0,
                    code.count(4), code.count(6)))
        day = following
    return out
