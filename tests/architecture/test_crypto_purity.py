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
BUILTINS = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint", "id", "hash"}
ANYWHERE = {
    "now", "today", "utcnow", "fromtimestamp", "generate", "generate_key", "randombytes", "random",
    "urandom", "token_bytes", "crypto_box_keypair", "crypto_sign_keypair", "crypto_box_seal",
    "SealedBox", "SecretBox", "Suite",
}  # fmt: skip
# A sealed message needs a key of its own. Both libraries draw it inside the call, where no argument could
# weaken it (docs/adr/0002): the only randomness in crypto/.
SEALS = {("crypto/recipient.py", "crypto_box_seal"), ("crypto/recipient.py", "Suite")}


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
    """What a module calls or imports by name that it should not."""
    reached = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            reached |= {name} & BUILTINS | {name.rpartition(".")[2]} & ANYWHERE
        if isinstance(node, ast.ImportFrom):
            reached |= {alias.name for alias in node.names} & ANYWHERE
    return reached


@pytest.mark.parametrize("path", modules("crypto"))
def test_a_module_imports_only_what_is_pure(path: str) -> None:
    assert imports(parsed(path)) - MAY_IMPORT == set()


@pytest.mark.parametrize("path", modules("crypto"))
def test_a_module_calls_nothing_that_reaches_outside(path: str) -> None:
    allowed = {name for place, name in SEALS if place == path}
    assert calls(parsed(path)) - allowed == set()


def test_the_allowed_seals_are_still_there() -> None:
    assert {(path, name) for path, name in SEALS if name in calls(parsed(path))} == SEALS
