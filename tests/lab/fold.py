#!/usr/bin/python3
"""More messages than a person can read: what exceeds `per_hour` goes out as one, and nothing is lost.

One point's outage is a message of its own; a second point and a group's two wait for each other, over a
kill -9 of the engine and a restart of vigied, and leave as one mail that names the group first.  It takes
the five minutes for which what exceeds is gathered, so `make check-long` runs it.
"""
import os
import signal
import time

import lab
import story
from lab import ok, wait_for
from story import POINTS, Story

story.CONF = story.CONF + """
    courier = { per_hour = 2; };
    groups = ( { id = "nra"; name = "NRA du plateau"; kind = "exchange"; } );
"""


def prepare(vigie):
    for name in ("boffres", "gluiras"):
        conf = vigie.dir / "sites.d" / f"{name}.conf"
        conf.write_text(conf.read_text().replace("link = {", 'link = { groups = [ "nra" ];'))


def told(s, number):
    """Whom vigie told of an incident, and when each was delivered."""
    return [(t["kind"], t["delivered"]) for t in s.vigie.json("incident", str(number))["told"]]


def fold():
    s = Story(prepare)
    s.world.remove(POINTS["alboussiere"])
    ok(wait_for(lambda: len(s.ids()) == 1, 40), "the first outage is a mail of its own", s.vigie.daemon.text()[-2000:])
    s.world.remove(POINTS["champis"])
    wait_for(lambda: s.states().get("champis") == "down", 30)
    began = time.time()
    s.world.remove(POINTS["boffres"], POINTS["gluiras"])
    kinds = wait_for(lambda: (k := sorted(i["kind"] for i in s.incidents() if not i["parent"])) ==
                     ["group", "link", "link"] and k, 40)
    ok(kinds, "then another point and a group of two are down", s.incidents())
    time.sleep(6)
    os.kill(s.vigie.children()["vigie-engine"], signal.SIGKILL)
    wait_for(lambda: s.vigie.json("status"), 20)
    time.sleep(10)
    s.vigie.stop()
    s.vigie.start()
    ok(len(s.ids()) == 1, "they wait, over a kill -9 and a restart", [str(m["Subject"]) for m in s.vigie.messages()])
    ok(wait_for(lambda: len(s.ids()) == 2, began + 340 - time.time()), "and go out after five minutes",
       s.vigie.daemon.text()[-2000:])
    ok(time.time() - began > 280, "not before", time.time() - began)
    time.sleep(5)
    mails = s.vigie.messages()
    text = mails[-1].get_body().get_content()
    ok(len(s.ids()) == 2, "as one mail", [str(m["Subject"]) for m in mails])
    ok("NRA du plateau" in mails[-1]["Subject"] and "1 autre" in mails[-1]["Subject"],
       "which names the group, « et 1 autre »", mails[-1]["Subject"])
    ok(-1 < text.find("NRA du plateau") < text.find("Point de champis"), "the group before the point", text)
    print("# " + "\n# ".join(text.splitlines()))
    for i in s.incidents():
        if not i["parent"]:
            list_ = told(s, i["id"])
            ok(list_ and all(at for _, at in list_), f"{i['kind']} {i['scope']}: told and delivered", list_)
    s.finish()


if __name__ == "__main__":
    lab.together(__file__, {"fold": fold})
