"""What keeps tickets from an engineer altogether, said on the engineer's form before anybody wonders (D1, E1)."""

from frappe import _

from fsm_app.workforce.rights import WORK_ON_EVERY_OFFERING, works_on_every_offering


def obstacles(engineer) -> list[str]:
	"""Sentences on what makes the engineer no candidate for any ticket, or unable to accept one; each says the way out."""
	if engineer.is_new() or engineer.status == "Left":
		return []
	sentences = []
	if not engineer.authorised_offerings and not works_on_every_offering(engineer.level):
		sentences.append(
			_(
				"No ticket is dispatched to this engineer: level {0} may not work on every offering, and no Authorised Offerings are entered. Add the offerings, or give the level the right {1}."
			).format(_(engineer.level), _(WORK_ON_EVERY_OFFERING))
		)
	if not engineer.user:
		sentences.append(
			_(
				"This engineer has no user and can neither see nor accept tickets. Enter one with the role Service Engineer."
			)
		)
	return sentences
