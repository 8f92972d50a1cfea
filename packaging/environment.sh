#!/bin/sh
# Usage: environment.sh PYTHON FOLDER PACKAGE...
# Makes the virtual environment FOLDER if need be and installs the packages into it.
set -eu
python=$1 folder=$2
shift 2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Mineral Desk needs Python 3.11 or newer; $python is older or missing. Name another one: make PYTHON=python3.12 run" >&2
    exit 1
fi
if [ ! -x "$folder/bin/python" ] && ! "$python" -m venv "$folder" 2>/dev/null; then
    rm -rf "$folder"
    echo "No virtual environment could be made. On Debian or Ubuntu: sudo apt install python3-venv" >&2
    exit 1
fi
echo "Setting up $folder: $*"
"$folder/bin/python" -m pip install --quiet "$@"
