#!/bin/sh
# One run on one host, by whatever brought us here: Ansible, Slurm, a container. Needs a POSIX shell, timeout, tar and gzip.
# DIR holds bench; a run that is there already is gone on with, and nothing is written outside of DIR.
#   host.sh run DIR SECONDS [BENCH OPTIONS]    the doctor, then the run; ends with bench's exit code
#   host.sh start DIR SECONDS [BENCH OPTIONS]  the same, left alone: it survives the connection
#   host.sh state DIR                          running, ended CODE, vanished (it was started, and did not end) or none
#   host.sh gather DIR                         DIR/run.tar.gz: the run, what it printed and how it ended
#   host.sh clean DIR                          nothing is left of it
# FENCELINE_LAUNCHER: a command that starts bench: numactl --interleave=all
set -u
verb=${1:?host.sh: which of run, start, state, gather, clean?}
dir=${2:?host.sh: which folder?}
limit=${3:-}
bench="${FENCELINE_LAUNCHER:+$FENCELINE_LAUNCHER }$dir/bench"
grace=60 # seconds that a run may need beyond its limit, to end what it is at and to look at the machine

is_running() {
  # After a restart of the host the number may be another's.
  [ -r "$dir/pid" ] && read -r pid <"$dir/pid" && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$dir"
}

run() {
  rm -f "$dir/ended"
  echo $$ >"$dir/pid"
  # shellcheck disable=SC2086
  {
    $bench --doctor >"$dir/doctor.txt" 2>&1
    if [ -e "$dir/run/run.csv" ]; then set -- --resume="$dir/run"; else set -- "$@" --out="$dir/run"; fi
    timeout -k 15 $((limit + grace)) $bench "$@" --alone --max-time="$limit" >>"$dir/bench.log" 2>&1
  }
  code=$?
  echo "$code" >"$dir/ended"
  rm -f "$dir/pid"
  return "$code"
}

case $verb in
  run)
    shift 3
    run "$@"
    ;;
  start)
    is_running && exit 0
    rm -f "$dir/ended" "$dir/pid"
    shift 3
    # Ignored by all that is started here, before there is anything that the end of the connection could end.
    trap '' HUP
    sh "$0" run "$dir" "$limit" "$@" </dev/null >/dev/null 2>&1 &
    echo $! >"$dir/pid"
    ;;
  state)
    if is_running; then
      echo running
    elif [ -e "$dir/ended" ]; then
      echo "ended $(cat "$dir/ended")"
    elif [ -e "$dir/pid" ]; then
      echo vanished
    else
      echo none
    fi
    ;;
  gather)
    cd "$dir" || exit 1
    set --
    for name in run doctor.txt bench.log ended pid; do [ -e "$name" ] && set -- "$@" "$name"; done
    tar cf - "$@" | gzip >run.tar.gz
    ;;
  clean)
    rm -rf "$dir"
    # The folders above it, where nothing else is in them.
    rmdir "$(dirname "$dir")" "$(dirname "$(dirname "$dir")")" 2>/dev/null || true
    ;;
  *)
    echo "host.sh: no '$verb': run, start, state, gather or clean" >&2
    exit 2
    ;;
esac
