#!/usr/bin/python3
"""Every command of `vigie` against a real vigied.  TAP."""
import json
import os
import shutil
import sqlite3
import subprocess
import time

from lab import BUILD, Vigie, World, done, ok, sh, skip, wait_for

os.environ["LC_ALL"] = "C"
STATUS = {"id", "name", "commune", "state", "since", "open", "next_change", "link", "convention", "pcs", "incidents"}
INCIDENT = {"id", "kind", "scope", "sites", "responsibility", "title", "opened", "confirmed", "acknowledged",
            "restored", "closed", "flaps", "parent", "events"}

world = World()
world.add("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.10", "192.0.2.11")
vigie = Vigie(world, """
    network = { id = "sivu"; name = "SIVU"; timezone = "Europe/Paris"; language = "fr"; };
    canaries = [ "192.0.2.1", "192.0.2.2", "192.0.2.3" ];
    defaults = { icmp = "1s"; pc = "2s"; canary = "1s"; settle = "1s"; };
    contacts = ( { id = "astreinte"; name = "Astreinte"; mail = "astreinte@example.org"; } );
    routes = ( { tell = ["astreinte"]; } );
""", {"boffres": """
    site = { id = "boffres"; name = "Boffres"; opening = "24/7";
      link = { kind = "adsl"; router = { address = "192.0.2.10"; }; };
      pcs = ( { id = "accueil"; address = "192.0.2.11"; public = true; } ); };
"""})


def helping():
    for command, words in {"init": ["--site", "--opening"], "watch": ["q ends"], "replay": ["FILE", "--until"]}.items():
        r = vigie.cli(command, "--help")
        ok(r.returncode == 0 and r.stderr == "" and r.stdout.startswith(f"usage: vigie {command}") and
           all(w in r.stdout for w in words), f"{command} --help says what it does", r)


def before():
    r = vigie.cli("status")
    ok(r.returncode == 3 and r.stdout == "", "before vigied runs: exit 3", r)
    r = vigie.cli("-c", "/nowhere/vigie.conf", "status")
    ok(r.returncode == 3 and "/nowhere/vigie.conf: " in r.stderr, "a configuration that is not there is named", r)


def seeing():
    ok(wait_for(lambda: vigie.cli("status").returncode == 0, 30), "soon all is well: exit 0", vigie.cli("status").stdout)
    s = vigie.json("status")
    ok({"at", "blind", "sites"} <= set(s) and STATUS <= set(s["sites"][0]), "status --json has what was promised", s)
    r = vigie.cli("status", "boffres")
    ok(r.returncode == 0 and "boffres/router" in r.stdout and "192.0.2.10" in r.stdout, "status SITE shows its devices", r)
    r = vigie.cli("status", "nowhere")
    ok(r.returncode == 4 and "nowhere" in r.stderr, "a point that is not there: exit 4", r)
    r = vigie.cli("top")
    ok(r.returncode == 0 and all(f"vigie-{p}" in r.stdout for p in ("engine", "poller", "series", "courier", "web")),
       "top shows the five programs", r)


def trying():
    r = vigie.cli("check", "boffres/router/icmp")
    lines = r.stdout.splitlines()
    ok(r.returncode == 0 and len(lines) >= 4 and " s  " in lines[0] and "boffres/router/icmp" in lines[-1] and
       "● good" in lines[-1], "check shows its steps and the result", r)
    r = vigie.json("check", "boffres")
    ok({c["name"] for c in r["checks"]} >= {"boffres/router/icmp", "boffres/accueil/icmp"} and
       all(c["status"] == "ok" for c in r["checks"]), "check SITE runs all of them", r)
    r = vigie.cli("check", "boffres/router/nonsense")
    ok(r.returncode == 4 and r.stderr != "", "a check that is not there: exit 4", r)


def pictures():
    svg, png = vigie.dir / "p.svg", vigie.dir / "p.png"
    r = wait_for(lambda: (x := vigie.cli("graph", "boffres/router/rtt_med_ms", "-o", svg)).returncode == 0 and x, 30)
    ok(r and "<svg" in svg.read_text(), "graph writes SVG", r)
    r = vigie.cli("graph", "boffres/router/rtt_med_ms", "-o", png, "--from", "1h")
    ok(r.returncode == 0 and png.read_bytes()[:4] == b"\x89PNG", "and PNG", r)
    r = vigie.cli("graph", "boffres/router/rtt_med_ms", "--json")
    ok(r.returncode == 0 and json.loads(r.stdout), "and the figures", r)
    r = vigie.cli("graph", "nowhere/router/rtt_med_ms", "-o", svg)
    ok(r.returncode == 4, "a device that is not there: exit 4", r)


