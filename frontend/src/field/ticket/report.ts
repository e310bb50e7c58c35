// What the customer signs: problem, cause, solution and parts, as they stand on this phone, sent or not.

import { __ } from "../../shared/i18n";
import { isSince } from "../day/times";
import type { Kit, Ticket } from "../day/types";
import type { Act, ActValues, TicketField } from "../outbox";
import { fieldName } from "../words";

export interface Line {
	label: string;
	text: string;
}

const TEXTS: TicketField[] = ["fault_symptom", "fault_cause", "resolution_summary"];

export function reportLines(ticket: Ticket, kit: (Kit & { fetchedAt?: number }) | undefined, acts: Act[]): Line[] {
	const lines = TEXTS.map((field) => ({ label: fieldName(field), text: String(ticket.values[field] ?? "").trim() }));
	// What is sent stands in the kit only once that was fetched again.
	const isMissing = ({ state, doneAt }: Act) => state === "waiting" || (state === "done" && isSince(doneAt, kit?.fetchedAt ?? 0));
	const unsent = acts.filter((one) => one.ticket === ticket.name && one.kind === "use-parts" && isMissing(one));
	const parts = [...(kit?.parts.rows ?? []), ...unsent.flatMap(({ values }) => (values as ActValues["use-parts"]).lines)].map(shown);
	if (parts.length) lines.push({ label: __("Parts Used"), text: parts.join("\n") });
	else if (ticket.values.no_parts_used) lines.push({ label: __("Parts Used"), text: __("None") });
	const steps = ticket.checklist.filter(({ done, remark }) => done && remark).map(({ step, remark }) => `${step}: ${remark}`);
	if (steps.length) lines.push({ label: __("Measured values and remarks"), text: steps.join("\n") });
	return lines.filter(({ text }) => text);
}

function shown(line: { item_code: string; qty: number; serial_no?: unknown; replaced_serial_no?: unknown }): string {
	const numbers = [line.serial_no, line.replaced_serial_no].filter(Boolean).join(" / ");
	return `${line.qty} × ${line.item_code}${numbers ? ` (${numbers})` : ""}`;
}
