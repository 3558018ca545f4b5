"""What PostgreSQL must not keep or write down."""

import os
from pathlib import Path

import pytest

from crypto.errors import TrackerError
from tests.simulators.deployment import deployed, prepared
from tests.simulators.postgres import LOUD_ROLE, OWNER, Postgres, running_postgres
from tracker.server.checkup import examine
from tracker.server.config import load_config
from tracker.server.office import clock

LOUD = ("log_statement=all", "log_duration=on", "log_parameter_max_length=-1", "log_min_duration_statement=0")


def database_line(deployment_config: Path) -> bool:
    """Whether the check's line on the database passes."""
    results = examine(load_config(deployment_config, {}), clock())
    return next(result.passed for result in results if result.name == "database")


def test_a_server_that_keeps_commit_times_is_refused(tmp_path: Path) -> None:
    with running_postgres("track_commit_timestamp=on") as cluster, pytest.raises(TrackerError) as refused:
        prepared(tmp_path / "state", cluster.new_database())
    assert refused.value.code == "database-setting"


def test_our_statements_stay_out_of_a_talkative_servers_log(tmp_path: Path) -> None:
    with running_postgres(*LOUD) as cluster:
        for role in (OWNER, "tracker"):
            url = cluster.new_database(role)
            logged = len(cluster.log)
            with deployed(tmp_path / role, url) as deployment:
                letter = deployment.letter()
                assert deployment.post_letter(letter).status == 201
                assert database_line(deployment.config)
            seen = cluster.log[logged:]
            assert "staging_0" not in seen
            assert letter[-64:].hex() not in seen.lower()


def test_a_role_that_cannot_be_silenced_fails_the_check(tmp_path: Path, postgres: Postgres) -> None:
    deployment = prepared(tmp_path / "state", postgres.new_database(LOUD_ROLE))
    assert not database_line(deployment.config)


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrackerError) as refused:
        prepared(tmp_path / "state", f"postgresql://tracker@/none?host={os.fspath(tmp_path)}")
    assert refused.value.code == "database-unreachable"
