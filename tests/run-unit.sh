#!/bin/bash
# Runs a cmocka program: what it skips is "not ok N # SKIP" in its TAP, which the harness would count as failed.
set -o pipefail
"$@" | sed -uE 's/^not ok ([0-9]+) # SKIP/ok \1 # SKIP/'
