import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { lanesOf, rowAt, rowsInSight, rowsOf } from "./rows";
import { minuteAt, type Scale, scaleOf, SNAP, totalWidth, xOf } from "./scale";
import { clockOf, dayAfter, minuteOf, momentAt, mondayOf } from "./time";

const FIRST = "2026-03-03";

describe("time", () => {
	it("goes to minutes and back, across months and the hour that summer time skips", () => {
		expect(minuteOf("2026-03-03 10:15:00", FIRST)).toBe(615);
		expect(momentAt(615, FIRST)).toBe("2026-03-03 10:15:00");
		expect(dayAfter("2026-02-28", 1)).toBe("2026-03-01");
		expect(momentAt(150, "2026-03-29")).toBe("2026-03-29 02:30:00");
		fc.assert(fc.property(fc.integer({ min: -20_000, max: 20_000 }), (minute) => minuteOf(momentAt(minute, FIRST), FIRST) === minute));
	});

	it("knows the Monday of a week and the hours of a day", () => {
		expect(["2026-03-02", "2026-03-05", "2026-03-08"].map(mondayOf)).toEqual(Array(3).fill("2026-03-02"));
		expect([0, 545, 1440 + 61].map(clockOf)).toEqual(["00:00", "09:05", "01:01"]);
	});
});

describe("scale", () => {
	const week: Scale = { days: 7, from: 7, until: 19, hour: 14 };

	it("shows the hours in which something happens", () => {
		expect(scaleOf(1, [], 800)).toEqual({ days: 1, from: 7, until: 19, hour: 66 });
		expect(scaleOf(2, [[1440 + 300, 1440 + 360]], 100)).toMatchObject({ from: 5, until: 19, hour: 10 });
		expect(scaleOf(1, [[1300, 1500]], 800)).toMatchObject({ from: 7, until: 24 });
	});

	it("goes to pixels and back on a quarter of an hour, within the hours of the day", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 28, max: 75 }), (day, quarter) => {
				const minute = day * 1440 + quarter * SNAP;
				expect(minuteAt(xOf(minute, week), week)).toBe(minute);
			}),
		);
		fc.assert(
			fc.property(fc.integer({ min: -500, max: 5000 }), (x) => {
				const minute = minuteAt(x, week);
				expect(minute % SNAP).toBe(0);
				expect(minute % 1440).toBeGreaterThanOrEqual(7 * 60);
				expect(minute % 1440).toBeLessThan(19 * 60);
				expect(Math.floor(minute / 1440)).toBeLessThan(7);
			}),
		);
		expect(totalWidth(week)).toBe(7 * 12 * 14);
	});
});

describe("rows", () => {
	const spans = fc.array(
		fc.record({ from: fc.integer({ min: 0, max: 600 }), length: fc.integer({ min: 1, max: 200 }) }).map(({ from, length }) => ({ from, until: from + length })),
		{ maxLength: 12 },
	);

	it("puts nothing that overlaps into one lane, and needs no more lanes than overlap at once", () => {
		fc.assert(
			fc.property(spans, (given) => {
				const lanes = lanesOf(given);
				given.forEach((one, i) =>
					given.forEach((other, j) => {
						if (i < j && lanes[i] === lanes[j]) expect(one.until <= other.from || other.until <= one.from).toBe(true);
					}),
				);
				const deepest = Math.max(0, ...given.map((one) => given.filter((other) => other.from <= one.from && one.from < other.until).length));
				expect(Math.max(0, ...lanes.map((lane) => lane + 1))).toBe(deepest);
			}),
		);
	});

	it("finds the rows in sight", () => {
		const rows = rowsOf([1, 2, 1, 1], 40, 10);
		expect(rows.map((row) => row.top)).toEqual([0, 50, 140, 190]);
		expect([-5, 0, 49, 50, 139, 140, 9999].map((y) => rowAt(rows, y))).toEqual([0, 0, 0, 1, 1, 2, 3]);
		expect(rowsInSight(rows, 60, 10, 0).map((row) => row.index)).toEqual([1]);
		expect(rowsInSight(rows, 60, 10, 1).map((row) => row.index)).toEqual([0, 1, 2]);
		expect(rowsInSight([], 0, 100, 3)).toEqual([]);
	});
});
