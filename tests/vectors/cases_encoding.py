"""Vectors of the encodings, of padding, labels, X25519 and bare ciphers."""

from typing import Any

from nacl.bindings import crypto_core_ed25519_add

from crypto import aead
from crypto.keys import ExchangeKey
from crypto.padding import pad
from tests.vectors.cast import seed, signing, stream

P = 2**255 - 19
ORDER_EIGHT = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")


def make(workshop: Any) -> None:
    """All files of this page."""
    _json(workshop)
    _primitives(workshop)
    _padding_and_labels(workshop)
    _exchange(workshop)
    _aead(workshop)


def _json(workshop: Any) -> None:
    file = workshop.file("encoding/json", "Canonical JSON: read, and written again to the same bytes.")
    for text in (
        "{}",
        "[]",
        "0",
        "-1",
        "true",
        "9007199254740991",
        "-9007199254740991",
        '""',
        '{"10":1,"9":2,"a":3,"a-b":4,"a_b":5,"aa":6}',
        '{"constructor":1,"hasownproperty":2}',
        '"п’ять 🌻 \\\\ \\" /"',
        '"\\b\\t\\n\\f\\r\\u0000\\u001f"',
        '"\x7f\u2028\u2029\ufeff"',
        '"é"',
        '"e\u0301 \u212b \ud7ff\ue000\ufffd\uffff\U0010ffff"',
        '{"a":{},"b":[[],{}],"c":"","d":false}',
        '"\ue000\U0001f33b"',
        "[" * 15 + "0" + "]" * 15,
        "[" * 16 + "]" * 16,
    ):
        file.accept(text[:40], json_bytes=text.encode(), limit=1000)
    for name, data in {
        "empty": b"",
        "cut off": b"{",
        "white space": b'{"a": 1}',
        "white space behind": b"{} ",
        "LF behind": b"{}\n",
        "keys out of order": b'{"b":1,"a":2}',
        "a key twice": b'{"a":1,"a":1}',
        "numbers as keys in the order of numbers": b'{"9":1,"10":2}',
        "upper case in a key": b'{"A":1}',
        "a key that begins with _": b'{"__proto__":1}',
        "a prototype within": b'{"a":{"__proto__":{"b":1}}}',
        "a key twice, with the same value each time": b'{"a":[{"b":1,"b":1}]}',
        "a key twice, once escaped": b'{"a":1,"\\u0061":1}',
        "a key escaped": b'{"\\u0061":1}',
        "an empty key": b'{"":1}',
        "a Cyrillic key": '{"ї":1}'.encode(),
        "null": b"null",
        "null within": b"[null]",
        "a float": b"1.5",
        "an integral float": b"1.0",
        "an exponent": b"1e2",
        "minus zero": b"-0",
        "a leading zero": b"01",
        "a plus": b"+1",
        "above the safe integers": b"9007199254740992",
        "below them": b"-9007199254740992",
        "a very long integer": b"9" * 400,
        "an integer of 5,000 digits": b"9" * 5000,
        "an integer that rounds to a safe one": b"9007199254740991.4",
        "a number beyond all floats": b"1e400",
        "a hexadecimal number": b"0x10",
        "a fraction that begins with its point": b".5",
        "a point without a fraction": b"1.",
        "full-width digits": "１".encode(),
        "true in capitals": b"True",
        "undefined": b"undefined",
        "NaN": b"NaN",
        "Infinity": b"-Infinity",
        "a letter escaped without need": b'"\\u0041"',
        "a slash escaped": b'"\\/"',
        "upper case in an escape": b'"\\u001F"',
        "a control character escaped the long way": b'"\\u000a"',
        "a control character as it is": b'"\t"',
        "DEL escaped": b'"\\u007f"',
        "a letter beyond ASCII escaped": b'"\\u0456"',
        "a lone surrogate, escaped": b'"\\ud800"',
        "a lone surrogate, low": b'"\\udc00"',
        "a lone surrogate in bytes": b'"\xed\xa0\x80"',
        "a pair of surrogates, escaped": b'"\\ud83c\\udf3b"',
        "a pair of surrogates in bytes": b'"\xed\xa0\xbc\xed\xbc\xbb"',
        "not UTF-8": b'"\xff"',
        "overlong UTF-8": b'"\xc0\xaf"',
        "a byte order mark": b"\xef\xbb\xbf1",
        "a byte order mark behind": b"1\xef\xbb\xbf",
        "a no-break space behind": b"1\xc2\xa0",
        "CR LF behind": b"{}\r\n",
        "a form feed before": b"\x0c1",
        "zero behind": b"1\0",
        "a pair of surrogates in the wrong order": b'"\\udf3b\\ud83c"',
        "a letter beyond Unicode": b'"\xf4\x90\x80\x80"',
        "UTF-16": "1".encode("utf-16"),
        "two values": b"1 2",
        "a comma too many": b"[1,]",
        "single quotes": b"'a'",
        "a comment": b"[/**/]",
        "too deep": b"[" * 16 + b"0" + b"]" * 16,
        "far too deep": b"[" * 400 + b"]" * 400,
    }.items():
        file.refuse(name, "encoding", json_bytes=data, limit=10_000)
    file.accept("at the limit", json_bytes=b"[1,2]", limit=5)
    file.refuse("beyond the limit", "too-large", json_bytes=b"[1,2]", limit=4)

    file = workshop.file("encoding/json-write", "Any JSON text, read by any parser, written canonically.")
    for text in (
        '{"b":1,"a":2}',
        '{"10":1,"9":2,"a":0}',
        '{"a_":1,"a-":2,"a0":3}',
        '{ "a" : [ 1 , true ] }',
        '"\\u0041\\/\\u000a\\u0456"',
        '"\\ud83c\\udf3b"',
        '"\\u007f\\u0080\\u2028"',
        '"e\\u0301 is not \\u00e9"',
    ):
        file.accept(text, value=text.encode())


