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
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
# What decides.  Of letter.c only words are made, they have tests of their own; dump.c is what tests compare by.
PURE = ["daemon/judge/*.c", "daemon/model/calendar.c", "daemon/model/hours.c", "daemon/model/holidays.c"]
NOT = ["daemon/judge/letter*.c", "daemon/judge/dump.c"]
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
FREES = re.compile(r"\t+(return|free|drop_to|buf_done|spans_done|\w+_free|free_\w+)\b")
# The same of whole functions: what they free too little leaks, too much ends every test.
FREEING = re.compile(r"(\w+_free|free_\w+|judge_demolish)\(")
# A place more than needed only costs memory.
ROOM = re.compile(r"\bx(calloc|reallocarray)\(")
# Of an order, only the sign is asked, and never of one thing and itself.
ORDER = re.compile(r"by_\w+\(const void")
UNASKED = {"less or equal", "more or equal", "one more"}

Mutant = collections.namedtuple("Mutant", "id file line change before after")


# One more: whoever sorts asks for the sign alone, and a place more than needed is read by nobody.
SIGN, ROOM = re.compile(r"\? -?1 : -?1;"), re.compile(r"\bx(calloc|malloc|reallocarray)\(.*")


def means_the_same(code, at):
	return any(m.start() <= at < m.end() for pattern in (SIGN, ROOM) for m in pattern.finditer(code))


def blank(text):
	"""The text with comments and strings blanked, so that columns stay."""
	pattern = r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
	return re.sub(pattern, lambda m: re.sub(r"[^\n]", "\x01", m[0]), text, flags=re.S)


def mutants_of(path):
	"""Every small change of a file."""
	text = (TREE / path).read_text()
	lines, masked = text.split("\n"), blank(text).split("\n")
	depth, head = 0, ""
	seen = collections.Counter()
	for i, code in enumerate(masked):
		inside = depth > 0
		head = head if inside or not re.match(r"\w+\(", code) else code
		depth += code.count("{") - code.count("}")
		if not inside or code.startswith("#") or "assert(" in code or "static const" in code:
			continue
		if FREEING.match(head):
			continue
		for name, pattern, new in CHANGES:
			if (ORDER.match(head) and name in UNASKED) or (ROOM.search(code) and name == "one more"):
				continue
			for k, m in enumerate(re.finditer(pattern, code)):
				is_line = pattern.startswith("^")
				put = m.expand(new) if isinstance(new, str) else new(m)
				after = lines[i][:m.start()] + put + lines[i][m.end():]
				if "(0 && " in put or "(1 || " in put:		# close the bracket that was opened
					end = after.rindex(")")
					after = after[:m.start()] + put + "(" + after[m.start() + len(put):end] + ")" + after[end:]
				if after == lines[i] or (is_line and FREES.match(code)):
					continue
				if name == "one more" and means_the_same(code, m.start()):
					continue
				before = lines[i].strip()
				key = f"{path} {name} {k} {before} {lines[i - 1].strip()}"
				seen[key] += 1
				if seen[key] > 1:	# the same two lines again, further down
					key += f" #{seen[key]}"
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


# The order in which they are asked: what fails often and fast comes first.
UNITS = ["test_judge_law", "test_judge_check", "test_judge_site", "test_judge_incident", "test_judge_group",
    "test_judge_groups", "test_judge_life", "test_judge_start",
    "test_judge_adopt", "test_judge_tell", "test_judge_hands", "test_judge_flapping", "test_judge_line",
    "test_judge_digest", "test_availability", "test_required", "test_calendar", "test_zone", "test_views", "test_report",
    "test_judge_view", "test_judge_window", "test_judge_reload",
    "test_judge_recall", "test_calendar_year"]
# Random lives of test_judge_recall and test_judge_reload: what one notices is mostly noticed by the first.
LIVES = 2
# Who asks of these files first.
FIRST = {"availability.c": "test_availability", "calendar.c": "test_calendar", "hours.c": "test_calendar",
    "holidays.c": "test_zone", "spans.c": "test_required", "required.c": "test_required",
    "turn.c": "test_required", "adopt.c": "test_judge_adopt", "rename.c": "test_judge_reload",
    "hands.c": "test_judge_hands", "group.c": "test_judge_group", "flapping.c": "test_judge_flapping",
    "digest.c": "test_judge_digest", "line.c": "test_judge_line", "view.c": "test_judge_view",
    "cause.c": "test_judge_cause", "check.c": "test_judge_check", "device.c": "test_judge_device",
    "start.c": "test_judge_start", "due.c": "test_judge_start",
    "canary.c": "test_judge_check", "route.c": "test_judge_tell", "hold.c": "test_judge_tell", "fold.c": "test_judge_tell", "recall.c": "test_judge_recall",
    "window.c": "test_judge_window", "convention.c": "test_judge_window"}


def at_most(seconds):
	"""In the child: CPU seconds, and memory enough for any test; an endless loop costs little."""
	resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
	resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


