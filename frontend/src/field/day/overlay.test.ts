import { expect, test } from "vitest";

import type { Act } from "../outbox/kinds";
import { needsWithUnsent, withUnsent } from "./overlay";
import type { Kit, Ticket, Transition } from "./types";

const row = (state: string, action: string, to: string, conditional = false): Transition => ({
	state,
	action,
	label: action,
	next_state: to,
	to,
	field: null,
	field_label: null,
	conditional,
});
const workflow = [
	row("Accepted", "Travel", "Travelling"),
	row("Travelling", "Arrive", "On Site"),
	row("On Site", "Complete", "Done"),
	row("On Site", "Wait", "Waiting for Parts"),
	row("Waiting for Parts", "Resume", "On Site", true),
	row("Waiting for Parts", "Resume", "Accepted", true),
];
const ticket = {
	name: "T1",
	stage: "Accepted",
	workflow_state: "Accepted",
	values: { fault_cause: "" },
	checklist: [{ name: "a", step: "Measure", stage: "Working", mandatory: 1, done: 0, remark: null }],
	visit: { name: "V", status: "Planned", delivery: "On-site", planned_start: null, planned_end: null, checked_in_at: null },
	actions: [workflow[0]],
} as unknown as Ticket;

const done = (kind: Act["kind"], values: object, state: Act["state"] = "waiting", of = "T1"): Act =>
	({ kind, values, state, ticket: of, madeAt: "2026-03-02T10:00:00Z" }) as unknown as Act;

test("moves lead on from state to state", () => {
	const travelling = withUnsent(ticket, [done("move", { action: "Travel", to: "Travelling" })], workflow);
	expect([travelling.stage, travelling.actions.map((one) => one.action)]).toEqual(["Travelling", ["Arrive"]]);
	const there = withUnsent(travelling, [done("check-in", {})], workflow);
	expect([there.stage, there.visit?.checked_in_at]).toEqual(["On Site", "2026-03-02T10:00:00Z"]);
	expect(there.actions.map((one) => one.action)).toEqual(["Complete", "Wait"]);
});

test("whoever waits goes on from where they were", () => {
	const there = { ...ticket, stage: "On Site", workflow_state: "On Site", actions: workflow.filter((one) => one.state === "On Site") };
	const waiting = withUnsent(there, [done("move", { action: "Wait", to: "Waiting for Parts" })], workflow);
	expect(waiting.actions.map((one) => one.to)).toEqual(["On Site"]);
});

test("fields and steps are as they were entered, also what was refused", () => {
	const acts = [
		done("change", { fault_cause: "Fuse" }, "refused"),
		done("tick", { step: "a", done: true, remark: "5 V" }),
		done("change", { fault_cause: "Other" }, "waiting", "T2"),
		done("change", { fault_cause: "Kept by the office" }, "kept"),
	];
	const now = withUnsent(ticket, acts, workflow);
	expect(now.values.fault_cause).toBe("Fuse");
	expect(now.checklist[0]).toMatchObject({ done: 1, remark: "5 V" });
	expect(ticket.checklist[0].done).toBe(0);
});

test("a move to where the ticket is changes nothing", () => {
	expect(withUnsent(ticket, [done("move", { action: "Accept", to: "Accepted" })], workflow)).toEqual(ticket);
});

test("evidence counts for what is asked for", () => {
	const kit = { needs: [{ kind: "Photo", stage: "On Site", have: 1, need: 3, text: "", now: true }] } as unknown as Kit;
	const acts = [done("photo", { stage: "On Site" }), done("photo", { stage: "Working" }), done("photo", { stage: "On Site" }, "kept")];
	expect(needsWithUnsent(ticket, kit, acts)[0].have).toBe(2);
});
