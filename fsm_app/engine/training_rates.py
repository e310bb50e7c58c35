"""How much of the training that was due has been done, and how many exams were passed. Plain Python (H4)."""

from dataclasses import dataclass
from datetime import date


@dataclass
class TrainingRates:
	"""Assignments and sittings, counted one by one. Rates are percentages, None where there is nothing to count."""

	due: int = 0
	completed: int = 0
	on_time: int = 0
	overdue: int = 0
	sittings: int = 0
	passed: int = 0

	def add_assignment(self, due_date: date, completed_on: date | None, today: date) -> None:
		"""Count a course that was to be done by `due_date`, and was on `completed_on` if ever."""
		self.due += 1
		if completed_on:
			self.completed += 1
			self.on_time += completed_on <= due_date
		else:
			self.overdue += due_date < today

	def add_sitting(self, passed: bool) -> None:
		"""Count an exam that was sat to its end."""
		self.sittings += 1
		self.passed += bool(passed)

	@property
	def completion_rate(self) -> float | None:
		"""The share of what was due that was completed, be it late."""
		return 100.0 * self.completed / self.due if self.due else None

	@property
	def pass_rate(self) -> float | None:
		"""The share of the sittings that were passed."""
		return 100.0 * self.passed / self.sittings if self.sittings else None
