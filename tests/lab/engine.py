#!/usr/bin/python3
"""vigie-engine against the world's ways: bad configurations, hung programs, full and failing disks, sleep."""
import os
import pathlib
import shutil
import signal
import subprocess
import time

import lab
import story
from lab import ok, sh, skip, wait_for
from story import POINTS, SITE, Story


def log_of(s):
    return s.vigie.daemon.text()[-4000:]


def reload():
    story.CONF = story.CONF.replace('icmp = "1s"', 'icmp = "3s"')	# a busy machine must not lose a point meanwhile
    s = Story()
    one = s.vigie.json("status")["sites"][0]
    engine = s.vigie.children()["vigie-engine"]
    conf = s.vigie.dir / "sites.d"
    (conf / "wrong.conf").write_text('site = { id = "wrong"; opning = "24/7"; name = 3; };')
    answer = s.vigie.cli("reload")
    lines = answer.stderr.splitlines()
    ok(answer.returncode == 4, "a bad configuration is refused", answer)
    ok(sum("wrong.conf:1" in line for line in lines) >= 2, "with each of its mistakes", answer.stderr)
    os.kill(s.vigie.daemon.pid, signal.SIGHUP)
    time.sleep(2)
    status = s.vigie.json("status")
    ok(len(status["sites"]) == 4 and status["sites"][0] == {**one, "next_change": status["sites"][0]["next_change"]},
       "and changes nothing, by SIGHUP neither", status)

    s.world.add("192.0.2.50")
    (conf / "wrong.conf").unlink()
    (conf / "new.conf").write_text(SITE % ("new", "new", "192.0.2.50"))
    text = s.vigie.conf.read_text()
    s.vigie.conf.write_text(text.replace("127.0.0.1:8080", "127.0.0.1:8081"))
    answer = s.vigie.cli("reload")
    ok(answer.returncode == 0, "a good one is taken", answer)
    ok(wait_for(lambda: s.states().get("new") == "up", 10), "a new point is watched", s.states())
    status = s.vigie.json("status")
    ok(status["sites"][0]["since"] == one["since"], "what did not change goes on", status["sites"][0], one)
    ok(len(status["restart_needed"]) == 1 and "web.listen" in status["restart_needed"][0],
       "what waits for a restart is said", status["restart_needed"])
    s.vigie.conf.write_text(text)

    s.world.remove("192.0.2.50")
    ok(wait_for(lambda: s.states().get("new") == "down", 25), "it is down when it is cut", s.states())
    wait_for(lambda: len(s.ids()) == 1, 10)
    before = len(s.ids())
    (conf / "new.conf").unlink()
    ok(s.vigie.cli("reload").returncode == 0, "a configuration without it is taken")
    time.sleep(3)
    it = s.incidents()[0]
    ok(it["closed"] and "new" not in s.states(), "its incident is closed with it", it)
    subjects = [str(m["Subject"]) for m in s.vigie.messages()]
    ok(len(s.ids()) == before + 1 and "rétabli" not in subjects[-1],
       "which is told as such, not as a return", subjects)
    good = all(s.vigie.cli("reload").returncode == 0 for _ in range(30))
    ok(good and s.vigie.children()["vigie-engine"] == engine, "thirty more reloads change nothing",
       log_of(s))
    fds = len(os.listdir(f"/proc/{engine}/fd"))
    ok(fds < 40, "and leave no descriptor open", fds)
    s.finish()


def hang():
    s = Story()
    seen = set()
    poller = s.vigie.children()["vigie-poller"]
    os.kill(poller, signal.SIGSTOP)
    for _ in range(12):
        seen |= set(s.states().values())
        time.sleep(0.5)
    os.kill(poller, signal.SIGCONT)
    ok("down" not in seen and "unknown" in seen, "while the poller hangs points are unknown, never down", seen)
    ok(wait_for(lambda: set(s.states().values()) == {"up"}, 15), "and up when it goes on", s.states())

    engine = s.vigie.children()["vigie-engine"]
    os.kill(engine, signal.SIGSTOP)
    began = time.monotonic()
    page = s.vigie.get("/", "-o", "/dev/null", "-w", "%{http_code} %{time_total}").split()
    ok(page and page[0] == "200" and float(page[1]) < 1, "while the engine hangs the page answers", page)
    ok(wait_for(lambda: s.vigie.children().get("vigie-engine") not in (None, engine), 40),
       "the engine is replaced", time.monotonic() - began, log_of(s))
    ok(wait_for(lambda: set(s.states().values()) == {"up"}, 20), "and every point is up again", s.states())
    ok(s.incidents() == [], "all this made no incident", s.incidents())
    s.finish()


