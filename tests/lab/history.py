#!/usr/bin/python3
"""History in and out, reports frozen and sent: vigie import, export, report --freeze, reports, with a daemon and without.

Offline first, on a store of its own: all or nothing, also under kill -9; then a whole vigied on the
same store; then another store that is made of what was exported; then reports that leave by the clock
through a real mail server.
"""
import datetime
import hashlib
import json
import os
import pathlib
import pwd
import signal
import sqlite3
import subprocess
import time
import zoneinfo

import lab
from lab import BUILD, Process, SRC, Vigie, World, done, ok, sh, wait_for

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
NETWORK = """
network = { id = "lab"; name = "Réseau du lab"; timezone = "Europe/Paris"; language = "fr"; url = "https://vigie.example.org"; };
convention = { working_hours = "%s"; };
defaults = { icmp = "1s"; fall = 2; };
contacts = ( { id = "responsable"; name = "Responsable"; mail = "responsable@example.org"; language = "fr"; },
             { id = "office"; name = "Office"; mail = "office@example.org"; language = "en"; } );
routes = ( { for = { severity = "down"; }; tell = ["responsable"]; } );
courier = { retry_first = "1s"; };
%s
"""
HOURS = "Tu,We 09:00-12:00,14:00-18:00; Th 14:00-18:00; Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off"
SITES = {n: f'site = {{ id = "{n}"; name = "{n}"; opening = "{HOURS if n == "un" else "24/7"}"; '
         f'link = {{ router = {{ address = "192.0.2.{i}"; }}; }}; }};' for i, n in ((10, "un"), (11, "deux"))}

world = World()
world.add("192.0.2.10")
vigie = Vigie(world, NETWORK % ("24/7", ""), SITES)
store = vigie.dir / "store"


def write(name, text):
    path = vigie.dir / name
    path.write_text(text)
    return str(path)


def rows(where=store):
    if not (where / "journal.db").exists():
        return 0
    with sqlite3.connect(f"file:{where}/journal.db?mode=ro", uri=True) as db:
        return db.execute("SELECT coalesce(max(seq), 0) FROM fact").fetchone()[0]


def brought():
    """Rows of imports: vigie, while it runs, writes others of its own."""
    with sqlite3.connect(f"file:{store}/journal.db?mode=ro", uri=True) as db:
        return db.execute("SELECT kind, count(*) FROM fact WHERE kind IN ('transition', 'window', 'declaration', 'batch') "
                          "GROUP BY kind ORDER BY kind").fetchall()


def report(*arguments):
    a = vigie.cli("report", *arguments, "--format", "json")
    return json.loads(a.stdout) if a.returncode == 0 else a


def figures(document):
    """What a report says, but for when it was made."""
    return {k: v for k, v in document.items() if k not in ("generated", "journal", "frozen")}


CSV = "time,object,state,responsibility\n"
V1 = CSV + """2026-03-01T00:00:00Z,un/link,up,
2026-03-03T10:30:00Z,un/link,down,operator
2026-03-03T14:00:00Z,un/link,up,
2026-03-01T00:00:00Z,un/convention,up,
2026-03-01T00:00:00Z,deux/link,up,
"""
EVENTS = '{"type":"maintenance","scope":"un","from":"2026-03-06T15:00:00Z","to":"2026-03-06T17:00:00Z","recorded":"2026-02-27T09:00:00Z","text":"box"}\n'


