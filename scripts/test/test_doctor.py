"""The report tells what the doctor found: what disturbs first, with what would change it."""

import made_up
from fenceline.report import doctor, trust
from fenceline.results import schema


def found(subject, judgement, **more):
    return {"subject": subject, "judgement": judgement, "state": f"{subject} as it is", **more}


def test_what_disturbs_comes_first_and_what_is_fine_is_folded(tmp_path):
    folder = made_up.run(tmp_path)
    made_up.write(folder, "doctor.csv", [
        found("swap", "ok"), found("turbo", "note", change="echo 0"),
        found("governor", "disturbs", disturbs="latencies", change="cpupower frequency-set")])
    run = schema.load(folder)
    told, fine = doctor.sections_of(run)
    assert [row[1] for row in told.rows] == ["governor", "turbo"]
    assert told.rows[0][-1] == "cpupower frequency-set" and "1 of 3 findings disturb, 1 are to be known" in told.text
    assert fine.folded and fine.rows == [["swap", "swap as it is"]]
    assert "the machine: governor: governor as it is: latencies" in next(trust.sections_of(run)).text


def test_a_run_that_was_not_examined_has_no_findings(tmp_path):
    run = schema.load(made_up.run(tmp_path))
    assert not list(doctor.sections_of(run)) and not doctor.disturbing(run)
