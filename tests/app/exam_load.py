"""Many candidates sitting one exam at once over HTTP, on a network that drops answers and delays them (H2).

Each candidate knows what they will have answered in the end; what the site has kept and how it has marked is held against
that. All of it is really committed; `exam_under_load` takes away at the end what was made.
"""

import contextlib
import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import requests

import frappe

from tests.app import factories as f
from tests.app.served_site import PATIENCE, new_token, served

API = "/api/method/fsm_app.api.exam"
EXAM, TOPIC = "Load Exam", "Load Topic"
MAIL = "exam-load-{}@example.com"
KINDS = ("Single Choice", "Multiple Choice", "True or False", "Number", "Short Text")
# Of the answers: known to the candidate, changed once more, sent twice, and followed by an older one that was held up.
KNOWN, CHANGED, REPEATED, DELAYED = 0.7, 0.2, 0.15, 0.1


@dataclass
class Sitting:
	"""What one candidate did: the final answers and how many of them are right, the statuses and times of the requests."""

	attempt: str = ""
	given: dict[int, object] = field(default_factory=dict)
	right: int = 0
	result: dict = field(default_factory=dict)
	statuses: list[int] = field(default_factory=list)
	seconds: list[float] = field(default_factory=list)


class Candidate:
	"""One engineer at their own device."""

	def __init__(self, url: str, token: str, seed: int):
		self.url, self.dice, self.sitting = url, random.Random(seed), Sitting()
		self.session = requests.Session()
		self.session.headers.update(
			{"Authorization": f"token {token}", "X-Frappe-Site-Name": frappe.local.site}
		)

	def sit(self, start: Barrier) -> Sitting:
		"""Start together with the others, answer everything in an order of one's own, hand in twice."""
		start.wait()
		paper = self._post("start", {"exam": EXAM})
		self.sitting.attempt = paper["attempt"]
		self.dice.shuffle(paper["questions"])
		for question in paper["questions"]:
			self._answer(question)
		self.sitting.result = self._post("submit", {"attempt": paper["attempt"]})
		again = self._post("submit", {"attempt": paper["attempt"]})
		assert again == self.sitting.result
		return self.sitting

	def _answer(self, question: dict) -> None:
		knows = self.dice.random() < KNOWN
		given = right_answer(question) if knows else wrong_answer(question)
		revision = 1
		if self.dice.random() < CHANGED:
			self._save(question, right_answer(question), revision)
			revision += 1
		self._save(question, given, revision)
		if self.dice.random() < REPEATED:
			self._save(question, given, revision)
		if revision > 1 and self.dice.random() < DELAYED / CHANGED:
			self._save(question, right_answer(question), revision - 1)
		self.sitting.given[question["position"]] = given
		self.sitting.right += knows

	def _save(self, question: dict, given: object, revision: int) -> None:
		values = {"attempt": self.sitting.attempt, "position": question["position"]}
		kept = self._post("save_answer", {**values, "given": given, "revision": revision})
		assert kept["revision"] >= revision

	def _post(self, method: str, values: dict) -> dict:
		began = time.perf_counter()
		answer = self.session.post(f"{self.url}{API}.{method}", json=values, timeout=PATIENCE)
		self.sitting.seconds.append(time.perf_counter() - began)
		self.sitting.statuses.append(answer.status_code)
		assert answer.ok, f"{method}: {answer.status_code} {answer.text[:500]}"
		return answer.json()["message"]


def right_answer(question: dict) -> object:
	"""What is right is written into the load's own questions: options that begin with R, even numbers, the question's word."""
	kind, options = question["question_type"], question["options"]
	right = [number for number, text in enumerate(options) if text.startswith("R")]
	number = int(question["question"].rsplit(" ", 1)[1])
	return {
		"Single Choice": right[:1] and right[0],
		"Multiple Choice": right,
		"True or False": number % 2 == 0,
		"Number": str(number),
		"Short Text": f"WORD {number}",
	}[kind]


def wrong_answer(question: dict) -> object:
	kind, options = question["question_type"], question["options"]
	if kind == "True or False":
		return not right_answer(question)
	if kind in ("Single Choice", "Multiple Choice"):
		wrong = next(number for number, text in enumerate(options) if not text.startswith("R"))
		return wrong if kind == "Single Choice" else [wrong]
	return "-1"


