#!/bin/sh
# Measures the nodes of a cluster by a job array of Slurm's, a task a node, each with its node for itself.
#   scripts/fleet/slurm.sh NAME NODES [BENCH OPTIONS]     NODES: 'node[01-04],gpu1'
# Called again it goes on with what is not whole, and asks for no node whose run is. The tree must lie where all nodes see it;
# results: results/fleet/NAME, as a play of Ansible leaves them.
#   FENCELINE_LIMIT   seconds for a run [900]
#   FENCELINE_BENCH   the program, where one fits all nodes [build-<isa>/bench]
#   FENCELINE_PYTHON  a Python of at least 3.10 on the nodes [/usr/bin/python3]
#   FENCELINE_SBATCH  options for sbatch: --partition=...
set -u
tree=${FENCELINE_TREE:-$(cd "$(dirname "$0")/../.." && pwd)}
name=${1:?slurm.sh: what is this fleet called? slurm.sh NAME NODES}
nodes=${2:?slurm.sh: which nodes? slurm.sh NAME NODES}
shift 2
limit=${FENCELINE_LIMIT:-900}
fleet=$tree/results/fleet/$name

# receive HOST [FILE | --asked OPTIONS]
receive() { "${FENCELINE_PYTHON:-/usr/bin/python3}" "$tree/scripts/receive.py" --into="$fleet" --host "$@"; }

# On a node: what its task is.
measure() {
  host=$1
  shift
  isa=$(uname -m)
  bench=${FENCELINE_BENCH:-$tree/build-$isa/bench}
  [ -x "$bench" ] || { echo "slurm.sh: no $bench: make cross ISA=$isa STATIC=1" >&2; return 2; }
  home=$fleet/hosts/$host work=$fleet/hosts/$host/work
  mkdir -p "$work"
  # A task that was killed with all it had left its folder; of one that told its end there is what it gathered.
  [ -e "$work/run" ] || [ ! -e "$home/run.tar.gz" ] || gzip -dc "$home/run.tar.gz" | (cd "$work" && tar xf - run)
  ln -sf "$bench" "$work/bench"
  sh "$tree/scripts/fleet/host.sh" run "$work" "$limit" "$@"
  sh "$tree/scripts/fleet/host.sh" gather "$work"
  mv "$work/run.tar.gz" "$home/sent.tar.gz"
  receive "$host" "$home/sent.tar.gz"
  code=$?
  [ "$code" -gt 1 ] || rm -rf "$work"
  return "$code"
}

# Which task is which node's is decided before any begins: an array alone would be placed wherever there is room.
submit() {
  missing=
  count=0
  for host in $(scontrol show hostnames "$nodes"); do
    told=$(receive "$host" --asked "$@") || exit
    case $told in
      whole*) echo "$host: $told" ;;
      *) missing="$missing $host" count=$((count + 1)) ;;
    esac
  done
  [ "$count" -gt 0 ] || return 0
  mkdir -p "$fleet/hosts"
  # shellcheck disable=SC2086
  job=$(FENCELINE_TREE=$tree sbatch --parsable --hold --array=0-$((count - 1)) --job-name="fenceline-$name" --nodes=1 \
    --exclusive --time=$((limit / 60 + 4)) --no-requeue --output="$fleet/hosts/slurm-%A_%a.log" ${FENCELINE_SBATCH:-} \
    "$0" "$name" "$nodes" "$@") || exit
  task=0
  code=0
  for host in $missing; do
    if scontrol update JobId="${job}_$task" ReqNodeList="$host"; then
      scontrol release "${job}_$task"
      echo "$host: task ${job}_$task"
    else
      echo "slurm.sh: Slurm has no node $host for task ${job}_$task: it is not measured" >&2
      scancel "${job}_$task"
      code=1
    fi
    task=$((task + 1))
  done
  return $code
}

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then measure "$SLURMD_NODENAME" "$@"; else submit "$@"; fi
