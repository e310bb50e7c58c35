"""An exam of 50 questions sat by 200 candidates at once over HTTP (H2).

Needs a real site, in the bench's sites folder; starts its own gunicorn with several processes, and removes what it made.
Answers are changed, sent twice and overtaken, as on a bad network. Ends with 1 if an answer was lost or counted wrongly.
"""

import argparse
import statistics
import sys
import time

from benchmarks import load
from tests.app.served_site import THREADS, WORKERS


def main(arguments: list[str]) -> int:
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--candidates", type=int, default=200)
	parser.add_argument("--questions", type=int, default=50)
	options = parser.parse_args(arguments)
	load.start_on_real_site()
	from tests.app.exam_load import exam_under_load, problems, sit_together

	print(f"{options.candidates} candidates, {options.questions} questions")
	print(f"gunicorn with {WORKERS} processes of {THREADS} threads")
	with exam_under_load(options.candidates, options.questions) as candidates:
		began = time.perf_counter()
		sittings = sit_together(candidates)
		took = time.perf_counter() - began
		wrong = problems(sittings, options.questions)
	seconds = sorted(second for sitting in sittings for second in sitting.seconds)
	refused = sum(status != 200 for sitting in sittings for status in sitting.statuses)
	print(f"{len(seconds)} requests in {took:.1f} s: {len(seconds) / took:.0f} a second, {refused} refused")
	print(
		f"median {statistics.median(seconds) * 1000:.0f} ms, 99th of 100 {seconds[len(seconds) * 99 // 100]:.2f} s"
	)
	print(f"{sum(len(sitting.given) for sitting in sittings)} answers, wrong: {len(wrong)}")
	for problem in wrong[:10]:
		print(problem)
	return 1 if wrong or refused else 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
