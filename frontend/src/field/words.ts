// What the fixed words of the server are called on the phone. Each is a literal, so that it is collected for translation.

import { __ } from "../shared/i18n";
import type { Act, Kind, TicketField } from "./outbox";

export { stageName } from "../shared/stage_name";

/** A kind of act, as the list of what is not sent names it. */
export function kindName(kind: Kind): string {
	const names: Record<Kind, string> = {
		"accept-offer": __("Accept Offer"),
		"decline-offer": __("Decline Offer"),
		move: __("Workflow Action"),
		"check-in": __("Check-in"),
		photo: __("Photo"),
		attachment: __("File"),
		"serial-number": __("Serial Number"),
		symptom: __("Fault Symptom"),
		signature: __("Signature"),
		tick: __("Checklist"),
		"use-parts": __("Parts Used"),
		"request-parts": __("Parts Wanted"),
		"take-along": __("Part Taken Along"),
		change: __("Report"),
		"judge-case": __("Case"),
		settle: __("Conflict Settled"),
		"ppe-check": __("Check of Protective Equipment"),
		"permit-request": __("Permit Wanted"),
		"permit-close": __("Permit Closed"),
		"safety-incident": __("Incident Report"),
		"incident-picture": __("Photo of an Incident"),
	};
	return names[kind];
}

/** What an act is about, in a few words. */
export function gist(act: Act): string {
	const values = act.values as Record<string, unknown>;
	const lines = values.lines as { item_code: string; qty: number }[] | undefined;
	if (lines) return lines.map(({ item_code, qty }) => `${qty} × ${item_code}`).join(", ");
	const items = values.items as { is_ok: boolean }[] | undefined;
	if (items) return __("{0} of {1} in order", [items.filter(({ is_ok }) => is_ok).length, items.length]);
	const told = ["action", "serial_no", "symptom", "signed_by", "item_code", "permit_type", "what_happened", "remark", "reason", "note", "name"];
	if (act.kind === "change") return Object.entries(values).map(([field, value]) => [fieldName(field as TicketField), typeof value === "string" && value].filter(Boolean).join(": ")).join(", ");
	const found = told.map((name) => values[name]).find((value) => typeof value === "string" && value);
	return typeof found === "string" ? (act.kind === "move" ? actionName(found) : found) : "";
}

/** A field of the ticket. */
export function fieldName(field: TicketField): string {
	const names: Record<TicketField, string> = {
		fault_symptom: __("Fault Symptom"),
		fault_code: __("Fault Code"),
		fault_case: __("Fault Code Means"),
		fault_cause: __("Cause"),
		resolution_summary: __("Resolution Summary"),
		remaining_work: __("Remaining Work"),
		no_parts_used: __("No Parts Used"),
	};
	return names[field] ?? field;
}

/** An action of the shipped workflow; others have the name that their author gave them. */
export function actionName(action: string): string {
	const names: Record<string, string> = {
		Accept: __("Accept"),
		Return: __("Return"),
		Prepare: __("Prepare"),
		Travel: __("Travel"),
		Arrive: __("Arrive"),
		"Start Work": __("Start Work"),
		Complete: __("Complete"),
		Confirm: __("Confirm"),
		Verify: __("Verify"),
		Resume: __("Resume"),
		"Wait for Customer": __("Wait for Customer"),
		"Wait for Parts": __("Wait for Parts"),
		"Carry Forward": __("Carry Forward"),
		Cancel: __("Cancel"),
	};
	return names[action] ?? action;
}

/** A kind of evidence. */
export function evidenceName(kind: string): string {
	const names: Record<string, string> = {
		Photo: __("Photo"),
		"Serial Number": __("Serial Number"),
		"Fault Symptom": __("Fault Symptom"),
		"Resolution Summary": __("Resolution Summary"),
		"Service Report": __("Service Report"),
		"Customer Signature": __("Customer Signature"),
		Checklist: __("Checklist"),
	};
	return names[kind] ?? kind;
}
