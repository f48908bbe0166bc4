#!/usr/bin/python3
"""What interfaces promise to other programs, asked from outside: exact fields, nulls, words, times, headers, exit
codes; and that the public's side tells nothing that is not the public's."""
import json
import re
import tempfile
import time
import xml.etree.ElementTree
from html.parser import HTMLParser

import lab
from lab import ok, wait_for

CONF = """
    network = { id = "lab"; name = "Le laboratoire"; timezone = "Europe/Paris"; language = "fr"; phone = "04 75 00 00 00"; };
    canaries = [ "198.51.100.1", "198.51.100.2", "198.51.100.3" ];
    defaults = { icmp = "1s"; pc = "1s"; canary = "1s"; settle = "2s"; };
    contacts = ( { id = "astreinte"; name = "Jeanne Martin"; mail = "astreinte@example.org"; } );
    routes = ( { tell = [ "astreinte" ]; } );
"""
SITES = {
    "alpha": """site = { id = "alpha"; name = "Point <b>alpha</b> & \\"co\\""; commune = "Alboussière"; opening = "24/7";
        animators = ( { name = "Marie Durand"; mail = "marie@example.org"; } );
        link = { kind = "adsl"; operator = "op1"; router = { address = "192.0.2.10"; }; };
        pcs = ( { id = "accueil"; address = "192.0.2.11"; public = true; },
                { id = "poste-2"; address = "192.0.2.12"; public = true; } ); };""",
    "gamma": """site = { id = "gamma"; name = "Point gamma"; opening = "Jan 1 03:00-03:10";
        link = { kind = "ftth"; router = { address = "192.0.2.30"; }; }; };""",
}
FIELD = ["192.0.2.10", "192.0.2.11", "192.0.2.12", "192.0.2.30"]
PRIVATE = ["192.0.2.", "198.51.100.", "poste-2", "Jeanne", "Marie", "astreinte", "TICKET", "une note", "vu sur place", '"by"',
           '"pcs"', '"why"', '"devices"', "vigie-lab."]
INCIDENT = {"id", "kind", "scope", "sites", "responsibility", "title", "opened", "confirmed", "acknowledged", "restored",
            "closed", "flaps", "parent", "events"}
