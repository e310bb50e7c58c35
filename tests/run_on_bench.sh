#!/usr/bin/env bash
# Run this checkout's tests on a real Frappe site: tests/run_on_bench.sh BENCH [SITE] [pytest arguments]
#
# Makes this checkout the bench's apps/fsm_app (a link), installs the app on the site if it is not there yet, migrates
# otherwise, and runs the tests with the bench's Python. The tests roll back what they do. MariaDB and Redis must run.
set -euo pipefail

app=fsm_app
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
die() { echo "run_on_bench: $*" >&2; exit 2; }

if [ -z "${1:-}" ]; then die "usage: tests/run_on_bench.sh BENCH [SITE] [pytest arguments]"; fi
if [ ! -d "$1/apps/frappe" ] || [ ! -d "$1/sites" ]; then die "$1 is no bench: it has no apps/frappe and sites"; fi
bench="$(cd "$1" && pwd)"
site="${2:-}"
shift; [ $# -eq 0 ] || shift

python="$bench/env/bin/python"
[ -x "$python" ] || die "$bench/env has no Python"
if [ -z "$site" ]; then
	site="$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1])).get("default_site", ""))' \
		"$bench/sites/common_site_config.json")"
	[ -n "$site" ] || die "name a site: the bench has no default_site"
fi
[ -f "$bench/sites/$site/site_config.json" ] || die "the bench has no site $site"

frappe() {
	# without the progress bars, which are one endless line in a log
	(cd "$bench/sites" && "$python" -m frappe.utils.bench_helper frappe --site "$site" "$@" </dev/null) |
		tr '\r' '\n' | sed '/^Updating DocTypes for .*%$/d'
}

# The app: a link in apps/, a line in apps.txt, an editable install.
place="$bench/apps/$app"
if [ -L "$place" ] || [ ! -e "$place" ]; then
	ln -sfn "$here" "$place"
elif [ "$(cd "$place" && pwd -P)" != "$here" ]; then
	die "$place is another checkout; move it away first"
fi
list="$bench/sites/apps.txt"
if ! grep -qx "$app" "$list"; then
	# the last line may lack its end
	[ -z "$(tail -c1 "$list")" ] || echo >>"$list"
	echo "$app" >>"$list"
fi
"$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
pip() { "$python" -m pip --disable-pip-version-check "$@"; }
pip install --quiet "flit_core>=3.4,<4" -r "$here/tests/requirements.txt"
# with the few libraries of its own; those of Frappe and ERPNext are there
pip install --quiet --no-build-isolation --editable "$here"

# What another checkout, or the time before the app was there, has left in the cache.
frappe clear-cache
installed="$(frappe list-apps)"
if grep -qw "$app" <<<"$installed"; then
	frappe migrate
else
	frappe install-app "$app"
fi

cd "$bench/sites"
export FSM_HOST=bench FSM_SITE="$site" PYTHONPATH="$here${PYTHONPATH:+:$PYTHONPATH}"

# A site for each worker, as far as copies can be made; they go when the run ends, however it ends.
wanted="${FSM_WORKERS:-$(nproc)}"
trap '"$python" -m tests.worker_sites drop "$site" "$wanted"' EXIT
workers="$("$python" -m tests.worker_sites make "$site" "$wanted")"
# -W: what other people's libraries say about their own future is not this suite's business
# Not exec: the copies are dropped after it.
"$python" -m pytest -q -c "$here/pyproject.toml" --rootdir "$here" -p no:cacheprovider \
	-n "$([ "$workers" -gt 1 ] && echo "$workers" || echo 0)" --dist worksteal --durations=10 \
	-W "ignore::DeprecationWarning" -W "ignore::FutureWarning:google.api_core._python_version_support" \
	"$here"/tests/app "$here"/tests/devsite/test_conformance*.py "$@"
