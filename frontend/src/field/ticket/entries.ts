// The values of a refused act as fields to correct: texts and numbers, of the act itself and of each line of parts.

import { __ } from "../../shared/i18n";
import type { Act, PartLine, TicketField } from "../outbox";
import { fieldName } from "../words";

export interface Entry {
	path: string;
	label: string;
	value: string | number;
	isNumber: boolean;
}

// What is chosen elsewhere or names something is not written by hand.
const FIXED = ["offer", "action", "to", "field", "stage", "step", "case", "result", "latitude", "longitude", "accuracy", "done", "permit_type", "permit", "kind", "severity", "is_anyone_hurt", "incident_key"];

/** The fields to correct; none for an act that is only done again or dropped. */
export function entriesOf(act: Act): Entry[] {
	const values = act.values as Record<string, unknown>;
	return Object.entries(values).flatMap(([name, value]) => {
		if (name === "lines") return (value as PartLine[]).flatMap((line, place) => ofLine(line, place, (value as PartLine[]).length));
		return FIXED.includes(name) ? [] : entry(name, name, value, act.kind === "change" ? fieldName(name as TicketField) : label(name));
	});
}

/** The act's values with what was entered. */
export function withEntries<A extends Act>(act: A, entries: Entry[]): A["values"] {
	// Not structuredClone, which does not take what Vue watches.
	const values = JSON.parse(JSON.stringify(act.values)) as Record<string, unknown>;
	for (const { path, value, isNumber } of entries) {
		const [name, place, field] = path.split(".");
		const entered = isNumber ? Number(value) : String(value).trim();
		if (field) (values[name] as Record<string, unknown>[])[Number(place)][field] = entered;
		else values[name] = entered;
	}
	return values as A["values"];
}

function ofLine(line: PartLine, place: number, count: number): Entry[] {
	const number = count > 1 ? ` ${place + 1}` : "";
	return Object.entries(line).flatMap(([name, value]) => entry(name, `lines.${place}.${name}`, value, label(name) + number));
}

function entry(name: string, path: string, value: unknown, text: string): Entry[] {
	if (typeof value !== "string" && typeof value !== "number") return [];
	return [{ path, label: text || name, value, isNumber: typeof value === "number" && name !== "no_parts_used" }];
}

function label(name: string): string {
	const labels: Record<string, string> = {
		reason: __("Reason"),
		note: __("Note"),
		name: __("File Name"),
		serial_no: __("Serial Number"),
		replaced_serial_no: __("Serial number of the old part"),
		old_serial_no: __("Serial number of the old part"),
		symptom: __("Fault Symptom"),
		signed_by: __("Name of whoever signs"),
		remark: __("Measured value or remark"),
		item_code: __("Part"),
		qty: __("Quantity"),
		batch_no: __("Batch"),
		required_by: __("Required By"),
		place: __("Place", null, "Work Permit"),
		valid_from: __("From", null, "Work Permit"),
		valid_to: __("To", null, "Work Permit"),
		happened_at: __("When"),
		what_happened: __("What happened?"),
		first_measures: __("First Measures"),
	};
	return labels[name] ?? name;
}
