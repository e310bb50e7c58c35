"""Cases made for the search benchmark, in Chinese and English, and questions whose right answers are known.

What each case is about is drawn first and then written down, so that who must be found is known without any search. The
first things of each list are the most frequent.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

from fsm_app.engine.search_index import Document

PARTS = (
	("电机", "motor"), ("轴承", "bearing"), ("压缩机", "compressor"), ("水泵", "pump"), ("传感器", "sensor"),
	("门锁", "latch"), ("皮带", "belt"), ("风扇", "fan"), ("阀门", "valve"), ("控制板", "controller"),
	("显示屏", "display"), ("电源", "inverter"), ("滤网", "filter"), ("密封圈", "gasket"), ("加热管", "heater"),
	("离合器", "clutch"), ("齿轮箱", "gearbox"), ("编码器", "encoder"), ("继电器", "relay"), ("变压器", "transformer"),
	("冷凝器", "condenser"), ("蒸发器", "evaporator"), ("喷嘴", "nozzle"), ("导轨", "guideway"), ("气缸", "cylinder"),
	("联轴器", "coupling"), ("打印头", "printhead"), ("扫描仪", "scanner"), ("摄像头", "camera"), ("电池", "battery"),
)  # fmt: skip
FAULTS = (
	("漏水", "leaking"), ("异响", "rattling"), ("过热", "overheating"), ("不启动", "refuses starting"),
	("振动大", "vibrating"), ("冒烟", "smoking"), ("卡死", "jammed"), ("漏油", "oily"), ("报警", "alarming"),
	("黑屏", "blank"), ("断线", "disconnected"), ("生锈", "corroded"), ("打滑", "slipping"), ("不制冷", "warm"),
	("堵塞", "clogged"), ("跳闸", "tripping"), ("掉电", "undervolted"), ("变形", "warped"), ("结冰", "frozen"), ("松动", "loosened"),
)  # fmt: skip
PLACES = (
	("前", "front"), ("后", "rear"), ("左侧", "left"), ("右侧", "right"), ("上部", "upper"), ("下部", "lower"),
	("主", "primary"), ("备用", "spare"), ("内部", "inner"), ("外部", "outer"),
)  # fmt: skip
TALK = (
	(
		"客户来电说明现场情况，工程师到达后先断开电源，检查接线和保险丝。",
		"The customer described the site by telephone; first the mains was switched off and all wiring looked at.",
	),
	(
		"按照手册的步骤拆下外壳，清洁之后重新安装，运行三十分钟没有再出现问题。",
		"Following the manual the cover came off, everything was cleaned and mounted again, then ran for half an hour.",
	),
	(
		"记录了参数并告知操作人员日常保养的方法。",
		"Parameters were noted and the operators were shown the daily care.",
	),
	("需要备件时请提前两天在系统里申请。", "Order material two days ahead when any of it is needed."),
	("测量绝缘电阻，数值在允许范围之内。", "Insulation resistance was measured and is within the limits."),
	(
		"软件版本已经升级到最新，重启后恢复正常。",
		"Firmware was brought to the newest release and a restart cured the rest.",
	),
)
TRADITIONAL = str.maketrans(
	"电机轴泵传门带风阀显滤圈热离齿轮编码继变压缩发喷导联头扫摄异响过启动卡断线锈开关",
	"電機軸泵傳門帶風閥顯濾圈熱離齒輪編碼繼變壓縮發噴導聯頭掃攝異響過啟動卡斷線鏽開關",
)


class Case(NamedTuple):
	"""What one case is about."""

	id: str
	language: int
	part: int
	fault: int
	place: int
	code: tuple[str, int]
	model: tuple[str, int, int]


class Asked(NamedTuple):
	"""A question, its kind, and whom it must find: the cases with these traits."""

	question: str
	kind: str
	traits: dict


def cases(count: int, seed: int = 13) -> Iterator[Case]:
	"""So many cases, always the same."""
	chance = random.Random(seed)
	for number in range(count):
		yield Case(
			f"KC-{number:06}",
			chance.randrange(2),
			int(len(PARTS) * chance.random() ** 2),
			int(len(FAULTS) * chance.random() ** 2),
			chance.randrange(len(PLACES)),
			(chance.choice("EFHLP"), chance.randrange(1, 400)),
			(chance.choice(("KX", "ZR", "VMC", "TQ")), chance.randrange(100, 900), chance.randrange(10)),
		)


def written(case: Case) -> Document:
	"""A case as it stands in the index, and what a database would keep of it."""
	chance = random.Random(case.id)
	language = case.language
	part, fault, place = (
		PARTS[case.part][language],
		FAULTS[case.fault][language],
		PLACES[case.place][language],
	)
	code = f"{case.code[0]}-{case.code[1]}"
	model = f"{case.model[0]}-{case.model[1]}.{case.model[2]}"
	talk = " ".join(pair[language] for pair in chance.sample(TALK, 4))
	if language == 0:
		title = f"{place}{part}{fault}的处理方法"
		body = f"设备{model}运行时{place}{part}{fault}，显示故障码{code}。{talk}更换{part}后解决。"
	else:
		title = f"{place.capitalize()} {part} {fault}"
		body = f"On a {model} the {place} {part} was found {fault}; it showed {code}. {talk} A new {part} solved it."
	return Document(case.id, title, body, (code,), "Case", ("internal",))


def questions(count: int, all_cases: list[Case], seed: int = 29) -> list[Asked]:
	"""So many questions of all kinds about cases that there are, in other writings than theirs."""
	chance = random.Random(seed)
	return [_question(chance, chance.choice(all_cases)) for _number in range(count)]


def _question(chance: random.Random, case: Case) -> Asked:
	language = case.language
	part, fault, place = (
		PARTS[case.part][language],
		FAULTS[case.fault][language],
		PLACES[case.place][language],
	)
	letters, number = case.code
	writings = (
		f"{letters}{number}",
		f"{letters.lower()} {number}",
		f"{letters}-{number}",
		_wide(f"{letters}{number}"),
	)
	code = chance.choice(writings)
	model = f"{case.model[0]}{chance.choice(('', '-', ' '))}{case.model[1]}.{case.model[2]}"
	same = {"language": language}
	kind = chance.choice(
		("word", "words", "code", "part of a code", "code and word", "sentence", "mistyped", "traditional")
	)
	if kind == "code":
		return Asked(code, kind, {"code": case.code})
	if kind == "part of a code":
		return Asked(f"{case.model[1]}.{case.model[2]}", kind, {"model": case.model[1:]})
	if kind == "code and word":
		return Asked(f"{model} {part}", kind, {**same, "model": case.model, "part": case.part})
	if kind == "sentence":
		asked = f"{part}{fault}怎么办" if language == 0 else f"what to do when the {part} is {fault}"
		return Asked(asked, kind, {**same, "part": case.part, "fault": case.fault})
	if kind == "mistyped" and language == 1:
		at = chance.randrange(1, len(part) - 1)
		wrong = part[:at] + part[at + 1 :] if len(part) > 5 else part
		return Asked(f"{wrong} {fault}", kind, {**same, "part": case.part, "fault": case.fault})
	if kind == "traditional" and language == 0:
		return Asked(
			f"{part} {fault}".translate(TRADITIONAL), kind, {**same, "part": case.part, "fault": case.fault}
		)
	if kind == "word":
		return Asked(part, kind, {**same, "part": case.part})
	return Asked(
		f"{place} {part} {fault}",
		"words",
		{**same, "part": case.part, "fault": case.fault, "place": case.place},
	)


def _wide(text: str) -> str:
	return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
