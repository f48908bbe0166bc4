#!/usr/bin/python3
"""mutants.py: would the tests notice?

Breaks the pure modules (judgement, availability, opening hours) in many small ways, one at a
time: an operator, a constant, a branch, a call left out.  Each broken program is built and the
tests run until one of them notices.  A mutant that none of them notices survives: a test is
missing there, or the change means nothing, and then why.txt says why.

   mutants.py [--mutants N] [--seed S] [--jobs J] [--files GLOB] [--only ID] [--list] [--seeds N]

The same seed makes the same mutants of the same source.  It works in copies of the tree, in a
folder that it removes; the tree itself is only read.  Ends with 1 when fewer than 95 % are caught
or a survivor is not explained.
"""
import argparse
import collections
import concurrent.futures
import fnmatch
import hashlib
import os
import pathlib
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
# What decides.  Of letter.c only words are made, they have tests of their own.
PURE = ["daemon/judge/*.c", "daemon/model/calendar.c", "daemon/model/hours.c", "daemon/model/holidays.c"]
NOT = ["daemon/judge/letter*.c"]
GOAL = 95.0

# Each: name, pattern, replacement.  Applied to code without its comments and strings.
CHANGES = [
	("less or equal", r"(?<![<>=!-])<(?![<=])(?=\s)", "<="),
	("less", r"<=", "<"),
	("more or equal", r"(?<![->=])>(?![>=])(?=\s)", ">="),
	("more", r"(?<!>)>=", ">"),
	("not equal", r"==", "!="),
	("equal", r"!=", "=="),
	("or", r"&&", "||"),
	("and", r"\|\|", "&&"),
	("no not", r"!(?=[a-z_(])", ""),
	("minus", r"(?<=[\w)\]]) \+ (?=[\w(])", " - "),
	("plus", r"(?<=[\w)\]]) - (?=[\w(])", " + "),
	("true", r"\bfalse\b", "true"),
	("false", r"\btrue\b", "false"),
	("one more", r"(?<![\w.])([1-9]\d*)(?![\w.x])", lambda m: str(int(m[1]) + 1)),
	("zero is one", r"(?<![\w.\[{])0(?![\w.x])(?! \})", "1"),
	("never", r"(?<=\tif )\((?=.*\)$|.*\) \{$)", "(0 && "),
	("always", r"(?<=\tif )\((?=.*\)$|.*\) \{$)", "(1 || "),
	("left out", r"^(\t+)[a-z_]+\(.*\);$", r"\1;"),
	("unset", r"^(\t+)[a-z_]+(->|\.)[\w.\[\]>-]+ (=|\|=|\+=) .*;$", r"\1;"),
	("goes on", r"^(\t+)(break|continue);$", r"\1;"),
]

# Left out, these only leak; AddressSanitizer sees that, in a run of its own.
FREES = re.compile(r"\t+(return|free|buf_done|\w+_free)\b")

Mutant = collections.namedtuple("Mutant", "id file line change before after")


def blank(text):
	"""The text with comments and strings blanked, so that columns stay."""
	pattern = r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
	return re.sub(pattern, lambda m: re.sub(r"[^\n]", "\x01", m[0]), text, flags=re.S)


def mutants_of(path):
	"""Every small change of a file."""
	text = (TREE / path).read_text()
	lines, masked = text.split("\n"), blank(text).split("\n")
	depth = 0
	for i, code in enumerate(masked):
		inside = depth > 0
		depth += code.count("{") - code.count("}")
		if not inside or code.startswith("#") or "assert(" in code or "static const" in code:
			continue
		for name, pattern, new in CHANGES:
			for k, m in enumerate(re.finditer(pattern, code)):
				is_line = pattern.startswith("^")
				put = m.expand(new) if isinstance(new, str) else new(m)
				after = lines[i][:m.start()] + put + lines[i][m.end():]
				if "(0 && " in put or "(1 || " in put:		# close the bracket that was opened
					end = after.rindex(")")
					after = after[:m.start()] + put + "(" + after[m.start() + len(put):end] + ")" + after[end:]
				if after == lines[i] or (is_line and FREES.match(code)):
					continue
				before = lines[i].strip()
				key = f"{path} {name} {k} {before} {lines[i - 1].strip()}"
				ident = hashlib.sha256(key.encode()).hexdigest()[:8]
				yield Mutant(ident, path, i, name, lines[i], after)


