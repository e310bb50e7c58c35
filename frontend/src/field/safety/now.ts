// The site's time on the phone, which counts on from when the day was fetched: the phone's own clock and zone may be others.

import { onBeforeUnmount, onMounted, type Ref, ref, watch } from "vue";

import { day } from "../day/kept";
import { moment } from "../day/times";

/** The site's time now, as the site writes it. */
export function siteTime(): string {
	const fetched = moment(day.current?.at);
	const passed = day.fetchedAt ? Math.max(0, Date.now() - day.fetchedAt) : 0;
	const at = fetched ? fetched.getTime() + passed : Date.now() - new Date().getTimezoneOffset() * 60_000;
	return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** `minutes` after a time of the site. */
export function after(written: string, minutes: number): string {
	const at = moment(written);
	return at ? new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 19).replace("T", " ") : "";
}

/** The same for a field of day and time, which knows no seconds. */
export function asField(written: string): string {
	return written.slice(0, 16).replace(" ", "T");
}

/** What such a field holds, as the site writes it. */
export function fromField(entered: string): string {
	return entered ? `${entered.slice(0, 16).replace("T", " ")}:00` : "";
}

const EACH = 30_000;

/** The site's time on a screen that stays open: a day that was fetched yesterday is not taken for today's. */
export function useSiteTime(): Ref<string> {
	const now = ref(siteTime());
	const read = () => (now.value = siteTime());
	let timer: ReturnType<typeof setInterval> | undefined;
	onMounted(() => {
		timer = setInterval(read, EACH);
		document.addEventListener("visibilitychange", read);
	});
	onBeforeUnmount(() => {
		clearInterval(timer);
		document.removeEventListener("visibilitychange", read);
	});
	watch(() => day.fetchedAt, read);
	return now;
}
