// Boards with one card elsewhere, shown before the server has answered, and taken back where it refuses.

import { minuteOf, momentAt } from "./time.ts";
import type { Board, Card, Visit, Waiting } from "./types.ts";

/** Where a ticket is on the board: its visit that can be moved, else its card among those that wait. */
export function cardOf(board: Board, ticket: string): { visit?: Visit; waiting?: Waiting } {
	const own = board.visits.filter((one) => one.ticket === ticket);
	const visit = own.find((one) => one.movable || one.pending) ?? own.find((one) => one.seen?.["visit.name"] === one.name);
	return { visit, waiting: board.unplanned.find((one) => one.ticket === ticket) };
}

/** The board with the ticket planned for the engineer; times are minutes from midnight of its first day. */
export function withMoved(board: Board, ticket: string, engineer: string, from: number, until: number): Board {
	const { visit, waiting } = cardOf(board, ticket);
	const card = visit ?? waiting;
	if (!card) return board;
	const moved: Visit = {
		...asVisit(card, visit),
		engineer,
		start: momentAt(from, board.first),
		end: momentAt(until, board.first),
		conflicts: [],
		way: null,
		pending: true,
	};
	return {
		...board,
		visits: [...board.visits.filter((one) => one !== visit), moved],
		unplanned: board.unplanned.filter((one) => one !== waiting),
	};
}

/** The board with the ticket among those that wait. */
export function withTakenOff(board: Board, ticket: string, engineer: string | null): Board {
	const { visit } = cardOf(board, ticket);
	if (!visit) return board;
	const { name: _name, start, end, ...card } = visit;
	const minutes = Math.max(1, minuteOf(end, start));
	return {
		...board,
		visits: board.visits.filter((one) => one !== visit),
		unplanned: [{ ...(card as Card), engineer, minutes }, ...board.unplanned],
	};
}

export function withLocked(board: Board, ticket: string, locked: boolean): Board {
	const { visit } = cardOf(board, ticket);
	return { ...board, visits: board.visits.map((one) => (one === visit ? { ...one, locked, pending: true } : one)) };
}

/** The board with this one ticket's cards as they are on the other. */
export function withTicketOf(board: Board, other: Board, ticket: string): Board {
	const isOther = (one: Card) => one.ticket !== ticket;
	return {
		...board,
		visits: [...board.visits.filter(isOther), ...other.visits.filter((one) => !isOther(one))],
		unplanned: [...other.unplanned.filter((one) => !isOther(one)), ...board.unplanned.filter(isOther)],
	};
}

function asVisit(card: Visit | Waiting, visit?: Visit): Omit<Visit, "engineer" | "start" | "end" | "conflicts" | "way"> {
	const base = { name: `new ${card.ticket}`, status: "Planned", outcome: null, locked: false, movable: false, way_estimated: true };
	return visit ? { ...visit } : { ...base, ...(card as Card) };
}
