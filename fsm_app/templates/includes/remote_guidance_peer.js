// The connection between the two browsers. Whoever shows calls; each call has an id, and what belongs to another one is left.
// Where a connection fails or a page was opened anew, whoever shows is to call again: nothing of the old one is mended.

function guidance_peer(shows, ice_servers, tell, on) {
	const PATIENCE_MS = 20000;
	let connection = null;
	let channel = null;
	let id = null;
	let early = [];
	let tracks = [];
	let timer = null;

	function open(call_id) {
		close();
		id = call_id;
		connection = new RTCPeerConnection({ iceServers: ice_servers });
		const own = connection;
		connection.onicecandidate = ({ candidate }) => {
			if (candidate && own === connection) {
				tell("candidate", { id, candidate: candidate.toJSON() });
			}
		};
		connection.ontrack = ({ track, streams }) => on.track(track, streams[0] || new MediaStream([track]));
		connection.onconnectionstatechange = () => own === connection && follow(own.connectionState);
		connection.ondatachannel = (event) => take_channel(event.channel);
		const stream = new MediaStream(tracks);
		tracks.forEach((track) => connection.addTrack(track, stream));
	}

	function follow(state) {
		if (state === "connected") {
			clearTimeout(timer);
			on.state("connected");
		} else if (state === "failed") {
			on.state("failed");
		} else if (state === "disconnected") {
			on.state("again");
		}
	}

	function take_channel(found) {
		channel = found;
		channel.binaryType = "arraybuffer";
		channel.onmessage = ({ data }) => on.message(data);
		channel.onopen = () => on.channel();
	}

	// By whoever shows: begin anew.
	async function call() {
		open(Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join(""));
		take_channel(connection.createDataChannel("guidance"));
		if (!tracks.some((track) => track.kind === "audio")) {
			connection.addTransceiver("audio", { direction: "recvonly" });
		}
		on.state("connecting");
		clearTimeout(timer);
		timer = setTimeout(() => on.state("no_connection"), PATIENCE_MS);
		const own = connection;
		await own.setLocalDescription();
		if (own === connection) {
			await tell("offer", { id, sdp: own.localDescription.sdp });
		}
	}

	async function take(kind, data) {
		if (kind === "offer" && !shows) {
			open(data.id);
			on.state("connecting");
			const own = connection;
			await own.setRemoteDescription({ type: "offer", sdp: data.sdp });
			await own.setLocalDescription();
			if (own === connection) {
				await tell("answer", { id, sdp: own.localDescription.sdp });
				await take_early();
			}
		} else if (kind === "candidate" && (data.id !== id || !connection?.remoteDescription)) {
			// Perhaps of an offer that is still on its way.
			early.push(data);
		} else if (!connection || data.id !== id) {
			return;
		} else if (kind === "answer" && shows && connection.signalingState === "have-local-offer") {
			await connection.setRemoteDescription({ type: "answer", sdp: data.sdp });
			await take_early();
		} else if (kind === "candidate") {
			await add(data.candidate);
		}
	}

	async function take_early() {
		const waiting = early.filter((each) => each.id === id);
		early = [];
		for (const { candidate } of waiting) {
			await add(candidate);
		}
	}

	async function add(candidate) {
		try {
			await connection.addIceCandidate(candidate);
		} catch {
			// One way among several that this browser cannot go.
		}
	}

	async function replace(track) {
		tracks = [...tracks.filter(({ kind }) => kind !== track.kind), track];
		const sender = connection?.getSenders().find((each) => each.track?.kind === track.kind);
		await sender?.replaceTrack(track);
	}

	function close() {
		clearTimeout(timer);
		if (connection) {
			connection.onconnectionstatechange = null;
			connection.close();
			connection = null;
		}
		channel = null;
	}

	return {
		call,
		take,
		replace,
		close,
		use: (found) => {
			tracks = found;
		},
		tracks: () => tracks,
		is_ready: () => channel?.readyState === "open",
		send: (message) => channel?.readyState === "open" && channel.send(message),
	};
}
