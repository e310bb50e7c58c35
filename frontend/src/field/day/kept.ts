// The day as it is kept on the phone, in the database of its person.

import { reactive } from "vue";

import { __ } from "../../shared/i18n";
import type { Act } from "../outbox/kinds";
import { isFull, Store } from "../outbox/store";
import { isSince } from "./times";
import type { Day, Kit, OwnRecord } from "./types";

export interface KeptKit extends Kit {
	fetchedAt: number;
	/** When the contact was asked for. */
	contactAt: number;
}

export const day = reactive<{
	/** null is 'not known', never 'no visits'. */
	current: Day | null;
	kits: Record<string, KeptKit>;
	fetching: boolean;
	/** Why the day could not be fetched, where it is not for want of a connection. */
	problem: string;
	fetchedAt: number | null;
	/** What the person reads of themselves, and when it was asked for. */
	own: OwnRecord | null;
	ownAt: number;
}>({ current: null, kits: {}, fetching: false, problem: "", fetchedAt: null, own: null, ownAt: 0 });

const IN_KIT = new Set<Act["kind"]>(["photo", "signature", "serial-number", "symptom", "use-parts"]);

let store: Store | null = null;

/** The database in which the day is kept now. */
export function dayStore(): Store | null {
	return store;
}

/** Shows the day that is kept in the database; nothing of the one before. */
export async function openDay(opened: Store): Promise<void> {
	store = opened;
	Object.assign(day, { current: null, kits: {}, fetching: false, problem: "", fetchedAt: null, own: null, ownAt: 0 });
	const kept = await opened.run("readonly", async (transaction) => {
		const known = transaction.objectStore("known");
		return [await known.get("day"), await known.get("kits"), await known.get("fetchedAt"), await known.get("own")] as const;
	});
	if (store !== opened) return;
	Object.assign(day, { current: kept[0] ?? null, kits: kept[1] ?? {}, fetchedAt: kept[2] ?? null, own: kept[3]?.own ?? null, ownAt: kept[3]?.ownAt ?? 0 });
}

/** Keeps a day that was asked for at `askedAt`: what was done before that is in it, and what is no longer theirs goes. */
export async function keepDay(opened: Store, now: Day, askedAt: number): Promise<void> {
	const names = new Set(now.tickets.map((ticket) => ticket.name));
	const kits = Object.fromEntries(Object.entries(day.kits).filter(([name]) => names.has(name)));
	let problem = "";
	await opened
		.run("readwrite", async (transaction) => {
			const known = transaction.objectStore("known");
			await known.put(now, "day");
			await known.put(JSON.parse(JSON.stringify(kits)), "kits");
			await known.put(Date.now(), "fetchedAt");
			const acts = transaction.objectStore("acts");
			for (const act of (await acts.getAll()) as Act[]) {
				if (isSince(act.doneAt, askedAt)) continue;
				// A conflict that the server does not name any more was settled elsewhere.
				const isOver = act.state === "done" || (act.state === "conflict" && !now.conflicts.some((row) => row.act === act.act));
				if (isOver && isKnown(act, kits)) await acts.delete(act.number);
			}
		})
		.catch((error: unknown) => {
			// Shown it is all the same: an old day would be taken for the new one.
			if (!isFull(error)) throw error;
			problem = __("The phone is full: this day is there only while the app is open. Free some space.");
		});
	if (store === opened) Object.assign(day, { current: now, kits, fetchedAt: Date.now(), problem });
}

/** Whether what a delivered act gave stands in what is here: evidence and parts are in the kit, which may be older than the day. */
function isKnown(act: Act, kits: Record<string, KeptKit>): boolean {
	const kit = kits[act.ticket];
	return !kit || !IN_KIT.has(act.kind) || !isSince(act.doneAt, kit.fetchedAt);
}

/** Keeps what is taken along of one ticket. */
export async function keepKit(opened: Store, kit: Kit): Promise<void> {
	if (store !== opened || !day.current?.tickets.some((ticket) => ticket.name === kit.ticket)) return;
	const former = day.kits[kit.ticket];
	const now = Date.now();
	// Not asked for again, it stands as it was.
	const known = kit.contact ? { contactAt: now } : { contact: former?.contact ?? null, contactAt: former?.contactAt ?? now };
	day.kits[kit.ticket] = { ...kit, ...known, fetchedAt: now };
	const kits = JSON.parse(JSON.stringify(day.kits));
	await opened.run("readwrite", (transaction) => transaction.objectStore("known").put(kits, "kits"));
}

/** Keeps what a person reads of themselves. */
export async function keepOwn(opened: Store, own: OwnRecord): Promise<void> {
	const ownAt = Date.now();
	await opened.run("readwrite", (transaction) => transaction.objectStore("known").put({ own, ownAt }, "own"));
	if (store === opened) Object.assign(day, { own, ownAt });
}

/** Takes the day of a person off the phone, with what is sent; what they did and is not sent stays. */
export async function forgetDay(user: string): Promise<void> {
	const isOpen = store?.user === user;
	const own = isOpen ? store! : new Store(user, { blocked: () => undefined, outdated: () => undefined });
	if (isOpen) {
		// First of all: what is being fetched at this moment is not kept any more.
		store = null;
		Object.assign(day, { current: null, kits: {}, fetchedAt: null, own: null, ownAt: 0 });
	}
	await own.run("readwrite", async (transaction) => {
		await transaction.objectStore("known").clear();
		const acts = transaction.objectStore("acts");
		for (const act of (await acts.getAll()) as Act[]) if (act.state === "done") await acts.delete(act.number);
	});
	if (!isOpen) await own.close();
}
