#!/bin/sh
# Usage: system_libraries.sh PYTHON
# Installs the system libraries that Qt needs and that a bare Debian or Ubuntu lacks, where that is allowed without a password.
# Elsewhere it leaves them: the program says what to install.
set -eu
missing=$("$1" -c 'from mineral_desk.ui.system_libraries import has_display, missing_packages
print(*missing_packages(for_window=has_display()))')
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing system libraries: $missing"
    # what still lacks afterwards the program says in words
    # shellcheck disable=SC2086  # a list of packages
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >/dev/null 2>&1 || true
fi
