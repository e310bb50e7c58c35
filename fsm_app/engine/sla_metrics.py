"""What the SLA measures of a ticket, and the stages in which each measure starts and ends (B1)."""

from fsm_app.engine import stages

FIRST_RESPONSE = "First Response"
DISPATCH = "Dispatch"
ARRIVAL = "Arrival"
RESOLUTION = "Resolution"
NEXT_REPLY = "Next Reply"
PERIODIC_UPDATE = "Periodic Update"
CALLBACK = "Callback"

METRICS = (FIRST_RESPONSE, DISPATCH, ARRIVAL, RESOLUTION, NEXT_REPLY, PERIODIC_UPDATE, CALLBACK)

_OPENING = frozenset({stages.RECEIVED, stages.REOPENED})

# Entering one of these stages starts the metric's clock. Next Reply starts with a customer's message instead.
STARTS_IN = {
	FIRST_RESPONSE: _OPENING,
	DISPATCH: frozenset({stages.TRIAGED}),  # from the acceptance of the ticket to its assignment
	ARRIVAL: _OPENING,
	RESOLUTION: _OPENING,
	PERIODIC_UPDATE: frozenset({stages.TRIAGED}),
	CALLBACK: frozenset({stages.DONE}),
}

# Entering one of these stages meets the metric. The last three are met by messages and calls.
MET_IN = {
	FIRST_RESPONSE: frozenset(stages.STAGES) - _OPENING - {stages.CANCELLED},
	DISPATCH: stages.UNDER_WAY | stages.FINISHED,
	ARRIVAL: stages.AT_WORK | stages.FINISHED,
	RESOLUTION: stages.FINISHED,
}

# Entering one of these stages ends the metric without a verdict: there is nothing more to wait for.
DROPPED_IN = {
	NEXT_REPLY: stages.ENDED,
	PERIODIC_UPDATE: stages.FINISHED,
	CALLBACK: frozenset({stages.REOPENED}),
}


def starts_in(metric: str, stage: str) -> bool:
	"""Whether the metric's clock starts when a ticket enters `stage`."""
	return stage in STARTS_IN.get(metric, ())


def met_in(metric: str, stage: str) -> bool:
	"""Whether entering `stage` meets the metric."""
	return stage in MET_IN.get(metric, ())


def dropped_in(metric: str, stage: str) -> bool:
	"""Whether entering `stage` ends the metric without a verdict."""
	return stage == stages.CANCELLED or stage in DROPPED_IN.get(metric, ())
