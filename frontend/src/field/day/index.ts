// The day, as the screens use it: what the server said last, with what is not sent laid over it.

import { computed } from "vue";

import { ApiError, get, post } from "../../shared/api";
import { outbox, reload } from "../outbox/box";
import { day, dayStore, keepDay, keepKit } from "./kept";
import { needsWithUnsent, withUnsent } from "./overlay";
import type { Day, Kit, Ticket } from "./types";

export { day } from "./kept";
export type { Action, Day, Kit, Offer, Step, Ticket, Transition } from "./types";

/** A kit is asked for again when its ticket has changed, but not more often than this: each time is noted as a look at the caller. */
const KIT_AGE = 10 * 60_000;

/** The tickets in hand, with what is not sent yet laid over them. */
export const tickets = computed<Ticket[]>(() =>
	(day.current?.tickets ?? []).map((ticket) => withUnsent(ticket, outbox.acts, day.current?.workflow ?? [])),
);

/** The offers that are not answered, on this phone either. */
export const offers = computed(() => {
	const answered = new Set(outbox.acts.filter((act) => act.kind.endsWith("-offer") && act.state !== "refused").map((act) => act.ticket));
	return (day.current?.offers ?? []).filter((offer) => !answered.has(offer.ticket));
});

/** Where two wrote the same field, and the person has not said yet which value counts. */
export const conflicts = computed(() => {
	const mine = outbox.acts
		.filter((act) => act.state === "conflict" && act.act)
		.flatMap((act) => (act.conflicts ?? []).map((row) => ({ ...row, act: act.act!, ticket: act.ticket })));
	const settled = new Set(
		outbox.acts.filter((act) => act.kind === "settle" && act.state !== "refused").map((act) => idOf(act.values as { act: string; field: string })),
	);
	const all = new Map([...(day.current?.conflicts ?? []), ...mine].map((row) => [idOf(row), row]));
	return [...all.values()].filter((row) => !settled.has(idOf(row)));
});

/** What is still asked for on a ticket, with what is not sent; nothing where its kit is not here. */
export function needsOf(ticket: Ticket): Kit["needs"] {
	const kit = day.kits[ticket.name];
	if (!kit) return [];
	const since = outbox.acts.filter((act) => act.state !== "done" || (act.doneAt ?? 0) > kit.fetchedAt);
	return needsWithUnsent(ticket, kit, since);
}

/** Asks the server for the day and keeps it; without a connection what was kept stays. */
export async function refreshDay(): Promise<void> {
	const store = dayStore();
	if (!store || day.fetching) return;
	day.fetching = true;
	const askedAt = Date.now();
	try {
		const now = await get<Day>("fsm_app.api.field_app.day");
		// Somebody else has logged in on this phone meanwhile.
		if (now.user !== store.user || dayStore() !== store) return;
		await keepDay(store, now, askedAt);
		await reload();
		await refreshKits();
	} catch (error) {
		if (error instanceof ApiError && !error.isOffline && dayStore() === store) day.problem = error.message;
	} finally {
		if (dayStore() === store) day.fetching = false;
	}
}

/** Fetches what is taken along of one ticket anew. */
export async function refreshKit(ticket: string): Promise<void> {
	const store = dayStore();
	if (store) await keepKit(store, await post<Kit>("fsm_app.api.field_app.ticket_kit", { ticket }));
}

async function refreshKits(): Promise<void> {
	for (const ticket of day.current?.tickets ?? []) {
		const kit = day.kits[ticket.name];
		const isOld = kit && kit.modified !== ticket.modified && Date.now() - kit.fetchedAt > KIT_AGE;
		// One ticket whose kit cannot be had keeps nobody from the others.
		if (!kit || isOld) await refreshKit(ticket.name).catch(() => undefined);
	}
}

function idOf(row: { act: string; field: string }): string {
	return `${row.act} ${row.field}`;
}
