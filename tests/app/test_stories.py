"""Stories: drafts are the author's, published ones the staff's, customers are named with their consent only (K1)."""

import pytest

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.rewards.stories import StoryRefused, WorkflowWithoutStage
from tests import host
from tests.app import factories as f
from tests.app import rewarded as r

TITLE = "A cold night at the pump"


@pytest.fixture
def ids(freeze):
	freeze("2019-04-05 10:00:00")
	return r.people("Ann", "Bo")


def story(**values):
	return frappe.get_doc(
		{"doctype": "Service Story", "title": TITLE, "story": "It was snowing.", **values}
	).insert()


def drafted(as_user, **values):
	with as_user(r.user_of("Ann")):
		return story(**values)


def published(as_user, **values):
	made = drafted(as_user, **values)
	with as_user(r.user_of("Ann")):
		apply_workflow(frappe.get_doc("Service Story", made.name), "Submit for Review")
	with as_user(r.MANAGER):
		return apply_workflow(frappe.get_doc("Service Story", made.name), "Publish")


def seen_by(as_user, user: str) -> list[str]:
	with as_user(user):
		return frappe.get_list("Service Story", pluck="name")


def test_a_draft_is_the_authors_and_the_managers(ids, as_user):
	made = drafted(as_user)
	assert (made.stage, made.company) == ("Draft", r.COMPANY)
	assert seen_by(as_user, r.user_of("Ann")) == seen_by(as_user, r.MANAGER) == [made.name]
	assert seen_by(as_user, r.user_of("Bo")) == []
	with as_user(r.user_of("Bo")):
		assert not frappe.get_doc("Service Story", made.name).has_permission("read")


def test_a_published_story_is_the_staffs_and_its_author_changes_it_no_more(ids, as_user):
	made = published(as_user)
	assert (made.stage, str(made.published_on)) == ("Published", "2019-04-05")
	assert seen_by(as_user, r.user_of("Bo")) == [made.name]
	for user in (r.user_of("Ann"), r.user_of("Bo")):
		with as_user(user):
			document = frappe.get_doc("Service Story", made.name)
			document.story = "Changed"
			with pytest.raises(frappe.PermissionError):
				document.save()
	with as_user(r.MANAGER):
		apply_workflow(frappe.get_doc("Service Story", made.name), "Withdraw")
	assert seen_by(as_user, r.user_of("Bo")) == []


def test_the_stage_is_the_workflows_alone(ids, as_user):
	made = drafted(as_user, stage="Published", published_on="2019-01-01")
	assert (made.stage, made.published_on) == ("Draft", None)


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has not Frappe's likes and comments of the Desk")
def test_colleagues_like_it_and_comment_and_others_do_not(ids, as_user, rest):
	made = published(as_user)
	stranger = f.user("stranger@reward.example.com", "Stock User")
	about = {"reference_doctype": "Service Story", "reference_name": made.name}

	def act(user: str) -> tuple[int, int]:
		client, said = (
			rest.login(user),
			{"content": "<p>Well done!</p>", "comment_email": user, "comment_by": user},
		)
		like = {"doctype": "Service Story", "name": made.name, "add": "Yes"}
		return (
			client.post("/api/method/frappe.desk.like.toggle_like", json=like).status_code,
			client.post("/api/method/frappe.desk.form.utils.add_comment", json={**about, **said}).status_code,
		)

	assert act(r.user_of("Bo")) == (200, 200)
	assert act(stranger) == (403, 403)
	assert frappe.parse_json(frappe.db.get_value("Service Story", made.name, "_liked_by")) == [
		r.user_of("Bo")
	]
	comments = frappe.get_all(
		"Comment", filters={"reference_name": made.name, "comment_type": "Comment"}, pluck="owner"
	)
	assert comments == [r.user_of("Bo")]


def test_a_customer_is_named_with_their_consent_only(ids, as_user):
	customer = f.customer("Quiet Waters Ltd")
	with pytest.raises(StoryRefused, match="after they agreed"):
		story(customer=customer)
	ticket = f.ticket(customer=customer)
	with pytest.raises(StoryRefused, match="Quiet Waters Ltd"):
		story(ticket=ticket.name, story="The pump of QUIET WATERS LTD had frozen.")
	with pytest.raises(StoryRefused, match="Quiet Waters Ltd"):
		story(
			ticket=ticket.name, pictures=[{"image": "/files/a.png", "caption": "Quiet Waters Ltd at night"}]
		)
	with pytest.raises((StoryRefused, frappe.MandatoryError)):
		story(ticket=ticket.name, customer=customer, customer_consented=1)
	named = story(
		ticket=ticket.name,
		customer=customer,
		customer_consented=1,
		consent_note="Ms Hu, by telephone on 3 April",
		story="Quiet Waters Ltd was happy.",
	)
	assert named.customer == customer
	assert story(ticket=ticket.name).customer is None


def test_texts_are_plain(ids):
	made = story(title="A <b>cold</b> night", story="Line one\nLine two <script>alert(1)</script>")
	assert "<" not in made.title + made.story
	assert "\n" in made.story


def test_every_state_of_another_workflow_says_its_stage(ids):
	workflow = frappe.get_doc("Workflow", "Service Story")
	workflow.states[0].update_value = "Anything"
	with pytest.raises(WorkflowWithoutStage):
		workflow.save()
