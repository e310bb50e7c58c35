import { describe, expect, it } from "vitest";

import type { Permit, Safety } from "../day/types";
import type { Act } from "../outbox";
import { aTicket, anAct } from "../ticket/testing";
import { checkedItems, checkState, heldUp, holds, permitsOf } from "./state";

const NOW = "2026-11-29 09:00:00";
// The phone is an hour behind, and three years.
const CLOCK = Date.parse("2023-11-29T08:00:00Z");

function known(isOk: boolean | null = null) {
	return { at: NOW, safety: safety(isOk) };
}

function safety(isOk: boolean | null = null): Safety {
	return {
		ppe: { needed: true, done_today: isOk === true, items: [{ item: "Helmet", label: "Helmet", is_ok: isOk }] },
		permit_types: [{ name: "Hot Work", label: "Hot work", measures: ["Extinguisher"], max_hours: 8 }],
		incident_kinds: [],
		severities: [],
	};
}

function permit(values: Partial<Permit> = {}): Permit {
	return { name: "P-1", permit_type: "Hot Work", label: "Hot work", state: "Approved", valid_from: "2026-11-29 08:00:00", valid_to: "2026-11-29 12:00:00", answer: null, ...values };
}

function check(isOk: boolean, state: "waiting" | "done" | "refused" = "waiting", madeAt = new Date(CLOCK)) {
	return anAct("ppe-check", { items: [{ item: "Helmet", is_ok: isOk, remark: "" }] }, { ticket: "", state, madeAt: madeAt.toISOString() });
}

function asked(state: "waiting" | "done" | "refused" = "waiting") {
	return anAct("permit-request", { permit_type: "Hot Work", place: "Roof", valid_from: NOW, valid_to: "2026-11-29 11:00:00", measures: [], remark: "" }, { state });
}

describe("the day's check", () => {
	const state = (isOk: boolean | null, ...acts: Act[]) => checkState(known(isOk), acts, NOW, CLOCK);

	it("is asked for until it is made, sent or not", () => {
		expect(checkState({ at: NOW }, [], NOW, CLOCK)).toBe("");
		expect(state(null)).toBe("needed");
		expect(state(true)).toBe("done");
		expect(state(false)).toBe("faulty");
		expect(state(null, check(true))).toBe("done");
		expect(state(null, check(true, "refused"))).toBe("needed");
		expect(state(null, check(false))).toBe("faulty");
		expect(state(false, check(true))).toBe("done");
	});

	it("is asked for anew on the next day, also without a connection", () => {
		const yesterday = check(true, "waiting", new Date(CLOCK - 10 * 60 * 60_000));
		expect(state(null, yesterday)).toBe("needed");
		expect(checkState(known(true), [], "2026-11-30 07:00:00", CLOCK)).toBe("needed");
	});

	it("is whole only with each item, also of a job that came later", () => {
		const day = known(true);
		day.safety.ppe.items.push({ item: "Harness", label: "Harness" });
		expect(checkState(day, [], NOW, CLOCK)).toBe("needed");
		expect(checkedItems(day, [check(false)], NOW, CLOCK)).toEqual(new Map([["Helmet", false]]));
	});
});

describe("a ticket's permits", () => {
	it("hold while they are approved and in their time", () => {
		expect(holds(permit(), NOW)).toBe(true);
		expect(holds(permit({ state: "Requested" }), NOW)).toBe(false);
		expect(holds(permit({ valid_to: NOW }), NOW)).toBe(false);
		expect(holds(permit({ valid_from: "2026-11-29 09:00:01" }), NOW)).toBe(false);
	});

	it("show what is asked for and closed on this phone", () => {
		const ticket = aTicket({ permits: [permit()] });
		const acts = [asked(), anAct("permit-close", { permit: "P-1", remark: "" })];
		expect(permitsOf(ticket, safety(), acts).map(({ label, state, unsent }) => [label, state, unsent])).toEqual([
			["Hot work", "Requested", true],
			["Hot work", "Closed", false],
		]);
		expect(permitsOf(ticket, safety(), [asked("refused")])).toHaveLength(1);
	});
});

describe("work", () => {
	const ticket = aTicket({ ppe_needed: true, permits_needed: ["Hot Work"], permits: [permit()] });

	it("begins with the check made and each permit in its time", () => {
		expect(heldUp(ticket, "Working", known(), [], NOW, CLOCK)).toEqual({ check: "needed", permits: [] });
		expect(heldUp(ticket, "Working", known(), [check(false)], NOW, CLOCK).check).toBe("faulty");
		expect(heldUp(ticket, "Working", known(), [check(true)], "2026-11-29 13:00:00", CLOCK)).toEqual({ check: "done", permits: ["Hot Work"] });
		expect(heldUp(ticket, "Travelling", known(), [], NOW, CLOCK)).toEqual({ check: "", permits: [] });
	});

	it("ends under a permit that holds or was closed", () => {
		const at = (state: string) => aTicket({ stage: "Working", ppe_needed: true, permits_needed: ["Hot Work"], permits: [permit({ state })] });
		expect(heldUp(at("Approved"), "Done", known(), [], NOW, CLOCK)).toEqual({ check: "", permits: [] });
		expect(heldUp(at("Closed"), "Done", known(), [], NOW, CLOCK).permits).toEqual([]);
		expect(heldUp(at("Expired"), "Done", known(), [], NOW, CLOCK).permits).toEqual(["Hot Work"]);
		expect(heldUp(at("Closed"), "Working", known(), [], NOW, CLOCK).permits).toEqual(["Hot Work"]);
	});

	it("begins at once where the company asks for nothing", () => {
		expect(heldUp(aTicket(), "Working", { at: NOW }, [], NOW, CLOCK)).toEqual({ check: "", permits: [] });
	});
});
