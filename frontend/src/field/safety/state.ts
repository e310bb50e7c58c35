// What the safety of people asks for, with what is not sent yet. Nothing of it where the company has no such records.

import { FINISHED } from "../day/stages";
import { moment } from "../day/times";
import type { Day, Permit, Safety, Ticket } from "../day/types";
import type { Act, ActValues } from "../outbox/kinds";

const COUNTS = new Set(["waiting", "done"]);
const WORK = "Working";

export type CheckState = "" | "needed" | "faulty" | "done";

type Known = Pick<Day, "at" | "safety">;

/**
 * What the check of the day of `now` (the site's time) says of each item, sent or not; of those that are not looked at it holds
 * nothing. `clock` is the phone's.
 */
export function checkedItems({ at, safety }: Known, acts: readonly Act[], now: string, clock = Date.now()): Map<string, boolean> {
	const today = now.slice(0, 10);
	// How long ago it was made, by the phone's clock, whatever that says.
	const madeOn = ({ madeAt }: Act) => new Date((moment(now)?.getTime() ?? clock) - (clock - Date.parse(madeAt))).toISOString().slice(0, 10);
	const known = new Map<string, boolean>();
	for (const { item, is_ok } of (at.slice(0, 10) === today && safety?.ppe.items) || []) {
		if (typeof is_ok === "boolean") known.set(item, is_ok);
	}
	for (const act of acts.filter((one) => one.kind === "ppe-check" && COUNTS.has(one.state) && madeOn(one) === today)) {
		for (const { item, is_ok } of (act.values as ActValues["ppe-check"]).items) known.set(item, is_ok);
	}
	return known;
}

/** How the check of protective equipment stands: nothing asked for, to be made, made with a fault, or in order. */
export function checkState(day: Known, acts: readonly Act[], now: string, clock = Date.now()): CheckState {
	if (!day.safety?.ppe.needed) return "";
	const known = checkedItems(day, acts, now, clock);
	const items = day.safety.ppe.items.map(({ item }) => known.get(item));
	if (items.includes(undefined)) return "needed";
	return items.includes(false) ? "faulty" : "done";
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
	const ended = ({ state }: Permit) => (state === "Requested" ? "Withdrawn" : "Closed");
	const known = (ticket.permits ?? []).map((permit) => ({ ...permit, state: closed.has(permit.name) ? ended(permit) : permit.state, unsent: false }));
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

/**
 * What stands before the way to `stage`: how the check of the day is, and kinds of permits that do not hold. Work that is done
 * was done under a permit that holds still or was closed.
 */
export function heldUp(ticket: Ticket, stage: string, day: Known, acts: readonly Act[], now: string, clock = Date.now()): { check: CheckState; permits: string[] } {
	const ends = FINISHED.includes(stage) && !FINISHED.includes(ticket.stage);
	if (stage !== WORK && !ends) return { check: "", permits: [] };
	const permits = permitsOf(ticket, day.safety, acts);
	const isClosed = (type: string) => permits.some((permit) => permit.permit_type === type && permit.state === "Closed");
	return {
		check: ticket.ppe_needed && ticket.stage !== WORK ? checkState(day, acts, now, clock) : "",
		permits: missingPermits(ticket, permits, now).filter((type) => !ends || !isClosed(type)),
	};
}
