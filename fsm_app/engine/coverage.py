"""Who bears what a part or an hour of work costs: warranty, contract, the customer, or nobody's duty but ours (F2)."""

from datetime import date

from fsm_app.engine.entitlement import IN_WARRANTY, UNDER_CONTRACT

WARRANTY = "Warranty"
CONTRACT = "Contract"
CHARGEABLE = "Chargeable"
GOODWILL = "Goodwill"
COVERAGES = (WARRANTY, CONTRACT, CHARGEABLE, GOODWILL)

OF_STATE = {IN_WARRANTY: WARRANTY, UNDER_CONTRACT: CONTRACT}


def coverage_of(state: str | None, day: date, part_warranty_until: date | None = None) -> str:
	"""Who bears a part that is used on `day` on a device in the warranty `state`.

	`part_warranty_until`: the last day of the warranty of the part that it replaces, which goes before everything else.
	What is neither under warranty nor under contract, or of which nothing is known, the customer pays: the invoice is a
	draft that somebody reads. Goodwill is never decided, only given.
	"""
	if part_warranty_until and day <= part_warranty_until:
		return WARRANTY
	return OF_STATE.get(state or "", CHARGEABLE)


def borne_by_us(coverage: str | None) -> bool:
	"""Whether the customer is not charged for it."""
	return coverage in (WARRANTY, CONTRACT, GOODWILL)
