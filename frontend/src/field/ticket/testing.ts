// Tickets and acts for tests.

import type { Ticket } from "../day/types";
import type { Act, ActValues, Kind } from "../outbox";

export function aTicket(values: Partial<Ticket> = {}): Ticket {
	return {
		name: "ST-1",
		subject: "Does not heat",
		description: "",
		stage: "Accepted",
		workflow_state: "Accepted",
		offering: "Repair",
		offering_shown: "Repair",
		priority: null,
		customer: "C-1",
		customer_name: "Hotel Lotus",
		serial_no: null,
		item_code: null,
		appointment_start: null,
		appointment_end: null,
		next_due_at: null,
		next_due_metric: null,
		reopen_count: 0,
		remote: false,
		modified: "2026-11-29 08:00:00",
		values: {},
		checklist: [],
		visit: null,
		place: null,
		on_map: null,
		actions: [],
		...values,
	};
}

export function anAct<K extends Kind>(kind: K, values: ActValues[K], more: Partial<Act> = {}): Act {
	return { key: "k", number: 1, kind, ticket: "ST-1", values, madeAt: "2026-11-29T08:00:00+00:00", state: "waiting", tries: 0, ...more } as Act;
}
