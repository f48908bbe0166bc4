#!/usr/bin/python3
"""vigied as a server runs it: started by root, an account for each program, nobody trusted.

Accounts, capabilities, modes, descriptors, the control socket, a hostile caller's environment, a program
that was taken over and talks nonsense to the engine, and a start by an ordinary user.  The accounts
exist only in this test's own view of /etc.
"""
import grp
import os
import pathlib
import pwd
import random
import re
import resource
import shutil
import socket
import stat
import struct
import time

import lab
from lab import BUILD, PROGRAMS, SRC, Process, Vigie, World, done, ok, sh, skip, skip_all, wait_for

CHILDREN = [p for p in PROGRAMS if p not in ("vigied", "vigie")]
MASTER_CAPS = {"KILL": 5, "SETGID": 6, "SETUID": 7, "SETPCAP": 8, "NET_BIND_SERVICE": 10, "NET_ADMIN": 12,
               "NET_RAW": 13}
SECRET = "tres-secrete-communaute"
CONF = """
network = { id = "lab"; name = "Lab"; };
canaries = [ "192.0.2.1" ];
defaults = { icmp = "1s"; snmp = "1s"; canary = "1s"; };
snmp = ( { id = "routers"; version = "2c"; community = "@secret:routers"; timeout = "500ms"; retries = 0; } );
"""
SITE = """site = { id = "un"; name = "Un"; opening = "24/7";
         link = { router = { address = "192.0.2.10"; snmp = "routers"; interface = "cable"; }; }; };"""
NOBODY = 64999


