"""How much an engineer's van is to be filled up with (F4)."""


def refill(minimum: float, fill_up_to: float, in_van: float, on_the_way: float) -> float:
	"""The quantity to send; 0 as long as the van, with what is on its way, holds the minimum.

	Without a level to fill up to, the minimum is restored. What is on its way is not asked for twice.
	"""
	held = max(in_van, 0) + max(on_the_way, 0)
	if held >= minimum:
		return 0.0
	return round(max(fill_up_to, minimum) - held, 9)