def outage():
    world.remove("192.0.2.10", "192.0.2.11")
    ok(wait_for(lambda: vigie.cli("status").returncode == 1 and vigie.json("incidents", "--open")["incidents"], 40),
       "a cut: status exits 1, an incident is open", vigie.cli("status").stdout)
    r = vigie.cli("incidents", "--open", "--site", "boffres")
    ok(r.returncode == 0 and "■ lasts" in r.stdout and "Boffres" in r.stdout, "incidents --open shows it", r)
    world.add("192.0.2.10", "192.0.2.11")
    ok(wait_for(lambda: vigie.cli("incidents", "--open").stdout == "No incident lasts.\n", 40), "mended: none is open",
       vigie.cli("incidents").stdout)
    i = vigie.json("incident", "1")
    ok(INCIDENT <= set(i) and i["kind"] == "link" and i["restored"], "incident N --json has what was promised", i)
    r = vigie.cli("incident", "1")
    ok(r.returncode == 0 and "● restored" in r.stdout and "boffres/router/icmp" in r.stdout,
       "incident N tells the story", r)
    r = vigie.cli("incident", "4711")
    ok(r.returncode == 4, "an incident that is not there: exit 4", r)


def reloading():
    r = vigie.cli("reload")
    ok(r.returncode == 0, "reload of the same: exit 0", r)
    good = vigie.conf.read_text()
    vigie.conf.write_text(good.replace("canaries", "canary").replace('"sivu"', '"no id!"'))
    r = vigie.cli("reload")
    lines = r.stderr.splitlines()
    ok(r.returncode == 4 and len(lines) >= 2 and all(l.startswith(f"{vigie.conf}:") for l in lines),
       "of a bad one: exit 4, each mistake as file:line: key: sentence", r)
    ok(vigie.cli("status").returncode == 0, "and the old one goes on")
    vigie.conf.write_text(good.replace("127.0.0.1:8080", "127.0.0.1:8081"))
    r = vigie.cli("reload")
    ok(r.returncode == 0 and "needs a restart" in vigie.cli("status").stdout, "what needs a restart is shown", r,
       vigie.cli("status"))
    vigie.conf.write_text(good)
    vigie.cli("reload")


def rights():
    control = vigie.dir / "control" / "socket"
    command = [str(BUILD / "vigie"), "-s", str(control), "status"]
    try:
        for mode in (0o750, 0o755):
            (vigie.dir / "control").chmod(mode)
            r = subprocess.run(command, user=65534, group=65534, extra_groups=[], capture_output=True, text=True,
                               env={"LC_ALL": "C"})
            ok(r.returncode == 4 and r.stdout == "" and "vigie-read" in r.stderr,
               f"a stranger is refused with the reason: exit 4 (folder {mode:o})", r)
    except PermissionError:
        skip("a stranger is refused", "others cannot run programs of this build tree")


def keeping(name, is_running):
    r = vigie.cli("verify")
    ok(r.returncode == 0 and "whole" in r.stdout, f"verify, {name}: exit 0", r)
    copy = vigie.dir / f"copy-{name}"
    r = vigie.cli("backup", copy)
    ok(r.returncode == 0 and (copy / "journal.db").exists() and (copy / "conf/vigie.conf").exists() and
       (copy / "conf/sites.d/boffres.conf").exists(), f"backup, {name}: journal and configuration are there", r)
    r = vigie.cli("backup", copy)
    ok(r.returncode == 4, "a second one into the same folder: exit 4", r)
    copied = vigie.dir / f"conf-{name}"
    copied.mkdir()
    text = vigie.conf.read_text().replace(f'"{vigie.dir}/store"', f'"{copy}"')
    (copied / "vigie.conf").write_text(text)
    command = [str(BUILD / "vigie"), "-c", str(copied / "vigie.conf"), "verify", "--json"]
    r = sh(*command, check=False)
    ok(r.returncode == 0 and json.loads(r.stdout)["good"] is True and json.loads(r.stdout)["rows"] > 10,
       "the copy verifies", r)
    db = sqlite3.connect(copy / "journal.db")
    table = next(t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
                 if {"seq", "content"} <= {c[1] for c in db.execute(f"PRAGMA table_info({t})")})
    db.execute(f"UPDATE {table} SET content = content || ' ' WHERE seq = 3")
    db.commit()
    db.close()
    r = sh(*command, check=False)
    ok(r.returncode == 1 and json.loads(r.stdout)["good"] is False and json.loads(r.stdout)["first_bad"] == 3,
       "one with a changed row does not: exit 1, the row is named", r)


helping()
before()
ok(vigie.start(), "vigied starts", vigie.daemon.text())
seeing()
trying()
pictures()
outage()
reloading()
rights()
keeping("running", True)
ok(vigie.stop() == 0, "vigied stops", vigie.daemon.text())
ok(vigie.cli("status").returncode == 3, "and status exits 3 again")
keeping("stopped", False)
done()
