#!/usr/bin/python3
"""http.py - vigie-web against bad requests: W7, W9, W10, W12 of reliability, in bounded loops.

vigie-web stands behind play (a made-up engine, tests/web/play.c) and listens on
loopback; "another address" is another of 127.0.0.0/8, so no namespace is needed.
"""
import os
import resource
import select
import socket
import subprocess
import sys
import time

BUILD = os.environ.get("top_builddir", "_build")
PROGRAM = os.path.join(BUILD, "vigie-web")
PLAY = os.path.join(BUILD, "play")
LONG = os.environ.get("VIGIE_LAB_LONG") == "1"
SOON = 1 if LONG else 10  # seconds: a busy machine is no fault of vigie-web
count = failed = 0


def test(ok, name, why=""):
    global count, failed
    count += 1
    if not ok:
        failed += 1
        for line in str(why).splitlines() or [""]:
            print("#", line[:400])
    print(f"{'ok' if ok else 'not ok'} {count} - {name}", flush=True)


class Web:
    def __init__(self):
        self.play = subprocess.Popen([PLAY, PROGRAM, "0", "0.0.0.0", "many"], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)
        words = self.play.stdout.readline().split()
        self.port, self.pid = int(words[1]), int(words[3])
        for _ in range(200):
            if b" 200 " in self.ask(b"GET /healthz HTTP/1.0\r\n\r\n"):
                return
            time.sleep(0.05)

    def connect(self, source="127.0.0.1", timeout=10):
        s = socket.socket()
        s.settimeout(timeout)
        s.bind((source, 0))
        s.connect(("127.0.0.1", self.port))
        return s

    def ask(self, raw, source="127.0.0.1", timeout=10, half=False):
        """Sends bytes, reads until the end (or, keep-alive, until `timeout`)."""
        try:
            s = self.connect(source, timeout)
            s.sendall(raw)
            if half:
                s.shutdown(socket.SHUT_WR)
            return read_all(s)
        except OSError as e:
            return repr(e).encode()

    def say(self, line):
        self.play.stdin.write(line + "\n")
        self.play.stdin.flush()
        self.play.stdout.readline()

    def rss(self):
        with open(f"/proc/{self.pid}/statm") as f:
            return int(f.read().split()[1]) * resource.getpagesize()

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def is_alive(self):
        return self.play.poll() is None and os.path.exists(f"/proc/{self.pid}/statm")

    def stop(self):
        self.play.stdin.close()
        return self.play.wait(timeout=20)


def read_all(s, limit=1 << 24):
    got = b""
    try:
        while len(got) < limit:
            piece = s.recv(65536)
            if not piece:
                break
            got += piece
    except OSError:
        pass
    s.close()
    return got


def slack(times):
    """AddressSanitizer keeps what was freed for a while: its memory is not ours."""
    with open(PROGRAM, "rb") as f:
        return times if b"__asan_init" in f.read() else 1


def status(answer):
    words = answer.split(b" ", 2)
    return int(words[1]) if answer.startswith(b"HTTP/1.") and words[1].isdigit() else 0


