"""crypto/ takes bytes and gives bytes: no files, network, clock, environment or hidden randomness.

Held twice: by what its source may name, and by an audit hook while it works (test_crypto_at_work.py).
"""

import ast

import pytest

from tests.architecture.tree import dotted, modules, parsed

MAY_IMPORT = {
    "__future__", "abc", "argon2", "base64", "binascii", "bisect", "collections", "crypto",
    "cryptography", "dataclasses", "datetime", "enum", "functools", "hashlib", "heapq", "hmac",
    "itertools", "json", "math", "nacl", "operator", "re", "string", "struct", "types", "typing",
    "unicodedata",
}  # fmt: skip
MAY_NOT_CALL = {
    "open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint",
    "now", "today", "utcnow", "fromtimestamp", "generate", "generate_key", "randombytes", "random",
    "urandom", "token_bytes", "crypto_box_keypair", "crypto_sign_keypair", "crypto_box_seal",
    "SealedBox", "SecretBox",
}  # fmt: skip
# A sealed message needs a key of its own. Both libraries draw it inside the call, where no argument could
# weaken it (docs/adr/0002): the only randomness in crypto/.
SEALS = {("crypto/recipient.py", "crypto_box_seal")}


def imports(tree: ast.Module) -> set[str]:
    """The top-level packages that a module names, wherever it imports them."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add("crypto" if node.level else (node.module or "").partition(".")[0])
    return names


def calls(tree: ast.Module) -> set[str]:
    """The last part of every name that a module mentions, and so could call."""
    mentioned = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            mentioned.add(dotted(node.func).rpartition(".")[2])
        if isinstance(node, ast.ImportFrom):
            mentioned |= {alias.name for alias in node.names}
    return mentioned


@pytest.mark.parametrize("path", modules("crypto"))
def test_a_module_imports_only_what_is_pure(path: str) -> None:
    assert imports(parsed(path)) - MAY_IMPORT == set()


@pytest.mark.parametrize("path", modules("crypto"))
def test_a_module_calls_nothing_that_reaches_outside(path: str) -> None:
    allowed = {name for place, name in SEALS if place == path}
    assert (calls(parsed(path)) & MAY_NOT_CALL) - allowed == set()


def test_the_allowed_seals_are_still_there() -> None:
    assert {(path, name) for path, name in SEALS if name in calls(parsed(path))} == SEALS
