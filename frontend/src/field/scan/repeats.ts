// A camera sees one code many times a second: it counts once until it has been out of sight for a while.

export const QUIET_MILLISECONDS = 2000;

/** Tells a code that has just come into sight from one that is still there. */
export class Repeats {
	private seen = new Map<string, number>();

	/** Whether `code`, seen at `at` (milliseconds of any clock that only goes forward), counts. */
	counts(code: string, at: number): boolean {
		const last = this.seen.get(code);
		this.seen.set(code, at);
		return last === undefined || at - last > QUIET_MILLISECONDS;
	}
}
