// What the screens do with the outbox (asks E1, E2, E3, E8, E13).

import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { shown } from "../../shared/dialogs";
import { act, close, drop, edit, exportUnsent, open, outbox, reload, retry, send, settle } from "./box";
import { FakeServer, type Weather } from "./fake_server";
import { type Answer, type Delivered, Failure } from "./sending";
import { Store, wipe } from "./store";

// Only what a test does sends: no try again comes in between.
vi.mock("./backoff", () => ({ delayBefore: () => 3_600_000 }));

const PATIENCE = { timeout: 30_000 };
const USER = "box@example.com";
let server: FakeServer;

beforeEach(async () => {
	server = new FakeServer(USER);
	await open(USER, { transport: server });
});

afterEach(async () => {
	await settled();
	await close();
	await wipe(USER);
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** Waits until nothing is being sent. */
async function settled(): Promise<void> {
	await vi.waitFor(() => expect(outbox.sending).toBe(false), PATIENCE);
}

async function sent(): Promise<void> {
	await settled();
	await send();
	await settled();
}

function offline(): void {
	vi.spyOn(server, "who").mockRejectedValue(new Failure("offline"));
}

function online(): void {
	vi.mocked(server.who).mockRestore();
}

const change = (cause: string, ticket = "T1") => act("change", ticket, { fault_cause: cause }, { seen: { fault_cause: "" } });

test("two quick touches are one act", async () => {
	offline();
	const keys = await Promise.all([change("Fuse"), change("Fuse")]);
	expect(keys[0]).toBe(keys[1]);
	expect(outbox.unsent).toBe(1);
	online();
	await sent();
	expect(server.log.length).toBe(1);
});

test("the line is cut after the server saved: sent again five times, it is there once", async () => {
	server.weather = ["cut-after"];
	await change("Fuse");
	for (let time = 0; time < 5; time++) await sent();
	expect(server.log.length).toBe(1);
	expect(outbox.unsent).toBe(0);
});

test("it leaves the box only with the server's answer", async () => {
	server.weather = ["cut-before"];
	await change("Fuse");
	await settled();
	expect([outbox.unsent, outbox.paused]).toEqual([1, "offline"]);
	await sent();
	expect([outbox.unsent, outbox.paused]).toEqual([0, ""]);
});

test("ten waiting, the third refused: the others go, its own ticket waits, and corrected all arrive in order", async () => {
	offline();
	const keys: string[] = [];
	for (let number = 0; number < 10; number++) keys.push(await change(`Cause ${number}`, number === 2 || number === 5 ? "T2" : "T1"));
	online();
	server.refused.add(keys[2]);
	await sent();
	expect(server.log.map((one) => one.key)).toEqual(keys.filter((key) => key !== keys[2] && key !== keys[5]));
	const refused = outbox.acts.find((one) => one.key === keys[2])!;
	expect([refused.state, refused.problem, outbox.unsent]).toEqual(["refused", "No.", 2]);
	server.refused.clear();
	await edit(keys[2], { fault_cause: "Right" });
	await sent();
	expect(server.log.slice(-2).map((one) => one.key)).toEqual([keys[2], keys[5]]);
	expect(outbox.unsent).toBe(0);
});

test("a refused act can be sent again or dropped, and what waited behind it goes", async () => {
	offline();
	const [first, second] = [await change("One"), await change("Two")];
	online();
	server.refused.add(first);
	await sent();
	await retry(first);
	await settled();
	expect(outbox.acts.find((one) => one.key === first)!.state).toBe("refused");
	await drop(first);
	await sent();
	expect(server.log.map((one) => one.key)).toEqual([second]);
});

test("a login that has ended pauses and keeps; another person's sends nothing", async () => {
	server.user = null;
	await change("Fuse");
	await settled();
	expect([outbox.paused, outbox.unsent]).toEqual(["login", 1]);
	server.user = "other@example.com";
	await sent();
	expect([outbox.paused, outbox.unsent, server.deliveries]).toEqual(["other-user", 1, 0]);
	await open("other@example.com", { transport: server });
	expect(outbox.acts).toEqual([]);
	await sent();
	expect(server.log).toEqual([]);
	server.user = USER;
	await open(USER, { transport: server });
	await sent();
	expect(server.log.map((one) => one.user)).toEqual([USER]);
	await wipe("other@example.com");
});

test("12 photos and 2 signatures, cut at every file: each arrives once, and the work is done only after all", async () => {
	offline();
	for (let number = 0; number < 12; number++) await act("photo", "T1", { note: String(number) }, { file: new Blob([`photo ${number}`]) });
	for (const who of ["A", "B"]) await act("signature", "T1", { signed_by: who }, { file: new Blob([`signature ${who}`]) });
	const move = await act("move", "T1", { action: "Complete", to: "Done" });
	online();
	const needed: string[][] = [];
	const deliver = server.deliver.bind(server);
	vi.spyOn(server, "deliver").mockImplementation((user: string, delivered: Delivered) => {
		for (const one of delivered.acts) if (one.kind === "move") needed.push(one.needs);
		return deliver(user, delivered);
	});
	const cuts: Weather[][] = [["cut-before"], ["cut-after"], ["good", "cut-before"]];
	for (let round = 0; round < 60 && outbox.unsent > 0; round++) {
		server.weather = [...cuts[round % 3]];
		await sent();
	}
	expect(outbox.unsent).toBe(0);
	expect(server.files.size).toBe(14);
	expect(server.log.length).toBe(15);
	expect(server.log.at(-1)!.key).toBe(move);
	expect(needed.at(-1)!.sort()).toEqual(server.log.slice(0, 14).map((one) => one.key).sort());
});

test("a full disk is said, and what was there before stays", async () => {
	offline();
	await change("Fuse");
	vi.spyOn(Store.prototype, "run").mockRejectedValueOnce(new DOMException("full", "QuotaExceededError"));
	await expect(change("Cable")).rejects.toThrow("full");
	expect([outbox.full, outbox.unsent]).toEqual([true, 1]);
	await change("Belt");
	expect([outbox.full, outbox.unsent]).toEqual([false, 2]);
});

test("both values stand in the inbox until the person says which one counts", async () => {
	const row = { field: "fault_cause", label: "Cause", seen: "", mine: "Fuse", theirs: "Cable" };
	vi.spyOn(server, "deliver").mockImplementationOnce(async (_user: string, sent: Delivered): Promise<Answer[]> => [
		{ key: sent.acts[0].key, result: "conflict", act: "FA-1", conflicts: [row] },
	]);
	await change("Fuse");
	await settled();
	expect(outbox.acts.map((one) => [one.state, one.conflicts])).toEqual([["conflict", [row]]]);
	expect(outbox.unsent).toBe(0);
	await settle({ act: "FA-1", ticket: "T1", field: "fault_cause" }, "mine");
	await sent();
	expect(outbox.acts.some((one) => one.state === "conflict")).toBe(false);
	expect(server.log.length).toBe(1);
});

test("what the office keeps stands until the person has read it", async () => {
	vi.spyOn(server, "deliver").mockImplementationOnce(async (_user: string, sent: Delivered): Promise<Answer[]> => [
		{ key: sent.acts[0].key, result: "kept", problem: "The ticket is Cancelled meanwhile." },
	]);
	const key = await change("Fuse");
	await settled();
	expect([outbox.acts[0].state, outbox.unsent]).toEqual(["kept", 0]);
	await drop(key);
	expect(outbox.acts).toEqual([]);
});

test("one delivery that the server refuses as a whole is sent one by one", async () => {
	offline();
	const keys = [await change("One"), await change("Two", "T2")];
	online();
	const deliver = server.deliver.bind(server);
	vi.spyOn(server, "deliver").mockImplementation((user: string, sent: Delivered) => {
		if (sent.acts.length > 1 || sent.acts[0].key === keys[0]) return Promise.reject(new Failure("refused", "Too much"));
		return deliver(user, sent);
	});
	await sent();
	expect(outbox.acts.find((one) => one.key === keys[0])!.problem).toBe("Too much");
	expect(server.log.map((one) => one.key)).toEqual([keys[1]]);
});

test("what is not sent can be handed on as a file", async () => {
	offline();
	await act("photo", "T1", {}, { file: new Blob(["photo"]) });
	const text = JSON.parse(await (await exportUnsent()).text());
	expect([text.user, text.acts.length, text.files[0].base64]).toEqual([USER, 1, btoa("photo")]);
	online();
});

test("what the server dies of holds up its own ticket and no other", async () => {
	offline();
	const video = await act("attachment", "T1", { name: "film.mp4" }, { file: new Blob(["film"]) });
	const behind = await change("Fuse");
	const notes = [await change("Cable", "T2"), await change("Belt", "T2"), await change("Pump", "T3")];
	online();
	server.poison.add(video);
	for (let round = 0; round < 4; round++) await sent();
	expect(server.log.map((one) => one.key)).toEqual(notes);
	server.poison.clear();
	await sent();
	expect(server.log.map((one) => one.key).slice(-2)).toEqual([video, behind]);
});

test("of several in one delivery the server dies of one: the others go by themselves", async () => {
	offline();
	const keys = [await change("One"), await change("Two", "T2"), await change("Three", "T3")];
	online();
	server.poison.add(keys[1]);
	for (let round = 0; round < 4; round++) await sent();
	expect(server.log.map((one) => one.key).sort()).toEqual([keys[0], keys[2]].sort());
	expect(outbox.acts.find((one) => one.key === keys[1])!.state).toBe("waiting");
	await drop(keys[1]);
	expect(outbox.unsent).toBe(0);
});

test("an answer that this version does not know loses nothing", async () => {
	const odd = [{ result: "postponed" }] as unknown as Answer[];
	vi.spyOn(server, "deliver").mockImplementationOnce(async (_user: string, sent: Delivered) => odd.map((one) => ({ ...one, key: sent.acts[0].key })));
	const key = await act("photo", "T1", {}, { file: new Blob(["photo"]) });
	await settled();
	expect([outbox.acts[0].state, outbox.unsent]).toEqual(["waiting", 1]);
	await sent();
	expect([server.log.map((one) => one.key), server.files.size]).toEqual([[key], 1]);
});

test("a part of the answers: what has none is sent again", async () => {
	offline();
	const keys = [await change("One"), await change("Two", "T2")];
	online();
	const deliver = server.deliver.bind(server);
	vi.spyOn(server, "deliver").mockImplementationOnce(async (user: string, sent: Delivered) => (await deliver(user, sent)).slice(0, 1));
	await sent();
	expect([server.log.map((one) => one.key), outbox.unsent]).toEqual([keys, 1]);
	await sent();
	expect([server.log.length, outbox.unsent]).toEqual([2, 0]);
});

test("what is kept is kept, also where the screen cannot be told", async () => {
	offline();
	await change("Before");
	shown.toasts = [];
	const run = Store.prototype.run;
	let count = 0;
	vi.spyOn(Store.prototype, "run").mockImplementation(function (this: Store, ...args: Parameters<typeof run>) {
		count += 1;
		return count === 2 ? Promise.reject(new DOMException("gone", "UnknownError")) : run.apply(this, args);
	} as typeof run);
	const key = await change("Fuse");
	vi.mocked(Store.prototype.run).mockRestore();
	await reload();
	expect(outbox.acts.map((one) => one.key)).toContain(key);
	expect(shown.toasts).toEqual([]);
});

test("an act belongs to whom it was done by, whoever logs in while its file is read", async () => {
	offline();
	const photo = new Blob(["photo"]);
	let read: (content: ArrayBuffer) => void = () => undefined;
	vi.spyOn(photo, "arrayBuffer").mockReturnValue(new Promise((done) => (read = done)));
	const kept = act("photo", "T1", {}, { file: photo });
	await open("other@example.com", { transport: server });
	read(new TextEncoder().encode("photo").buffer as ArrayBuffer);
	const key = await kept;
	await reload();
	expect(outbox.acts).toEqual([]);
	await open(USER, { transport: server });
	expect(outbox.acts.map((one) => one.key)).toEqual([key]);
	await wipe("other@example.com");
});

test("while another tab sends this one waits, and does not ask without end", async () => {
	const request = vi.fn(async (_name: string, _options: LockOptions, granted: (lock: Lock | null) => unknown) => granted(null));
	vi.stubGlobal("navigator", { locks: { request } });
	const later = vi.spyOn(globalThis, "setTimeout");
	await change("Fuse");
	await settled();
	const delays = later.mock.calls.map(([, delay]) => delay);
	vi.unstubAllGlobals();
	expect(delays.at(-1)).toBeGreaterThan(1_000);
	expect([request.mock.calls.length, outbox.unsent]).toEqual([1, 1]);
});

test("the server says when it wants to be asked again: not before", async () => {
	const later = vi.spyOn(globalThis, "setTimeout");
	vi.spyOn(server, "deliver").mockRejectedValueOnce(new Failure("server", "Too many requests", 7_200));
	await change("Fuse");
	await settled();
	expect(later.mock.calls.map(([, delay]) => delay)).toContain(7_200_000);
	expect(outbox.unsent).toBe(1);
});
