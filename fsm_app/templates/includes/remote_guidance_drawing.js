// A picture that stands still, and what is drawn on it: points as parts of its width and height, so that both sides see the
// same whatever their screens. What comes from the other side is data and nothing else: a picture, numbers, one of our colours.

function guidance_drawing(canvas) {
	const COLOURS = ["#ff1f1f", "#ffe600", "#00d5ff"];
	const MOST_STROKES = 300;
	const MOST_POINTS = 2000;
	const context = canvas.getContext("2d");
	let picture = null;
	let strokes = [];

	async function show(blob) {
		picture = await createImageBitmap(blob);
		strokes = [];
		canvas.width = picture.width;
		canvas.height = picture.height;
		// As large as there is room, in the picture's own proportions: a point of the screen is a point of the picture.
		canvas.style.width = `min(100%, ${(55 * picture.width) / picture.height}vh)`;
		canvas.hidden = false;
		draw();
	}

	function hide() {
		picture = null;
		strokes = [];
		canvas.hidden = true;
	}

	function draw() {
		if (!picture) {
			return;
		}
		context.drawImage(picture, 0, 0);
		context.lineCap = context.lineJoin = "round";
		context.lineWidth = Math.max(4, canvas.width / 160);
		for (const { colour, points } of strokes) {
			context.strokeStyle = colour;
			context.beginPath();
			points.forEach(([x, y], number) => {
				const place = [x * canvas.width, y * canvas.height];
				number ? context.lineTo(...place) : context.moveTo(...place);
			});
			if (points.length === 1) {
				context.lineTo(points[0][0] * canvas.width + 1, points[0][1] * canvas.height);
			}
			context.stroke();
		}
	}

	function is_point(point) {
		return Array.isArray(point) && point.length === 2 && point.every((part) => part >= 0 && part <= 1);
	}

	// A stroke with the id of the last one goes on in it.
	function add({ id, colour, points }) {
		if (!picture || !COLOURS.includes(colour) || !Array.isArray(points) || !points.every(is_point)) {
			return;
		}
		const last = strokes[strokes.length - 1];
		if (last?.id === id && last.points.length + points.length <= MOST_POINTS) {
			last.points.push(...points);
		} else if (last?.id !== id && strokes.length < MOST_STROKES && points.length <= MOST_POINTS) {
			strokes.push({ id, colour, points: [...points] });
		}
		draw();
	}

	// By the expert: lets a pen, finger or mouse draw and tells of each part of a stroke.
	function let_draw(colour, tell) {
		let id = null;
		canvas.classList.add("drawable");
		const place = (event) => {
			const box = canvas.getBoundingClientRect();
			const part = (value) => Math.round(Math.min(Math.max(value, 0), 1) * 10000) / 10000;
			return [part((event.clientX - box.left) / box.width), part((event.clientY - box.top) / box.height)];
		};
		const go_on = (event) => {
			const stroke = { id, colour: colour(), points: [place(event)] };
			add(stroke);
			tell(stroke);
		};
		canvas.addEventListener("pointerdown", (event) => {
			event.preventDefault();
			canvas.setPointerCapture(event.pointerId);
			id = Date.now() + Math.random();
			go_on(event);
		});
		canvas.addEventListener("pointermove", (event) => id && go_on(event));
		for (const kind of ["pointerup", "pointercancel"]) {
			canvas.addEventListener(kind, () => {
				id = null;
			});
		}
	}

	return {
		show,
		hide,
		add,
		let_draw,
		undo: () => {
			strokes.pop();
			draw();
		},
		clear: () => {
			strokes = [];
			draw();
		},
		is_shown: () => Boolean(picture),
		// The picture with what was drawn on it.
		kept: () => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9)),
	};
}
