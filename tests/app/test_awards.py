"""Awards by rule and by vote: who is a candidate, one secret vote each, the decision, the certificate (K1)."""

import pytest

import frappe
from frappe.utils import getdate

from fsm_app.api import rewards as api
from fsm_app.rewards import awards, grants, listeners, merits, reminders, voting
from fsm_app.rewards.awards import AwardRefused
from fsm_app.rewards.certificate import award_certificate
from fsm_app.rewards.deciding import NoReason, OwnReward
from fsm_app.rewards.grants import NotInQuestion
from fsm_app.rewards.voting import VoteRefused
from tests import host
from tests.app import factories as f
from tests.app import rewarded as r

NAMES = ("Ann", "Bo", "Cai", "Dai")


@pytest.fixture
def ids(freeze):
	freeze("2019-04-05 10:00:00")
	frappe.db.set_value("Reward Rule", {"name": ["!=", ""]}, "disabled", 1)
	frappe.db.set_value("Award", {"name": ["!=", ""]}, "disabled", 1)
	return r.people(*NAMES)


def award(**values):
	return f.make(
		"Award",
		**{
			"award_name": "An Award",
			"only_company": r.company(),
			"period": "Month",
			"basis": "Total Score",
			"winners": 1,
			"announce": 1,
			"minimum_sample": 5,
			"minimum_months": 6,
			"voting_days": 7,
			"promotion_points": 2,
			"citation": "for everything",
			**values,
		},
	)


def month(ids, label: str, *values):
	return r.month(label, dict(zip(ids.values(), values, strict=False)))


def opened(cycle) -> list:
	awards.open_rounds(cycle.name)
	return frappe.get_all(
		"Award Round", filters={"company": r.COMPANY}, pluck="name", order_by="creation, name"
	)


def reminded_after(freeze, *days: str) -> list[int]:
	"""After the daily job of each day, how many reminders the manager has."""
	counts = []
	for day in days:
		freeze(f"{day} 02:00:00")
		reminders.remind_deciders()
		counts.append(sum(note.startswith("Reminder: ") for note in r.notes(r.MANAGER)))
	return counts


def candidates(name: str) -> list[str]:
	document = frappe.get_doc("Award Round", name)
	return [
		frappe.db.get_value("Service Engineer", row.engineer, "engineer_name") for row in document.candidates
	]


def kpi_scores(cycle, values: dict[str, tuple[float, int]], kpi="Customer Satisfaction") -> None:
	"""By engineer the KPI's value and from how many documents it comes."""
	for engineer, (value, documents) in values.items():
		frappe.get_doc(
			{
				"doctype": "Performance Appraisal Score",
				"name": frappe.generate_hash(length=10),
				"parent": r.appraisal(cycle, engineer),
				"parenttype": "Performance Appraisal",
				"parentfield": "scores",
				"kpi": kpi,
				"value": value,
				"denominator": documents,
				"scored": 1,
			}
		).db_insert()


