// Where the device is. A question that nobody answers has no time limit of the browser's own, so it gets one here.

const WITHIN_MILLISECONDS = 12000;

export interface Position {
	latitude: number;
	longitude: number;
	accuracy: number;
}

/** The device's position, or null where it is not given in time. */
export function position(within = WITHIN_MILLISECONDS): Promise<Position | null> {
	if (!navigator.geolocation || !window.isSecureContext) {
		return Promise.resolve(null);
	}
	return new Promise((resolve) => {
		setTimeout(resolve, within, null);
		navigator.geolocation.getCurrentPosition(
			({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
			() => resolve(null),
			{ enableHighAccuracy: true, timeout: within, maximumAge: 60000 },
		);
	});
}
