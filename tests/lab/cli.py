#!/usr/bin/python3
"""The command line against a control socket that answers from files, and without any.  TAP."""
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(os.environ.get("top_builddir", "_build"))
n_cases = 0
n_failed = 0
work = tempfile.mkdtemp(prefix="vigie-cli-")
sock = f"{work}/control"
fake_dir = f"{work}/answers"
os.mkdir(fake_dir)


def ok(condition, name, *evidence):
    global n_cases, n_failed
    n_cases += 1
    if not condition:
        n_failed += 1
        for e in evidence:
            print("#", repr(e)[:3000])
    print(f"{'ok' if condition else 'not ok'} {n_cases} - {name}", flush=True)


def vigie(*args, language="C", stdin=subprocess.DEVNULL, **env):
    return subprocess.run([f"{BUILD}/vigie", "-b", BUILD, *args], stdin=stdin, capture_output=True, text=True,
                          timeout=60, env={"LC_ALL": language, "PATH": "/usr/bin:/bin", "TERM": "xterm", **env})


def ask(*args, **kw):
    return vigie("-c", "/nonexistent/vigie.conf", "-s", sock, *args, **kw)


def answers(**what):
    for f in os.listdir(fake_dir):
        os.unlink(f"{fake_dir}/{f}")
    for name, value in what.items():
        name = name.replace("__", ".")
        with open(f"{fake_dir}/{name}", "w") as f:
            f.write(value if isinstance(value, str) else json.dumps(value))


def site(id, state, **more):
    return {"id": id, "name": id.capitalize(), "commune": "", "state": state, "since": "2026-03-03T08:12:00Z",
            "open": True, "next_change": None, "link": {"state": "up", "since": None, "on_backup": False},
            "convention": {"state": "compliant", "since": None}, "pcs": {"public": 2, "online": 2},
            "incidents": []} | more


def status(*sites, **more):
    return {"at": "2026-03-03T09:30:00Z", "blind": False, "troubles": [], "sites": list(sites)} | more


def called(what):
    with open(f"{work}/asked") as f:
        return [line.strip() for line in f if line.startswith(what + " ")]


def usage():
    r = vigie()
    ok(r.returncode == 2 and "incidents" in r.stderr and r.stdout == "", "without a command: the list, exit 2", r)
    r = vigie("--help")
    ok(r.returncode == 0 and "status" in r.stdout and r.stderr == "", "--help: the list, exit 0", r)
    r = vigie("incidnets")
    ok(r.returncode == 2 and 'did you mean "incidents"?' in r.stderr, "a mistyped command: the nearest is named", r)
    r = vigie("xyzzy")
    ok(r.returncode == 2 and "did you mean" not in r.stderr, "nothing is near nonsense", r)
    for args in (["status", "a", "b"], ["incident"], ["status", "--nonsense"], ["graph", "a/b", "-o", "x.svg"],
                 ["graph", "a/b/c"], ["graph", "a/b/c", "-o", "x.gif"], ["watch", "--json"], ["--nonsense"], ["check"]):
        r = vigie("-s", sock, *args)
        ok(r.returncode == 2 and r.stderr != "" and r.stdout == "", f"vigie {' '.join(args)}: exit 2 and a sentence", r)
    for args, words in ((["status", "--nonsense"], "there is no option --nonsense"), (["--nonsense"], "there is no option --nonsense"),
                        (["status", "-Z"], "there is no option -Z"), (["incidents", "--since"], "option --since wants a value"),
                        (["incidents", "--open=x"], "option --open takes no value")):
        r = vigie(*args)
        ok(r.stderr.startswith(f"vigie: {words}\n"), f"vigie {' '.join(args)}: {words}", r)
    r = vigie("status", "--nonsense", language="fr_FR.UTF-8")
    ok(r.stderr.startswith("vigie\u00a0: il n'y a pas d'option --nonsense\n"), "the same in French", r)
    r = vigie("incidents", "--help")
    ok("2026-03-03 10:30" in r.stdout and "2h" in r.stdout, "the help of --since says which times are understood", r)
    commands = [l.split()[0] for l in vigie("--help").stdout.splitlines() if l.startswith("  ")]
    r = [vigie(c, "--help") for c in commands]
    ok(len(commands) >= 11 and all(x.returncode == 0 and x.stdout.startswith("usage: vigie ") for x in r),
       "each command knows --help", commands)
    r = vigie("--help", language="fr_FR.UTF-8")
    ok("Voir" in r.stdout, "French where the environment says so", r.stdout)


