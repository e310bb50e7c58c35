// In which order the day's tickets stand, and how their time is told.

import { __ } from "../../shared/i18n";
import { WAITING } from "./stages";
import { dayName, moment, span } from "./times";
import type { Ticket } from "./types";

const HOUR = 3600000;
const AT_IT = ["Travelling", "On Site", "Working"];

/** What is being done comes first, then by appointment, then what has none by its due time; what waits comes last. */
export function inOrder(tickets: Ticket[]): Ticket[] {
	const rank = ({ stage }: Ticket) => (AT_IT.includes(stage) ? 0 : WAITING.includes(stage) ? 2 : 1);
	const time = (ticket: Ticket) => startOf(ticket) ?? ticket.next_due_at ?? "9999";
	return [...tickets].sort((one, other) => rank(one) - rank(other) || time(one).localeCompare(time(other)) || one.name.localeCompare(other.name));
}

/** "Today 09:00–10:00", or that there is no appointment. */
export function whenOf(ticket: Ticket, today: string): string {
	const start = startOf(ticket);
	if (!start) return __("No appointment");
	const end = ticket.visit?.planned_start ? ticket.visit.planned_end : ticket.appointment_end;
	return `${dayName(start, today)} ${span(start, end)}`;
}

/** How near a due time is, by the time of the site when the day was fetched. */
export function dueState(due: string | null, now: string): "" | "short" | "late" {
	const [until, at] = [moment(due), moment(now)];
	if (!until || !at) return "";
	const left = until.getTime() - at.getTime();
	return left < 0 ? "late" : left < HOUR ? "short" : "";
}

function startOf({ visit, appointment_start }: Ticket): string | null {
	return visit?.planned_start ?? appointment_start;
}
