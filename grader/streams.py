"""Randomness with a purpose: one seed a run, one independent stream a purpose.

Checks are public, so the seed is a secret until the run is over: it never enters a
kernel, and a stream is a keyed hash of seed and purpose, so that knowing what one
stream drew (a seed handed to a student's function, say) tells nothing of another.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Seed:
    """The seed of a run: any text; without a choice, 128 random bits in hexadecimal."""

    text: str

    @classmethod
    def drawn(cls) -> Seed:
        return cls(secrets.token_hex(16))

    def stream(self, purpose: str) -> np.random.Generator:
        """The generator for one purpose; the same seed and purpose draw the same."""
        key = hashlib.blake2b(self.text.encode(), digest_size=32).digest()
        digest = hashlib.blake2b(purpose.encode(), key=key, digest_size=16).digest()
        return np.random.default_rng(int.from_bytes(digest, "big"))
