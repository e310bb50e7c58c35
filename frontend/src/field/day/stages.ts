// The fixed meanings behind the states of the ticket's workflow, as in fsm_app/engine/stages.py.

export const MAIN_LINE = [
	"Received",
	"Triaged",
	"Dispatched",
	"Accepted",
	"Preparing",
	"Travelling",
	"On Site",
	"Working",
	"Done",
	"Confirmed",
	"Verified",
	"Closed",
];
export const WAITING = ["Waiting for Customer", "Waiting for Parts"];
export const AT_WORK = ["On Site", "Working"];
export const FINISHED = ["Done", "Confirmed", "Verified", "Closed"];
export const ENDED = ["Closed", "Cancelled"];
const UNDER_WAY = ["Dispatched", "Accepted", "Preparing", "Travelling", ...AT_WORK];

interface Standing {
	stage: string;
	waiting_from?: string | null;
}

/** The stage of the main line at which a ticket stands: a waiting one where it waits, a reopened one at the beginning. */
export function placeOnLine({ stage, waiting_from }: Standing): string {
	if (WAITING.includes(stage)) return waiting_from || "On Site";
	return stage === "Reopened" ? "Received" : stage;
}

/** The stages left behind on the way to `to`, skipped ones included; none on the way back or off the line. */
export function stagesLeft(ticket: Standing, to: string): string[] {
	const [start, end] = [MAIN_LINE.indexOf(placeOnLine(ticket)), MAIN_LINE.indexOf(to)];
	return start < 0 || end < 0 ? [] : MAIN_LINE.slice(start, end);
}

/** The field that holds the reason for which the way to `to` asks, or null where it asks for none. */
export function reasonField(ticket: Standing, to: string): "return_reason" | "remaining_work" | "cancel_reason" | null {
	const isUnderWay = UNDER_WAY.includes(WAITING.includes(ticket.stage) ? (ticket.waiting_from ?? "") : ticket.stage);
	if (to === "Triaged" && isUnderWay) return "return_reason";
	if (to === "Accepted" && AT_WORK.includes(ticket.stage)) return "remaining_work";
	return to === "Cancelled" ? "cancel_reason" : null;
}
