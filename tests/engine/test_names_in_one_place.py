"""What code and forms both name is the same in both: metrics, kinds of evidence, stages."""

import json
from pathlib import Path

import pytest

import fsm_app
from fsm_app.engine import stages
from fsm_app.engine.sla_metrics import METRICS

APP = Path(fsm_app.__file__).parent
DEFINITIONS = {
	definition["name"]: definition
	for path in sorted(APP.glob("*/doctype/*/*.json"))
	for definition in [json.loads(path.read_text(encoding="utf-8"))]
}


def options(doctype: str, field: str) -> list[str]:
	(found,) = [row for row in DEFINITIONS[doctype]["fields"] if row["fieldname"] == field]
	return [option for option in found["options"].split("\n") if option]


@pytest.mark.parametrize("doctype", ["SLA Clock", "SLA Target", "SLA Escalation Step"])
def test_metrics(doctype):
	assert options(doctype, "metric") == list(METRICS)


def test_stages():
	assert options("Service Ticket", "stage") == list(stages.STAGES)


def test_evidence_of_an_offering_is_evidence_of_the_ticket():
	assert set(options("Service Evidence", "kind")) <= set(options("Service Offering Evidence", "kind"))


def test_a_documents_module_is_its_folder():
	for path in sorted(APP.glob("*/*/*/*.json")):
		record = json.loads(path.read_text(encoding="utf-8"))
		if isinstance(record, dict) and record.get("module"):
			assert record["module"].lower().replace(" ", "_") == path.relative_to(APP).parts[0], path
