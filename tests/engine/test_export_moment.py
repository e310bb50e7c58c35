"""Times as help desks, spreadsheets and people write them (C2): read as they are meant, or refused with the reason."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.import_formats.export_moment import (
	AUTO,
	DAY_FIRST,
	MONTH_FIRST,
	Clockwork,
	moment_of,
	order_told_by,
)
from fsm_app.import_formats.export_order import order_of
from fsm_app.import_formats.exported_ticket import plain

SHANGHAI = ZoneInfo("Asia/Shanghai")


def there(text: str) -> datetime:
	return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
	("text", "wanted"),
	[
		("02/01/2024 10:20 CET", "2024-01-02 17:20"),
		("2024-01-05 10:20:30 UTC+8", "2024-01-05 10:20:30"),
		("2024-01-05 10:20:30 EST", "2024-01-05 23:20:30"),
		("2024-07-05 10:20 EDT", "2024-07-05 22:20"),
		("2024-07-05 10:20 CEST", "2024-07-05 16:20"),
		("2024-07-05 10:20 MESZ", "2024-07-05 16:20"),
		("2024-01-05 10:20 PST", "2024-01-06 02:20"),
		("2024-01-05 10:20 GMT", "2024-01-05 18:20"),
		("2024-01-05 10:20 JST", "2024-01-05 09:20"),
		("2024-01-05 10:20 +08", "2024-01-05 10:20"),
		("2024-01-05 10:20+0800", "2024-01-05 10:20"),
		("2024-01-05 10:20 GMT+0800", "2024-01-05 10:20"),
		("2024-01-05 10:20 GMT-3", "2024-01-05 21:20"),
		("2024-01-05 10:20 (UTC+8)", "2024-01-05 10:20"),
		("2024-01-05 10:20 UTC＋08：00", "2024-01-05 10:20"),
		("2024-01-05 10:20 UTC−5", "2024-01-05 23:20"),
		("2024-01-05 10:20 UTC+5:30", "2024-01-05 12:50"),
		("2024-01-05 10:20 CST", "2024-01-05 10:20"),
		("2024-01-05 10:20 Asia/Tokyo", "2024-01-05 09:20"),
		("2024-01-05 10:20 America/New_York", "2024-01-05 23:20"),
		("2024-01-05T10:20+08:00[Asia/Shanghai]", "2024-01-05 10:20"),
		("2024-01-05 10:20 China Standard Time", "2024-01-05 10:20"),
		("2024-01-05 10:20（北京时间）", "2024-01-05 10:20"),
		("Fri Jan 05 2024 10:20:30 GMT+0800 (中国标准时间)", "2024-01-05 10:20:30"),
		("Fri, 05 Jan 2024 10:20:30 +0000", "2024-01-05 18:20:30"),
		("2024年1月5日 10:20", "2024-01-05 10:20"),
		("2024年1月5日 上午10时20分", "2024-01-05 10:20"),
		("2024年01月05日10时20分30秒", "2024-01-05 10:20:30"),
		("2024年1月5日星期五 下午3点半", "2024-01-05 15:30"),
		("2024年1月5日（周五）15：20", "2024-01-05 15:20"),
		("２０２４年１月５日　１０：２０", "2024-01-05 10:20"),
		("2024/1/5 下午3:20", "2024-01-05 15:20"),
		("2024/1/5 3:20 下午", "2024-01-05 15:20"),
		("2024-01-05 下午 3:20:10", "2024-01-05 15:20:10"),
		("2024/1/5 上午12:20", "2024-01-05 00:20"),
		("2024/1/5 下午12:20", "2024-01-05 12:20"),
		("2024/1/5 中午12:20", "2024-01-05 12:20"),
		("2024/1/5 晚上8点", "2024-01-05 20:00"),
		("２０２４－０１－０５ １０：２０", "2024-01-05 10:20"),
		("2024年1月5日 午後3時20分", "2024-01-05 15:20"),
		("2024. 1. 5. 오후 3:20", "2024-01-05 15:20"),
		("1/17/2024 3:20 p.m.", "2024-01-17 15:20"),
		("1/17/2024 3:20PM", "2024-01-17 15:20"),
		("5. Januar 2024 15:20 Uhr", "2024-01-05 15:20"),
		("5 janv. 2024 15:20", "2024-01-05 15:20"),
		("5-Jan-2024 15:20", "2024-01-05 15:20"),
		("20240105T022000Z", "2024-01-05 10:20"),
		("20240105102030", "2024-01-05 10:20:30"),
		("\ufeff2024-01-05 10:20", "2024-01-05 10:20"),
	],
)
def test_a_time_is_what_it_says(text, wanted):
	assert moment_of(text, SHANGHAI, DAY_FIRST if "/01/2024" in text else AUTO) == there(wanted)


@pytest.mark.parametrize(
	("text", "said"),
	[
		("02/01/2024 10:20 CET", "Date Order"),
		("2024-01-05 10:20 IST", "several time zones"),
		("2024-01-05 10:20 BST", "several time zones"),
		("2024-01-05 10:20 XYZ", "no time zone known"),
		("2024-01-05 10:20 UTC+15", "15 hours"),
		("2024-01-05 10:20 noon", "no time zone known"),
		("1/5/24 10:20", "four digits"),
		("45296.4306", "spreadsheet"),
		("45296", "spreadsheet"),
		("1704421230", "number"),
		("2024-01-05 10", "not a date"),
		("2024-01-05 晚上12点", "12 晚上"),
		("2024-01-05 下午15:20", "15 下午"),
		("2024-02-30 10:20", "day"),
		("about 2024-01-05", "not a date"),
		("5 Mai oder Juni 2024", "not a date"),
		("10:20", "not a date"),
		("2024", "spreadsheet"),
		("x" * 500, "not a date"),
	],
)
def test_what_is_no_one_time_is_refused_with_the_reason(text, said):
	with pytest.raises(ValueError, match=said):
		moment_of(text, SHANGHAI)


def test_cst_is_what_the_exports_own_zone_calls_so_or_what_was_chosen_and_it_says_so():
	text = "2024-01-05 10:20 CST"
	for zone, hours in (("Asia/Shanghai", 8), ("America/Chicago", -6)):
		times = Clockwork(ZoneInfo(zone))
		assert times.moment(text) == datetime.fromisoformat(f"2024-01-05T10:20{hours:+03d}:00")
		assert times.zones == {"CST": zone}
	with pytest.raises(ValueError, match="China, North America"):
		Clockwork(ZoneInfo("Europe/Berlin")).moment(text)
	chosen = Clockwork(ZoneInfo("Europe/Berlin"), chosen={"CST": "Asia/Shanghai"})
	assert chosen.moment(text) == there("2024-01-05 10:20") and chosen.zones == {"CST": "Asia/Shanghai"}


class Record:
	def __init__(self, **values):
		self.values = values


@pytest.mark.parametrize(
	("dates", "order", "told_by"),
	[
		(["3/17/2025 6:04"] * 5 + ["4/5/2025 14:09"], MONTH_FIRST, 5),
		(["17/3/2025 6:04", "4/5/2025", "5.4.2025"], DAY_FIRST, 1),
		(["4/5/2025", "5/5/2025", "2025-03-17", "17.3.2025", ""], AUTO, 0),
		(["17/3/2025", "3/17/2025"], AUTO, 2),
	],
)
def test_the_dates_of_a_file_settle_the_order_where_they_agree(dates, order, told_by):
	rows = [Record(Opened=date, Note="13/1/2024") for date in dates]
	found = order_of(rows, ("opened",), plain)
	assert (found.order, found.told_by, bool(found.against)) == (order, told_by, told_by == 2)


@given(st.text(max_size=90))
def test_any_text_is_a_time_or_refused(text):
	try:
		assert moment_of(text, SHANGHAI).tzinfo
	except ValueError as error:
		assert str(error)
	assert order_told_by(text) in (None, DAY_FIRST, MONTH_FIRST)


@given(
	st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),
	st.sampled_from(
		[
			"{0:%Y}年{0.month}月{0.day}日 {0:%H:%M:%S}",
			"{0.month}/{0.day}/{0:%Y} {0:%I:%M:%S %p}",
			"{0:%d %B %Y %H:%M:%S}",
			"{0:%b} {0.day}, {0:%Y} {0:%I:%M:%S %p}",
			"{0:%Y/%m/%d}　{0:%H：%M：%S}",
		]
	),
)
def test_a_written_moment_is_read_as_it_was(moment, form):
	moment = moment.replace(microsecond=0)
	assert moment_of(form.format(moment), ZoneInfo("UTC"), MONTH_FIRST).replace(tzinfo=None) == moment