def unreachable():
    for args in (["status"], ["incidents"], ["incident", "1"], ["check", "a"], ["reload"], ["top"], ["watch"],
                 ["graph", "a/b/c", "-o", f"{work}/x.svg"]):
        r = vigie("-s", f"{work}/nobody", *args)
        ok(r.returncode == 3 and "does not answer" in r.stderr and r.stdout == "", f"no daemon, vigie {args[0]}: exit 3", r)
    r = vigie("-s", "/" + "x" * 300, "status")
    ok(r.returncode == 3, "a socket path too long: exit 3", r)


def states():
    down = site("alboussiere", "down", incidents=[12], link={"state": "down", "since": None, "on_backup": False},
                pcs={"public": 2, "online": 0}, convention={"state": "non_compliant", "since": None})
    cases = [("all well", status(site("a", "up"), site("b", "closed", open=False)), 0),
             ("one down", status(site("a", "up"), down), 1),
             ("one not measured", status(site("a", "unknown")), 1),
             ("one degraded", status(site("a", "degraded")), 1),
             ("maintenance only", status(site("a", "maintenance", incidents=[3])), 0),
             ("closed with an incident", status(site("a", "closed", incidents=[3])), 1),
             ("blind", status(site("a", "up"), blind=True), 1),
             ("in trouble", status(site("a", "up"), troubles=[{"code": "journal_full", "text": "disk full"}]), 1)]
    for name, answer, code in cases:
        answers(status__json=answer)
        r, j = ask("status"), ask("status", "--json")
        ok(r.returncode == code and j.returncode == code and json.loads(j.stdout) == answer,
           f"status, {name}: exit {code}, JSON as it came", r, j)
    answers(status__json=status(site("b", "up", link={"state": "up", "since": None, "on_backup": True}), down))
    r = ask("status", language="fr_FR.UTF-8")
    lines = r.stdout.splitlines()
    ok(lines[0] == "1 point fonctionne, 1 est en panne.", "in French, a sentence first", r.stdout)
    ok("■ En panne" in lines[2] and "depuis 9 h 12" in lines[2] and "0 poste sur 2" in lines[2] and
       "incident 12" in lines[2], "then what is wrong, with shape, word and since when", r.stdout)
    ok("● Fonctionne" in lines[3] and "sur sa ligne de secours" in lines[3], "then the rest", r.stdout)
    ok("\033" not in r.stdout, "no colour into a pipe")
    r = ask("status")
    ok("since 09:12" in r.stdout and "1 point works, 1 is down." in r.stdout, "in English too", r.stdout)
    answers(status__json=status(site("a", "up", name="\033[2Jevil\n\u202eeman")))
    r = ask("status")
    ok("\033" not in r.stdout and len(r.stdout.splitlines()) == 3 and "\u202e" not in r.stdout,
       "a hostile name moves no cursor", r.stdout)
    answers(status__json=status(down), site__json=down | {"devices": [
        {"name": "alboussiere/router", "address": "192.0.2.10", "state": "down", "since": "2026-03-03T08:12:00Z",
         "checks": [{"name": "alboussiere/router/icmp", "state": "down", "status": "fail",
                     "at": "2026-03-03T09:29:50Z", "text": "no reply"}]}]})
    r = ask("status", "alboussiere")
    ok(r.returncode == 1 and "192.0.2.10" in r.stdout and "no reply" in r.stdout and
       called("site")[-1] == "site id=alboussiere language=en", "status SITE shows its devices and checks", r)


def refusals():
    answers(incident__problem={"type": "about:blank", "title": "Not Found", "status": 404, "detail": "there is no incident 99"})
    r = ask("incident", "99")
    ok(r.returncode == 4 and r.stderr == "vigie: there is no incident 99\n" and r.stdout == "",
       "a refusal: exit 4, the reason on stderr", r)
    answers(reload__problem={"title": "Unprocessable", "status": 422,
                             "detail": "/etc/v.conf:3: store.dir: missing\n/etc/v.conf:9: colour: unknown"})
    r = ask("reload")
    ok(r.returncode == 4 and r.stderr == "/etc/v.conf:3: store.dir: missing\n/etc/v.conf:9: colour: unknown\n",
       "a bad configuration: its mistakes as they are, exit 4", r)
    answers(status__hangup="")
    r = ask("status")
    ok(r.returncode == 3 and "closed the connection" in r.stderr, "a daemon that hangs up: exit 3", r)
    answers(status__json="this is no JSON")
    r = ask("status")
    ok(r.returncode == 4 and r.stdout == "", "an answer that is no JSON is not shown", r)
    answers(status__json={"sites": "no list", "at": 7})
    r = ask("status")
    ok(r.returncode in (0, 1), "JSON of another shape does no harm", r)
    r = ask("incidents", "--since", "yesterdayish")
    ok(r.returncode == 4 and "--since" in r.stderr, "a time nobody understands: exit 4", r)


