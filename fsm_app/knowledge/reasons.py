"""Why a case is proposed, as a sentence (G2)."""

from collections.abc import Iterable

from frappe import _

from fsm_app.engine.recommendation import Reason
from fsm_app.engine.search_words import fold
from fsm_app.engine.ticket_traits import words as words_in

WORDS_AT_MOST = 3
# What has a translated name.
NAMED_BY_US = ("kind", "offering")
# Of a word that was not written in the case, so much must have been learnt.
LEAST_KNOWN = 0.5


def shared_words(text: str, of_case: str) -> list[str]:
	"""The longest words that stand in both, such as a ticket's and a case's text; none of those that every text has."""
	in_case = set(_telling(of_case))
	shared = dict.fromkeys(word for word in _telling(text) if word in in_case)
	return sorted(shared, key=len, reverse=True)[:WORDS_AT_MOST]


def because_of(reasons: Iterable[Reason], shared: list[str], solved: int) -> str:
	"""What of the ticket speaks for the case, and how many tickets it has solved."""
	reasons = list(reasons)
	words = [reason for reason in reasons if reason.what == "word"]
	known = [reason.text for reason in words if reason.known >= LEAST_KNOWN]
	shown = [*known, *shared] or [reason.text for reason in words]
	said = [_of_words(list(dict.fromkeys(shown))[:WORDS_AT_MOST])]
	said += [_of(reason) for reason in reasons if reason.what != "word"]
	parts = [part for part in said if part]
	if solved:
		parts.append(
			_("it has solved {0} tickets").format(solved) if solved > 1 else _("it has solved one ticket")
		)
	return _("Why: {0}").format("; ".join(parts)) if parts else ""


def _telling(text: str) -> list[str]:
	folded = fold(text)
	found = (folded[start:end] for start, end in words_in(folded))
	# Short words of scripts with spaces stand in every text; two Chinese characters are a word.
	return [word for word in found if len(word) > (3 if word.isascii() else 1)]


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
	}[reason.what].format(_(reason.text) if reason.what in NAMED_BY_US else reason.text)
