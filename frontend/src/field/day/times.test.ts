import { describe, expect, it } from "vitest";
import { clock, dayAndClock, dayName, moment, span } from "./times";

describe("times of the site", () => {
	it("are shown as they are written, whatever the phone's zone", () => {
		expect(clock("2026-11-29 09:05:00.123456")).toBe("09:05");
		expect(clock("2026-11-29T23:59")).toBe("23:59");
		expect(span("2026-11-29 09:05:00", "2026-11-29 10:00:00")).toBe("09:05–10:00");
		expect(span("2026-11-29 09:05:00", null)).toBe("09:05");
		expect(dayAndClock("2026-11-29 09:05:00")).toContain("09:05");
		expect(dayAndClock("2026-11-29 00:05:00")).toContain("00:05");
		expect(moment("")).toBeNull();
		expect(clock(undefined)).toBe("");
	});

	it("name the day beside today", () => {
		expect(dayName("2026-11-29 23:00:00", "2026-11-29")).toBe("Today");
		expect(dayName("2026-12-01 00:10:00", "2026-11-30")).toBe("Tomorrow");
		expect(dayName("2026-12-05 08:00:00", "2026-11-30")).toMatch(/5/);
		expect(dayName(null, "2026-11-30")).toBe("");
	});
});
