// What the safety of people asks for, with what is not sent yet. Nothing of it where the company has no such records.

import { moment } from "../day/times";
import type { Day, Permit, Safety, Ticket } from "../day/types";
import type { Act, ActValues } from "../outbox/kinds";

const COUNTS = new Set(["waiting", "done"]);
/** Where work begins, and to which stages it goes back after waiting. */
const WORK = "Working";

export type CheckState = "" | "needed" | "faulty" | "done";

type Known = Pick<Day, "at" | "safety">;

/** How the check of protective equipment stands on the day of `now`, the site's time; `clock` is the phone's. */
export function checkState({ at, safety }: Known, acts: readonly Act[], now: string, clock = Date.now()): CheckState {
	if (!safety?.ppe.needed) return "";
	const today = now.slice(0, 10);
	// How long ago it was made, by the phone's clock, whatever that says.
	const madeOn = ({ madeAt }: Act) => new Date((moment(now)?.getTime() ?? clock) - (clock - Date.parse(madeAt))).toISOString().slice(0, 10);
	const mine = acts.filter((act) => act.kind === "ppe-check" && COUNTS.has(act.state) && madeOn(act) === today);
	const last = mine.at(-1)?.values as ActValues["ppe-check"] | undefined;
	if (last) return last.items.every((row) => row.is_ok) ? "done" : "faulty";
	return safety.ppe.done_today && at.slice(0, 10) === today ? "done" : "needed";
}

export interface ShownPermit extends Permit {
	unsent: boolean;
}

/** The ticket's permits, those that are only on this phone first. */
export function permitsOf(ticket: Ticket, safety: Safety | undefined, acts: readonly Act[]): ShownPermit[] {
	const own = acts.filter((act) => act.ticket === ticket.name && COUNTS.has(act.state));
	const closed = new Set(own.filter((act) => act.kind === "permit-close").map((act) => (act.values as ActValues["permit-close"]).permit));
	const asked = own
		.filter((act) => act.kind === "permit-request")
		.map((act): ShownPermit => {
			const { permit_type, valid_from, valid_to } = act.values as ActValues["permit-request"];
			return { name: act.key, permit_type, label: typeName(safety, permit_type), state: "Requested", valid_from, valid_to, answer: null, unsent: act.state === "waiting" };
		});
	const known = (ticket.permits ?? []).map((permit) => ({ ...permit, state: closed.has(permit.name) ? "Closed" : permit.state, unsent: false }));
	return [...asked, ...known];
}

/** Whether a permit holds at `now`, the site's time. */
export function holds(permit: Permit, now: string): boolean {
	return permit.state === "Approved" && (!permit.valid_from || permit.valid_from <= now) && (!permit.valid_to || permit.valid_to > now);
}

/** What a permit's kind is called. */
export function typeName(safety: Safety | undefined, name: string): string {
	return safety?.permit_types.find((type) => type.name === name)?.label ?? name;
}

/** The kinds of permits that the job asks for and that do not hold at `now`. */
export function missingPermits(ticket: Ticket, permits: readonly Permit[], now: string): string[] {
	return (ticket.permits_needed ?? []).filter((type) => !permits.some((permit) => permit.permit_type === type && holds(permit, now)));
}

/** What keeps the work from going to `stage`: the check of the day, or kinds of permits. */
export function heldUp(ticket: Ticket, stage: string, day: Known, acts: readonly Act[], now: string, clock = Date.now()): { check: boolean; permits: string[] } {
	if (stage !== WORK) return { check: false, permits: [] };
	const state = checkState(day, acts, now, clock);
	return {
		check: Boolean(ticket.ppe_needed) && state !== "" && state !== "done",
		permits: missingPermits(ticket, permitsOf(ticket, day.safety, acts), now),
	};
}
