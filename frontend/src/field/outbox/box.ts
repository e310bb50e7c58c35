import { reactive } from "vue";

import type { Act, ActValues, Kind, TicketValues } from "./kinds";

export interface Outbox {
	/** All acts that the server does not have, and those with conflicts, in the order in which they were done. */
	acts: Act[];
	/** How many are not sent: always shown. */
	unsent: number;
	/** Why nothing is sent now: no connection, a login that has ended, somebody else's login, or nothing. */
	paused: "" | "offline" | "login" | "other-user";
	sending: boolean;
	/** The disk is full: what was done last is not kept. */
	full: boolean;
	/** The browser may throw the data away (not installed, or persistence refused). */
	mayVanish: boolean;
	/** When the oldest unsent act was done, ISO 8601. */
	oldest: string | null;
}

export const outbox = reactive<Outbox>({
	acts: [],
	unsent: 0,
	paused: "",
	sending: false,
	full: false,
	mayVanish: false,
	oldest: null,
});

export interface ActOptions {
	/** For `change` and `tick`: the values that the person saw when they began. */
	seen?: TicketValues;
	file?: Blob;
}

/** Keeps an act and sends it when it can; returns its client key. Fails, and says so, only where the phone cannot keep it. */
export async function act<K extends Kind>(_kind: K, _ticket: string, _values: ActValues[K], _options?: ActOptions): Promise<string> {
	throw new Error("to come");
}

/** Sends what waits, now: the button, and what happens on opening, focus and the return of the connection. */
export async function send(): Promise<void> {}

/** Gives a refused act other values and sends it again. */
export async function edit<K extends Kind>(_key: string, _values: ActValues[K]): Promise<void> {}

/** Takes an act that is not sent out of the box for good. */
export async function drop(_key: string): Promise<void> {}

/** Sends a refused act again as it is. */
export async function retry(_key: string): Promise<void> {}

/** Says which value counts where two have written the same field. */
export async function settle(_key: string, _field: string, _take: "mine" | "theirs"): Promise<void> {}

/** All that is not sent, with its files, as one file to hand on by other means. */
export async function exportUnsent(): Promise<Blob> {
	return new Blob();
}
