// Sends what waits, in the order in which it was done: tickets do not wait for one another, and the acts of one ticket go one after
// the other (laneOf). An act leaves the outbox only when the server's answer to it has come and is written down.

import { type Act, type Conflict, laneOf, type State } from "./kinds";
import type { SentFile, Store, Transaction, Work } from "./store";

export interface Answer {
	key: string;
	result: "done" | "conflict" | "kept" | "refused" | "waits" | "again";
	problem?: string;
	act?: string;
	conflicts?: Conflict[];
}

export interface Delivered {
	acts: (Act & { needs: string[] })[];
	file?: { hash: string; type: string; content: ArrayBuffer };
}

/** Hands acts to the server; fails with a Failure. */
export interface Transport {
	/** Who is logged in, with a fresh token; null for nobody. */
	who: () => Promise<string | null>;
	deliver: (user: string, sent: Delivered) => Promise<Answer[]>;
}

/** Why nothing was delivered. */
export class Failure extends Error {
	constructor(
		readonly reason: "offline" | "login" | "other-user" | "refused" | "server",
		message = "",
		/** In how many seconds the server wants to be asked again; 0 where it does not say. */
		readonly retryAfter = 0,
	) {
		super(message);
	}
}

export interface Round {
	paused: "" | "offline" | "login" | "other-user";
	/** Something is to be sent again later. */
	again: boolean;
	/** Something was answered. */
	changed: boolean;
	/** Not before so many seconds have passed: the server has said so. */
	retryAfter: number;
}

const MOST = 20;
/** Files that the server is asked to have before a move; it takes no longer list. */
const MOST_NEEDED = 200;
/** After so many deliveries that failed as a whole an act goes by itself, and after all others: they may have failed because of it. */
const SUSPECT = 2;
const RESULTS = new Set(["done", "conflict", "kept", "refused"]);
const WITH_FILE = new Set(["photo", "attachment", "signature", "incident-picture"]);

/** Sends all that can be sent now. `changed` is called after each answer. */
export async function sendAll(store: Store, transport: Transport, changed: () => void = () => undefined): Promise<Round> {
	const round: Round = { paused: "", again: false, changed: false, retryAfter: 0 };
	try {
		const user = await transport.who();
		if (user !== store.user) return { ...round, paused: user ? "other-user" : "login" };
		// Lanes in which something is refused or failed in this round wait for the next one.
		const stopped = new Set<string>();
		for (;;) {
			const next = await nextOf(store, stopped);
			if (!next) return round;
			const answers = await delivered(store, transport, next).catch(async (error: unknown) => {
				if (error instanceof Failure && ["offline", "server"].includes(error.reason)) await store.run("readwrite", failed(next.acts));
				throw error;
			});
			const stops = await store.run("readwrite", written(next.acts, answers, Date.now()));
			for (const lane of stops.lanes) stopped.add(lane);
			round.again ||= stops.again;
			round.changed = true;
			changed();
		}
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		if (error.reason === "server") return { ...round, again: true, retryAfter: error.retryAfter };
		return { ...round, paused: error.reason as Round["paused"], again: error.reason === "offline" };
	}
}

/** What goes out next: several acts without files, or one with its file. */
async function nextOf(store: Store, stopped: Set<string>): Promise<Delivered | null> {
	return store.run("readonly", async (transaction) => {
		const batch: Act[] = [];
		for (const act of inOrder((await transaction.objectStore("acts").getAll()) as Act[], stopped)) {
			const isAlone = WITH_FILE.has(act.kind) || act.tries >= SUSPECT;
			if (isAlone && batch.length) break;
			batch.push(act);
			if (isAlone || batch.length === MOST) break;
		}
		if (!batch.length) return null;
		const sent = (await transaction.objectStore("sent").getAll()) as SentFile[];
		const acts = batch.map((act) => ({
			...act,
			needs: act.kind === "move" ? sent.filter((one) => one.ticket === act.ticket && one.number < act.number).map((one) => one.key).slice(-MOST_NEEDED) : [],
		}));
		const hash = WITH_FILE.has(batch[0].kind) ? batch[0].file : undefined;
		return { acts, file: hash ? await transaction.objectStore("files").get(hash) : undefined };
	});
}

