"""Each night it is learnt anew which case solves a ticket: from the marks of those who solved one, and from the cases (G2).

A case's own text comes first, so that a new one is proposed before it has solved anything. Then the ticket from which it
was written, the tickets whose fault code means it, and those that it is marked to have solved. Where a case did not help,
that is learnt, too. Only what is published now is learnt: what was retired is not proposed, and its marks rest.
"""

from collections import defaultdict
from collections.abc import Iterator

import frappe

from fsm_app.engine.recommendation import MOST_CASES, Example, learn
from fsm_app.engine.stages import FINISHED, TICKET
from fsm_app.engine.ticket_traits import Ticket
from fsm_app.knowledge import facts, models
from fsm_app.knowledge.stages import CASE, NOT_SOLVED, PUBLISHED, SOLVED, USE

# What a night learns at most, the newest first: some minutes and some hundred megabytes.
MOST_TICKETS = 10_000
READ_TOGETHER = 500
TIMEOUT = 3600


def learn_cases() -> None:
	"""Daily: have it learnt by a job of its own."""
	frappe.enqueue(
		"fsm_app.knowledge.learning.learn_anew",
		queue="long",
		timeout=TIMEOUT,
		job_id="fsm_knowledge_learning",
		deduplicate=True,
	)


def learn_anew() -> str | None:
	"""Learn from all that is known now, unless that is what was learnt last; returns the version that is new."""
	cases = _published()
	solved, refuted = _marked(cases)
	examples = [
		Example(facts.without_persons(ticket), name)
		for name, case in cases.items()
		for ticket in facts.tickets_of_case(case)
	]
	examples += solved
	taught_by = models.fingerprint(sorted(examples), sorted(refuted))
	last = models.newest()
	if last and last.taught_by == taught_by and models.is_readable():
		models.forget_before(1)
		return None
	return models.keep(learn(examples, refuted), taught_by, len(solved))


def _published() -> dict[str, dict]:
	"""The cases that are learnt, by name: those that solved most, then the newest; and what they are about."""
	found = frappe.get_all(
		CASE,
		filters={"stage": PUBLISHED},
		fields=["name", "title", "kind", "symptom", "cause", "from_ticket"],
		order_by="solved desc, published_on desc, name",
		limit_page_length=MOST_CASES,
	)
	names = [case.name for case in found]
	equipment = _rows("Knowledge Case Equipment", names, "item_code", "item_group")
	groups = facts.groups_of({row.item_code for rows in equipment.values() for row in rows})
	codes = _rows("Knowledge Fault Code", names, "code", "meaning", "cause")
	offerings = _rows("Knowledge Case Offering", names, "offering")
	for case in found:
		case["items"] = [row.item_code for row in equipment[case.name] if row.item_code]
		case["groups"] = [
			group
			for row in equipment[case.name]
			if (group := row.item_group or groups.get(row.item_code)) and group != facts.ITEM_TREE_ROOT
		]
		case["codes"] = [row.code for row in codes[case.name] if row.code]
		case["meanings"] = [text for row in codes[case.name] for text in (row.meaning, row.cause) if text]
		case["offerings"] = [row.offering for row in offerings[case.name] if row.offering]
	return {case.name: case for case in found}


def _rows(table: str, cases: list[str], *fields: str) -> dict[str, list]:
	found = defaultdict(list)
	for row in frappe.get_all(
		table,
		filters={"parenttype": CASE, "parent": ["in", cases or [""]]},
		fields=["parent", *fields],
		order_by="parent, idx",
		limit_page_length=0,
	):
		found[row.parent].append(row)
	return found


def _marked(cases: dict[str, dict]) -> tuple[list[Example], list[Example]]:
	"""The tickets that the cases solved, and those that they did not."""
	solved, refuted = _marks(list(cases))
	written_from = {(case["from_ticket"], name) for name, case in cases.items() if case["from_ticket"]}
	# A table of many codes solves no ticket by itself.
	of_codes = _of_fault_codes([name for name, case in cases.items() if case["kind"] == "Case"])
	solved |= (written_from | of_codes) - refuted
	tickets = _tickets({ticket for ticket, _case in solved | refuted})

	def examples(pairs: set[tuple[str, str]]) -> list[Example]:
		return [Example(tickets[ticket], case) for ticket, case in sorted(pairs) if ticket in tickets]

	return examples(solved), examples(refuted)


def _marks(cases: list[str]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
	"""By the word of those who worked on it: (ticket, case) that was solved, and that was not."""
	rows = frappe.get_all(
		USE,
		filters={
			"knowledge_case": ["in", cases or [""]],
			"result": ["in", [SOLVED, NOT_SOLVED]],
			"ticket": ["is", "set"],
		},
		fields=["ticket", "knowledge_case", "result"],
		order_by="at desc, name",
		limit_page_length=MOST_TICKETS,
	)
	solved = {(row.ticket, row.knowledge_case) for row in rows if row.result == SOLVED}
	return solved, {(row.ticket, row.knowledge_case) for row in rows} - solved


def _of_fault_codes(cases: list[str]) -> set[tuple[str, str]]:
	"""Finished tickets whose fault code means one of these cases."""
	return {
		(row.name, row.fault_case)
		for row in frappe.get_all(
			TICKET,
			filters={"fault_case": ["in", cases or [""]], "stage": ["in", sorted(FINISHED)]},
			fields=["name", "fault_case"],
			order_by="done_at desc",
			limit_page_length=MOST_TICKETS,
		)
	}


def _tickets(names: set[str]) -> dict[str, Ticket]:
	"""The tickets as they are learnt, some hundred at a time."""
	read = {}
	for together in _some_at_a_time(sorted(names)):
		rows = frappe.get_all(
			TICKET,
			filters={"name": ["in", together]},
			fields=list(facts.OF_TICKET),
			limit_page_length=0,
		)
		for row, ticket in zip(rows, facts.tickets_of(rows), strict=True):
			read[row.name] = facts.without_persons(ticket)
	return read


def _some_at_a_time(names: list[str]) -> Iterator[list[str]]:
	return (names[start : start + READ_TOGETHER] for start in range(0, len(names), READ_TOGETHER))
