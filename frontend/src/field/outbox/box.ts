// The outbox of whoever uses the phone now. The database is what counts; `outbox` shows what is in it.

import { reactive } from "vue";

import { newClientKey } from "../../shared/client_keys";
import { toast } from "../../shared/dialogs";
import { __ } from "../../shared/i18n";
import { delayBefore } from "./backoff";
import { changed as tellOtherTabs, inOneTab, onOtherTabs } from "./tabs";
import { asFile } from "./exporting";
import { hashOf } from "./hashing";
import { type Act, type ActValues, type Kind, laneOf, type Seen } from "./kinds";
import { sendAll, type Transport } from "./sending";
import { allActs, isFull, type KeptFile, Store } from "./store";
import { server } from "./transport";

export interface Outbox {
	/** All that was done and is still of interest, in order: not sent, refused, in conflict, kept by the office, and just done. */
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
	/** Another tab holds an older version of the database, or this one is the older one. */
	version: "" | "close-other-tabs" | "load-anew";
}

export const outbox = reactive<Outbox>({
	acts: [],
	unsent: 0,
	paused: "",
	sending: false,
	full: false,
	mayVanish: false,
	oldest: null,
	version: "",
});

export interface ActOptions {
	/** For `change` and `tick`: the values that the person saw when they began. */
	seen?: Seen;
	file?: Blob;
}

const UNSENT = ["waiting", "refused"];
/** The same act again within this time is a finger that touched twice. */
const DOUBLE_TAP = 1_500;
/** Another tab is sending: this one looks again then. */
const BUSY = 5_000;
/** However long the server wants to be left alone. */
const LONGEST_PAUSE = 2 * 3_600;

let store: Store | null = null;
let transport: Transport = server;
let timer: ReturnType<typeof setTimeout> | undefined;
let tries = 0;
let afterSending: () => void = () => undefined;

/** Opens the outbox of `user`; what another one did stays in their own, unseen and unsent. */
export async function open(user: string, options: { transport?: Transport; sent?: () => void } = {}): Promise<Store> {
	await close();
	transport = options.transport ?? server;
	afterSending = options.sent ?? (() => undefined);
	store = new Store(user, {
		blocked: () => (outbox.version = "close-other-tabs"),
		outdated: () => (outbox.version = "load-anew"),
	});
	await reload();
	outbox.version = "";
	return store;
}

/** Nobody uses the phone: nothing is shown, nothing is sent, nothing is lost. */
export async function close(): Promise<void> {
	clearTimeout(timer);
	const former = store;
	store = null;
	tries = 0;
	await former?.close();
	Object.assign(outbox, { acts: [], unsent: 0, paused: "", sending: false, oldest: null });
}

/** Keeps an act and sends it when it can; returns its client key. Fails, and says so, only where the phone cannot keep it. */
export async function act<K extends Kind>(kind: K, ticket: string, values: ActValues[K], options: ActOptions = {}): Promise<string> {
	// Whoever logs in while the file is read: the act is of whom it was done by.
	const mine = opened();
	const file = options.file && (await fileOf(options.file));
	const made: Omit<Act, "number"> = {
		key: newClientKey(),
		kind,
		ticket,
		// A plain copy: what the screen goes on changing is another thing.
		values: JSON.parse(JSON.stringify(values)),
		seen: options.seen && JSON.parse(JSON.stringify(options.seen)),
		file: file?.hash,
		fileType: file?.type,
		madeAt: new Date().toISOString(),
		state: "waiting",
		tries: 0,
	};
	try {
		const key = await mine.run("readwrite", async (transaction) => {
			const acts = transaction.objectStore("acts");
			const last = (await acts.openCursor(null, "prev"))?.value as Act | undefined;
			if (last && isSame(last, made)) return last.key;
			if (file) await transaction.objectStore("files").put(file);
			await acts.add(made);
			return made.key;
		});
		outbox.full = false;
		// It is kept: whatever goes wrong from here on, nobody is to do it a second time.
		await reload().catch(tell);
		tellOtherTabs();
		void send();
		return key;
	} catch (error) {
		if (isFull(error)) {
			outbox.full = true;
			toast(__("The phone is full: this was not kept. Free some space, and do it again."), "bad", 15_000);
		} else {
			toast(__("The phone could not keep this. Do it again, or load the page anew."), "bad", 15_000);
		}
		throw error;
	}
}

