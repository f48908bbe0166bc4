#!/usr/bin/python3
"""The table of what the benches printed: table.py FILE...

A bench prints lines `NAME key=FIGURE [unit] [goal<=LIMIT] [key=...] [(words)]`; every figure that
has a goal or stands in ROWS is a row here.  A row without a figure was not measured in this run (a part of vigie or a
peer that this machine has not).
"""
import re
import sys

# what, in people's words; what it is measured against
ROWS = {
    "icmp.ratio": ("ICMP echo by the poller, schedule and frames included", "raw `sendmmsg`/`recvmmsg`"),
    "icmp_fping.ratio": ("The same", "Debian's `fping`"),
    "icmp_rtt_error.p50": ("Error of a round trip, µs, median at 10,000 a second", "the kernel's own stamps"),
    "snmp_get_1.ratio": ("SNMP GET of 1 value", "bare UDP of the same bytes"),
    "snmp_get_10.ratio": ("SNMP GET of 10 values", "bare UDP of the same bytes"),
    "snmp_silent.ratio": ("Rate with 20,000 silent agents", "the rate without them"),
    "snmp_v3.ratio": ("SNMP v3 authPriv", "v2c"),
    "snmp_engines.ratio": ("10,000 SNMP engines", "one engine"),
    "judge.rate": ("Results judged a second on one core", "-"),
    "judge.bytes_per_check": ("Judgement's bytes a check", "-"),
    "judge.took": ("2,050 nested groups of 10,000 points, all cut and back, s of processor time", "-"),
    "judge.closed": ("The same while all are closed", "-"),
    "judge.against_none": ("The same, open", "the same points in no group"),
    "replay.rate": ("Lines `vigie replay` judges a second", "-"),
    "frames.encode": ("A result into a frame, ns", "`memcpy` of its bytes"),
    "frames.decode": ("A result out of a frame, ns", "`memcpy` of its bytes"),
    "series.ratio": ("A sample into its RRD file, 30 a flush", "bare `pwrite`"),
    "journal.ratio": ("Journal rows a second, 100 a commit", "append + `fdatasync`"),
    "report_year.s": ("Report of a year, 400 points, 3.7 million imported transitions, s", "-"),
    "report_year.ratio": ("The same", "the same rows read and thrown away"),
    "report_year.linear": ("The same", "half of the transitions"),
    "report_year.rss_mib": ("The same, MiB of memory", "-"),
    "report_year_own.s": ("The same, had vigie seen them itself, s", "-"),
    "report_year_own.rss_mib": ("The same, MiB of memory", "-"),
    "report_month.ms": ("Report of a month of 31 points, ms", "-"),
    "poller_memory.bytes": ("The poller's bytes a check", "-"),
    "system.cpu": ("100,000 checks a minute with RRD and journal, % of a core", "all programs"),
    "system.loop_lag_p99": ("Loop lag p99, ms, of engine and poller", "a bare sleeping process"),
    "system.memory": ("Bytes a check over all programs at 100,000 checks", "the same with 24 checks"),
}
FIGURE = re.compile(r"(\w+)=([\d.]+)\S*(?: (?:ns|us|ms|%|bytes))?(?: goal(<=|>=)([\d.]+))?")


def main():
    found = {}
    for path in sys.argv[1:]:
        for line in open(path, encoding="utf-8"):
            if line.startswith("#"):
                continue
            name = line.split(" ", 1)[0]
            words = re.search(r"\((.*)\)\s*$", line)
            for key, figure, sense, limit in FIGURE.findall(line.split(" (")[0]):
                if not sense and f"{name}.{key}" not in ROWS:
                    continue
                found.setdefault(f"{name}.{key}", []).append(
                    (float(figure), figure, sense, limit, words.group(1) if words else ""))
    print("| what | against | measured | goal | |\n|---|---|---:|---:|---|")
    for key in [*ROWS, *(k for k in found if k not in ROWS)]:
        what, against = ROWS.get(key, (key, "-"))
        if key not in found:
            print(f"| {what} | {against} | - | - | not measured |")
            continue
        runs = sorted(found[key])
        wants_more = runs[0][2] == ">="
        middle = (len(runs) - 1) // 2 if wants_more else len(runs) // 2	# of two the worse
        value, figure, sense, limit, words = runs[middle]
        if not sense:
            goal, verdict = "-", ""
        else:
            goal = f"{'≤' if sense == '<=' else '≥'} {limit}"
            is_met = value <= float(limit) if sense == "<=" else value >= float(limit)
            verdict = "met" if is_met else "**missed**"
        spread = f"{runs[0][1]} to {runs[-1][1]} in {len(runs)} runs" if len(runs) > 1 else ""
        note = "; ".join(t for t in (verdict, spread, words) if t)
        print(f"| {what} | {against} | {figure} | {goal} | {note} |")


if __name__ == "__main__":
    main()
