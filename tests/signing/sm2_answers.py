"""The published examples of SM2, SM3 and SM4-GCM: GB/T 32918.5-2017 annexes A and C, GB/T 32905-2016 annex A, RFC 8998 A.1."""


def octets(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


PRIVATE = octets("3945208F 7B2144B1 3F36E38A C6D39F95 88939369 2860B51A 42FB81EF 4DF7C5B8")
PUBLIC = octets(
    "09F9DF31 1E5421A1 50DD7D16 1E4BC5C6 72179FAD 1833FC07 6BB08FF3 56F35020"
    "CCEA490C E26775A5 2DC6EA71 8CC1AA60 0AED05FB F35E084A 6632F607 2DA9AD13"
)
MESSAGE = b"message digest"
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
SM3 = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
SECRET = b"encryption standard"
POINT = octets(
    "04EBFC71 8E8D1798 62043226 8E77FEB6 415E2EDE 0E073C0F 4F640ECD 2E149A73"
    "E858F9D8 1E5430A5 7B36DAAB 8F950A3C 64E6EE6A 63094D99 283AFF76 7E124DF0"
)
HIDDEN = octets("21886CA9 89CA9C7D 58087307 CA93092D 651EFA")
DIGEST = octets("59983C18 F809E262 923C53AE C295D303 83B54E39 D609D160 AFCB1908 D0BD8766")
GCM = {
    "key": octets("01234567 89ABCDEF FEDCBA98 76543210"),
    "nonce": octets("00001234 56780000 0000ABCD"),
    "bound": octets("FEEDFACE DEADBEEF FEEDFACE DEADBEEF ABADDAD2"),
    "data": b"".join(bytes([value]) * 8 for value in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA)),
}
GCM_ANSWER = octets(
    "17F399F0 8C67D5EE 19D0DC99 69C4BB7D 5FD46FD3 75648906 9157B282 BB200735"
    "D82710CA 5C22F0CC FA7CBF93 D496AC15 A56834CB CF98C397 B4024A26 91233B8D"
    "83DE3541 E4C2B581 77E065A9 BF7B62EC"
)


def der(*parts: int | bytes) -> bytes:
    """A sequence of integers and octet strings, as the standard's example is carried."""
    body = b""
    for part in parts:
        text = part.to_bytes(part.bit_length() // 8 + 1) if isinstance(part, int) else part
        body += (b"\2" if isinstance(part, int) else b"\4") + bytes([len(text)]) + text
    return b"\x30" + (b"\x81" if len(body) > 127 else b"") + bytes([len(body)]) + body
