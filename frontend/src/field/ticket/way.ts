// What comes next on a ticket, without asking the server: the actions that are open to this person, and what is still
// missing. The server decides again when the act arrives.

import { MAIN_LINE, WAITING, placeOnLine, stagesLeft } from "../day/stages";
import type { Kit, Ticket } from "../day/types";
import type { Act, ActValues } from "../outbox";

export type Action = Ticket["actions"][number];
export type Need = Kit["needs"][number];
type Standing = Pick<Ticket, "stage" | "actions">;

const OF_ACT: Partial<Record<Act["kind"], string>> = {
	photo: "Photo",
	"serial-number": "Serial Number",
	symptom: "Fault Symptom",
	signature: "Customer Signature",
};

/** The action that brings the ticket forward, and the others, the nearest stage first. */
export function wayOf(ticket: Standing): { next: Action | null; others: Action[] } {
	const here = MAIN_LINE.indexOf(placeOnLine(ticket));
	const accepted = MAIN_LINE.indexOf("Accepted");
	const distance = ({ to }: Action) => {
		const there = MAIN_LINE.indexOf(to);
		// What waited goes on where it was, or a little before.
		const isForward = WAITING.includes(ticket.stage) ? there >= accepted : there > here;
		return isForward && here >= 0 ? Math.abs(there - here) : Infinity;
	};
	const sorted = [...ticket.actions].sort((one, other) => (distance(one) === distance(other) ? 0 : distance(one) - distance(other)));
	const next = sorted.length && distance(sorted[0]) < Infinity ? sorted[0] : null;
	return { next, others: sorted.filter((action) => action !== next) };
}

/** The needs with what lies in the outbox counted as given. */
export function needsWith(needs: Need[], ticket: Ticket, acts: Act[]): Need[] {
	const own = acts.filter((one) => one.ticket === ticket.name && (one.state === "waiting" || one.state === "refused"));
	const counted = needs.map((need) => ({ ...need }));
	for (const one of own) {
		const kind = OF_ACT[one.kind];
		if (!kind) continue;
		const { stage } = one.values as ActValues["photo"];
		const given = counted.find((need) => need.kind === kind && (stage ? need.stage === stage : need.have < need.need));
		if (given) given.have += 1;
	}
	for (const need of counted) {
		const { values } = ticket;
		if (need.kind === "Checklist") need.have = ticket.checklist.some((step) => step.done && step.stage === need.stage && need.text.endsWith(step.step)) ? 1 : 0;
		if (need.kind === "Resolution Summary") need.have = isFilled(values.resolution_summary) ? need.need : 0;
		if (need.kind === "Fault Symptom" && isFilled(values.fault_symptom)) need.have = Math.max(need.have, need.need);
	}
	return counted;
}

/** What is missing before the ticket may go to `stage`. */
export function missingBefore(needs: Need[], ticket: Pick<Ticket, "stage">, stage: string): Need[] {
	const left = stagesLeft(ticket, stage);
	return needs.filter((need) => need.have < need.need && left.includes(need.stage));
}

function isFilled(value: unknown): boolean {
	return typeof value === "string" && value.trim() !== "";
}
