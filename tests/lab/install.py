#!/usr/bin/python3
"""`make install`, and README's "On a server" line by line, in a view of the file system of its own.

What is installed is bound over the prefix that configure was told, so that the compiled-in paths are
the true ones; accounts are made in a copied /etc.  Nothing of it stays.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import lab
from lab import BUILD, PROGRAMS, Process, World, done, ok, sh, skip, skip_all, wait_for


def variable(name):
    """Of the build tree's Makefile, with what it refers to."""
    text = (BUILD / "Makefile").read_text()
    m = re.search(rf"^{name} = (.*)$", text, re.M)
    return re.sub(r"\$[({](\w+)[)}]", lambda v: variable(v[1]), m[1]) if m else ""


lab.own_view()
for tool in ("make", "systemd-sysusers", "systemd-tmpfiles", "curl"):
    if not shutil.which(tool):
        skip_all(f"needs {tool}")
world = World()
root = pathlib.Path(tempfile.mkdtemp(prefix="vigie-install."))
root.chmod(0o755)
lab.atexit.register(shutil.rmtree, root, True)

# Installed, and where.
made = sh("make", "-s", "-C", str(BUILD), "install", f"DESTDIR={root}", check=False)
ok(made.returncode == 0, "make install works with DESTDIR", made.stderr[-2000:])
prefix, share = variable("prefix"), variable("datadir")
files = {"/" + str(p.relative_to(root)) for p in root.rglob("*") if not p.is_dir()}
wanted = [f"{variable('sbindir')}/vigied", f"{variable('bindir')}/vigie",
          *(f"{variable('libexecdir')}/vigie/{p}" for p in PROGRAMS if p not in ("vigied", "vigie")),
          f"{share}/vigie/examples/vigie.conf", f"{share}/vigie/examples/sites.d/alboussiere.conf",
          *(f"{variable('mandir')}/man{p[-1]}/{p}" for p in ("vigied.8", "vigie.1", "vigie.conf.5", "vigie-metrics.7")),
          f"{share}/locale/fr/LC_MESSAGES/vigie.mo",
          *(f"{prefix}/lib/{d}.d/vigie.conf" for d in ("sysusers", "tmpfiles", "sysctl"))]
missing = [f for f in wanted if f not in files]
ok(not missing, "programs, pages, samples, catalogue, accounts, folders and sysctl are installed", missing)
odd = [f"{f} {(root / f[1:]).stat().st_mode & 0o7777:o}" for f in files
       if (root / f[1:]).stat().st_mode & 0o7022 or not (root / f[1:]).stat().st_mode & 0o004]
ok(not odd, "nothing installed is writable by others, unreadable or set-id", odd)
text = b"".join((root / f[1:]).read_bytes() for f in files if "/lib/" in f or "/share/" in f)
ok(str(BUILD).encode() not in text and b"@" + b"sbindir" not in text, "no path of the build is installed")
shutil.copytree(f"{root}{share}/vigie/examples", root / "sample")
(root / "sample/secrets.conf").chmod(0o600)
sample = sh(str(BUILD / "vigied"), "-t", "-c", f"{root}/sample/vigie.conf", check=False)
ok(sample.returncode == 0, "vigied -t finds the sample good", sample.stderr[-2000:])

# As README says, with the true paths.
if not os.path.isdir(prefix) or os.path.commonpath([prefix, variable("localstatedir")]) != prefix:
    skip("README's commands make a server", f"configured for {prefix} and {variable('localstatedir')}")
else:
    sh("mount", "--bind", f"{root}{prefix}", prefix)
    for folder in ("localstatedir", "runstatedir", "sysconfdir"):
        os.makedirs(variable(folder), exist_ok=True)
    sbin, bin_ = variable("sbindir"), variable("bindir")
    for words in (["systemd-sysusers", "vigie.conf"], ["systemd-tmpfiles", "--create", "vigie.conf"]):
        answer = sh(*words, check=False)
        ok(answer.returncode == 0, " ".join(words), answer.stderr)
    answer = sh(f"{bin_}/vigie", "init", "--name", "SIVU", "--site", "Alboussière", "--address", "192.0.2.10",
                "--mail", "astreinte@example.org", "--opening", "24/7", check=False)
    ok(answer.returncode == 0, "vigie init", answer.stderr)
    answer = sh(f"{sbin}/vigied", "-t", check=False)
    ok(answer.returncode == 0 and "_vigie" not in answer.stdout, "vigied -t finds nothing that is missing", answer.stdout,
       answer.stderr)
    world.add("192.0.2.10")
    daemon = Process([f"{sbin}/vigied", "-f"], root / "vigied.log", world.near)
    ok(wait_for(lambda: sh(f"{bin_}/vigie", "status", check=False).returncode in (0, 1), 15),
       "vigied -f starts and the command line reaches it", daemon.text()[-2000:])
    page = wait_for(lambda: world.inside(world.near, "curl", "-fs", "http://127.0.0.1:8080/", check=False).stdout, 10)
    ok(page and "Alboussière" in page, "the page shows the point", (page or "")[:300], daemon.text()[-2000:])
    ok(wait_for(lambda: '"link":{"state":"up"' in sh(f"{bin_}/vigie", "status", "--json", check=False).stdout, 60),
       "whose link is up", daemon.text()[-2000:])
    page = wait_for(lambda: re.search("Fonctionne|Dégradé", world.inside(
        world.near, "curl", "-s", "http://127.0.0.1:8080/?lang=fr").stdout), 15)
    ok(page, "and the page says so in French", daemon.text()[-2000:])
    users = {sh("ps", "-o", "user:32=", "-p", p).stdout.strip()
             for p in sh("pgrep", "-P", str(daemon.pid)).stdout.split()}
    ok(len(users) == 5 and all(u.startswith("_vigie-") for u in users), "each program has its account", users)
    ok(daemon.end() == 0, "and it stops with 0")
    sh("umount", "-l", prefix)

# Away again.
made = sh("make", "-s", "-C", str(BUILD), "uninstall", f"DESTDIR={root}", check=False)
left = [str(p) for p in root.rglob("vigie*") if p.is_dir() and "sample" not in p.parts and "var" not in p.parts and
        "etc" not in p.parts]
left += [str(p) for p in root.rglob("*") if p.is_file() and str(p.relative_to(root)) in {f[1:] for f in files}]
ok(made.returncode == 0 and not left, "make uninstall leaves nothing", left, made.stderr[-500:])
done()