def times():
    answers(incidents__json={"incidents": []})
    for typed, wanted in (("2026-03-02 08:30", "2026-03-02T07:30:00Z"), ("2026-03-02", "2026-03-01T23:00:00Z"),
                          ("2026-07-02 08:30", "2026-07-02T06:30:00Z"), ("2026-03-02T08:30:00Z", "2026-03-02T08:30:00Z")):
        r = ask("incidents", "--since", typed)
        ok(r.returncode == 0 and called("incidents")[-1].startswith(f"incidents since={wanted} "),
           f"--since {typed} is {wanted}", called("incidents"), r)
    r = ask("incidents", "--open", "--since", "2h", "--site", "boffres", "-n", "5")
    ok(r.returncode == 0 and "open=1" in called("incidents")[-1] and "site=boffres" in called("incidents")[-1] and
       "limit=5" in called("incidents")[-1], "all options reach the engine", called("incidents"))
    ok(r.stdout == "No incident lasts.\n", "an empty list is said", r)


def incident_text():
    answers(incident__json={
        "id": 12, "kind": "link", "scope": "alboussiere", "sites": ["alboussiere"], "responsibility": "operator",
        "title": "Alboussière : accès Internet en panne", "opened": "2026-03-03T08:12:00Z",
        "confirmed": "2026-03-03T08:13:00Z", "acknowledged": {"by": "tech1", "at": "2026-03-03T08:20:00Z", "text": "j'y vais"},
        "restored": "2026-03-03T10:00:00Z", "closed": None, "flaps": 0, "parent": 4,
        "evidence": {"which": "router", "check": "alboussiere/router/icmp", "name": "failures", "value": 3, "limit": 3,
                     "answer": "no reply"},
        "events": [{"at": "2026-03-03T08:12:00Z", "known": "2026-03-03T08:13:00Z", "type": "opened", "by": "vigie", "text": "",
                    "code": "", "kind": "link", "responsibility": "unknown", "evidence": None},
                   {"at": "2026-03-03T08:14:00Z", "known": "2026-03-03T08:14:00Z", "type": "told", "by": "astreinte",
                    "text": "mail", "code": "", "evidence": None},
                   {"at": "2026-03-03T08:20:00Z", "known": "2026-03-03T08:20:00Z", "type": "acknowledged", "by": "tech1",
                    "text": "j'y vais", "code": "", "evidence": None},
                   {"at": "2026-03-03T10:05:00Z", "known": "2026-03-03T10:05:00Z", "type": "updated", "by": "vigie",
                    "text": "", "code": "uptime", "kind": "power", "responsibility": "power", "evidence": {
                        "which": "router", "name": "uptime_s", "value": 120, "limit": 6600, "answer": ""}}],
        "told": [{"at": "2026-03-03T08:14:00Z", "kind": "down", "channel": "mail", "role": "technician", "to": "astreinte",
                  "name": "Astreinte", "address": "astreinte@example.org", "outcome": "delivered", "answer": "250 ok"}],
        "durations": {"calendar_s": 6480, "opening": [{"site": "alboussiere", "seconds": 6000}]},
        "line": {"site": "alboussiere", "name": "Alboussière", "commune": "Alboussière", "kind": "adsl", "operator": "op1",
                 "groups": ["NRA"], "has_first_hop": False, "canaries": 3, "router": "192.0.2.10"},
        "cause": {"id": 4, "kind": "group", "name": "NRA", "title": "NRA : 3 points", "sites": [],
                  "opened": "2026-03-03T08:11:00Z", "restored": "2026-03-03T10:00:00Z"},
        "children": [], "before": []})
    r = ask("incident", "12", language="fr")
    text = r.stdout.replace("\u00a0", " ")
    ok(r.returncode == 0 and all(w in text for w in (
        "Incident 12  Alboussière : accès Internet en panne", "rétabli, 1 h 48 min, dont en heures d'ouverture 1 h 40 min",
        "l'opérateur", "tech1", "9 h 20", "la box n'a pas répondu 3 fois de suite (limite 3) : pas de réponse", "pris en charge",
        "À cause de", "4 NRA : 3 points", "cause trouvée : coupure d'électricité", "elle a redémarré entre-temps",
        "Astreinte <astreinte@example.org>  remis : 250 ok")), "an incident is told from its first failure to its end", text)
    ok(re.search(r"mardi 3 mars à 9 h 12 +9 h 13 +panne confirmée", text), "with two times, of the thing and of its knowing", text)
    r = ask("incident", "12", "--evidence", language="fr")
    text = r.stdout.replace("\u00a0", " ")
    ok(r.returncode == 0 and all(w in text for w in (
        "Preuves pour l'incident 12", "03/03/2026 09:12:00 (08:12:00 UTC)", "Adresse de la box", "192.0.2.10",
        "Ligne, synchronisation", "non mesuré", "1 h 40 min", "Établi par vigie")), "or as a document for the operator", text)
    path = f"{work}/evidence.html"
    r = ask("incident", "12", "--evidence", "-o", path, language="en")
    with open(path, encoding="utf-8") as f:
        page = f.read()
    ok(r.returncode == 0 and not r.stdout and page.startswith("<!DOCTYPE html>") and '<html lang="en">' in page and
       "2026-03-03 09:12:00 (08:12:00 UTC)" in page and "<script" not in page, "a page in a file, in English too", r, page[:500])
    for words, code in ((["incident", "12", "-o", path], 2), (["incidents", "--document"], 2),
                        (["incident", "12", "--evidence", "-o", f"{work}/no/e.txt"], 4)):
        ok(ask(*words).returncode == code, f"{' '.join(words[:3])}: exit {code}")


