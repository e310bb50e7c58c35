// The site's time as numbers: minutes since midnight before the first day that is shown. No time zone of the reader's plays a part.

const MINUTE = 60_000;
export const DAY = 24 * 60;

/** Minutes from midnight of `first` (2026-03-03) to the moment (2026-03-03 10:00:00, or a day alone). */
export function minuteOf(moment: string, first: string): number {
	return Math.round((stamp(moment) - stamp(first)) / MINUTE);
}

/** The moment so many minutes after midnight of `first`, as the server writes it. */
export function momentAt(minute: number, first: string): string {
	return new Date(stamp(first) + minute * MINUTE).toISOString().slice(0, 19).replace("T", " ");
}

/** The day so many days after `day`. */
export function dayAfter(day: string, days: number): string {
	return momentAt(days * DAY, day).slice(0, 10);
}

/** The Monday of the day's week. */
export function mondayOf(day: string): string {
	const weekday = new Date(stamp(day)).getUTCDay();
	return dayAfter(day, -((weekday + 6) % 7));
}

/** Hours and minutes of the day, such as 09:05. */
export function clockOf(minute: number): string {
	const ofDay = ((minute % DAY) + DAY) % DAY;
	return `${String(Math.floor(ofDay / 60)).padStart(2, "0")}:${String(ofDay % 60).padStart(2, "0")}`;
}

/** The day in words of the reader's language. */
export function dayName(day: string, locale: string, style: "short" | "long" = "short"): string {
	const format = new Intl.DateTimeFormat(locale, { weekday: style, day: "numeric", month: style, timeZone: "UTC" });
	return format.format(new Date(stamp(day)));
}

function stamp(text: string): number {
	const [day, clock = "00:00:00"] = text.slice(0, 19).split(/[ T]/);
	return Date.parse(`${day}T${clock}Z`);
}