def chosen(args):
	"""The mutants to make: spread over files as their candidates are, the same for one seed."""
	files = sorted({str(p.relative_to(TREE)) for g in PURE for p in TREE.glob(g)})
	files = [f for f in files if not any(fnmatch.fnmatch(f, n) for n in NOT)]
	files = [f for f in files if fnmatch.fnmatch(f, args.files)]
	pool = [m for f in files for m in mutants_of(f)]
	if args.only:
		return [m for m in pool if m.id in args.only]
	rng = random.Random(args.seed)
	return pool if args.mutants == 0 else rng.sample(pool, min(args.mutants, len(pool)))


class Workshop:
	"""A copy of the tree with a build of what the tests need."""

	def __init__(self, folder, seeds):
		self.tree, self.build = folder / "tree", folder / "build"
		skip = shutil.ignore_patterns(".git", "_*", "run", "node_modules", "autom4te.cache")
		shutil.copytree(TREE, self.tree, ignore=skip, symlinks=True)
		self.build.mkdir()
		if not (self.tree / "configure").exists():
			self.run(["./autogen.sh"], self.tree)
		self.run(["../tree/configure", "-q", "CFLAGS=-O2 -g0"], self.build)
		makefile = (self.build / "Makefile").read_text()
		units = [u for u in ("test_judge_check", "test_judge_site", "test_judge_incident", "test_judge_group",
		    "test_judge_flapping", "test_judge_adopt", "test_judge_tell", "test_judge_drift",
		    "test_availability", "test_calendar", "test_views", "test_judge_recall")
		    if re.search(rf"\b{u}\$\(EXEEXT\)", makefile)]
		extra = sorted(set(re.findall(r"\b(test_judge_\w+)\$\(EXEEXT\)", makefile)) - set(units))
		self.units = extra + units
		self.tests = [("unit " + u, u, ["./" + u]) for u in self.units if u != "test_judge_recall"]
		self.tests += [("scenarios", "vigie", ["bash", str(self.tree / "tests/scenarios/run.sh")])]
		self.tests += [("unit " + u, u, ["./" + u]) for u in self.units if u == "test_judge_recall"]
		if re.search(r"\bsim\$\(EXEEXT\)", makefile):
			self.tests += [("simulation", "sim", ["./sim", "--seeds", f"1..{seeds}", "-j1", "--no-shrink"])]
		self.run(["make", "-s"] + [target for _, target, _ in self.tests], self.build)
		self.objects = {str(p.relative_to(TREE)): self.object_of(p.relative_to(TREE))
		    for g in PURE for p in TREE.glob(g)}

	def run(self, argv, where):
		subprocess.run(argv, cwd=where, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

	def passes(self, argv, limit):
		env = dict(os.environ, top_srcdir=str(self.tree), top_builddir=".", srcdir=str(self.tree))
		try:
			done = subprocess.run(argv, cwd=self.build, env=env, timeout=limit,
			    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
		except subprocess.TimeoutExpired:
			return False
		return done.returncode == 0 and not re.search(rb"^not ok (?!.*# SKIP)", done.stdout, re.M)

	def object_of(self, path):
		"""The compiled file's bytes: a change that does not change them is none."""
		stem = pathlib.Path(path).stem
		found = sorted((self.build / path).parent.glob(f"*-{stem}.o"))
		return b"".join(f.read_bytes() for f in found)

	def verdict(self, mutant):
		"""("same" | "none" | "caught" | "survived", by)."""
		source = self.tree / mutant.file
		whole = source.read_text()
		lines = whole.split("\n")
		lines[mutant.line] = mutant.after
		source.write_text("\n".join(lines))
		try:
			for name, target, argv in self.tests:
				built = subprocess.run(["make", "-s", target], cwd=self.build,
				    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
				if built.returncode != 0:
					return ("none", "does not compile")
				if self.object_of(mutant.file) == self.objects[mutant.file]:
					return ("same", "the same code")
				if not self.passes(argv, 120 if target != "sim" else 900):
					return ("caught", name)
			return ("survived", "")
		finally:
			source.write_text(whole)	# the next make builds it again


def reasons():
	"""why.txt: "ID reason" of survivors that mean nothing."""
	path = HERE / "why.txt"
	lines = path.read_text().splitlines() if path.exists() else []
	return dict(line.split(None, 1) for line in lines if line and not line.startswith("#"))


def report(results):
	why = reasons()
	caught = [r for r in results if r[1][0] == "caught"]
	survived = [r for r in results if r[1][0] == "survived"]
	meant = [r for r in survived if r[0].id not in why]
	print("\n| caught by | mutants |\n|---|---|")
	for name, n in collections.Counter(r[1][1] for r in caught).most_common():
		print(f"| {name} | {n} |")
	total = len(caught) + len(survived)
	share = 100.0 * len(caught) / total if total else 0.0
	skipped = len(results) - total
	print(f"| all | {len(caught)} of {total} ({share:.1f} %), {skipped} more changed nothing or did not compile |")
	for m, _ in survived:
		print(f"\nsurvived {m.id} {m.file}:{m.line + 1} {m.change}\n- {m.before.strip()}\n+ {m.after.strip()}")
		print(f"  why: {why.get(m.id, 'NOT EXPLAINED')}")
	good = total > 0 and share >= GOAL and not meant
	print(f"\n{'ok' if good else 'not ok'} 1 - the tests notice {share:.1f} % of {total} mutants; "
	    f"{len(meant)} survivors are not explained")
	print("1..1")
	return 0 if good else 1


def main():
	ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[1], add_help=True)
	ap.add_argument("--mutants", type=int, default=160, help="how many; 0: every one")
	ap.add_argument("--seed", default="vigie")
	ap.add_argument("--seeds", type=int, default=60, help="of the simulation, for each that is left")
	ap.add_argument("--jobs", type=int, default=2)
	ap.add_argument("--files", default="*", help="only these, as daemon/judge/group.c")
	ap.add_argument("--only", action="append", help="the mutant of that id")
	ap.add_argument("--list", action="store_true", help="shows them and ends")
	args = ap.parse_args()
	todo = chosen(args)
	if args.list:
		for m in todo:
			print(f"{m.id} {m.file}:{m.line + 1} {m.change}\n- {m.before.strip()}\n+ {m.after.strip()}")
		return 0
	with tempfile.TemporaryDirectory(prefix="vigie-mutants-") as top:
		shops = queue.Queue()
		for i in range(args.jobs):
			print(f"# builds copy {i + 1} of {args.jobs}", flush=True)
			shops.put(Workshop(pathlib.Path(top) / str(i), args.seeds))
		shop = shops.get()
		bad = [name for name, _, argv in shop.tests if not shop.passes(argv, 900)]
		shops.put(shop)
		if bad:
			print(f"not ok 1 - the tests pass before anything is broken: {', '.join(bad)}\n1..1")
			return 1

		def one(mutant):
			shop = shops.get()
			try:
				return (mutant, shop.verdict(mutant))
			finally:
				shops.put(shop)

		results = []
		with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
			for mutant, verdict in pool.map(one, todo):
				results.append((mutant, verdict))
				print(f"# {len(results)}/{len(todo)} {mutant.id} {mutant.file}:{mutant.line + 1} "
				    f"{mutant.change}: {' '.join(verdict)}", flush=True)
	return report(results)


if __name__ == "__main__":
	sys.exit(main())
