"""In which encoding a small file is written (C2): names in it are read as they were typed, or the answer says it is unsure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.import_formats.export_encoding import AUTO, ENCODINGS, NotText, encoding_of, guess

NAMES = {
	"gb18030": ("张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周杰", "吴敏", "徐强", "孙艳", "马超", "朱军", "胡明", "郭涛", "何勇", "高洁", "林峰", "罗刚", "欧阳娜娜", "诸葛亮", "李喆", "陈镕"),
	"big5": ("張偉", "王淑芬", "李美玲", "陳志明", "林怡君", "黃雅婷", "吳俊傑", "劉建宏"),
	"cp932": ("佐藤", "鈴木一郎", "高橋さん", "田中", "伊藤", "渡辺", "山本", "プリンタ故障"),
	"cp949": ("김민준", "이서연", "박지훈", "최수진", "정현우", "강은영"),
	"cp1252": ("Müller", "Jürgen Groß", "Françoise", "José Núñez", "Bjørn", "Zoë", "Pump fällt aus", "5 °C – kalt"),
	"cp1251": ("Иванов", "Петрова Анна", "Сидоров", "Кузнецов", "не работает"),
	"cp1253": ("Παπαδόπουλος", "Γιώργος Νικολάου"),
}  # fmt: skip
CASES = [(codec, name) for codec, names in NAMES.items() for name in names]


def line(name: str) -> str:
	return f"INC0000001,Printer jam,{name},2024-01-05 10:20\n"


@pytest.mark.parametrize(("codec", "name"), CASES)
def test_one_name_in_an_english_file(codec, name):
	sample = line(name).encode(codec)
	assert sample.decode(guess(sample).codec) == line(name)


@pytest.mark.parametrize("codec", NAMES)
def test_a_few_names_are_read_for_sure(codec):
	sample = "".join(line(name) for name in NAMES[codec][:6]).encode(codec)
	found = guess(sample)
	assert sample.decode(found.codec) == sample.decode(codec)
	assert found.is_sure or codec == "cp1252"


@pytest.mark.parametrize(
	("name", "codec", "home"),
	[
		("Łukasz Wąsowski", "cp1250", ("pl",)),
		("Jiří Dvořák", "cp1250", ("cs", "cz")),
		("Ayşe Yılmaz", "cp1254", ("tr",)),
		("王小明", "big5", ("zh-TW", "tw")),
		("王小明", "gb18030", ("zh", "cn")),
	],
)
def test_the_site_tells_where_the_file_alone_does_not(name, codec, home):
	sample = line(name).encode(codec)
	assert sample.decode(guess(sample, home).codec) == line(name)


def test_an_unsure_answer_names_what_else_is_possible():
	# é and č, as French or as Czech.
	found = guess("Jiøí Dvoøák".encode("cp1252"))
	assert not found.is_sure
	assert "cp1250" in (found.codec, *found.others)


@pytest.mark.parametrize(
	("content", "label"),
	[
		("Id,a\n".encode("utf-8-sig"), "UTF-8"),
		("Id,张\n".encode(), "UTF-8"),
		(b"Id,a\n", "UTF-8"),
		("Id,张\n".encode("utf-16"), "UTF-16"),
		("Id,Subject,张\n".encode("utf-16-le"), "UTF-16"),
		("Id,Subject,张\n".encode("utf-16-be"), "UTF-16"),
		("Id,张伟,王芳\n".encode("gb18030"), "GB18030 (GBK, GB2312)"),
	],
)
def test_what_the_file_says_comes_before_any_guess(tmp_path, content, label):
	path = tmp_path / "file"
	path.write_bytes(content)
	found = encoding_of(path)
	assert (found.label, found.is_sure) == (label, True)


@pytest.mark.parametrize("label", ENCODINGS)
def test_every_encoding_can_be_chosen(tmp_path, label):
	path = tmp_path / "file"
	path.write_bytes("Id,张\n".encode("gb18030"))
	assert encoding_of(path, label).label == label


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_have_an_encoding_or_are_no_text(content):
	try:
		found = guess(content)
	except NotText:
		return
	content.decode(found.codec, "replace")


def test_automatic_is_no_encoding():
	assert AUTO not in ENCODINGS
