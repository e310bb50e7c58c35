// What is not sent yet, laid over what the server said: the person sees their work as they did it.

import type { Act, ActValues } from "../outbox/kinds";
import type { Action, Kit, Ticket, Transition } from "./types";

const COUNTS = new Set(["waiting", "refused", "done"]);
const AT_WORK = ["On Site", "Working"];
const BEFORE_ARRIVAL = ["Accepted", "Preparing", "Travelling"];
/** Kinds of evidence by the acts that give it. */
const EVIDENCE: Partial<Record<Act["kind"], string>> = {
	photo: "Photo",
	signature: "Signature",
	"serial-number": "Serial Number",
	symptom: "Fault Symptom",
};

/** The ticket as it will be when all of `acts` are sent. The server's own answer may still differ. */
export function withUnsent(ticket: Ticket, acts: readonly Act[], workflow: readonly Transition[]): Ticket {
	return acts.filter((act) => act.ticket === ticket.name && COUNTS.has(act.state)).reduce((now, act) => after(now, act, workflow), ticket);
}

/** What is still asked for when all of `acts` are sent. */
export function needsWithUnsent(ticket: Ticket, kit: Kit, acts: readonly Act[]): Kit["needs"] {
	const own = acts.filter((act) => act.ticket === ticket.name && COUNTS.has(act.state));
	return kit.needs.map((need) => {
		const given = own.filter((act) => EVIDENCE[act.kind] === need.kind && (act.values as { stage?: string }).stage === need.stage).length;
		return { ...need, have: Math.min(need.need, need.have + given), now: need.stage === ticket.stage };
	});
}

function after(ticket: Ticket, act: Act, workflow: readonly Transition[]): Ticket {
	switch (act.kind) {
		case "move": {
			const { action, to } = act.values as ActValues["move"];
			if (ticket.stage === to) return ticket;
			const taken = ticket.actions.find((one) => one.action === action && one.to === to);
			return taken ? moved(ticket, taken, workflow) : { ...ticket, stage: to, actions: [] };
		}
		case "check-in": {
			const checked = ticket.visit && { ...ticket.visit, checked_in_at: ticket.visit.checked_in_at ?? act.madeAt };
			const arrival = ticket.actions.find((one) => one.to === "On Site");
			const there = { ...ticket, visit: checked };
			return arrival && BEFORE_ARRIVAL.includes(ticket.stage) ? moved(there, arrival, workflow) : there;
		}
		case "tick": {
			const { step, done, remark } = act.values as ActValues["tick"];
			const checklist = ticket.checklist.map((row) =>
				row.name === step ? { ...row, done: done ? (1 as const) : (0 as const), remark: remark ?? row.remark } : row,
			);
			return { ...ticket, checklist };
		}
		case "change":
			return { ...ticket, values: { ...ticket.values, ...(act.values as ActValues["change"]) } };
		default:
			return ticket;
	}
}

function moved(ticket: Ticket, taken: Action, workflow: readonly Transition[]): Ticket {
	const stands = AT_WORK.includes(ticket.stage) ? "On Site" : "Accepted";
	const actions = workflow.filter((row) => row.state === taken.next_state && (!row.conditional || row.to === stands));
	return { ...ticket, stage: taken.to, workflow_state: taken.next_state, actions };
}