def pollers():
    """Three pollers share the work; one of them hangs: its points alone are unknown."""
    story.CONF += " pollers = { local = 3; };"
    s = Story()
    found = sh("pgrep", "-P", str(s.vigie.daemon.pid), "vigie-poller").stdout.split()
    ok(len(found) == 3, "three pollers run", found)
    seen = []
    for pid in found:
        os.kill(int(pid), signal.SIGSTOP)
        time.sleep(5)
        status = s.vigie.json("status")
        seen.append((status["blind"], sorted(x["id"] for x in status["sites"] if x["link"]["state"] != "up"),
                     any(x["link"]["state"] == "down" for x in status["sites"])))
        os.kill(int(pid), signal.SIGCONT)
        wait_for(lambda: set(s.states().values()) == {"up"}, 20)
    ok(not any(blind for blind, _, _ in seen), "one that hangs does not blind the others", seen)
    ok(sorted(sum((lost for _, lost, _ in seen), [])) == sorted(POINTS), "each point is one poller's", seen)
    ok(not any(down for _, _, down in seen), "and none is down", seen)
    ok(set(s.states().values()) == {"up"} and s.incidents() == [], "all is well in the end", s.states())
    s.finish()


def sleep():
    """Everything stands still for more than a minute, as a machine that is suspended."""
    s = Story()
    everyone = [s.vigie.daemon.pid, *s.vigie.children().values()]
    for pid in everyone:
        os.kill(pid, signal.SIGSTOP)
    began = time.time()
    time.sleep(5)
    s.world.remove(POINTS["champis"])
    time.sleep(60)
    s.world.add(POINTS["champis"])
    time.sleep(2)
    for pid in everyone:
        os.kill(pid, signal.SIGCONT)
    woke = time.time()
    ok(wait_for(lambda: set(s.states().values()) == {"up"}, 20), "after a long sleep every point is up", s.states(),
       log_of(s))
    since = [story.seconds(x["link"]["since"]) for x in s.vigie.json("status")["sites"]]
    ok(min(since) >= woke - 1, "but only since then: what was not watched is unknown", since, began, woke)
    ok(s.incidents() == [] and s.ids() == [], "and an outage meanwhile makes no incident", s.incidents())
    s.finish()


def full():
    """The disk fills up while points go down."""
    s = Story(prepare=lambda v: sh("mount", "-t", "tmpfs", "-o", "size=24m,mode=0750", "tmpfs", str(v.dir / "store"),
                                   check=False))
    try:
        if not os.path.ismount(s.vigie.dir / "store"):
            skip("judgement goes on with a full disk", "tmpfs cannot be mounted here")
            return
        fill = s.vigie.dir / "store" / "fill"
        with open(fill, "wb") as f:
            try:
                while True:
                    f.write(b"x" * 65536)
            except OSError:
                pass
        engine = s.vigie.children()["vigie-engine"]

        def flip():
            s.world.remove(POINTS["boffres"])
            time.sleep(6)
            s.world.add(POINTS["boffres"])
            time.sleep(4)
            return any(t["code"] == "journal" for t in (s.vigie.json("status") or {"troubles": []})["troubles"])

        # the reserve serves first: facts are small, so many are needed
        is_said = wait_for(flip, 30)
        ok(s.vigie.children().get("vigie-engine") == engine, "the engine lives on with a full disk", log_of(s))
        if is_said:
            ok(True, "people are told that the journal cannot be written")
        else:
            skip("people are told that the journal cannot be written", "the reserve lasted")
        s.world.remove(POINTS["boffres"])
        ok(wait_for(lambda: s.states().get("boffres") == "down", 15), "and judges on", s.states(), log_of(s))
        fill.unlink()
        s.world.add(POINTS["boffres"])
        ok(wait_for(lambda: set(s.states().values()) == {"up"}, 20), "and goes on when there is room", s.states())
        ok(wait_for(lambda: (s.vigie.json("status") or {}).get("troubles") == [], 30),
           "then nothing is wrong any more", s.vigie.json("status"))
        s.finish()
    finally:
        s.vigie.stop()
        sh("umount", "-l", str(s.vigie.dir / "store"), check=False)


def broken():
    """A sync fails once: nobody may be told of what it did not write, the engine starts again."""
    s = Story()
    if not shutil.which("strace"):
        skip("a failed sync ends the engine", "strace is not here")
        s.finish()
        return
    engine = s.vigie.children()["vigie-engine"]
    tracer = subprocess.Popen(["strace", "-qq", "-f", "-p", str(engine), "-o", "/dev/null", "-e", "trace=fdatasync,fsync",
                               "-e", "inject=fdatasync,fsync:error=EIO:when=1"])
    time.sleep(1)
    s.world.remove(POINTS["gluiras"])
    ended = wait_for(lambda: s.vigie.children().get("vigie-engine") not in (None, engine), 20)
    tracer.wait(10)
    ok(ended and "sync failed" in s.vigie.daemon.text(), "a failed sync ends the engine, which says why", log_of(s))
    ok(wait_for(lambda: s.states().get("gluiras") == "down", 20), "started again it judges on", s.states(), log_of(s))
    s.world.add(POINTS["gluiras"])
    ok(wait_for(lambda: set(s.states().values()) == {"up"}, 20), "up again", s.states())
    time.sleep(4)
    ok(len(s.incidents()) == 1 and len(s.ids()) == 2, "one incident, told twice", s.incidents(), s.ids())
    s.finish()


