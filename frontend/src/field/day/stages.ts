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
export const FINISHED = ["Done", "Confirmed", "Verified", "Closed"];

interface Standing {
	stage: string;
}

/** The stage of the main line at which a ticket stands; a waiting one is taken to be at the customer's. */
export function placeOnLine({ stage }: Standing): string {
	if (WAITING.includes(stage)) return "On Site";
	return stage === "Reopened" ? "Received" : stage;
}

/** The stages left behind on the way to `to`, skipped ones included; none on the way back or off the line. */
export function stagesLeft(ticket: Standing, to: string): string[] {
	const [start, end] = [MAIN_LINE.indexOf(placeOnLine(ticket)), MAIN_LINE.indexOf(to)];
	return start < 0 || end < 0 ? [] : MAIN_LINE.slice(start, end);
}
