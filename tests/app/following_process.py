"""The daily job about certificates in a process of its own, as a worker runs it: python -m tests.app.following_process SITE

Prints "ready" and goes on when a line comes in.
"""

import sys

import frappe

from fsm_app.service_training.retraining import open_retraining
from fsm_app.workforce.certificate_expiry import follow_certificates


def main(site: str) -> None:
	frappe.init(site=site)
	frappe.connect()
	frappe.flags.mute_emails = True
	print("ready", flush=True)
	sys.stdin.readline()
	follow_certificates()
	open_retraining()
	frappe.db.commit()
	frappe.destroy()


if __name__ == "__main__":
	main(sys.argv[1])
