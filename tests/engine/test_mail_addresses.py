"""From lines as the world writes them: one mailbox where one is meant, two where a comma parts two addresses (C2)."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.mail_addresses import is_well_written, mailboxes

ANN = "ann@customer.example"
GBK_NAME = "张伟".encode("gbk").decode("ascii", "surrogateescape")
ENCODED = f"=?gb2312?B?{b64encode('李喆'.encode('gbk')).decode()}?="


@pytest.mark.parametrize(
	("line", "name"),
	[
		(ANN, ""),
		(f"<{ANN}>", ""),
		("ANN@Customer.Example", ""),
		(f"Ann <{ANN}>", "Ann"),
		(f'"Doe, Ann" <{ANN}>', "Doe, Ann"),
		(f'"Ann \\"the boss\\" Doe" <{ANN}>', 'Ann "the boss" Doe'),
		(f"{ANN} <{ANN}>", ANN),
		(f'"{ANN}" <{ANN}>', ANN),
		(f"'{ANN}' <{ANN}>", ANN),
		(f"Doe, Ann <{ANN}>", "Doe, Ann"),
		(f"Doe, Ann (Sales), Dr. <{ANN}>", "Doe, Ann (Sales), Dr."),
		(f"Ann J. Doe [HQ] <{ANN}>", "Ann J. Doe [HQ]"),
		(f"Ann <Sales> <{ANN}>", "Ann <Sales>"),
		(f"Ann ＜{ANN}＞", "Ann"),
		("张伟《ann＠customer.example》", "张伟"),
		(f"张，伟 <{ANN}>", "张,伟"),
		(f"{GBK_NAME} <{ANN}>", "张伟"),
		(f"{ENCODED} <{ANN}>", "李喆"),
		(f'"{ENCODED}" <{ANN}>', "李喆"),
		(f"=?utf-8?Q?Doe,_Ann?= <{ANN}>", "Doe, Ann"),
		(f"=?utf-8?B?{b64encode(f'Ann <{ANN}>'.encode()).decode()}?=", "Ann"),
		(f"{ANN} (Ann Doe)", "Ann Doe"),
		(f"Ann <{ANN}>, Ann <{ANN}>", "Ann"),
		(f'"Ann <{ANN}>', "Ann"),
		(f"Ann < {ANN} >;", "Ann"),
		(f"boss@customer.example <{ANN}>", "boss@customer.example"),
	],
)
def test_one_mailbox(line, name):
	((address, found),) = mailboxes(line)
	assert address == ANN
	assert found.strip("\"' ") == name


@pytest.mark.parametrize(
	"line",
	[
		f"boss@customer.example, Eve <{ANN}>",
		f"{ANN}, boss@customer.example",
		f"Boss <boss@customer.example>, Eve <{ANN}>",
		f"Boss <boss@customer.example> Eve <{ANN}>",
		f"Doe, boss@customer.example, Eve <{ANN}>",
		f"boss@customer.example；{ANN}",
	],
)
def test_two_addresses_parted_by_a_comma_are_two(line):
	assert {address for address, _name in mailboxes(line)} == {"boss@customer.example", ANN}


@pytest.mark.parametrize("line", ["", "nobody", "undisclosed-recipients:;", "Ann <>", "@", "a@", "<@x>"])
def test_nobody(line):
	assert mailboxes(line) == []


def test_what_had_to_be_guessed():
	assert all(
		map(is_well_written, (ANN, f"<{ANN}>", f"Ann <{ANN}>", f'"Doe, Ann" <{ANN}>', f"{ENCODED} <{ANN}>"))
	)
	assert not any(
		map(
			is_well_written,
			(f"{ANN} <{ANN}>", f"Doe, Ann <{ANN}>", f"Ann ＜{ANN}＞", "nobody", f"{ANN}, b@x"),
		)
	)


@given(st.text(alphabet='<>"@,;()\\ \x00\udcb7a.=?，＜', max_size=80))
def test_no_line_makes_it_fail(line):
	assert all(address.count("@") == 1 and "<" not in address for address, _name in mailboxes(line))
	is_well_written(line)


@pytest.mark.parametrize("piece", ['"', '\\"', "<", "<a@", "@", "a", "(", ",", "a@b,", " "])
def test_a_long_line_is_only_long(piece):
	assert isinstance(mailboxes(piece * (1_000_000 // len(piece))), list)
