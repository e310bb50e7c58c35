// Words of the server's that are shown as they are chosen there, in the reader's language. Literals, for they are collected.

import { __ } from "../shared/i18n";

export { stageName as stageWord } from "../shared/stage_name";

function wordsOf(of: Record<string, string>, word: string): string {
	return of[word] ?? word;
}

export const visitWord = (status: string): string =>
	wordsOf(
		{
			Planned: __("Planned", null, "Service Visit"),
			Travelling: __("Travelling", null, "Service Visit"),
			"On Site": __("On Site", null, "Service Visit"),
			Ended: __("Ended", null, "Service Visit"),
		},
		status,
	);

export const engineerWord = (status: string): string => wordsOf({ "On Leave": __("On Leave", null, "Service Engineer"), Left: __("Left", null, "Service Engineer") }, status);

export const priorityWord = (priority: string): string =>
	wordsOf({ Critical: __("Critical"), High: __("High"), Medium: __("Medium"), Low: __("Low") }, priority);

export const planWord = (state: string): string =>
	wordsOf(
		{
			Queued: __("Queued", null, "Day Plan"),
			Planning: __("Planning", null, "Day Plan"),
			Proposed: __("Proposed", null, "Day Plan"),
			Accepting: __("Accepting", null, "Day Plan"),
			"Partly Accepted": __("Partly Accepted", null, "Day Plan"),
			Failed: __("Failed", null, "Day Plan"),
		},
		state,
	);

export const changeWord = (change: string): string =>
	wordsOf(
		{
			Moved: __("Moved", null, "Day Plan Visit"),
			"Another Engineer": __("Another Engineer", null, "Day Plan Visit"),
			"Newly Planned": __("Newly Planned", null, "Day Plan Visit"),
			"Not Planned": __("Not Planned", null, "Day Plan Visit"),
		},
		change,
	);
