// When the phone sends by itself: on opening, on coming back to the app, and when the connection is there again (ask E2).

import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Session } from "../shared/boot";

const anna: Session = { user: "anna@example.com", fullName: "Anna", roles: [], language: "en", csrfToken: "t" };
const PATIENCE = { timeout: 30_000 };
let asked = 0;
let loggedIn: Session | null = anna;

vi.mock("../shared/session", async () => {
	const { reactive } = await import("vue");
	return {
		session: reactive({ current: null as Session | null }),
		refreshSession: async () => {
			asked += 1;
			return loggedIn;
		},
		loginAddress: () => "/login",
	};
});
vi.mock("../shared/api", () => ({
	ApiError: class extends Error {},
	get: async () => ({ user: loggedIn?.user, tickets: [], offers: [], workflow: [], conflicts: [] }),
	post: async () => ({ results: [] }),
	postForm: async () => ({ results: [] }),
}));
vi.mock("./worker_client", () => ({ refreshShell: vi.fn() }));

const { look, person, start } = await import("./person");
const { outbox } = await import("./outbox");

beforeEach(() => {
	asked = 0;
	loggedIn = anna;
});

afterEach(() => vi.restoreAllMocks());

async function askedAgain(): Promise<void> {
	await vi.waitFor(() => expect(asked).toBeGreaterThan(0), PATIENCE);
	// A look that is not finished answers for those that come meanwhile.
	await look();
	await vi.waitFor(() => expect(outbox.sending).toBe(false), PATIENCE);
	asked = 0;
}

test("it sends on opening, on coming back, and with the connection", async () => {
	await start();
	expect(person.current?.user).toBe(anna.user);
	await askedAgain();
	for (const [target, event] of [
		[window, "online"],
		[window, "focus"],
		[document, "visibilitychange"],
	] as const) {
		target.dispatchEvent(new Event(event));
		await askedAgain();
	}
});

test("a login that has ended is said, and the person stays", async () => {
	loggedIn = null;
	window.dispatchEvent(new Event("online"));
	await askedAgain();
	expect([person.needsLogin, person.current?.user]).toEqual([true, anna.user]);
});

test("another person who logs in sees their own", async () => {
	loggedIn = { ...anna, user: "ben@example.com", fullName: "Ben" };
	window.dispatchEvent(new Event("online"));
	await vi.waitFor(() => expect(person.current?.user).toBe("ben@example.com"), PATIENCE);
	expect(localStorage.getItem("fsm-field-person")).not.toContain("anna");
});