H = b"Host: a\r\n"
END = b"Connection: close\r\n\r\n"
BAD = {  # what evhttp answers 200 to, and what is not HTTP at all
    "two Content-Lengths": (b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", {400}),
    "an empty field name": (b"GET / HTTP/1.1\r\n" + H + b": x\r\n" + END, {400}),
    "a bare LF": (b"GET / HTTP/1.1\nHost: a\n\n", {400}),
    "no Host": (b"GET / HTTP/1.1\r\n" + END, {400}),
    "two Hosts": (b"GET / HTTP/1.1\r\n" + H + b"Host: b\r\n" + END, {400}),
    "an absolute address": (b"GET http://b/ HTTP/1.1\r\n" + H + END, {400}),
    "a folded line": (b"GET / HTTP/1.1\r\n" + H + b"X: a\r\n b\r\n" + END, {400}),
    "NUL in a field": (b"GET / HTTP/1.1\r\n" + H + b"X: a\0b\r\n" + END, {400}),
    "space before the colon": (b"GET / HTTP/1.1\r\nHost : a\r\n" + END, {400}),
    "gzip, chunked": (b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", {400}),
    "chunk size 0x3": (b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", {400}),
    "Content-Length: +3": (b"POST / HTTP/1.1\r\n" + H + b"Content-Length: +3\r\n\r\nabc", {400}),
    "length and chunks": (b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", {400}),
    "a body hidden behind GET": (b"GET / HTTP/1.1\r\n" + H + b"Content-Length: 30\r\n\r\nGET /data HTTP/1.1\r\nHost: a\r\n\r\n", {400}),
    "a bare CR": (b"GET / HTTP/1.1\r\nHost: a\rb\r\n" + END, {400}),
    "HTTP/3.0": (b"GET / HTTP/3.0\r\n" + H + END, {505}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), {400}),
    "an unknown method": (b"BREW / HTTP/1.1\r\n" + H + END, {405}),
    "POST to a page": (b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 3\r\nConnection: close\r\n\r\na=b", {405}),
}
PATHS = {  # W7
    b"/../": {400, 404}, b"/../../etc/passwd%00.css": {400, 404}, b"/%2e%2e%2f": {400, 404}, b"/%00": {400, 404},
    b"//": {400, 404}, b"/sites//": {400, 404}, b"/\\": {400, 404}, b"/%5c..%5c": {400, 404}, b"/%c0%af": {400, 404},
    b"/%e0%80%af": {400, 404}, b"http://x/": {400, 404}, b"/" + b"a" * 9216: {414}, b"/%": {400}, b"/static/../main.c": {400, 404},
    b"/static/%2e%2e": {400, 404}, b"/sites/a%0d%0aSet-Cookie:x=1": {400, 404}, b"/incidents/9223372036854775808": {404},
    b"/incidents/-1": {404}, b"/incidents?limit=-1": {422}, b"/incidents?open=perhaps": {422}, b"/incidents?site=%27--": {422},
    b"/?state=broken": {422}, b"/?page=0": {422}, b"/?lang=tlh": {422}, b"/sites/boffres?span=9z": {422},
    b"/graph/boffres/router/loss_pct.svg?from=never": {422}, b"/graph/boffres/router/loss_pct.svg?from=10&to=5": {422},
    b"/graph/boffres/router/loss_pct.gif": {404}, b"/graph/boffres/poste-1/rtt_ms.svg": {404}, b"/?a=1&a=2": {400},
    b"/reports/2026-13": {404}, b"/reports/2026-W60": {404}, b"/reports/2026-03-02..": {404}, b"/reports/..": {400},
    b"/reports/2026-03.exe": {404}, b"/reports/2026-03/UPPER": {404}, b"/reports/2026-03/a.b.pdf": {404},
    b"/reports/2026-03?version=x": {422}, b"/reports/2026-03?version=-1": {422}, b"/reports?page=0": {422},
    b"/reports?period=%3Cscript%3E": {422}, b"/reports?from=2026-02-30&to=2026-03-01": {422}, b"/reports?scope=%00": {400},
    b"/reports?from=2026-03-02": {422}, b"/reports?scope=A%20B": {422}, b"/reports/verify?sha256=xyz": {422},
    b"/reports/verify?sha256=" + b"a" * 65: {422}, b"/reports/.pdf": {404}, b"/reports/2026-03/.json": {404},
    b"/reports/1000-01-01..2999-12-31": {404},
}
SECURE = [b"Content-Security-Policy: default-src 'none'", b"frame-ancestors 'none'", b"X-Content-Type-Options: nosniff"]


def bad_requests(web):
    wrong = []
    for name, (raw, wanted) in BAD.items():
        for pieces in (1, 2):  # whole, and byte by byte
            s = web.connect()
            try:
                if pieces == 1:
                    s.sendall(raw)
                else:
                    for i in range(len(raw)):
                        s.sendall(raw[i:i + 1])
            except OSError:
                pass
            answer = read_all(s)
            if status(answer) not in wanted or not all(h in answer for h in SECURE) or b"unsafe-inline" in answer:
                wrong.append((name, pieces, answer[:300]))
            if answer.count(b"HTTP/1.1 ") != 1:
                wrong.append((name, "answers", answer.count(b"HTTP/1.1 ")))
    test(not wrong, f"{len(BAD)} ambiguous or foreign requests get one refusal each, whole or byte by byte", wrong)


def bad_paths(web):
    wrong = []
    for path, wanted in PATHS.items():
        answer = web.ask(b"GET " + path + b" HTTP/1.1\r\n" + H + END)
        if status(answer) not in wanted or not all(h in answer for h in SECURE) or b"\r\nSet-Cookie" in answer:
            wrong.append((path[:60], answer[:200]))
    test(not wrong, f"{len(PATHS)} addresses that mean no page get 400, 404, 414 or 422", wrong)


def api_errors(web):
    wrong = []
    for path, wanted in {b"/api/v1/nothing": 404, b"/api/v1/sites/nobody": 404, b"/api/v1/incidents?limit=x": 422,
                         b"/api/v1/sites/%00": 400, b"/api/v1/series/boffres/bureau/rtt_ms": 404,
                         b"/api/v1/series/boffres/router/loss_pct?step=0": 422, b"/api/v1/incidents/999": 404,
                         b"/api/v1/reports/2026-13": 400, b"/api/v1/reports/2026-03?x=1": 400, b"/api/v1/reports/2026-03/A": 404,
                         b"/api/v1/sites/boffres/availability": 400, b"/api/v1/sites/boffres/availability?period=2026&y=": 400,
                         b"/api/v1/sites/boffres/availability?period=%2e%2e": 400}.items():
        answer = web.ask(b"GET " + path + b" HTTP/1.1\r\n" + H + END)
        if status(answer) != wanted or b"application/problem+json" not in answer or b'"status"' not in answer:
            wrong.append((path, answer[:300]))
    for raw in (b"DELETE /api/v1/status HTTP/1.1\r\n" + H + END, b"POST /api/v1/status HTTP/1.1\r\n" + H + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"):
        answer = web.ask(raw)
        if status(answer) != 405 or b"application/problem+json" not in answer or b"Allow: GET, HEAD" not in answer:
            wrong.append((raw[:30], answer[:300]))
    test(not wrong, "errors under /api are problem+json, 405 says what is allowed", wrong)


def plain_http(web):
    answer = web.ask(b"GET / HTTP/1.1\r\n" + H + END)
    etag = [l for l in answer.split(b"\r\n") if l.startswith(b"ETag: ")][0][6:]
    again = web.ask(b"GET / HTTP/1.1\r\n" + H + b"If-None-Match: " + etag + b"\r\n" + END)
    test(status(again) == 304 and again.endswith(b"\r\n\r\n"), "/ has an ETag and answers 304 without a body", again[:300])
    head = web.ask(b"HEAD / HTTP/1.1\r\n" + H + END)
    length = [l for l in answer.split(b"\r\n") if l.startswith(b"Content-Length")][0]
    test(status(head) == 200 and length in head and head.endswith(b"\r\n\r\n"), "HEAD is GET without the body", head[-300:])
    both = web.ask((b"GET /healthz HTTP/1.1\r\n" + H + b"\r\n") * 20 + b"GET / HTTP/1.1\r\n" + H + END)
    test(both.count(b"HTTP/1.1 200 OK") == 21 and both.endswith(b"</html>"), "21 requests at once on one connection are answered in order", both[:200])
    mixed = web.ask(b"GET /healthz HTTP/1.1\r\n" + H + b"\r\n" + b"GET / HTTP/1.1\n")
    test(mixed.count(b"HTTP/1.1 200") == 1 and mixed.count(b"HTTP/1.1 400") == 1, "a good request before a bad one still has its answer", mixed[:200])
    half = web.ask(b"GET / HTTP/1.0\r\n\r\n", half=True)
    test(status(half) == 200 and half.endswith(b"</html>"), "who has closed his side still gets the page", half[:200])


def endless(web):
    """W10: bounded memory whatever comes; the refusal arrives although more was being sent."""
    before, wrong = web.rss(), []
    cases = {
        "a header without end": (b"GET / HTTP/1.1\r\n" + H + b"X: ", b"a" * 65536, 200 << 20 if LONG else 32 << 20, {431}),
        "100,000 fields": (b"GET / HTTP/1.1\r\n" + H, b"X: y\r\n" * 10000, 10 * 60000, {431}),
        "a path without end": (b"GET /", b"a" * 65536, 8 << 20, {414}),
        "a declared gigabyte": (b"POST /api/v1/status HTTP/1.1\r\n" + H + b"Content-Length: 1000000000\r\n\r\n", b"a" * 65536, 32 << 20, {413}),
        "a chunked gigabyte": (b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n", 32 << 20, {400}),
        "10^6 form keys": (b"GET /?" , b"a=1&" * 16384, 4 << 20, {414}),
    }
    worst = 0
    for name, (head, piece, total, wanted) in cases.items():
        s = web.connect()
        sent, answer = 0, b""
        try:
            s.sendall(head)
            s.setblocking(False)
            end = time.monotonic() + 20
            while sent < total and time.monotonic() < end:
                r, w, _ = select.select([s], [s], [], 5)
                if r:
                    got = s.recv(65536)
                    answer += got
                    if not got:
                        break
                if w and not (r and answer.endswith(b"</html>")):
                    sent += s.send(piece)
        except OSError:
            pass
        s.settimeout(5)
        answer += read_all(s)
        worst = max(worst, web.rss() - before)
        if status(answer) not in wanted:
            wrong.append((name, sent, answer[:200]))
    test(not wrong, "what has no end is refused in its first bytes: 431, 413, 414, 400", wrong)
    test(worst <= slack(2) * 4 << 20, "and costs at most 4 MiB of memory", f"{worst >> 10} KiB")


def slow(web):
    """W9: many idle, slow writers and slow readers; others are served."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    idle_n, slow_n = (10000, 2000) if LONG and limit[1] >= 14000 else (2000, 500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[1], idle_n + slow_n + 2000), limit[1]))
    web.say("crowd 3000")
    time.sleep(0.5)
    web.ask(b"GET /api/v1/sites HTTP/1.0\r\n\r\n")
    rss, cpu, began = web.rss(), web.cpu(), time.monotonic()
    held, readers = [], []

    def open_from(source, first):
        try:
            s = web.connect(source, 2)
            if first:
                s.sendall(first)
            s.setblocking(False)
            return s
        except OSError:
            return None
    for i in range(idle_n):
        held.append(open_from(f"127.0.{1 + i // 4000}.{1 + i % 20}", b""))
    writers = [open_from(f"127.1.0.{1 + i % 40}", b"GET / HTTP/1.1\r\nX: ") for i in range(slow_n)]
    for i in range(30):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.bind((f"127.2.0.{1 + i % 3}", 0))
        s.connect(("127.0.0.1", web.port))
        s.sendall(b"GET /api/v1/sites HTTP/1.1\r\n" + H + b"\r\n")
        readers.append(s)
    worst, top_rss, alive = 0, 0, 0
    while time.monotonic() - began < 25:
        for w in writers:
            if w is not None:
                try:
                    w.send(b"a")
                except OSError:
                    pass
        for source in ("127.9.9.9", "127.0.0.1"):
            t = time.monotonic()
            answer = web.ask(b"GET / HTTP/1.1\r\n" + H + END, source=source, timeout=15)
            worst = max(worst, time.monotonic() - t if status(answer) == 200 else 99)
        top_rss = max(top_rss, web.rss() - rss)
        time.sleep(1.5)
    used = (web.cpu() - cpu) / (time.monotonic() - began)
    for w in writers:  # 15 s are over for each of them
        try:
            if w is not None and (w.recv(4096) or b"") == b"":
                continue
        except BlockingIOError:
            alive += 1
        except OSError:
            pass
    test(worst <= SOON, f"with {idle_n} idle and {slow_n} slow connections another address gets its page within {SOON} s", f"{worst:.2f} s")
    test(alive == 0, "no head takes longer than 15 s", f"{alive} still open after 25 s")
    test(top_rss <= slack(6) * 64 << 20, "memory grows by at most 64 MiB", f"{top_rss >> 20} MiB")
    test(used < 0.6, "and the processor has mostly nothing to do", f"{used:.2f} of a core")
    print(f"# answered in {worst * 1000:.0f} ms at worst, memory +{top_rss >> 20} MiB, {used * 100:.0f} % of a core")
    for s in held + writers + readers:
        if s is not None:
            s.close()
    web.say("many")
    time.sleep(1)


def one_address(web):
    """One address cannot hold more than its share, a proxy speaks for many."""
    def alive(source, n):
        held = [web.connect(source, 2) for _ in range(n)]
        time.sleep(0.5)
        count = 0
        for s in held:
            s.setblocking(False)
            try:
                if s.recv(100) == b"":
                    continue
            except BlockingIOError:
                count += 1
            except OSError:
                pass
        for s in held:
            s.close()
        return count
    share = alive("127.4.0.1", 300)
    web.say("proxy 127.4.0.2")
    time.sleep(0.3)
    many = alive("127.4.0.2", 300)
    test(share == 128 and many == 300, "one address keeps 128 connections, a proxy of ours all of its own", (share, many))
    answer = web.ask(b"GET / HTTP/1.1\r\n" + H + b"X-Forwarded-For: 127.4.0.2\r\nForwarded: for=127.4.0.2\r\n" + END)
    test(status(answer) == 200, "who only says that he is one is treated as himself")


def hostile(web):
    """W12, the part that exists: names from the configuration."""
    web.say("hostile")
    time.sleep(0.3)
    wrong = []
    for path in (b"/", b"/sites/boffres", b"/incidents", b"/incidents/9", b"/graph/boffres/router/loss_pct"):
        answer = web.ask(b"GET " + path + b" HTTP/1.1\r\n" + H + END)
        body = answer.split(b"\r\n\r\n", 1)[1]
        for sign in (b"<script", b'" onmouseover', b"</title>&amp;", "\u2028".encode(), "\u202e".encode()):
            if sign in body:
                wrong.append((path, sign))
        if status(answer) != 200:
            wrong.append((path, answer[:100]))
    test(not wrong, "names that want to be markup stay text on every page", wrong)
    web.say("many")


def silent_engine(web):
    """The engine hangs: questions end in time, those above the limit at once, abandoned ones leave nothing."""
    web.say("mute")
    asked = []
    for i in range(300):
        s = web.connect(f"127.3.0.{1 + i % 20}")
        s.sendall(b"GET /api/v1/incidents?limit=%d HTTP/1.1\r\n" % (i + 1) + H + END)
        asked.append(s)
    for s in asked[::3]:
        s.close()
    began = time.monotonic()
    page = web.ask(b"GET / HTTP/1.1\r\n" + H + END)
    quick = time.monotonic() - began
    answers = [status(read_all(s)) for i, s in enumerate(asked) if i % 3]
    test(status(page) == 200 and quick < SOON, "while the engine hangs / is still served at once", f"{quick:.2f} s")
    test(set(answers) <= {503, 504} and len(answers) == 200, "and what only it can answer ends in 503 or 504", sorted(set(answers)))
    web.say("unmute")
    test(status(web.ask(b"GET /api/v1/incidents HTTP/1.1\r\n" + H + END)) == 200, "its answers are taken again when it wakes")


def main():
    for path in (PROGRAM, PLAY):
        if not os.access(path, os.X_OK):
            print(f"1..0 # SKIP {path} is not built")
            return 0
    web = Web()
    base = web.descriptors()
    plain_http(web)
    bad_requests(web)
    bad_paths(web)
    api_errors(web)
    hostile(web)
    one_address(web)
    endless(web)
    slow(web)
    silent_engine(web)
    for _ in range(40):  # what was closed is given back
        if web.descriptors() <= base + 3:
            break
        time.sleep(0.5)
    test(web.descriptors() <= base + 3, "no descriptor is left behind", f"{base} before, {web.descriptors()} after")
    test(web.is_alive(), "the same process serves from the first to the last request")
    web.say("mute")
    waiting = web.connect()
    waiting.sendall(b"GET /api/v1/incidents HTTP/1.1\r\n" + H + b"\r\n")
    time.sleep(0.3)
    test(web.stop() == 0, "and it ends in order, also with a question open")
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
