// Times as the site writes them ("2026-11-29 09:05:00", without a zone) for the reader. They are the site's, and shown as
// written: the phone's own zone may be another.

import { __, locale } from "../../shared/i18n";

const DAY = 86400000;

/** The moment as if the site's clock stood at Greenwich, so that nothing is moved; null where there is none. */
export function moment(written: string | null | undefined): Date | null {
	const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d))?)?/.exec(written ?? "");
	return found ? new Date(`${found[1]}T${found[2] ?? "00:00"}:${found[3] ?? "00"}Z`) : null;
}

/** "09:05". */
export function clock(written: string | null | undefined): string {
	const at = moment(written);
	return at ? at.toISOString().slice(11, 16) : "";
}

/** "09:05–10:00", or the one that is known. */
export function span(start: string | null | undefined, end: string | null | undefined): string {
	return [clock(start), clock(end)].filter(Boolean).join("–");
}

/** The day of `written` beside `today` ("2026-11-29"): Today, Tomorrow, or its date, with the year where it is another one. */
export function dayName(written: string | null | undefined, today: string): string {
	const at = moment(written?.slice(0, 10));
	const now = moment(today);
	if (!at || !now) return "";
	const days = Math.round((at.getTime() - now.getTime()) / DAY);
	if (days === 0) return __("Today");
	if (days === 1) return __("Tomorrow");
	const year = at.getUTCFullYear() === now.getUTCFullYear() ? undefined : "numeric";
	return new Intl.DateTimeFormat(locale(), { weekday: year ? undefined : "short", day: "numeric", month: "short", year, timeZone: "UTC" }).format(at);
}

/** "29 Nov, 09:05". */
export function dayAndClock(written: string | null | undefined): string {
	const at = moment(written);
	if (!at) return "";
	return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(at);
}

/** Whether what the phone's clock read `at` is more than `milliseconds` ago; so it is where the clock was set back since, or never read. */
export function isOlder(at: number | null, milliseconds: number): boolean {
	const age = Date.now() - (at ?? 0);
	return age < 0 || age > milliseconds;
}

/** A clock may run a little while something is asked for. */
const A_MOMENT = 60_000;

/** Whether `done` came when or after `at`, both by the phone's clock. What lies ahead of the clock was read before it was set back. */
export function isSince(done: number | undefined, at: number): boolean {
	const ahead = Date.now() + A_MOMENT;
	if (at > ahead) return true;
	return (done ?? 0) >= at && (done ?? 0) <= ahead;
}
