// One phone, several people, tabs and a storage that fails: nobody sees or sends what is another's (ask E7).

import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApp, h, nextTick, onBeforeUnmount } from "vue";

import type { Session } from "../shared/boot";

const anna: Session = { user: "anna@example.com", fullName: "Anna", roles: [], language: "en", csrfToken: "anna's" };
const ben: Session = { user: "ben@example.com", fullName: "Ben", roles: [], language: "en", csrfToken: "ben's" };
const PATIENCE = { timeout: 30_000 };
const KEY = "fsm-field-person";
const site = { user: anna as Session | null, isThere: true, asked: 0, days: 0, loggedOut: 0 };

vi.mock("../shared/session", async () => {
	const { reactive } = await import("vue");
	const session = reactive({ current: null as Session | null });
	return {
		session,
		refreshSession: async () => {
			site.asked += 1;
			if (!site.isThere) throw new TypeError("Failed to fetch");
			return (session.current = site.user);
		},
		loginAddress: () => "/login",
	};
});
vi.mock("../shared/api", () => ({
	ApiError: class extends Error {},
	get: async (method: string) => {
		if (!site.isThere) throw new TypeError("Failed to fetch");
		if (method.endsWith(".day")) site.days += 1;
		return { user: site.user?.user, at: "2026-11-29 08:00:00", tickets: [], offers: [], workflow: [], conflicts: [] };
	},
	post: async (method: string) => {
		if (!site.isThere) throw new TypeError("Failed to fetch");
		if (method === "logout") {
			site.loggedOut += 1;
			site.user = null;
		}
		return { results: [] };
	},
	postForm: async () => ({ results: [] }),
}));
vi.mock("../shared/push/push", () => ({ endForOthers: async () => undefined, switchOff: async () => undefined }));
vi.mock("./worker_client", () => ({ refreshShell: vi.fn() }));
vi.mock("./outbox/backoff", () => ({ delayBefore: () => 3_600_000 }));

type Modules = { person: typeof import("./person"); box: typeof import("./outbox/box"); kept: typeof import("./day/kept"); dialogs: typeof import("../shared/dialogs") };
let modules: Modules;

/** The page as it is when it is opened: nothing in memory, all that the phone has kept. */
async function opened(): Promise<Modules> {
	vi.resetModules();
	// The page that the phone keeps knows nobody.
	(await import("../shared/session")).session.current = null;
	modules = { person: await import("./person"), box: await import("./outbox/box"), kept: await import("./day/kept"), dialogs: await import("../shared/dialogs") };
	return modules;
}

async function quiet(): Promise<void> {
	await vi.waitFor(() => expect([modules.box.outbox.sending, modules.kept.day.fetching]).toEqual([false, false]), PATIENCE);
}

/** Opens the page and waits until it has the day. */
async function ready(): Promise<Modules> {
	const { person } = await opened();
	await person.start();
	await person.look();
	await quiet();
	return modules;
}

/** What pages listen to goes with them. */
const heard: [EventTarget, string, EventListener][] = [];

beforeEach(() => {
	for (const target of [window, document]) {
		const listen = target.addEventListener.bind(target);
		vi.spyOn(target, "addEventListener").mockImplementation((kind: string, told: unknown, options?: unknown) => {
			heard.push([target, kind, told as EventListener]);
			listen(kind, told as EventListener, options as never);
		});
	}
	vi.spyOn(globalThis, "setInterval").mockReturnValue(0 as never);
	Object.assign(site, { user: anna, isThere: true, asked: 0, days: 0, loggedOut: 0 });
	vi.spyOn(location, "assign").mockImplementation(() => undefined);
});

afterEach(async () => {
	await quiet();
	await modules.box.close();
	for (const [target, kind, told] of heard.splice(0)) target.removeEventListener(kind, told);
	vi.restoreAllMocks();
	localStorage.clear();
	document.cookie = "user_id=; expires=Thu, 01 Jan 1970 00:00:00 GMT";
	for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name!);
});

test("who logs out without a connection is logged out as soon as there is one", async () => {
	const { person } = await ready();
	site.isThere = false;
	await person.logOut();
	expect([person.person.current, localStorage.getItem(KEY)]).toEqual([null, null]);
	const again = (await opened()).person;
	site.isThere = true;
	await again.start();
	await vi.waitFor(() => expect(site.loggedOut).toBe(1), PATIENCE);
	expect([again.person.current, again.person.needsLogin, modules.kept.day.current]).toEqual([null, true, null]);
});