class Workshop:
	"""
	A copy of the tree with a build of what the tests need.  What is broken is a library that they
	load: a mutant costs one compilation and one link, however many programs ask about it.
	"""

	def __init__(self, folder, seeds):
		self.tree, self.build = folder / "tree", folder / "build"
		skip = shutil.ignore_patterns(".git", "_*", "run", "node_modules", "autom4te.cache")
		shutil.copytree(TREE, self.tree, ignore=skip, symlinks=True)
		self.build.mkdir()
		if not (self.tree / "configure").exists():
			self.run(["./autogen.sh"], self.tree)
		self.run(["../tree/configure", "-q", "CFLAGS=-O1 -g0 -fPIC"], self.build)
		made = set(re.findall(r"\b(\w+)\$\(EXEEXT\)", (self.build / "Makefile").read_text()))
		units = [u for u in UNITS if u in made]
		units += sorted(u for u in made if u.startswith("test_judge_") and u not in units)
		self.tests = [("unit " + u, u, ["./" + u]) for u in units]
		self.tests += [("scenarios", "vigie", ["bash", str(self.tree / "tests/scenarios/run.sh")])]
		if "sim" in made and seeds > 0:
			self.tests += [("simulation", "sim", ["./sim", "--seeds", f"1..{seeds}", "-j1", "--no-shrink"])]
		self.run(["make", "-s"] + [target for _, target, _ in self.tests], self.build)
		self.objects, self.compile = {}, {}
		for p in sorted(p for g in PURE for p in self.tree.glob(g)):
			self.take_object(str(p.relative_to(self.tree)))
		self.link_library()
		for _, target, _ in self.tests:
			self.link_program(target)

	def run(self, argv, where):
		subprocess.run(argv, cwd=where, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

	def commands(self, target):
		"""What make would run to make it again."""
		said = subprocess.run(["make", "-n", "-W", "NONE", "V=1", target], cwd=self.build, check=True,
		    stdout=subprocess.PIPE, text=True).stdout
		return said.replace("\\\n", " ").split("\n")

	def take_object(self, path):
		"""How a file is compiled, and what comes of it as it is."""
		found = sorted((self.build / path).parent.glob(f"lib*_a-{pathlib.Path(path).stem}.o"))
		found = [f for f in found if f.name.startswith(("libjudge", "libmodel"))]
		name = str(found[0].relative_to(self.build))
		before = found[0].read_bytes()
		found[0].unlink()
		line = next(c for c in self.commands(name) if " -c -o " in c)
		line = re.sub(r" -M[TF] \S+| -M[DP]\b", "", line[line.index("gcc"):])
		self.compile[path] = (name, line.replace("-Werror", ""))
		found[0].write_bytes(before)
		self.objects[path] = before

	def link_library(self):
		objects = [f for room in ("judge", "model") for f in
		    sorted(str(p.relative_to(self.build)) for p in (self.build / "daemon" / room).glob(f"lib{room}_a-*.o"))]
		self.run(["gcc", "-shared", "-o", "libpure.so"] + objects, self.build)

	def link_program(self, target):
		"""Links it anew, with the library in place of the archives."""
		(self.build / target).unlink()
		line = next(c for c in reversed(self.commands(target)) if f" -o {target} " in c)
		line = line[line.index("gcc"):]
		line = re.sub(r" (?=\S+\.a\b)", " -rdynamic -Wl,-rpath,. -Wl,--no-as-needed ./libpure.so ", line, count=1)
		self.run(["sh", "-c", line], self.build)

	def fails(self, argv, limit):
		"""
		How a test fails, "" if it passes.  The limit is of CPU seconds, so that a busy machine is no
		verdict; what sleeps for ever meets one of twenty times that, by the clock.
		"""
		env = dict(os.environ, MALLOC_PERTURB_="165", top_srcdir=str(self.tree), top_builddir=".", srcdir=str(self.tree),
		    SEEDS=str(LIVES))
		try:
			done = subprocess.run(argv, cwd=self.build, env=env, timeout=20 * limit,
			    preexec_fn=lambda: at_most(limit),
			    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
		except subprocess.TimeoutExpired:
			return "too slow"
		if -done.returncode in (signal.SIGXCPU, signal.SIGKILL):
			return "too slow"
		is_well = done.returncode == 0 and not re.search(rb"^not ok (?!.*# SKIP)", done.stdout, re.M)
		return "" if is_well else "fails"

	def in_order(self, path):
		"""The tests, those that are about this file first; the slow year of opening hours only for these."""
		first = "unit " + FIRST.get(pathlib.Path(path).name, "")
		asked = [t for t in self.tests if path.startswith("daemon/model/") or t[1] != "test_calendar_year"]
		return sorted(asked, key=lambda t: t[0] != first)

	def verdict(self, mutant):
		"""("same" | "none" | "caught" | "survived", by)."""
		source = self.tree / mutant.file
		whole = source.read_text()
		lines = whole.split("\n")
		lines[mutant.line] = mutant.after
		source.write_text("\n".join(lines))
		name, command = self.compile[mutant.file]
		try:
			done = subprocess.run(["sh", "-c", command], cwd=self.build, stdout=subprocess.DEVNULL,
			    stderr=subprocess.DEVNULL)
			if done.returncode != 0:
				return ("none", "does not compile")
			if (self.build / name).read_bytes() == self.objects[mutant.file]:
				return ("same", "the same code")
			self.link_library()
			for what, target, argv in self.in_order(mutant.file):
				how = self.fails(argv, 10 if target != "sim" else 60)
				if how:
					return ("caught", what if how == "fails" else f"{what}, {how}")
			return ("survived", "")
		finally:
			source.write_text(whole)
			(self.build / name).write_bytes(self.objects[mutant.file])


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
	apart = total - len(survived) + len(meant)
	fair = 100.0 * len(caught) / apart if apart else 0.0
	good = total > 0 and fair >= GOAL and not meant
	print(f"\n{'ok' if good else 'not ok'} 1 - the tests notice {share:.1f} % of {total} mutants, {fair:.1f} % "
	    f"without those that mean nothing; "
	    f"{len(meant)} survivors are not explained")
	print("1..1")
	return 0 if good else 1


def main():
	ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[1], add_help=True)
	ap.add_argument("--mutants", type=int, default=160, help="how many; 0: every one")
	ap.add_argument("--seed", default="vigie")
	ap.add_argument("--seeds", type=int, default=12, help="of the simulation, for each that is left; 0: without it")
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
		bad = [name for name, _, argv in shop.tests if shop.fails(argv, 900)]
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
