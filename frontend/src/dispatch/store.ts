// The board in the browser. It writes when the dispatcher does something and never by itself; each write names what was seen,
// so that a newer change of somebody else is never overwritten.

import { computed, ref, shallowRef } from "vue";

import type { BoardApi } from "./api";
import { cardOf, withLocked, withMoved, withTakenOff, withTicketOf } from "./change.ts";
import { minuteOf, momentAt } from "./time.ts";
import type { Board, Frame } from "./types";

const MOST_UNDONE = 50;

interface Undo {
	ticket: string;
	/** What the board showed after the act: whatever came later is not undone. */
	seen: Record<string, string>;
	back: (seen: Record<string, string>) => Promise<Board>;
}

export interface Target {
	engineer: string;
	from: number;
	until: number;
}

export function createStore(api: BoardApi, frame: Frame) {
	const board = shallowRef<Board | null>(null);
	const asked = shallowRef<Frame>(frame);
	const loading = ref(false);
	const writing = ref(0);
	const undone = shallowRef<Undo[]>([]);
	const checkedAt = ref<Date | null>(null);
	let reads = 0;
	let held = 0;
	let isStale = false;
	let line: Promise<unknown> = Promise.resolve();

	/** Reads the board anew; a slower answer to an older question is dropped. */
	async function load(): Promise<void> {
		const number = ++reads;
		loading.value = true;
		try {
			show(await api.board(asked.value), number);
			checkedAt.value = new Date();
		} finally {
			if (number === reads) loading.value = false;
		}
	}

	/** Asks whether anything has changed, and reads it then. */
	async function check(): Promise<void> {
		if (!board.value || writing.value) return;
		const mark = board.value.mark;
		const changed = await api.changed(asked.value, mark);
		checkedAt.value = new Date();
		if (changed && board.value.mark === mark) await load();
	}

	async function look(at: Partial<Frame>): Promise<void> {
		asked.value = { ...asked.value, ...at };
		await load();
	}

	function show(found: Board, number: number): void {
		if (number !== reads) return;
		if (writing.value || held) isStale = true;
		else board.value = found;
	}

	/** While a card is in the hand the board stays as it is. */
	function hold(): () => void {
		held++;
		return () => {
			held--;
			catchUp();
		};
	}

	function catchUp(): void {
		if (!isStale || writing.value || held) return;
		isStale = false;
		void load().catch(() => (isStale = true));
	}

	/** Shows the change at once, sends it after those before it, and takes it back where the server refuses. */
	async function write(ticket: string, change: (now: Board) => Board, send: (seen: Record<string, string>) => Promise<Board>) {
		const before = board.value;
		const card = before && (cardOf(before, ticket).visit ?? cardOf(before, ticket).waiting);
		if (!before || !card?.seen) return null;
		const { seen } = card;
		board.value = change(before);
		writing.value++;
		reads++;
		const turn = line.then(() => send(seen));
		line = turn.catch(() => undefined);
		try {
			const answer = await turn;
			writing.value--;
			if (writing.value) isStale = true;
			else {
				board.value = answer;
				checkedAt.value = new Date();
			}
			return answer;
		} catch (error) {
			writing.value--;
			if (board.value) board.value = withTicketOf(board.value, before, ticket);
			isStale = true;
			throw error;
		} finally {
			catchUp();
		}
	}

	/** Plans a ticket for an engineer and a time; `reason` is for choosing somebody who does not fit. */
	async function move(ticket: string, to: Target, reason?: string): Promise<void> {
		const now = board.value;
		if (!now) return;
		const was = cardOf(now, ticket);
		const [start, end] = [momentAt(to.from, now.first), momentAt(to.until, now.first)];
		const answer = await write(
			ticket,
			(shown) => withMoved(shown, ticket, to.engineer, to.from, to.until),
			(seen) => api.move(asked.value, ticket, seen, to.engineer, start, end, reason),
		);
		if (answer) remember(answer, ticket, (seen) => moveBack(ticket, seen, was, to));
	}

	async function moveBack(ticket: string, seen: object, was: ReturnType<typeof cardOf>, from: Target): Promise<Board> {
		if (was.visit) return api.move(asked.value, ticket, seen, was.visit.engineer, was.visit.start, was.visit.end);
		const had = was.waiting?.engineer ?? null;
		if (had && had !== from.engineer) {
			// Back to whom it was given, then without a time.
			const first = board.value!.first;
			const given = await api.move(asked.value, ticket, seen, had, momentAt(from.from, first), momentAt(from.until, first));
			const card = cardOf(given, ticket);
			return api.takeOff(asked.value, ticket, (card.visit ?? card.waiting)?.seen ?? {}, true);
		}
		return api.takeOff(asked.value, ticket, seen, had !== null);
	}

	/** Takes the ticket's visit off the board. */
	async function takeOff(ticket: string): Promise<void> {
		const was = board.value && cardOf(board.value, ticket).visit;
		if (!was) return;
		const answer = await write(
			ticket,
			(shown) => withTakenOff(shown, ticket, was.stage === "Dispatched" ? null : was.engineer),
			(seen) => api.takeOff(asked.value, ticket, seen, false),
		);
		if (answer) remember(answer, ticket, (seen) => api.move(asked.value, ticket, seen, was.engineer, was.start, was.end));
	}

	/** Locks the ticket's visit where it is, or unlocks it. */
	async function keepAsPlanned(ticket: string, locked: boolean): Promise<void> {
		const answer = await write(
			ticket,
			(shown) => withLocked(shown, ticket, locked),
			(seen) => api.keepAsPlanned(asked.value, ticket, seen, locked),
		);
		if (answer) remember(answer, ticket, (seen) => api.keepAsPlanned(asked.value, ticket, seen, !locked));
	}

	function remember(answer: Board, ticket: string, back: Undo["back"]): void {
		const card = cardOf(answer, ticket);
		const seen = (card.visit ?? card.waiting)?.seen;
		// A move to a day that is not shown leaves no card; it cannot be taken back from here.
		if (seen) undone.value = [...undone.value, { ticket, seen, back }].slice(-MOST_UNDONE);
	}

	/** Takes the last act back, unless somebody has changed the ticket since. Returns the ticket. */
	async function undo(): Promise<string | null> {
		// What is still on its way is the last act, once it has arrived.
		while (writing.value) await line.then(() => new Promise((soon) => setTimeout(soon)));
		const last = undone.value.at(-1);
		if (!last) return null;
		undone.value = undone.value.slice(0, -1);
		writing.value++;
		reads++;
		const turn = last.back(last.seen);
		line = turn.catch(() => undefined);
		try {
			board.value = await turn;
			follow(last.ticket);
		} catch (error) {
			isStale = true;
			throw error;
		} finally {
			writing.value--;
			catchUp();
		}
		return last.ticket;
	}

	/** Acts before the one that was taken back rest on what it has brought about again. */
	function follow(ticket: string): void {
		const card = board.value && cardOf(board.value, ticket);
		const seen = card && (card.visit ?? card.waiting)?.seen;
		if (seen) undone.value = undone.value.map((one) => (one.ticket === ticket ? { ...one, seen } : one));
	}

	const minute = computed(() => (moment: string) => minuteOf(moment, board.value?.first ?? asked.value.first));

	return { board, asked, loading, writing, checkedAt, undone, minute, load, check, look, hold, move, takeOff, keepAsPlanned, undo };
}

export type Store = ReturnType<typeof createStore>;