/** Sends what waits, now: the button, and what happens on opening, focus and the return of the connection. */
export async function send(): Promise<void> {
	const mine = store;
	if (!mine || outbox.sending) return;
	clearTimeout(timer);
	outbox.sending = true;
	let retryAfter = 0;
	let isElsewhere = false;
	try {
		const round = await inOneTab(mine.user, () => sendAll(mine, transport, () => void reload().catch(tell)));
		if (store !== mine) return;
		isElsewhere = !round;
		if (!round) return;
		retryAfter = Math.min(round.retryAfter, LONGEST_PAUSE) * 1_000;
		outbox.paused = round.paused;
		if (round.changed) {
			tellOtherTabs();
			afterSending();
		}
		tries = round.again ? tries + 1 : 0;
	} catch (error) {
		console.error("Sending failed.", error);
		tries += 1;
	} finally {
		if (store === mine) {
			outbox.sending = false;
			await reload().catch(tell);
			// Acts that were done meanwhile go at once, what failed goes later, and a login is waited for.
			const waits = outbox.acts.some((one) => one.state === "waiting");
			if (tries) timer = setTimeout(() => void send(), Math.max(retryAfter, delayBefore(tries)));
			else if (waits && !outbox.paused && !isStopped()) timer = setTimeout(() => void send(), isElsewhere ? BUSY : 0);
		}
	}
}

/** Gives a refused act other values and sends it again. */
export async function edit<K extends Kind>(key: string, values: ActValues[K]): Promise<void> {
	await changeRefused(key, (one) => ({ ...one, values: JSON.parse(JSON.stringify(values)) }));
}

/** Sends a refused act again as it is. */
export async function retry(key: string): Promise<void> {
	await changeRefused(key, (one) => one);
}

/** Takes an act out of the box for good: one that is not sent, or one that the person has read. */
export async function drop(key: string): Promise<void> {
	await opened().run("readwrite", async (transaction) => {
		const acts = transaction.objectStore("acts");
		const one = (await acts.index("key").get(key)) as Act | undefined;
		if (!one) return;
		await acts.delete(one.number);
		const others = (await acts.getAll()) as Act[];
		if (one.file && !others.some((other) => other.file === one.file)) await transaction.objectStore("files").delete(one.file);
	});
	await reload();
	tellOtherTabs();
	void send();
}

/** Says which value counts where two have written the same field; `act` names the conflict (day.conflicts, or an act's). */
export async function settle(conflict: { act: string; ticket: string; field: string }, take: "mine" | "theirs"): Promise<void> {
	await act("settle", conflict.ticket, { act: conflict.act, field: conflict.field, take });
	await opened().run("readwrite", async (transaction) => {
		const acts = transaction.objectStore("acts");
		for (const one of (await acts.getAll()) as Act[]) {
			if (one.act !== conflict.act || one.state !== "conflict") continue;
			const left = one.conflicts?.filter((row) => row.field !== conflict.field) ?? [];
			await acts.put({ ...one, conflicts: left, state: left.length ? "conflict" : "done", doneAt: Date.now() });
		}
	});
	await reload();
}

/** All that is not sent, with its files, as one file to hand on by other means. */
export async function exportUnsent(): Promise<Blob> {
	const { acts, files } = await opened().run("readonly", async (transaction) => ({
		acts: (await transaction.objectStore("acts").getAll()) as Act[],
		files: (await transaction.objectStore("files").getAll()) as KeptFile[],
	}));
	return asFile(
		opened().user,
		acts.filter((one) => UNSENT.includes(one.state)),
		files,
	);
}

/** Reads the box anew. */
export async function reload(): Promise<void> {
	const mine = store;
	if (!mine) return;
	const acts = await allActs(mine);
	if (store !== mine) return;
	const unsent = acts.filter((one) => UNSENT.includes(one.state));
	Object.assign(outbox, { acts, unsent: unsent.length, oldest: unsent[0]?.madeAt ?? null });
}

function tell(error: unknown): void {
	console.error("The outbox could not be read.", error);
}

onOtherTabs(() => void reload().catch(tell));

function opened(): Store {
	if (!store) throw new Error("Nobody is logged in on this phone.");
	return store;
}

/** Whether all that waits waits behind something refused. */
function isStopped(): boolean {
	const held = new Set(outbox.acts.filter((one) => one.state === "refused").map(laneOf));
	return outbox.acts.every((one) => one.state !== "waiting" || held.has(laneOf(one)));
}

async function changeRefused(key: string, change: (one: Act) => Act): Promise<void> {
	await opened().run("readwrite", async (transaction) => {
		const acts = transaction.objectStore("acts");
		const one = (await acts.index("key").get(key)) as Act | undefined;
		// What may have arrived is not changed any more: the server would answer as it did to what it has.
		if (one?.state === "refused") await acts.put({ ...change(one), state: "waiting", problem: undefined });
	});
	await reload();
	tellOtherTabs();
	await send();
}

async function fileOf(file: Blob): Promise<KeptFile> {
	const content = await file.arrayBuffer();
	return { hash: await hashOf(content), type: file.type, content };
}

function isSame(last: Act, made: Omit<Act, "number">): boolean {
	const content = (one: Omit<Act, "number">) => JSON.stringify([one.kind, one.ticket, one.values, one.file]);
	return Math.abs(Date.parse(made.madeAt) - Date.parse(last.madeAt)) < DOUBLE_TAP && content(last) === content(made);
}
