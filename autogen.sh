#!/bin/sh
# Makes ./configure from configure.ac; needed after a clone, not in a release.
cd "$(dirname "$0")" && exec autoreconf -fi
