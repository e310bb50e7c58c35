// What fsm_app.api.dispatch_board answers; times are texts of the site's time, such as 2026-03-03 10:00:00.

export interface Conflict {
	kind: string;
	detail: string | number;
}

/** What the board showed of a ticket. */
export type Seen = Record<string, string>;

/** What visits and waiting tickets have in common. */
export interface Card {
	ticket: string;
	subject?: string;
	stage?: string;
	priority?: string;
	customer?: string;
	region?: string | null;
	team?: string | null;
	offering?: string;
	agreed_start?: string | null;
	agreed_end?: string | null;
	due?: string | null;
	short?: string | null;
	clock?: string | null;
	place?: [number, number] | null;
	/** Sent back with a move: what the board showed. */
	seen?: Seen;
	remote: boolean;
}

export interface Visit extends Card {
	name: string;
	engineer: string;
	start: string;
	end: string;
	status: string;
	outcome: string | null;
	locked: boolean;
	movable: boolean;
	way: number | null;
	way_estimated: boolean;
	conflicts: Conflict[];
	/** Moved here and not yet answered by the server. */
	pending?: boolean;
}

export interface Waiting extends Card {
	engineer: string | null;
	minutes: number;
}

export interface Engineer {
	name: string;
	title: string;
	status: string;
	team: string | null;
	region: string | null;
	level: string | null;
	place: [number, number] | null;
	shifts: [string, string][] | null;
	duties: [string, string][];
	leave: string[];
	half_leave: string[];
	holidays: string[];
}

export interface WayHome {
	engineer: string;
	day: string;
	minutes: number;
	from: string;
}

export interface Plan {
	name: string;
	state: string;
	plan_date: string;
	team: string | null;
	region: string | null;
	error: string | null;
	alarm: string | null;
	travel_now: number;
	travel_proposed: number;
	late_now: number;
	late_proposed: number;
	visits_changed: number;
	visits_new: number;
	visits_left_out: number;
	expires_at: string | null;
}

export interface ProposalRow {
	name: string;
	ticket: string;
	subject: string;
	change: string;
	engineer_proposed: string | null;
	start: string | null;
	end: string | null;
	why: string | null;
	result: string | null;
	conflict: string | null;
	travel_minutes: number;
}

export interface Board {
	mark: string;
	now: string;
	first: string;
	days: number;
	engineers: Engineer[];
	visits: Visit[];
	unplanned: Waiting[];
	more: boolean;
	ways_home: WayHome[];
	plans: Plan[];
}

/** What is answered to an act: the board, and what is so of the ticket now, also on a day that is not shown. */
export type Answer = Board & { after: Seen };

export interface Frame {
	company: string;
	first: string;
	days: number;
	team: string;
	region: string;
}

export interface Choices {
	companies: string[];
	company: string | null;
	teams: { name: string; company: string }[];
	regions: string[];
	map: { url: string; credit: string } | null;
	today: string;
	realtime: { site: string; port: number | null } | null;
}
