"""Functions to call around commit and rollback."""

from collections import deque


class CallbackManager:
	"""A queue of functions, each called once."""

	def __init__(self):
		self.functions = deque()

	def add(self, func):
		self.functions.append(func)

	def run(self):
		while self.functions:
			self.functions.popleft()()

	def reset(self):
		self.functions.clear()
