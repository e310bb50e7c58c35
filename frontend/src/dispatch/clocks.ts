// How much time a ticket has left, as a colour with a word: never by colour alone.

import { __ } from "../shared/i18n";
import type { Card } from "./types";

export type ClockColour = "late" | "short" | "good" | "none";
export const COLOURS: ClockColour[] = ["late", "short", "good", "none"];

/** `now` and the card's times are texts of the site's time, which compare as they stand. */
export function colourOf(card: Pick<Card, "due" | "short">, now: string): ClockColour {
	if (!card.due) return "none";
	if (card.due <= now) return "late";
	return card.short && card.short <= now ? "short" : "good";
}

export function wordOf(colour: ClockColour): string {
	return {
		late: __("Overdue"),
		short: __("Short of time"),
		good: __("In time"),
		none: __("No clock running"),
	}[colour];
}
