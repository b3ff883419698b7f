#!/bin/sh
# Archives of what is committed, in dist/.
#   scripts/package.sh dist         fenceline-VERSION.tar.xz: the sources, which build without git
#   scripts/package.sh deb [DIR]    fenceline_VERSION_ARCH.deb, looked through by lintian; DIR: of a bench that was built
#                                   there already
#   scripts/package.sh try FILE.deb installs it in a fresh Debian 12 (debootstrap, root; minutes) and runs it there
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^project(fenceline VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
name=fenceline-$version

# The sources as a tar file. Where there is no git they are such an archive unpacked, and what was built in it.
sources() {
  if [ -e .git ]; then
    changed=$(git status --porcelain | wc -l)
    [ "$changed" = 0 ] || echo "package: without $changed files that are changed or new and not committed" >&2
    git archive --format=tar --prefix="$name/" HEAD
  else
    tar -c --exclude='./build*' --exclude=./bench --exclude=./dist --exclude=./.cache --exclude='__pycache__' \
      --exclude=./results/native --exclude=./results/emulated --transform="s|^\.|$name|" .
  fi
}

deb() {
  built=${1:+$(readlink -m "$1")}
  [ -z "$built" ] || [ -x "$built/bench" ] || { echo "package: deb $1: there is no bench that was built: make bench" >&2; exit 2; }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  sources | tar -x -C "$work"
  cp -r packaging/debian "$work/$name/debian"
  (cd "$work/$name" && BUILT=$built dpkg-buildpackage -b -us -uc >"$work/log" 2>&1) ||
    { tail -30 "$work/log" >&2; echo "package: dpkg-buildpackage failed: its last lines stand above" >&2; exit 1; }
  lintian --allow-root --fail-on error "$work"/*.changes
  mv "$work"/fenceline_"$version"_*.deb dist/
  ls dist/fenceline_"$version"_*.deb
}

# A folder of its own, gone afterwards. Of this machine it sees what a container would: /proc.
try() {
  [ -f "$1" ] || { echo "package: try '$1': there is no such package: scripts/package.sh deb makes one" >&2; exit 2; }
  package=$(readlink -f "$1")
  root=$(mktemp -d)
  trap 'umount "$root/proc" 2>/dev/null; rm -rf "$root" "$root.log"' EXIT
  debootstrap --variant=minbase bookworm "$root" >"$root.log" || { tail -3 "$root.log" >&2; exit 3; }
  cp "$package" "$root/"
  mount -t proc proc "$root/proc"
  chroot "$root" sh -eux <<EOF
apt-get install -y -qq --no-install-recommends "/$(basename "$package")" >/dev/null 2>&1
cd /tmp
fenceline-bench --version
fenceline-bench --doctor
fenceline-bench --suite=atomics --verify
fenceline-bench --suite=atomics --filter=latency --quick --out=run
fenceline report run
fenceline keys run
EOF
}

mkdir -p dist
case ${1:-} in
  dist) sources | xz -T0 >"dist/$name.tar.xz" && echo "dist/$name.tar.xz" ;;
  deb) deb "${2:-}" ;;
  try) try "${2:-}" ;;
  *) echo "package: '${1:-}' is none of dist, deb, try" >&2; exit 2 ;;
esac
