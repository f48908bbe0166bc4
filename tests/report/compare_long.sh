#!/bin/bash
# The same comparison over thousands of lives; two processes, as the machine has two cores or more.
cd "$(dirname "$0")" || exit 1
COUNT_LIVES=3000 COUNT_SEED=10000 /usr/bin/python3 compare.py & first=$!
COUNT_LIVES=3000 COUNT_SEED=20000 /usr/bin/python3 compare.py; rc=$?
wait "$first" && exit "$rc"