def offline():
    # LeakSanitizer cannot look at a program that has changed its user
    owner = 0 if b"__asan_init" in (BUILD / "vigie").read_bytes() else pwd.getpwnam("nobody").pw_uid
    os.chown(store, owner, -1)
    a = vigie.cli("import", "transitions", write("v1.csv", V1))
    ok(a.returncode == 0 and "5 transitions" in a.stdout, "history comes in while no daemon runs", a)
    owners = {p.stat().st_uid for p in store.glob("journal.*")}
    ok(owners == {owner}, "root leaves the journal to the store's owner", owners)
    for p in (store, *store.glob("journal.*")):
        os.chown(p, 0, 0)
    ok(vigie.json("import", "events", write("v1.jsonl", EVENTS)) ==
       {"imported": True, "lines": 1, "new": 1, "known": 0}, "and declarations")
    before = rows()
    again = [vigie.json("import", "transitions", str(vigie.dir / "v1.csv")), vigie.json("import", "events", str(vigie.dir / "v1.jsonl"))]
    ok(rows() == before and [x["known"] for x in again] == [5, 1], "the same files again change nothing", again)
    link = report("un", "--period", "2026-W10")["total"]["link"]
    ok((link["required_s"], link["down_s"], link["availability"], link["by_responsibility"]) ==
       (93600, 5400, "94.23", {"operator": 5400}), "the report counts what came in", link)

    bad = {"semicolons": (V1.replace(",", ";"), 1), "a byte order mark": ("\ufeff" + V1, 1),
           "half a line": (V1 + "2026-03-04T10:", 7), "a point that is not there": (V1.replace("deux/", "duex/"), 6),
           "time that goes back": (V1 + "2026-03-02T00:00:00Z,un/link,up,\n", 7), "no file of ours": ("a,b\n", 1)}
    for what, (text, line) in bad.items():
        a = vigie.cli("import", "transitions", write("bad.csv", text))
        ok(a.returncode == 4 and f"bad.csv:{line}: " in a.stderr and rows() == before,
           f"{what}: refused by its line, nothing comes in", a)
    a = vigie.cli("import", "transitions", "--check", write("new.csv", CSV + "2026-02-01T00:00:00Z,un/link,up,\n"))
    ok(a.returncode == 0 and "1 transition" in a.stdout and rows() == before, "--check only looks", a)


def killed():
    """All or nothing: the import ends by kill -9 with megabytes of it on the disk already."""
    t0, before = 1577836800, rows()
    text = CSV + "".join(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t0 + 600 * i)) + f",deux/router,{'up' if i % 2 else 'down'},\n"
                         for i in range(250000))
    name, wal = write("big.csv", text), store / "journal.db-wal"
    bring = subprocess.Popen([BUILD / "vigie", "-c", vigie.conf, "import", "transitions", name], stdout=subprocess.DEVNULL)
    began = wait_for(lambda: wal.exists() and wal.stat().st_size > 4_000_000, 30, 0.005)
    bring.kill()
    code = bring.wait()
    ok(began and code == -signal.SIGKILL, "an import is killed in the middle", code)
    ok(vigie.cli("verify").returncode == 0 and rows() == before, "nothing of it came in, the journal is whole", rows(), before)
    a = vigie.json("import", "transitions", name)
    ok(a and a["new"] == 250000 and rows() == before + 250001, "the next time all of it does", a)


