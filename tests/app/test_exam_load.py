"""An exam that many sit at once over a bad network: no answer is lost, none is counted twice (H2).

Needs a bench: the candidates speak HTTP with several processes. It commits, and removes what it made.
"""

import pytest

from tests import host
from tests.app.exam_load import exam_under_load, problems, sit_together

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

CANDIDATES, QUESTIONS = 12, 10


def test_no_answer_is_lost_and_none_counted_twice():
	with exam_under_load(CANDIDATES, QUESTIONS) as candidates:
		sittings = sit_together(candidates)
		assert problems(sittings, QUESTIONS) == []
		assert {status for sitting in sittings for status in sitting.statuses} == {200}