def _primitives(workshop: Any) -> None:
    file = workshop.file("encoding/base64", "Standard base64 with padding; one spelling for each bytes.")
    for text in ("", "QQ==", "QUI=", "QUJD", "/+7/"):
        file.accept(text or "nothing", text=text.encode())
    for text in (
        "QQ",
        "QQ=",
        "Q===",
        "QR==",
        "QUJ=",
        "QQ==QQ==",
        " QQ==",
        "QQ==\n",
        "Q-_=",
        "Q=Q=",
        "QQ==é",
        "====",
        "=",
        "QUJD=",
        "QUJDR",
        "QU JD",
        "QU\nJD",
        "QUJD\r\n",
        "QU\x0bJD",
        "QU\0JD",
        "QUJD\u00a0",
        "\ufeffQUJD",
        "_-_-",
        "ＱＵＪＤ",
    ):
        file.refuse(repr(text), "encoding", text=text.encode())

    file = workshop.file("encoding/decimal", "A decimal number from 0 to 2⁵³ − 1.")
    for text in ("0", "7", "10", "9007199254740991"):
        file.accept(text, text=text.encode())
    for text in (
        "",
        "00",
        "01",
        "-1",
        "-0",
        "+1",
        "1.0",
        "1e3",
        " 1",
        "1\n",
        "1_0",
        "0x1",
        "0b1",
        "1n",
        "1.",
        "٣",
        "１",
        "²",
        "\ufeff1",
        "1\r\n",
        "1\u2028",
        "9007199254740993",
        "9999999999999999",
        "9007199254740992",
        "9" * 30,
    ):
        file.refuse(repr(text), "encoding", text=text.encode())

    file = workshop.file("encoding/words", "Origins, names and days.")
    for kind, good, bad in [
        (
            "origin",
            ["rehearsal/demo", "a/b/c", "people.example/2026", "0/0", "a/" + "b" * 62],
            [
                "",
                "demo",
                "/a",
                "a/",
                "a//b",
                "A/b",
                "a/б",
                "a/\u212a",
                "a\\b/c",
                "a/b\u2028",
                "a/b\n",
                "a/-b",
                "a/.b",
                "a b/c",
                "a/" + "b" * 63,
                "a/b_c",
            ],
        ),
        (
            "name",
            ["a", "0", "a-b", "a" * 32],
            ["", "-a", "A", "a b", "a_b", "a.b", "ї", "a\n", "ａ", "k\u0307", "a" * 33],
        ),
        (
            "day",
            [
                "2026-05-28",
                "2024-02-29",
                "0001-01-01",
                "9999-12-31",
                "2000-02-29",
                "0004-02-29",
                "2400-02-29",
            ],
            [
                "",
                "2026-5-28",
                "2026-02-29",
                "1900-02-29",
                "0000-01-01",
                "2026-00-01",
                "2026-13-01",
                "2026-04-31",
                "2026-02-30",
                "2026-01-00",
                "2026-01-32",
                "2100-02-29",
                "0100-02-29",
                "12026-05-28",
                "-001-05-28",
                "2026-05-28\n",
                "2026-05-28T00:00",
                "2026-05-2８",
                "20260528",
                "2026-W22-4",
                "2026-05-28 ",
                "26-05-28",
                "٢٠٢٦-05-28",
            ],
        ),
    ]:
        for text in good:
            file.accept(f"{kind} {text}", kind=kind, text=text.encode())
        for text in bad:
            file.refuse(f"no {kind} {text!r}", "encoding", kind=kind, text=text.encode())

    file = workshop.file("encoding/document", "Documents: lines of printable ASCII, each ended by LF.")
    file.accept("two lines", document=b"first/v1\nkey value  with spaces \n", limit=100)
    file.accept("an empty line", document=b"\n", limit=100)
    file.accept("empty lines between", document=b"a\n\n\nb\n\n", limit=100)
    for name, data in {
        "nothing": b"",
        "no LF at the end": b"a\nb",
        "CR": b"a\r\n",
        "CR alone": b"a\rb\n",
        "a form feed": b"a\x0cb\n",
        "a separator of files": b"a\x1cb\n",
        "NEL": b"a\x85b\n",
        "a separator of lines": "a\u2028b\n".encode(),
        "a byte order mark": b"\xef\xbb\xbfa\n",
        "a tab": b"a\tb\n",
        "DEL": b"a\x7f\n",
        "a letter beyond ASCII": "ї\n".encode(),
        "zero": b"a\0\n",
    }.items():
        file.refuse(name, "encoding", document=data, limit=100)
    file.refuse("too long", "too-large", document=b"abc\n", limit=3)