class TestByRule:
	def test_the_best_score_is_the_candidate_and_the_manager_is_told(self, ids):
		award()
		cycle = month(ids, "2019-03", 90, 95, 80, None)
		(name,) = opened(cycle)
		assert candidates(name) == ["Bo"]
		assert "choose who gets it" in r.notes(r.MANAGER)[0]
		assert opened(cycle) == [name], "once"

	def test_a_shared_first_place_leaves_the_choice_to_people(self, ids):
		award()
		(name,) = opened(month(ids, "2019-03", 95, 95.04, 80, None))
		assert sorted(candidates(name)) == ["Ann", "Bo"]

	def test_the_best_kpi_counts_from_a_minimum_of_documents(self, ids):
		award(basis="KPI", kpi="Customer Satisfaction")
		cycle = month(ids, "2019-03", 90, 80, 70, 60)
		kpi_scores(cycle, {ids["Ann"]: (4.5, 8), ids["Bo"]: (5.0, 4), ids["Cai"]: (4.6, 5)})
		(name,) = opened(cycle)
		assert candidates(name) == ["Cai"]
		(tally,) = frappe.get_all("Award Tally", filters={"round": name}, fields=["figure", "sample"])
		assert (round(tally.figure, 2), tally.sample) == (4.6, 5)

	def test_the_award_of_the_year_waits_for_december_and_all_months(self, ids):
		award(period="Year", minimum_months=3)
		months = {9: (90, 99), 10: (90, 99), 11: (90, 50), 12: (90, None)}
		for number in (9, 10):
			assert opened(month(ids, f"2019-{number:02}", *months[number])) == []
		december = month(ids, "2019-12", *months[12])
		missing = r.month("2019-11", dict(zip(ids.values(), months[11], strict=False)), status="Open")
		assert opened(december) == []
		frappe.db.set_value("Performance Cycle", missing.name, "status", "Closed")
		(name,) = opened(missing)
		document = frappe.get_doc("Award Round", name)
		assert (document.period_label, candidates(name)) == ("2019", ["Ann"])
		(tally,) = frappe.get_all("Award Tally", filters={"round": name}, fields=["figure", "sample"])
		assert (tally.figure, tally.sample) == (90, 4)

	def test_who_has_left_is_no_candidate(self, ids):
		award()
		frappe.db.set_value("Service Engineer", ids["Bo"], "status", "Left")
		(name,) = opened(month(ids, "2019-03", 90, 95))
		assert candidates(name) == ["Ann"]

	def test_rounds_by_rule_are_not_for_the_staff(self, ids, as_user):
		award()
		(name,) = opened(month(ids, "2019-03", 90, 95))
		with as_user(r.user_of("Ann")):
			assert frappe.get_list("Award Round") == []
			with pytest.raises(frappe.PermissionError):
				api.round_for_me(name)


class TestDecision:
	@pytest.fixture
	def name(self, ids):
		award(bonus_amount=0)
		(name,) = opened(month(ids, "2019-03", 95, 95, 80, 70))
		return name

	def test_the_manager_chooses_and_the_engineer_gets_it_with_points(self, ids, name, as_user):
		with as_user(r.MANAGER):
			(grant,) = api.decide_round(name, [ids["Ann"]])
			with pytest.raises(AwardRefused):
				api.decide_round(name, [ids["Bo"]])
		document = frappe.get_doc("Award Grant", grant)
		assert (document.engineer, document.granted_by, document.granted_on, document.period_label) == (
			ids["Ann"],
			r.MANAGER,
			getdate("2019-04-05"),
			"2019-03",
		)
		assert merits.standing_of([ids["Ann"]])[ids["Ann"]] == {"points": 2, "priority": False}
		assert "Congratulations" in r.notes(r.user_of("Ann"))[0]
		assert awards.decide and frappe.db.count("Award Grant", {"round": name}) == 1

	def test_only_candidates_and_not_oneself_and_nobody_with_a_reason(self, ids, name, as_user):
		with as_user(r.MANAGER):
			with pytest.raises(AwardRefused, match="no candidate"):
				api.decide_round(name, [ids["Dai"]])
			with pytest.raises(NoReason):
				api.decide_round(name, [])
		frappe.db.set_value("Service Engineer", ids["Ann"], "user", r.MANAGER)
		with as_user(r.MANAGER):
			with pytest.raises(OwnReward):
				api.decide_round(name, [ids["Ann"]])
			assert api.decide_round(name, [], "Nobody stood out") == []
		assert frappe.db.get_value("Award Round", name, ["state", "note"]) == ("Decided", "Nobody stood out")

	def test_engineers_decide_nothing(self, ids, name, as_user):
		with as_user(r.user_of("Bo")), pytest.raises(frappe.PermissionError):
			api.decide_round(name, [ids["Ann"]])

	def test_its_bonus_goes_the_way_of_all_bonuses(self, ids, as_user):
		frappe.db.set_value("Award", "An Award", "disabled", 1)
		paying = award(award_name="Paying Award")
		frappe.db.set_value("Award", paying.name, "bonus_amount", 200)
		frappe.clear_document_cache("Award", paying.name)
		(name,) = opened(month(ids, "2019-03", 95, 90))
		with as_user(r.MANAGER):
			(grant,) = api.decide_round(name, [ids["Ann"]])
		(payment,) = frappe.get_all(
			"Reward Payment",
			filters={"reference_doctype": "Award Grant", "reference_name": grant},
			fields=["*"],
		)
		assert (payment.amount, payment.state, payment.engineer) == (200, "To Hand Over", ids["Ann"])


