import { describe, expect, it, vi } from "vitest";

import type { BoardApi } from "./api";
import { cardOf } from "./change";
import { filtered, NO_FILTERS } from "./filters";
import { createStore } from "./store";
import type { Answer, Board, Frame, Visit, Waiting } from "./types";

const FRAME: Frame = { company: "C", first: "2026-03-03", days: 1, team: "", region: "" };

/** A server that keeps versions of tickets and refuses what rests on an older one. */
function fakeServer() {
	const tickets = new Map<string, { engineer: string | null; start: string | null; end: string; locked: boolean; version: number }>();
	tickets.set("T1", { engineer: "A", start: "2026-03-03 10:00:00", end: "2026-03-03 11:00:00", locked: false, version: 1 });
	tickets.set("T2", { engineer: null, start: null, end: "", locked: false, version: 1 });
	tickets.set("T3", { engineer: "A", start: null, end: "", locked: false, version: 1 });
	let mark = 1;
	const writes: string[] = [];

	function board(frame: Frame = FRAME): Board {
		const visits: Visit[] = [];
		const unplanned: Waiting[] = [];
		for (const [ticket, row] of tickets) {
			const card = { ticket, subject: ticket, stage: row.engineer ? "Dispatched" : "Triaged", seen: { version: String(row.version), "visit.planned_start": row.start ?? "" }, remote: false };
			if (row.start) {
				if (row.start.slice(0, 10) === frame.first) visits.push({ ...card, name: `${ticket}-V1`, engineer: row.engineer!, start: row.start, end: row.end, status: "Planned", outcome: null, locked: row.locked, movable: true, way: 5, way_estimated: false, conflicts: [] });
			} else unplanned.push({ ...card, engineer: row.engineer, minutes: 60 });
		}
		return { mark: String(mark), now: "2026-03-03 08:00:00", first: frame.first, days: 1, engineers: [], visits, unplanned, more: false, ways_home: [], plans: [] };
	}

	function change(ticket: string, seen: object, values: object, frame: Frame = FRAME): Answer {
		const row = tickets.get(ticket)!;
		if ((seen as { version: string }).version !== String(row.version)) throw new Error("changed since");
		Object.assign(row, values, { version: row.version + 1 });
		mark++;
		return { ...board(frame), after: { version: String(row.version), "visit.planned_start": row.start ?? "" } };
	}

	const api: BoardApi = {
		board: vi.fn(async (frame) => board(frame)),
		changed: vi.fn(async (_frame, known) => known !== String(mark)),
		move: vi.fn(async (frame, ticket, seen, engineer, start, end) => {
			writes.push(`move ${ticket} ${engineer} ${start.slice(11, 16)}`);
			return change(ticket, seen, { engineer, start, end }, frame);
		}),
		takeOff: vi.fn(async (frame, ticket, seen, keep) => {
			writes.push(`off ${ticket} ${keep}`);
			return change(ticket, seen, { start: null, ...(keep ? {} : { engineer: null }) }, frame);
		}),
		keepAsPlanned: vi.fn(async (frame, ticket, seen, locked) => {
			writes.push(`lock ${ticket} ${locked}`);
			return change(ticket, seen, { locked }, frame);
		}),
	};
	return { api, tickets, writes, someoneMoves: (ticket: string, start: string) => change(ticket, { version: String(tickets.get(ticket)!.version) }, { start }) };
}

async function opened() {
	const server = fakeServer();
	const store = createStore(server.api, FRAME);
	await store.load();
	return { ...server, store };
}

const settled = () => new Promise((done) => setTimeout(done));

