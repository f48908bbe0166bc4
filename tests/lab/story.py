#!/usr/bin/python3
"""The story of one network, told three times at once, each in a world of its own.

    cut     one of four points is cut for 60 s: exactly one incident, dated from its first failure, one
            mail and one "restored"; then vigied is stopped during a whole outage: no incident
    kill    the same cut while every child is killed at random, 20 times: the same outcome
    blind   the canaries are cut for two minutes and a half: nobody is down, time is unknown, one
            incident `blind`
"""
import datetime
import os
import random
import signal
import time

import lab
from lab import ok, wait_for

INTERVAL = 1.0
CUT = 60
POINTS = {"alboussiere": "192.0.2.10", "boffres": "192.0.2.20", "champis": "192.0.2.30",
          "gluiras": "192.0.2.40"}
CANARIES = ["198.51.100.1", "198.51.100.2", "198.51.100.3"]
CONF = """
    network = { id = "lab"; name = "Le laboratoire"; timezone = "Europe/Paris"; language = "fr"; };
    canaries = [ "198.51.100.1", "198.51.100.2", "198.51.100.3" ];
    defaults = { icmp = "1s"; canary = "1s"; settle = "2s"; };
    contacts = ( { id = "astreinte"; name = "Astreinte"; mail = "astreinte@example.org"; language = "fr"; } );
    routes = ( { tell = [ "astreinte" ]; } );
"""
SITE = """
    site = { id = "%s"; name = "Point de %s"; opening = "24/7";
             link = { kind = "adsl"; operator = "op1"; router = { address = "%s"; }; }; };
"""
CHILDREN = ["vigie-engine", "vigie-poller", "vigie-series", "vigie-courier", "vigie-web"]


def seconds(text):
    """RFC 3339 as Unix time."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Story:
    def __init__(self, prepare=None):
        self.world = lab.World()
        self.world.add(*POINTS.values(), *CANARIES)
        self.vigie = lab.Vigie(self.world, CONF, {n: SITE % (n, n, a) for n, a in POINTS.items()})
        if prepare:
            prepare(self.vigie)
        self.begin()

    def begin(self):
        started = self.vigie.start()
        good = started and wait_for(lambda: set(self.states().values()) == {"up"}, 20)
        ok(good, "four points are up soon after the start", self.states(), self.vigie.daemon.text())

    def states(self):
        status = self.vigie.json("status")
        return {s["id"]: s["link"]["state"] for s in status["sites"]} if status else {}

    def incidents(self, *options):
        answer = self.vigie.json("incidents", *options)
        return answer["incidents"] if answer else []

    def finish(self):
        code = self.vigie.stop()
        ok(code == 0, "vigied ends with 0 when asked to", code)
        text = self.vigie.daemon.text()
        ok("Sanitizer" not in text and "runtime error" not in text, "no program was faulty", text)
        answer = self.vigie.cli("verify")
        ok(answer.returncode == 0, "the journal verifies", answer.stdout, answer.stderr)

    def cut(self, name, disturb=None):
        """One outage of CUT seconds; what must be true of it."""
        before = len(self.incidents())
        mails = len(self.ids())
        began = time.time()
        self.world.remove(POINTS[name])
        is_down = wait_for(lambda: self.states().get(name) == "down", 30)
        ok(is_down, f"{name} is down soon after the cut", self.states(), self.vigie.daemon.text())
        if disturb:
            disturb(began)
        time.sleep(max(0, began + CUT - time.time()))
        mended = time.time()
        self.world.add(POINTS[name])
        back = wait_for(lambda: set(self.states().values()) == {"up"}, 30)
        ok(back, f"{name} is up soon after it was mended", self.states(), self.vigie.daemon.text())
        self.judge(name, before, began, mended)
        self.told(mails)

    def judge(self, name, before, began, mended):
        wait_for(lambda: all(i["restored"] for i in self.incidents()), 15)
        new = self.incidents()[:len(self.incidents()) - before]
        if not ok(len(new) == 1, "one outage makes exactly one incident", self.incidents(),
                  self.vigie.daemon.text()):
            return
        it = new[0]
        ok(it["kind"] == "link" and it["sites"] == [name], f"it is of the link of {name}", it)
        off = seconds(it["opened"]) - began
        ok(-1 <= off <= INTERVAL + 1, "it is dated from the first failure", off, it)
        off = seconds(it["restored"] or "1970-01-01T00:00:00Z") - mended
        ok(-2 <= off <= 15, "it is restored when the point answers again", off, it)

    def ids(self):
        return list(dict.fromkeys(m["Message-ID"] for m in self.vigie.messages()))

    def told(self, before):
        wait_for(lambda: len(self.ids()) >= before + 2, 30)
        time.sleep(2)
        texts = [str(m["Subject"]) for m in self.vigie.messages()]
        ok(len(self.ids()) == before + 2, "it is told twice: down, restored", texts,
           self.vigie.daemon.text())


def cut():
    story = Story()
    story.cut("boffres")
    n = len(story.incidents())
    mails = len(story.ids())
    story.vigie.stop()
    story.world.remove(POINTS["champis"])
    time.sleep(10)
    story.world.add(POINTS["champis"])
    story.begin()
    time.sleep(5)
    ok(len(story.incidents()) == n, "an outage while vigie was stopped makes no incident",
       story.incidents())
    ok(len(story.ids()) == mails, "and no mail")
    story.finish()


def kill():
    story = Story()

    def disturb(began):
        victims = CHILDREN * 4
        random.shuffle(victims)
        time.sleep(max(0, began + 8 - time.time()))
        print("# killed in this order: " + " ".join(v.removeprefix("vigie-") for v in victims))
        for n, victim in enumerate(victims):
            pid = story.vigie.children().get(victim)
            if pid:
                os.kill(pid, signal.SIGKILL)
            next_at = began + 8 + (CUT - 12) * (n + random.random()) / len(victims)
            time.sleep(max(0, next_at - time.time()))

    story.cut("gluiras", disturb)
    wait_for(lambda: set(story.vigie.children()) == set(CHILDREN), 70)
    ok(set(story.vigie.children()) == set(CHILDREN), "every child is there again",
       story.vigie.children())
    story.finish()


def blind():
    story = Story()
    story.world.remove(*CANARIES)
    is_blind = wait_for(lambda: (story.vigie.json("status") or {}).get("blind"), 20)
    ok(is_blind, "vigie is blind when no canary answers", story.vigie.daemon.text())
    story.world.remove(POINTS["boffres"])		# what happens now cannot be known
    seen = set()
    end = time.time() + 135
    while time.time() < end:
        seen |= set(story.states().values())
        time.sleep(1)
    ok(seen == {"unknown"}, "meanwhile every point is unknown", seen)
    story.world.add(POINTS["boffres"])
    story.world.add(*CANARIES)
    back = wait_for(lambda: set(story.states().values()) == {"up"}, 30)
    ok(back, "afterwards every point is up", story.states(), story.vigie.daemon.text())
    time.sleep(5)
    all_of_them = story.incidents()
    ok([i["kind"] for i in all_of_them] == ["blind"], "it was one incident: blind", all_of_them)
    texts = [str(m["Subject"]) for m in story.vigie.messages()]
    ok(texts and all("aveugle" in t for t in texts), "what was told is that vigie was blind", texts)
    story.finish()


if __name__ == "__main__":
    lab.together(__file__, {"cut": cut, "kill": kill, "blind": blind})
