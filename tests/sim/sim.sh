#!/bin/bash
# 200 simulated lives of small networks, and one of them twice: the same seed, the same journal.
sim=$top_builddir/sim
if [ -n "$VIGIE_QUICK" ]; then
	exec "$sim" --seeds 1..40 -j "$(nproc)" --tap
fi
"$sim" --seeds 1..200 -j "$(nproc)" --tap --more
once=$("$sim" --seed 17 | sed 's/.*journal //')
twice=$("$sim" --seed 17 | sed 's/.*journal //')
if [ -n "$once" ] && [ "$once" = "$twice" ]; then
	echo "ok 3 - the same seed writes the same journal"
else
	echo "# $once"
	echo "# $twice"
	echo "not ok 3 - the same seed writes the same journal"
fi
echo 1..3
