// The rows of the timeline: one an engineer, as high as visits at the same time need; and which of them are in sight.

export interface Span {
	from: number;
	until: number;
}

export interface Row {
	index: number;
	top: number;
	height: number;
}

/** For each span (in any order) the lane in which it overlaps none of the others, the first one that is free. */
export function lanesOf(spans: readonly Span[]): number[] {
	const lanes: number[] = new Array(spans.length).fill(0);
	const ends: number[] = [];
	const order = spans.map((_span, index) => index).sort((a, b) => spans[a].from - spans[b].from || spans[a].until - spans[b].until);
	for (const index of order) {
		const { from, until } = spans[index];
		let lane = ends.findIndex((end) => end <= from);
		if (lane < 0) lane = ends.length;
		ends[lane] = until;
		lanes[index] = lane;
	}
	return lanes;
}

/** Rows below one another. */
export function rowsOf(lanes: readonly number[], lane: number, padding: number): Row[] {
	let top = 0;
	return lanes.map((count, index) => {
		const height = Math.max(1, count) * lane + padding;
		const row = { index, top, height };
		top += height;
		return row;
	});
}

/** The rows in sight, and some above and below. */
export function rowsInSight(rows: readonly Row[], scrolled: number, height: number, more: number): Row[] {
	if (!rows.length) return [];
	const first = Math.max(0, rowAt(rows, scrolled) - more);
	const last = Math.min(rows.length - 1, rowAt(rows, scrolled + height) + more);
	return rows.slice(first, last + 1);
}

/** The index of the row at this height; the first or last one beyond. */
export function rowAt(rows: readonly Row[], y: number): number {
	let low = 0;
	let high = rows.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (rows[middle].top <= y) low = middle;
		else high = middle - 1;
	}
	return low;
}
