"""A mark in a sentence, from the figures that were kept with it, in the language of whoever reads it (E1)."""

from collections.abc import Callable

from frappe import _

from fsm_app.dispatch.travel import CHECK_IN, START_OF_DAY

# In hours.
SOON = 0.05


def sentence(objective: str, mark: float | None, figures: list | None) -> str:
	"""One sentence on what the mark comes from; of an unknown mark, what stands in its place."""
	if mark is None:
		return _("Not known; the mean of the others stands for it.")
	if not figures:
		return _("Nothing is asked for here.")
	return _WORDS[objective](*figures)


def _skill(mean: float) -> str:
	return _("Proficiency in the skills needed: {0} of 5.").format(f"{mean:g}")


def _level(level: str, above: int) -> str:
	if above > 0:
		return _("Level {0} is above what is needed; it is spared for harder work.").format(_(level))
	return _("Level {0} fits.").format(_(level))


def _travel(minutes: float, km: float, origin: str) -> str:
	minutes, km = round(minutes), round(km)
	if origin == CHECK_IN:
		return _("{0} min from where they checked in last ({1} km).").format(minutes, km)
	if origin == START_OF_DAY:
		return _("{0} min from where their day starts ({1} km).").format(minutes, km)
	return _("{0} min from the visit before ({1} km).").format(minutes, km)


def _load(in_work: int, at_most: int) -> str:
	if at_most:
		return _("{0} of at most {1} tickets in work.").format(in_work, at_most)
	return _("{0} tickets in work, without a limit.").format(in_work)


def _wait(hours: float) -> str:
	if hours < SOON:
		return _("Free now.")
	return _("Free in {0} h, by the work in hand and the visits planned.").format(f"{hours:.1f}")


def _region(same: int) -> str:
	return _("Works in the ticket's region.") if same else _("Works in another region.")


def _fairness(hours: float, mean: float) -> str:
	return _("{0} h of work and travel this month; the mean is {1} h.").format(f"{hours:.1f}", f"{mean:.1f}")


def _efficiency(jobs: int, fixed: float, time: float) -> str:
	fixed, time = round(fixed), round(time)
	if not jobs:
		return _("No such job yet: the average stands for them.")
	return _(
		"{0} such jobs: {1} % fixed the first time, {2} % of the usual time (drawn to the average)."
	).format(jobs, fixed, time)


def _slack(minutes: float) -> str:
	minutes = round(minutes)
	if minutes < 0:
		return _("Could be there {0} min after the next clock has run out.").format(-minutes)
	return _("Could be there {0} min before the next clock runs out.").format(minutes)


def _dedicated(which: int) -> str:
	return {
		0: _("The customer has somebody else."),
		1: _("The customer's dedicated engineer."),
		2: _("The deputy of the customer's dedicated engineer."),
	}[which]


def _continuity(on_device: int, for_customer: int) -> str:
	if on_device:
		return _("Worked on this equipment before: {0} jobs.").format(on_device)
	if for_customer:
		return _("Worked for this customer before: {0} jobs.").format(for_customer)
	return _("Was not there yet.")


def _parts(held: int, needed: int) -> str:
	return _("{0} of {1} parts needed are in the van.").format(held, needed)


_WORDS: dict[str, Callable[..., str]] = {
	"skill": _skill,
	"level": _level,
	"travel": _travel,
	"load": _load,
	"wait": _wait,
	"region": _region,
	"fairness": _fairness,
	"efficiency": _efficiency,
	"slack": _slack,
	"dedicated": _dedicated,
	"continuity": _continuity,
	"parts": _parts,
}
