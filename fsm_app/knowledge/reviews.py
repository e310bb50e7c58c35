"""A reviewer's marks of a case by a rubric: how well it is written, whoever uses it (G1)."""

import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.knowledge.stages import CASE, REVIEW

SETTINGS = "Field Service Settings"
RUBRIC = "Assessment Rubric"


class ReviewRefused(frappe.ValidationError):
	"""Marks of one's own case, or more points than there are."""


def set_defaults(review) -> None:
	"""Before inserting: the rubric of the settings, and whoever marks."""
	review.rubric = rubric_of_site().name
	review.update({"reviewer": frappe.session.user, "reviewed_on": now().date()})


def rubric_of_site():
	"""The rubric by which cases are marked."""
	name = frappe.db.get_single_value(SETTINGS, "case_rubric")
	if not name:
		frappe.throw(
			_("Rubric: none is chosen for cases. Ask your administrator to choose one in {0}.").format(
				_(SETTINGS)
			),
			ReviewRefused,
		)
	return frappe.get_cached_doc(RUBRIC, name)


def blank_scores(rubric) -> list[dict]:
	"""The rubric's criteria without points, as rows of a review."""
	return [
		{"criterion": row.criterion, "max_points": row.max_points, "minimum_points": row.minimum_points}
		for row in rubric.criteria
	]


def validate(review) -> None:
	"""Before saving: nobody marks their own case; the criteria are the rubric's; the mark is their sum."""
	frappe.has_permission(CASE, "read", review.knowledge_case, throw=True)
	before = review.get_doc_before_save()
	if before:
		review.update({field: before.get(field) for field in ("reviewer", "reviewed_on", "rubric")})
	case = frappe.db.get_value(
		CASE,
		review.knowledge_case,
		["title", "author", "author_user", "owner", "only_company"],
		as_dict=True,
	)
	if {review.reviewer, frappe.session.user} & {case.author_user, case.owner}:
		frappe.throw(_("Reviewer: nobody marks their own case. Ask another reviewer."), ReviewRefused)
	review.update({"title": case.title, "engineer": case.author, "only_company": case.only_company})
	rubric = frappe.get_cached_doc(RUBRIC, review.rubric)
	_lay_out(review, rubric)
	possible = sum(row.max_points for row in review.scores)
	review.mark = 100.0 * sum(flt(row.points) for row in review.scores) / possible
	enough = all(flt(row.points) >= flt(row.minimum_points) for row in review.scores)
	review.passed = int(enough and review.mark >= rubric.pass_mark)


def follow(review) -> None:
	"""After saving: the case has the newest mark, and its author is told of it."""
	_set_quality(review.knowledge_case)
	before = review.get_doc_before_save()
	if before and before.mark == review.mark and before.remarks == review.remarks:
		return
	author = frappe.db.get_value(CASE, review.knowledge_case, "author_user")
	notify_of_others(
		[author] if author else [],
		lambda language: _("Your case {0} got {1} % from its reviewer.", language).format(
			review.title, f"{review.mark:.0f}"
		),
		REVIEW,
		review.name,
		review.remarks or "",
		WISH_OF_ASSIGNMENTS,
	)


def forget(review) -> None:
	"""Being deleted: the case has the mark of the one before."""
	_set_quality(review.knowledge_case, without=review.name)


def delete_of_case(case) -> None:
	"""A case is being deleted: its marks go with it."""
	for name in frappe.get_all(REVIEW, filters={"knowledge_case": case.name}, pluck="name"):
		frappe.delete_doc(
			REVIEW, name, ignore_permissions=True, force=True
		)  # as the case's deletion was checked


def _set_quality(case: str, without: str | None = None) -> None:
	marks = frappe.get_all(
		REVIEW,
		filters={"knowledge_case": case, "name": ["!=", without or ""]},
		pluck="mark",
		order_by="creation desc",
		limit=1,
	)
	frappe.db.set_value(CASE, case, "quality", marks[0] if marks else 0, update_modified=False)


def _lay_out(review, rubric) -> None:
	"""The rubric's criteria with the points given so far; other rows do not count."""
	given = {row.criterion: row for row in review.scores}
	review.scores = []
	for blank in blank_scores(rubric):
		row = given.get(blank["criterion"])
		points = row.points if row else None
		if points is not None and not 0 <= flt(points) <= blank["max_points"]:
			frappe.throw(
				_("{0}: {1} points were given, possible are 0 to {2}. Correct them.").format(
					blank["criterion"], flt(points), blank["max_points"]
				),
				ReviewRefused,
			)
		review.append("scores", {**blank, "points": points, "remark": row.remark if row else None})
