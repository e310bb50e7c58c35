// The stages of a ticket in the reader's language. Literals, for they are collected.

import { __ } from "./i18n";

/** A stage of a ticket. */
export function stageName(stage: string): string {
	const names: Record<string, string> = {
		Received: __("Received", null, "Service Ticket"),
		Triaged: __("Triaged", null, "Service Ticket"),
		Dispatched: __("Dispatched", null, "Service Ticket"),
		Accepted: __("Accepted", null, "Service Ticket"),
		Preparing: __("Preparing", null, "Service Ticket"),
		Travelling: __("Travelling", null, "Service Ticket"),
		"On Site": __("On Site", null, "Service Ticket"),
		Working: __("Working", null, "Service Ticket"),
		"Waiting for Customer": __("Waiting for Customer", null, "Service Ticket"),
		"Waiting for Parts": __("Waiting for Parts", null, "Service Ticket"),
		Done: __("Done", null, "Service Ticket"),
		Confirmed: __("Confirmed", null, "Service Ticket"),
		Verified: __("Verified", null, "Service Ticket"),
		Closed: __("Closed", null, "Service Ticket"),
		Reopened: __("Reopened", null, "Service Ticket"),
		Cancelled: __("Cancelled", null, "Service Ticket"),
	};
	return names[stage] ?? stage;
}
