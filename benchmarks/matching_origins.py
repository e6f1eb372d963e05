"""Doubtful rows of an invented town, by the origin of the name: is everybody found as well as the Flemish?

The town is that of the demo (households, mixed couples, children with one family name or both), with people of more origins. Each
row is written down as offices do: accents lost, particles joined or dropped, names as they sound, a second name left out, columns
swapped, besides slips, moves and numbers that are missing, mistyped or a relative's. The ways of writing are ours, and so is the
method that knows them: read the figures as a comparison between origins, not as those of a real list.
"""

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kring.config.people import Resident, residents
from kring.config.people_names import ORIGINS

COLUMNS = ("first", "last", "street", "house", "number")
MORE: Mapping[str, tuple[str, str]] = {
    "vietnamese": (
        """Văn An, Thị Hoa, Minh Đức, Ngọc Anh, Quang Huy, Thu Hà, Bảo Châu, Hữu Phước, Thanh Tâm, Kim Liên, Đình Khoa, Mỹ Linh,
        Xuân Mai, Thị Lan, Văn Hùng, Hoài Nam, Phương Thảo, Gia Bảo, Tuấn Kiệt, Diệu Hiền, Quốc Việt, Bích Ngọc, Trọng Nghĩa""",
        "Nguyễn, Trần, Lê, Phạm, Hoàng, Phan, Vũ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý, Huỳnh, Võ, Trương, Đinh",
    ),
    "berber": (
        """Aderfi, Aksil, Anir, Dihya, Idir, Illi, Izem, Massinissa, Numidia, Siman, Tafsut, Tilelli, Tanirt, Yuba, Ziri, Yidir,
        Amayas, Badis, Kahina, Lounja, Mennad, Sifaw, Tiziri, Udad, Yani, Zwina, Thiyya, Gaya""",
        """Aït Ouahmane, Aït Lahcen, Amezian, Azenkot, Azzaoui, Boudlal, Bouchibti, Ichou, Oubihi, Oufkir, Ouhammou, Oulhaj,
        Tamazight, Aberkan, Aghzaf, Amghar, Ouchen, Oukacha, Agoujil, Bouyafar, Imzouren, Ouazzani""",
    ),
    "south slavic": (
        """Amra, Boško, Dragan, Đorđe, Emina, Jasmina, Ljiljana, Milica, Nemanja, Nikša, Sanja, Slađana, Šefik, Vuk, Željko,
        Žarko, Biljana, Čedomir, Dženana, Goran, Ivica, Jelena, Lejla, Mirsad, Nenad, Senad, Vesna, Zoran""",
        """Begović, Ćosić, Čolić, Đurić, Hadžić, Jovanović, Knežević, Kovačević, Marković, Mehmedović, Petrović, Šarić, Stojanović,
        Živković, Babić, Delić, Filipović, Horvat, Ibrahimović, Lukić, Nikolić, Omerović, Savić, Vuković""",
    ),
    "west african": (
        """Abena, Adama, Aïssatou, Boubacar, Fatoumata, Kofi, Kwabena, Mamadou, Mariama, Ousmane, Salimata, Seydou, Yaw, Kwadwo,
        Akosua, Alpha, Bintou, Cheikh, Djeneba, Efua, Ibrahima, Kadiatou, Lamine, Moussa, Ndeye, Oumar, Rokia, Souleymane""",
        """Agyeman, Bah, Barry, Boateng, Cissé, Conteh, Diallo, Diop, Jalloh, Keïta, Mensah, Ndiaye, Owusu, Sow, Touré, Traoré,
        Asante, Bangura, Camara, Coulibaly, Fofana, Kamara, Konaté, Opoku, Sarr, Sylla""",
    ),
}
"""First and family names of origins that the demo's town lacks."""

_WRITTEN = """
    mohamed:mohammed mohammed:muhammad ahmed:ahmad ou:u dj:j ch:sh kh:ch ï:yi aa:a ss:s ij:y ks:x ö:oe ü:ue ş:sh
    ç:ch ğ:gh w:v sz:sh cz:ch rz:z ł:w ć:ch č:ch š:sh ž:zh đ:dj ii:y yi:i iu:yu ou:oe ph:f th:t dt:t ck:k ae:aa
    gh:g sk:sc zz:z nh:n ll:l oo:o ee:e ie:i y:i
    """
_HEARD = tuple(tuple(pair.split(":")) for pair in _WRITTEN.split())
"""How a sound is also written."""
_PARTICLE = re.compile(
    r"^(?:van den|van der|van de|van|vanden|vander|de|el|ben|aït|di|da|dos|d'|le|la) ?(?=\w{3})", re.IGNORECASE
)


@dataclass(frozen=True)
class Doubtful:
    """Rows beside a register, the truth, and the origin of the name in each row."""

    rows: pl.DataFrame
    register: pl.DataFrame
    truth: set[tuple[int, int]]
    origin: list[str]


