"""The journals of ServiceNow's incidents: who wrote what when, and whether the customer has seen it (C2).

A journal is one text, the newest entry first, each under a line of its time, its author and its kind in brackets. The kind
is written in the language of whoever made the export, and a label may have been changed. So it never opens anything by
itself: what stands in the column of work notes is internal whatever the line says, and elsewhere an entry is the
customer's to read only where its line bears a known label of comments. All that is undecided is internal.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fsm_app.engine.typography import same_length, straightened

COMMENTS = ("comments", "additional_comments")
WORK_NOTES = ("work_notes",)
BOTH = ("comments_and_work_notes",)
COLUMNS = (*WORK_NOTES, *COMMENTS, *BOTH)
# The labels of comments that customers see, as ServiceNow ships them in its languages or as they are often put.
_SEEN = frozenset(
	(
		"additional comments", "additional comment", "additional comments (customer visible)", "customer visible",
		"comments", "comment", "public comments", "public comment", "customer comments", "reply to customer",
		"zusätzliche kommentare", "weitere kommentare", "zusätzliche anmerkungen", "kommentare", "kundensichtbar",
		"für kunden sichtbar", "zusätzliche kommentare (für kunden sichtbar)", "öffentliche kommentare",
		"commentaires supplémentaires", "commentaires additionnels", "autres commentaires", "commentaires",
		"visible par le client", "commentaires supplémentaires (visibles par le client)", "commentaires publics",
		"comentarios adicionales", "comentarios", "comentarios públicos", "visible para el cliente",
		"comentários adicionais", "comentários", "visível para o cliente",
		"commenti aggiuntivi", "ulteriori commenti", "commenti", "visibile al cliente",
		"aanvullende opmerkingen", "extra opmerkingen", "aanvullende commentaren", "opmerkingen", "zichtbaar voor klant",
		"dodatkowe komentarze", "komentarze", "další komentáře", "dodatečné komentáře", "további megjegyzések",
		"ytterligare kommentarer", "yderligere kommentarer", "tilleggskommentarer", "lisäkommentit", "lisähuomautukset",
		"ek yorumlar", "ek açıklamalar", "дополнительные комментарии", "комментарии", "додаткові коментарі",
		"附加评论", "附加注释", "附加意见", "附加备注", "附加说明", "其他评论", "其他注释", "其他备注", "其他意见", "其它评论", "其它注释", "其它备注",
		"补充评论", "补充说明", "补充注释", "额外评论", "更多评论", "评论", "公开评论", "公共评论", "客户可见", "对客户可见", "附加评论(客户可见)",
		"其他注释(客户可见)", "其他评论(客户可见)", "附加注释(客户可见)", "客户评论", "给客户的回复", "回复客户",
		"其他註解", "其他評論", "附加註解", "附加評論", "附加意見", "補充說明", "評論", "客戶可見", "公開評論",
		"追加コメント", "その他のコメント", "コメント", "顧客に表示", "追加コメント(顧客に表示)",
		"추가 설명", "추가 의견", "추가 코멘트", "추가 주석", "추가 댓글", "의견", "코멘트", "고객에게 표시",
	)
)  # fmt: skip
LONGEST_LINE = 300
LONGEST_MOMENT = 60
# 1/5/24 3:20
_FEWEST_DIGITS = 7
_CLOCK = re.compile(r"[0-9]{1,2} ?(?:[:h.]|时|時|点|點|시) ?(?:[0-9]{2}|半|[^0-9]|$)")


@dataclass(frozen=True, slots=True)
class Entry:
	"""One entry. `moment` as it is written, '' where the text bears none; `kind` is its label, '' where it bears none."""

	column: str
	moment: str
	author: str
	kind: str
	body: str
	public: bool


def entries_of(
	texts: dict[str, str], is_moment: Callable[[str], bool], seen: frozenset[str] = frozenset()
) -> list[Entry]:
	"""The entries of the journals by column, each once; one that stands in several columns is internal if one says so.

	`is_moment` tells whether a text reads as a time; `seen` are further labels, as `label` puts them, of what customers see.
	"""
	found: dict[tuple, Entry] = {}
	for column in COLUMNS:
		for entry in _entries(column, texts.get(column, ""), is_moment, seen):
			same = (entry.moment, entry.author, entry.body) if entry.moment else (column, entry.body)
			# Work notes come first, and comments before what holds both: the first column decides.
			found.setdefault(same, entry)
	return list(found.values())


def label(text: str) -> str:
	"""A label without differences of case, width and spaces."""
	return " ".join(straightened(text).casefold().split())


def labels_taken(entries: list[Entry]) -> Counter:
	"""How many entries each label has, as (label as written, whether the customer sees it)."""
	return Counter((entry.kind, entry.public) for entry in entries if entry.kind)


def _entries(column: str, text: str, is_moment, seen: frozenset[str]):
	head: tuple[str, str, str, bool] = ("", "", "", True)
	lines: list[str] = []
	for line in text.splitlines():
		following = _head(line, column, is_moment)
		if following is None:
			lines.append(line)
			continue
		yield from _entry(column, head, lines, seen)
		head, lines = following, []
	yield from _entry(column, head, lines, seen)


def _entry(column: str, head: tuple[str, str, str, bool], lines: list[str], seen: frozenset[str]):
	moment, author, kind, readable = head
	body = "\n".join(lines).strip()
	if body or moment:
		public = readable and _is_public(column, moment, kind, seen)
		yield Entry(column, moment if readable else "", author, kind, body, public)


def _is_public(column: str, moment: str, kind: str, seen: frozenset[str]) -> bool:
	if column in WORK_NOTES:
		return False
	if not moment:
		# Some exports hold the last entry alone, without its line: then the column says it.
		return column in COMMENTS
	return label(kind) in _SEEN or label(kind) in seen


def _head(line: str, column: str, is_moment) -> tuple[str, str, str, bool] | None:
	"""Time, author and kind of a line that begins an entry, and whether its time can be read; None for another line."""
	if len(line) > LONGEST_LINE:
		return None
	plain = same_length(line).rstrip()
	begin = len(plain) - len(plain.lstrip())
	dash = plain.find(" - ", begin)
	if not 0 < dash - begin <= LONGEST_MOMENT or not _CLOCK.search(plain, begin, dash):
		return None
	moment = plain[begin:dash]
	opening = _opening_bracket(plain, dash + 3)
	readable = is_moment(moment)
	if not readable and not (_looks_like_date(moment) and opening is not None):
		return None
	if opening is None:
		# Without a kind it may be a line that somebody wrote. Where work notes may follow it is taken for a new entry,
		# which is internal; where none can stand it stays in the comment.
		return (moment, line[dash + 3 :].strip(), "", readable) if column in BOTH else None
	return moment, line[dash + 3 : opening].strip(), line[opening + 1 : len(plain) - 1].strip(), readable


def _looks_like_date(text: str) -> bool:
	"""Whether it may be a time in a form that nobody reads here."""
	return text[:1].isdigit() and sum(character.isdigit() for character in text) >= _FEWEST_DIGITS


def _opening_bracket(plain: str, start: int) -> int | None:
	"""Where the last pair of brackets opens that ends the line; pairs may stand in it."""
	if not plain.endswith(")"):
		return None
	depth = 0
	for place in range(len(plain) - 1, start - 1, -1):
		depth += {")": 1, "(": -1}.get(plain[place], 0)
		if depth == 0:
			return place
	return None


def in_order(moment: datetime | None, now: datetime) -> tuple[bool, datetime]:
	"""By which messages are sorted: those without a time come first."""
	return moment is not None, moment or now
