"""The stages of a review; the states of its workflow stand for them, see common/workflow_meaning.py."""

REVIEW = "Appraisal Review"
RATING = "Appraisal Rating"
INTERVIEW_RECORD = "Appraisal Interview"
APPEAL = "Appraisal Appeal"
ACTION = "Improvement Action"
OBJECTIVE = "Service Objective"

SELF, SUPERVISOR, HR_REVIEW, INTERVIEW, TO_CONFIRM, CONFIRMED, APPEALED, DECIDED = (
	"Self-assessment",
	"Supervisor",
	"HR Review",
	"Interview",
	"To Confirm",
	"Confirmed",
	"Appealed",
	"Decided",
)
STAGES = (SELF, SUPERVISOR, HR_REVIEW, INTERVIEW, TO_CONFIRM, CONFIRMED, APPEALED, DECIDED)
# The way that a review takes where nobody appeals.
WAY = (SELF, SUPERVISOR, HR_REVIEW, INTERVIEW, TO_CONFIRM, CONFIRMED)
COLLECTING = (SELF, SUPERVISOR)
OPEN = (SELF, SUPERVISOR, HR_REVIEW, INTERVIEW, TO_CONFIRM, APPEALED)
# From here on the engineer reads what the supervisor has written.
RELEASED = (INTERVIEW, TO_CONFIRM, CONFIRMED, APPEALED, DECIDED)

# By stage the field of Field Service Settings that says how many days there are for it.
DAYS = {
	SELF: "review_self_days",
	SUPERVISOR: "review_supervisor_days",
	HR_REVIEW: "review_hr_days",
	INTERVIEW: "review_interview_days",
	TO_CONFIRM: "review_confirm_days",
	APPEALED: "review_appeal_days",
}

# Kinds of ratings.
BY_SELF, BY_SUPERVISOR, BY_COLLEAGUE = "Self", "Supervisor", "Colleague"
# States of ratings.
ASKED, HANDED_IN, LAPSED = "Asked", "Handed In", "Lapsed"
