"""What is signed is a type and a body (DSSE): no signature serves for another type, body or key."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.signing import SigningError, canonical, envelope, new_signer, sign, verifier_of
from engine.signing.envelope import pre_authentication_encoding
from engine.signing.statements import STEP_TYPES, instant, step_statement

AT = datetime(2022, 3, 14, 1, 2, 3, 4, tzinfo=UTC)
SIGNER = new_signer("B02")
OTHER = new_signer("C03")
texts = st.text(max_size=20)
contents = st.dictionaries(
    texts, st.one_of(texts, st.integers(), st.booleans(), st.none(), st.lists(texts, max_size=3)), max_size=4
)


def statement(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "step": "approved", "referral": "R1", "paper": "referral", "after": "0" * 64, "document_sha256": "1" * 64,
        "officer": "B02", "at": AT, "detail": {},
    }  # fmt: skip
    return step_statement(**{**given, **changes})


def test_the_encoding_is_that_of_the_dsse_protocol() -> None:
    # the example of protocol.md
    assert pre_authentication_encoding("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_lengths_are_in_bytes_so_no_type_can_run_into_the_body() -> None:
    assert pre_authentication_encoding("类", b"") == b"DSSEv1 3 \xe7\xb1\xbb 0 "
    assert pre_authentication_encoding("a 1 b", b"") != pre_authentication_encoding("a", b"b 0 ")


def test_a_signature_holds_for_its_type_and_body() -> None:
    made = sign(SIGNER, STEP_TYPES["approved"], statement())
    assert made.verified_by(SIGNER.verifier)
    assert made.content == statement()
    assert len(made.signature) == 64


@pytest.mark.parametrize("step", sorted(set(STEP_TYPES) - {"approved"}))
def test_an_approval_never_verifies_as_another_step(step: str) -> None:
    made = sign(SIGNER, STEP_TYPES["approved"], statement())
    form = {**made.form(), "payloadType": STEP_TYPES[step]}
    assert not envelope(form).verified_by(SIGNER.verifier)


@pytest.mark.parametrize(
    "changes",
    [
        {"referral": "R2"}, {"paper": "supplement"}, {"after": "2" * 64}, {"document_sha256": "3" * 64},
        {"officer": "C03"}, {"at": datetime(2022, 3, 14, 1, 2, 3, 5, tzinfo=UTC)}, {"detail": {"on": "2022-03-14"}},
    ],
    ids=lambda c: next(iter(c)),
)  # fmt: skip
def test_an_approval_never_stands_for_another_referral_version_person_or_instant(
    changes: dict[str, Any],
) -> None:
    made = sign(SIGNER, STEP_TYPES["approved"], statement())
    other = base64.b64encode(canonical(statement(**changes))).decode()
    assert not envelope({**made.form(), "payload": other}).verified_by(SIGNER.verifier)


def test_another_key_never_verifies_even_under_the_same_id() -> None:
    made = sign(SIGNER, STEP_TYPES["approved"], statement())
    assert not made.verified_by(OTHER.verifier)
    form = made.form()
    form["signatures"][0]["keyid"] = OTHER.key_id
    assert not envelope(form).verified_by(OTHER.verifier)


def test_a_key_has_one_id_under_any_name() -> None:
    assert verifier_of(SIGNER.verifier.public_pem).key_id == SIGNER.key_id
    assert SIGNER.key_id != OTHER.key_id


@given(contents)
def test_an_envelope_comes_back_as_it_was_written(content: dict[str, Any]) -> None:
    made = sign(SIGNER, "t", content)
    again = envelope(json.loads(json.dumps(made.form())))
    assert again == made
    assert again.content == content
    assert again.verified_by(SIGNER.verifier)


@given(contents, st.integers(0, 10_000), st.integers(0, 7))
def test_one_flipped_bit_of_body_or_signature_is_seen(content: dict[str, Any], at: int, bit: int) -> None:
    made = sign(SIGNER, "t", content)
    for name in ("body", "signature"):
        data = bytearray(getattr(made, name))
        data[at % len(data)] ^= 1 << bit
        form = made.form()
        text = base64.b64encode(bytes(data)).decode()
        if name == "body":
            form["payload"] = text
        else:
            form["signatures"][0]["sig"] = text
        assert not envelope(form).verified_by(SIGNER.verifier)


def broken() -> list[Any]:
    form = sign(SIGNER, "t", {"a": 1}).form()
    one = form["signatures"][0]
    return [
        None, [], "x", {}, {**form, "more": 1}, {**form, "payload": 1}, {**form, "payload": "é"}, {**form, "payload": "YQ"},
        {**form, "payload": form["payload"] + "\n"}, {**form, "signatures": []}, {**form, "signatures": [one, one]},
        {**form, "signatures": [{**one, "x": ""}]}, {**form, "signatures": [{**one, "sig": None}]},
        {**form, "signatures": {"0": one}}, {**form, "signatures": 7},
    ]  # fmt: skip


@pytest.mark.parametrize("form", broken(), ids=range(len(broken())))
def test_a_broken_envelope_is_an_error_in_words_and_never_anything_else(form: Any) -> None:
    with pytest.raises(SigningError, match="信封"):
        envelope(form)


def test_a_body_that_is_not_canonical_is_not_read() -> None:
    made = sign(SIGNER, "t", {"a": 1})
    loose = envelope({**made.form(), "payload": base64.b64encode(b'{"a": 1}').decode()})
    with pytest.raises(SigningError, match="规范"):
        _ = loose.content


def test_canonical_json_has_one_spelling_and_no_nan() -> None:
    assert canonical({"b": 1, "a": "矿"}) == '{"a":"矿","b":1}'.encode()
    assert canonical({"a": "\udc80"}) == b'{"a":"\\udc80"}'
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"a": float("nan")})


def test_an_instant_is_spelt_with_microseconds_in_utc() -> None:
    assert instant(AT) == "2022-03-14T01:02:03.000004Z"
    assert instant(datetime.fromisoformat("2022-03-14T09:02:03+08:00")) == "2022-03-14T01:02:03.000000Z"


@pytest.mark.parametrize("pem", ["", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_public_key_is_refused_in_words(pem: str) -> None:
    with pytest.raises(SigningError, match="公钥"):
        verifier_of(pem)
