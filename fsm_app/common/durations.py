"""Spans of time in words, in the two units that matter."""

from frappe import _

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


def in_words(seconds: int) -> str:
	"""Such as "1 d 8 h", "2 h 5 min" or "12 min", with a minus sign for what is past; without seconds."""
	sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
	days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
	if days:
		return sign + _("{0} d {1} h").format(days, hours)
	if hours:
		return sign + _("{0} h {1} min").format(hours, minutes)
	return sign + _("{0} min").format(minutes)
