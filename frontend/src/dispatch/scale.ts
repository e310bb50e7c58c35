// From minutes to pixels and back: days side by side, of each the hours that anything happens in.

import { DAY } from "./time.ts";

export interface Scale {
	days: number;
	/** Hours of each day that are shown. */
	from: number;
	until: number;
	/** Pixels of an hour. */
	hour: number;
}

export const SNAP = 15;

/** The hours that hold all spans (minutes), no fewer than the usual ones. */
export function scaleOf(days: number, spans: Iterable<[number, number]>, width: number): Scale {
	let from = 7 * 60;
	let until = 19 * 60;
	for (const [start, end] of spans) {
		const midnight = Math.floor(start / DAY) * DAY;
		from = Math.min(from, start - midnight);
		until = Math.max(until, Math.min(end - midnight, DAY));
	}
	from = Math.max(0, Math.floor(from / 60));
	until = Math.min(24, Math.ceil(until / 60));
	const least = days === 1 ? 64 : 10;
	return { days, from, until, hour: Math.max(least, Math.floor(width / days / (until - from))) };
}

export function dayWidth(scale: Scale): number {
	return (scale.until - scale.from) * scale.hour;
}

export function totalWidth(scale: Scale): number {
	return dayWidth(scale) * scale.days;
}

/** Where a minute is; before and after the hours of its day at their edge. */
export function xOf(minute: number, scale: Scale): number {
	const day = Math.min(Math.max(Math.floor(minute / DAY), 0), scale.days - 1);
	const hours = Math.min(Math.max((minute - day * DAY) / 60, scale.from), scale.until);
	return day * dayWidth(scale) + (hours - scale.from) * scale.hour;
}

/** Which minute is there, on a quarter of an hour. */
export function minuteAt(x: number, scale: Scale, snap = SNAP): number {
	const wide = dayWidth(scale);
	const day = Math.min(Math.max(Math.floor(x / wide), 0), scale.days - 1);
	const hours = scale.from + (x - day * wide) / scale.hour;
	const minutes = Math.round((hours * 60) / snap) * snap;
	return day * DAY + Math.min(Math.max(minutes, scale.from * 60), scale.until * 60 - snap);
}
