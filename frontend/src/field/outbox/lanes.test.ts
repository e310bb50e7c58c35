import { describe, expect, it } from "vitest";

import { anAct } from "../ticket/testing";
import { laneOf } from "./kinds";

const INCIDENT = { kind: "Fall", severity: "Minor", happened_at: "", place: "", what_happened: "", first_measures: "", is_anyone_hurt: false };

describe("what waits for what", () => {
	it("is a ticket's acts, one after the other", () => {
		const one = anAct("move", { action: "Accept", to: "Accepted" }, { key: "a" });
		expect(laneOf(one)).toBe(laneOf(anAct("permit-request", {} as never, { key: "b" })));
		expect(laneOf(one)).not.toBe(laneOf(anAct("change", {}, { ticket: "ST-2" })));
	});

	it("is never a report about safety, also on the same ticket", () => {
		const [incident, check, other] = [anAct("safety-incident", INCIDENT, { key: "i" }), anAct("ppe-check", { items: [] }, { key: "p" }), anAct("ppe-check", { items: [] }, { key: "q" })];
		expect(new Set([incident, check, other, anAct("change", {})].map(laneOf)).size).toBe(4);
	});

	it("is an incident's photo behind its report", () => {
		const incident = anAct("safety-incident", INCIDENT, { key: "i" });
		expect(laneOf(anAct("incident-picture", { incident_key: "i", name: "incident.jpg" }, { key: "f", ticket: "" }))).toBe(laneOf(incident));
	});
});
