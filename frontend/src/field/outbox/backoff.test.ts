import { expect, test } from "vitest";

import { delayBefore } from "./backoff";

test("waits longer each time, up to five minutes, and not all phones alike", () => {
	const [least, most] = [() => 0, () => 1];
	expect([1, 2, 3].map((tries) => delayBefore(tries, most))).toEqual([2_000, 4_000, 8_000]);
	expect(delayBefore(1, least)).toBe(1_000);
	expect(delayBefore(1_000, most)).toBe(300_000);
});