def outages_text():
    answers(outages__json={
        "line": {"site": "a", "name": "Alboussière", "operator": "op1", "router": "192.0.2.10", "hours": "24/7"},
        "from": "2025-12-31T23:00:00Z", "to": "2026-03-31T22:00:00Z", "until": "2026-03-31T22:00:00Z",
        "required_s": 1200000, "unknown_s": 7200, "down_s": 2400,
        "cut": False, "outages": [
            {"id": 3, "kind": "power", "responsibility": "power", "opened": "2026-01-05T08:00:00Z",
             "restored": "2026-01-05T09:00:00Z", "closed": None, "calendar_s": 3600, "down_s": 1800, "ticket": "T-77",
             "evidence": {"which": "router", "name": "failures", "value": 3, "limit": 3, "answer": "no reply"}, "cause": None},
            {"id": None, "kind": None, "responsibility": "operator", "opened": "2026-02-03T08:00:00Z", "restored": "2026-02-03T08:10:00Z",
             "closed": None, "calendar_s": 600, "down_s": 600, "evidence": None, "cause": None},
            {"id": 9, "kind": "link", "responsibility": "unknown", "opened": "2026-03-31T21:00:00Z", "restored": None,
             "closed": None, "calendar_s": 3600, "down_s": 0, "ticket": "", "evidence": None,
             "cause": {"title": "NRA : 3 points"}}]})
    r = ask("incidents", "--site", "a", "--since", "2026-01-01", "--until", "2026-04-01", "--document", language="fr")
    text = " ".join(r.stdout.replace("\u00a0", " ").split())
    ok(r.returncode == 0 and all(w in text for w in (
        "Pannes de la ligne : Alboussière, du 01/01/2026 au 31/03/2026",
        "3 pannes, 2 h 10 min en tout, dont 40 min sur les 333 h requises.", "Non mesuré : 2 h sur les 333 h requises",
        "2026-01 1 1 h 30 min", "2026-02 1 10 min 10 min", "2026-03 1 1 h 0 s", "En tout 3 2 h 10 min 40 min",
        "sans incident de vigie, comme ce qui est repris d'un autre outil (l'opérateur)", "05/01/2026 09:00:00 (08:00:00 UTC)", "en cours", "à cause de : NRA : 3 points", "T-77")),
       "the outages of a line are a document", text)
    ok(json.loads(ask("incidents", "--site", "a", "--since", "2026-01-01", "--document", "--json").stdout)["required_s"] == 1200000,
       "or JSON")