ENTRY = {"id", "name", "commune", "state", "since", "open", "next_change", "link", "convention", "incidents", "suspected"}
DETAIL = ENTRY | {"kind", "insee", "position", "hours", "series"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def is_time(value):
    return isinstance(value, str) and TIME.fullmatch(value) is not None


def answer(path, *options):
    """Status, headers by lower name, body."""
    raw = world.inside(world.near, "curl", "-s", "-i", "--path-as-is", *options, f"http://127.0.0.1:8080{path}",
                       check=False).stdout
    head, _, body = raw.replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    return (int(lines[0].split()[1]), {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}, body)


def state_of(name):
    site = vigie.site(name)
    return site and site["link"]["state"]


def entry_is_right(s):
    return (s["state"] in ("up", "degraded", "down", "closed", "unknown", "maintenance") and (is_time(s["since"]) or
            s["state"] == "closed" and s["since"] is None) and isinstance(s["open"], bool) and (s["next_change"] is None or is_time(s["next_change"]))
            and {"state", "since", "on_backup"} <= set(s["link"]) and is_time(s["link"]["since"])
            and isinstance(s["link"]["on_backup"], bool)
            and s["convention"]["state"] in ("compliant", "non_compliant", "unknown", "closed")
            and all(isinstance(n, int) for n in s["incidents"]))


def inside():
    """The command line's JSON, which is the whole."""
    status = vigie.json("status")
    alpha = next(s for s in status["sites"] if s["id"] == "alpha")
    ok({"at", "blind", "sites"} <= set(status) and is_time(status["at"]) and status["blind"] is False,
       "status --json: at, blind, sites", status)
    ok(all(set(s) == ENTRY | {"pcs"} and set(s["link"]) == {"state", "since", "on_backup"} and entry_is_right(s)
           for s in status["sites"]), "each point has exactly what was promised", status["sites"])
    ok(set(alpha["convention"]) == {"state", "since"} and is_time(alpha["convention"]["since"]) and
       alpha["pcs"] == {"public": 2, "online": 0}, "its convention and PCs too", alpha)
    found = vigie.json("incidents")["incidents"]
    ok([i["id"] for i in found] == sorted((i["id"] for i in found), reverse=True) and alpha["incidents"] == [found[0]["id"]],
       "incidents come newest first, a point names its own by number", found)
    it = vigie.json("incident", str(found[0]["id"]))
    ok({k: it[k] for k in found[0] if k != "events"} == {k: v for k, v in found[0].items() if k != "events"} and
       INCIDENT <= set(it) and [{k: e[k] for k in ("at", "type", "by", "text")} for e in it["events"]] ==
       [{k: e[k] for k in ("at", "type", "by", "text")} for e in found[0]["events"]], "incident N --json says the list's, and more", it)
    ok({"told", "evidence", "durations", "line", "cause", "children", "before"} <= set(it) and
       all(is_time(e["known"]) for e in it["events"]) and it["told"][0]["to"] == "astreinte" and
       it["told"][0]["channel"] == "mail", "and when it was known, whom vigie told, what belongs to it", it)
    ok(it["acknowledged"] is None and it["restored"] is None and it["closed"] is None and it["parent"] is None and
       it["flaps"] == 0 and is_time(it["opened"]) and is_time(it["confirmed"]), "what is not yet is null", it)
    ok(all({"at", "type", "by", "text"} <= set(e) and is_time(e["at"]) for e in it["events"]), "events are whole", it)
    for words, code in ((["status"], 1), (["status", "gamma"], 0), (["incident", "999"], 4), (["incident", "x"], 4),
                        (["incident"], 2), (["nothing"], 2), (["incidents", "--since", "x"], 4), (["verify"], 0)):
        got = vigie.cli(*words)
        ok(got.returncode == code and (code < 2 or (got.stderr and not got.stdout)), f"{' '.join(words)}: exit {code}", got)
    return it["id"]


def outside(n):
    """The API as a stranger has it."""
    said = ""
    bodies = {}
    for path in ("status", "sites", "sites/alpha", "incidents", "incidents?open=true", f"incidents/{n}",
                 "series/alpha/router/rtt_med_ms"):
        code, head, body = answer("/api/v1/" + path)
        ok(code == 200 and head["content-type"] == "application/json", f"/api/v1/{path} answers", code, head)
        bodies[path] = json.loads(body)
        said += body
    status = bodies["status"]["sites"]
    ok(all(set(s) == ENTRY and set(s["convention"]) == {"state"} and entry_is_right(s) for s in status),
       "status: exactly the public's part", status)
    ok(all(DETAIL <= set(s) and entry_is_right(s) for s in [bodies["sites/alpha"], *bodies["sites"]["sites"]]),
       "sites: a point's detail", bodies["sites/alpha"])
    it = bodies[f"incidents/{n}"]
    ok(set(it) == INCIDENT and it == bodies["incidents"]["incidents"][0], "an incident: exactly its public part", it)
    ok(set(it["acknowledged"]) == {"at"} and all(set(e) == {"at", "type"} for e in it["events"]),
       "taken in hand, but not by whom; events without by and text", it)
    for path, wanted in (("nothing", 404), ("sites/nobody", 404), ("incidents/999", 404), ("incidents?open=maybe", 422),
                         ("series/alpha/accueil/rtt_med_ms", 404), ("series/alpha/router/rtt_med_ms?from=x", 422),
                         ("sites/%zz", 400), ("status?a=1", 400), ("sites?page=2", 400), ("incidents?opn=true", 400),
                         ("series/alpha/router/rtt_med_ms?until=1", 400)):
        code, head, body = answer("/api/v1/" + path)
        problem = json.loads(body)
        ok(code == wanted == problem["status"] and head["content-type"] == "application/problem+json" and
           {"type", "title", "status"} <= set(problem), f"/api/v1/{path}: {wanted}", code, head, body)
    ok(answer("/api/v1/incidents?open=true&lang=fr")[0] == 200, "lang may be said everywhere")
    code, head, body = answer("/api")
    ok(code == 404 and head["content-type"] == "application/problem+json", "/api itself is of the API", head)
    return said


class Words(HTMLParser):
    """lang, title and h1 of a page."""

    def __init__(self, text):
        super().__init__()
        self.lang, self.seen = None, set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag == "html":
            self.lang = dict(attributes).get("lang")


def pages(n):
    said = ""
    for path, wanted, options in (
            ("/", 200, ()), ("/sites/alpha", 200, ()), ("/incidents", 200, ()), (f"/incidents/{n}", 200, ()),
            (f"/incidents/{n}/evidence", 200, ()), ("/incidents/999/evidence", 404, ()), ("/sites/alpha/history", 200, ()),
            ("/sites/alpha/history?period=2026", 200, ()), ("/sites/alpha/history?period=now", 422, ()),
            ("/sites/nobody/history", 404, ()), ("/help", 200, ()), ("/help/link", 200, ()), ("/help/no_pc", 200, ()),
            ("/help/nothing", 404, ()), (f"/incidents/{n}?lang=en", 200, ("-H", "Accept-Language: fr")),
            ("/data", 200, ()), ("/graph/alpha/router/rtt_med_ms", 200, ()), ("/nothing", 404, ()),
            ("/sites/nobody", 404, ()), ("/incidents/999", 404, ()), ("/?lang=zz", 422, ()), ("/?a=%zz", 400, ()),
            ("/", 405, ("-X", "DELETE")), ("/", 411, ("-X", "POST")), ("/", 400, ("-H", "Host: a b"))):
        code, head, body = answer(path, *options)
        page, csp = Words(body), head.get("content-security-policy", "")
        ok(code == wanted and head["content-type"].startswith("text/html") and page.lang == ("en" if "lang=en" in path else "fr") and
           {"title", "h1"} <= page.seen and head["x-content-type-options"] == "nosniff" and "default-src" in csp and
           "unsafe-inline" not in csp, f"{' '.join((*options, path))}: {wanted}, a page with all that belongs to it",
           code, head, body[:300])
        ok("<b>" not in body, "names are text")
        said += body
    ok(Words(answer("/", "-H", "Accept-Language: en-GB,en;q=0.8")[2]).lang == "en" and
       Words(answer("/?lang=en")[2]).lang == "en", "English is had by Accept-Language and by ?lang=en")
    ok("En panne" in answer("/")[2] and "En panne" in answer("/sites/alpha")[2] and "Fermé" in answer("/")[2],
       "the state's word is on the pages")
    code, head, _ = answer("/")
    ok("etag" in head and wait_for(lambda: answer("/", "-H", "If-None-Match: " + answer("/")[1]["etag"])[0] == 304, 10),
       "/ has an ETag and answers 304", code, head)
    code, head, body = answer("/healthz")
    ok(code == 200 and json.loads(body)["status"] == "ok", "/healthz", body)
    code, head, body = answer("/graph/alpha/router/rtt_med_ms.svg")
    ok(code == 200 and xml.etree.ElementTree.fromstring(body).tag.endswith("svg"), "a graph is an SVG", code, head)
    return said + body


ATOM = "{http://www.w3.org/2005/Atom}"


def atom(path):
    """A feed by RFC 4287: what it must have, once; times that are times."""
    code, head, body = answer(path)
    feed = xml.etree.ElementTree.fromstring(body.encode())
    parts = [feed, *feed.findall(ATOM + "entry")]
    whole = all(len(p.findall(ATOM + name)) == 1 and p.find(ATOM + name).text for p in parts
                for name in ("id", "title", "updated"))
    ids = [p.find(ATOM + "id").text for p in parts]
    ok(code == 200 and head["content-type"].startswith("application/atom+xml") and feed.tag == ATOM + "feed" and whole and
       len(ids) == len(set(ids)) and all(":" in i for i in ids) and all(is_time(p.find(ATOM + "updated").text) for p in parts)
       and feed.find(f"{ATOM}author/{ATOM}name").text == "Le laboratoire" and feed.find(ATOM + "link[@rel='self']") is not None
       and all(p.find(ATOM + "link[@rel='alternate']").get("href") for p in parts), f"{path} is Atom", code, head, body)
    return body, parts[1:]


def calendar():
    """A calendar by RFC 5545: CRLF, folded at 75 octets, components that close, what they must have."""
    with tempfile.NamedTemporaryFile() as file:
        world.inside(world.near, "curl", "-s", "-o", file.name, "http://127.0.0.1:8080/calendar.ics")
        raw = file.read()
    lines = raw.split(b"\r\n")
    ok(raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"") and all(len(one) <= 75 for one in lines) and
       all(one.decode() is not None for one in lines), "/calendar.ics: lines end and are folded as they must", raw)
    text = raw.decode().replace("\r\n ", "")
    stack, events = [], []
    for line in text.split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            stack.append((value, {}))
        elif name == "END":
            kind, has = stack.pop()
            ok(kind == value, f"{value} closes what it opened") if kind != value else None
            if kind == "VEVENT":
                events.append(has)
            if kind == "VCALENDAR":
                ok(not stack and has["VERSION"] == "2.0" and has["PRODID"], "it is one VCALENDAR 2.0", has)
        else:
            ok(name not in stack[-1][1], "a property stands once", line) if name in stack[-1][1] else None
            stack[-1][1][name] = value
    ok(len(events) == 1 and re.fullmatch(r"[^ ]+@lab\.vigie", events[0]["UID"]) and
       all(re.fullmatch(r"\d{8}T\d{6}Z", events[0][k]) for k in ("DTSTAMP", "DTSTART", "DTEND")) and
       events[0]["DTSTART"] < events[0]["DTEND"] and events[0]["SUMMARY"] == "Travaux prévus : Point gamma".replace(" :", "\u00a0:"),
       "the works that were announced are its one event", events)
    return text


