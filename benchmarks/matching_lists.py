"""A list of debtors beside a register of clients, invented, with the truth: of any size, the same each time.

The same people, errors and truth as the generator that the rivals were measured with. Three debtors in ten are clients. Per field
3 % have a slip; 5 % of the numbers are missing, 1 % mistyped, 0.2 % a relative's; 8 % moved; a fifth share name and address.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words("""Jan Marc Luc Dirk Peter Koen Tom Bart Wim Kris Johan Patrick Filip Geert Stijn Pieter Jeroen Maarten Thomas Wout
Lars Seppe Milan Noah Lucas Liam Arthur Louis Jules Adam Finn Victor Mohamed Ahmed Youssef Ali Mehmet Emre Ivan Andrei Piotr Kwame
Maria An Els Ann Katrien Sofie Lies Ilse Inge Griet Hilde Martine Nathalie Sara Laura Emma Louise Olivia Mila Elise Nora Marie
Julie Charlotte Lotte Hanne Femke Fatima Aïcha Yasmina Ayse Zeynep Elena Ioana Agnieszka Grace Amina Jean-Pierre Marie-Louise
Anne-Marie Jef Jos Karel Willem Hendrik Gert Rik Guido Frans""")
_LAST = _words("""Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters De_Smet Dubois Lambert Pauwels Hermans Aerts
Michiels Martens De_Clercq Van_Damme Desmet De_Vos Vermeulen Hendrickx Segers Lemmens Stevens De_Backer Van_den_Broeck
Van_de_Velde Verhoeven De_Cock Cools Coppens Bogaerts Baert Bauwens Beckers Callens Carlier Ceulemans Daems De_Bruyn De_Groote
De_Meyer De_Wilde Declercq Devos D'hondt Dhondt Geerts Gielen Heylen Huybrechts Joos Jansen Lenaerts Leys Moens Nijs Nys
Op_de_Beeck Raes Roels Smets Smet Simons Thijs Thys Timmermans Van_Acker Van_Hoof Van_Dyck Vandenberghe Van_den_Berghe Vandamme
Verbeke Vercammen Verlinden Vermeiren Verstraete Vervoort Yilmaz Öztürk El_Amrani Benali Popescu Nowak Kowalski Nguyen Diallo
Mbeki Ceuppens Van_'t_Hof Müller Lefèvre Desmedt De_Smedt Wauters Sels Cuypers Kuypers Verhulst Bosmans""")
_STREETS = _words("""Kerk Molen School Station Dorp Nieuw Veld Bos Linden Eiken Berken Beuk Kapel Kasteel Markt Park Beek Dijk
Haven Brug Zand Heide Wilgen Tulpen Rozen Leopold Albert Koningin_Astrid Guido_Gezelle Sint-Jans Sint-Pieters Oude Lange Korte Hoog
Laar""")
_ENDINGS = _words("straat laan weg plein steenweg dreef lei baan hof pad")
_TOWNS = _words("""2000 2018 2060 2100 2140 2170 2300 2440 2500 2800 2820 3000 3010 3300 3500 3600 8000 8400 8500 8800 9000 9040
9100 9300 9400 9700""")
COLUMNS = ("first", "last", "number", "street", "house", "postcode")
Person = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Town:
    """Both tables, and which row is which person."""

    rows: pl.DataFrame
    register: pl.DataFrame
    truth: set[tuple[int, int]]


def town(debtors: int, clients: int, seed: int = 2026) -> Town:
    """Lists of these sizes."""
    hit = min(int(debtors * 0.3), clients)
    people = _people(clients + debtors - hit, seed)
    chance = np.random.default_rng(seed + 1)
    picked = chance.permutation(clients)[:hit]
    sources = [(int(client), people[client]) for client in picked] + [(-1, one) for one in people[clients:]]
    order = chance.permutation(len(sources))
    luck = chance.random((len(sources), 12))
    rows, truth = [], set()
    for place, at in enumerate(order):
        client, person = sources[at]
        rows.append(_spoiled(chance, luck[place], person, client, people))
        if client >= 0:
            truth.add((place, client))
    schema = dict.fromkeys(COLUMNS, pl.String)
    frames = [pl.DataFrame(table, schema=schema, orient="row") for table in (rows, people[:clients])]
    return Town(frames[0].with_columns(number=pl.col("number").replace("", None)), frames[1], truth)


