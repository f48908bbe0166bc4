#!/bin/bash
# recall_long.sh - test_judge_recall over many more lives (SEEDS, 3000 unless told).
SEEDS=${SEEDS:-3000} exec "${top_builddir:-.}/test_judge_recall"
