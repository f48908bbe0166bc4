#!/usr/bin/python3
"""vigie-series for real: files that rrdtool reads, kills, damaged files, a full disk, bad names."""
import atexit
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import lab

random.seed(20260303)
top = pathlib.Path(tempfile.mkdtemp(prefix="series."))
atexit.register(shutil.rmtree, top, ignore_errors=True)


class Series:
    """One vigie-series under the driver; its log in a file."""

    def __init__(self, directory, flush_s=10, limit=None):
        self.dir, self.flush_s = pathlib.Path(directory), flush_s
        self.log_path = top / f"log.{id(self)}"
        self.log = open(self.log_path, "wb")
        self.driver = subprocess.Popen(
            [str(lab.BUILD / "series_driver"), str(lab.BUILD / "vigie-series"), str(lab.BUILD)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True, bufsize=1,
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            if limit else None)
        atexit.register(self.end)
        self.start()

    def do(self, *words):
        self.driver.stdin.write(" ".join(str(w) for w in words) + "\n")
        self.driver.stdin.flush()
        return self.driver.stdout.readline().strip()

    def start(self):
        self.do("start")
        self.do("setup", self.dir, self.flush_s)

    def ask(self, what, obj, metric, start, end, step=0):
        out = top / "answer"
        reply = self.do("ask", what, obj, metric, start, end, step, out).split(" ")
        body = out.read_bytes() if out.exists() else b""
        return (int(reply[0]) if reply[0].isdigit() else 0), body

    def value(self, obj, metric, end_s):
        """The value of the minute that ends at end_s; None when unknown."""
        status, body = self.ask("json", obj, metric, end_s - 60, end_s)
        if status != 200:
            return None
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end_s))
        return dict(map(tuple, json.loads(body)["points"])).get(end)

    def alive(self):
        return self.do("alive") == "alive"

    def said(self):
        return self.log_path.read_text(errors="replace")

    def end(self):
        if self.driver.poll() is None:
            try:
                self.do("stop")
                self.driver.stdin.close()
                self.driver.wait(10)
            except (BrokenPipeError, subprocess.TimeoutExpired):
                self.driver.kill()


def minute(ago):
    """The end of a minute some minutes ago."""
    return int(time.time()) // 60 * 60 - 60 * ago


def rrdtool(*args):
    return subprocess.run(["rrdtool", *map(str, args)], text=True, capture_output=True)


def files_are_read_by_rrdtool():
    s = Series(top / "a")
    s.do("fill", "alb/router", "now-90000", "now-1", 20, "line")
    t = minute(10)
    told = s.value("alb/router", "rtt_med_ms", t)
    path = top / "a/alb/router.rrd"
    lab.ok(told is not None and path.exists(), "what is asked for is written at once")
    if shutil.which("rrdtool") is None:
        lab.skip("rrdtool reads the file", "rrdtool is not installed")
    else:
        info = rrdtool("info", path)
        lab.ok(info.returncode == 0 and "step = 60" in info.stdout
               and len(re.findall(r"^rra\[\d\]\.cf", info.stdout, re.M)) == 5,
               "rrdtool info reads the file: step 60, five archives", info.stdout, info.stderr)
        fetch = rrdtool("fetch", path, "AVERAGE", "-s", t - 60, "-e", t - 1, "-r", 60)
        names = fetch.stdout.splitlines()[0].split()
        row = dict(l.split(":") for l in fetch.stdout.splitlines()[2:])[str(t)].split()
        lab.ok(abs(float(row[names.index("rtt_med_ms")].replace(",", ".")) - told) < 1e-3,
               "rrdtool fetch says what the answer said", fetch.stdout, told)
        graph = rrdtool("graph", top / "g.png", "-s", t - 86400, "-e", t,
                        f"DEF:a={path}:rtt_med_ms:AVERAGE", "LINE1:a#000000")
        lab.ok(graph.returncode == 0 and (top / "g.png").read_bytes()[:4] == b"\x89PNG",
               "rrdtool graph draws it", graph.stderr)
    for what, head in (("svg", b"<svg "), ("png", b"\x89PNG")):
        good = []
        for span in (3600, 3 * 3600, 30 * 3600, 10 * 86400, 366 * 86400, 5 * 366 * 86400):
            status, body = s.ask(what, "alb/router", "rtt_med_ms", int(time.time()) - span, "now")
            good.append(status == 200 and body.startswith(head) and len(body) < 400000)
        lab.ok(all(good), f"{what} for every span from an hour to five years", good)
    return s