def frozen():
    a = vigie.cli("report", "network", "--period", "2026-03", "--freeze", "--format", "json")
    first = json.loads(a.stdout)
    ok(first["frozen"]["version"] == 1 and first["frozen"]["sha256"] in a.stderr, "a report is frozen", a.stderr)
    canonical = vigie.cli("reports", "show", "2026-03", "network", "--canonical").stdout
    ok(hashlib.sha256(canonical.encode()).hexdigest() == first["frozen"]["sha256"] and
       '"frozen":null' in canonical, "sha256sum of its bytes is what is printed")
    a = vigie.cli("report", "network", "--period", "2026-03", "--freeze", "-m", "encore")
    ok(a.returncode == 4 and not a.stdout, "without a change there is no second version", a)
    vigie.cli("import", "events", write("late.jsonl", '{"type":"closure","site":"un","from":"2026-03-10T08:00:00Z",'
                                        '"to":"2026-03-10T11:00:00Z","recorded":"2026-03-12T09:00:00Z"}\n'))
    ok(figures(report("network", "--period", "2026-03")) == figures(first), "a later closure changes nothing that was published")
    live = report("network", "--period", "2026-03", "--live")
    ok(live["frozen"] is None and figures(live) != figures(first), "--live shows it", live["total"])
    a = vigie.cli("report", "network", "--period", "2026-03", "--freeze")
    ok(a.returncode == 4, "a correction wants its reason", a)
    second = report("network", "--period", "2026-03", "--freeze", "-m", "fermeture déclarée après coup")
    changed = {(c["site"], c["line"], c["what"]): (c["was"], c["is"]) for c in second["frozen"]["changes"]}
    ok(second["frozen"]["version"] == 2 and second["frozen"]["supersedes"] == first["frozen"]["sha256"] and
       changed.get(("un", "link", "open_s"), (0, 0))[0] - changed.get(("un", "link", "open_s"), (0, 0))[1] == 10800,
       "and then is version 2, which says what changed", second["frozen"])
    text = vigie.cli("reports", "show", "2026-03", "network").stdout
    ok("112" in text and "115" in text and "fermeture déclarée après coup" in text, "its forms show that", text[:3000])
    again = vigie.cli("reports", "show", "2026-03", "network", "--version", "1", "--canonical").stdout
    ok(again == canonical, "the bytes of version 1 are what they were")
    a = vigie.cli("report", "network", "--period", datetime.date.today().strftime("%Y-%m"), "--freeze")
    ok(a.returncode == 4, "a period that still runs is not frozen", a)
    return first, second


def verified(first, second):
    def verify(word):
        return vigie.cli("reports", "verify", word)
    a = verify(second["frozen"]["sha256"].upper())
    ok(a.returncode == 0, "the hash on paper is one of ours", a)
    a = verify(write("doc.json", json.dumps(first, indent=4)))
    ok(a.returncode == 0 and a.stdout.count("\n") >= 3, "so is the file, laid out anew; it was corrected since", a)
    first["total"]["link"]["down_s"] -= 1
    a = verify(write("forged.json", json.dumps(first)))
    ok(a.returncode == 1, "with one figure changed it is not", a)
    a = vigie.json("reports")
    ok([(r["version"], r["is_latest"]) for r in a["reports"]] == [(2, True), (1, False)], "both are listed", a)


