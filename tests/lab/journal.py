#!/usr/bin/python3
"""The journal under a real vigie: kills, a lost log, flipped bytes, failed syncs, a full disk."""
import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import time

from lab import BUILD, Process, Vigie, World, done, ok, sh, skip, wait_for

CONF = """
network = { id = "lab"; name = "Lab"; };
canaries = [ "192.0.2.1" ];
defaults = { icmp = "1s"; canary = "1s"; fall = 2; };
contacts = ( { id = "astreinte"; name = "Astreinte"; mail = "astreinte@example.org"; } );
routes = ( { tell = ["astreinte"]; } );
"""
SITE = 'site = { id = "un"; name = "Un"; opening = "24/7"; link = { router = { address = "192.0.2.10"; }; }; };'

world = World()
world.add("192.0.2.1", "192.0.2.10")
vigie = Vigie(world, CONF, {"un": SITE})
store = vigie.dir / "store"
database = store / "journal.db"


def log():
    return vigie.daemon.text()[-3000:]


def query(sql):
    """One value, as another reader sees it while vigie writes."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchone()[0]


def rows():
    return query("SELECT coalesce(max(seq), 0) FROM fact")


def kill_all():
    os.kill(vigie.daemon.pid, signal.SIGKILL)
    vigie.daemon.popen.wait()
    wait_for(lambda: not [p for p in vigie.children().values()], 3)
    time.sleep(0.3)


def refused(words, name, *arguments):
    """vigied must exit 1 by itself, with these words; the store is not changed."""
    before = hashlib.sha256(database.read_bytes()).hexdigest() if database.exists() else ""
    trial = Process([BUILD / "vigied", "-f", "-b", BUILD, "-c", vigie.conf, "-u", "root", *arguments],
                    vigie.dir / "refused.log", world.near)
    open(trial.log, "w").close()
    try:
        code = trial.popen.wait(15)
    except subprocess.TimeoutExpired:
        code = None
        trial.end()
    after = hashlib.sha256(database.read_bytes()).hexdigest() if database.exists() else ""
    ok(code == 1 and words in trial.text() and before == after, name, code, trial.text()[-1500:])


def link_state():
    site = vigie.site("un")
    return site["link"]["state"] if site else None


ok(vigie.start(), "vigied starts with an empty store", vigie.daemon.text())
ok(wait_for(lambda: link_state() == "up", 10), "the link is seen up", log())
ok(wait_for(lambda: rows() > 3, 5), "what happened is in the journal")
ok(vigie.cli("verify").returncode == 0, "vigie verify is content while the daemon writes", vigie.cli("verify").stderr)
ok(query("PRAGMA journal_mode") == "wal", "the journal is in WAL mode")

for round in range(5):
    seen = rows()
    os.kill(vigie.children()["vigie-engine"], signal.SIGKILL)
    wait_for(lambda: link_state() == "up", 10)
    if rows() < seen or vigie.cli("verify").returncode != 0:
        break
ok(round == 4 and rows() >= seen, "the engine killed five times: no row is lost, the chain holds", log())

# A backup while it runs, then everything killed.
ok(vigie.cli("backup", str(vigie.dir / "copy")).returncode == 0, "vigie backup copies a running journal")
seen = rows()
kill_all()
ok(vigie.cli("verify").returncode == 0 and rows() >= seen, "all killed: the journal is whole", vigie.cli("verify").stderr)

# A lost log.
os.unlink(f"{database}-wal")
refused("journal older than its mark", "without its log the journal is refused")
ok(vigie.start("--accept-loss"), "--accept-loss starts all the same", log())
ok("lost" in vigie.daemon.text(), "and says how much was lost", log())
wait_for(lambda: link_state() == "up", 10)
ok(vigie.stop() == 0 and vigie.cli("verify").returncode == 0, "afterwards the journal verifies", vigie.cli("verify").stderr)

# Who else may write there.
store.chmod(0o777)
refused("has mode 0777", "a store that others may write to is refused, with the mode that is wanted")
ok(store.stat().st_mode & 0o777 == 0o777, "and not changed")
store.chmod(0o750)

# A flipped byte.
good = database.read_bytes()
at = good.rfind(b'"state"')
database.write_bytes(good[:at + 1] + b"S" + good[at + 2:])
refused("journal damaged at", "a flipped byte is found at the start")
answer = vigie.cli("verify")
ok(answer.returncode == 1 and "damaged at row" in answer.stdout + answer.stderr, "verify names the row", answer)
answer = vigie.cli("repair")
ok(answer.returncode == 0 and (store / "journal.db.repaired").exists(), "repair saves what is good beside it", answer)
for name in ("journal.db-wal", "journal.db-shm"):
    (store / name).unlink(missing_ok=True)
shutil.move(store / "journal.db.repaired", database)
ok(vigie.start("--accept-loss"), "the repaired journal starts", log())
wait_for(lambda: link_state() == "up", 10)

# A failed sync: the engine ends at once, nothing is synced twice.
engine = vigie.children()["vigie-engine"]
if shutil.which("strace"):
    trace = Process(["strace", "-f", "-qq", "-o", vigie.dir / "trace", "-p", engine, "-e", "trace=fdatasync,fsync",
                     "-e", "inject=fdatasync,fsync:error=EIO:when=1+"], vigie.dir / "strace.log")
    time.sleep(0.5)
    world.remove("192.0.2.10")
    gone = wait_for(lambda: not os.path.exists(f"/proc/{engine}"), 15)
    text = (vigie.dir / "trace").read_text() if (vigie.dir / "trace").exists() else ""
    if "EIO" not in text and not gone:
        skip("a failed sync ends the engine", "strace cannot inject here")
    else:
        ok(gone and "journal sync failed" in vigie.daemon.text(), "a failed sync ends the engine", log())
        ok(text.count("INJECTED") == 1, "and no second sync is tried", text)
    trace.end()
    world.add("192.0.2.10")
    ok(wait_for(lambda: link_state() == "up", 20), "the next engine goes on", log())
else:
    skip("a failed sync ends the engine", "strace is not installed")
ok(vigie.stop() == 0 and vigie.cli("verify").returncode == 0, "and the journal verifies", vigie.cli("verify").stderr)

# A full disk.
shutil.rmtree(store)
store.mkdir(mode=0o750)
if sh("mount", "-t", "tmpfs", "-o", "size=16m,mode=0750", "lab", str(store), check=False).returncode != 0:
    skip("a full disk", "no small file system can be mounted")
    done()
try:
    (store / "rrd").mkdir(mode=0o750)
    ok(vigie.start() and wait_for(lambda: link_state() == "up", 10), "vigie starts on a small disk", log())
    def fill_up():	# also what is given back for a while
        with open(store / "ballast", "ab", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                pass

    def alarms():
        return [i for i in (vigie.json("incidents") or {"incidents": []})["incidents"] if i["kind"] == "vigie"]

    fill_up()
    seen = rows()

    def flap():
        world.remove("192.0.2.10")
        down = wait_for(lambda: link_state() == "down", 15)
        fill_up()
        world.add("192.0.2.10")
        return down and wait_for(lambda: link_state() == "up", 15)

    ok(all(flap() for _ in range(2)), "on a full disk judgement goes on: down and up are seen", log())
    ok(wait_for(alarms, 30) and len(alarms()) == 1, "one incident says that the journal is in trouble", alarms(), log())
    engine = vigie.children().get("vigie-engine")
    (store / "ballast").unlink()
    ok(wait_for(lambda: rows() > seen, 30), "once there is room, the rows that waited are written", log())
    ok(vigie.children().get("vigie-engine") == engine, "by the same engine")
    ok(wait_for(lambda: alarms() and alarms()[0]["restored"], 15), "and the incident ends", alarms(), log())
    ok(vigie.stop() == 0 and vigie.cli("verify").returncode == 0, "and the journal verifies", vigie.cli("verify").stderr)
finally:
    vigie.daemon.end()
    sh("umount", "-l", str(store), check=False)
done()