test("who has logged in again meanwhile stays", async () => {
	const { person } = await ready();
	site.isThere = false;
	await person.logOut();
	Object.assign(site, { isThere: true, user: { ...anna, csrfToken: "of another login" } });
	const again = (await opened()).person;
	await again.start();
	await quiet();
	expect([again.person.current?.user, site.loggedOut]).toEqual([anna.user, 0]);
});

test("what one was typing is kept as theirs when another logs in, and no question of theirs stays open", async () => {
	const { person, box, dialogs } = await ready();
	const screen = {
		setup() {
			// As a form does that is left (ticket/drafts.ts).
			onBeforeUnmount(() => void box.act("change", "T1", { fault_cause: "Anna's words" }));
			return () => h("p");
		},
	};
	const app = createApp({ render: () => (person.person.current ? h(screen) : null) });
	app.mount(document.createElement("div"));
	const asked = dialogs.ask({ title: "Reason?", yes: "OK" });
	site.user = ben;
	await person.look();
	await quiet();
	expect(await asked).toBeNull();
	expect([person.person.current?.user, box.outbox.acts]).toEqual([ben.user, []]);
	app.unmount();
	site.user = anna;
	await person.look();
	await quiet();
	expect(box.outbox.acts.map((one) => one.values)).toEqual([{ fault_cause: "Anna's words" }]);
});

test("where the browser's login is another one's, the day of the one before is not shown first", async () => {
	await ready();
	document.cookie = `user_id=${encodeURIComponent(ben.user)}`;
	site.user = ben;
	const { person, kept } = await opened();
	const shown: string[] = [];
	const { watch } = await import("vue");
	watch(() => kept.day.current?.user, (user) => user && shown.push(user), { flush: "sync" });
	await person.start();
	await quiet();
	expect([person.person.current?.user, new Set(shown)]).toEqual([ben.user, new Set([ben.user])]);
});

test("without a connection it is who was here last", async () => {
	await ready();
	document.cookie = `user_id=${encodeURIComponent(ben.user)}`;
	site.isThere = false;
	const { person, kept } = await opened();
	await person.start();
	expect([person.person.current?.user, kept.day.current?.user]).toEqual([anna.user, anna.user]);
});

test("logged out in one tab, the day is gone in the other one", async () => {
	const { person, kept } = await ready();
	site.user = null;
	localStorage.removeItem(KEY);
	window.dispatchEvent(new StorageEvent("storage", { key: KEY, newValue: null }));
	await vi.waitFor(() => expect(kept.day.current).toBeNull(), PATIENCE);
	await nextTick();
	expect(person.person.current).toBeNull();
});

test("a full phone opens, and shows nobody's day to another", async () => {
	await ready();
	site.user = ben;
	const real = localStorage;
	vi.stubGlobal("localStorage", {
		getItem: (key: string) => real.getItem(key),
		removeItem: (key: string) => real.removeItem(key),
		setItem: () => {
			throw new DOMException("full", "QuotaExceededError");
		},
	});
	const { person } = await opened();
	await person.start();
	await vi.waitFor(() => expect(person.person.current?.user).toBe(ben.user), PATIENCE);
	await quiet();
	vi.unstubAllGlobals();
	expect(localStorage.getItem(KEY)).toBeNull();
});

test("a storage that cannot be opened is said", async () => {
	const { person } = await opened();
	vi.spyOn(indexedDB, "open").mockImplementation(() => {
		throw new DOMException("Internal error opening backing store", "UnknownError");
	});
	await person.start();
	expect([person.person.isReady, person.person.problem]).toEqual([true, expect.stringContaining("storage")]);
	vi.mocked(indexedDB.open).mockRestore();
	await person.look();
	await quiet();
	expect([person.person.current?.user, person.person.problem]).toEqual([anna.user, ""]);
});

test("a clock that was set back does not keep the day from being asked for", async () => {
	const { person, kept } = await ready();
	site.days = 0;
	kept.day.fetchedAt = Date.now() + 365 * 24 * 3_600_000;
	await person.look();
	await quiet();
	expect(site.days).toBe(1);
});
