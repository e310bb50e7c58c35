// The phone's database of one person: what they did and the server does not have, its files, and the day as it was last known.
// Whatever the system does to the connection (closed in the background, taken by an upgrade), it is opened anew and the work is
// done again; only what is committed counts as kept.

import { deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";

import type { Act } from "./kinds";

export interface KeptFile {
	hash: string;
	type: string;
	content: ArrayBuffer;
}

/** A file act that the server has: named by the move that says that the work is done. */
export interface SentFile {
	key: string;
	ticket: string;
	number: number;
}

type Upgrade = (db: IDBPDatabase, transaction: IDBPTransaction<unknown, string[], "versionchange">) => void;

/** One step for each version; a new one is added at the end, and none is changed. */
export const UPGRADES: Upgrade[] = [
	(db) => {
		const acts = db.createObjectStore("acts", { keyPath: "number", autoIncrement: true });
		acts.createIndex("key", "key", { unique: true });
		db.createObjectStore("files", { keyPath: "hash" });
		db.createObjectStore("sent", { keyPath: "key" });
		db.createObjectStore("known");
	},
];

export type Mode = "readonly" | "readwrite";
export type Transaction = IDBPTransaction<unknown, string[], "readwrite">;
export type Work<T> = (transaction: Transaction) => Promise<T>;

export interface Told {
	/** Another tab holds an older version open: close it. */
	blocked: () => void;
	/** This tab is the older one: another one wants to upgrade, and this one is to be loaded anew. */
	outdated: () => void;
}

const STORES = ["acts", "files", "sent", "known"];
const PREFIX = "fsm-field:";
const ATTEMPTS = 3;

export class Store {
	private opened: Promise<IDBPDatabase> | null = null;
	private outdated = false;

	constructor(
		readonly user: string,
		private readonly told: Told,
		private readonly upgrades: Upgrade[] = UPGRADES,
	) {}

	/** Does some work in one transaction; opens the database anew where its handle has died. */
	async run<T>(mode: Mode, work: Work<T>): Promise<T> {
		for (let attempt = 1; ; attempt++) {
			try {
				const db = await this.open();
				const transaction = db.transaction(STORES, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
				const done = transaction.done;
				// Whatever the work says, the transaction's own end is heard, so that no failure goes unhandled.
				done.catch(() => undefined);
				const result = await work(transaction as Transaction).catch((error: unknown) => {
					abort(transaction);
					throw error;
				});
				await done;
				return result;
			} catch (error) {
				if (!isDeadHandle(error) || attempt === ATTEMPTS || this.outdated) throw error;
				this.opened = null;
			}
		}
	}

	/** Closes the connection; the next work opens it again. */
	async close(): Promise<void> {
		const opened = this.opened;
		this.opened = null;
		(await opened?.catch(() => undefined))?.close();
	}

	private open(): Promise<IDBPDatabase> {
		this.opened ??= openDB(PREFIX + this.user, this.upgrades.length, {
			upgrade: (db, from, _to, transaction) => {
				for (const step of this.upgrades.slice(from)) step(db, transaction as never);
			},
			blocked: () => this.told.blocked(),
			blocking: (_current, _wanted, event) => {
				// Never in the way of a newer version: what is committed is safe, and this tab is loaded anew.
				this.outdated = true;
				(event.target as IDBDatabase).close();
				this.told.outdated();
			},
			terminated: () => {
				this.opened = null;
			},
		}).catch((error: unknown) => {
			this.opened = null;
			throw error;
		});
		return this.opened;
	}
}

/** All acts in the order in which they were done. */
export async function allActs(store: Store): Promise<Act[]> {
	return store.run("readonly", (transaction) => transaction.objectStore("acts").getAll() as Promise<Act[]>);
}

/** Whether the phone says that it has no room. */
export function isFull(error: unknown): boolean {
	return nameOf(error) === "QuotaExceededError";
}

/** Takes everything of a person off the phone: only for tests and for those who ask for it. */
export async function wipe(user: string): Promise<void> {
	await deleteDB(PREFIX + user);
}

function isDeadHandle(error: unknown): boolean {
	return ["InvalidStateError", "AbortError", "UnknownError", "TransactionInactiveError"].includes(nameOf(error));
}

function nameOf(error: unknown): string {
	return error instanceof Error || error instanceof DOMException ? error.name : "";
}

function abort(transaction: { abort: () => void }): void {
	try {
		transaction.abort();
	} catch {
		// It has ended already.
	}
}
