#!/bin/bash
# The page tests where there is a Node to run them; pages.mjs says what else may be missing.
[ -z "${VIGIE_QUICK:-}" ] || { echo "1..0 # SKIP configured with --disable-lab"; exit 0; }
command -v node >/dev/null || { echo "1..0 # SKIP no node"; exit 0; }
exec node "${top_srcdir:-.}/tests/web/pages.mjs"