def proc(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def status(pid):
    return dict(line.split(":\t", 1) for line in proc(pid, "status").splitlines() if ":\t" in line)


def n_fds(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def caps(pid):
    return {k: int(v, 16) for k, v in status(pid).items() if k.startswith("Cap")}


def own(path, user, group, mode):
    shutil.chown(path, user, group)
    os.chmod(path, mode)


def up():
    site = vigie.site("un")
    return site and site["link"]["state"] == "up"


def as_user(uid, gid, *command, groups=()):
    more = ["--groups", ",".join(str(g) for g in groups)] if groups else ["--clear-groups"]
    return sh("setpriv", "--reuid", str(uid), "--regid", str(gid), *more, *map(str, command), check=False)


def ask(uid, gid, *words, groups=()):
    return as_user(uid, gid, vigie.bin / "vigie", "-b", vigie.bin, "-s", control, *words, groups=groups)


def log():
    return vigie.daemon.text()[-1500:]


# --- accounts -------------------------------------------------------------------------------------

def accounts():
    """Each program under its own account, with nothing that it does not need."""
    for name, pid in sorted(vigie.children().items()):
        account = pwd.getpwnam("_" + name)
        st = status(pid)
        ok(set(st["Uid"].split()) == {str(account.pw_uid)} and set(st["Gid"].split()) == {str(account.pw_gid)},
           f"{name} runs under its own account", st["Uid"], st["Gid"])
        allowed = {account.pw_gid} | ({grp.getgrnam("_vigie").gr_gid} if name in ("vigie-engine", "vigie-series")
                                      else set())
        ok({int(g) for g in st["Groups"].split()} <= allowed, f"{name} is in no other group", st["Groups"])
        ok(set(caps(pid).values()) == {0}, f"{name} has no capability, and can get none", caps(pid))
        ok(st["NoNewPrivs"] == "1", f"{name} can gain no privilege", st["NoNewPrivs"])
        ok("Max core file size        0                    0" in proc(pid, "limits"), f"{name} leaves no core",
           proc(pid, "limits"))
    want = sum(1 << n for n in MASTER_CAPS.values())
    have = caps(vigie.daemon.pid)
    ok(have["CapEff"] == have["CapPrm"] == have["CapBnd"] == want and have["CapInh"] == have["CapAmb"] == 0,
       "vigied keeps the capabilities that restarting needs, and no other", have, hex(want))
    ok(status(vigie.daemon.pid)["NoNewPrivs"] == "1", "vigied can gain no privilege")


def secrets():
    pids = [vigie.daemon.pid, *vigie.children().values()]
    ok(not any(SECRET in proc(pid, "cmdline") + proc(pid, "environ") for pid in pids),
       "a secret is in no argument and no environment")
    ok(all(proc(pid, "environ") == "" for pid in vigie.children().values()), "vigied's programs have no environment",
       [proc(pid, "environ") for pid in vigie.children().values()])
    pages = "".join(vigie.get(p) for p in ("/", "/sites/un", "/api/v1/sites/un", "/metrics"))
    ok("Un" in pages and SECRET not in pages + vigie.daemon.text() and "192.0.2.10" not in pages,
       "a secret is in no page and no log, an address in no page")


def reads(uid, path):
    return as_user(uid, uid, "cat", path).returncode == 0


def modes():
    """Who can read what, and that root uses nothing that vigie's accounts can change."""
    store, database = vigie.dir / "store", vigie.dir / "store/journal.db"
    ok(wait_for(lambda: any(p.is_file() for p in store.rglob("rrd/*")), 20), "series are kept", log())
    files = [p for p in store.rglob("*") if p.is_file()]
    ok(all(p.stat().st_mode & 0o007 == 0 for p in files), "what is kept is closed to others",
       [f"{p} {p.stat().st_mode:o}" for p in files])
    ok(stat.S_IMODE(control.stat().st_mode) & 0o7117 == 0, "the control socket is closed to others",
       oct(control.stat().st_mode))
    for name in CHILDREN[1:]:
        uid = pwd.getpwnam("_" + name).pw_uid
        readable = [str(p) for p in (vigie.conf, vigie.dir / "secrets.conf", database) if reads(uid, p)]
        ok(not readable, f"{name}'s account reads neither configuration, secrets nor journal", readable)
        links = [os.readlink(f.path) for f in os.scandir(f"/proc/{vigie.children()[name]}/fd")]
        kept = [x for x in links if str(vigie.dir) in x and not x.endswith(".log") and
                not (name == "vigie-series" and str(store / "rrd") in x)]
        ok(not kept, f"{name} holds no file of configuration or journal", kept)


# --- the control socket ---------------------------------------------------------------------------

def doors():
    reader, technician = grp.getgrnam("vigie-read").gr_gid, grp.getgrnam("vigie").gr_gid
    answer = ask(NOBODY, NOBODY, "status")
    ok(answer.returncode == 4 and "vigie-read" in answer.stderr, "a stranger is refused with a sentence", answer)
    before = stat.S_IMODE(control.stat().st_mode)
    os.chmod(control, 0o666)
    answer = ask(NOBODY, NOBODY, "status")
    ok(answer.returncode == 4 and "permission denied" in answer.stderr,
       "also where the file's mode would let him in", answer)
    os.chmod(control, before)
    for what, groups in (("by his first group", ()), ("by another group", (reader,))):
        gid = reader if not groups else NOBODY
        answer = ask(NOBODY, gid, "status", groups=groups)
        ok(answer.returncode in (0, 1), f"group vigie-read reads, {what}", answer)
        answer = ask(NOBODY, gid, "reload", groups=groups)
        ok(answer.returncode == 4 and "denied" in answer.stderr, f"and does not reload, {what}", answer)
    answer = ask(NOBODY, NOBODY, "check", "un/router/icmp", groups=(technician,))
    ok(answer.returncode == 0, "group vigie runs a check", answer)
    ok(ask(NOBODY, NOBODY, "reload", groups=(technician,)).returncode == 4, "and does not reload either")
    ok(vigie.cli("reload").returncode == 0, "root reloads", vigie.cli("reload"), log())


def connect():
    s = socket.socket(socket.AF_UNIX)
    s.connect(str(control))
    s.settimeout(15)
    return s


def is_shut_out(raw):
    """The engine ends the connection that says this."""
    s = connect()
    try:
        s.sendall(raw)
        while s.recv(65536):
            pass
    except (ConnectionResetError, BrokenPipeError):
        pass
    except TimeoutError:
        return False
    finally:
        s.close()
    return True


def rude_visitors():
    engine = vigie.children()["vigie-engine"]
    before = n_fds(engine)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    idle = []
    slowest = 0.0
    for i in range(1000):
        idle.append(connect())
        if i % 250 == 249:
            began = time.monotonic()
            ok(vigie.cli("status").returncode in (0, 1), f"{i + 1} visitors say nothing: others are served")
            slowest = max(slowest, time.monotonic() - began)
    print(f"# the slowest answer took {slowest:.2f} s")
    for s in idle:
        s.close()
    random.seed(7)
    for what, raw in (("a line of 1 MB", b"A" * 1000000), ("half a frame", struct.pack(">I", 200) + b"\x93"),
                      ("random bytes", random.randbytes(5000)), ("a frame of 4 GB", b"\xff" * 8),
                      ("HTTP", b"GET / HTTP/1.0\r\n\r\n"), ("nothing", b"")):
        ok(is_shut_out(raw), f"who says {what} is shut out")
    ok(wait_for(lambda: n_fds(engine) <= before + 3, 15), "no descriptor of the engine is left", before, n_fds(engine))
    ok(vigie.children()["vigie-engine"] == engine and up(), "and the engine is the same", log())


# --- a program that was taken over ------------------------------------------------------------------

FAKE = r'''#!/usr/bin/python3
"""Takes the place of vigie-web and says to the engine what no program says; another lie in each life."""
import array, os, random, socket, struct, sys, time
turn = int(open("TURN").read() or 0)
open("TURN", "w").write(str(turn + 1))
random.seed(turn)
master = socket.socket(fileno=3)
master.send(struct.pack("=I", 0))
engine = None
while engine is None:
    data, anc, _, _ = master.recvmsg(64, socket.CMSG_SPACE(4))
    if not data:
        sys.exit(1)
    if struct.unpack("=III", data)[0] == 0 and anc:
        engine = socket.socket(fileno=array.array("i", anc[0][2])[0])

def frame(body):
    return struct.pack(">I", len(body)) + body
def text(s):
    return b"\xdb" + struct.pack(">I", len(s)) + s
def number(n):
    return b"\xcf" + struct.pack(">Q", n)
hello = frame(b"\x93\x01" + text(b"vigie-web") + b"\x01")
def value(depth=0):
    k = random.randrange(9)
    if k == 0 and depth < 4:
        return bytes([0x90 + 3]) + b"".join(value(depth + 1) for _ in range(3))
    return random.choice([lambda: number(random.getrandbits(64)), lambda: text(random.randbytes(random.randrange(2000))),
        lambda: b"\xc0", lambda: b"\xc3", lambda: b"\xcb" + random.randbytes(8), lambda: b"\xdd\xff\xff\xff\xff",
        lambda: b"\xd3" + random.randbytes(8), lambda: b"\xc6\xff\xff\xff\xf0"])()
def message(kind):
    n = random.randrange(12)
    return frame(bytes([0x90 + n + 1, kind]) + b"".join(value() for _ in range(n)))
corpus = [open(os.path.join("CORPUS", f), "rb").read() for f in sorted(os.listdir("CORPUS"))]
def mutate(b):
    b = bytearray(b or b"\x90")
    for _ in range(random.randrange(4)):
        b[random.randrange(len(b))] = random.randrange(256)
    return frame(bytes(b))
def ask(what, args):
    body = b"\x96\x10" + number(random.getrandbits(32)) + text(what) + text(b"x" * 100) + text(b"fr")
    return frame(body + bytes([0x90 + len(args)]) + b"".join(b"\x92" + text(a) + text(b) for a, b in args))
lies = [
    lambda: [random.randbytes(200000)],
    lambda: [b"\x7f\xff\xff\xff", b"A" * 2000000],
    lambda: [frame(b"\x93\x01" + text(b"vigie-web") + b"\x63")],
    lambda: [hello] + [message(random.randrange(1, 22)) for _ in range(50)],
    lambda: [hello] + [mutate(random.choice(corpus)) for _ in range(50)],
    lambda: [hello] + [frame(c) for c in corpus],
    lambda: [hello, hello, hello],
    lambda: [hello] + [ask(random.choice([b"status", b"site", b"series", b"picture", b"reload", b"verify", b"../../etc",
        random.randbytes(40)]), [(random.choice([b"id", b"site", b"object", b"from", b"to"]), random.randbytes(60))
        for _ in range(random.randrange(5))]) for _ in range(3000)],
    lambda: [hello, struct.pack(">I", 100) + b"\x93"],
    lambda: ["fds"],
]
if turn % 3 == 2:	# who lived for 5 s is replaced at once
    time.sleep(5.2)
try:
    engine.settimeout(2)
    for said in lies[turn % len(lies)]():
        if said == "fds":
            null = [os.open("/dev/null", os.O_RDONLY) for _ in range(50)]
            for _ in range(20):
                engine.sendmsg([hello], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", null))])
        else:
            engine.sendall(said)
        time.sleep(0)
    engine.settimeout(1)
    end = time.monotonic() + 2
    while time.monotonic() < end and engine.recv(1 << 20):
        pass
except OSError:
    pass
'''


def taken_over():
    """vigie-web is replaced by a liar; engine and master must not care."""
    n_lies = FAKE.count("    lambda:")
    turn = vigie.dir / "turn"
    turn.write_text("0")
    turn.chmod(0o666)
    corpus = vigie.dir / "corpus"
    shutil.copytree(SRC / "tests/fuzz/corpus/msg", corpus)
    for path in [corpus, *corpus.iterdir()]:
        path.chmod(0o755)
    engine, web = vigie.children()["vigie-engine"], vigie.children()["vigie-web"]
    before = n_fds(engine), n_fds(vigie.daemon.pid)
    real = (vigie.bin / "vigie-web").read_bytes()
    (vigie.bin / "vigie-web").unlink()
    (vigie.bin / "vigie-web").write_text(FAKE.replace("TURN", str(turn)).replace("CORPUS", str(corpus)))
    (vigie.bin / "vigie-web").chmod(0o755)
    os.kill(web, 9)
    heard = wait_for(lambda: int(turn.read_text() or 0) >= n_lies, 75)
    ok(heard, f"{n_lies} lives of a program that lies", turn.read_text(), log())
    time.sleep(2.5)
    (vigie.bin / "vigie-web").unlink()
    (vigie.bin / "vigie-web").write_bytes(real)
    (vigie.bin / "vigie-web").chmod(0o755)
    ok(vigie.children().get("vigie-engine") == engine, "the engine is the same afterwards", log())
    ok(vigie.daemon.popen.poll() is None and up(), "vigied too, and the point is still up", log())
    ok(wait_for(lambda: vigie.get("/healthz"), 65), "the real program is started again and serves", log())
    after = n_fds(engine), n_fds(vigie.daemon.pid)
    ok(all(a <= b + 3 for a, b in zip(after, before)), "no descriptor was left behind", before, after)
    ok(vigie.cli("verify").returncode == 0, "the journal verifies", vigie.cli("verify"))


# --- a hostile caller -----------------------------------------------------------------------------

def hostile_caller():
    home = vigie.dir / "home"
    (home / ".snmp").mkdir(parents=True)
    for name in (".netrc", ".curlrc", ".snmp/snmp.conf"):
        (home / name).write_text("machine 127.0.0.1 login x password y\n")
    made = sorted(os.listdir("/var/lib/snmp")) if os.path.isdir("/var/lib/snmp") else None
    env = {**os.environ, "HOME": str(home), "SNMPCONFPATH": f"{home}/.snmp", "MIBS": "ALL", "MIBDIRS": str(home),
           "TZ": "Pacific/Auckland", "IFS": "/", "http_proxy": "http://127.0.0.1:1", "LD_LIBRARY_PATH": str(home),
           "LD_BIND_NOT": "1", "LANG": "fr_FR.ISO-8859-1", "LC_ALL": "tr_TR", "MALLOC_TRACE": f"{home}/trace",
           "TMPDIR": str(home), "SQLITE_TMPDIR": str(home), "PATH": str(home) + ":" + os.environ["PATH"]}
    wrap = []
    if shutil.which("strace"):
        wrap = ["strace", "-D", "-f", "-qq", "-o", str(vigie.dir / "trace"), "-e", "trace=execve,open,openat,creat,mkdir"]
    ok(vigie.start(user=None, wrap=wrap, env=env) and wait_for(up, 20),
       "vigied starts in a hostile environment", log())
    at = vigie.json("status")["at"]
    ok(abs(time.mktime(time.strptime(at, "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime())) < 60,
       "times stay UTC", at)
    vigie.stop()
    if not wrap:
        skip("no file of the caller's home or of net-snmp is opened", "strace is not installed")
        return
    text = (vigie.dir / "trace").read_text(errors="replace")
    bad = [line for line in text.splitlines()
           if re.search(r"\.snmp|/etc/snmp|/snmp/mibs|snmp\.conf|netrc|curlrc|/var/lib/snmp|cert_index", line)]
    ok(not bad, "no file of the caller's home or of net-snmp is opened", "\n".join(bad[:10]))
    bad = [line for line in text.splitlines() if f'"{home}' in line and "execve" not in line]
    masters = str(vigie.daemon.pid)
    mine = [line for line in bad if not line.startswith(masters + " ")]
    ok(not mine, "vigied's programs look for nothing in the folders the caller names", "\n".join(mine[:10]))
    ok(made is None or sorted(os.listdir("/var/lib/snmp")) == made, "nothing is made in /var/lib/snmp")
    root_uses(text, masters)


def root_uses(text, master):
    """Every file that the master opens or runs is out of the reach of vigie's accounts."""
    uids = {p.pw_uid for p in pwd.getpwall() if p.pw_name.startswith("_vigie")}
    bad = []
    for line in text.splitlines():
        m = re.match(rf'{master} (?:execve\(|openat\(AT_FDCWD, |open\()"(/[^"]*)".* = \d', line)
        if not m or m[1].startswith("/proc/"):
            continue
        path = pathlib.Path(m[1])
        is_lock = path == vigie.dir / "store"	# the folder itself, to lock it: nothing in it
        for p in [*([] if is_lock else [path]), *path.parents]:
            try:
                st = p.stat()
            except OSError:
                continue
            if st.st_uid in uids or (st.st_mode & 0o002 and not st.st_mode & stat.S_ISVTX and not p.is_char_device()):
                bad.append(f"{path}: {p}")
    ok(not bad, "root opens and runs nothing that vigie's accounts can change", "\n".join(sorted(set(bad))))


def as_the_unit():
    """With the capabilities that conf/vigied.service leaves, and nothing that a set-id program could give."""
    unit = (SRC / "conf/vigied.service.in").read_text()
    names = re.search(r"^CapabilityBoundingSet=(.*)$", unit, re.M)[1].split()
    bound = ",".join(["-all", *("+" + n.removeprefix("CAP_").lower() for n in names)])
    wrap = ["setpriv", "--bounding-set", bound, "--no-new-privs"]
    ok(vigie.start(user=None, wrap=wrap) and wait_for(up, 20), "vigied starts with the capabilities of its unit", log())
    ok(all(set(caps(pid).values()) == {0} for pid in vigie.children().values()), "and its programs have none",
       [caps(pid) for pid in vigie.children().values()])
    old = vigie.children()["vigie-poller"]
    os.kill(old, 9)
    ok(wait_for(lambda: vigie.children().get("vigie-poller") not in (None, old), 10) and wait_for(up, 20),
       "a program that ends is started again with them", log())
    ok(vigie.stop() == 0, "and it ends with 0", log())


# --- how it was built -------------------------------------------------------------------------------

def hardening():
    if not shutil.which("readelf"):
        skip("the programs are hardened", "readelf is not installed")
        return
    for name in PROGRAMS:
        text = sh("readelf", "-hldW", str(BUILD / name)).stdout
        symbols = sh("readelf", "-sW", "--dyn-syms", str(BUILD / name)).stdout
        if "__asan_init" in symbols:
            skip(f"{name} is hardened", "built with sanitizers")
            continue
        lacks = [what for what, good in (
            ("PIE", re.search(r"Type:\s+DYN", text)), ("RELRO", "GNU_RELRO" in text),
            ("BIND_NOW", re.search(r"BIND_NOW|Flags: .*NOW", text)),
            ("a stack that is not executable", re.search(r"GNU_STACK.* RW\s", text)),
            ("canaries", "__stack_chk_fail" in symbols),
            ("fortified calls", re.search(r"__\w+_chk\b", symbols.replace("__stack_chk_fail", ""))),
            ("no RPATH", not re.search(r"RPATH|RUNPATH", text))) if not good]
        ok(not lacks, f"{name} is hardened", lacks)


# --- other ways to start ------------------------------------------------------------------------------

def one_account():
    account = pwd.getpwnam("_vigie-runner")
    sh("chown", "-R", "_vigie-runner:", str(vigie.dir / "store"), str(vigie.dir / "control"))
    own(vigie.conf, "root", account.pw_gid, 0o640)
    own(vigie.dir / "secrets.conf", "root", account.pw_gid, 0o640)
    own(vigie.dir / "sites.d", "root", account.pw_gid, 0o750)
    ok(vigie.start(user="_vigie-runner") and wait_for(up, 20), "-u USER: vigied starts", log())
    uids = {status(pid)["Uid"] for pid in vigie.children().values()}
    ok(uids == {"\t".join([str(account.pw_uid)] * 4)}, "-u USER: every program is his", uids)
    ok(vigie.stop() == 0, "and ends with 0")
    answer = sh("ip", "netns", "exec", world.near, str(vigie.bin / "vigied"), "-f", "-c", str(vigie.conf), "-u",
                "no-such-account", check=False)
    ok(answer.returncode == 1 and "no account no-such-account" in answer.stderr,
       "an account that does not exist is refused with a sentence", answer)


def ordinary_user():
    """No root anywhere: ping sockets where they are allowed, else the line to type."""
    uid = NOBODY
    for folder in ("store", "control"):
        shutil.rmtree(vigie.dir / folder)
    vigie.dir.chmod(0o777)		# his home, say
    own(vigie.conf, uid, uid, 0o600)
    own(vigie.dir / "secrets.conf", uid, uid, 0o600)
    own(vigie.dir / "sites.d", uid, uid, 0o700)
    wrap = ["setpriv", "--reuid", str(uid), "--regid", str(uid), "--clear-groups"]
    sh("ip", "netns", "exec", world.near, "sysctl", "-qw", "net.ipv4.ping_group_range=1 0")
    answer = sh("ip", "netns", "exec", world.near, *wrap, str(vigie.bin / "vigied"), "-t", "-c", str(vigie.conf),
                check=False)
    ok("sysctl -w net.ipv4.ping_group_range" in answer.stdout, "an ordinary user without ping sockets: -t says what to type",
       answer.stdout[-1500:], answer.stderr)
    ok(vigie.start(user=None, wrap=wrap), "vigied runs all the same", log())
    ok("sysctl -w net.ipv4.ping_group_range" in vigie.daemon.text(), "and says what to type", log())
    ok(not wait_for(lambda: (vigie.site("un") or {}).get("link", {}).get("state") == "down", 6),
       "what cannot be asked is not down", vigie.site("un"))
    vigie.stop()
    sh("ip", "netns", "exec", world.near, "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647")
    ok(vigie.start(user=None, wrap=wrap) and wait_for(up, 20), "with ping sockets an ordinary user's vigie works", log())
    pids = [vigie.daemon.pid, *vigie.children().values()]
    ok(all(v == 0 for pid in pids for k, v in caps(pid).items() if k != "CapBnd"), "with no capability anywhere")
    ok(vigie.stop() == 0, "and it ends with 0", log())


lab.own_view()
if not shutil.which("systemd-sysusers") or not shutil.which("setpriv"):
    skip_all("needs systemd-sysusers and setpriv")
made = sh("systemd-sysusers", str(SRC / "conf/vigie.sysusers"), check=False)
ok(made.returncode == 0 and sum(p.pw_name.startswith("_vigie-") for p in pwd.getpwall()) >= 6,
   "vigie's accounts are made by systemd-sysusers", made.stderr)
world = World()
world.add("192.0.2.1", "192.0.2.10")
vigie = Vigie(world, CONF, {"un": SITE}, f'routers = "{SECRET}";\n')
control = vigie.dir / "control/socket"
vigie.install()


def give_out():
    own(vigie.conf, "root", "_vigie-engine", 0o640)
    own(vigie.dir / "secrets.conf", "root", "_vigie-engine", 0o640)
    own(vigie.dir / "sites.d", "root", "_vigie-engine", 0o750)
    own(vigie.dir / "store", "_vigie-engine", "_vigie", 0o750)
    own(vigie.dir / "store/rrd", "_vigie-series", "_vigie", 0o750)
    own(vigie.dir / "control", "_vigie-engine", None, 0o755)


give_out()
ok(vigie.start(user=None) and wait_for(up, 20), "vigied starts with an account for each program", log())
wait_for(lambda: len(vigie.children()) == 5, 5)
accounts()
secrets()
modes()
doors()
rude_visitors()
taken_over()
ok(vigie.stop() == 0, "vigied ends with 0", log())
hostile_caller()
as_the_unit()
hardening()
one_account()
ordinary_user()
done()
