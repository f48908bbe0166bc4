#!/usr/bin/python3
"""The forms that other programs read back: PDF by poppler and qpdf, XLSX by openpyxl.  TAP."""
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

BUILD = os.path.abspath(os.environ.get("top_builddir", "_build"))
HERE = os.path.dirname(os.path.abspath(__file__))
METHOD = ("Taux calculé sur les seules heures d'ouverture déclarées du point d'accès (jours fériés et fermetures déclarées "
          "exclus). Les maintenances annoncées avant leur début sont retirées du temps requis. Les coupures d'électricité "
          "et d'opérateur sont comptées comme indisponibilité et présentées à part. Le temps non mesuré n'est compté ni "
          "comme disponible ni comme indisponible ; les bornes basse et haute en donnent l'effet. Résolution de mesure : "
          "1 minute ; une coupure plus courte peut échapper à la mesure. Les taux sont tronqués à deux décimales. Les "
          "regroupements additionnent des durées, jamais des pourcentages. Aucune donnée individuelle sur les agents ou "
          "les usagers n'est collectée.")
n_cases = n_failed = 0
work = tempfile.mkdtemp(prefix="vigie-forms-")


def ok(condition, name, *evidence):
    global n_cases, n_failed
    n_cases += 1
    if not condition:
        n_failed += 1
        for e in evidence:
            print("#", repr(e)[:2000])
    print(f"{'ok' if condition else 'not ok'} {n_cases} - {name}", flush=True)


def skip(name, why):
    global n_cases
    n_cases += 1
    print(f"ok {n_cases} - {name} # SKIP {why}", flush=True)


def form(word, language, sample, **env):
    done = subprocess.run([f"{BUILD}/form_tool", word, language, f"{HERE}/{sample}.json"], capture_output=True,
                          timeout=120, env={"PATH": "/usr/bin:/bin", "top_builddir": BUILD, "HOME": "/nonexistent", **env})
    if done.returncode != 0:
        raise SystemExit(f"form_tool {word} {sample}: {done.stderr}")
    return done.stdout


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def flat(text):
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def pdf(sample, language="fr"):
    path = f"{work}/{sample}-{language}.pdf"
    with open(path, "wb") as f:
        f.write(form("pdf", language, sample))
    return path


def check_pdf():
    if not shutil.which("pdftotext") or not shutil.which("qpdf"):
        return skip("PDF is read back", "no poppler-utils or no qpdf")
    for sample in ("month", "site", "year", "frozen", "closed", "unmeasured", "hostile"):
        path = pdf(sample)
        code, said = run("qpdf", "--check", path)
        ok(code == 0 and "No syntax" in said, f"qpdf finds nothing wrong in {sample}", said)
        _, fonts = run("pdffonts", path)
        rows = [r.split() for r in fonts.splitlines()[2:]]
        # emb sub uni object generation stand at the end
        ok(rows and all(r[-5] == "yes" for r in rows), f"every font of {sample} is in the file", fonts)
        ok(all("Type 3" not in r for r in fonts.splitlines()), f"no font of {sample} is a drawing", fonts)
    path = pdf("frozen")
    _, info = run("pdfinfo", path)
    for want in (r"Title: +Bilan de disponibilité, Mars.2026", r"Author: +SIVU des Inforoutes", r"Tagged: +yes",
                 r"\(A4\)", r"CreationDate: +Tue Nov 24 13:15:00 2026"):
        ok(re.search(want, info), f"pdfinfo says {want}", info)
    raw = open(path, "rb").read()
    ok(b"/Lang (fr)" in raw and b"/DisplayDocTitle true" in raw, "the language and the title are said to readers")
    ok(b"/Lang (en)" in open(pdf("frozen", "en"), "rb").read(), "English says that it is English")
    _, struct = run("pdfinfo", "-struct", path)
    ok(all(re.search(rf"^ *{tag}\b", struct, re.M) for tag in ("H1", "H2", "P", "Table", "TR", "TH", "TD")),
       "headings, paragraphs and tables are marked", struct)
    _, text = run("pdftotext", "-layout", path, "-")
    pages = text.rstrip("\f").split("\f")
    ok(all(f"page {i + 1} sur {len(pages)}" in flat(p) for i, p in enumerate(pages)), "each page says its number",
       [flat(p)[-80:] for p in pages])
    ok(all("SIVU des Inforoutes" in p for p in pages), "each page says whose report it is")
    ok("Bilan arrêté, version 2, le 2 avril 2026 à 8 h 30." in flat(pages[0]) and "3b" * 32 in pages[0],
       "the first page says version and hash", pages[0])
    _, plain = run("pdftotext", path, "-")
    ok(METHOD in flat(plain), "the method is printed word for word", flat(plain)[-2500:])
    ok("98,92 %" in flat(plain) and "sur 117 h" in flat(plain), "figures are text", flat(plain)[:600])
    _, year = run("pdftotext", "-layout", pdf("year"), "-")
    heads = sum("Ouverture perdue" in flat(p) or "Ouverture" in p for p in year.split("\f"))
    ok(heads >= 3, "a table that goes on says its heads again", heads)