class TestVote:
	@pytest.fixture
	def name(self, ids):
		award(basis="Votes")
		(name,) = opened(month(ids, "2019-03", 90, 80))
		return name

	def vote(self, as_user, voter: str, name: str, engineer: str):
		with as_user(voter):
			api.vote(name, engineer)

	def test_the_staff_is_told_and_nominates_with_a_reason(self, ids, name, as_user):
		assert "nominate and vote until" in r.notes(r.user_of("Ann"))[0]
		with as_user(r.user_of("Ann")):
			with pytest.raises(NoReason):
				api.nominate(name, ids["Bo"], " ")
			with pytest.raises(VoteRefused, match="not yourself"):
				api.nominate(name, ids["Ann"], "I am good")
			api.nominate(name, ids["Bo"], "Wrote the best guide")
			with pytest.raises(VoteRefused, match="already"):
				api.nominate(name, ids["Bo"], "Again")
		assert candidates(name) == ["Bo"]
		with as_user(r.user_of("Cai")):
			shown = frappe.get_doc("Award Round", name).as_json()
			assert r.user_of("Ann") not in shown, "who nominated is for those who decide"
		assert frappe.get_all("Version", filters={"docname": name}) == []
		assert frappe.db.get_value("Award Tally", {"round": name}, "nominated_by") == r.user_of("Ann")

	def test_one_vote_each_and_none_for_oneself(self, ids, name, as_user):
		with as_user(r.user_of("Cai")):
			api.nominate(name, ids["Ann"], "Helps everybody")
			api.nominate(name, ids["Bo"], "Taught me")
		self.vote(as_user, r.user_of("Ann"), name, ids["Bo"])
		with pytest.raises(VoteRefused, match="already"):
			self.vote(as_user, r.user_of("Ann"), name, ids["Bo"])
		with pytest.raises(VoteRefused, match="not yourself"):
			self.vote(as_user, r.user_of("Bo"), name, ids["Bo"])
		with pytest.raises(VoteRefused, match="candidate"):
			self.vote(as_user, r.user_of("Bo"), name, ids["Dai"])
		self.vote(as_user, r.user_of("Bo"), name, ids["Ann"])
		self.vote(as_user, r.user_of("Dai"), name, ids["Ann"])
		votes = dict(
			frappe.get_all("Award Tally", filters={"round": name}, fields=["engineer", "votes"], as_list=True)
		)
		assert votes == {ids["Ann"]: 2, ids["Bo"]: 1}

	def test_nothing_tells_who_voted_for_whom_or_at_all(self, ids, name, as_user):
		with as_user(r.user_of("Cai")):
			api.nominate(name, ids["Ann"], "Helps everybody")
		before = frappe.db.get_value("Award Tally", {"round": name}, ["modified", "modified_by"])
		self.vote(as_user, r.user_of("Bo"), name, ids["Ann"])
		(ballot,) = frappe.get_all("Award Ballot", filters={"round": name}, fields=["*"])
		written = str(dict(ballot))
		assert r.user_of("Bo") not in written and ids["Ann"] not in written and ids["Bo"] not in written
		assert ballot.creation == frappe.db.get_value("Award Round", name, "creation")
		assert frappe.db.get_value("Award Tally", {"round": name}, ["modified", "modified_by"]) == before
		for doctype in ("Version", "Comment", "Notification Log"):
			rows = frappe.get_all(doctype, filters={"owner": r.user_of("Bo")}, fields=["*"])
			assert name not in str([dict(row) for row in rows]), doctype

	def test_nobody_sees_how_it_stands_before_the_end(self, ids, name, as_user, freeze):
		with as_user(r.user_of("Cai")):
			api.nominate(name, ids["Ann"], "Helps everybody")
		self.vote(as_user, r.user_of("Bo"), name, ids["Ann"])
		for user in (r.MANAGER, r.HR):
			with as_user(user):
				assert frappe.get_list("Award Tally", filters={"round": name}) == []
				assert "votes" not in str(api.round_for_me(name)["candidates"])
		freeze("2019-04-13 06:00:00")
		awards.end_votings()
		with as_user(r.MANAGER):
			(row,) = api.round_for_me(name)["candidates"]
			assert (row["votes"], row["engineer_name"]) == (1, "Ann")
		with as_user(r.user_of("Bo")), pytest.raises(frappe.PermissionError):
			frappe.get_list("Award Tally")

	def test_the_voting_ends_and_the_managers_decide(self, ids, name, as_user, freeze):
		with as_user(r.user_of("Cai")):
			api.nominate(name, ids["Ann"], "Helps everybody")
		freeze("2019-04-12 23:00:00")
		awards.end_votings()
		assert frappe.db.get_value("Award Round", name, "state") == "Voting", "the last day counts"
		freeze("2019-04-13 00:10:00")
		with pytest.raises(VoteRefused, match="over"):
			self.vote(as_user, r.user_of("Bo"), name, ids["Ann"])
		listeners.follow_days()
		assert frappe.db.get_value("Award Round", name, "state") == "To Decide"
		with as_user(r.MANAGER):
			(grant,) = api.decide_round(name, [ids["Ann"]])
		assert frappe.db.get_value("Award Grant", grant, "citation") == "Helps everybody"

	def test_those_who_have_not_voted_are_reminded_once(self, ids, name, as_user, freeze):
		with as_user(r.user_of("Cai")):
			api.nominate(name, ids["Ann"], "Helps everybody")
		self.vote(as_user, r.user_of("Bo"), name, ids["Ann"])
		freeze("2019-04-11 08:00:00")
		voting.remind_voters()
		voting.remind_voters()
		reminded = [note for note in r.notes(r.user_of("Dai")) if "you can vote until" in note]
		assert len(reminded) == 1
		assert not [note for note in r.notes(r.user_of("Bo")) if "you can vote until" in note]

	def test_others_do_not_vote(self, ids, name, as_user):
		with as_user(r.user_of("Cai")):
			api.nominate(name, ids["Ann"], "Helps everybody")
		stranger = f.user("stranger@reward.example.com", "Stock User")
		with as_user(stranger):
			with pytest.raises(frappe.PermissionError):
				api.vote(name, ids["Ann"])
			with pytest.raises(frappe.PermissionError):
				api.nominate(name, ids["Ann"], "Why not")

	def test_engineers_of_another_company_are_no_candidates(self, ids, name, as_user):
		other = f.engineer("Somebody Else")
		with as_user(r.user_of("Ann")), pytest.raises(VoteRefused, match=r.COMPANY):
			api.nominate(name, other.name, "From afar")


