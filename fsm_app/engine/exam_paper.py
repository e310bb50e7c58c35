"""Drawing an exam's paper from a bank of questions, and marking what was answered (H2). Plain Python.

People type on phones and keyboards of many languages: what these put in by themselves is no difference.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fsm_app.engine.typed_number import number_of
from fsm_app.engine.typography import straightened

SINGLE_CHOICE = "Single Choice"
MULTIPLE_CHOICE = "Multiple Choice"
TRUE_OR_FALSE = "True or False"
NUMBER = "Number"
SHORT_TEXT = "Short Text"

# What a number that was typed in may differ by where the question allows nothing: 0.1 + 0.2 is 0.3.
ROUNDING = 1e-9
_NO_SPACE = re.compile(r" ?([,;:()/]) ?")
_AROUND_HAN = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff]) | (?=[\u3040-\u30ff\u3400-\u9fff])")
_DASHES = re.compile(r"-{2,}")


class NotEnoughQuestions(ValueError):
	"""The bank cannot fill a paper's rules. `topic`, `difficulty`, `needed`, `found` tell of the first rule that fails."""

	def __init__(self, rule: "Rule", found: int):
		super().__init__(f"{rule} finds {found} questions")
		self.topic, self.difficulty, self.needed, self.found = rule.topic, rule.difficulty, rule.count, found


@dataclass(frozen=True)
class Rule:
	"""So many questions of a topic and a difficulty; either may be empty for any."""

	count: int
	topic: str = ""
	difficulty: str = ""

	def fits(self, question: "Question") -> bool:
		return self.topic in ("", question.topic) and self.difficulty in ("", question.difficulty)


@dataclass(frozen=True)
class Question:
	"""What drawing needs to know of a question of the bank."""

	name: str
	topic: str
	difficulty: str


def draw(rules: Sequence[Rule], bank: Iterable[Question], chance: random.Random) -> list[str]:
	"""The names of the questions of a new paper, in random order, none twice.

	Rules may overlap: whenever the bank can fill all of them, a paper is found. Raises NotEnoughQuestions.
	"""
	questions = sorted(bank, key=lambda question: question.name)
	chance.shuffle(questions)
	fitting = [[place for place, question in enumerate(questions) if rule.fits(question)] for rule in rules]
	taken_by: dict[int, int] = {}
	slots = [number for number, rule in enumerate(rules) for _slot in range(rule.count)]
	for slot, number in enumerate(slots):
		if not _take(slot, slots, fitting, taken_by):
			found = sum(1 for other in taken_by.values() if slots[other] == number)
			raise NotEnoughQuestions(rules[number], found)
	paper = [questions[place].name for place in taken_by]
	chance.shuffle(paper)
	return paper


def _take(slot: int, slots: list[int], fitting: list[list[int]], taken_by: dict[int, int]) -> bool:
	"""Give the slot a question, moving other slots to other questions where that makes room; breadth first."""
	came_from: dict[int, int] = {}  # question -> the slot that reached for it
	waiting = [slot]
	for reaching in waiting:
		for place in fitting[slots[reaching]]:
			if place in came_from:
				continue
			came_from[place] = reaching
			if place not in taken_by:
				_hand_over(place, slot, came_from, taken_by)
				return True
			waiting.append(taken_by[place])
	return False


def _hand_over(place: int, slot: int, came_from: dict[int, int], taken_by: dict[int, int]) -> None:
	held = {holder: question for question, holder in taken_by.items()}
	while True:
		reaching = came_from[place]
		taken_by[place] = reaching
		if reaching == slot:
			return
		place = held[reaching]


def is_right(asked: dict, given: object) -> bool:
	"""Whether `given` answers a question as it was `asked`.

	`asked` has `question_type` and, by type, `right` (list of the numbers of the right options, or the bool), `number` and
	`tolerance` (and `question`, whose unit may stand behind a number), or `accepted` (list of texts). A single choice is
	given as a number, a multiple one as a list of numbers; all the right options and no other must be chosen. Numbers and
	texts are compared as `number_of` and `plain` read them.
	"""
	if given is None:
		return False
	kind = asked["question_type"]
	if kind == SINGLE_CHOICE:
		return _is_option(given) and [given] == asked["right"]
	if kind == MULTIPLE_CHOICE:
		return isinstance(given, list) and all(map(_is_option, given)) and set(given) == set(asked["right"])
	if kind == TRUE_OR_FALSE:
		return isinstance(given, bool) and given == asked["right"]
	if kind == NUMBER:
		value = number_of(given, asked.get("question") or "")
		return value is not None and abs(value - asked["number"]) <= asked["tolerance"] + ROUNDING
	return isinstance(given, str) and plain(given) in {plain(text) for text in asked["accepted"]}


def plain(text: str) -> str:
	"""A text without differences that do not matter.

	Those are case, width, the shape of quotes and dashes, how many spaces and those beside Chinese characters and
	punctuation, what nobody sees, and a full stop at the end.
	"""
	# Beside each other a dash may have become two, or two one.
	words = " ".join(_DASHES.sub("-", straightened(text).replace("`", "'")).casefold().split())
	words = _AROUND_HAN.sub("", _NO_SPACE.sub(r"\1", words))
	return words.rstrip(" .") or words


def _is_option(value: object) -> bool:
	return isinstance(value, int) and not isinstance(value, bool)