def with_daemon(first):
    ok(vigie.start(), "vigied starts on what was imported", vigie.daemon.text()[-2000:])
    ok(wait_for(lambda: (vigie.site("un") or {}).get("link", {}).get("state") == "up", 15), "and watches",
       vigie.daemon.text()[-2000:])
    a = vigie.cli("import", "transitions", write("older.csv", CSV + "2026-02-01T00:00:00Z,un/link,up,\n2026-02-02T00:00:00Z,un/link,down,sivu\n"))
    ok(a.returncode == 0 and "2 " in a.stdout, "older history comes in while it runs", a)
    before = brought()
    a = vigie.cli("import", "transitions", str(vigie.dir / "older.csv"))
    ok(a.returncode == 0 and dict(before)["transition"] >= 2 and brought() == before, "again: nothing changes", a, before)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    a = vigie.cli("import", "transitions", write("own.csv", CSV + f"{now},un/link,down,\n{now},nowhere/link,up,\n"))
    ok(a.returncode == 4 and "own.csv:2: " in a.stderr and "own.csv:3: " in a.stderr,
       "what vigie sees itself is not imported; all mistakes are told", a)
    a = vigie.cli("import", "transitions", write("many.csv", CSV + "2026-02-01T00:00:00Z,un/link,up,\n" * 20001))
    ok(a.returncode == 4 and "20000" in a.stderr, "too long a file is refused while it runs", a.stderr[-300:])
    a = vigie.cli("import", "transitions", write("nul.csv", CSV + "a\0b,un/link,up,\n"))
    ok(a.returncode == 4 and "nul.csv:2: " in a.stderr, "bytes that are no text are refused by their line", a.stderr)
    t = time.time()
    window = json.dumps({"type": "maintenance", "scope": "deux", "recorded": rfc(t - 86400), "from": rfc(t - 600), "to": rfc(t + 3600)})
    a = vigie.cli("import", "events", write("now.jsonl", window + "\n"))
    ok(a.returncode == 0 and wait_for(lambda: vigie.site("deux")["state"] == "maintenance", 5),
       "an imported window holds at once", a, vigie.site("deux"))
    os.kill(vigie.children()["vigie-engine"], signal.SIGKILL)
    ok(wait_for(lambda: (vigie.site("deux") or {}).get("state") == "maintenance", 15), "and after kill -9")
    kept = vigie.json("maintenance", "list")["maintenance"]
    ok(len(kept) == 1 and kept[0]["recorded"] == rfc(t - 86400), "with the time at which it was recorded", kept)
    a = vigie.json("import", "events", str(vigie.dir / "now.jsonl"))
    ok(a == {"imported": False, "lines": 1, "new": 0, "known": 1}, "again: it is there already", a)
    for month, to in (("2026-03", "2026-04-01"), ("2026-04", "2026-05-01")):
        a = vigie.json("incidents", "--site", "un", "--since", f"{month}-01", "--until", to, "--document")
        link = report("un", "--period", month, "--live")["sites"][0]["lines"]["link"]
        ok(all(a[k] == link[k] for k in ("required_s", "unknown_s", "down_s")) and link["required_s"] > 0,
           f"the outages of {month} have the figures of its report", a, link)
        ok([(o["id"], o["opened"], o["restored"], o["down_s"], o["responsibility"]) for o in a["outages"]] ==
           ([(None, "2026-03-03T10:30:00Z", "2026-03-03T14:00:00Z", 5400, "operator")] if month == "2026-03" else []),
           "and those that were imported", a)
    third = report("un", "--period", "2026-03", "--freeze")
    ok(third["frozen"]["version"] == 1 and third["frozen"]["by"] == sh("id", "-un").stdout.strip(),
       "the running vigie freezes too, by whom is kept", third["frozen"] if isinstance(third, dict) else third)
    ok(vigie.cli("reports", "verify", third["frozen"]["sha256"][:12]).returncode == 0 and
       vigie.cli("reports", "verify", first["frozen"]["sha256"]).returncode == 0, "and verifies, also what was frozen before it ran")
    out = {kind: vigie.cli("export", kind) for kind in ("transitions", "events")}
    ok(all(a.returncode == 0 for a in out.values()), "history goes out while it runs", out)
    vigie.stop()
    ok(vigie.cli("verify").returncode == 0, "the journal is whole")


