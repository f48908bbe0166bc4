"""A scripted SNMP agent on loopback: BER by hand, so that it can also say what no agent should.

Versions 1 and 2c, and version 3 with authNoPriv SHA-256 (RFC 3414, RFC 7860).  A test gives an
`answer(request) -> bytes | [bytes] | None` or a table of objects; requests are kept for counting.
"""
import hashlib
import hmac
import socket
import threading

GET, GETNEXT, RESPONSE, GETBULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA5, 0xA8
COUNTER, GAUGE, TICKS, COUNTER64 = 0x41, 0x42, 0x43, 0x46
NO_OBJECT, NO_INSTANCE, END_OF_VIEW = 0x80, 0x81, 0x82
ENGINE = b"\x80\x00\x1f\x88\x04lab-engine"


def tlv(tag, body):
    n = len(body)
    head = bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else b"\x82" + n.to_bytes(2, "big")
    return bytes([tag]) + head + body


def number(n, tag=2):
    size = max(1, (n.bit_length() + 8) // 8)
    return tlv(tag, n.to_bytes(size, "big", signed=True))


def oid_bytes(text):
    parts = [int(p) for p in text.split(".")]
    out = bytes([parts[0] * 40 + parts[1]])
    for p in parts[2:]:
        enc = [p & 127]
        p >>= 7
        while p:
            enc.insert(0, p & 127 | 128)
            p >>= 7
        out += bytes(enc)
    return out


def oid(text):
    return tlv(6, oid_bytes(text))


def read(data, at=0):
    """Tag, content and the place after it."""
    tag, n, at = data[at], data[at + 1], at + 2
    if n & 0x80:
        k = n & 0x7F
        n, at = int.from_bytes(data[at:at + k], "big"), at + k
    return tag, data[at:at + n], at + n


def read_all(data):
    out, at = [], 0
    while at < len(data):
        tag, body, at = read(data, at)
        out.append((tag, body))
    return out


def read_int(body):
    return int.from_bytes(body, "big", signed=True)


def read_oid(body):
    parts, n = [body[0] // 40, body[0] % 40], 0
    for b in body[1:]:
        n = n << 7 | b & 127
        if not b & 128:
            parts.append(n)
            n = 0
    return ".".join(map(str, parts))


def key_of(name):
    return tuple(int(p) for p in name.split("."))


class Request:
    def __init__(self, data):
        self.data = data
        fields = read_all(read(data)[1])
        self.version = read_int(fields[0][1])
        self.engine = None
        if self.version == 3:
            self.id, _, self.flags, _ = (f[1] for f in read_all(fields[1][1]))
            self.id = read_int(self.id)
            self.flags = self.flags[0]
            sec = [f[1] for f in read_all(read(fields[2][1])[1])]
            self.engine, self.boots, self.time = sec[0], read_int(sec[1]), read_int(sec[2])
            self.user, self.digest = sec[3], sec[4]
            self.community = b""
            pdu = read_all(fields[3][1])[2]
        else:
            self.community = fields[1][1]
            pdu = fields[2]
        self.pdu = pdu[0]
        inner = read_all(pdu[1])
        self.request_id, self.a, self.b = (read_int(f[1]) for f in inner[:3])
        if self.version != 3:
            self.id = self.request_id
        self.names = [read_oid(read_all(v[1])[0][1]) for v in read_all(inner[3][1])]


def pdu(tag, request_id, variables, error=0, index=0):
    body = b"".join(tlv(0x30, oid(n) + v) for n, v in variables)
    return tlv(tag, number(request_id) + number(error) + number(index) + tlv(0x30, body))


def respond(request, variables, error=0, index=0, request_id=None):
    rid = request.request_id if request_id is None else request_id
    return tlv(0x30, number(request.version) + tlv(4, request.community) +
               pdu(RESPONSE, rid, variables, error, index))


class Key:
    """A user's key for an engine (RFC 3414 A.2, SHA-256)."""

    def __init__(self, password, engine=ENGINE):
        text = (password * (1048576 // len(password) + 1))[:1048576]
        ku = hashlib.sha256(text).digest()
        self.key = hashlib.sha256(ku + engine + ku).digest()


def message_v3(request, body, key=None, engine=ENGINE, boots=1, time=1000, user=b"vigie", digest=None):
    """A version 3 message around a PDU; signed when there is a key, or with that very digest."""
    flags = 1 if key or digest is not None else 0
    blank = b"\x00" * 24 if key else digest or b""
    sec = tlv(0x30, tlv(4, engine) + number(boots) + number(time) + tlv(4, user) + tlv(4, blank) + tlv(4, b""))
    whole = tlv(0x30, number(3) + tlv(0x30, number(request.id) + number(65507) + tlv(4, bytes([flags])) +
                number(3)) + tlv(4, sec) + tlv(0x30, tlv(4, engine) + tlv(4, b"") + body))
    if key:
        mac = hmac.new(key.key, whole, hashlib.sha256).digest()[:24]
        whole = whole.replace(b"\x04\x18" + blank, b"\x04\x18" + mac, 1)
    return whole


def report(request, n, **kw):
    kw.setdefault("user", b"")
    return message_v3(request, pdu(REPORT, request.request_id,
                                   [(f"1.3.6.1.6.3.15.1.1.{n}.0", number(1, COUNTER))]), **kw)


class Table:
    """Objects in their order; answers GET, GETNEXT and GETBULK as an agent does."""

    def __init__(self, objects):
        self.objects = dict(objects)

    def next(self, name):
        after = sorted(k for k in map(key_of, self.objects) if k > key_of(name))
        return ".".join(map(str, after[0])) if after else None

    def variables(self, r):
        out = []
        if r.pdu == GET:
            return [(n, self.objects.get(n, tlv(NO_INSTANCE, b""))) for n in r.names]
        for name in r.names:
            for _ in range(r.b if r.pdu == GETBULK else 1):
                n = self.next(name)
                if n is None:
                    out.append((name, tlv(END_OF_VIEW, b"")))
                    break
                out.append((n, self.objects[n]))
                name = n
        return out

    def __call__(self, r):
        if r.version == 0:          # version 1 has no exceptions: the whole question fails
            for i, name in enumerate(r.names):
                found = name if r.pdu == GET else self.next(name)
                if found not in self.objects:
                    return respond(r, [(n, tlv(5, b"")) for n in r.names], 2, i + 1)
        return respond(r, self.variables(r))


class Agent:
    """Serves on a free port of loopback until closed."""

    def __init__(self, answer, address="127.0.0.1"):
        self.answer, self.requests, self.seen = answer, [], []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                data, peer = self.socket.recvfrom(65535)
                self.peer = peer
            except OSError:
                return
            try:
                request = Request(data)
            except (IndexError, ValueError):
                continue
            self.requests.append(request)
            answer = self.answer(request)
            for a in answer if isinstance(answer, list) else [answer]:
                if a is not None:
                    try:
                        self.socket.sendto(a, peer)
                    except OSError:
                        return

    def close(self):
        self.socket.close()
