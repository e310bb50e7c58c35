// What comes next on a ticket, without asking the server: the workflow's rows that are open to this person, and what the
// ticket still lacks. The server decides again when the act arrives.

import { MAIN_LINE, WAITING, placeOnLine, reasonField, stagesLeft } from "../day/stages";

export interface Transition {
	state: string;
	action: string;
	next_state: string;
	stage: string;
}

export interface Need {
	kind: string;
	stage: string;
	have: number;
	need: number;
	text: string;
}

export interface OnWay {
	stage: string;
	workflow_state: string;
	waiting_from?: string | null;
	needs: Need[];
}

export interface Offered extends Transition {
	forward: boolean;
}

export interface Way {
	next: Offered | null;
	others: Offered[];
}

/** The next step of the ticket and what else may be done, the nearest first. */
export function wayOf(ticket: OnWay, transitions: Transition[]): Way {
	const here = MAIN_LINE.indexOf(placeOnLine(ticket));
	const waits = WAITING.includes(ticket.stage);
	// Of several open rows with one action, Frappe takes the last.
	const rows = new Map(transitions.filter(({ state }) => state === ticket.workflow_state).map((row) => [row.action, row]));
	const offered = [...rows.values()].map((row) => {
		const steps = MAIN_LINE.indexOf(row.stage) - here;
		const isOnLine = MAIN_LINE.includes(row.stage) && here >= 0;
		// What waited goes on where it was, or a little before.
		const forward = isOnLine && (waits ? reasonField(ticket, row.stage) === null : steps > 0);
		return { row: { ...row, forward }, far: forward ? Math.abs(steps) : MAIN_LINE.length };
	});
	const sorted = offered.sort((one, other) => one.far - other.far).map(({ row }) => row);
	const next = sorted[0]?.forward ? sorted[0] : null;
	return { next, others: sorted.filter((row) => row !== next) };
}

/** What is missing before the ticket may go to `stage`. */
export function missingBefore(ticket: OnWay, stage: string): Need[] {
	const left = stagesLeft(ticket, stage);
	return ticket.needs.filter((need) => need.have < need.need && left.includes(need.stage));
}

/** What the step wants to be written down first: a reason, or what was done; null where nothing. */
export function textAsked(ticket: OnWay, stage: string): "return_reason" | "remaining_work" | "cancel_reason" | "resolution_summary" | null {
	const reason = reasonField(ticket, stage);
	if (reason) return reason;
	return missingBefore(ticket, stage).some(({ kind }) => kind === "Resolution") ? "resolution_summary" : null;
}
