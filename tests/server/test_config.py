"""Settings: typed, bounded, overridden by the environment; what is unknown is an error."""

from pathlib import Path

import pytest

from crypto.errors import TrackerError
from tracker.server.config import load_config, make_config, write_config

BAD = {
    "": "config-invalid",
    'origin = "rehearsal/test"\nunknown = 1': "config-unknown-key",
    'origin = "Not An Origin"': "config-invalid",
    'origin = "rehearsal/test"\nworkers = "2"': "config-invalid",
    'origin = "rehearsal/test"\nworkers = true': "config-invalid",
    'origin = "rehearsal/test"\nbatch_hour = 24': "config-invalid",
    'origin = "rehearsal/test"\nthreads = 8': "config-invalid",
    'origin = "rehearsal/test"\nsqlite_journal_mode = "off"': "config-invalid",
    'origin = "rehearsal/test"\ndatabase_url = "mysql://x"': "config-invalid",
    "origin =": "config-malformed",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_file_is_refused_by_its_code(tmp_path: Path, text: str) -> None:
    path = tmp_path / "server.toml"
    path.write_text(text)
    with pytest.raises(TrackerError) as refused:
        load_config(path, {})
    assert refused.value.code == BAD[text]


def test_the_environment_overrides_and_is_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "server.toml"
    path.write_text('origin = "rehearsal/test"\nworkers = 3\n')
    environment = {"TRACKER_SERVER_THREADS": "32", "TRACKER_SERVER_COOKIE_SECURE": "true", "HOME": "/"}
    config = load_config(path, environment | {"TRACKER_SERVER_CONFIG": str(path)})
    assert (config.workers, config.threads, config.cookie_secure) == (3, 32, True)
    for name, code in (("THREADS", "config-invalid"), ("THREAD", "config-unknown-key")):
        with pytest.raises(TrackerError) as refused:
            load_config(path, {f"TRACKER_SERVER_{name}": "many"})
        assert refused.value.code == code


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    url = 'postgresql://tracker:a"b\\c@/tracker'
    config = make_config(tmp_path, {"origin": "rehearsal/test", "database_url": url, "workers": 4})
    (tmp_path / "server.toml").write_bytes(write_config(config))
    assert load_config(tmp_path / "server.toml", {}) == config


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TrackerError) as refused:
        load_config(tmp_path / "server.toml", {})
    assert refused.value.code == "config-missing"