def write(folder: Path, lists: Town) -> None:
    """As two files of values with commas."""
    lists.rows.write_csv(folder / "rows.csv")
    lists.register.write_csv(folder / "register.csv")


def _people(n: int, seed: int) -> list[Person]:
    chance = np.random.default_rng(seed)
    last = [name.replace("_", " ") for name in _LAST]
    weight = 1 / np.arange(1, len(last) + 1) ** 0.5
    weight /= weight.sum()
    one = chance.choice(len(last), n, p=weight)
    two, double = chance.integers(0, len(last), n), chance.random(n) < 0.35
    first, second = chance.integers(0, len(_FIRST), n), chance.integers(0, len(_FIRST), n)
    both = chance.random(n) < 0.25
    street, ending = chance.integers(0, len(_STREETS), n), chance.integers(0, len(_ENDINGS), n)
    house, where = chance.integers(1, 250, n), chance.integers(0, len(_TOWNS), n)
    year, month = chance.integers(1935, 2007, n), chance.integers(1, 13, n)
    day, turn = chance.integers(1, 29, n), chance.integers(1, 998, n)
    shares = chance.random(n) < 0.2
    seen: set[str] = set()
    people: list[Person] = []
    for i in range(n):
        number = _free_number(seen, int(year[i]), int(month[i]), int(day[i]), int(turn[i]))
        name = _FIRST[first[i]]
        if both[i] and "-" not in name:
            name += "-" + _FIRST[second[i]]
        if shares[i] and people:
            people.append((name, people[-1][1], number, *people[-1][3:]))
            continue
        family = last[one[i]] + ("-" + last[two[i]] if double[i] else "")
        place = _STREETS[street[i]].replace("_", " ") + _ENDINGS[ending[i]]
        people.append((name, family, number, place, str(house[i]), _TOWNS[where[i]]))
    return people


def _free_number(seen: set[str], year: int, month: int, day: int, turn: int) -> str:
    first = turn
    while (number := _number(year, month, day, turn)) in seen:
        turn = turn % 997 + 1
        if turn == first:
            year = 1935 + (year - 1934) % 72
    seen.add(number)
    return number


def _number(year: int, month: int, day: int, turn: int) -> str:
    nine = (year % 100) * 10_000_000 + month * 100_000 + day * 1_000 + turn
    check = 97 - ((nine + (2_000_000_000 if year >= 2000 else 0)) % 97)
    return f"{nine:09d}{check:02d}"


def _spoiled(
    chance: np.random.Generator, luck: np.ndarray, person: Person, client: int, people: Sequence[Person]
) -> Person:
    first, last, number, street, house, town = person
    slip = 0.03
    if luck[0] < slip:
        first = _slip(chance, first)
    if luck[1] < slip:
        last = _slip(chance, last)
    if luck[2] < slip:
        street = _slip(chance, street)
    if luck[3] < slip / 3:
        first, last = last, first
    if luck[4] < 0.08:
        street, house, town = people[int(chance.integers(len(people)))][3:]
    if luck[5] < 0.05:
        number = ""
    elif luck[5] < 0.06:
        at = int(chance.integers(11))
        number = number[:at] + str((int(number[at]) + 1 + int(chance.integers(9))) % 10) + number[at + 1 :]
    elif luck[5] < 0.062 and client >= 0:
        number = people[client - 1 if client else 1][2]
    if luck[6] < 0.5 and number:
        number = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    return first, last, number, street, house, town


def _slip(chance: np.random.Generator, text: str) -> str:
    if len(text) < 3:
        return text
    at, kind = int(chance.integers(1, len(text) - 1)), int(chance.integers(5))
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 2:
        return text[:at] + "abcdefghijklmnopqrstuvwxyz"[int(chance.integers(26))] + text[at + 1 :]
    if kind == 3:
        return text[:at] + text[at] + text[at:]
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().replace(" ", "")
    return plain if not text.isascii() or " " in text else text.upper()
