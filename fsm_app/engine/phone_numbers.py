"""Telephone numbers, compared whichever way they are written."""

import phonenumbers


def significant_digits(text: str | None, country: str | None = None) -> str | None:
	"""What all ways of writing one number have in common: its national digits, without extension.

	`country` (two letters, in either case) is where a number without a country code is dialled. The country code itself
	does not count: who is known as +86 138... calls as 138... too. None for a text without a number in it.

	>>> significant_digits("+86 138-1234-5678"), significant_digits("013812345678", "cn")
	('13812345678', '13812345678')
	"""
	text = (text or "").strip()
	try:
		number = phonenumbers.parse(text, country.upper() if country else None)
	except phonenumbers.NumberParseException:
		# Without a country a national number cannot be told from others; its digits still can.
		digits = "".join(digit for digit in phonenumbers.normalize_digits_only(text))
	else:
		digits = phonenumbers.national_significant_number(number)
	return digits.lstrip("0") or None
