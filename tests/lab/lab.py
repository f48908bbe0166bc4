"""What the lab's tests share: TAP, network namespaces, a real vigie, a real mail sink.

A lab test is a script that prints TAP.  It makes two network namespaces joined by a cable, as the
demonstration does: vigie lives in `near`, the field's addresses in `far`.  Where namespaces cannot
be made the whole test says so and counts as skipped.  All that is started is ended at exit.
"""
import atexit
import email
import email.policy
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SRC = pathlib.Path(os.environ.get("top_srcdir", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("top_builddir", SRC / "_build"))

PROGRAMS = ["vigied", "vigie", "vigie-engine", "vigie-poller", "vigie-series", "vigie-courier", "vigie-web"]

_count = 0


def ok(good, name, *details):
    """One case; details are shown as comments when it fails."""
    global _count
    _count += 1
    print(f"{'ok' if good else 'not ok'} {_count} - {name}", flush=True)
    if not good:
        for detail in details:
            for line in str(detail).splitlines():
                print(f"# {line}", flush=True)
    return bool(good)


def skip(name, why):
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {why}", flush=True)


def skip_all(why):
    print(f"1..0 # SKIP {why}", flush=True)
    sys.exit(0)


def done():
    print(f"1..{_count}", flush=True)
    sys.exit(0)	# TAP says the rest


def wait_for(condition, seconds, every=0.1):
    """The condition's first true value within `seconds`, else its last false one."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(every)


def sh(*command, check=True, **kw):
    return subprocess.run(command, check=check, text=True, capture_output=True, **kw)


def together(file, scenes, seconds=600):
    """Runs scenes (functions by name) of a test at once, each in a process of its own; tells their lines as one test's."""
    if len(sys.argv) > 1:
        scenes[sys.argv[1]]()
        done()
    if os.geteuid() != 0:
        skip_all("network namespaces need root")
    runs = {n: subprocess.Popen([sys.executable, file, n], stdout=subprocess.PIPE, text=True) for n in scenes}
    for name, run in runs.items():
        out = run.communicate(timeout=seconds)[0]
        for line in out.splitlines():
            text = line.partition(" - ")[2]
            if line.startswith("1..0"):
                skip(name, line.partition("SKIP ")[2])
            elif line.startswith("ok ") and " # SKIP " in text:
                skip(f"{name}: {text.partition(' # SKIP ')[0]}", text.partition(" # SKIP ")[2])
            elif line.startswith(("ok ", "not ok ")):
                ok(line.startswith("ok "), f"{name}: {text}")
            elif line.startswith("#"):
                print(line, flush=True)
        if run.returncode not in (0, 1) or "1.." not in out:
            ok(False, f"{name}: came to its end", run.returncode)
    done()


def own_view():
    """Starts the test again with a file system view and an /etc of its own, so that accounts, ld.so.preload
    and mounts are seen by what it starts and by nobody else; nothing stays."""
    if os.geteuid() != 0:
        skip_all("an own view of the file system needs root")
    if os.environ.get("VIGIE_OWN_VIEW") != "1":
        trial = sh("unshare", "-m", "true", check=False)
        if trial.returncode != 0:
            skip_all(f"mount namespaces cannot be made here: {trial.stderr}".strip())
        os.execvpe("unshare", ["unshare", "-m", "--propagation", "private", sys.executable, *sys.argv],
                   {**os.environ, "VIGIE_OWN_VIEW": "1"})
    etc = pathlib.Path(tempfile.mkdtemp(prefix="vigie-etc."))
    etc.chmod(0o755)
    atexit.register(shutil.rmtree, etc, True)
    sh("cp", "-a", "/etc/.", str(etc))
    sh("mount", "--bind", str(etc), "/etc")
    atexit.register(sh, "umount", "-l", "/etc", check=False)


class World:
    """Two namespaces and a cable between them; addresses are put into `far` by need."""

    def __init__(self):
        if os.geteuid() != 0:
            skip_all("network namespaces need root")
        self.near, self.far = f"vgn{os.getpid()}", f"vgf{os.getpid()}"
        try:
            sh("ip", "netns", "add", self.near)
            atexit.register(self.close)
            sh("ip", "netns", "add", self.far)
            sh("ip", "-n", self.near, "link", "add", "cable", "type", "veth", "peer", "name", "cable",
               "netns", self.far)
        except (OSError, subprocess.CalledProcessError) as e:
            skip_all(f"network namespaces cannot be made here: {getattr(e, 'stderr', e)}".strip())
        sh("ip", "-n", self.near, "addr", "add", "169.254.7.1/30", "dev", "cable")
        sh("ip", "-n", self.far, "addr", "add", "169.254.7.2/30", "dev", "cable")
        for ns in (self.near, self.far):
            sh("ip", "-n", ns, "link", "set", "lo", "up")
            sh("ip", "-n", ns, "link", "set", "cable", "up")
        sh("ip", "-n", self.near, "route", "add", "default", "via", "169.254.7.2")

    def inside(self, ns, *command, **kw):
        return sh("ip", "netns", "exec", ns, *command, **kw)

    def add(self, *addresses):
        for a in addresses:
            sh("ip", "-n", self.far, "addr", "add", f"{a}/32", "dev", "lo", check=False)

    def remove(self, *addresses):
        for a in addresses:
            sh("ip", "-n", self.far, "addr", "del", f"{a}/32", "dev", "lo", check=False)

    def close(self):
        for ns in (self.near, self.far):
            sh("ip", "netns", "del", ns, check=False)


class Process:
    """A program that is ended at exit, its output in a file."""

    def __init__(self, command, log, ns=None, **kw):
        self.log = pathlib.Path(log)
        if ns:
            command = ["ip", "netns", "exec", ns, *command]
        with open(self.log, "ab") as out:
            self.popen = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=out,
                                          stderr=out, **kw)
        self.pid = self.popen.pid
        atexit.register(self.end)

    def end(self, signo=signal.SIGTERM, seconds=12):
        if self.popen.poll() is None:
            try:
                self.popen.send_signal(signal.SIGCONT)
                self.popen.send_signal(signo)
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        return self.popen.returncode

    def text(self):
        return self.log.read_text(errors="replace")


