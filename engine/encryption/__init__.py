"""Files for one recipient's eyes: encrypted around what is signed, never inside it."""

from engine.encryption.boxes import decrypt_file, encrypt_file, ending
from engine.encryption.errors import EncryptionError
from engine.encryption.identities import Identity, new_identity, read_identity
from engine.encryption.recipients import KINDS, Recipient, recipient

__all__ = [
    "KINDS",
    "EncryptionError",
    "Identity",
    "Recipient",
    "decrypt_file",
    "encrypt_file",
    "ending",
    "new_identity",
    "read_identity",
    "recipient",
]
