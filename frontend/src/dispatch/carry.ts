// Carrying a card to another place, by the pointer or by the keys.

import { nextTick, type Ref } from "vue";

import { __, locale } from "../shared/i18n";
import type { Acts } from "./acts";
import { type DropPlaces, press as pressCard } from "./drag";
import { hand } from "./hand";
import { SNAP } from "./scale";
import type { Store } from "./store";
import { clockOf, DAY, dayAfter, dayName, minuteOf } from "./time";
import type Timeline from "./Timeline.vue";
import type { Card, Visit, Waiting } from "./types";

interface Places {
	timeline: Ref<InstanceType<typeof Timeline> | undefined>;
	say: (text: string) => void;
	nameOf: (engineer: string) => string;
}

export function createCarrying(store: Store, acts: Acts, { timeline, say, nameOf }: Places) {
	const drops: DropPlaces = {
		timeline: (x, y, fine) => timeline.value?.targetAt(x, y, fine) ?? null,
		isOff: (x, y) => !!document.elementFromPoint(x, y)?.closest("[data-drop=off]"),
		scroll: (x, y) => timeline.value?.scrollNear(x, y),
	};

	function press(event: PointerEvent, card: Card, minutes: number): void {
		const visit = "name" in card ? (card as Visit) : null;
		if (visit && (!visit.movable || visit.locked || visit.pending)) return;
		if (hand.value) return;
		const grabbed = visit ? event.clientX - (event.currentTarget as HTMLElement ?? event.target as HTMLElement).getBoundingClientRect().left : 0;
		let drop = () => {};
		pressCard(event, card, minutes, grabbed, drops, () => (drop = store.hold()), (dropped) => {
			drop();
			if (dropped === "off") {
				if (visit) void acts.takeOff(card.ticket);
			} else if (dropped) void acts.plan(card.ticket, { ...dropped, until: dropped.from + minutes });
		});
	}

	/** Space picks a card up, the arrows move it, Enter or Space puts it down, Escape leaves it where it was. */
	let letGo = () => {};
	function keys(event: KeyboardEvent, card: Card, minutes: number): void {
		const visit = "name" in card ? (card as Visit) : null;
		if (hand.value?.by === "keys") return inHand(event, minutes);
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === " ") {
			event.preventDefault();
			if (visit && (!visit.movable || visit.locked || visit.pending)) {
				say(visit.locked ? __("It is kept as planned. Press L to unlock it.") : __("It has begun or is over and stays where it is."));
				return;
			}
			const place = visit
				? { engineer: visit.engineer, from: minuteOf(visit.start, store.board.value!.first) }
				: (timeline.value?.firstPlace((card as Waiting).engineer) ?? { engineer: null, from: 0 });
			letGo = store.hold();
			hand.value = { card, minutes, by: "keys", ...place, off: false, x: 0, y: 0 };
			timeline.value?.step(0, 0);
			say(`${__("Picked up. Move it with the arrow keys, put it down with Enter, leave it with Escape.")} ${where()}`);
		} else if ((event.key === "l" || event.key === "L") && visit?.movable) {
			event.preventDefault();
			void acts.lock(card.ticket, !visit.locked);
		} else if (event.key === "Delete" && visit?.movable && !visit.locked) {
			event.preventDefault();
			void acts.takeOff(card.ticket);
		}
	}

	function inHand(event: KeyboardEvent, minutes: number): void {
		const step = event.shiftKey ? 60 : SNAP;
		const moves: Record<string, [number, number]> = {
			ArrowUp: [-1, 0],
			ArrowDown: [1, 0],
			ArrowLeft: [0, -step],
			ArrowRight: [0, step],
			PageUp: [0, -DAY],
			PageDown: [0, DAY],
		};
		if (event.key in moves) {
			timeline.value?.step(...moves[event.key]);
			say(where());
		} else if (event.key === "Enter" || event.key === " ") {
			const { card, engineer, from } = hand.value!;
			drop();
			if (engineer) {
				void acts.plan(card.ticket, { engineer, from, until: from + minutes }).then(() => nextTick(() => timeline.value?.focusOn(card.ticket)));
			}
		} else if (event.key === "Escape" || event.key === "Tab") {
			drop();
			say(__("It stays where it was."));
			if (event.key === "Tab") return;
		} else return;
		event.preventDefault();
		event.stopPropagation();
	}

	function drop(): void {
		hand.value = null;
		letGo();
		letGo = () => {};
	}

	function where(): string {
		const { value } = hand;
		if (!value?.engineer) return "";
		const day = store.asked.value.days > 1 ? `${dayName(dayAfter(store.board.value!.first, Math.floor(value.from / DAY)), locale())} ` : "";
		return __("{0}, {1}", [nameOf(value.engineer), `${day}${clockOf(value.from)}`]);
	}

	return { press, keys };
}
