// What the dispatcher does with a ticket, and what is said of it: by a toast, and to screen readers.

import { ApiError } from "../shared/api";
import { ask, toast } from "../shared/dialogs";
import { __, locale } from "../shared/i18n";
import type { Store, Target } from "./store";
import { clockOf, DAY, dayName, momentAt } from "./time";

interface Telling {
	/** Said by screen readers. */
	say: (text: string) => void;
	/** Of what was refused. */
	tell: (error: unknown) => void;
	nameOf: (engineer: string) => string;
}

export type Acts = ReturnType<typeof createActs>;

export function createActs(store: Store, { say, tell, nameOf }: Telling) {
	async function plan(ticket: string, to: Target, reason?: string): Promise<void> {
		const { first, days } = store.asked.value;
		try {
			await store.move(ticket, to, reason);
			if (to.from >= 0 && to.from < days * DAY) say(__("{0} is planned for {1} at {2}.", [ticket, nameOf(to.engineer), clockOf(to.from)]));
			else {
				// Its card is on another day now, out of sight.
				const day = dayName(momentAt(to.from, first).slice(0, 10), locale());
				const words = __("{0} is planned for {1} on {2} at {3}.", [ticket, nameOf(to.engineer), day, clockOf(to.from)]);
				say(words);
				toast(words, "good");
			}
		} catch (error) {
			if (error instanceof ApiError && error.kind === "EngineerNotSuitable") {
				const why = await ask({
					title: __("This engineer does not fit"),
					text: error.message,
					field: __("Reason for Override"),
					required: true,
					yes: __("Plan all the same"),
					no: __("Cancel"),
				});
				if (why) await plan(ticket, to, why);
				return;
			}
			tell(error);
		}
	}

	async function takeOff(ticket: string): Promise<void> {
		try {
			await store.takeOff(ticket);
			say(__("{0} has no time any more.", [ticket]));
		} catch (error) {
			tell(error);
		}
	}

	async function lock(ticket: string, locked: boolean): Promise<void> {
		try {
			await store.keepAsPlanned(ticket, locked);
			say(locked ? __("{0} is kept as planned.", [ticket]) : __("{0} may be moved again.", [ticket]));
		} catch (error) {
			tell(error);
		}
	}

	async function undo(): Promise<void> {
		await again(store.undo, (ticket) => __("{0} is as it was before.", [ticket]));
	}

	async function redo(): Promise<void> {
		await again(store.redo, (ticket) => __("{0} is as it was before it was undone.", [ticket]));
	}

	async function again(how: () => Promise<string | null>, words: (ticket: string) => string): Promise<void> {
		try {
			const ticket = await how();
			if (!ticket) return;
			say(words(ticket));
			toast(words(ticket), "good");
		} catch (error) {
			tell(error);
		}
	}

	return { plan, takeOff, lock, undo, redo };
}
