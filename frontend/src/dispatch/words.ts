// What stands in a visit's way, in sentences.

import { __ } from "../shared/i18n";
import type { Conflict } from "./types";

export function conflictWords(conflict: Conflict): string {
	const { kind, detail } = conflict;
	switch (kind) {
		case "overlap":
			return __("At the same time as {0}", [detail]);
		case "way":
			return __("{0} minutes too few for the way there", [detail]);
		case "leave":
			return __("On leave on {0}", [detail]);
		case "half leave":
			return __("Half a day on leave on {0}", [detail]);
		case "holiday":
			return __("A holiday on {0}", [detail]);
		case "shift":
			return __("Not on shift");
		case "way in shift":
			return __("The way there would begin at {0}, before the shift", [String(detail).slice(11, 16)]);
		case "agreed":
			return __("Not at the time agreed with the customer, {0}", [String(detail).slice(0, 16)]);
		case "due":
			return __("Begins after it is due, {0}", [String(detail).slice(0, 16)]);
		default:
			return kind;
	}
}

export function minutesWords(minutes: number, estimated: boolean): string {
	return estimated ? __("about {0} min", [minutes]) : __("{0} min", [minutes]);
}
