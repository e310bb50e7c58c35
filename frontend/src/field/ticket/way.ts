// What comes next on a ticket, without asking the server: the actions that are open to this person, and what is still
// missing. The server decides again when the act arrives.

import { MAIN_LINE, WAITING, placeOnLine, stagesLeft } from "../day/stages";
import type { Action, Kit, Ticket } from "../day/types";

export type { Action };
export type Need = Kit["needs"][number];
type Standing = Pick<Ticket, "stage" | "actions">;

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

/** What is missing before the ticket may go to `stage`. */
export function missingBefore(needs: Need[], ticket: Pick<Ticket, "stage">, stage: string): Need[] {
	const left = stagesLeft(ticket, stage);
	return needs.filter((need) => need.have < need.need && left.includes(need.stage));
}
