#!/usr/bin/python3
"""A real vigie-courier against real and hostile mail servers (aiosmtpd, and raw sockets).  TAP."""
import asyncio
import email
import email.policy
import os
import queue
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    print("1..0 # SKIP python3-aiosmtpd is not installed")
    sys.exit(0)

BUILD = os.environ.get("top_builddir", "_build")
n_cases = 0
n_failed = 0


def ok(condition, name, *evidence):
    global n_cases, n_failed
    n_cases += 1
    if not condition:
        n_failed += 1
        for e in evidence:
            print("#", repr(e)[:2000])
    print(f"{'ok' if condition else 'not ok'} {n_cases} - {name}", flush=True)


class Sink:
    """A mail server: remembers all that it is told; `rcpt` and `data` decide the answers."""

    def __init__(self, rcpt=None, data=None, **options):
        self.rcpt = rcpt
        self.data = data
        self.mails, self.commands, self.passwords = [], [], []
        self.options = options
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self.run, args=(ready,), daemon=True).start()
        ready.wait()

    def run(self, ready):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(self.loop.create_server(
            lambda: SMTP(self, hostname="sink.example.org", **self.options), "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.commands.append("EHLO " + hostname)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.commands.append("MAIL " + address)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.commands.append("RCPT " + address)
        answer = self.rcpt(address) if self.rcpt else None
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer and not answer.startswith("2"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        self.commands.append("DATA")
        answer = self.data(server, mail) if self.data else None
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer and not answer.startswith("2"):
            return answer
        self.mails.append((envelope.rcpt_tos, mail, envelope.original_content))
        return answer or "250 2.0.0 taken"


class RawSink:
    """A mail server of a few lines; `talk(connection, file, lines)` speaks for it."""

    def __init__(self, talk):
        self.talk = talk
        self.lines = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            c, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(c,), daemon=True).start()

    def serve(self, c):
        try:
            self.talk(c, c.makefile("rwb", 0), self.lines)
        except OSError:
            pass
        c.close()


def polite(f, lines, special):
    """Plain SMTP dialogue; `special(verb)` may return an answer of its own, or None to hang up."""
    f.write(b"220 raw.example.org\r\n")
    while True:
        line = f.readline()
        if not line:
            return
        lines.append(line)
        verb = line.strip().upper().split(b" ")[0]
        answer = special(verb)
        if answer is None:
            return
        f.write(answer)
        if verb == b"QUIT":
            return
        if verb == b"DATA" and answer.startswith(b"354"):
            while True:
                line = f.readline()
                if not line:
                    return
                lines.append(line)
                if line == b".\r\n":
                    break
            answer = special(b".")
            if answer is None:
                return
            f.write(answer)


def ordinary(verb):
    return {b"EHLO": b"250-raw.example.org\r\n250 SIZE 1000000\r\n", b"DATA": b"354 go\r\n",
            b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n")


class Courier:
    def __init__(self, around=()):
        self.out = queue.Queue()
        self.log = tempfile.TemporaryFile()
        self.p = subprocess.Popen(
            [*around, f"{BUILD}/courier_driver", f"{BUILD}/vigie-courier"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self.log, text=True, encoding="utf-8", bufsize=1,
            env={"http_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1",
                 "HOME": "/nonexistent", "PATH": "/usr/bin:/bin"})
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.p.stdout:
            self.out.put(line.rstrip("\n").split("\t"))

    def say(self, command, **fields):
        def escape(v):
            return str(v).replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
        self.p.stdin.write("\t".join([command] + [f"{k}={escape(v)}" for k, v in fields.items()]) + "\n")

    def setup(self, port, **more):
        self.say("setup", **({"smtp": f"smtp://127.0.0.1:{port}", "from": "vigie@example.org",
                              "from_name": "vigie — SIVU"} | more))

    def notice(self, id, **more):
        self.say("notice", **({"id": id, "to": "astreinte@example.org", "subject": "test",
                               "created_ms": int(time.time() * 1000),
                               "message_id": f"notice-{id}@vigie.example.org"} | more))

    def wait(self, id, outcomes=("sent", "dead"), seconds=40):
        """The first such delivery of notice `id`: (outcome, text), and all that came before it."""
        seen, end = [], time.time() + seconds
        while time.time() < end:
            try:
                line = self.out.get(timeout=0.2)
            except queue.Empty:
                continue
            seen.append(line)
            if line[0] == "DELIVERY" and line[1] == str(id) and line[2] in outcomes:
                return line[2], line[4], seen
        return "nothing", "", seen

    def wait_for(self, word, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            try:
                line = self.out.get(timeout=0.2)
            except queue.Empty:
                continue
            if line[0] == word:
                return line
        return [word, "never"]

    def pid(self):
        return int(self.wait_for("STARTED")[1])

    def stop(self):
        try:
            self.say("stop")
            status = self.wait_for("EXIT", 20)
            self.p.wait(10)
        finally:
            self.p.kill()
        self.log.seek(0)
        return status[1], self.log.read().decode()


def plain_delivery():
    sink, c = Sink(), Courier()
    text = ("Alboussière : la ligne est en panne depuis 9 h 12.\n.\n..points\nFrom here\n"
            "sans espace finale \n" + "x" * 300 + "\nœuf=é\r\nfin")
    c.setup(sink.port)
    c.notice(7, to_name="Astreinte technique", body=text,
             subject="En panne : Centre multimédia d'Alboussière — ligne muette depuis 9 h 12 (3 points touchés)")
    how, answer, _ = c.wait(7)
    ok(how == "sent" and answer == "250 2.0.0 taken", "a mail is delivered and the server's answer reported", how, answer)
    to, mail, raw = sink.mails[0] if sink.mails else ([], email.message_from_string(""), b"")
    ok(to == ["astreinte@example.org"], "to its one recipient", to)
    ok(mail["Subject"] == "En panne : Centre multimédia d'Alboussière — ligne muette depuis 9 h 12 (3 points touchés)",
       "the subject arrives in UTF-8", mail["Subject"])
    ok(str(mail["From"]) == "vigie — SIVU <vigie@example.org>" and
       str(mail["To"]) == "Astreinte technique <astreinte@example.org>", "so do the names",
       mail["From"], mail["To"])
    ok(mail["Message-ID"] == "<notice-7@vigie.example.org>" and mail["X-Vigie-Notice"] == "7" and
       mail["Auto-Submitted"] == "auto-generated" and mail["Date"] is not None,
       "with Message-ID, X-Vigie-Notice, Auto-Submitted and Date", list(mail.items()))
    ok(mail.get_content().replace("\r\n", "\n") == text.replace("\r\n", "\n") + "\n",
       "the text arrives unchanged, dots included", mail.get_content())
    ok(raw.isascii() and b"\n" not in raw.replace(b"\r\n", b"") and
       max(map(len, raw.split(b"\r\n"))) <= 78, "as short ASCII lines that end with CR LF", raw)
    ok(sink.commands[0] == "EHLO vigie.example.org", "the name of mail.hello is said", sink.commands)
    status, log = c.stop()
    ok(status == "0" and "notice 7 by mail to astreinte@example.org: sent" in log, "and it stops with 0", status, log)


def greylist():
    first = []

    def rcpt(address):
        first.append(time.time())
        return "450 4.2.0 greylisted, come back" if len(first) < 3 else None
    sink, c = Sink(rcpt=rcpt), Courier()
    c.setup(sink.port)
    c.notice(1)
    c.notice(2, subject="second")
    how, answer, seen = c.wait(2)
    later = [s for s in seen if s[0] == "DELIVERY" and s[2] == "later"]
    ok(how == "sent" and len(sink.mails) == 2, "a greylisted mail is delivered once after the wait", seen)
    ok(len(later) == 2 and later[0][4] == "450 4.2.0 greylisted, come back" and
       later[0][1] == "1" and int(later[0][3]) > time.time() * 1000 - 60000,
       "meanwhile the engine hears why and when again", later)
    ok([m[1]["X-Vigie-Notice"] for m in sink.mails] == ["1", "2"],
       "a second one to the same person waits behind it", [m[1]["X-Vigie-Notice"] for m in sink.mails])
    c.stop()


def refused():
    def rcpt(address):
        return "550 5.1.1 no such user" if address.startswith("nobody") else None
    sink, c = Sink(rcpt=rcpt), Courier()
    c.setup(sink.port)
    c.notice(1, to="good@example.org")
    c.notice(2, to="nobody@example.org")
    c.notice(3, to="other@example.org")
    how, answer, _ = c.wait(2)
    ok(how == "dead" and answer == "550 5.1.1 no such user", "a refused recipient is final", how, answer)
    time.sleep(1.5)
    ok(sorted(m[0][0] for m in sink.mails) == ["good@example.org", "other@example.org"],
       "the others get exactly one", [m[0] for m in sink.mails])
    c.stop()


def cut_after_the_final_dot():
    cuts = []

    def special(verb):
        if verb == b"." and len(cuts) < 2:
            cuts.append(1)
            return None
        return ordinary(verb)
    sink, c = RawSink(lambda conn, f, lines: polite(f, lines, special)), Courier()
    c.setup(sink.port)
    c.notice(5)
    how, _, seen = c.wait(5)
    ids = [l for l in sink.lines if l.lower().startswith(b"message-id:")]
    ok(how == "sent" and len(ids) == 3 and len(set(ids)) == 1,
       "cut between the final dot and 250: sent again with the same Message-ID", seen, ids)
    ok(any("may arrive twice" in s[4] for s in seen if s[0] == "DELIVERY"), "and said so", seen)
    c.stop()


def slow_farewell():
    def special(verb):
        if verb == b"QUIT":
            time.sleep(20)
        return ordinary(verb)
    sink, c = RawSink(lambda conn, f, lines: polite(f, lines, special)), Courier()
    c.setup(sink.port)
    begin = time.time()
    c.notice(1)
    how, _, _ = c.wait(1)
    ok(how == "sent" and time.time() - begin < 10, "a server slow to say goodbye does not delay the report")
    c.stop()


def tls_required():
    sink, c = RawSink(lambda conn, f, lines: polite(f, lines, ordinary)), Courier()
    c.setup(sink.port, tls="required", user="vigie", password="s3cret")
    c.notice(1, body="confidential")
    how, answer, _ = c.wait(1, ("later",))
    ok(how == "later" and answer.startswith("TLS required"), "STARTTLS stripped with tls = required: refused", how, answer)
    verbs = {l.split(b" ")[0].strip().upper() for l in sink.lines}
    ok(not verbs & {b"AUTH", b"MAIL", b"RCPT", b"DATA"} and b"confidential" not in b"".join(sink.lines),
       "neither log-in nor mail was said", sink.lines)
    _, log = c.stop()
    ok("s3cret" not in log, "the password is in no log", log)


def certificate():
    d = tempfile.mkdtemp(prefix="vigie-courier-")
    r = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", f"{d}/key", "-out", f"{d}/cert"], capture_output=True)
    if r.returncode != 0:
        ok(True, "TLS with a bad certificate # SKIP no openssl command")
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{d}/cert", f"{d}/key")
    sink, c = Sink(tls_context=context), Courier()
    c.setup(sink.port, tls="required")
    c.notice(1)
    how, answer, _ = c.wait(1, ("later",))
    ok(how == "later" and answer.startswith("TLS required") and "certificate" in answer and "DATA" not in sink.commands,
       "a certificate nobody vouches for with tls = required: refused", how, answer, sink.commands)
    c.setup(sink.port, tls="opportunistic")
    c.notice(2, to="other@example.org")
    how, answer, _ = c.wait(2)
    ok(how == "sent", "with tls = opportunistic it is better than nothing", how, answer)
    c.stop()
    # The same certificate, this time among those the system trusts (in a mount namespace).
    trusted = "/etc/ssl/certs/ca-certificates.crt"
    around = ["unshare", "-m", "sh", "-c", f'mount --bind {d}/cert {trusted} && exec "$@"', "sh"]
    if not os.path.exists(trusted) or subprocess.run([*around, "true"], capture_output=True).returncode != 0:
        ok(True, "a good certificate with tls = required: sent # SKIP no mount namespace can be made")
        return
    sink, c = Sink(tls_context=context, require_starttls=True), Courier(around)
    c.setup(sink.port, tls="required")
    c.notice(1)
    how, answer, _ = c.wait(1)
    ok(how == "sent" and len(sink.mails) == 1, "a good certificate with tls = required: sent", how, answer)
    c.setup(sink.port, tls="required", smtp=f"smtp://localhost:{sink.port}")
    c.notice(2, to="other@example.org")
    how, answer, _ = c.wait(2, ("later", "sent"))
    ok(how == "later" and "TLS required" in answer, "one of another name: refused", how, answer)
    c.stop()


def log_in():
    def authenticator(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)
    seen = []
    sink, c = Sink(authenticator=authenticator, auth_require_tls=False, auth_required=True), Courier()
    c.setup(sink.port, user="vigie", password="wrong")
    c.notice(1)
    how, answer, _ = c.wait(1, ("later", "dead", "sent"))
    ok(how == "later", "a wrong password is our fault, not the recipient's", how, answer)
    c.setup(sink.port, user="vigie", password="right")
    c.notice(2)
    how, answer, _ = c.wait(2)
    ok(how == "sent" and len(sink.mails) == 2 and (b"vigie", b"right") in seen,
       "once mended, what waited is sent", how, answer)
    c.stop()


def tarpit():
    async def slow(address):
        await asyncio.sleep(25)
        return "250 OK"

    def rcpt(address):
        return slow(address) if address.startswith("slow") else None
    sink, c = Sink(rcpt=rcpt), Courier()
    c.setup(sink.port)
    for i in range(8):
        c.notice(i + 1, to=f"slow{i}@example.org")
    time.sleep(0.5)
    begin = time.time()
    c.notice(100, to="quick@example.org")
    how, _, _ = c.wait(100)
    took = time.time() - begin
    ok(how == "sent" and took < 24, f"eight recipients in a tarpit do not hold up a ninth", took)
    c.setup(Sink().port)
    begin = time.time()
    c.notice(101, to="elsewhere@example.org")
    how, _, _ = c.wait(101)
    ok(how == "sent" and time.time() - begin < 5, "and another server not at all", time.time() - begin)
    c.say("stop")
    begin = time.time()
    c.wait_for("EXIT", 20)
    ok(time.time() - begin < 6, "nor the end of the program", time.time() - begin)
    c.p.kill()


def injection():
    sink, c = Sink(), Courier()
    c.setup(sink.port)
    evil = [dict(to="c@d.fr>\r\nRCPT TO:<evil@x.org"), dict(to="c@d.fr\nx"), dict(to="a b@example.org"),
            dict(to="<c@d.fr>"), dict(to="c@d.fr,e@f.fr"), dict(to=""), dict(to="é@example.org"),
            dict(subject="ok\r\nBcc: evil@x.org"), dict(to_name="x\nBcc: evil@x.org"),
            dict(message_id="1@x>\r\nBcc: <evil@x.org"), dict(channel="pigeon")]
    for i, fields in enumerate(evil):
        c.notice(i + 1, **fields)
    seen = {}
    end = time.time() + 10
    while len(seen) < len(evil) and time.time() < end:
        line = c.wait_for("DELIVERY", 5)
        if line[1] != "never":
            seen[int(line[1])] = line[2]
    ok(seen == {i + 1: "dead" for i in range(len(evil))}, "what would break out of its line is refused", seen)
    ok(not sink.commands, "without a word to the server", sink.commands)
    c.setup(sink.port, **{"from": "v@example.org>\r\nRCPT TO:<evil@x.org"})
    c.notice(50)
    how, answer, _ = c.wait(50, ("later",))
    ok(how == "later" and "mail.from" in answer and not sink.commands,
       "a bad mail.from is said and waits to be mended", how, answer, sink.commands)
    c.setup(sink.port, smtp="file:///etc/passwd")
    c.notice(51, to="x@example.org")
    how, answer, _ = c.wait(51, ("later",))
    ok(how == "later" and "mail.smtp" in answer, "so is an address that is no mail server", how, answer)
    c.stop()


def engine_replaced():
    async def slow(address):
        await asyncio.sleep(2)
        return "250 OK"
    sink, c = Sink(rcpt=lambda a: slow(a) if a.startswith("slow") else None), Courier()
    c.setup(sink.port)
    c.notice(1, to="slow@example.org")
    c.notice(2, to="quick@example.org")
    c.wait(2)
    c.say("engine")
    c.wait_for("ENGINE")
    c.setup(sink.port)
    c.notice(1, to="slow@example.org")
    c.notice(2, to="quick@example.org")
    how2 = c.wait(2, seconds=10)[0]
    how1 = c.wait(1, seconds=10)[0]
    time.sleep(0.5)
    ok(how1 == "sent" and how2 == "sent" and len(sink.mails) == 2,
       "an engine that was replaced hears again what became of its notices, nobody is told twice",
       how1, how2, len(sink.mails))
    c.stop()


def killed():
    hold = threading.Event()

    def special(verb):
        if verb == b".":
            hold.set()
            time.sleep(1)
        return ordinary(verb)
    sink, c = RawSink(lambda conn, f, lines: polite(f, lines, special)), Courier()
    c.setup(sink.port)
    c.notice(9)
    hold.wait(10)
    c.say("kill")
    c.wait_for("KILLED")
    c.setup(sink.port)
    c.notice(9, n_tried=1)
    how, _, _ = c.wait(9)
    ids = [l for l in sink.lines if l.lower().startswith(b"message-id:")]
    ok(how == "sent" and 1 <= len(ids) <= 2 and len(set(ids)) == 1,
       "killed before its 250: at least once, with the same Message-ID", how, ids)
    c.stop()


def storm():
    sink, c = Sink(), Courier()
    c.setup(sink.port)
    for i in range(300):
        c.notice(i + 1, to=f"p{i % 7}@example.org")
    end = time.time() + 120
    while len(sink.mails) < 300 and time.time() < end:
        time.sleep(0.2)
    order = {}
    for to, mail, _ in sink.mails:
        order.setdefault(to[0], []).append(int(mail["X-Vigie-Notice"]))
    ok(len(sink.mails) == 300 and all(v == sorted(v) for v in order.values()),
       "300 notices at once arrive once each, in order for each person", len(sink.mails), order)
    status, _ = c.stop()
    ok(status == "0", "and the courier ends well", status)


def stopped_with_a_queue():
    async def slow(server, mail):
        await asyncio.sleep(0.05)
        return "250 taken"
    sink, c = Sink(data=lambda server, mail: slow(server, mail)), Courier()
    n = 400
    c.setup(sink.port)
    for i in range(n):
        c.notice(i + 1, to=f"p{i % 40}@example.org")
    time.sleep(2)
    begin = time.time()
    c.say("restart")
    seen = []
    while not seen or seen[-1][0] != "EXIT":
        seen.append(c.out.get(timeout=30))
    took = time.time() - begin
    told = {int(s[1]) for s in seen if s[0] == "DELIVERY" and s[2] == "sent"}
    ok(seen[-1] == ["EXIT", "0"] and took < 10 and 0 < len(told) < n, "asked to stop with a full queue it ends soon",
       seen[-1], took, len(told))
    c.setup(sink.port)
    for i in range(n):
        if i + 1 not in told:
            c.notice(i + 1, to=f"p{i % 40}@example.org")
    end = time.time() + 120
    numbers = []
    while time.time() < end and len(set(numbers)) < n:
        time.sleep(0.2)
        numbers = [int(m[1]["X-Vigie-Notice"]) for m in sink.mails]
    time.sleep(1)
    numbers = [int(m[1]["X-Vigie-Notice"]) for m in sink.mails]
    ids = {(m[1]["X-Vigie-Notice"], m[1]["Message-ID"]) for m in sink.mails}
    doubles = len(numbers) - len(set(numbers))
    ok(set(numbers) == set(range(1, n + 1)) and doubles <= 4 and len(ids) == n,
       "the next one sends the rest; doubles at most as many as were under way, same Message-ID", len(set(numbers)), doubles)
    c.stop()


def flood():
    def talk(c, f, lines):
        f.write(b"220-" + b"x" * 500 + b"\r\n")
        while True:
            f.write((b"220-" + b"x" * 500 + b"\r\n") * 100)
    sink, c = RawSink(talk), Courier()
    pid = c.pid()
    c.setup(sink.port)
    c.notice(1)
    time.sleep(4)

    def rss():
        with open(f"/proc/{pid}/statm") as f:
            return int(f.read().split()[1]) * 4096
    ok(rss() < 64 << 20, "a server that never stops talking takes no memory", rss())
    c.setup(Sink().port)
    c.notice(2, to="other@example.org")
    how, _, _ = c.wait(2)
    ok(how == "sent", "and holds up nobody else", how)
    c.stop()


def too_old():
    sink, c = Sink(rcpt=lambda a: "451 4.3.0 not today"), Courier()
    c.setup(sink.port, retry_for_s=3)
    c.notice(1)
    how, answer, seen = c.wait(1, ("dead",))
    ok(how == "dead" and answer == "451 4.3.0 not today", "after retry_for it is given up", seen)
    c.setup(1)
    c.notice(2)
    how, answer, seen = c.wait(2, ("later",))
    ok(how == "later" and answer != "", "no server there: later", seen)
    c.stop()


tests = [plain_delivery, greylist, refused, cut_after_the_final_dot, slow_farewell, tls_required, certificate,
         log_in, tarpit, injection, engine_replaced, killed, storm, stopped_with_a_queue, flood, too_old]
wanted = sys.argv[1:]
for t in tests:
    if not wanted or t.__name__ in wanted:
        print("#", t.__name__, flush=True)
        t()
print(f"1..{n_cases}")
sys.exit(1 if n_failed else 0)
