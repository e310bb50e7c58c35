"""Which changes of a proposal still hold when it is accepted: nothing newer is overwritten, nothing deleted revived."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fsm_app.engine.route_plan.replan import Change

DELETED, CHANGED = "deleted", "changed"


class Conflict(NamedTuple):
	"""A change that is not applied, and why."""

	change: Change
	why: str


def still_valid(
	changes: Iterable[Change], then: Mapping[str, str], now: Mapping[str, str]
) -> tuple[list[Change], list[Conflict]]:
	"""Changes to apply, and conflicts. `then`, `now`: each visit's version when the proposal was made, and at present."""
	valid, conflicts = [], []
	for change in changes:
		if change.visit not in now:
			conflicts.append(Conflict(change, DELETED))
		elif now[change.visit] != then.get(change.visit):
			conflicts.append(Conflict(change, CHANGED))
		else:
			valid.append(change)
	return valid, conflicts
