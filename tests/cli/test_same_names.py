"""Options of one meaning have one name in every command; the names that there were stay."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import mockserver
from mockserver.cli.main import main
from mockserver.coverage.runs.saved_runs import write_run

OVERLAY = """
overlay: 1.0.0
info: {title: Mine, version: '1'}
actions:
  - target: $.paths['/customers'].get
    update: {operationId: listEverybody}
"""
BROKEN = OVERLAY.replace("{operationId: listEverybody}", "{responses: 7}")


def printed(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, words)
    return done.exit_code, done.output


@pytest.mark.parametrize("flag", ["--report", "--format"])
def test_a_report_is_chosen_by_one_name_in_every_command(tmp_path: Path, flag: str) -> None:
    data = tmp_path / "data"
    with mockserver.running("rotor") as server, mockserver.judging(server) as judgement:
        write_run(judgement.run(), data)

    code, text = printed("coverage", "report", "--data-file", str(data), "--document", "rotor", flag, "json")

    assert (code, text[:1]) == (0, "{")


def test_what_nobody_called_is_not_covered(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with mockserver.running("rotor") as server, mockserver.judging(server) as judgement:
        assert judgement.summary().percent() == 0
        assert judgement.report()["percent"] == 0
        write_run(judgement.run(), data)

    code, text = printed(
        "coverage", "report", "--data-file", str(data), "--document", "rotor", "--fail-under", "1"
    )

    assert code == 1
    assert "0 % is covered" in text


def test_explain_and_lint_read_overlays(tmp_path: Path) -> None:
    mine, broken = tmp_path / "mine.yaml", tmp_path / "broken.yaml"
    mine.write_text(OVERLAY)
    broken.write_text(BROKEN)

    assert "listEverybody" in printed("explain", "rotor", "listEverybody", "--overlay", str(mine))[1]
    assert printed("lint", "rotor", "--overlay", str(mine))[0] == 0
    code, text = printed("lint", "rotor", "--overlay", str(broken))
    assert code == 1
    assert "responses" in text
