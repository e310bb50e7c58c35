import { describe, expect, it } from "vitest";
import { reactive } from "vue";
import { dueState, inOrder, whenOf } from "../day/order";
import type { Kit } from "../day/types";
import type { Act } from "../outbox";
import { gist } from "../words";
import { entriesOf, withEntries } from "./entries";
import { reportLines } from "./report";
import { aTicket, anAct } from "./testing";
import { missingBefore, wayOf } from "./way";

function actions(...stages: string[]) {
	return stages.map((to) => ({ action: `to ${to}`, label: `to ${to}`, to, next_state: to, field: null, field_label: null }));
}

function need(kind: string, stage: string, count = 1, text = `${kind} for ${stage}`) {
	return { kind, stage, have: 0, need: count, text, now: false };
}

describe("the way of a ticket", () => {
	it("goes to the nearest stage ahead, whatever the order of the workflow's rows", () => {
		const way = wayOf(aTicket({ actions: actions("Triaged", "On Site", "Waiting for Parts", "Travelling", "Preparing") }));
		expect(way.next?.to).toBe("Preparing");
		expect(way.others.map(({ to }) => to).slice(0, 2)).toEqual(["Travelling", "On Site"]);
	});

	it("goes back to work from waiting, and nowhere where only others go on", () => {
		expect(wayOf(aTicket({ stage: "Waiting for Parts", actions: actions("Waiting for Customer", "On Site") })).next?.to).toBe("On Site");
		expect(wayOf(aTicket({ stage: "Working", actions: actions("Accepted", "Triaged") })).next).toBeNull();
		expect(wayOf(aTicket({ stage: "Done" })).next).toBeNull();
	});
});

describe("what is missing", () => {
	const needs = [need("Photo", "On Site", 2), need("Customer Signature", "Working"), need("Resolution Summary", "Working"), need("Checklist", "On Site", 1, "Checklist for On Site: Lock the mains")];

	it("is what stands between here and there", () => {
		expect(missingBefore(needs, { stage: "On Site" }, "Working")).toHaveLength(2);
		expect(missingBefore(needs, { stage: "On Site" }, "Done")).toHaveLength(4);
		expect(missingBefore(needs, { stage: "On Site" }, "Accepted")).toEqual([]);
		expect(missingBefore(needs, { stage: "On Site" }, "Waiting for Parts")).toEqual([]);
	});
});

describe("the report", () => {
	it("says what will be signed, sent or not", () => {
		const ticket = aTicket({ values: { fault_symptom: "Cold", resolution_summary: " New heater " } });
		const kit = { parts: { rows: [{ item_code: "H-1", qty: 1, uom: "Nos", serial_no: "7" }] } } as unknown as Kit;
		const acts = [anAct("use-parts", { lines: [{ item_code: "H-2", qty: 2 }] })];
		expect(reportLines(ticket, kit, acts)).toEqual([
			{ label: "Fault Symptom", text: "Cold" },
			{ label: "Resolution Summary", text: "New heater" },
			{ label: "Parts Used", text: "1 × H-1 (7)\n2 × H-2" },
		]);
		const sent = (doneAt: number) => [anAct("use-parts", { lines: [{ item_code: "H-2", qty: 2 }] }, { state: "done", doneAt })];
		const parts = (doneAt: number) => reportLines(ticket, { ...kit, fetchedAt: 1_000 }, sent(doneAt)).at(-1)!.text;
		expect(parts(2_000), "sent after the kit was fetched").toBe("1 × H-1 (7)\n2 × H-2");
		expect(parts(500), "in the kit already").toBe("1 × H-1 (7)");
		expect(reportLines(aTicket({ values: { no_parts_used: 1 } }), undefined, [])).toEqual([{ label: "Parts Used", text: "None" }]);
	});
});

describe("a refused act", () => {
	it("is corrected line by line", () => {
		const act = reactive(anAct("use-parts", { lines: [{ item_code: "H-1", qty: 1 }, { item_code: "H-2", qty: 2 }] })) as Act;
		const entries = entriesOf(act);
		expect(entries.map(({ label }) => label)).toEqual(["Part 1", "Quantity 1", "Part 2", "Quantity 2"]);
		entries[3].value = "5";
		expect(withEntries(act, entries)).toEqual({ lines: [{ item_code: "H-1", qty: 1 }, { item_code: "H-2", qty: 5 }] });
		expect(act.values).toEqual({ lines: [{ item_code: "H-1", qty: 1 }, { item_code: "H-2", qty: 2 }] });
	});

	it("shows its words and keeps what was chosen", () => {
		const act = anAct("move", { action: "Return", to: "Triaged", field: "return_reason", reason: "x" });
		const [entry] = entriesOf(act);
		expect(entry.label).toBe("Reason");
		expect(withEntries(act, [{ ...entry, value: " too far " }])).toEqual({ action: "Return", to: "Triaged", field: "return_reason", reason: "too far" });
		expect(entriesOf(anAct("accept-offer", { offer: "o" }))).toEqual([]);
	});
});

describe("what waits to be sent", () => {
	it("says what was written", () => {
		expect(gist(anAct("change", { fault_cause: "Worn seal", no_parts_used: 1 }))).toBe("Cause: Worn seal, No Parts Used");
		expect(gist(anAct("change", { fault_cause: "" }))).toBe("Cause");
	});
});

describe("the day", () => {
	it("begins with what is being done and ends with what waits", () => {
		const at = (name: string, stage: string, start: string | null, due: string | null = null) => aTicket({ name, stage, appointment_start: start, next_due_at: due });
		const day = [
			at("waits", "Waiting for Parts", "2026-11-29 07:00:00"),
			at("none", "Accepted", null),
			at("due", "Accepted", null, "2026-11-29 11:00:00"),
			at("ten", "Accepted", "2026-11-29 10:00:00"),
			at("now", "Working", "2026-11-29 12:00:00"),
		];
		expect(inOrder(day).map(({ name }) => name)).toEqual(["now", "ten", "due", "none", "waits"]);
	});

	it("takes the visit's time before the ticket's", () => {
		const visit = { name: "v", status: "Planned", delivery: "On-site", planned_start: "2026-11-29 13:00:00", planned_end: "2026-11-29 14:00:00", checked_in_at: null };
		expect(whenOf(aTicket({ appointment_start: "2026-11-29 09:00:00", visit }), "2026-11-29")).toBe("Today 13:00–14:00");
		expect(whenOf(aTicket(), "2026-11-29")).toBe("No appointment");
	});

	it("names what is due soon or late", () => {
		expect(dueState("2026-11-29 11:00:00", "2026-11-29 08:00:00")).toBe("");
		expect(dueState("2026-11-29 08:30:00", "2026-11-29 08:00:00")).toBe("short");
		expect(dueState("2026-11-29 07:59:00", "2026-11-29 08:00:00")).toBe("late");
		expect(dueState(null, "2026-11-29 08:00:00")).toBe("");
	});
});