def doubtful(people: int = 24_000, rows: int = 12_000, seed: int = 7) -> Doubtful:
    """Half of the town is in the register; half of the rows are about one of those, the rest about their neighbours."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    town = [*residents(people * 3 // 4, seed), *_more(chance, people // 4)]
    origin_of = _origins()
    chance.shuffle(town)
    register, others = town[: people // 2], town[people // 2 :]
    share = rows // 2
    sources = [(place, register[place]) for place in chance.sample(range(len(register)), share)]
    sources += [(-1, one) for one in chance.sample(others, min(rows - share, len(others)))]
    chance.shuffle(sources)
    home: dict[int, list[Resident]] = {}
    for one in town:
        home.setdefault(one.household, []).append(one)
    written = [_written(chance, one, home[one.household], town) for _, one in sources]
    return Doubtful(
        pl.DataFrame(written, schema=dict.fromkeys(COLUMNS, pl.String), orient="row"),
        pl.DataFrame([_plain(one) for one in register], schema=dict.fromkeys(COLUMNS, pl.String), orient="row"),
        {(n, place) for n, (place, _) in enumerate(sources) if place >= 0},
        [
            origin_of.get(one.last_name, origin_of.get(one.last_name.split(" ")[0], "of two names"))
            for _, one in sources
        ],
    )


def _more(chance: random.Random, n: int) -> list[Resident]:
    """People of the added origins, two or three at an address; parents and children share the family name."""
    pattern = residents(n, seed=chance.randint(1, 10**6) + 1)
    names = {origin: [_words(part) for part in both] for origin, both in MORE.items()}
    out, family, household, origin, free = [], "", -1, "", [""]
    for one in pattern:
        if one.household != household:
            household, origin = one.household, chance.choice(list(MORE))
            family, free = chance.choice(names[origin][1]), chance.sample(names[origin][0], len(names[origin][0]))
        name = free.pop()
        out.append(
            Resident(
                one.ssin, name, family if chance.random() < 0.8 else chance.choice(names[origin][1]), one.sex, one.born,
                one.street, one.house_number, one.postcode, one.municipality, one.household + 10**6,
            )
        )  # fmt: skip
    return out


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def _origins() -> dict[str, str]:
    found = {}
    for origin, names in ORIGINS.items():
        for family in names.families:
            found.update(dict.fromkeys(family.split("|"), origin))
    for origin, (_, families) in MORE.items():
        found.update(dict.fromkeys(_words(families), origin))
    return found


def _plain(one: Resident) -> tuple[str, ...]:
    return one.first_name, one.last_name, one.street, one.house_number, one.ssin


def _written(
    chance: random.Random, one: Resident, home: Sequence[Resident], town: Sequence[Resident]
) -> tuple[str | None, ...]:
    first, last, street, house, number = _plain(one)
    first, last = (_otherwise(chance, name) if chance.random() < 0.3 else name for name in (first, last))
    if chance.random() < 0.1:
        last = _PARTICLE.sub("", last) if chance.random() < 0.5 else last.replace(" ", "")
    if chance.random() < 0.05:
        first = first[0] + "." if chance.random() < 0.4 else re.split(r"[ -]", first)[0]
    first, last, street = (_slip(chance, text) if chance.random() < 0.03 else text for text in (first, last, street))
    if chance.random() < 0.04:
        first, last = (last, first) if chance.random() < 0.5 else ("", f"{last} {first}")
    if chance.random() < 0.08:
        other = chance.choice(town)
        street, house = other.street, other.house_number
    luck = chance.random()
    if luck < 0.7:
        return first, last, street, house, None
    if luck < 0.85:
        at = chance.randrange(11)
        return (
            first,
            last,
            street,
            house,
            number[:at] + str((int(number[at]) + chance.randint(1, 9)) % 10) + number[at + 1 :],
        )
    if luck < 0.93:
        at = chance.randrange(10)
        return first, last, street, house, number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return first, last, street, house, chance.choice(home).ssin if len(home) > 1 else None


def _otherwise(chance: random.Random, name: str) -> str:
    """Without its accents, or as somebody heard it."""
    plain = name.replace("ı", "i").replace("ł", "l").replace("Ł", "L").replace("đ", "d").replace("Đ", "D")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    if plain != name and chance.random() < 0.6:
        return plain
    heard = [(a, b) for a, b in _HEARD if a in name.lower()]
    if not heard:
        return plain
    a, b = chance.choice(heard)
    return name.lower().replace(a, b, 1).title()


def _slip(chance: random.Random, text: str) -> str:
    if len(text) < 3:
        return text
    at = chance.randrange(1, len(text) - 1)
    return chance.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :],
            text[:at] + text[at] + text[at:],
        )
    )