def an_engine_may_be_replaced(s):
    s.do("engine")
    t = minute(2)
    s.do("setup", s.dir, s.flush_s)
    s.do("sample", "alb/pc", t - 5, "cpu_pct=12")
    lab.ok(s.value("alb/pc", "cpu_pct", t) == 12, "a new engine is served by the same process")
    s.do("engine")
    s.do("setup", s.dir, s.flush_s)
    lab.ok(s.value("alb/pc", "cpu_pct", t) == 12, "and what the old one sent is still there")


def kills_lose_nothing(s):
    lost = 0
    for n in range(20):
        t = minute(1)
        s.do("sample", f"kill/d{n}", t - 5, f"x_ms={n}")
        s.ask("list", f"kill/d{n}", "-", 0, 1)  # an answer: the sample before it was taken
        s.do("kill", 9)
        s.start()
        lost += s.value(f"kill/d{n}", "x_ms", t) != n
    lab.ok(lost == 0, "twenty kills, and every result that came is told afterwards", lost)
    lab.ok(not (s.dir / "corrupt").exists(), "nobody is blamed for being killed from outside",
           s.said())


def names_stay_names(s):
    before = {str(p) for p in top.rglob("*.rrd")}
    for bad in ("../evil/x", "/etc/x", "a/../../x", "a/b/c", "A/b", "a/b%00", "." * 3 + "/x"):
        s.do("sample", bad, "now-70", "x_ms=1")
        status, body = s.ask("json", bad, "x_ms", "now-3600", "now")
        if status != 404:
            lab.ok(False, f"{bad} is refused", status, body)
    made = {str(p) for p in top.rglob("*.rrd")} - before
    lab.ok(s.alive() and not made, "nothing but site/device ever becomes a file", made)


def mutate(data, header, rng):
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        data[rng.randrange(header)] = rng.randrange(256)
    return bytes(data)


def five_hundred_damaged_headers(s):
    """reliability: of 500 such files five kill librrd; each may cost its own picture only."""
    good = (s.dir / "alb/pc.rrd").read_bytes()
    header = len(good) - 153840 * 8
    (s.dir / "mut").mkdir(exist_ok=True)
    t, deaths, wrong = minute(10), 0, []
    for n in range(500):
        name = f"mut/d{n}"
        (s.dir / f"{name}.rrd").write_bytes(mutate(good, header, random))
        what = random.choice(("json", "svg"))
        s.do("sample", name, "now-100", "cpu_pct=1")
        status, _ = s.ask(what, name, "cpu_pct", random.choice((t - 3600, t - 30 * 86400)), t)
        if not s.alive():
            deaths += 1
            s.start()
            status, _ = s.ask(what, name, "cpu_pct", t - 3600, t)
            if not s.alive():
                wrong.append((n, "killed again"))
                s.start()
        elif status not in (200, 404, 503):
            wrong.append((n, status))
        (s.dir / f"{name}.rrd").unlink(missing_ok=True)
    lab.ok(not wrong, "no damaged header costs more than its own picture", wrong[:5])
    print(f"# {deaths} of 500 killed the process; "
          f"{len(list((s.dir / 'corrupt').iterdir()))} files were moved aside")
    lab.ok(deaths <= 5, "hardly one of them reaches librrd at all", deaths)
    lab.ok(s.value("alb/router", "rtt_med_ms", t) is not None, "the others' pictures are there")


