// What fsm_app.api.field_app.day and .ticket_kit answer with: fsm_app/field_app/my_day.py and kit.py.

import type { Conflict, TicketValues } from "../outbox/kinds";

export interface Step {
	name: string;
	step: string;
	stage: string;
	mandatory: 0 | 1;
	done: 0 | 1;
	remark: string | null;
}

export interface Visit {
	name: string;
	status: string;
	delivery: string;
	planned_start: string | null;
	planned_end: string | null;
	checked_in_at: string | null;
}

/** A ticket in hand, as it is on the server; `unsent` in index.ts lays over it what is not sent. */
export interface Ticket {
	name: string;
	subject: string;
	description: string;
	stage: string;
	workflow_state: string;
	offering: string;
	offering_shown: string;
	priority: string | null;
	customer: string;
	customer_name: string;
	serial_no: string | null;
	item_code: string | null;
	appointment_start: string | null;
	appointment_end: string | null;
	next_due_at: string | null;
	next_due_metric: string | null;
	reopen_count: number;
	remote: boolean;
	modified: string;
	values: TicketValues;
	checklist: Step[];
	visit: Visit | null;
	/** Where the customer is, in WGS 84; how to reach them is in the kit. */
	place: { latitude: number; longitude: number } | null;
	/** The same as latitude and longitude where the site's map shows it. */
	on_map: [number, number] | null;
	/** Actions of the workflow, as the user may take them now. */
	actions: Action[];
	/** Permits to do dangerous work, and the kinds of them that the job asks for; see Day.safety. */
	permits?: Permit[];
	permits_needed?: string[];
	/** The job asks for the day's check of protective equipment. */
	ppe_needed?: boolean;
}

export interface Permit {
	name: string;
	permit_type: string;
	label: string;
	/** Requested, Approved, Refused, Withdrawn, Closed, Expired. */
	state: string;
	valid_from: string | null;
	valid_to: string | null;
	/** What was said to the engineer. */
	answer: string | null;
	/** It was approved once, and not taken back: it is closed when the work is done or stopped. */
	was_given?: boolean;
}

/** What the company asks for on the safety of its people; nothing of it where it has no such records. */
export interface Safety {
	ppe: { needed: boolean; done_today: boolean; items: { item: string; label: string; is_ok?: boolean | null }[] };
	permit_types: { name: string; label: string; measures: string[]; measure_labels?: string[]; max_hours: number | null }[];
	incident_kinds: { value: string; label: string }[];
	severities: { value: string; label: string }[];
}

export interface Action {
	action: string;
	label: string;
	/** The state and the stage to which it leads. */
	next_state: string;
	to: string;
	/** What it asks to be filled in. */
	field: string | null;
	field_label: string | null;
}

export interface Transition extends Action {
	state: string;
	/** It hangs on a condition that only the server can ask. */
	conditional: boolean;
}

export interface Offer {
	name: string;
	ticket: string;
	subject: string;
	customer_name: string;
	offering_shown: string;
	appointment_start: string | null;
	appointment_end: string | null;
	expires_at: string | null;
	/** When it was made, and until when it is to be answered. */
	offered_at: string | null;
}

export interface Day {
	user: string;
	engineer: string;
	engineer_name: string;
	/** The server's time when it answered, in the site's time. */
	at: string;
	/** Minutes of the site's time ahead of UTC. */
	utc_offset: number;
	tickets: Ticket[];
	offers: Offer[];
	/** All actions of the workflow that the user may take in some state: for what comes next without a connection. */
	workflow: Transition[];
	/** The site's own address of a map, empty for the device's; see place/links.ts. */
	map_link: string;
	/** The address of the pictures beneath the places, and whom to name for them; null for none. */
	map: { url: string; credit: string } | null;
	/** Open conflicts, also those of another phone of theirs. */
	conflicts: (Conflict & { act: string; ticket: string })[];
	/** Not there on a day that an older version has kept. */
	safety?: Safety;
}

/** What fsm_app.api.field_app.own_record answers with: fsm_app/field_app/own_record.py. */
export interface OwnRecord {
	user: string;
	at: string;
	score: Score | null;
	training: {
		course: string;
		due: string | null;
		state: string;
		why: string;
		hours: number | null;
		exam: string | null;
		session: { start: string; end: string; location: string } | null;
	}[];
	exams: {
		exam: string;
		title: string;
		pass_mark: number;
		minutes: number | null;
		attempts_left: number | null;
		again_on: string | null;
		passed: boolean;
		last_score: number | null;
	}[];
	certificates: { certification: string; until: string | null; state: string }[];
}

export interface Score {
	label: string;
	closed: boolean;
	score: number | null;
	rank: number | null;
	at_work: string;
	at_work_reason: string;
	kpis: { label: string; value: number | null; unit: string; score: number | null; points: number | null; weight: number; reason: string }[];
	lifts: { label: string; coming: number; gain: number }[];
	months: { label: string; score: number | null }[];
}

/** What is kept of a ticket besides, fetched one by one after the day. */
export interface Kit {
	ticket: string;
	modified: string;
	needs: { kind: string; stage: string; have: number; need: number; text: string; now: boolean }[];
	sheet: { sections: { title: string; rows: { label: string; text: string; note: string; lacks: boolean }[] }[] };
	/** `solution` is HTML that the server has cleaned; pictures in it need a connection. */
	cases: {
		case: string;
		title: string;
		why: string;
		marked: string;
		symptom: string | null;
		cause: string | null;
		solution: string | null;
	}[];
	parts: {
		mode: string;
		may_use: boolean;
		rows: { item_code: string; qty: number; uom: string | null; serial_no: string | null }[];
		van: { item_code: string; item_name: string; qty: number; stock_uom: string; has_serial_no: 0 | 1; has_batch_no: 0 | 1 }[];
	};
	/** How to reach the caller; each time that it is fetched is noted as a look at it. */
	contact: { name: string | null; phone: string | null; email: string | null; address: string } | null;
}
