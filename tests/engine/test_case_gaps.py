"""Frequent faults without a case are found whatever their code is written like, and whoever solved them best (G3)."""

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.case_gaps import FAULT_CODE, OFFERING, Known, Solved, gaps_in
from fsm_app.engine.search_words import code_key

ACME = "Acme"


def solved(code, engineer="A", tickets=1, lasting=1, offering="Repair", company=ACME) -> Solved:
	return Solved(company, code, offering, engineer, tickets, lasting)


def test_all_writings_of_a_code_are_one():
	assert len({code_key(code) for code in ("E-21", "E21", "e 21", "Ｅ２１", " e.21 ")}) == 1
	assert code_key("E-12") != code_key("E-21")
	assert code_key(None) == code_key(" - ") == ""


def test_tickets_of_all_writings_count_together_and_the_usual_one_names_it():
	rows = [solved("E-21", tickets=3), solved("e 21", "B", 2, 2), solved("E7", tickets=4, lasting=4)]
	gaps = gaps_in(rows, (), 5)
	assert [(gap.about, gap.kind, gap.tickets) for gap in gaps] == [("E-21", FAULT_CODE, 5)]


def test_who_solved_most_of_what_did_not_come_back_is_the_best():
	rows = [
		solved("E1", "A", tickets=9, lasting=3),
		solved("E1", "B", tickets=4, lasting=4),
		solved("E1", "C", tickets=4, lasting=3),
		solved("E1", "D", tickets=5, lasting=0),
		solved("E1", None, tickets=2, lasting=2),
	]
	assert gaps_in(rows, (), 1)[0].best() == ["B", "C", "A"]


def test_a_case_of_the_company_or_of_all_closes_a_gap_and_that_of_another_does_not():
	rows = [solved("E1", tickets=5), solved(None, tickets=5)]
	assert len(gaps_in(rows, (), 5)) == 2
	assert len(gaps_in(rows, [Known("Other", FAULT_CODE, "E1")], 5)) == 2
	assert [gap.kind for gap in gaps_in(rows, [Known(None, FAULT_CODE, "e-1")], 5)] == [OFFERING]
	assert [gap.kind for gap in gaps_in(rows, [Known(ACME, OFFERING, "Repair")], 5)] == [FAULT_CODE]


def test_an_offering_counts_by_its_tickets_without_a_code():
	rows = [solved("E1", tickets=4), solved(None, tickets=4), solved(" ", tickets=1)]
	assert [(gap.about, gap.tickets) for gap in gaps_in(rows, (), 5)] == [("Repair", 5)]


ROWS = st.lists(
	st.builds(
		solved,
		code=st.sampled_from(["E1", "e-1", "E 2", None, ""]),
		engineer=st.sampled_from(["A", "B", None]),
		tickets=st.integers(1, 5),
		lasting=st.just(1),
		offering=st.sampled_from(["Repair", "Visit", None]),
		company=st.sampled_from([ACME, "Other"]),
	),
	max_size=15,
)


@given(ROWS, st.integers(1, 8))
def test_no_ticket_is_counted_twice_and_the_order_does_not_matter(rows, at_least):
	gaps = gaps_in(rows, (), at_least)
	assert sum(gap.tickets for gap in gaps) <= sum(row.tickets for row in rows)
	assert len({gap.key for gap in gaps}) == len(gaps)
	assert all(gap.tickets >= at_least for gap in gaps)
	assert [(gap.key, gap.tickets, gap.best()) for gap in gaps] == [
		(gap.key, gap.tickets, gap.best()) for gap in gaps_in(rows[::-1], (), at_least)
	]