describe("the board's store", () => {
	it("shows a move at once, before the server has answered", async () => {
		const { store } = await opened();
		const moving = store.move("T2", { engineer: "B", from: 540, until: 600 });
		const { visit, waiting } = cardOf(store.board.value!, "T2");
		expect([visit?.engineer, visit?.start, visit?.pending, waiting]).toEqual(["B", "2026-03-03 09:00:00", true, undefined]);
		await moving;
		expect(cardOf(store.board.value!, "T2").visit?.pending).toBeUndefined();
	});

	it("takes a refused move back, that one card alone, and reads what is so now", async () => {
		const { store, someoneMoves } = await opened();
		someoneMoves("T1", "2026-03-03 13:00:00");
		await expect(store.move("T1", { engineer: "B", from: 540, until: 600 })).rejects.toThrow("changed since");
		expect(cardOf(store.board.value!, "T1").visit?.engineer).toBe("A");
		await settled();
		expect(cardOf(store.board.value!, "T1").visit?.start).toBe("2026-03-03 13:00:00");
		expect(store.undoable.value).toEqual([]);
	});

	it("writes nothing by itself: an idle tab reads and never moves anybody's card", async () => {
		const { store, writes, someoneMoves, api } = await opened();
		someoneMoves("T1", "2026-03-03 13:00:00");
		await store.check();
		expect(cardOf(store.board.value!, "T1").visit?.start).toBe("2026-03-03 13:00:00");
		await store.check();
		expect(writes).toEqual([]);
		expect(api.board).toHaveBeenCalledTimes(2);
	});

	it("sends writes one after the other and keeps what waits in line on the screen", async () => {
		const { store, writes } = await opened();
		const both = [store.move("T1", { engineer: "B", from: 720, until: 780 }), store.move("T2", { engineer: "A", from: 540, until: 600 })];
		expect(cardOf(store.board.value!, "T1").visit?.engineer).toBe("B");
		await both[0];
		expect(cardOf(store.board.value!, "T2").visit?.engineer).toBe("A");
		await both[1];
		expect(writes).toEqual(["move T1 B 12:00", "move T2 A 09:00"]);
		await settled();
		expect(store.board.value!.visits.some((one) => one.pending)).toBe(false);
	});

	it("keeps the board as it is while a card is in the hand, and catches up afterwards", async () => {
		const { store, someoneMoves } = await opened();
		const drop = store.hold();
		someoneMoves("T1", "2026-03-03 13:00:00");
		await store.check();
		expect(cardOf(store.board.value!, "T1").visit?.start).toBe("2026-03-03 10:00:00");
		drop();
		await settled();
		expect(cardOf(store.board.value!, "T1").visit?.start).toBe("2026-03-03 13:00:00");
	});

	it("drops a slower answer to an older question", async () => {
		const { store, api } = await opened();
		const answers: ((board: Board) => void)[] = [];
		vi.mocked(api.board).mockImplementation(() => new Promise((done) => answers.push(done)));
		const [older, newer] = [store.look({ first: "2026-03-04" }), store.look({ first: "2026-03-05" })];
		const of = (first: string) => ({ ...store.board.value!, first });
		answers[1](of("2026-03-05"));
		answers[0](of("2026-03-04"));
		await Promise.all([older, newer]);
		expect(store.board.value!.first).toBe("2026-03-05");
	});

	it("undoes moves, assignments and locks in turn", async () => {
		const { store, tickets, writes } = await opened();
		await store.move("T1", { engineer: "B", from: 720, until: 780 });
		await store.keepAsPlanned("T1", true);
		await store.move("T2", { engineer: "B", from: 540, until: 600 });
		await store.move("T3", { engineer: "B", from: 840, until: 900 });
		expect(await store.undo()).toBe("T3");
		expect(tickets.get("T3")).toMatchObject({ engineer: "A", start: null });
		expect(await store.undo()).toBe("T2");
		expect(tickets.get("T2")).toMatchObject({ engineer: null, start: null });
		await store.undo();
		expect(tickets.get("T1")).toMatchObject({ engineer: "B", locked: false });
		await store.undo();
		expect(tickets.get("T1")).toMatchObject({ engineer: "A", start: "2026-03-03 10:00:00" });
		expect(await store.undo()).toBeNull();
		expect(writes.slice(4)).toEqual(["move T3 A 14:00", "off T3 true", "off T2 false", "lock T1 false", "move T1 A 10:00"]);
	});

	it("undoes an act whose answer is still on its way once it is there, and two in turn", async () => {
		const { store, tickets } = await opened();
		const acts = [store.move("T1", { engineer: "B", from: 720, until: 780 }), store.undo()];
		await Promise.all(acts);
		expect(tickets.get("T1")).toMatchObject({ engineer: "A", start: "2026-03-03 10:00:00" });
		await store.move("T1", { engineer: "B", from: 720, until: 780 });
		await store.move("T2", { engineer: "B", from: 540, until: 600 });
		expect(await Promise.all([store.undo(), store.undo()])).toEqual(["T2", "T1"]);
		expect(tickets.get("T2")).toMatchObject({ engineer: null, start: null });
	});

	it("does again what was undone, until something else is done", async () => {
		const { store, tickets, writes } = await opened();
		await store.move("T1", { engineer: "B", from: 720, until: 780 }, "They know it.");
		await store.keepAsPlanned("T1", true);
		await store.undo();
		await store.undo();
		expect(tickets.get("T1")).toMatchObject({ engineer: "A", locked: false });
		expect(await store.redo()).toBe("T1");
		expect(tickets.get("T1")).toMatchObject({ engineer: "B", start: "2026-03-03 12:00:00", locked: false });
		expect(await store.redo()).toBe("T1");
		expect(tickets.get("T1")).toMatchObject({ engineer: "B", locked: true });
		expect(await store.redo()).toBeNull();
		// And back once more.
		await store.undo();
		await store.undo();
		expect(tickets.get("T1")).toMatchObject({ engineer: "A", start: "2026-03-03 10:00:00", locked: false });
		await store.move("T2", { engineer: "A", from: 540, until: 600 });
		expect(await store.redo()).toBeNull();
		expect(writes.filter((one) => one.startsWith("move T1 B"))).toHaveLength(2);
	});

	it("takes a move to a day that is not shown back, and goes where the visit is", async () => {
		const { store, tickets } = await opened();
		await store.move("T1", { engineer: "B", from: 2 * 1440 + 600, until: 2 * 1440 + 660 });
		expect(tickets.get("T1")).toMatchObject({ engineer: "B", start: "2026-03-05 10:00:00" });
		expect(cardOf(store.board.value!, "T1")).toEqual({});
		expect(await store.undo()).toBe("T1");
		expect(cardOf(store.board.value!, "T1").visit?.engineer).toBe("A");
		// Done again, it is on a day that is not shown: the board goes there.
		await store.redo();
		await settled();
		expect([store.asked.value.first, store.board.value!.first]).toEqual(["2026-03-05", "2026-03-05"]);
		expect(cardOf(store.board.value!, "T1").visit?.engineer).toBe("B");
		// And back to where it is then, from whichever day is looked at.
		await store.look({ first: "2026-03-20", team: "T" });
		await store.undo();
		await settled();
		expect(store.asked.value).toMatchObject({ first: "2026-03-03", team: "" });
		expect(cardOf(store.board.value!, "T1").visit?.start).toBe("2026-03-03 10:00:00");
	});

	it("goes to the week of what was undone", async () => {
		const { store } = await opened();
		await store.move("T1", { engineer: "B", from: 720, until: 780 });
		await store.look({ first: "2026-03-16", days: 7 });
		await store.undo();
		await settled();
		expect(store.asked.value).toMatchObject({ first: "2026-03-02", days: 7 });
	});

	it("does not undo an act before which somebody else has changed something, once one has changed it again", async () => {
		const { store, tickets, someoneMoves } = await opened();
		await store.move("T1", { engineer: "B", from: 720, until: 780 });
		someoneMoves("T1", "2026-03-03 15:00:00");
		await store.check();
		await store.keepAsPlanned("T1", true);
		expect(await store.undo()).toBe("T1");
		expect(await store.undo()).toBeNull();
		expect(tickets.get("T1")).toMatchObject({ engineer: "B", start: "2026-03-03 15:00:00", locked: false });
	});

	it("keeps an act that could not be undone for want of a connection", async () => {
		const { store, api, tickets } = await opened();
		await store.move("T1", { engineer: "B", from: 720, until: 780 });
		vi.mocked(api.move).mockRejectedValueOnce(Object.assign(new Error("no connection"), { status: 0 }));
		await expect(store.undo()).rejects.toThrow("no connection");
		await settled();
		expect(await store.undo()).toBe("T1");
		expect(tickets.get("T1")).toMatchObject({ engineer: "A", start: "2026-03-03 10:00:00" });
	});

	it("brings back what was taken off", async () => {
		const { store, tickets } = await opened();
		await store.takeOff("T1");
		expect(tickets.get("T1")).toMatchObject({ engineer: null, start: null });
		await store.undo();
		expect(tickets.get("T1")).toMatchObject({ engineer: "A", start: "2026-03-03 10:00:00" });
	});

	it("does not undo over a newer change of somebody else", async () => {
		const { store, tickets, someoneMoves } = await opened();
		await store.move("T1", { engineer: "B", from: 720, until: 780 });
		someoneMoves("T1", "2026-03-03 15:00:00");
		await store.check();
		await expect(store.undo()).rejects.toThrow("changed since");
		expect(tickets.get("T1")).toMatchObject({ engineer: "B", start: "2026-03-03 15:00:00" });
	});
});

describe("filters", () => {
	const rows = [
		{ ticket: "T1", subject: "Pump leaks", customer: "Acme", priority: "High", engineer: null, due: "2026-03-03 07:00:00", remote: false, minutes: 60 },
		{ ticket: "T2", subject: "水泵 hums", customer: "Borg", priority: "Low", engineer: "A", due: "2026-03-03 12:00:00", short: "2026-03-03 11:00:00", remote: false, minutes: 60 },
	] as Waiting[];
	const found = (filters: object) => filtered(rows, { ...NO_FILTERS, ...filters }, "2026-03-03 08:00:00").map((one) => one.ticket);

	it("narrow by words, priority, clock, and whether somebody has it", () => {
		expect(found({})).toEqual(["T1", "T2"]);
		expect(found({ text: "acme PUMP" })).toEqual(["T1"]);
		expect(found({ text: "水泵" })).toEqual(["T2"]);
		expect(found({ priority: "Low" })).toEqual(["T2"]);
		expect(found({ colour: "late" })).toEqual(["T1"]);
		expect(found({ colour: "good" })).toEqual(["T2"]);
		expect(found({ nobodysOnly: true })).toEqual(["T1"]);
	});
});
