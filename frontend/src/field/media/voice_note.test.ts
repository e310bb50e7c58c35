// A note that is spoken is kept, whatever is touched meanwhile.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApp, nextTick } from "vue";

import VoiceNote from "./VoiceNote.vue";

class Recorder {
	static isTypeSupported = () => true;
	static made: Recorder[] = [];
	state = "inactive";
	mimeType = "audio/webm;codecs=opus";
	ondataavailable: (event: { data: Blob }) => void = () => undefined;
	onstop: () => void = () => undefined;
	constructor(readonly stream: { getTracks: () => { stop: () => void }[] }) {
		Recorder.made.push(this);
	}
	start() {
		this.state = "recording";
	}
	stop() {
		this.state = "inactive";
		// Browsers tell it later.
		queueMicrotask(() => {
			this.ondataavailable({ data: new Blob(["spoken"]) });
			this.onstop();
		});
	}
}

const stopped = vi.fn();
const kept: Blob[] = [];

function opened() {
	const root = document.createElement("div");
	const app = createApp(VoiceNote, { onRecorded: (note: Blob) => kept.push(note) });
	app.mount(root);
	return { app, button: () => root.querySelector("button")! };
}

beforeEach(() => {
	Recorder.made = [];
	kept.length = 0;
	stopped.mockReset();
	vi.stubGlobal("MediaRecorder", Recorder);
	Object.defineProperty(navigator, "mediaDevices", {
		configurable: true,
		value: { getUserMedia: async () => ({ getTracks: () => [{ stop: stopped }] }) },
	});
});

afterEach(() => {
	vi.unstubAllGlobals();
	Reflect.deleteProperty(navigator, "mediaDevices");
});

async function settled(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await nextTick();
}

test("a screen that is left while one speaks keeps what was said", async () => {
	const { app, button } = opened();
	button().click();
	await settled();
	expect(Recorder.made.length).toBe(1);
	app.unmount();
	await settled();
	expect([kept.length, stopped.mock.calls.length]).toEqual([1, 1]);
});

test("a finger that touches twice begins one note, and no microphone stays on", async () => {
	const { app, button } = opened();
	button().click();
	button().click();
	await settled();
	expect(Recorder.made.length).toBe(1);
	button().click();
	await settled();
	expect([kept.length, stopped.mock.calls.length]).toEqual([1, 1]);
	app.unmount();
});

test("a microphone that is given after the screen was left is given back", async () => {
	const { app, button } = opened();
	button().click();
	app.unmount();
	await settled();
	expect([Recorder.made.filter(({ state }) => state === "recording").length, kept.length]).toEqual([0, 0]);
	expect(stopped).toHaveBeenCalledOnce();
});