def _padding_and_labels(workshop: Any) -> None:
    file = workshop.file("padding/pad", "Content padded to a size.")
    for size in (4, 8, 16):
        file.accept(f"to {size}", content=b"abcd"[: size - 4], size=size)
    file.refuse("content that does not fit", "too-large", content=b"abcde", size=8)

    file = workshop.file("padding/unpad", "Content behind padding.")
    for content in (b"", b"a", b"a\0\0"):
        file.accept(f"{len(content)} bytes", padded=pad(content, 9))
    file.accept("no room left", padded=pad(b"abc", 7))
    for name, padded in {
        "nothing": b"",
        "less than a length": b"\0\0\0",
        "a length beyond the end": b"\0\0\0\2a",
        "the largest length": b"\xff" * 9,
        "something in the zeros": pad(b"a", 8) + b"\1",
        "something at once": b"\0\0\0\0\1\0",
    }.items():
        file.refuse(name, "padding", padded=padded)

    file = workshop.file("labels/info", "Labels: purpose, then each element behind its length.")
    for name, purpose, context in [
        ("no context", "header", []),
        ("text", "inquiry-key", [b"rehearsal/test"]),
        ("texts that could run together", "cell", [b"ab", b"c"]),
        ("the other way", "cell", [b"a", b"bc"]),
        ("a number", "place", [b"rehearsal/test", b"desk", 7]),
        ("the largest number", "tag", [b"rehearsal/test", b"desk", 2**53 - 1, 3]),
        ("an empty element", "challenge", [b""]),
        ("bytes", "cell", [b"rehearsal/test", b"desk", 7, bytes(range(16))]),
    ]:
        file.accept(name, purpose=purpose, context=context)

    file = workshop.file("keys/hkdf", "HKDF-SHA-256 with an empty salt.")
    for length in (8, 16, 32, 64):
        file.accept(f"{length} bytes", secret=seed("secret"), info=b"inquiry/v1/header", length=length)


