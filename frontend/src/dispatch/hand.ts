// The card that is being moved, by the pointer or by the keys, and where it would go.

import { shallowRef } from "vue";

import type { Card } from "./types";

export interface Hand {
	card: Card;
	minutes: number;
	by: "pointer" | "keys";
	/** Where it would be planned; null while it is nowhere. */
	engineer: string | null;
	from: number;
	/** It would be taken off the board. */
	off: boolean;
	/** Of the pointer, on the screen. */
	x: number;
	y: number;
}

export const hand = shallowRef<Hand | null>(null);

export function update(values: Partial<Hand>): void {
	if (hand.value) hand.value = { ...hand.value, ...values };
}
