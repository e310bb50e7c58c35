// Which of the waiting tickets are listed.

import { type ClockColour, colourOf } from "./clocks.ts";
import type { Waiting } from "./types.ts";

export interface Filters {
	text: string;
	priority: string;
	colour: ClockColour | "";
	nobodysOnly: boolean;
}

export const NO_FILTERS: Filters = { text: "", priority: "", colour: "", nobodysOnly: false };

export function filtered(tickets: readonly Waiting[], filters: Filters, now: string): Waiting[] {
	const words = filters.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
	return tickets.filter((one) => {
		if (filters.priority && one.priority !== filters.priority) return false;
		if (filters.colour && colourOf(one, now) !== filters.colour) return false;
		if (filters.nobodysOnly && one.engineer) return false;
		const text = `${one.ticket} ${one.subject} ${one.customer} ${one.region} ${one.offering}`.toLocaleLowerCase();
		return words.every((word) => text.includes(word));
	});
}