def _exchange(workshop: Any) -> None:
    public = workshop.file("keys/exchange-public", "The public half of an X25519 key.")
    public.accept("a key", secret=seed("exchange"))
    public.accept("a secret that is clamped", secret=b"\xff" * 32)

    file = workshop.file("keys/exchange", "X25519.")
    enrol = workshop.file("keys/enrol", "Public keys that may be enrolled, and those that may not.")
    theirs = ExchangeKey(seed("theirs")).public
    file.accept("two keys", secret=seed("exchange"), public=theirs)
    enrol.accept("an X25519 key", kind="x25519", public=theirs)
    small = {
        "zero": 0,
        "one": 1,
        "minus one": P - 1,
        "order eight": 325606250916557431795983626356110631294008115727848805560023387167927233504,
        "order eight, the other": int(
            "39382357235489614581723060781553021112529911719440698176882885853963445705823"
        ),
    }
    for name, number in small.items():
        point = number.to_bytes(32, "little")
        file.refuse(name, "key-degenerate", secret=seed("exchange"), public=point)
        enrol.refuse(f"X25519, {name}", "key-degenerate", kind="x25519", public=point)
    for length in (31, 33):
        file.refuse(f"{length} bytes", "key-degenerate", secret=seed("exchange"), public=bytes([9] * length))
    for name, number in {"p": P, "p and one": P + 1, "nine and the highest bit": 2**255 + 9}.items():
        enrol.refuse(f"X25519, {name}", "key-degenerate", kind="x25519", public=number.to_bytes(32, "little"))
    enrol.refuse("X25519, 31 bytes", "key-degenerate", kind="x25519", public=bytes(31))

    good = signing("a").public
    enrol.accept("an Ed25519 key", kind="ed25519", public=good)
    for name, point in {
        "the neutral element": bytes([1]) + bytes(31),
        "order two": (P - 1).to_bytes(32, "little"),
        "order four": bytes(32),
        "order eight": ORDER_EIGHT,
        "a good key and a point of order eight": crypto_core_ed25519_add(good, ORDER_EIGHT),
        "not on the curve": (2).to_bytes(32, "little"),
        "the neutral element, non-canonical": (P + 1).to_bytes(32, "little"),
        "the neutral element with a sign": bytes([1]) + bytes(30) + b"\x80",
        "31 bytes": bytes(31),
    }.items():
        enrol.refuse(f"Ed25519, {name}", "key-degenerate", kind="ed25519", public=point)


def _aead(workshop: Any) -> None:
    key, nonce, aad = seed("aead"), stream("nonce", 24), b"context"
    sealing = workshop.file("keys/aead-seal", "XChaCha20-Poly1305-IETF.")
    for plaintext in (b"", b"text", stream("plaintext", 200)):
        sealing.accept(f"{len(plaintext)} bytes", key=key, nonce=nonce, plaintext=plaintext, aad=aad)
    file = workshop.file("keys/aead-open", "XChaCha20-Poly1305-IETF, opened.")
    sealed = file.blob("sealed", aead.encrypt(key, nonce, b"text", aad))
    usual = {"key": key, "nonce": nonce, "aad": aad}
    file.accept("good", **usual, sealed=sealed)
    for name, altered in {
        "a bit of the text turned": sealed.flip(0),
        "a bit of the tag turned": sealed.flip(-1),
        "cut off": sealed.cut(19),
        "15 bytes": sealed.cut(15),
        "nothing": sealed.cut(0),
        "a byte more": sealed.add(b"\0"),
    }.items():
        file.refuse(name, "seal-invalid", **usual, sealed=altered)
    for field, value in {"key": seed("other"), "nonce": bytes(24), "aad": b""}.items():
        file.refuse(f"another {field}", "seal-invalid", **usual | {field: value}, sealed=sealed)
