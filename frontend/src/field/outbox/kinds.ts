// What an engineer does with a ticket on the phone: one act each, with its client key, sent to fsm_app.api.field_app.deliver in the
// order in which it was done. fsm_app/field_app/acts.py has the other side of this table.

export interface PartLine {
	item_code: string;
	qty: number;
	serial_nos?: string[];
	batch_no?: string;
	[more: string]: unknown;
}

/** The fields of a ticket that an engineer writes; each is merged by itself. */
export type TicketField =
	| "fault_symptom"
	| "fault_code"
	| "fault_case"
	| "fault_cause"
	| "resolution_summary"
	| "remaining_work"
	| "no_parts_used";

export type TicketValues = Partial<Record<TicketField, string | number | null>>;

/** What a person saw before they wrote: fields of the ticket, or the remark of a step. */
export type Seen = TicketValues & { remark?: string | null };

/** The values of each kind of act. Files go beside them: photo, attachment, signature and incident-picture have one each. */
export interface ActValues {
	"accept-offer": { offer: string };
	"decline-offer": { offer: string; reason: string };
	/** An action of the ticket's workflow. `to` is the stage that it leads to; `field` is what it asks to be filled in, with `reason`. */
	move: { action: string; to: string; field?: string; reason?: string };
	"check-in": { latitude: number; longitude: number; accuracy?: number };
	photo: { stage?: string; note?: string };
	/** A voice note or a short video: kept as a private file of the ticket. */
	attachment: { name: string; note?: string };
	"serial-number": { serial_no: string; stage?: string; note?: string };
	symptom: { symptom: string; stage?: string };
	signature: { signed_by: string; stage?: string };
	/** A step of the checklist; a measured value stands in the remark. */
	tick: { step: string; done: boolean; remark?: string };
	"use-parts": { lines: PartLine[] };
	"request-parts": { lines: PartLine[]; required_by?: string; reason?: string };
	"take-along": { item_code: string; old_serial_no?: string; qty?: number; customer_owned?: boolean; remark?: string };
	/** Fields of the ticket. Give `seen` with what the person saw before, so that others' changes are not written over. */
	change: TicketValues;
	"judge-case": { case: string; result: "Used" | "Solved It" | "Did Not Help" };
	/** The protective equipment before the first job of a day; belongs to no ticket. */
	"ppe-check": { items: { item: string; is_ok: boolean; remark: string }[] };
	/** Leave to do dangerous work; `measures` are those that the engineer has confirmed. Times are the site's. */
	"permit-request": { permit_type: string; place: string; valid_from: string; valid_to: string; measures: string[]; remark: string };
	"permit-close": { permit: string; remark: string };
	/** With or without a ticket; `happened_at` is the site's time. */
	"safety-incident": {
		kind: string;
		severity: string;
		happened_at: string;
		place: string;
		what_happened: string;
		first_measures: string;
		is_anyone_hurt: boolean;
	};
	/** A photo for an incident that this phone reports under that key; goes after it. */
	"incident-picture": { incident_key: string; name: string };
	/** Which value counts where two wrote the same field: see settle(). */
	settle: { act: string; field: string; take: "mine" | "theirs" };
}

export type Kind = keyof ActValues;

/** What is reported about safety waits for nothing else, and holds nothing else up. */
const ALONE = new Set<Kind>(["ppe-check", "safety-incident"]);

/** Acts of one lane go one after the other: those of a ticket, an incident and its photos. */
export function laneOf({ kind, ticket, key, values }: Pick<Act, "kind" | "ticket" | "key" | "values">): string {
	if (kind === "incident-picture") return `alone:${(values as ActValues["incident-picture"]).incident_key}`;
	return ALONE.has(kind) ? `alone:${key}` : ticket;
}

/** What became of an act. */
export type State =
	/** not sent yet, or no answer came */
	| "waiting"
	/** the server refused it: the person edits or drops it; what follows on the same ticket waits */
	| "refused"
	/** the server has it; another value stood there, and the person says which one counts */
	| "conflict"
	/** the ticket was taken away meanwhile; the office has what was done. Stands until the person has read it and drops it */
	| "kept"
	/** the server has it; kept until the day was asked for anew, so that the screen does not fall back to what was before */
	| "done";

export interface Conflict {
	field: string;
	label: string;
	/** What the person saw, what they wrote, and what stands on the server. */
	seen: string | number | null;
	mine: string | number | null;
	theirs: string | number | null;
}

export interface Act<K extends Kind = Kind> {
	/** The client key. */
	key: string;
	/** Order in which the acts were done on this phone. */
	number: number;
	kind: K;
	/** Empty where it belongs to none. */
	ticket: string;
	values: ActValues[K];
	seen?: Seen;
	/** SHA-256 of its file. */
	file?: string;
	fileType?: string;
	/** By the phone's clock, with its offset: ISO 8601. */
	madeAt: string;
	state: State;
	/** The server's words where it was refused. */
	problem?: string;
	conflicts?: Conflict[];
	/** The server's Field Act, where there are conflicts. */
	act?: string;
	tries: number;
	/** When the server's answer came, by the phone's clock in milliseconds. */
	doneAt?: number;
}
