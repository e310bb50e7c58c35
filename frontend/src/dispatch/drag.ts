// Dragging a card with a mouse, a pen or, after a long press, a finger. Nothing moves on the screen but the card itself.

import { hand, update } from "./hand";
import type { Card } from "./types";

const FAR_ENOUGH = 5;
const LONG_PRESS = 350;

export interface DropPlaces {
	/** The engineer and minute at a place of the screen, where a card beginning there would go; null beside the timeline. */
	timeline: (x: number, y: number, fine: boolean) => { engineer: string; from: number } | null;
	/** Whether a card let go there is taken off the board. */
	isOff: (x: number, y: number) => boolean;
	scroll: (x: number, y: number) => void;
}

/** Begins with a press on a card; `grabbed` is how far from its left edge. `done` is told where it was let go, null for nowhere. */
export function press(
	event: PointerEvent,
	card: Card,
	minutes: number,
	grabbed: number,
	places: DropPlaces,
	begun: () => void,
	done: (dropped: { engineer: string; from: number } | "off" | null) => void,
): void {
	if (event.button !== 0) return;
	const [startX, startY] = [event.clientX, event.clientY];
	const isTouch = event.pointerType === "touch";
	let isDragging = false;
	let frame = 0;
	let last = event;
	const timer = isTouch ? setTimeout(begin, LONG_PRESS) : undefined;

	function begin(): void {
		isDragging = true;
		hand.value = { card, minutes, by: "pointer", engineer: null, from: 0, off: false, x: last.clientX, y: last.clientY };
		begun();
		follow();
	}

	function move(now: PointerEvent): void {
		last = now;
		if (!isDragging) {
			const far = Math.hypot(now.clientX - startX, now.clientY - startY) > FAR_ENOUGH;
			if (far && isTouch) stop();
			else if (far) begin();
			return;
		}
		frame ||= requestAnimationFrame(follow);
	}

	function follow(): void {
		frame = 0;
		if (!isDragging) return;
		const { clientX: x, clientY: y } = last;
		places.scroll(x, y);
		const target = places.timeline(x - grabbed, y, last.shiftKey);
		update({ x, y, off: !target && places.isOff(x, y), engineer: target?.engineer ?? null, from: target?.from ?? 0 });
	}

	function up(now: PointerEvent): void {
		last = now;
		if (isDragging) follow();
		const { value } = hand;
		const dropped = !value ? null : value.engineer ? { engineer: value.engineer, from: value.from } : value.off ? "off" : null;
		const was = isDragging;
		stop();
		if (was) done(dropped);
	}

	function keys(now: KeyboardEvent): void {
		if (now.key !== "Escape" || !isDragging) return;
		now.stopPropagation();
		stop();
		done(null);
	}

	function cancel(): void {
		const was = isDragging;
		stop();
		if (was) done(null);
	}

	function noScroll(now: TouchEvent): void {
		if (isDragging) now.preventDefault();
	}

	/** The click that follows letting go opens nothing. */
	function noClick(now: MouseEvent): void {
		now.stopPropagation();
		now.preventDefault();
	}

	function stop(): void {
		clearTimeout(timer);
		cancelAnimationFrame(frame);
		if (isDragging) {
			addEventListener("click", noClick, { capture: true, once: true });
			setTimeout(() => removeEventListener("click", noClick, { capture: true }));
			hand.value = null;
		}
		isDragging = false;
		removeEventListener("pointermove", move);
		removeEventListener("pointerup", up);
		removeEventListener("pointercancel", cancel);
		removeEventListener("keydown", keys, { capture: true });
		document.removeEventListener("touchmove", noScroll);
	}

	addEventListener("pointermove", move);
	addEventListener("pointerup", up);
	addEventListener("pointercancel", cancel);
	addEventListener("keydown", keys, { capture: true });
	document.addEventListener("touchmove", noScroll, { passive: false });
}
