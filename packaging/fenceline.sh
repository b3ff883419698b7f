#!/bin/sh
# The command `fenceline` where it is installed: its modules lie beside bin/, in share/fenceline/python.
here=$(dirname "$(readlink -f "$0")")
PYTHONPATH=$here/../share/fenceline/python${PYTHONPATH:+:$PYTHONPATH} exec "${PYTHON:-/usr/bin/python3}" -m fenceline "$@"
