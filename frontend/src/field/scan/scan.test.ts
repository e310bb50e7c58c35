import { describe, expect, it } from "vitest";
import { following, keepLens, keptLens, wanted } from "./lenses";
import { serialOf } from "./meaning";
import { Repeats } from "./repeats";

describe("a code in sight", () => {
	it("counts once until it has been away for two seconds", () => {
		const codes = new Repeats();
		const seen = [0, 100, 1900, 3500, 5499, 7500].map((at) => codes.counts("A", at));
		expect(seen).toEqual([true, false, false, false, false, true]);
		expect(codes.counts("B", 7501)).toBe(true);
	});
});

describe("what stands in a code", () => {
	it("is a label's serial number, or the text itself", () => {
		expect(serialOf("https://x.example/service-request?e=SN%2F7&i=20260101&s=abc")).toBe("SN/7");
		expect(serialOf("https://x.example/other?e=7")).toBe("https://x.example/other?e=7");
		expect(serialOf("  SN-7\n")).toBe("SN-7");
		expect(serialOf("x".repeat(500))).toHaveLength(140);
	});
});

describe("the lens", () => {
	const store = () => {
		const kept = new Map<string, string>();
		return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) };
	};

	it("that was chosen is asked for next time", () => {
		const place = store();
		expect(keptLens(place)).toBeNull();
		keepLens("back-2", place);
		expect(wanted(keptLens(place)).video).toMatchObject({ deviceId: { exact: "back-2" } });
		keepLens(null, place);
		expect(wanted(keptLens(place)).video).toMatchObject({ facingMode: { ideal: "environment" } });
	});

	it("is followed by the next, round and round", () => {
		const all = ["a", "b", "c"].map((id) => ({ id, label: id }));
		expect(following(all, "a")?.id).toBe("b");
		expect(following(all, "c")?.id).toBe("a");
		expect(following(all, "unknown")?.id).toBe("a");
		expect(following(all.slice(1, 2), "b")).toBeNull();
	});

	it("is asked for each time where the device keeps nothing", () => {
		const locked = () => {
			throw new Error("SecurityError");
		};
		keepLens("a", { setItem: locked, removeItem: locked });
		expect(keptLens({ getItem: locked })).toBeNull();
	});
});