def rfc(t):
    return datetime.datetime.fromtimestamp(int(t), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def round_trip():
    """What is exported imports elsewhere to the same report, vigie's own states included."""
    other = vigie.dir / "other"
    other.mkdir(mode=0o750)
    conf = write("other.conf", vigie.conf.read_text().replace(f'dir = "{store}"', f'dir = "{other}"'))
    month = datetime.datetime.now(PARIS).strftime("%Y-%m")
    for kind, name in (("transitions", "out.csv"), ("events", "out.jsonl")):
        ok(vigie.cli("export", kind, "-o", str(vigie.dir / name)).returncode == 0, f"{kind} are exported")
        a = sh(str(BUILD / "vigie"), "-c", conf, "import", kind, str(vigie.dir / name), check=False)
        ok(a.returncode == 0, "and imported elsewhere", a)
    for period in ("2026-03", "2026-02", month):
        both = [json.loads(sh(str(BUILD / "vigie"), "-c", c, "report", "network", "--period", period, "--live", "--format", "json").stdout)
                for c in (str(vigie.conf), conf)]
        lines = [[(s["id"], {k: {f: v for f, v in line.items() if f != "outages"} for k, line in s["lines"].items()}, s["declared"],
                   [d[:2] for d in s["days"]]) for s in d["sites"]] for d in both]
        if period == month:	# it runs on between the two
            lines = [[(i, {k: (v["down_s"], v["by_responsibility"], v["up_s"]) for k, v in l.items()}) for i, l, _, _ in x] for x in lines]
        ok(lines[0] == lines[1], f"the figures of {period} are the same there", *lines)


def scheduled():
    """Last week's report leaves once, in working hours, frozen, through a server that was away at first."""
    local = datetime.datetime.now(PARIS)
    closed = (local.hour + 12) % 24
    hours = f"Mo-Su {closed:02d}:00-{closed:02d}:59"
    reports = 'reports = ( { period = "week"; to = [ "responsable", "office" ]; format = "pdf"; freeze = true; scope = "un"; } );'
    monday = (local - datetime.timedelta(days=local.weekday() + 7)).replace(hour=0, minute=0, second=0)
    week = monday.strftime("%G-W%V")
    old = (store, vigie.conf.read_text())
    new = vigie.dir / "store2"
    new.mkdir(mode=0o750)
    (new / "rrd").mkdir(mode=0o750)

    def configure(working):
        text = old[1].replace(f'dir = "{store}"', f'dir = "{new}"')
        vigie.conf.write_text(text.replace('working_hours = "24/7"', f'working_hours = "{working}"') + reports)

    configure(hours)
    vigie.cli("import", "transitions", write("week.csv", CSV + f"{rfc(monday.timestamp())},un/link,up,\n{rfc(monday.timestamp())},un/convention,up,\n"))
    vigie.sink.end()
    ok(vigie.start(), "vigied starts with a report to send", vigie.daemon.text()[-2000:])
    time.sleep(4)
    ok(vigie.json("reports")["reports"] == [], "outside working hours nothing is frozen or sent", vigie.daemon.text()[-1500:])
    configure("24/7")
    vigie.cli("reload")
    got = wait_for(lambda: vigie.json("reports")["reports"], 15)
    ok(got and (got[0]["period"], got[0]["scope"], got[0]["version"], got[0]["by"]) == (week, "un", 1, "vigie"),
       "in working hours last week's report is frozen, by vigie", got, vigie.daemon.text()[-2000:])
    os.kill(vigie.children()["vigie-engine"], signal.SIGKILL)	# before anything could leave
    wait_for(lambda: vigie.json("status"), 15)
    vigie.sink = Process(["/usr/bin/python3", SRC / "conf/demo/smtp_sink.py", "2525", vigie.mails], vigie.dir / "sink.log", world.near)
    def sent():
        return [m for m in vigie.messages() if m.is_multipart()]

    ok(wait_for(lambda: len(sent()) == 2, 60), "once the server is back it goes to both", vigie.daemon.text()[-3000:])
    mails = {m["To"].addresses[0].addr_spec: m for m in sent()}
    french, english = mails["responsable@example.org"], mails["office@example.org"]
    text = french.get_body().get_content()
    ok("Bilan" in french["Subject"] and got[0]["sha256"] in text.replace("\n", "") and f"/reports/{week}" in text,
       "in French: the sentences, the hash, where to read it", french["Subject"], text)
    ok("report" in english["Subject"].lower() and "attached" in english.get_body().get_content(), "in English for who reads English",
       english["Subject"])
    files = [a for m in (french, english) for a in m.iter_attachments()]
    ok([(f.get_content_type(), f.get_content()[:5], f.get_filename()) for f in files] ==
       [("application/pdf", b"%PDF-", f"un-{week}-v1.pdf")] * 2, "with the PDF attached", [f.get_filename() for f in files])
    ids = [m["Message-ID"] for m in sent()]
    ok(len(set(ids)) == 2, "each has its own Message-ID", ids)
    vigie.stop()
    vigie.start()
    time.sleep(6)
    ok([m["Message-ID"] for m in sent()] == ids and len(vigie.json("reports")["reports"]) == 1,
       "a restart sends nothing twice", vigie.daemon.text()[-1500:])
    vigie.stop()


offline()
killed()
first, second = frozen()
verified(dict(first), second)
with_daemon(json.loads(vigie.cli("reports", "show", "2026-03", "network", "--version", "1", "--format", "json").stdout))
round_trip()
scheduled()
done()
