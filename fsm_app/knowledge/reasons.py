"""Why a case is proposed, as a sentence (G2)."""

from collections.abc import Iterable

from frappe import _

from fsm_app.engine.recommendation import Reason


def because_of(reasons: Iterable[Reason], solved: int) -> str:
	"""What of the ticket speaks for the case, and how many tickets it has solved."""
	said = [_of_words([reason.text for reason in reasons if reason.what == "word"])]
	said += [_of(reason) for reason in reasons if reason.what != "word"]
	parts = [part for part in said if part]
	if solved:
		parts.append(
			_("it has solved {0} tickets").format(solved) if solved > 1 else _("it has solved one ticket")
		)
	text = _("; ", context="Knowledge Case").join(parts)
	return f"{text[:1].upper()}{text[1:]}"


def _of_words(words: list[str]) -> str:
	if not words:
		return ""
	return _("the words {0}").format(", ".join(_("“{0}”").format(word) for word in words))


def _of(reason: Reason) -> str:
	return {
		"code": _("the fault code {0}"),
		"kind": _("the kind of device {0}"),
		"item": _("the device {0}"),
		"offering": _("the offering {0}"),
	}[reason.what].format(reason.text)
