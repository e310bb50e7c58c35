"""Drawing an exam's paper from a bank of questions (H2). Plain Python."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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
