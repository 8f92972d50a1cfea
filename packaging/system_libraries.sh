#!/bin/sh
# Usage: system_libraries.sh PYTHON
# Qt loads a few libraries that a bare Debian or Ubuntu lacks. Installs them where that is allowed without asking for a
# password, else says in one sentence what to install.
set -eu
packages="libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0"

if QT_QPA_PLATFORM=offscreen "$1" -c 'import PySide6.QtWidgets' 2>/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the system libraries that Qt needs"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null && exit 0
fi
echo "The window needs system libraries that are missing here. On Debian or Ubuntu: sudo apt install $packages" >&2
exit 1
