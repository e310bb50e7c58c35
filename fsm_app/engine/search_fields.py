"""What the index keeps of a document, and how it is cut and weighed (G2)."""

import functools

# Where a word stands says how much it tells.
WEIGHTS = {"codes": 4.0, "title": 3.0, "body": 1.0}
CHARACTER_WEIGHTS = {"title_characters": 2.0, "body_characters": 0.7}
# From this length on, a word may have two wrong letters.
_TWO_WRONG_FROM = 8


def wrong_letters(word: str) -> int:
	"""How many letters of a word may be wrong."""
	return 2 if len(word) >= _TWO_WRONG_FROM else 1


@functools.cache
def tantivy():
	"""The library."""
	# Only who searches pays for it.
	import tantivy

	return tantivy


@functools.cache
def schema():
	"""The fields of a document."""
	fields = tantivy().SchemaBuilder()
	fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
	for field in ("kind", "audience", "trait"):
		fields.add_text_field(field, tokenizer_name="raw", index_option="basic")
	for field in WEIGHTS:
		fields.add_text_field(field, tokenizer_name="spaces", index_option="position")
	for field in CHARACTER_WEIGHTS:
		fields.add_text_field(field, tokenizer_name="spaces", index_option="freq")
	fields.add_text_field("endings", tokenizer_name="endings", index_option="freq")
	return fields.build()


@functools.cache
def spaces():
	"""Cuts what our own words have cut already."""
	library = tantivy()
	return library.TextAnalyzerBuilder(library.Tokenizer.whitespace()).build()


@functools.cache
def endings():
	"""Cuts the endings off English words."""
	library = tantivy()
	return (
		library.TextAnalyzerBuilder(library.Tokenizer.whitespace())
		.filter(library.Filter.stemmer("english"))
		.build()
	)
