#!/bin/bash
# The simulation at length: 5,000 small networks, then some of 100 and 400 points for a month.
sim=${top_builddir:-.}/sim
jobs=$(nproc)
"$sim" --seeds 1..5000 -j "$jobs" || exit 1
"$sim" --seeds 5001..5004 -j "$jobs" --points 100 --days 30 || exit 1
exec "$sim" --seeds 6001..6004 -j "$jobs" --points 400 --days 30
