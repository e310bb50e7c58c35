const FIRST = 2_000;
const LONGEST = 5 * 60_000;

/** How long to wait before try number `tries` (from 1), in milliseconds: twice as long each time, and never all phones at once. */
export function delayBefore(tries: number, random: () => number = Math.random): number {
	return Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 20)) * (0.5 + random() / 2);
}
