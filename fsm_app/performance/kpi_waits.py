"""Time that an engineer could not help: which waits a KPI of SLA Clocks takes out of the time used (J1)."""

CHOSEN = "Chosen Here"
BY_POLICY = "Pauses of the SLA Policy"
# What may be taken out, and the field of the clock that holds how long it was, paused or not; see service_levels/waits.py.
WAITS = {
	"without_customer": "waited_customer",
	"without_parts": "waited_parts",
	"without_dispatch": "waited_dispatch",
}


def clean(kpi) -> None:
	"""Only the time that a clock has used is measured with and without waiting."""
	if kpi.source_doctype != "SLA Clock" or kpi.value_field != "used_seconds":
		kpi.waits = BY_POLICY
	if kpi.waits != CHOSEN:
		kpi.update(dict.fromkeys(WAITS, 0))


def waits_that_count(kpi) -> list[str] | None:
	"""The fields of the clock's waits that the KPI leaves in; None where the policy's pauses decide."""
	if kpi.waits != CHOSEN:
		return None
	return [waited for taken_out, waited in WAITS.items() if not kpi.get(taken_out)]


def with_waits(source, used, counted: list[str]):
	"""The term of the time `used` without any waiting, and with those waits that are `counted`."""
	value = used - source.term("ran_while_waiting")
	for field in counted:
		value = value + source.term(field)
	return value