/** What may go, as it was done; whose first act has failed again and again goes last. Nothing of a lane in which something is refused. */
function inOrder(acts: Act[], stopped: Set<string>): Act[] {
	const held = new Set(stopped);
	const rank = new Map<string, number>();
	const open: Act[] = [];
	for (const act of acts) {
		const lane = laneOf(act);
		if (act.state === "refused") held.add(lane);
		if (act.state !== "waiting" || held.has(lane)) continue;
		// Work is not begun before the check of equipment has come in.
		if (!rank.has(lane)) rank.set(lane, act.tries < SUSPECT || act.kind === "ppe-check" ? 0 : act.tries);
		open.push(act);
	}
	return open.sort((one, other) => rank.get(laneOf(one))! - rank.get(laneOf(other))! || one.number - other.number);
}

/** Nothing was answered: noted at each act, so that the next round begins with others. */
function failed(sent: Act[]): Work<void> {
	return async (transaction) => {
		const acts = transaction.objectStore("acts");
		for (const { number } of sent) {
			const act = (await acts.get(number)) as Act | undefined;
			if (act?.state === "waiting") await acts.put({ ...act, tries: act.tries + 1 });
		}
	};
}

/** The answers; where the server refuses a whole delivery, its acts go one by one, so that one of them does not stop the others. */
async function delivered(store: Store, transport: Transport, sent: Delivered): Promise<Answer[]> {
	try {
		return await transport.deliver(store.user, sent);
	} catch (error) {
		if (!(error instanceof Failure) || error.reason !== "refused") throw error;
		if (sent.acts.length === 1) return [{ key: sent.acts[0].key, result: "refused", problem: error.message }];
		const answers: Answer[] = [];
		const stopped = new Set<string>();
		for (const act of sent.acts) {
			if (stopped.has(laneOf(act))) continue;
			const [answer] = await delivered(store, transport, { acts: [act] });
			if (answer.result === "refused" || answer.result === "again") stopped.add(laneOf(act));
			answers.push(answer);
		}
		return answers;
	}
}

/** Writes the answers down in one transaction; says which lanes stop, and whether anything is to be sent again. */
function written(sent: Act[], answers: Answer[], at: number): Work<{ lanes: string[]; again: boolean }> {
	return async (transaction) => {
		const acts = transaction.objectStore("acts");
		const byKey = new Map(answers.map((answer) => [answer.key, answer]));
		const lanes: string[] = [];
		let again = false;
		for (const { number, key } of sent) {
			const act = (await acts.get(number)) as Act | undefined;
			const answer = byKey.get(key);
			// Another tab may have written the same answer down before, or the person has dropped it.
			if (!act || act.state !== "waiting") continue;
			// No answer, or one that this version does not know: it is sent again.
			if (!answer || !RESULTS.has(answer.result)) {
				again ||= answer?.result !== "waits";
				lanes.push(laneOf(act));
				await acts.put({ ...act, tries: act.tries + 1, problem: answer?.problem || act.problem });
				continue;
			}
			if (answer.result === "refused") lanes.push(laneOf(act));
			await acts.put({
				...act,
				state: answer.result as State,
				problem: answer.problem,
				conflicts: answer.conflicts,
				act: answer.act,
				doneAt: at,
			});
			if (answer.result !== "refused") await letGo(transaction, act, answer.result === "done");
		}
		return { lanes, again };
	};
}

/** The server has the act: its file goes, and a file that arrived is noted until the next move of its ticket. */
async function letGo(transaction: Transaction, act: Act, isDone: boolean): Promise<void> {
	const sent = transaction.objectStore("sent");
	if (act.kind === "move") {
		for (const one of (await sent.getAll()) as SentFile[]) {
			if (one.ticket === act.ticket && one.number < act.number) await sent.delete(one.key);
		}
	}
	if (!act.file) return;
	if (isDone) await sent.put({ key: act.key, ticket: act.ticket, number: act.number } satisfies SentFile);
	const others = (await transaction.objectStore("acts").getAll()) as Act[];
	const isUsed = others.some((one) => one.file === act.file && one.key !== act.key && ["waiting", "refused"].includes(one.state));
	if (!isUsed) await transaction.objectStore("files").delete(act.file);
}
