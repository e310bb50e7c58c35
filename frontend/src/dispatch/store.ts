// The board in the browser. It writes when the dispatcher does something and never by itself; each write names what was seen,
// so that a newer change of somebody else is never overwritten.

import { computed, ref, shallowRef } from "vue";

import type { BoardApi } from "./api";
import { cardOf, withLocked, withMoved, withTakenOff, withTicketOf } from "./change.ts";
import { dayAfter, minuteOf, momentAt, mondayOf } from "./time.ts";
import type { Answer, Board, Frame, Seen } from "./types";

const MOST_UNDONE = 50;

type Again = (seen: Seen) => Promise<Answer>;

interface Act {
	ticket: string;
	/** What was so after the act, or after it was undone: whatever came later is overwritten by neither. */
	seen: Seen;
	back: Again;
	forth: Again;
	/** Where it was done: what is undone is shown. */
	frame: Frame;
}

export interface Target {
	engineer: string;
	from: number;
	until: number;
}

function isEqual(one: object, other: object): boolean {
	const plain = (value: object) => JSON.stringify(Object.entries(value).sort());
	return plain(one) === plain(other);
}

export function createStore(api: BoardApi, frame: Frame) {
	const board = shallowRef<Board | null>(null);
	const asked = shallowRef<Frame>(frame);
	const loading = ref(false);
	const writing = ref(0);
	const undoable = shallowRef<Act[]>([]);
	const redoable = shallowRef<Act[]>([]);
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

	/** Shows the change at once, sends it after those before it, and takes it back where the server refuses; then it can be undone. */
	async function write(ticket: string, change: (now: Board) => Board, forth: Again, back: Again): Promise<void> {
		const before = board.value;
		const card = before && (cardOf(before, ticket).visit ?? cardOf(before, ticket).waiting);
		if (!before || !card?.seen) return;
		const { seen } = card;
		const frame = asked.value;
		board.value = change(before);
		writing.value++;
		reads++;
		const turn = line.then(() => forth(seen));
		line = turn.catch(() => undefined);
		try {
			const answer = await turn;
			writing.value--;
			if (writing.value || asked.value !== frame) isStale = true;
			else {
				board.value = answer;
				checkedAt.value = new Date();
			}
			remember({ ticket, seen: answer.after, frame, forth, back }, seen);
		} catch (error) {
			writing.value--;
			if (board.value) board.value = withTicketOf(board.value, before, ticket);
			isStale = true;
			throw error;
		} finally {
			catchUp();
		}
	}

	function remember(act: Act, seen: Seen): void {
		// What somebody else has changed since an act before this one is not undone with it.
		const rests = undoable.value.filter((one) => one.ticket !== act.ticket || isEqual(one.seen, seen));
		undoable.value = [...rests, act].slice(-MOST_UNDONE);
		redoable.value = [];
	}

	/** Plans a ticket for an engineer and a time; `reason` is for choosing somebody who does not fit. */
	async function move(ticket: string, to: Target, reason?: string): Promise<void> {
		const now = board.value;
		if (!now) return;
		const was = cardOf(now, ticket);
		const [start, end] = [momentAt(to.from, now.first), momentAt(to.until, now.first)];
		const frame = asked.value;
		await write(
			ticket,
			(shown) => withMoved(shown, ticket, to.engineer, to.from, to.until),
			(seen) => api.move(frame, ticket, seen, to.engineer, start, end, reason),
			(seen) => moveBack(frame, ticket, seen, was, to.engineer, start, end),
		);
	}

	async function moveBack(frame: Frame, ticket: string, seen: Seen, was: ReturnType<typeof cardOf>, engineer: string, start: string, end: string) {
		if (was.visit) return api.move(frame, ticket, seen, was.visit.engineer, was.visit.start, was.visit.end);
		const had = was.waiting?.engineer ?? null;
		if (had && had !== engineer) {
			// Back to whom it was given, then without a time.
			const given = await api.move(frame, ticket, seen, had, start, end);
			return api.takeOff(frame, ticket, given.after, true);
		}
		return api.takeOff(frame, ticket, seen, had !== null);
	}

	/** Takes the ticket's visit off the board. */
	async function takeOff(ticket: string): Promise<void> {
		const was = board.value && cardOf(board.value, ticket).visit;
		if (!was) return;
		const frame = asked.value;
		await write(
			ticket,
			(shown) => withTakenOff(shown, ticket, was.stage === "Dispatched" ? null : was.engineer),
			(seen) => api.takeOff(frame, ticket, seen, false),
			(seen) => api.move(frame, ticket, seen, was.engineer, was.start, was.end),
		);
	}

	/** Locks the ticket's visit where it is, or unlocks it. */
	async function keepAsPlanned(ticket: string, locked: boolean): Promise<void> {
		const frame = asked.value;
		const keep = (to: boolean) => (seen: Seen) => api.keepAsPlanned(frame, ticket, seen, to);
		await write(ticket, (shown) => withLocked(shown, ticket, locked), keep(locked), keep(!locked));
	}

	/** Takes the last act back, unless somebody has changed the ticket since. Returns the ticket. */
	function undo(): Promise<string | null> {
		return step(undoable, redoable, (act) => act.back);
	}

	/** Does again what was taken back last, unless somebody has changed the ticket since. Returns the ticket. */
	function redo(): Promise<string | null> {
		return step(redoable, undoable, (act) => act.forth);
	}

	async function step(from: typeof undoable, to: typeof undoable, how: (act: Act) => Again): Promise<string | null> {
		// What is still on its way is the last act, once it has arrived.
		while (writing.value) await line.then(() => new Promise((soon) => setTimeout(soon)));
		const act = from.value.at(-1);
		if (!act) return null;
		from.value = from.value.slice(0, -1);
		writing.value++;
		reads++;
		const turn = how(act)(act.seen);
		line = turn.catch(() => undefined);
		try {
			const answer = await turn;
			to.value = [...to.value, act];
			for (const acts of [from, to]) acts.value = acts.value.map((one) => (one.ticket === act.ticket ? { ...one, seen: answer.after } : one));
			bring(answer, act);
		} catch (error) {
			// What has not arrived can be tried again.
			if ((error as { status?: number }).status === 0) from.value = [...from.value, act];
			isStale = true;
			throw error;
		} finally {
			writing.value--;
			catchUp();
		}
		return act.ticket;
	}

	/** Shows what an undone act has brought about: the board goes to its day, where it looks at another one. */
	function bring(answer: Answer, act: Act): void {
		const { company, team, region } = act.frame;
		const { first, days } = asked.value;
		const day = answer.after["visit.planned_start"]?.slice(0, 10);
		const isShown = !day || (day >= first && day <= dayAfter(first, days - 1));
		const to = { ...asked.value, company, team, region, first: isShown ? first : days === 7 ? mondayOf(day) : day };
		// The answer is the board of where it was done, which need not be what is looked at now.
		if (isEqual(to, asked.value) && isEqual(to, act.frame) && writing.value === 1) {
			board.value = answer;
			checkedAt.value = new Date();
			return;
		}
		if (!isEqual(to, asked.value)) asked.value = to;
		isStale = true;
	}

	const minute = computed(() => (moment: string) => minuteOf(moment, board.value?.first ?? asked.value.first));

	return { board, asked, loading, writing, checkedAt, undoable, redoable, minute, load, check, look, hold, move, takeOff, keepAsPlanned, undo, redo };
}

export type Store = ReturnType<typeof createStore>;
