// A call by video: one side shows a device, the expert sees it, freezes a picture, draws on it and keeps it.

frappe.ready(() => {
	const join_button = document.getElementById("guidance-join");
	if (!join_button) {
		return;
	}
	const TEXT = JSON.parse(document.getElementById("guidance-texts").textContent);
	const { call, side } = JSON.parse(document.getElementById("guidance-data").textContent);
	const SHOWS = side === "shows";
	const CHUNK = 16000;
	const MOST_PICTURE_BYTES = 8000000;
	const WIDTH = 1280;
	const state = document.getElementById("guidance-state");
	const video = document.getElementById("guidance-video");
	// A key of each picture: sent again, it is kept once.
	const { new_key } = service_site();
	const drawing = guidance_drawing(document.getElementById("guidance-canvas"));
	let peer = null;
	let facing = "environment";
	let coming = null;
	let picture_key = null;
	let is_silent = false;
	// The other side's seat, and the one that was called last.
	let other = null;
	let called = null;

	const signals = guidance_signals(call, {
		message: (kind, data) => (kind === "bye" ? end_here("over") : peer.take(kind, data)),
		other: async (seat) => {
			other = seat;
			// A page in the background looks for news so seldom that it seems to be gone, while the video goes on.
			if (seat && SHOWS && (seat !== called || !is_connected())) {
				await call_other();
			} else if (!seat && !is_connected()) {
				say(called ? "left" : "waiting");
			}
		},
		answering: () => {
			if (is_silent) {
				is_silent = false;
				say(is_connected() ? connected() : "waiting");
			}
		},
		silent: () => {
			is_silent = true;
			say("no_server");
		},
		stopped: (error) => end_here("said", error.message),
	});

	async function call_other() {
		called = other;
		await peer.call();
	}

	join_button.addEventListener("click", async () => {
		join_button.disabled = true;
		try {
			await join();
		} catch (error) {
			say(error.refused ? "said" : error.text || "no_server", error.message);
			join_button.disabled = false;
		}
	});

	async function join() {
		const tracks = SHOWS ? await camera() : await microphone();
		const joined = await signals.join();
		peer = guidance_peer(SHOWS, joined.ice_servers, signals.send, {
			track: show_track,
			state: follow,
			channel: () => enable("freeze", true),
			message: take_message,
		});
		peer.use(tracks);
		document.getElementById("guidance-before").hidden = true;
		document.getElementById("guidance-call").hidden = false;
		if (SHOWS) {
			video.srcObject = new MediaStream(tracks.filter(({ kind }) => kind === "video"));
		} else {
			drawing.let_draw(
				() => document.getElementById("guidance-colour").value,
				(stroke) => tell({ kind: "stroke", ...stroke })
			);
		}
		const has_sound = tracks.some(({ kind }) => kind === "audio");
		document.querySelector("[data-act=mute]").hidden = !has_sound;
		say("waiting");
	}

	// The camera, and the microphone where there is one. Throws with `text` where there is no camera.
	async function camera() {
		if (!navigator.mediaDevices?.getUserMedia) {
			throw without("no_camera_here");
		}
		const wanted = { facingMode: { ideal: facing }, width: { ideal: WIDTH } };
		for (const audio of [true, false]) {
			try {
				return (await navigator.mediaDevices.getUserMedia({ video: wanted, audio })).getTracks();
			} catch {
				// Perhaps it is the microphone alone that is missing or not allowed.
			}
		}
		throw without("no_camera");
	}

	function without(text) {
		const error = new Error(TEXT[text]);
		error.text = text;
		return error;
	}

	async function microphone() {
		try {
			return (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks();
		} catch {
			return [];
		}
	}

	function show_track(track, stream) {
		const place = track.kind === "video" ? video : document.getElementById("guidance-audio");
		place.srcObject = new MediaStream([track]);
		place.play().catch(() => {
			// A browser that plays nothing before it is touched plays it at the next touch.
			document.addEventListener("pointerdown", () => place.play(), { once: true });
		});
	}

	function follow(now) {
		signals.is_talking(now === "connected");
		if (now === "connected") {
			say(connected());
			return;
		}
		enable("freeze", false);
		if (now !== "failed") {
			say(now);
		} else if (!other) {
			say("left");
		} else if (SHOWS) {
			call_other();
		}
	}

	function connected() {
		return SHOWS ? "live" : "connected";
	}

	function is_connected() {
		return Boolean(peer?.is_ready());
	}

	function say(text, detail) {
		state.textContent = (TEXT[text] || "").replace("{0}", () => detail || "");
		state.dataset.state = text;
	}

	function enable(act, yes) {
		const button = document.querySelector(`[data-act=${act}]`);
		if (button) {
			button.disabled = !yes;
		}
	}

	function tell(message) {
		peer.send(JSON.stringify(message));
	}

	// From the other side: texts are messages, bytes are parts of the picture that a message has announced.
	async function take_message(data) {
		if (typeof data !== "string") {
			take_part(data);
			return;
		}
		const message = JSON.parse(data);
		if (message.kind === "picture" && message.bytes > 0 && message.bytes <= MOST_PICTURE_BYTES) {
			coming = { bytes: message.bytes, parts: [], got: 0 };
		} else if (message.kind === "stroke") {
			drawing.add(message);
		} else if (message.kind === "undo" || message.kind === "clear") {
			drawing[message.kind]();
		} else if (message.kind === "bye") {
			end_here("over");
		} else if (message.kind === "live") {
			coming = null;
			drawing.hide();
			video.hidden = false;
			say("live");
		}
	}

	async function take_part(part) {
		if (!coming) {
			return;
		}
		coming.parts.push(part);
		coming.got += part.byteLength;
		if (coming.got >= coming.bytes) {
			const blob = new Blob(coming.parts, { type: "image/jpeg" });
			coming = null;
			await drawing.show(blob);
			video.hidden = true;
			say("frozen");
		}
	}

	const acts = {
		async freeze() {
			const still = document.createElement("canvas");
			still.width = video.videoWidth;
			still.height = video.videoHeight;
			if (!still.width) {
				return;
			}
			still.getContext("2d").drawImage(video, 0, 0);
			const blob = await new Promise((resolve) => still.toBlob(resolve, "image/jpeg", 0.92));
			const bytes = await blob.arrayBuffer();
			tell({ kind: "picture", bytes: bytes.byteLength });
			for (let at = 0; at < bytes.byteLength; at += CHUNK) {
				peer.send(bytes.slice(at, at + CHUNK));
			}
			await drawing.show(blob);
			picture_key = new_key();
			show_tools(true);
			say("draw");
		},
		live() {
			drawing.hide();
			tell({ kind: "live" });
			show_tools(false);
			say("connected");
		},
		undo() {
			drawing.undo();
			tell({ kind: "undo" });
		},
		clear() {
			drawing.clear();
			tell({ kind: "clear" });
		},
		async keep(button) {
			button.disabled = true;
			say("keeping");
			try {
				const note = document.getElementById("guidance-note");
				const content = await as_text(await drawing.kept());
				await signals.ask(
					"keep_picture",
					{ session: call.session, content, note: note.value, client_key: picture_key },
					true
				);
				picture_key = new_key();
				note.value = "";
				say("kept");
			} catch (error) {
				say("not_kept", error.refused ? error.message : TEXT.no_server);
			}
			button.disabled = false;
		},
		async turn() {
			const before = peer.tracks().find(({ kind }) => kind === "video");
			facing = facing === "environment" ? "user" : "environment";
			before?.stop();
			try {
				const stream = await navigator.mediaDevices.getUserMedia({
					video: { facingMode: { ideal: facing }, width: { ideal: WIDTH } },
				});
				const [track] = stream.getVideoTracks();
				await peer.replace(track);
				video.srcObject = new MediaStream([track]);
			} catch {
				say("no_camera");
			}
		},
		mute(button) {
			const tracks = peer.tracks().filter(({ kind }) => kind === "audio");
			const on = tracks.some(({ enabled }) => !enabled);
			tracks.forEach((track) => {
				track.enabled = on;
			});
			button.textContent = on ? TEXT.mute : TEXT.unmute;
			button.setAttribute("aria-pressed", String(!on));
		},
		async end() {
			if (!window.confirm(TEXT.sure)) {
				return;
			}
			tell({ kind: "bye" });
			await signals.send("bye", {});
			end_here("over");
			await signals.ask("hang_up", call, true).catch(() => {});
		},
	};

	document.querySelectorAll("button[data-act]").forEach((button) => {
		button.addEventListener("click", () => acts[button.dataset.act](button));
	});

	function show_tools(frozen) {
		video.hidden = frozen;
		document.querySelector("[data-act=freeze]").hidden = frozen;
		for (const act of ["keep", "live", "undo", "clear", "colour", "note"]) {
			document.querySelector(`[data-act=${act}]`).hidden = !frozen;
		}
	}

	function as_text(blob) {
		return new Promise((resolve, reject) => {
			const reader = new FileReader();
			reader.onload = () => resolve(reader.result);
			reader.onerror = () => reject(reader.error);
			reader.readAsDataURL(blob);
		});
	}

	function end_here(text, detail) {
		signals.stop();
		peer?.tracks().forEach((track) => track.stop());
		peer?.close();
		drawing.hide();
		document.getElementById("guidance-call").hidden = true;
		say(text, detail);
	}
});