def steps():
    answers(check__steps="a/router/icmp: echo 1 sent\na/router/icmp: answer after 31 ms\n",
            check__json={"checks": [{"name": "a/router/icmp", "status": "ok", "text": "3 of 3", "took_ms": 441,
                                     "values": {"rtt_ms": 31.5}}]})
    r = ask("check", "a")
    ok(r.returncode == 0 and r.stdout.startswith("  0.012 s  a/router/icmp: echo 1 sent\n") and "● good" in r.stdout and
       "rtt_ms 31.50" in r.stdout, "check shows each step with its time, then the result", r)
    r = ask("check", "a", "--json")
    ok(json.loads(r.stdout)["checks"][0]["status"] == "ok", "and JSON alone with --json", r)


def programs():
    answers(top__json={"at": "2026-03-03T09:30:00Z", "programs": [
        {"program": "vigie-engine", "up": True, "since": "2026-03-03T08:30:00Z", "pid": 12, "rss_bytes": 8388608,
         "cpu_ms": 1500, "loop_lag_p99_ms": 4.6, "replaced": 0, "values": {"checks": 6}},
        {"program": "vigie-web", "up": False, "replaced": 3}], "outbox": {"waiting": 2, "oldest": None}})
    r = ask("top")
    ok(r.returncode == 0 and "vigie-engine  1 h" in r.stdout and "8.0 MiB" in r.stdout and "checks 6" in r.stdout and
       "away" in r.stdout and "outbox: waiting 2" in r.stdout, "top shows vigie's own programs", r.stdout)


def pictures():
    answers(picture__json="<svg>picture</svg>", series__json={"points": []})
    r = ask("graph", "a/router/rtt_ms", "-o", f"{work}/p.svg", "--from", "2026-03-02", "--to", "2026-03-03")
    ok(r.returncode == 0 and open(f"{work}/p.svg").read() == "<svg>picture</svg>" and
       called("picture")[-1] == "picture object=a/router metric=rtt_ms from=2026-03-01T23:00:00Z "
       "to=2026-03-02T23:00:00Z format=svg lang=en language=en", "graph writes the picture", r, called("picture"))
    r = ask("graph", "a/router/rtt_ms", "-o", f"{work}/no/p.png")
    ok(r.returncode == 4 and re.search("No such file|Aucun fichier", r.stderr), "a folder that is not there: exit 4", r)
    r = ask("graph", "a/router/rtt_ms", "--json")
    ok(r.returncode == 0 and json.loads(r.stdout) == {"points": []}, "graph --json gives the figures", r)
    answers(picture__problem={"status": 404, "detail": "no such metric"})
    r = ask("graph", "a/router/nonsense", "-o", f"{work}/q.svg")
    ok(r.returncode == 4 and not os.path.exists(f"{work}/q.svg"), "a refusal leaves no file", r)


def watch():
    answers(status__json=status(site("a", "up")), incidents__json={"incidents": []})
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(LC_ALL="C", TERM="xterm")
        os.execv(f"{BUILD}/vigie", ["vigie", "-b", BUILD, "-s", sock, "watch"])
    seen = b""

    def read_until(what, seconds):
        nonlocal seen
        end = time.time() + seconds
        while what not in seen and time.time() < end:
            if select.select([fd], [], [], 0.2)[0]:
                try:
                    seen += os.read(fd, 65536)
                except OSError:
                    return what in seen
        return what in seen
    first = read_until(b"1 point works.", 20)
    answers(status__json=status(site("a", "down")), incidents__json={"incidents": []})
    change = read_until(b"1 is down", 20)
    os.write(fd, b"q")
    back = read_until(b"\x1b[?1049l", 20)
    _, code = os.waitpid(pid, 0)
    ok(first and change and back and code == 0, "watch shows, follows, and puts the terminal back at q", seen, code)
    r = ask("watch")
    ok(r.returncode == 4 and "needs a terminal" in r.stderr, "and wants a terminal", r)


