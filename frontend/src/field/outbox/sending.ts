// Sends what waits, in the order in which it was done: tickets do not wait for one another, and the acts of one ticket go one after
// the other (laneOf). An act leaves the outbox only when the server's answer to it has come and is written down.

import { type Act, type Conflict, laneOf } from "./kinds";
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
}

const MOST = 20;
const WITH_FILE = new Set(["photo", "attachment", "signature", "incident-picture"]);

/** Sends all that can be sent now. `changed` is called after each answer. */
export async function sendAll(store: Store, transport: Transport, changed: () => void = () => undefined): Promise<Round> {
	const round: Round = { paused: "", again: false, changed: false };
	try {
		const user = await transport.who();
		if (user !== store.user) return { ...round, paused: user ? "other-user" : "login" };
		// Lanes in which something is refused or failed in this round wait for the next one.
		const stopped = new Set<string>();
		for (;;) {
			const next = await nextOf(store, stopped);
			if (!next) return round;
			const answers = await delivered(store, transport, next);
			const stops = await store.run("readwrite", written(next.acts, answers, Date.now()));
			for (const lane of stops.lanes) stopped.add(lane);
			round.again ||= stops.again;
			round.changed = true;
			changed();
		}
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		if (error.reason === "server") return { ...round, again: true };
		return { ...round, paused: error.reason as Round["paused"], again: error.reason === "offline" };
	}
}

/** What goes out next: several acts without files, or one with its file. */
async function nextOf(store: Store, stopped: Set<string>): Promise<Delivered | null> {
	return store.run("readonly", async (transaction) => {
		const held = new Set(stopped);
		const batch: Act[] = [];
		for (const act of (await transaction.objectStore("acts").getAll()) as Act[]) {
			if (act.state === "refused") held.add(laneOf(act));
			if (act.state !== "waiting" || held.has(laneOf(act))) continue;
			if (WITH_FILE.has(act.kind) && batch.length) break;
			batch.push(act);
			if (WITH_FILE.has(act.kind) || batch.length === MOST) break;
		}
		if (!batch.length) return null;
		const sent = (await transaction.objectStore("sent").getAll()) as SentFile[];
		const acts = batch.map((act) => ({
			...act,
			needs: act.kind === "move" ? sent.filter((one) => one.ticket === act.ticket && one.number < act.number).map((one) => one.key) : [],
		}));
		const hash = WITH_FILE.has(batch[0].kind) ? batch[0].file : undefined;
		return { acts, file: hash ? await transaction.objectStore("files").get(hash) : undefined };
	});
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
			if (!answer || answer.result === "waits" || answer.result === "again") {
				again ||= answer?.result !== "waits";
				lanes.push(laneOf(act));
				await acts.put({ ...act, tries: act.tries + 1, problem: answer?.problem || act.problem });
				continue;
			}
			if (answer.result === "refused") lanes.push(laneOf(act));
			await acts.put({
				...act,
				state: answer.result,
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
