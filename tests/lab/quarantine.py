#!/usr/bin/python3
"""The answers of one device end the poller, five times: its check is set aside, everything else goes on."""
import contextlib
import os
import pathlib
import shutil
import sqlite3
import time

import lab
from lab import SRC, ok, sh, wait_for
from story import POINTS, SITE, Story

BAD = "boffres/accueil/tcp"
CHECK = """
    pcs = ( { id = "accueil"; address = "192.0.2.20"; } );
    checks = ( { on = "accueil"; probe = "tcp"; port = 6666; interval = "1s"; } ); };
"""


def preload_shim():
    lab.own_view()
    folder = pathlib.Path(lab.tempfile.mkdtemp(prefix="vigie-crash."))
    lab.atexit.register(shutil.rmtree, folder, True)
    folder.chmod(0o755)
    made = sh("cc", "-std=gnu17", "-D_GNU_SOURCE", "-shared", "-fPIC", "-O1", str(SRC / "tests/lab/crash_shim.c"),
              "-o", str(folder / "shim.so"), check=False)
    if made.returncode != 0:
        lab.skip_all(f"the shim cannot be built: {made.stderr[:200]}")
    if "libasan" in sh("ldd", str(lab.BUILD / "vigied")).stdout:
        lab.skip_all("AddressSanitizer allows no shim before it")
    pathlib.Path("/etc/ld.so.preload").write_text(f"{folder}/shim.so\n")


def prepare(vigie):
    site = SITE % ("boffres", "boffres", POINTS["boffres"])
    (vigie.dir / "sites.d/boffres.conf").write_text(site.rstrip().removesuffix("};") + CHECK)


preload_shim()
s = Story(prepare)
log = lambda: s.vigie.daemon.text()[-4000:]
seen = {}


def look():
    for name, state in s.states().items():
        seen.setdefault(name, set()).add(state)
    return f"{BAD} is set aside" in s.vigie.daemon.text()


ok(wait_for(look, 40, 0.3), "after some deaths the check is set aside", log())
pid = s.vigie.children().get("vigie-poller")
said = lambda: [i for i in s.incidents() if i["kind"] == "vigie" and i["restored"] is None]
ok(wait_for(lambda: look() and said(), 20, 0.3), "an incident of vigie itself tells of it", s.incidents(), log())
troubles = s.vigie.json("status")["troubles"]
ok([t["code"] for t in troubles] == ["quarantine"] and "accueil" not in str(troubles),
   "the status, which is public, tells of it and names no device", troubles)
ok(f"quarantine: {BAD} is set aside" in s.vigie.daemon.text(), "the log names the check", log())
trial = s.vigie.cli("check", BAD)
ok("set aside" in trial.stdout, "who asks for it is told so", trial.stdout, trial.stderr)
end = time.monotonic() + 5
while time.monotonic() < end:
    look()
    time.sleep(0.3)
ok(pid and s.vigie.children().get("vigie-poller") == pid, "the poller lives on", pid, s.vigie.children(), log())
deaths = s.vigie.daemon.text().count("was ended by signal 11")
ok(deaths == 5, "it died five times, no more", deaths, log())
ok(all("down" not in states for states in seen.values()), "no point was called down", seen)
ok(set(s.states().values()) == {"up"}, "every point is up", s.states(), log())
ok([i["kind"] for i in s.incidents()] == ["vigie"], "there is no other incident", s.incidents())
with contextlib.closing(sqlite3.connect(f"file:{s.vigie.dir}/store/journal.db?mode=ro", uri=True)) as db:
    facts = db.execute("SELECT object, content FROM fact WHERE object LIKE 'boffres/accueil%'").fetchall()
ok(not any('"down"' in str(content) for _, content in facts), "the device was not called down", facts)
os.kill(pid, 9)
ok(wait_for(lambda: s.vigie.children().get("vigie-poller") not in (None, pid), 20), "killed, it is replaced", log())
time.sleep(3)
ok(s.vigie.daemon.text().count("was ended by signal 11") == 5, "and the check is still set aside", log())

pathlib.Path("/etc/ld.so.preload").write_text("")
ok(s.vigie.stop() == 0, "stopped")
s.begin()
ok(wait_for(lambda: not said(), 20), "a new vigied without the fault tries it again: the incident is over",
   s.incidents(), log())
s.finish()
lab.done()
