// What the states of a certificate are called. Each is a literal, so that it is collected for translation.

import { __ } from "../../shared/i18n";

/** A state of an Engineer Certification. */
export function certificateState(state: string): string {
	const names: Record<string, string> = {
		Valid: __("Valid", null, "Engineer Certification"),
		"Not Yet Valid": __("Not Yet Valid", null, "Engineer Certification"),
		Expired: __("Expired", null, "Engineer Certification"),
		Unverified: __("Unverified", null, "Engineer Certification"),
	};
	return names[state] ?? state;
}
