// What is not sent yet, laid over what the server said: the person sees their work as they did it.

import type { Act, ActValues } from "../outbox/kinds";
import type { Action, Kit, Ticket, Transition } from "./types";

const COUNTS = new Set(["waiting", "refused", "done"]);
const AT_WORK = ["On Site", "Working"];
const BEFORE_ARRIVAL = ["Accepted", "Preparing", "Travelling"];
/** Kinds of evidence by the acts that give it. */
const EVIDENCE: Partial<Record<Act["kind"], string>> = {
	photo: "Photo",
	signature: "Customer Signature",
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
	const needs = kit.needs.map((need) => ({ ...need, now: need.stage === ticket.stage }));
	for (const act of own) {
		const { stage } = act.values as { stage?: string };
		// Without a stage the server takes the first one that still asks for such evidence.
		const given = needs.find((need) => EVIDENCE[act.kind] === need.kind && need.have < need.need && (!stage || need.stage === stage));
		if (given) given.have += 1;
	}
	return needs.map((need) => (isWritten(ticket, kit, own, need) ? { ...need, have: need.need } : need));
}

/** Whether what the need asks for stands in the ticket itself: a text, a tick, or all that a report consists of. */
function isWritten(ticket: Ticket, kit: Kit, own: readonly Act[], need: Kit["needs"][number]): boolean {
	const { fault_symptom, resolution_summary, no_parts_used } = ticket.values;
	switch (need.kind) {
		case "Checklist":
			return ticket.checklist.some((row) => row.done && row.stage === need.stage && need.text.endsWith(row.step));
		case "Fault Symptom":
			// What stands in the field belongs to the first cycle; after a reopening it is recorded anew.
			return !need.have && !ticket.reopen_count && hasText(fault_symptom);
		case "Resolution Summary":
			return Boolean(resolution_summary);
		case "Service Report": {
			const parts = no_parts_used || kit.parts.rows.length || own.some((act) => act.kind === "use-parts");
			return Boolean(fault_symptom && resolution_summary && parts);
		}
		default:
			return false;
	}
}

function hasText(value: unknown): boolean {
	return typeof value === "string" && Boolean(value.trim());
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
		case "symptom": {
			const { symptom } = act.values as ActValues["symptom"];
			return { ...ticket, values: { ...ticket.values, fault_symptom: ticket.values.fault_symptom || symptom } };
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