class TestCorrectedScores:
	@pytest.fixture
	def cycle(self, ids):
		award()
		return month(ids, "2019-03", 95, 90)

	def grant(self, ids, cycle, as_user) -> str:
		(name,) = opened(cycle)
		with as_user(r.MANAGER):
			return api.decide_round(name, [ids["Ann"]])[0]

	def test_an_undecided_round_gets_the_new_candidates(self, ids, cycle):
		(name,) = opened(cycle)
		r.corrected(cycle, ids["Bo"], 99)
		assert candidates(name) == ["Bo"]

	def test_a_grant_comes_in_question_and_nothing_is_taken(self, ids, cycle, as_user):
		grant = self.grant(ids, cycle, as_user)
		r.corrected(cycle, ids["Bo"], 99)
		document = frappe.get_doc("Award Grant", grant)
		assert (document.state, document.question) == (
			"In Question",
			"After a corrected score these lead: Bo.",
		)
		assert merits.standing_of([ids["Ann"]])[ids["Ann"]]["points"] == 2
		assert any("Decide whether the award stays" in note for note in r.notes(r.MANAGER))
		assert award_certificate(document)["holds"] is False

	def test_who_decides_is_reminded_until_somebody_does(self, ids, cycle, as_user, freeze):
		grant = self.grant(ids, cycle, as_user)
		r.corrected(cycle, ids["Bo"], 99)
		told = reminded_after(freeze, "2019-04-11", "2019-04-12", "2019-04-13", "2019-04-19")
		assert told == [0, 1, 1, 2]
		with as_user(r.MANAGER):
			api.keep_grant(grant, "They earned it")
		assert reminded_after(freeze, "2019-04-26", "2019-05-26") == [2, 2]

	def test_an_undecided_round_is_reminded_of_as_often_as_the_award_says(self, ids, freeze):
		award(remind_days=3)
		cycle = month(ids, "2019-03", 95, 90)
		opened(cycle)
		assert reminded_after(freeze, "2019-04-07", "2019-04-08", "2019-04-10", "2019-04-11") == [0, 1, 1, 2]
		frappe.db.set_value("Award", "An Award", "remind_days", 0)
		assert reminded_after(freeze, "2019-05-11") == [2]

	def test_people_let_it_stand_or_withdraw_it(self, ids, cycle, as_user):
		grant = self.grant(ids, cycle, as_user)
		with as_user(r.MANAGER), pytest.raises(NotInQuestion):
			api.withdraw_grant(grant, "Just so")
		r.corrected(cycle, ids["Bo"], 99)
		with as_user(r.user_of("Ann")), pytest.raises(frappe.PermissionError):
			api.keep_grant(grant, "I want it")
		with as_user(r.MANAGER):
			with pytest.raises(NoReason):
				api.keep_grant(grant, "")
			api.keep_grant(grant, "Given in good faith")
		assert frappe.db.get_value("Award Grant", grant, "state") == "Granted"
		r.corrected(cycle, ids["Bo"], 98)
		with as_user(r.MANAGER):
			api.withdraw_grant(grant, "It is Bo's")
		assert frappe.db.get_value("Award Grant", grant, "state") == "Withdrawn"
		assert merits.standing_of([ids["Ann"]])[ids["Ann"]]["points"] == 0
		assert "withdrawn" in r.notes(r.user_of("Ann"))[0]

	def test_a_correction_back_takes_the_question_away(self, ids, cycle, as_user):
		grant = self.grant(ids, cycle, as_user)
		r.corrected(cycle, ids["Bo"], 99)
		r.corrected(cycle, ids["Bo"], 90)
		assert frappe.db.get_value("Award Grant", grant, ["state", "question"]) == ("Granted", None)


