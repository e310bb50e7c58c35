"""First responses of before are counted for whoever gave them, as far as that is known."""

from fsm_app.service_levels.responders import fill_responders


def execute() -> None:
	"""Fill in whose each first response was."""
	fill_responders()
