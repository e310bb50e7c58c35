// Asks E4 and E5: the database's handle dies, a newer version meets an old tab, the data are gone.

import "fake-indexeddb/auto";

import type { IDBPDatabase } from "idb";
import { afterEach, expect, test, vi } from "vitest";

import { FakeServer } from "./fake_server";
import type { Act } from "./kinds";
import { sendAll } from "./sending";
import { allActs, isFull, Store, UPGRADES, wipe } from "./store";

const USER = "store@example.com";
const quiet = { blocked: () => undefined, outdated: () => undefined };

afterEach(() => wipe(USER));

async function add(store: Store, count: number): Promise<void> {
	await store.run("readwrite", async (transaction) => {
		for (let number = 1; number <= count; number++) {
			const act: Omit<Act, "number"> = {
				key: `key-${number}`,
				kind: "change",
				ticket: `T${number % 3}`,
				values: {},
				madeAt: "",
				state: "waiting",
				tries: 0,
			};
			await transaction.objectStore("acts").add(act);
		}
	});
}

test("a handle that has died is opened anew, and the work is done again", async () => {
	const store = new Store(USER, quiet);
	await add(store, 1);
	const handle = (await (store as unknown as { opened: Promise<IDBPDatabase> }).opened)!;
	handle.close();
	await add2(store);
	expect((await allActs(store)).length).toBe(2);
	await store.close();
});

async function add2(store: Store): Promise<void> {
	await store.run("readwrite", async (transaction) => {
		await transaction.objectStore("acts").add({ key: "second", kind: "change", ticket: "T", values: {}, state: "waiting" });
	});
}

test("work that fails leaves nothing behind", async () => {
	const store = new Store(USER, quiet);
	await expect(
		store.run("readwrite", async (transaction) => {
			await transaction.objectStore("acts").add({ key: "half" });
			throw new Error("no");
		}),
	).rejects.toThrow("no");
	expect(await allActs(store)).toEqual([]);
	await store.close();
});

test("20 unsent survive an upgrade beside an old tab, which is told to load anew", async () => {
	const outdated = vi.fn();
	const old = new Store(USER, { ...quiet, outdated });
	await add(old, 20);
	const upgrades = [...UPGRADES, (db: IDBPDatabase) => void db.createObjectStore("newer")];
	const newer = new Store(USER, quiet, upgrades);
	expect((await allActs(newer)).length).toBe(20);
	expect(outdated).toHaveBeenCalledOnce();
	await expect(allActs(old)).rejects.toThrow();
	const server = new FakeServer(USER);
	await sendAll(newer, server);
	expect(server.log.map((one) => one.key)).toEqual(Array.from({ length: 20 }, (_one, index) => `key-${index + 1}`));
	await newer.close();
});

test("an old tab that does not let go is named", async () => {
	const { openDB } = await import("idb");
	const stubborn = await openDB(`fsm-field:${USER}`, 1, { upgrade: (db) => UPGRADES[0](db as never, undefined as never) });
	const blocked = vi.fn(() => stubborn.close());
	const newer = new Store(USER, { ...quiet, blocked }, [...UPGRADES, () => undefined]);
	expect(await allActs(newer)).toEqual([]);
	expect(blocked).toHaveBeenCalledOnce();
	await newer.close();
});

test("after a wipe it begins clean", async () => {
	const store = new Store(USER, quiet);
	await add(store, 3);
	await store.close();
	await wipe(USER);
	expect(await allActs(store)).toEqual([]);
	await store.close();
});

test("a full disk is known by its name", () => {
	expect(isFull(new DOMException("full", "QuotaExceededError"))).toBe(true);
	expect(isFull(new Error("other"))).toBe(false);
});
