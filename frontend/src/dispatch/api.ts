import { get, post } from "../shared/api";
import type { Answer, Board, Choices, Frame, ProposalRow, Seen } from "./types";

const OWN = "fsm_app.api.dispatch_board.";
const PLANS = "fsm_app.api.day_plans.";

export interface Candidate {
	engineer: string;
	name: string;
	score: number;
	without_user: boolean;
	marks: { objective: string; label: string; sentence: string | null }[];
}

/** What the board asks of the server; tests put their own in its place. */
export interface BoardApi {
	board(frame: Frame): Promise<Board>;
	changed(frame: Frame, mark: string): Promise<boolean>;
	move(frame: Frame, ticket: string, seen: Seen, engineer: string, start: string, end: string, reason?: string): Promise<Answer>;
	takeOff(frame: Frame, ticket: string, seen: Seen, keepEngineer: boolean): Promise<Answer>;
	keepAsPlanned(frame: Frame, ticket: string, seen: Seen, locked: boolean): Promise<Answer>;
}

export const server: BoardApi = {
	board: (frame) => get(OWN + "board", { ...frame }),
	changed: (frame, mark) => get(OWN + "changed", { ...frame, mark }),
	move: (frame, ticket, seen, engineer, start, end, reason) =>
		post(OWN + "move", { ...frame, ticket, seen, engineer, start, end, reason }),
	takeOff: (frame, ticket, seen, keepEngineer) =>
		post(OWN + "take_off", { ...frame, ticket, seen, keep_engineer: Number(keepEngineer) }),
	keepAsPlanned: (frame, ticket, seen, locked) =>
		post(OWN + "keep_as_planned", { ...frame, ticket, seen, locked: Number(locked) }),
};

export const choices = () => get<Choices>(OWN + "choices");
export const candidates = (ticket: string) =>
	get<{ candidates: Candidate[] }>("fsm_app.api.dispatch_candidates.preview", { ticket });
export const proposal = (plan: string) => get<ProposalRow[]>(OWN + "proposal", { plan });
export const propose = (frame: Frame, changeLittle: boolean) =>
	post<string>(OWN + "propose", { ...frame, change_little: Number(changeLittle) });
export const acceptPlan = (plan: string, rows?: string[]) => post<void>(PLANS + "accept", { plan, rows });
export const discardPlan = (plan: string) => post<void>(PLANS + "discard", { plan });
