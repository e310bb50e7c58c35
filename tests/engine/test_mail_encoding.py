"""Bytes of mails under labels that are too narrow, wrong or absent (C2)."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.mail_encoding import codec_of, read, read_header


@pytest.mark.parametrize(
	("label", "sent_as", "text"),
	[
		("gb2312", "gbk", "李喆：空调不制冷"),
		("GB2312", "gb18030", "㐀䶮 李喆"),
		("gbk", "gb18030", "㐀李"),
		("iso-8859-1", "cp1252", "10 € – “hot”"),
		("latin1", "cp1252", "don’t"),
		("iso-8859-9", "cp1254", "10 € ğ"),
		("ks_c_5601-1987", "cp949", "똠방각하"),
		("euc-kr", "cp949", "펲시"),
		("shift_jis", "cp932", "①髙橋㈱"),
		("x-sjis", "cp932", "①"),
		("big5", "big5hkscs", "嘅啲"),
		("tis-620", "cp874", "น้ำรั่ว…"),
		("utf8", "utf-8", "漏水"),
		("iso-2022-jp", "iso-2022-jp", "水漏れ"),
		("koi8-r", "koi8-r", "насос"),
		('"utf-8"', "utf-8", "漏水"),
	],
)
def test_each_label_is_read_by_its_superset(label, sent_as, text):
	content = text.encode(sent_as)
	assert read(content, label) == (text, "")
	word = f"=?{label.strip(chr(34))}?B?{b64encode(content).decode()}?="
	assert read_header(word) == (text, "")


@pytest.mark.parametrize(
	"label", [None, "", "us-ascii", "x-unknown", "8bit", "no-such", "idna", "rot13", "hex"]
)
@pytest.mark.parametrize(
	("text", "sent_as", "taken"),
	[
		("水泵漏水", "utf-8", "utf-8"),
		("水泵漏水", "gbk", "gb18030"),
		("张伟", "gbk", "gb18030"),
		("李喆：空调不制冷 AC 3", "gbk", "gb18030"),
		("Café défaut n° 5", "cp1252", "cp1252"),
		("Größe über Maß", "cp1252", "cp1252"),
		("10 € – “hot”", "cp1252", "cp1252"),
	],
)
def test_without_a_label_that_holds_it_is_guessed_and_said(label, text, sent_as, taken):
	assert read(text.encode(sent_as), label) == (text, taken)


def test_what_is_ascii_needs_no_guess():
	assert read(b"pump", None) == ("pump", "") and read(b"pump", "us-ascii") == ("pump", "")


def test_a_person_chooses_what_else_it_is():
	assert read("насос".encode("cp1251"), None, "windows-1251") == ("насос", "cp1251")
	assert read("насос".encode("koi8-r"), "koi8-r", "windows-1251") == ("насос", "")


def raw(header: bytes) -> str:
	return header.decode("ascii", "surrogateescape")


def test_raw_bytes_in_a_header():
	assert read_header(raw("水泵漏水".encode())) == ("水泵漏水", "utf-8")
	assert read_header(raw("回复: 水泵漏水".encode("gbk"))) == ("回复: 水泵漏水", "gb18030")
	assert read_header(raw("Café".encode("cp1252"))) == ("Café", "cp1252")
	mixed = raw("水泵 ".encode()) + "=?gb2312?B?" + b64encode("李喆".encode("gbk")).decode() + "?= ok"
	assert read_header(mixed).text == "水泵 李喆 ok"


def test_words_that_are_torn_apart_and_folded():
	first, second = b64encode("水泵漏".encode()[:5]).decode(), b64encode("水泵漏".encode()[5:]).decode()
	assert read_header(f"Re: =?utf-8?B?{first}?=\n =?utf-8?B?{second}?=").text == "Re: 水泵漏"
	assert read_header("=?utf-8?Q?hot_pump?=  is\n\there").text == "hot pump is here"
	assert read_header("=?utf-8?B?a?=").text == "=?utf-8?B?a?="


@given(st.binary(max_size=60), st.one_of(st.none(), st.text(max_size=12)))
def test_no_bytes_and_no_label_make_it_fail(content, label):
	assert isinstance(read(content, label).text, str)
	assert isinstance(read_header(content.decode("ascii", "surrogateescape")).text, str)


@pytest.mark.parametrize(
	"label", ["idna", "punycode", "unicode_escape", "undefined", "base64", "zlib", "\x00", "x" * 5000]
)
def test_a_codec_that_is_none_of_mails_is_no_label(label):
	assert codec_of(label) == ""


@pytest.mark.parametrize("piece", ["=?", "=?utf-8?B?YQ==?= ", "=?utf-8?q?", "?=", " ", "\udcb7"])
def test_a_long_header_is_only_long(piece):
	assert isinstance(read_header(piece * (400_000 // len(piece))).text, str)
