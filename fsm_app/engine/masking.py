"""Personal data as those see it who need not know it: recognisable to who knows it, of no use to others (D3)."""

HIDDEN = "****"
# The digits that stay readable at a number's begin and end.
PHONE_SHOWN = (3, 2)
ID_SHOWN = (3, 2)


def mask_phone(number: str | None) -> str:
	"""`138****78` for a number; one too short to hide anything in is hidden altogether."""
	return _keep_ends("".join(character for character in number or "" if character.isdigit()), *PHONE_SHOWN)


def mask_id(number: str | None) -> str:
	"""`310****42` for the number of an identity card or a passport."""
	return _keep_ends((number or "").replace(" ", ""), *ID_SHOWN)


def mask_email(address: str | None) -> str:
	"""`z****@example.com`: the first letter and the domain, which says whose it is but not who."""
	if not address:
		return ""
	name, at, domain = address.strip().rpartition("@")
	return f"{name[:1]}{HIDDEN}@{domain}" if at and name else HIDDEN


def mask_name(name: str | None) -> str:
	"""`Z****`: the first letter or the family name's first character."""
	return f"{name.strip()[:1]}{HIDDEN}" if name and name.strip() else ""


def _keep_ends(text: str, begin: int, end: int) -> str:
	if not text:
		return ""
	# At least as much is hidden as is shown.
	if len(text) < 2 * (begin + end):
		return HIDDEN
	return f"{text[:begin]}{HIDDEN}{text[-end:]}"