class TestWhoSeesAGrant:
	def test_an_announced_one_is_for_all_and_another_for_its_own(self, ids, as_user):
		award()
		award(award_name="Quiet Award", announce=0)
		first, second = opened(month(ids, "2019-03", 95, 90))
		with as_user(r.MANAGER):
			made = [api.decide_round(name, [ids["Ann"]])[0] for name in (first, second)]
		announced = [name for name in made if frappe.db.get_value("Award Grant", name, "announced")]
		assert len(announced) == 1
		with as_user(r.user_of("Ann")):
			assert set(frappe.get_list("Award Grant", pluck="name")) == set(made)
		with as_user(r.user_of("Bo")):
			assert frappe.get_list("Award Grant", pluck="name") == announced
			assert frappe.get_doc("Award Grant", announced[0]).has_permission("read")
		with as_user(r.user_of("Ann")):
			api.stay_off_leaderboard(True)
		with as_user(r.user_of("Bo")):
			assert frappe.get_list("Award Grant", pluck="name") == []

	def test_the_certificate_says_who_what_and_by_whom(self, ids, as_user):
		award()
		(name,) = opened(month(ids, "2019-03", 95, 90))
		with as_user(r.MANAGER):
			(grant,) = api.decide_round(name, [ids["Ann"]])
		shown = award_certificate(frappe.get_doc("Award Grant", grant))
		assert (shown["name"], shown["award"], shown["citation"], shown["number"], shown["holds"]) == (
			"Ann",
			"An Award",
			"for everything",
			grant,
			True,
		)

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite prints nothing")
	def test_the_certificate_is_printed_and_says_when_it_does_not_hold(self, ids, as_user):
		award()
		(name,) = opened(month(ids, "2019-03", 95, 90))
		with as_user(r.MANAGER):
			(grant,) = api.decide_round(name, [ids["Ann"]])
		html = frappe.get_print("Award Grant", grant, "Award Certificate")
		for text in ("Ann", "An Award", "2019-03", "for everything", r.COMPANY, grant):
			assert text in html
		assert 'class="stamp"' not in html
		frappe.db.set_value("Award Grant", grant, {"state": "In Question", "citation": "<img src=x>"})
		html = frappe.get_print("Award Grant", grant, "Award Certificate")
		assert 'class="stamp"' in html and "<img src=x>" not in html