def a_file_cut_while_it_is_used(s):
    path, stop = s.dir / "cut/router.rrd", threading.Event()
    s.do("fill", "cut/router", "now-3600", "now-1", 60, "pc")
    s.ask("json", "cut/router", "rtt_med_ms", "now-3600", "now")

    def cut():
        while not stop.is_set():
            try:
                size = path.stat().st_size
                os.truncate(path, random.randrange(size + 1))
            except OSError:
                pass
            time.sleep(random.random() / 500)

    cutter = threading.Thread(target=cut)
    cutter.start()
    deaths = 0
    for _ in range(200):
        s.do("sample", "cut/router", "now-95", "rtt_med_ms=1")
        s.ask("json", "cut/router", "rtt_med_ms", "now-3600", "now")
        if not s.alive():
            deaths += 1
            s.start()
    stop.set()
    cutter.join()
    print(f"# {deaths} deaths by SIGBUS")
    if not s.alive():
        s.start()
    lab.ok(s.value("alb/router", "rtt_med_ms", minute(10)) is not None,
           "a file that is cut under our feet costs itself only")


def a_full_disk(s):
    small = top / "small"
    small.mkdir()
    if lab.sh("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small), check=False).returncode:
        lab.skip("a full disk", "no tmpfs can be mounted here")
        return
    atexit.register(lab.sh, "umount", "-l", str(small), check=False)
    f = Series(small / "rrd")
    t = minute(1)
    f.do("sample", "one/router", t - 5, "x_ms=1")
    f.do("sample", "two/router", t - 5, "x_ms=2")
    f.ask("json", "one/router", "x_ms", "now-3600", "now")
    status, body = f.ask("json", "two/router", "x_ms", "now-3600", "now")
    lab.ok(f.alive() and not (small / "rrd/two/router.rrd").exists(),
           "a device that comes when the disk is full has no file, and nothing dies")
    lab.ok(f.said().count("two/router: no graph (disk full)") == 1, "that is said, once", f.said())
    lab.ok(f.value("two/router", "x_ms", t) == 2, "meanwhile it is told from memory",
           status, body)
    (small / "fill").write_bytes(b"")
    try:
        with open(small / "fill", "ab") as h:
            while True:
                h.write(b"x" * 4096)
                h.flush()
    except OSError:
        pass
    for k in range(100):
        f.do("sample", "one/router", "now", f"x_ms={k}")
    lab.ok(f.alive() and "disk full: new results are kept in memory only" in f.said(),
           "with not a byte left results go to memory, and that is said", f.said())
    (small / "fill").unlink()
    lab.sh("mount", "-o", "remount,size=40m", str(small))
    back = lab.wait_for(lambda: f.ask("json", "two/router", "x_ms", "now-3600", "now") and
                        (small / "rrd/two/router.rrd").exists(), 40, 1)
    lab.ok(back, "with room again its file is there within 40 s", f.said())
    lab.ok(f.value("two/router", "x_ms", t) == 2, "and holds what was kept in memory")
    f.end()


def a_file_limit_is_a_full_disk(s):
    f = Series(top / "limit", limit=500000)
    t = minute(1)
    f.do("sample", "one/router", t - 5, "x_ms=1")
    f.ask("json", "one/router", "x_ms", "now-3600", "now")
    lab.ok(f.alive() and f.value("one/router", "x_ms", t) == 1,
           "a limit on the size of files ends nothing", f.said())
    f.end()


def main():
    if not (lab.BUILD / "vigie-series").exists():
        lab.skip_all("vigie-series is not built")
    s = files_are_read_by_rrdtool()
    an_engine_may_be_replaced(s)
    kills_lose_nothing(s)
    names_stay_names(s)
    five_hundred_damaged_headers(s)
    a_file_cut_while_it_is_used(s)
    if os.geteuid() == 0:
        a_full_disk(s)
    else:
        lab.skip("a full disk", "mounting a small disk needs root")
    a_file_limit_is_a_full_disk(s)
    lab.ok(s.do("stop") == "exit 0", "it stops in order", s.said()[-2000:])
    lab.done()


main()