def check_account():
    """An account without a home and without a place for caches still has its fonts."""
    a = form("pdf", "fr", "site")
    b = form("pdf", "fr", "site", HOME="/", XDG_CACHE_HOME="/proc/nowhere")
    ok(a == b, "the same bytes whatever the account")


def check_xlsx():
    try:
        import openpyxl
    except ImportError:
        return skip("XLSX is read back", "no python3-openpyxl")
    data = form("xlsx", "fr", "month")
    report = json.load(open(f"{HERE}/month.json"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    ok(book.sheetnames == ["Synthèse", "Points d'accès", "Coupures", "Demi-journées perdues", "Non mesuré",
                           "Déclarations", "Jour par jour", "Méthode"], "the sheets are there", book.sheetnames)
    points = book["Points d'accès"]
    heads = [c.value for c in points[1]]
    rows = {(r[1].value, r[3].value): r for r in points.iter_rows(min_row=2)}
    row = rows[("saint-agreve", "Accès Internet")]
    link = next(s for s in report["sites"] if s["id"] == "saint-agreve")["lines"]["link"]
    at = {h: row[i] for i, h in enumerate(heads)}
    rate = at["Taux de disponibilité constaté, sur le temps mesuré"]
    ok(rate.value == 0.9645 and rate.number_format == "0.00 %", "a rate is a truncated number", rate.value)
    down = at["En panne"]
    ok(down.value == datetime.timedelta(seconds=link["down_s"]) and down.number_format == "[h]:mm:ss",
       "a duration is a duration", down.value)
    ok(points.freeze_panes == "B2", "the heads stay in sight")
    outage = book["Coupures"][2]
    first = report["sites"][0]["outages"][0]
    want = datetime.datetime.strptime(first["from"], "%Y-%m-%dT%H:%M:%SZ") + datetime.timedelta(hours=1)
    ok(outage[3].value == want and outage[3].is_date, "a time is a date, of the network's clock", outage[3].value)
    total = sum((r[heads.index("En panne")].value for k, r in rows.items() if k[1] == "Accès Internet"),
                datetime.timedelta())
    ok(total == datetime.timedelta(seconds=report["total"]["link"]["down_s"]), "the column adds up", total)
    ok(METHOD in [c.value for c in book["Méthode"]["A"]], "the method stands on its sheet")
    ok(book.properties.creator == "SIVU des Inforoutes" and book.properties.created == datetime.datetime(2026, 11, 24, 13, 15),
       "author and date are the report's", book.properties)
    hostile = openpyxl.load_workbook(io.BytesIO(form("xlsx", "fr", "hostile")))
    kinds = {c.data_type for ws in hostile for r in ws.iter_rows() for c in r}
    ok("f" not in kinds, "no cell is a formula", kinds)
    ok("=1+1" in [c.value for c in hostile["Points d'accès"]["A"]], "a name that looks like one is a text")
    xml = "".join(zipfile.ZipFile(io.BytesIO(form("xlsx", "fr", "hostile"))).read(n).decode()
                  for n in zipfile.ZipFile(io.BytesIO(form("xlsx", "fr", "hostile"))).namelist())
    ok("<f>" not in xml and not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", xml), "no control character inside")
    english = openpyxl.load_workbook(io.BytesIO(form("xlsx", "en", "year")))
    ok("Months" in english.sheetnames and english["Months"].max_row > 24, "a year has its months", english.sheetnames)


def check_samples():
    """The samples are what make.py makes: a figure changed by hand would be found."""
    for sample, n in (("month", "4"), ("site", "10"), ("hostile", "18")):
        made = subprocess.run([sys.executable, f"{HERE}/make.py", sample, n], capture_output=True, text=True).stdout
        ok(json.loads(made) == json.load(open(f"{HERE}/{sample}.json")), f"{sample}.json is as make.py makes it")


try:
    check_samples()
    check_pdf()
    check_account()
    check_xlsx()
finally:
    shutil.rmtree(work)
print(f"1..{n_cases}")
sys.exit(n_failed > 0)