@pytest.mark.parametrize(
	"values",
	[{"winners": 0}, {"basis": "KPI"}, {"basis": "Votes", "voting_days": 0}, {"promotion_points": -1}],
)
def test_an_award_that_means_nothing_is_refused(ids, values):
	with pytest.raises((AwardRefused, frappe.MandatoryError)):
		award(**values)


def test_the_shipped_awards_are_the_four_and_for_every_company(isolated):
	for doctype in ("Award", "Reward Rule"):
		# a field called company would get the site's default company
		assert not frappe.get_all(doctype, filters={"only_company": ["is", "set"]}), doctype
	found = {row.name: (row.period, row.basis, row.kpi) for row in frappe.get_all("Award", fields=["*"])}
	assert found == {
		"Star of the Month": ("Month", "Total Score", None),
		"Best Practice": ("Month", "Votes", None),
		"Smile Service": ("Month", "KPI", "Customer Satisfaction"),
		"Excellent Engineer of the Year": ("Year", "Total Score", None),
	}
	assert grants.GRANT


def test_engineers_of_another_company_see_no_round_and_no_announcement(ids, as_user):
	award(basis="Votes")
	award(award_name="Public Award")
	rounds = opened(month(ids, "2019-03", 95, 90))
	(by_rule,) = [name for name in rounds if frappe.db.get_value("Award Round", name, "state") == "To Decide"]
	with as_user(r.MANAGER):
		api.decide_round(by_rule, [ids["Ann"]])
	elsewhere = f.user("elsewhere@reward.example.com", "Service Engineer")
	f.engineer("Elsewhere", user=elsewhere)
	for user, seen in ((elsewhere, 0), (r.user_of("Bo"), 1)):
		with as_user(user):
			assert len(frappe.get_list("Award Round")) == len(frappe.get_list("Award Grant")) == seen
	assert not [note for note in r.notes(elsewhere) if "nominate" in note]
	(voting_round,) = set(rounds) - {by_rule}
	with as_user(elsewhere), pytest.raises(frappe.PermissionError):
		api.vote(voting_round, ids["Ann"])
