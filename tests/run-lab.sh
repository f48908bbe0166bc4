#!/bin/bash
# run-lab.sh - one test of the lab; skipped, with a word, where configure had --disable-lab.
[ -z "${VIGIE_QUICK:-}" ] || { echo "1..0 # SKIP configured with --disable-lab"; exit 0; }
exec /usr/bin/python3 "$@"
