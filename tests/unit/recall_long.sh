#!/bin/bash
# recall_long.sh - test_judge_recall and test_judge_reload over many more lives (SEEDS, 3000 unless told).
export SEEDS=${SEEDS:-3000}
"${top_builddir:-.}/test_judge_recall" && exec "${top_builddir:-.}/test_judge_reload"
