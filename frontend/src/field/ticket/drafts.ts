// What is being typed stands, whatever comes from the server or the outbox meanwhile. It is kept when the field is left, when the
// screen is, and when the phone is put away.

import { onBeforeUnmount, onMounted, reactive } from "vue";

/** `save` keeps what was entered in the field of a name; whether it could. */
export function useDrafts(save: (name: string, value: string) => Promise<boolean>) {
	const drafts = reactive<Record<string, string>>({});
	/** What is on its way into the box: a browser tells of the change and of the leaving, and it is kept once. */
	const onItsWay = new Map<string, string>();

	function shown(name: string, stored: unknown): string {
		return drafts[name] ?? String(stored ?? "");
	}

	function type(name: string, event: Event): void {
		drafts[name] = (event.target as HTMLInputElement | HTMLTextAreaElement).value;
	}

	/** The field is left: what was typed goes only once it is kept. */
	async function leave(name: string): Promise<void> {
		const entered = drafts[name];
		if (entered === undefined || onItsWay.get(name) === entered) return;
		onItsWay.set(name, entered);
		const isKept = await save(name, entered.trim());
		if (onItsWay.get(name) === entered) onItsWay.delete(name);
		if (isKept && drafts[name] === entered) delete drafts[name];
	}

	function leaveAll(): void {
		for (const name of Object.keys(drafts)) void leave(name);
	}

	function ifHidden(): void {
		if (document.visibilityState === "hidden") leaveAll();
	}

	onMounted(() => document.addEventListener("visibilitychange", ifHidden));
	onBeforeUnmount(() => {
		document.removeEventListener("visibilitychange", ifHidden);
		leaveAll();
	});
	return { shown, type, leave };
}
