#!/usr/bin/python3
"""README's first screen, as a newcomer lives it: ./quickstart, cut, mend, Ctrl-C, and again."""
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import tempfile
import time
import urllib.request

import lab
from lab import BUILD, SRC, Process, ok, sh, skip_all, wait_for

if os.geteuid() != 0:
    skip_all("the demonstration's namespaces need root")
if sh("ip", "netns", "list", check=False).stdout.find("vigie-demo") >= 0:
    skip_all("a demonstration runs already")

run = pathlib.Path(tempfile.mkdtemp(prefix="vigie-demo."))
run.chmod(0o755)
env = dict(os.environ, VIGIE_RUN=str(run), VIGIE_BUILD=str(BUILD))


def quickstart():
    process = Process([SRC / "quickstart"], run / "screen.txt", env=env, start_new_session=True)
    began = time.monotonic()
    wait_for(lambda: "vigie runs" in process.text() or process.popen.poll() is not None, 40)
    return process, time.monotonic() - began


def status():
    answer = sh(str(run / "vigie"), "status", "--json", check=False)
    return json.loads(answer.stdout) if answer.stdout else {"sites": []}


def site(name):
    return next((s for s in status()["sites"] if s["id"] == name), {"link": {}, "state": None})


def page(path="/"):
    url = re.search(r"http://127\.0\.0\.1:\d+", (run / "screen.txt").read_text()).group(0)
    request = urllib.request.Request(url + path, headers={"Accept-Language": "fr"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def mails():
    texts = [p.read_text(errors="replace") for p in sorted((run / "mails").glob("*.eml"))]
    return [re.sub(r"\n[ \t]", " ", t) for t in texts]


def incidents():
    return json.loads(sh(str(run / "vigie"), "incidents", "--json", check=False).stdout or "{}").get("incidents", [])


def decoded(mail):
    import email
    import email.policy
    return str(email.message_from_string(mail, policy=email.policy.default)["subject"])


process, took = quickstart()
ok("vigie runs" in process.text(), "./quickstart starts vigie and says so", process.text()[-3000:])
ok(len(status()["sites"]) == 10, "there are ten points", status())
ok("démonstration" in page().lower(), "the page says that it is a demonstration", page()[:500])
ok(wait_for(lambda: site("alboussiere")["link"].get("state") == "up", 60), "alboussiere's link is up", site("alboussiere"),
   process.text()[-2000:])

# Its invented year: something to see on the first page, and a report that anyone can verify.
month = (datetime.date.today().replace(day=1) - datetime.timedelta(days=1)).strftime("%Y-%m")
RATE = r"90 jours\s: [\d,]+\s% de [\d\s,]+h d&#39;ouverture<"
ok(wait_for(lambda: len(re.findall(RATE, page())) == 10, 30), "each point has its last 90 days on the page",
   re.findall("90 jours[^<]*", page()))
printed = sh(str(run / "vigie"), "report", "network", "--period", month, check=False).stdout
sha = re.search(r"[0-9a-f]{64}", printed)
ok(sha, f"the report of {month} is published", printed[:600])
verdict = page("/reports/verify?sha256=" + sha.group(0)) if sha else ""
ok(month in verdict and "Aucun bilan" not in verdict, "and its printed sum is verified", verdict[:2000])
ok("version 1" in page("/reports/" + month), "as version 1")

time.sleep(15)  # an interval and more: a router that never yet answered a ping is judged by its SNMP alone
before = len(mails())

sh(str(SRC / "quickstart"), "cut", "alboussiere", env=env)
cut = time.monotonic()
ok(wait_for(lambda: site("alboussiere")["state"] == "down", 90), "cut: within 90 s `status` says down", site("alboussiere"))
ok(wait_for(lambda: "En panne" in page(), 90 - (time.monotonic() - cut)), "and the page says « En panne »")
ok(wait_for(lambda: len(mails()) > before, max(1, 90 - (time.monotonic() - cut))), "and a mail came", process.text()[-2000:])
mine = [i for i in incidents() if i["scope"] == "alboussiere" and not i["restored"]]
ok(len(mine) == 1, "and there is one incident", incidents())
if mine:
    ok("ne répond pas" in page(f"/incidents/{mine[0]['id']}/evidence"), "with its evidence, layer by layer")
time.sleep(10)
ok(len(mails()) == before + 1, "one mail, not two", [decoded(m) for m in mails()])

sh(str(SRC / "quickstart"), "mend", "alboussiere", env=env)
mended = time.monotonic()
ok(wait_for(lambda: site("alboussiere")["link"].get("state") == "up", 60), "mended: within 60 s it is up", site("alboussiere"))
ok(wait_for(lambda: any("rétabli" in decoded(m).lower() for m in mails()), max(1, 60 - (time.monotonic() - mended))),
   "and « rétabli » was mailed", [decoded(m) for m in mails()])
time.sleep(5)
ok(len(mails()) == before + 2, "once", [decoded(m) for m in mails()])

os.killpg(process.pid, signal.SIGINT)
process.popen.wait(30)
ok(not sh("pgrep", "-f", str(run / "etc"), check=False).stdout, "Ctrl-C ends all that was started",
   sh("pgrep", "-af", str(run), check=False).stdout)
ok("vigie-" not in sh("ip", "netns", "list").stdout, "and takes the namespaces away")

(run / "screen.txt").write_text("")
process, took = quickstart()
ok("vigie runs" in process.text() and took < 15, f"a second run starts in under 15 s ({took:.1f} s)", process.text()[-2000:])
ok(any(i["scope"] == "alboussiere" for i in incidents()), "and keeps its history", incidents())
published = json.loads(sh(str(run / "vigie"), "reports", "--json").stdout)["reports"]
ok(len(published) == 1 and "imported" not in (run / "vigie.log").read_text(), "without bringing its past in again", published)
os.killpg(process.pid, signal.SIGINT)
process.popen.wait(30)
shutil.rmtree(run, ignore_errors=True)
lab.done()
