#!/bin/sh
# Installs what the build, the main job or the tests need, from Debian's packages, by name; says what it installs.
#   scripts/setup.sh run     what `make run` needs
#   scripts/setup.sh test    and what `make test` needs on top: cross compilers, emulators, sanitizers' runtime
#   scripts/setup.sh fleet   and what measuring other hosts needs here
#   scripts/setup.sh deb     what a Debian package is built with
#   scripts/setup.sh peers   and the libraries whose structures are measured beside ours; a build without them says so
# Exit 3: something is missing and cannot be installed from here; the list is printed.
set -eu
cd "$(dirname "$0")/.."
build="g++ cmake ninja-build pkg-config binutils git
       libbenchmark-dev libhwloc-dev libpfm4-dev libcli11-dev nlohmann-json3-dev libfmt-dev
       python3 python3-matplotlib python3-numpy python3-scipy python3-jinja2"
fleet="ansible-core openssh-client"
test="libgtest-dev libgmock-dev python3-pytest python3-pytest-xdist python3-setuptools python3-wheel
      clang graphviz curl dpkg-dev cpio file
      $fleet openssh-server iproute2 slurm-wlm munge busybox python3-yaml"
packaging="debhelper dh-python dpkg-dev help2man lintian"
# Each file under structures/peers/ says what it needs.
peers=$(sed -n 's|^// package: ||p' structures/peers/*/*.h | sort -u)
# A foreign ISA's packages stand in its own folder.
isa_packages() {
  /usr/bin/python3 - <<'EOF'
import glob, json, platform
for path in sorted(glob.glob("arch/*/target.json")):
    target = json.load(open(path))
    if target["processor"] != platform.machine():
        print(*target["packages"].get("cross", []), *target["packages"].get("user", []))
EOF
}

missing() {
  for package in "$@"; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || echo "$package"
  done
}

wanted=$build
[ "${1:-run}" = peers ] && wanted="$build $peers"
[ "${1:-run}" = fleet ] && wanted="$build $fleet"
[ "${1:-run}" = deb ] && wanted="$build $peers $packaging"
[ "${1:-run}" = test ] && wanted="$build $test $peers $packaging"
if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is not Debian. Install, by your distribution's names: $(echo $wanted)" >&2
  exit 3
fi
install() {
  need=$(missing "$@" | tr '\n' ' ')
  [ -z "$need" ] && return 0
  if [ "$(id -u)" != 0 ]; then
    echo "setup: missing, and only root can install: apt-get install $need" >&2
    exit 3
  fi
  echo "setup: installing from Debian: $need"
  export DEBIAN_FRONTEND=noninteractive
  # Tests want sshd and the like as programs: no service starts.
  [ -e /usr/sbin/policy-rc.d ] || {
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
  }
  apt-get update -qq || true
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $need >/dev/null || {
    echo "setup: apt-get could not install: $need" >&2
    exit 3
  }
}
# shellcheck disable=SC2086
install $wanted
if [ "${1:-run}" = test ]; then
  # shellcheck disable=SC2046
  install $(isa_packages)
fi