def feeds(n):
    ok(vigie.cli("maintenance", "add", "gamma", "2036-03-06 16:00", "2036-03-06 18:00", "-m", "une note").returncode == 0 and
       wait_for(lambda: "VEVENT" in answer("/calendar.ics")[2], 15), "works are announced")
    said = calendar()
    body, entries = atom("/feed.atom")
    ok(any(e.find(ATOM + "id").text.endswith(f":{n}") and "alpha" in e.find(ATOM + "title").text for e in entries),
       "the incident is in the feed", body)
    said += body
    body, entries = atom("/sites/alpha.atom")
    ok(len(entries) >= 1, "and in its point's", body)
    said += body
    body, entries = atom("/sites/gamma.atom")
    ok(not entries, "but not in another's", body)
    said += body + atom("/feed.atom?lang=en")[0]
    code, head, body = answer("/badge/alpha.svg")
    ok(head["content-language"] == "fr" and head["vary"] == "Accept-Language", "whoever keeps it knows that a browser's language chose it", head)
    ok(code == 200 and head["content-type"] == "image/svg+xml" and "En panne" in body and
       xml.etree.ElementTree.fromstring(body.encode()).tag.endswith("svg"), "a badge says the state as a word", code, head, body)
    said += body
    for path in ("/badge/alpha", "/badge/nobody.svg", "/sites/nobody.atom", "/badge/.svg"):
        ok(answer(path)[0] == 404, f"{path}: 404")
    return said


