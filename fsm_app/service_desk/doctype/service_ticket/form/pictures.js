// The pictures that came with a ticket, as small pictures below its description. A file is shown by the server to those who
// may see it; whoever may not sees none here either.

(() => {
	// What a browser draws and what holds no script.
	const PICTURE = /\.(jpe?g|png|webp|gif)$/i;
	const OWN_FILE = /^\/(private\/)?files\//;

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			const description = frm.get_field("description").$wrapper;
			description.siblings(".fsm-pictures").remove();
			const files = frm.is_new() ? [] : frm.get_docinfo()?.attachments || [];
			const pictures = files.filter(({ file_url }) => OWN_FILE.test(file_url) && PICTURE.test(file_url));
			if (pictures.length) {
				description.after($(`<div class="fsm-pictures d-flex flex-wrap mb-3"></div>`).append(pictures.map(picture)));
			}
		},
	});

	function picture({ file_url, file_name }) {
		const link = $(`<a class="fsm-picture mr-2 mb-2" target="_blank" rel="noopener"></a>`).attr({
			href: file_url,
			title: file_name,
		});
		return link.append(
			$(`<img class="rounded border" loading="lazy">`)
				.attr({ src: file_url, alt: file_name })
				.on("error", () => link.remove())
		);
	}
})();
