"""Draft, submitted, cancelled."""


class DocStatus(int):
	def is_draft(self):
		return self == 0

	def is_submitted(self):
		return self == 1

	def is_cancelled(self):
		return self == 2


DocStatus.DRAFT, DocStatus.SUBMITTED, DocStatus.CANCELLED = DocStatus(0), DocStatus(1), DocStatus(2)