LINE = {"open_s", "maintenance_s", "required_s", "unknown_s", "down_s", "up_s", "availability", "coverage", "min", "max", "note",
        "outages", "longest_s", "declared_during_outage_s", "by_responsibility"}


def report(path, wanted=200, *options):
    """What a path gives once it is made: never waited for, 202 meanwhile."""
    got = []

    def made():
        got[:] = answer(path, *options)
        if got[0] == 202 and not ("retry-after" in got[1] and got[1]["cache-control"] == "no-store"):
            raise AssertionError(got)
        return got[0] != 202
    ok(wait_for(made, 20) and got[0] == wanted, f"{path}: {wanted}", got)
    return got


def reports():
    """Reports as a stranger has them: pages, files and the API say the same, and no more than they may."""
    said, month, today = "", time.strftime("%Y-%m"), time.strftime("%Y-%m-%d")
    whole = report(f"/api/v1/reports/{month}")
    doc = json.loads(whole[2])
    ok(whole[1]["content-type"] == "application/json" and {"network", "period", "generated", "frozen", "sites", "total"} <= set(doc) and
       [s["id"] for s in doc["sites"]] == ["alpha", "gamma"] and doc["frozen"] is None, "a report as JSON", doc)
    ok(all(set(s["lines"]) == {"link", "convention"} and LINE == set(s["lines"]["link"]) == set(s["lines"]["convention"]) and
           "devices" not in s for s in doc["sites"]) and LINE == set(doc["total"]["link"]), "its lines hold what was promised", doc)
    alpha = doc["sites"][0]["lines"]["link"]
    ok(alpha["down_s"] > 0 and alpha["outages"] == 1 and alpha["note"] == "too_short" and alpha["availability"] is None and
       alpha["required_s"] == alpha["up_s"] + alpha["down_s"] + alpha["unknown_s"], "the outage is counted", alpha)
    one = json.loads(report(f"/api/v1/sites/alpha/availability?period={today}..{today}")[2])
    ok([s["id"] for s in one["sites"]] == ["alpha"] and one["period"]["kind"] == "days", "one point's availability", one)
    for period in ("2099-01", "1999"):
        link = json.loads(report(f"/api/v1/sites/alpha/availability?period={period}")[2])["total"]["link"]
        ok(link["note"] in ("not_measured", "not_applicable") and link["availability"] is None, f"{period}: not measured, no rate", link)
    for path, wanted in ((f"reports/{month}/nobody", 404), ("reports/2026-13", 400), (f"reports/{month}?x=1", 400),
                         ("sites/nobody/availability?period=2026", 404), ("sites/alpha/availability", 400),
                         ("sites/alpha/availability?period=x", 400), ("sites/alpha/availability?period=2026&p=1", 400)):
        code, head, body = report("/api/v1/" + path, wanted)
        ok(head["content-type"] == "application/problem+json" and json.loads(body)["status"] == wanted, f"{path}: a problem", body)
    for path, kind in (("/reports", "text/html"), (f"/reports/{month}", "text/html"), (f"/reports/{month}/alpha", "text/html"),
                       (f"/reports/{month}/alpha?lang=en", "text/html"), ("/reports/verify", "text/html"),
                       ("/reports/verify?sha256=00000000", "text/html"), (f"/reports/{month}.csv", "text/csv"),
                       (f"/reports/{month}/alpha.csv", "text/csv"), (f"/reports/{month}.json", "application/json")):
        code, head, body = report(path)
        ok(head["content-type"].startswith(kind) and "etag" in head and head["x-content-type-options"] == "nosniff" and
           "unsafe-inline" not in head["content-security-policy"], f"{path} is {kind}, with an ETag", head)
        ok(kind != "text/html" or {"title", "h1"} <= Words(body).seen and "<b>alpha" not in body and "style=" not in body,
           f"{path}: a page, names are text", body[:300])
        said += body
    code, head, _ = report(f"/reports/{month}/alpha.pdf", 200, "-I")
    ok(head["content-type"] == "application/pdf" and head["content-disposition"] == f'attachment; filename="vigie-alpha-{month}.pdf"' and
       int(head["content-length"]) > 1000, "the PDF has its name", head)
    past = time.strftime("%Y-%m-%d", time.localtime(time.time() - 86400 * 2))
    frozen = vigie.cli("report", "network", "--period", f"{past}..{past}", "--freeze", "--json")
    listed = vigie.json("reports")["reports"]
    ok(frozen.returncode == 0 and len(listed) == 1, "a report is published", frozen, listed)
    sha = listed[0]["sha256"]
    doc = json.loads(report(f"/api/v1/reports/{past}..{past}")[2])
    ok(doc["frozen"]["version"] == 1 and doc["frozen"]["sha256"] == sha and "by" not in doc["frozen"], "it is what the API gives", doc)
    page = report(f"/reports/{past}..{past}")[2] + answer(f"/reports/verify?sha256={sha[:12]}")[2] + answer("/reports")[2]
    ok("Bilan publié, version 1" in page and "Ce document est" in page and page.count(sha[:12]) > 2, "it says so, and is verified", page)
    said += page
    ok("Aucun bilan publié ne porte cette empreinte." in answer("/reports/verify?sha256=00000000")[2], "nobody published that")
    return said + whole[2] + json.dumps(one)


