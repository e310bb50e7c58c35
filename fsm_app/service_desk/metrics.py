"""What the SLA measures of a ticket: for each metric, the stages that end it (B1)."""

from fsm_app.service_desk import stages

FIRST_RESPONSE = "First Response"
DISPATCH = "Dispatch"
ARRIVAL = "Arrival"
RESOLUTION = "Resolution"

METRICS = (FIRST_RESPONSE, DISPATCH, ARRIVAL, RESOLUTION)

_UNANSWERED = {stages.RECEIVED, stages.REOPENED, stages.CANCELLED}

# Entering one of these stages meets the metric.
MET_IN = {
	FIRST_RESPONSE: frozenset(stages.STAGES) - _UNANSWERED,
	DISPATCH: frozenset({stages.DISPATCHED, stages.ACCEPTED, stages.ON_SITE}) | stages.FINISHED,
	ARRIVAL: frozenset({stages.ON_SITE}) | stages.FINISHED,
	RESOLUTION: stages.FINISHED,
}


def starts_in(metric: str, stage: str) -> bool:
	"""Whether the metric's clock starts when a ticket enters `stage`.

	Dispatch counts from the acceptance of the ticket at triage, the others from its receipt or reopening (B1).
	"""
	if metric == DISPATCH:
		return stage == stages.TRIAGED
	return stage in (stages.RECEIVED, stages.REOPENED)
