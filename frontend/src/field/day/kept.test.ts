// What a phone keeps of a day, and when it goes (ask E4, and the data of tickets that one no longer has).

import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Act } from "../outbox/kinds";
import { allActs, Store, wipe } from "../outbox/store";
import { day, dayStore, forgetDay, keepDay, keepKit, keepOwn, openDay } from "./kept";
import type { Day, Kit, OwnRecord } from "./types";

const USER = "kept@example.com";
let store: Store;

const dayOf = (...names: string[]) => ({ user: USER, tickets: names.map((name) => ({ name })), offers: [], conflicts: [] }) as unknown as Day;
const kitOf = (ticket: string) => ({ ticket, modified: "1", contact: { phone: "138" } }) as unknown as Kit;

async function add(key: string, state: Act["state"], more: Partial<Act> = {}): Promise<void> {
	await store.run("readwrite", async (transaction) => {
		await transaction.objectStore("acts").add({ key, kind: "change", ticket: "T1", values: {}, state, madeAt: "", tries: 0, ...more });
	});
}

beforeEach(async () => {
	store = new Store(USER, { blocked: () => undefined, outdated: () => undefined });
	await openDay(store);
});

afterEach(async () => {
	await store.close();
	await wipe(USER);
});

test("a day that is not known is no empty day", async () => {
	expect(day.current).toBeNull();
	await keepDay(store, dayOf(), Date.now());
	expect(day.current?.tickets).toEqual([]);
});

test("it is there again after a restart, without a connection", async () => {
	await keepDay(store, dayOf("T1"), Date.now());
	await keepKit(store, kitOf("T1"));
	await openDay(store);
	expect([day.current?.tickets[0].name, day.kits.T1.contact?.phone]).toEqual(["T1", "138"]);
});

test("what belongs to a ticket that one has no longer goes", async () => {
	await keepDay(store, dayOf("T1", "T2"), Date.now());
	await keepKit(store, kitOf("T1"));
	await keepKit(store, kitOf("T2"));
	await keepDay(store, dayOf("T2"), Date.now());
	await keepKit(store, kitOf("T1"));
	await openDay(store);
	expect(Object.keys(day.kits)).toEqual(["T2"]);
	expect(JSON.stringify(day.current)).not.toContain("T1");
});

test("what was sent stands until the day has it, and what is not sent stays", async () => {
	await add("before", "done", { doneAt: 100 });
	await add("after", "done", { doneAt: 300 });
	await add("waiting", "waiting");
	await add("refused", "refused", { doneAt: 100 });
	await add("settled elsewhere", "conflict", { doneAt: 100, act: "FA-1" });
	await keepDay(store, dayOf("T1"), 200);
	expect((await allActs(store)).map((act) => act.key)).toEqual(["after", "waiting", "refused"]);
});

test("after a logout the day is gone, and what is not sent is there", async () => {
	await keepDay(store, dayOf("T1"), Date.now());
	await add("waiting", "waiting");
	await forgetDay(USER);
	expect(day.current).toBeNull();
	await openDay(store);
	expect(day.current).toBeNull();
	expect((await allActs(store)).map((act) => act.key)).toEqual(["waiting"]);
});

test("the day of another person is taken off without opening it", async () => {
	await keepDay(store, dayOf("T1"), Date.now());
	const other = new Store("other@example.com", { blocked: () => undefined, outdated: () => undefined });
	await openDay(other);
	expect(day.current).toBeNull();
	await forgetDay(USER);
	await openDay(store);
	expect(day.current).toBeNull();
	await other.close();
	await wipe("other@example.com");
});

test("a photo that was sent counts until the kit that has it is here", async () => {
	await keepDay(store, dayOf("T1"), Date.now());
	await keepKit(store, kitOf("T1"));
	const sent = day.kits.T1.fetchedAt + 1;
	await add("photo", "done", { kind: "photo", doneAt: sent });
	await add("move", "done", { kind: "move", doneAt: sent });
	await keepDay(store, dayOf("T1"), sent + 1);
	expect((await allActs(store)).map((act) => act.key)).toEqual(["photo"]);
	day.kits.T1.fetchedAt = sent + 2;
	await keepDay(store, dayOf("T1"), sent + 3);
	expect(await allActs(store)).toEqual([]);
});

test("one's own record is kept, and goes with the logout", async () => {
	await keepOwn(store, { user: USER, at: "2026-11-29 08:00:00", score: null, training: [], exams: [], certificates: [] } satisfies OwnRecord);
	await openDay(store);
	expect(day.own?.at).toBe("2026-11-29 08:00:00");
	await forgetDay(USER);
	expect([day.own, day.ownAt]).toEqual([null, 0]);
	await openDay(store);
	expect(day.own).toBeNull();
});

test("the clock is set back after something was sent: what the day has goes all the same", async () => {
	const year = 365 * 24 * 3_600_000;
	await keepDay(store, dayOf("T1"), Date.now());
	await keepKit(store, kitOf("T1"));
	await add("change", "done", { doneAt: Date.now() + year });
	await add("photo", "done", { kind: "photo", doneAt: Date.now() + year });
	await keepDay(store, dayOf("T1"), Date.now());
	expect(await allActs(store)).toEqual([]);
	day.kits.T1.fetchedAt = Date.now() + year;
	await add("another photo", "done", { kind: "photo", doneAt: Date.now() - 1 });
	await keepDay(store, dayOf("T1"), Date.now());
	expect((await allActs(store)).map((act) => act.key)).toEqual(["another photo"]);
});

test("what is being fetched while they log out is not kept", async () => {
	const leaving = forgetDay(USER);
	expect(dayStore()).toBeNull();
	await leaving;
	await openDay(store);
	expect(day.current).toBeNull();
});

test("after a logout nothing that is sent stays, and all that is not sent does", async () => {
	await add("sent", "done", { doneAt: 1 });
	await add("refused", "refused");
	await add("to be read", "kept");
	await forgetDay(USER);
	expect((await allActs(store)).map((act) => act.key)).toEqual(["refused", "to be read"]);
});

test("a full phone shows the new day, and says that it cannot keep it", async () => {
	await keepDay(store, dayOf("T1"), Date.now());
	vi.spyOn(store, "run").mockRejectedValueOnce(new DOMException("full", "QuotaExceededError"));
	await keepDay(store, dayOf("T2"), Date.now());
	expect(day.current?.tickets[0].name).toBe("T2");
	expect(day.problem).toContain("full");
	await keepDay(store, dayOf("T2"), Date.now());
	expect(day.problem).toBe("");
});
