// Figures of a score as the reader writes them. A figure that there is none of is a dash.

import { locale } from "../../shared/i18n";

/** "87.5", "–". */
export function figure(value: number | null | undefined, digits = 1): string {
	return value === null || value === undefined ? "–" : new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** "+2.5". */
export function signed(value: number): string {
	return `${value > 0 ? "+" : ""}${figure(value)}`;
}

/** "3.5 hours", "92 %". */
export function withUnit(value: number | null, unit: string): string {
	return value !== null && unit ? `${figure(value)} ${unit}` : figure(value);
}
