"""Background jobs without workers: they wait in a queue and run right after a commit or a request."""

from collections import Counter, deque

import frappe
from frappe.state import _dict

from devsite.unsupported import guard

__getattr__ = guard(__name__)

_queue = deque()
_waiting_ids = Counter()  # by job_id, how many of _queue have it
_running = False
failed = []  # (name, exception) of jobs that raised; nobody else hears of them


def enqueue(
	method,
	queue="default",
	timeout=None,
	event=None,
	is_async=True,
	job_name=None,
	now=False,
	enqueue_after_commit=False,
	*,
	on_success=None,
	on_failure=None,
	at_front=False,
	job_id=None,
	deduplicate=False,
	**kwargs,
):
	"""Queues a function (or dotted path) for the enqueuing user.

	`now` runs it at once; `deduplicate` with `job_id` skips it while a job of that id waits or runs.
	A rollback drops it only where it was to be queued after the commit.
	"""
	if deduplicate:
		if not job_id:
			frappe.throw(frappe._("`job_id` paramater is required for deduplication."))
		if is_job_enqueued(job_id):
			return None
	if now or (not is_async and not frappe.flags.in_test):
		return frappe.call(method, **kwargs)
	job = _dict(
		method=method,
		user=frappe.session.user,
		kwargs=kwargs,
		id=job_id,
		success=on_success,
		failure=on_failure,
	)
	if enqueue_after_commit:
		frappe.db.after_commit.add(lambda: _put(job))
	else:
		_put(job, at_front)
	return job


def _put(job, at_front=False):
	_waiting_ids[job.id] += 1
	if at_front:
		_queue.appendleft(job)
	else:
		_queue.append(job)


def is_job_enqueued(job_id):
	return _waiting_ids[job_id] > 0 or (_running and _running.id == job_id)


def clear():
	_queue.clear()
	_waiting_ids.clear()
	failed.clear()


def run_waiting():
	"""Runs all waiting jobs in order, those that they enqueue included. Does nothing inside a job."""
	global _running
	if _running:
		return
	while _queue:
		_running = _queue.popleft()
		_waiting_ids[_running.id] -= 1
		try:
			_run(_running)
		finally:
			_running = False


def _run(job):
	"""One job: committed when it ends well; rolled back with an Error Log when it fails."""
	user, flags = frappe.session.user, dict(frappe.flags)
	frappe.flags.clear()
	frappe.flags.update(in_test=flags.get("in_test"))
	frappe.set_user(job.user)
	method = job.method
	name = method if isinstance(method, str) else f"{method.__module__}.{method.__qualname__}"
	try:
		(frappe.get_attr(method) if isinstance(method, str) else method)(**job.kwargs)
		frappe.db.commit()
	except Exception as error:
		failed.append((name, error))
		frappe.db.rollback()
		frappe.log_error(title=name)
		frappe.db.commit()
		if job.failure:
			frappe.call(job.failure)
	else:
		if job.success:
			frappe.call(job.success)
	finally:
		frappe.flags.clear()
		frappe.flags.update(flags)
		frappe.set_user(user)
