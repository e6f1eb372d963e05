"""One spelling for what is written in several ways: case, accents, apostrophes, spaces, particles, and how it sounds.

A text is read in three ways, from strict to wide: ``tight`` (its letters in a row), ``core`` (its words without van, de, el,
ben) and ``sound`` (its consonants, so that Mohamed and Muhammad, Ćosić and Cosic, Youssef and Yusuf are one).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
"""One number per row: which spelling of a ``Book`` stands there; 0 where nothing does."""

_SMALL_WORDS = """
    van vande vanden vander der den de het op aan in uit over onder bij voor ter ten te tot t s sint saint st santa san
    von vom zu zum zur af av of del della delle delli degli dei da do dos das di du d l la le les lo los las y e i o mac mc
    el al ul ed ibn ben bin bint bent bou abu abou ould oulad ait
"""
"""Words that one register writes, another leaves out or puts behind the name."""
_PARTICLE = rf"\b(?:{'|'.join(_SMALL_WORDS.split())}) "

_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_DOUBLES = {letter * 2: letter for letter in "bcdfghjklmnpqrstvwxz"}
_SOUNDS = (
    dict.fromkeys(("tch", "tsh", "tsj", "sch", "sh", "sj", "sz", "ch", "cz", "ts", "tz", "z"), "s")
    | {"ce": "se", "ci": "si", "cy": "sy", "c": "k", "q": "k", "ck": "k", "kh": "k", "x": "ks"}
    | {"dj": "j", "dzh": "j", "ph": "f", "th": "t", "dh": "d", "gh": "g", "rh": "r", "dt": "t", "w": "v"}
    | _DOUBLES
)
_LEAST_SOUND = 3
_STREETS = {"str": "straat", "stwg": "steenweg", "stw": "steenweg", "ln": "laan", "pl": "plein"}
_ENDINGS = {"av": "avenue", "bd": "boulevard", "blvd": "boulevard"}


@dataclass(frozen=True)
class Book:
    """The different spellings of one kind of text, as columns beside each other, indexed by code. Code 0 is: nothing written."""

    tight: list[str]
    words: list[str]
    core: list[str]
    core_of: Codes
    """The same number for the same core."""
    sound: Codes
    """The same number for the same sound; 0 where too little sounds to tell anything."""
    size: NDArray[np.int64]
    """How many letters ``tight`` has."""
    first: NDArray[np.uint32]
    """Its first letter."""
    letters: NDArray[np.uint32]
    """Which letters it has, a bit for each; letters beyond the alphabet share a bit."""
    several: NDArray[np.bool_]
    """Whether ``core`` is more than one word."""

    def __len__(self) -> int:
        return len(self.tight)


def read(columns: Sequence[pl.Series], *, street: bool = False) -> tuple[Book, list[Codes]]:
    """The spellings that stand in ``columns``, and each column as codes into them. Each different text is read once."""
    texts = pl.concat([column.cast(pl.String).rename("") for column in columns]).drop_nulls().unique().sort()
    folded = _folded(texts, street=street)
    distinct = folded.filter(pl.col("tight") != "").unique("tight", keep="first", maintain_order=True)
    distinct = distinct.with_row_index("code", offset=1)
    code_of = folded.select("tight").join(
        distinct.select("tight", "code"), on="tight", how="left", maintain_order="left"
    )
    codes = code_of["code"].fill_null(0).to_numpy().astype(np.uint32)
    return _book(distinct), [_as_codes(column, texts, codes) for column in columns]


def fold(text: pl.Expr) -> pl.Expr:
    """Small letters without accents, signs or doubled spaces; an apostrophe is nothing, any other sign a space."""
    return (
        text.str.to_lowercase()
        .str.normalize("NFKD")
        .str.replace_all(r"[\p{M}'’‘ʼʾʿ`´′]", "")
        .str.replace_many(list(_LETTERS), list(_LETTERS.values()))
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars(" ")
    )


def sound(core: pl.Expr) -> pl.Expr:
    """The consonants of ``core`` and what it begins with, under one letter for what sounds alike in some language."""
    return (
        core.str.replace_many(list(_SOUNDS), list(_SOUNDS.values()), leftmost=True)
        .str.replace(r"^[aeou]+", "a")
        .str.replace(r"^[iyj]+", "y")
        .str.replace_all(r"\B[aeiouyj]+|h$", "")
        .str.replace_many(list(_DOUBLES), list(_DOUBLES.values()))
    )


def _folded(texts: pl.Series, *, street: bool) -> pl.DataFrame:
    plain = fold(pl.col("text"))
    if street:
        for short, whole in _STREETS.items():
            plain = plain.str.replace(rf"{short}$", whole)
        for short, whole in _ENDINGS.items():
            plain = plain.str.replace(rf"\b{short}\b", whole)
    frame = texts.to_frame("text").select(words=plain)
    frame = frame.with_columns(core=pl.col("words") if street else pl.col("words").str.replace_all(_PARTICLE, ""))
    frame = frame.with_columns(
        tight=pl.col("words").str.replace_all(" ", ""), joined=pl.col("core").str.replace_all(" ", "")
    )
    return frame.with_columns(sound=sound(pl.col("joined")))


def _book(distinct: pl.DataFrame) -> Book:
    """The spellings of ``distinct``, behind the missing one."""
    tight = ["", *distinct["tight"]]
    heard = distinct.select(pl.when(pl.col("sound").str.len_chars() >= _LEAST_SOUND).then("sound"))["sound"]
    signs = _signs(tight)
    bits = np.where(signs > 0, np.uint32(1) << (signs & np.uint32(31)), np.uint32(0))
    return Book(
        tight=tight,
        words=["", *distinct["words"]],
        core=["", *distinct["core"]],
        core_of=_numbered(distinct["core"]),
        sound=_numbered(heard),
        size=(signs > 0).sum(axis=1),
        first=signs[:, 0],
        letters=np.bitwise_or.reduce(bits, axis=1),
        several=np.r_[False, distinct["core"].str.contains(" ", literal=True).to_numpy()],
    )


def _signs(texts: list[str]) -> NDArray[np.uint32]:
    """One row per text, its letters as numbers, zeros behind them."""
    widest = max(map(len, texts))
    if widest == 0:
        return np.zeros((len(texts), 1), np.uint32)
    return np.asarray(texts, dtype=f"<U{widest}").view(np.uint32).reshape(len(texts), widest)


def _numbered(texts: pl.Series) -> Codes:
    numbers = texts.rank("dense").fill_null(0).cast(pl.UInt32).to_numpy()
    return np.concatenate([np.zeros(1, np.uint32), numbers])


def _as_codes(column: pl.Series, texts: pl.Series, codes: Codes) -> Codes:
    if texts.is_empty():
        return np.zeros(len(column), np.uint32)
    places = column.cast(pl.String).cast(pl.Enum(texts)).to_physical().cast(pl.UInt32)
    return np.where(places.is_null().to_numpy(), 0, codes[places.fill_null(0).to_numpy()]).astype(np.uint32)
