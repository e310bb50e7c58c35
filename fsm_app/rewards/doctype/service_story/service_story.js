// A story's form: its pictures, large, below the text.

frappe.ui.form.on("Service Story", {
	refresh(frm) {
		const pictures = (frm.doc.pictures || []).filter((row) => row.image);
		const shown = pictures.map((row) => {
			const [image, caption] = [encodeURI(row.image), row.caption || ""].map(frappe.utils.escape_html);
			return `<figure class="mb-4"><img src="${image}" alt="${caption}" style="max-width: 100%; max-height: 420px"
				class="rounded"><figcaption class="text-muted small mt-1">${caption}</figcaption></figure>`;
		});
		frm.set_df_property("album", "options", shown.join(""));
	},
});