def init():
    d = f"{work}/etc"
    args = ["-c", f"{d}/vigie.conf", "init", "--name", "SIVU « des Inforoutes » \"x\\y\"", "--site",
            "Centre multimédia d'Alboussière", "--address", "192.0.2.10", "--mail", "astreinte@example.org"]
    for language in ("fr", "C"):
        shutil.rmtree(d, ignore_errors=True)
        r = vigie(*args, language=language)
        files = sorted(os.path.relpath(os.path.join(p, f), d) for p, _, fs in os.walk(d) for f in fs)
        ok(r.returncode == 0 and files == ["sites.d/centre-multimedia-d-alboussiere.conf", "vigie.conf"],
           f"init writes two files ({language})", r, files)
        t = subprocess.run([f"{BUILD}/vigied", "-t", "-c", f"{d}/vigie.conf"], capture_output=True, text=True)
        ok(t.returncode == 0, f"which vigied -t accepts ({language})", t)
        ok(t.stdout.count("the folder ") == 1 and "0750" in t.stdout and "0755" not in t.stdout,
           f"naming the folder to make once ({language})", t)
    before = open(f"{d}/vigie.conf").read()
    r = vigie(*args)
    ok(r.returncode == 4 and "not touched" in r.stderr and open(f"{d}/vigie.conf").read() == before,
       "what is there is not touched", r)
    shutil.rmtree(d)
    r = vigie(*args[:-4], "--address", "not an address!", "--mail", "nobody")
    ok(r.returncode == 4 and "address" in r.stderr and not os.path.exists(d),
       "what vigied would refuse is not written, and no folder is left", r)
    for option, value in (("opening", "lundi 9h-12h"), ("mail", "nobody"), ("address", "http://192.0.2.10/")):
        r = vigie(*args, f"--{option}", value)
        ok(r.returncode == 4 and f"--{option}" in r.stderr and value in r.stderr and not os.path.exists(d),
           f"a wrong --{option} is refused by its name", r)
    r = vigie(*args, "--smtp", "nonsense")
    ok(r.returncode == 4 and not os.path.exists(d), "what only the whole shows to be wrong leaves nothing either", r)
    r = vigie("-c", f"{d}/vigie.conf", "init", "--name", "x")
    ok(r.returncode == 2 and "--site" in r.stderr, "without a terminal every answer must be given", r)
    shutil.rmtree(d, ignore_errors=True)
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(LC_ALL="C")
        os.execv(f"{BUILD}/vigie", ["vigie", "-c", f"{d}/vigie.conf", "init"])
    for answer in (b"SIVU\n", b"\nBoffres\n", b"lundi\n", b"\n", b"192.0.2\n", b"192.0.2.20\n", b"a\n", b"a@example.org\n"):
        time.sleep(0.3)
        os.write(fd, answer)
    end = time.time() + 20
    out = b""
    while time.time() < end:
        try:
            out += os.read(fd, 65536)
        except OSError:
            break
    _, code = os.waitpid(pid, 0)
    ok(code == 0 and os.path.exists(f"{d}/sites.d/boffres.conf"), "with one it asks five questions", out, code)
    ok(all(out.count(q) == n for q, n in ((b"3. ", 2), (b"4. ", 2), (b"5. ", 2))) and b"Mo Tu We" in out and
       b"is no IPv4 address" in out and b"must be a mail address" in out,
       "a wrong answer is told why and asked again", out)


def journal_offline():
    d = f"{work}/etc2"
    os.makedirs(f"{work}/store2", mode=0o750)
    vigie("-c", f"{d}/vigie.conf", "init", "--name", "x", "--site", "boffres", "--address", "192.0.2.1", "--mail",
          "a@example.org", "--store", f"{work}/store2")
    r = vigie("-c", f"{d}/vigie.conf", "verify")
    ok(r.returncode == 1 and r.stderr.startswith("vigie: "), "verify without a journal: not well, a sentence", r)
    r = vigie("-c", f"{d}/vigie.conf", "backup", f"{work}/copy")
    ok(r.returncode == 4 and r.stderr.startswith("vigie: "), "backup without a journal: refused, a sentence", r)
    r = vigie("-c", "/nonexistent/vigie.conf", "backup", f"{work}/copy")
    ok(r.returncode == 4 and re.search("No such file|Aucun fichier", r.stderr), "backup without a configuration: refused", r)


asked = open(f"{work}/asked", "w")
fake = subprocess.Popen([f"{BUILD}/control_fake", sock, fake_dir], stdout=asked)
for _ in range(100):
    if os.path.exists(sock):
        break
    time.sleep(0.1)
tests = [usage, unreachable, states, refusals, times, incident_text, outages_text, steps, programs, pictures, watch, init, journal_offline]
wanted = sys.argv[1:]
try:
    for t in tests:
        if not wanted or t.__name__ in wanted:
            print("#", t.__name__, flush=True)
            t()
finally:
    fake.kill()
    fake.wait()
    shutil.rmtree(work, ignore_errors=True)
print(f"1..{n_cases}")
sys.exit(1 if n_failed else 0)