def with_groups():
    """Gives this process and what it starts an /etc/group with vigie's two groups; False where that cannot be."""
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x00020000) != 0:			# CLONE_NEWNS
        return False
    group = pathlib.Path(f"/tmp/vigie-group.{os.getpid()}")
    lines = [x for x in pathlib.Path("/etc/group").read_text().splitlines() if not x.startswith(("vigie:", "vigie-read:"))]
    group.write_text("\n".join([*lines, "vigie:x:61001:", "vigie-read:x:61002:", ""]))
    good = (sh("mount", "--make-rprivate", "/", check=False).returncode == 0 and
            sh("mount", "--bind", str(group), "/etc/group", check=False).returncode == 0)
    group.unlink()
    return good


def door():
    """The control socket: who may what, strangers are refused with a sentence."""
    has_groups = with_groups()
    s = Story()
    path = s.vigie.dir / "control" / "socket"
    mode = path.stat().st_mode & 0o7777
    ok(mode == 0o660, "the control socket's mode is 0660", oct(mode))
    s.vigie.dir.chmod(0o755)
    (s.vigie.dir / "control").chmod(0o755)

    def as_one(groups, *arguments):
        return sh("setpriv", "--reuid=65534", "--regid=65534", f"--groups={groups}" if groups else "--clear-groups",
                  str(lab.BUILD / "vigie"), "-b", str(lab.BUILD), "-c", str(s.vigie.conf), *arguments, check=False)

    stranger = as_one(None, "status")
    ok(stranger.returncode in (3, 4) and stranger.stderr.strip(), "a stranger cannot reach it, and is told so", stranger)
    if has_groups:
        read, write = as_one(61002, "status"), as_one(61002, "check", "boffres")
        ok(read.returncode in (0, 1) and "boffres" in read.stdout, "group vigie-read may read", read)
        ok(write.returncode == 4 and "permission denied" in write.stderr, "and do nothing", write)
        write, reload = as_one(61001, "check", "boffres"), as_one(61001, "reload")
        ok(write.returncode in (0, 1) and "boffres" in write.stdout, "group vigie may do things", write)
        ok(reload.returncode == 4 and "permission denied" in reload.stderr, "but not reload", reload)
    else:
        skip("groups vigie and vigie-read", "no mount namespace here")
    path.chmod(0o666)
    stranger = as_one(None, "status")
    ok(stranger.returncode == 4 and "permission denied" in stranger.stderr,
       "a stranger is not let in when the mode is wrong either", stranger)
    ok(s.states() != {}, "who may ask is answered")
    s.finish()


def channel_of(pid):
    """A duplicate of a child's socket to the engine: the stream socket that is not descriptor 3."""
    import ctypes
    import socket
    libc = ctypes.CDLL(None, use_errno=True)
    pidfd = os.pidfd_open(pid)
    for fd in sorted(int(n) for n in os.listdir(f"/proc/{pid}/fd")):
        if fd <= 3 or not os.readlink(f"/proc/{pid}/fd/{fd}").startswith("socket:"):
            continue
        own = libc.syscall(438, pidfd, fd, 0)		# pidfd_getfd
        if own == -1:
            continue
        s = socket.socket(fileno=own)
        try:
            if s.family == socket.AF_UNIX and s.type == socket.SOCK_STREAM and s.getpeername() is not None:
                return s
        except OSError:
            pass
        s.close()
    return None


def nonsense():
    """Each child in turn says what it must not: it is replaced, nobody else."""
    s = Story()
    whole = s.vigie.children()
    for name, junk in (("vigie-poller", b"A" * 5000), ("vigie-series", bytes(64)),
                       ("vigie-courier", b"\0\0\0\x02\x92\xc0"), ("vigie-web", b"\0\0\0\x01\xc1")):
        ch = channel_of(whole[name])
        if not ch:
            skip(f"{name} is replaced when it speaks nonsense", "its socket cannot be had")
            continue
        ch.send(junk)
        ch.close()
        ok(wait_for(lambda: s.vigie.children().get(name) not in (None, whole[name]), 10),
           f"{name} is replaced when it speaks nonsense", log_of(s))
    ok(wait_for(lambda: set(s.states().values()) == {"up"}, 20), "every point is up", s.states())
    engine = s.vigie.children().get("vigie-engine")
    ok(engine == whole["vigie-engine"], "the engine is the same", log_of(s))
    s.finish()


if __name__ == "__main__":
    lab.together(__file__, {"reload": reload, "hang": hang, "pollers": pollers, "sleep": sleep, "full": full, "broken": broken, "door": door,
                            "nonsense": nonsense})