@contextlib.contextmanager
def exam_under_load(candidates: int, questions: int) -> Iterator[list[Candidate]]:
	"""So many candidates, each with a key of their own, and an exam of so many questions out of twice as many."""
	try:
		_make_exam(questions)
		tokens = [_make_candidate(number) for number in range(candidates)]
		frappe.db.commit()
		with served() as url:
			yield [Candidate(url, token, seed) for seed, token in enumerate(tokens)]
	finally:
		frappe.db.rollback()
		_remove()
		frappe.db.commit()


def sit_together(candidates: list[Candidate]) -> list[Sitting]:
	"""All of them at once, each in a thread of their own."""
	start = Barrier(len(candidates))
	with ThreadPoolExecutor(len(candidates)) as pool:
		return list(pool.map(lambda candidate: candidate.sit(start), candidates))


def problems(sittings: list[Sitting], questions: int) -> list[str]:
	"""Where the site's answers, their number or their marks differ from what the candidates know."""
	frappe.db.rollback()  # what others have committed shows in a new transaction
	found = []
	rows: dict[str, list] = {}
	for row in frappe.get_all(
		"Exam Answer",
		filters={"attempt": ["in", [sitting.attempt for sitting in sittings]]},
		fields=["attempt", "position", "given", "correct"],
		limit=0,
	):
		rows.setdefault(row.attempt, []).append(row)
	for sitting in sittings:
		kept = {row.position: json.loads(row.given) for row in rows[sitting.attempt] if row.given}
		if len(rows[sitting.attempt]) != questions or kept != sitting.given:
			found.append(
				f"{sitting.attempt}: {len(rows[sitting.attempt])} rows, kept {kept}, given {sitting.given}"
			)
		counted = sum(row.correct for row in rows[sitting.attempt])
		if not counted == sitting.right == sitting.result["marks"]:
			found.append(f"{sitting.attempt}: {counted} counted, {sitting.right} right, {sitting.result}")
	attempts = frappe.db.count("Exam Attempt", {"exam": EXAM})
	if attempts != len(sittings):
		found.append(f"{len(sittings)} candidates, {attempts} sittings")
	return found


def _make_exam(questions: int) -> None:
	for number in range(2 * questions):
		kind = KINDS[number % len(KINDS)]
		right = 1 if kind == "Single Choice" else 2
		f.make(
			"Exam Question",
			topic=TOPIC,
			question_type=kind,
			question=f"Load question {number}",
			options=[
				{"option_text": f"{'R' if n < right else 'W'}{n}", "is_correct": int(n < right)}
				for n in range(4)
			],
			true_or_false="True" if number % 2 == 0 else "False",
			number_answer=number,
			accepted_answers=f"word {number}",
		)
	f.make(
		"Service Exam",
		exam_name=EXAM,
		time_limit_minutes=60,
		pass_mark=60,
		rules=[{"topic": TOPIC, "question_count": questions}],
	)


@contextlib.contextmanager
def _many_users() -> Iterator[None]:
	"""Frappe lets nobody make more than sixty users an hour, but for imports."""
	frappe.flags.in_import = True
	try:
		yield
	finally:
		frappe.flags.in_import = False


def _make_candidate(number: int) -> str:
	with _many_users():
		user = f.user(MAIL.format(number), "Service Engineer")
	frappe.db.set_value("User", user, "enabled", 1)  # imported documents get no defaults
	f.engineer(f"Exam Load {number}", user=user)
	return new_token(user)


def _remove() -> None:
	attempts = frappe.get_all("Exam Attempt", filters={"exam": EXAM}, pluck="name", limit=0)
	frappe.db.delete("Exam Answer", {"attempt": ["in", attempts or ["-"]]})
	frappe.db.delete("Exam Attempt", {"exam": EXAM})
	if frappe.db.exists("Service Exam", EXAM):
		frappe.delete_doc("Service Exam", EXAM, force=True)
	questions = frappe.get_all("Exam Question", filters={"topic": TOPIC}, pluck="name", limit=0)
	users = frappe.get_all("User", filters={"name": ["like", MAIL.format("%")]}, pluck="name", limit=0)
	engineers = frappe.get_all(
		"Service Engineer", filters={"user": ["in", users or ["-"]]}, pluck="name", limit=0
	)
	for doctype, names in (("Exam Question", questions), ("Service Engineer", engineers), ("User", users)):
		for name in names:
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)
	frappe.db.delete("Notification Settings", {"name": ["in", users or ["-"]]})
