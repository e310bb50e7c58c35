import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { followChanges } from "./live";

/** Stands for Frappe's realtime service: the test plays it. */
const socket = { heard: new Map<string, () => void>(), sent: [] as unknown[][], address: "", closed: false };
vi.mock("socket.io-client", () => ({
	io: (address: string) => {
		Object.assign(socket, { address, closed: false });
		return {
			on: (event: string, act: () => void) => socket.heard.set(event, act),
			emit: (...what: unknown[]) => socket.sent.push(what),
			close: () => (socket.closed = true),
		};
	},
}));
const comes = (event: string) => socket.heard.get(event)!();

let live: ReturnType<typeof followChanges>;
const calls = { check: vi.fn(async () => {}), read: vi.fn(async () => {}), refused: vi.fn() };

async function follow(realtime: Parameters<typeof followChanges>[1] = { site: "a.site", port: 9000 }) {
	live = followChanges(calls, realtime);
	await vi.dynamicImportSettled();
}

beforeEach(() => {
	vi.useFakeTimers();
	vi.clearAllMocks();
	socket.heard.clear();
	socket.sent = [];
});
afterEach(() => {
	live.stop();
	vi.useRealTimers();
});

describe("hearing of changes", () => {
	it("listens to what the board shows, and asks once for several changes that come together", async () => {
		await follow();
		expect(socket.address).toMatch(/:9000\/a\.site$/);
		comes("connect");
		expect(live.hears.value).toBe(true);
		expect(socket.sent).toEqual(["Service Ticket", "Service Visit", "Day Plan"].map((doctype) => ["doctype_subscribe", doctype]));
		await vi.advanceTimersByTimeAsync(0);
		expect(calls.read).toHaveBeenCalledTimes(1);
		for (let n = 0; n < 5; n++) comes("list_update");
		await vi.advanceTimersByTimeAsync(300);
		expect(calls.check).toHaveBeenCalledTimes(1);
	});

	it("reads what it has missed and listens anew once it is connected again", async () => {
		await follow();
		comes("connect");
		await vi.advanceTimersByTimeAsync(0);
		comes("disconnect");
		expect(live.hears.value).toBe(false);
		comes("connect");
		await vi.advanceTimersByTimeAsync(0);
		expect(socket.sent).toHaveLength(6);
		expect(calls.read).toHaveBeenCalledTimes(2);
	});

	it("asks every ten seconds without realtime, every thirty with it, and reads every five minutes", async () => {
		await follow(null);
		await vi.advanceTimersByTimeAsync(65_000);
		expect(calls.check.mock.calls.length).toBe(6);
		live.stop();
		calls.check.mockClear();
		await follow();
		comes("connect");
		await vi.advanceTimersByTimeAsync(65_000);
		expect(calls.check.mock.calls.length).toBe(2);
		calls.read.mockClear();
		await vi.advanceTimersByTimeAsync(5 * 60_000);
		expect(calls.read).toHaveBeenCalledTimes(1);
	});

	it("says that it has no connection and what was refused, and goes on", async () => {
		await follow(null);
		calls.check.mockRejectedValueOnce(new Error("gone"));
		await vi.advanceTimersByTimeAsync(10_000);
		expect(live.connected.value).toBe(false);
		expect(calls.refused).toHaveBeenCalledTimes(1);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(live.connected.value).toBe(true);
	});

	it("leaves the service when the board is left", async () => {
		await follow();
		live.stop();
		expect(socket.closed).toBe(true);
	});
});
