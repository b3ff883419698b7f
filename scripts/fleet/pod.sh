#!/bin/sh
# What a container does: its run, in /results, and what came of it as text on stdout, for who has nothing but the log:
#   kubectl logs POD | sed -n '/^@run$/,/^@end$/{/^@/!p}' | base64 -d >sent.tar.gz
#   ./fenceline receive --into results/fleet/NAME --host NODE sent.tar.gz
# A container that is started again with the same /results goes on with the run. FENCELINE_LIMIT: seconds for a run [900].
set -u
here=$(dirname "$0")
dir=${FENCELINE_DIR:-/results/run}
mkdir -p "$dir" || exit 3
ln -sf "$here/bench" "$dir/bench"
for fact in provider region zone image instance_type; do
  eval "value=\${FENCELINE_$fact:-}"
  [ -z "$value" ] || set -- "$@" "--fact=$fact=$value"
done
sh "$here/host.sh" run "$dir" "${FENCELINE_LIMIT:-900}" "$@"
code=$?
cat "$dir/doctor.txt" "$dir/bench.log"
sh "$here/host.sh" gather "$dir" && echo @run && base64 "$dir/run.tar.gz" && echo @end
exit "$code"