class Vigie:
    """A whole vigied from the build tree, with a mail sink beside it, in the world's near end."""

    def __init__(self, world, conf, sites, secrets=None):
        self.world = world
        self.bin = BUILD
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="vigie-lab."))
        self.dir.chmod(0o755)
        atexit.register(shutil.rmtree, self.dir, True)
        self.mails = self.dir / "mails"
        self.mails.mkdir()
        (self.dir / "sites.d").mkdir()
        self.conf = self.dir / "vigie.conf"
        self.conf.write_text(f"""
            {conf}
            mail = {{ smtp = "smtp://127.0.0.1:2525"; from = "vigie@example.org"; tls = "none"; }};
            web = {{ listen = "127.0.0.1:8080"; }};
            store = {{ dir = "{self.dir}/store"; }};
            control = {{ socket = "{self.dir}/control/socket"; }};
        """)
        for name, text in sites.items():
            (self.dir / "sites.d" / f"{name}.conf").write_text(text)
        if secrets:
            (self.dir / "secrets.conf").write_text(secrets)
            (self.dir / "secrets.conf").chmod(0o600)
        for folder in ("store", "store/rrd", "control"):
            (self.dir / folder).mkdir(mode=0o750)
        self.sink = Process(["/usr/bin/python3", SRC / "conf/demo/smtp_sink.py", "2525", self.mails],
                            self.dir / "sink.log", world.near)
        self.daemon = None

    def install(self):
        """From now on runs a copy of the programs in a folder that every account can reach."""
        self.bin = self.dir / "bin"
        (self.bin / "po/fr/LC_MESSAGES").mkdir(parents=True)
        shutil.copy(BUILD / "po/fr/LC_MESSAGES/vigie.mo", self.bin / "po/fr/LC_MESSAGES")
        for name in PROGRAMS:
            shutil.copy(BUILD / name, self.bin)

    def start(self, *arguments, user="root", wrap=(), **kw):
        """Starts vigied and waits until its control socket answers.  `user` None: vigied's own accounts."""
        as_user = ["-u", user] if user and os.geteuid() == 0 else []
        self.daemon = Process([*wrap, self.bin / "vigied", "-f", "-b", self.bin, "-c", self.conf, *as_user,
                               *arguments], self.dir / "vigied.log", self.world.near, **kw)
        return wait_for(lambda: self.cli("status", "--json").returncode in (0, 1), 15)

    def stop(self, signo=signal.SIGTERM):
        return self.daemon.end(signo)

    def cli(self, *arguments):
        return sh(str(self.bin / "vigie"), "-b", str(self.bin), "-c", str(self.conf), *arguments, check=False)

    def json(self, *arguments):
        answer = self.cli(*arguments, "--json")
        return json.loads(answer.stdout) if answer.returncode in (0, 1) and answer.stdout else None

    def site(self, name):
        status = self.json("status")
        return next((s for s in status["sites"] if s["id"] == name), None) if status else None

    def children(self):
        """The pids of vigied's programs by name."""
        found = {}
        for pid in sh("pgrep", "-P", str(self.daemon.pid), check=False).stdout.split():
            try:
                found[pathlib.Path(f"/proc/{pid}/comm").read_text().strip()] = int(pid)
            except OSError:
                pass
        return found

    def get(self, path, *options):
        """An HTTP answer's body as curl gives it, from inside the namespace."""
        return self.world.inside(self.world.near, "curl", "-s", *options, f"http://127.0.0.1:8080{path}",
                                 check=False).stdout

    def messages(self):
        """The mails that came, oldest first: email.message objects."""
        return [email.message_from_bytes(p.read_bytes(), policy=email.policy.default)
                for p in sorted(self.mails.glob("*.eml"))]
