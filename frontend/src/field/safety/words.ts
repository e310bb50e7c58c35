// What the states of a permit are called. Each is a literal, so that it is collected for translation.

import { __ } from "../../shared/i18n";

/** A state of a Work Permit. */
export function permitState(state: string): string {
	const names: Record<string, string> = {
		Requested: __("Waits for an answer"),
		Approved: __("Approved"),
		Refused: __("Refused"),
		Closed: __("Closed", null, "Work Permit"),
		Expired: __("Expired"),
		Withdrawn: __("Taken back"),
	};
	return names[state] ?? state;
}
