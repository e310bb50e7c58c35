"""Listeners of another app, as they would stand in its hooks: what they were told."""

TOLD: list[tuple] = []


def listens(*told) -> None:
	TOLD.append(told)


def breaks(*_told) -> None:
	raise ValueError("nothing works")