def metrics():
    """The text format as Prometheus reads it: a TYPE before each family, each sample once."""
    code, head, body = answer("/metrics")
    wrong, types, seen = [], {}, set()
    for line in body.splitlines():
        words = line.split(" ")
        if line.startswith("# TYPE "):
            if words[2] in types or words[3] not in ("gauge", "counter"):
                wrong.append(line)
            types[words[2]] = words[3]
        elif not line.startswith("# HELP "):
            m = re.fullmatch(r'([a-z][a-z0-9_]*)(\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})? (-?[0-9.e+-]+)', line)
            if not m or m[1] not in types or (m[1], m[2]) in seen or (types[m[1]] == "counter") != m[1].endswith("_total"):
                wrong.append(line)
            seen.add(m and (m[1], m[2]))
    ok(code == 200 and head["content-type"].startswith("text/plain; version=0.0.4") and body.endswith("\n") and seen and
       not wrong, "/metrics is Prometheus' text", head, wrong)
    ok('vigie_site_state{site="alpha",state="down"} 1\n' in body and 'vigie_site_link_up{site="alpha"} 0\n' in body,
       "and tells the points' states", body)
    return body


world = lab.World()
world.add(*FIELD, "198.51.100.1", "198.51.100.2", "198.51.100.3")
vigie = lab.Vigie(world, CONF, SITES)
ok(vigie.start() and wait_for(lambda: (state_of("alpha"), state_of("gamma")) == ("up", "up"), 20), "two points are up",
   vigie.daemon.text())
world.remove(*FIELD[:3])
ok(wait_for(lambda: state_of("alpha") == "down", 30) and wait_for(vigie.messages, 15), "one is cut and told",
   vigie.daemon.text())
number = inside()
ok(vigie.cli("comment", str(number), "une note").returncode == 0 and
   vigie.cli("ack", str(number), "-m", "vu sur place", "--ticket", "TICKET").returncode == 0, "it is taken in hand")
ok(wait_for(lambda: json.loads(answer("/api/v1/status")[2])["sites"][0]["state"] == "down", 10), "the API says so")
public = outside(number) + pages(number) + feeds(number) + reports() + metrics()
told = [word for word in PRIVATE if word in public]
ok(not told, "the public reads no address, no name, nobody's words and no PC", told)
before = vigie.json("incidents")
ok(vigie.stop() == 0 and vigie.start() and vigie.json("incidents") == before, "a restart keeps the incidents", before,
   vigie.json("incidents"))
vigie.stop()
lab.done()
