// A question that is spoken, where the browser can listen.

// What a browser listens for, by the user's language.
const SPOKEN = { zh: "zh-CN", "zh-TW": "zh-TW", en: "en-US", "en-US": "en-US", "en-GB": "en-GB" };

// Version 15 has no such icon.
const MICROPHONE = `<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4"
	stroke-linecap="round" aria-hidden="true"><rect x="5.5" y="1.5" width="5" height="8" rx="2.5"/>
	<path d="M3 7.5a5 5 0 0 0 10 0M8 12.5v2"/></svg>`;

// Tells `heard` the words as they come, and whether they are the last.
class SpokenQuestion {
	constructor($button, heard) {
		const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
		if (!Recognition || !window.isSecureContext) {
			return;
		}
		const name = (is_on) => (is_on ? __("Stop listening") : __("Speak"));
		const show = (is_on) =>
			$button
				.html(MICROPHONE)
				.attr({ "aria-label": name(is_on), title: name(is_on), "aria-pressed": is_on })
				.toggleClass("btn-danger", is_on);
		$button.removeClass("hidden").on("click", () => {
			if (this.listening) {
				this.listening.stop();
				return;
			}
			const listening = new Recognition();
			listening.lang = SPOKEN[frappe.boot.lang] || navigator.language;
			listening.interimResults = true;
			listening.onresult = ({ results }) => {
				heard([...results].map(([best]) => best.transcript).join(""), results[results.length - 1].isFinal);
			};
			listening.onerror = ({ error }) => this.say_what_hinders(error);
			listening.onend = () => {
				this.listening = null;
				show(false);
			};
			this.listening = listening;
			show(true);
			listening.start();
		});
		show(false);
	}

	say_what_hinders(error) {
		if (error === "aborted") {
			return;
		}
		const why = {
			"not-allowed": __("The browser may not use the microphone. Allow it for this site, or type."),
			"no-speech": __("Nothing was heard. Speak again, or type."),
		};
		frappe.show_alert({ message: why[error] || __("The browser cannot listen now. Type instead."), indicator: "orange" });
	}
}
