"""Settings: typed, bounded, overridden by the environment; what is unknown is an error."""

from pathlib import Path

import pytest

from crypto.errors import TrackerError
from tests.vectors.cast import WITNESSES, log_signer, witness_key
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


WITNESS = f'key = "{witness_key(WITNESSES[0]).encode()}"\nurl = "https://witness.example/w"\n'
BAD_WITNESSES = {
    "no key": '[[witness]]\nurl = "https://witness.example"\n',
    "no address": f'[[witness]]\nkey = "{witness_key(WITNESSES[0]).encode()}"\n',
    "a name more": f'[[witness]]\n{WITNESS}name = "w"\n',
    "no list": f"[witness]\n{WITNESS}",
    "twice": f"[[witness]]\n{WITNESS}[[witness]]\n{WITNESS}",
    "a log's key": f'[[witness]]\nkey = "{log_signer().verifier.encode()}"\nurl = "https://witness.example"\n',
    "no http": WITNESS.replace("https://", "gopher://").join(("[[witness]]\n", "")),
    "an address in two words": WITNESS.replace("/w", "/w w").join(("[[witness]]\n", "")),
    "another proxy": 'witness_proxy = "http://127.0.0.1:3128"\n',
}


@pytest.mark.parametrize("what", BAD_WITNESSES)
def test_a_witness_that_could_not_be_asked_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "server.toml"
    path.write_text(f'origin = "rehearsal/test"\n{BAD_WITNESSES[what]}')
    with pytest.raises(TrackerError) as refused:
        load_config(path, {})
    assert refused.value.code == "config-invalid"


def test_witnesses_come_from_the_file_or_from_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "server.toml"
    path.write_text(
        f'origin = "rehearsal/test"\nwitness_proxy = "socks5h://127.0.0.1:9050"\n[[witness]]\n{WITNESS}'
    )
    config = load_config(path, {})
    (witness,) = config.witness
    assert (witness.name, witness.key) == (WITNESSES[0], witness_key(WITNESSES[0]))
    assert witness.url == "https://witness.example/w"
    path.write_bytes(write_config(config))
    assert load_config(path, {}) == config
    others = " ".join(f"{witness_key(name).encode()} http://{name}" for name in WITNESSES[1:])
    named = load_config(path, {"TRACKER_SERVER_WITNESS": others})
    assert [item.name for item in named.witness] == list(WITNESSES[1:])
