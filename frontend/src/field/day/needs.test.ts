import { describe, expect, it } from "vitest";

import { aTicket, anAct } from "../ticket/testing";
import { needsWithUnsent, withUnsent } from "./overlay";
import type { Kit } from "./types";

function need(kind: string, stage: string, count = 1, text = `${kind} for ${stage}`) {
	return { kind, stage, have: 0, need: count, text, now: false };
}

function kit(...needs: Kit["needs"]): Kit {
	return { needs, parts: { rows: [] } } as unknown as Kit;
}

describe("what is still asked for", () => {
	const needs = kit(
		need("Photo", "On Site", 2),
		need("Customer Signature", "Working"),
		need("Resolution Summary", "Working"),
		need("Checklist", "On Site", 1, "Checklist for On Site: Lock the mains"),
		need("Service Report", "Working"),
	);

	it("counts what is not sent, for its own stage and ticket", () => {
		const acts = [
			anAct("photo", {}),
			anAct("photo", { stage: "On Site" }),
			anAct("photo", { stage: "Working" }),
			anAct("signature", { signed_by: "Li" }),
			anAct("photo", {}, { ticket: "ST-2" }),
		];
		expect(needsWithUnsent(aTicket(), needs, acts).map(({ have }) => have)).toEqual([2, 1, 0, 0, 0]);
		expect(needsWithUnsent(aTicket(), needs, acts.slice(2, 3))[0].have).toBe(0);
		expect(needs.needs.every(({ have }) => have === 0)).toBe(true);
	});

	it("sees what stands in the ticket itself", () => {
		const step = { name: "s", step: "Lock the mains", stage: "On Site", mandatory: 1 as const, done: 1 as const, remark: "0 V" };
		const values = { fault_symptom: "Cold", resolution_summary: "New heater" };
		const ticket = aTicket({ checklist: [step], values });
		expect(needsWithUnsent(ticket, needs, []).map(({ have }) => have)).toEqual([0, 0, 1, 1, 0]);
		const parts = [anAct("use-parts", { lines: [{ item_code: "H", qty: 1 }] })];
		expect(needsWithUnsent(ticket, needs, parts)[4].have).toBe(1);
		expect(needsWithUnsent(aTicket({ values: { ...values, no_parts_used: 1 } }), needs, [])[4].have).toBe(1);
	});

	it("takes the symptom that is written in the ticket, but not that of an earlier cycle", () => {
		const asked = kit(need("Fault Symptom", "On Site"));
		const have = (fault_symptom: string, reopen_count = 0) =>
			needsWithUnsent(aTicket({ values: { fault_symptom }, reopen_count }), asked, [])[0].have;
		expect(have("Cold")).toBe(1);
		expect(have("  ")).toBe(0);
		expect(have("Cold", 1)).toBe(0);
	});

	it("takes a symptom that is not sent for the ticket's", () => {
		const told = [anAct("symptom", { symptom: "Cold" })];
		expect(withUnsent(aTicket(), told, []).values.fault_symptom).toBe("Cold");
		expect(withUnsent(aTicket({ values: { fault_symptom: "Hot" } }), told, []).values.fault_symptom).toBe("Hot");
	});
});
