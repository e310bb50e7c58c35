// The day, as the screens use it: what the server said last, with what is not sent laid over it.

import { computed } from "vue";

import { ApiError, get, post } from "../../shared/api";
import { outbox, reload } from "../outbox/box";
import { day, dayStore, keepDay, keepKit, keepOwn } from "./kept";
import { needsWithUnsent, withUnsent } from "./overlay";
import { isOlder, isSince } from "./times";
import type { Day, Kit, OwnRecord, Ticket } from "./types";

export { day } from "./kept";
export type { Action, Day, Kit, Offer, Step, Ticket, Transition } from "./types";

/** How to reach the caller is asked for again when the ticket has changed, but not more often than this: each time is noted as a look. */
const CONTACT_AGE = 10 * 60_000;
/** A record of one's own that is younger is taken along as it is; whoever opens it asks anew. */
const OWN_AGE = 12 * 60 * 60_000;

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
	const since = outbox.acts.filter((act) => act.state !== "done" || isSince(act.doneAt, kit.fetchedAt));
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
		// What was just sent is in the day, but not in the kits that are here.
		const sent = new Set(outbox.acts.filter((act) => act.state === "done" && isSince(act.doneAt, day.kits[act.ticket]?.fetchedAt ?? 0)).map((act) => act.ticket));
		await keepDay(store, now, askedAt);
		await reload();
		await refreshKits(sent);
		if (isOlder(day.ownAt, OWN_AGE)) await refreshOwn().catch(() => undefined);
	} catch (error) {
		if (error instanceof ApiError && !error.isOffline && dayStore() === store) day.problem = error.message;
	} finally {
		if (dayStore() === store) day.fetching = false;
	}
}

/** Fetches what is taken along of one ticket anew; the contact stays as it is where it is not asked for. */
export async function refreshKit(ticket: string, contact = true): Promise<void> {
	const store = dayStore();
	if (store) await keepKit(store, await post<Kit>("fsm_app.api.field_app.ticket_kit", { ticket, contact }));
}

/** Asks for one's own score, trainings and exams, and keeps them. */
export async function refreshOwn(): Promise<void> {
	const store = dayStore();
	if (!store) return;
	const own = await get<OwnRecord>("fsm_app.api.field_app.own_record");
	if (own.user === store.user && dayStore() === store) await keepOwn(store, own);
}

async function refreshKits(sent: Set<string>): Promise<void> {
	for (const ticket of day.current?.tickets ?? []) {
		const kit = day.kits[ticket.name];
		const hasChanged = kit?.modified !== ticket.modified;
		const contact = !kit || (hasChanged && isOlder(kit.contactAt, CONTACT_AGE));
		// One ticket whose kit cannot be had keeps nobody from the others.
		if (contact || hasChanged || sent.has(ticket.name)) await refreshKit(ticket.name, contact).catch(() => undefined);
	}
}

function idOf(row: { act: string; field: string }): string {
	return `${row.act} ${row.field}`;
}
