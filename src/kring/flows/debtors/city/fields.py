"""Which columns of a debtor list are read: the items of 002 §3a and nothing else, under the headings that cities use.

Not plural headings nor a bare "nr": a wrong column is worse than a missing one. source: D1
"""

from kring.sheets.fields import Field

DEBTORS: tuple[Field, ...] = (
    Field(
        "file_number",
        (
            "Dossiernummer", "Dossiernr", "Dossier", "Nummer dossier", "Nr dossier", "Invorderingsdossier",
            "Debiteurnummer", "Debiteurennummer", "Debiteurnr", "Kohierartikel", "Referentie", "Referentienummer",
            "File number",
        ),
    ),
    Field(
        "ssin",
        (
            "Rijksregisternummer", "Rijksregisternr", "Rijksregister", "INSZ", "INSZ-nummer", "INSZ nr", "RRN", "RR nr",
            "RR nummer", "RRNR", "Nationaal nummer", "Identificatienummer", "NISS", "SSIN", "National register number",
        ),
        names_row=True,
    ),
    Field("last_name", ("Achternaam", "Familienaam", "Naam", "Naam debiteur", "Naam schuldenaar", "Last name", "Nom")),
    Field("first_name", ("Voornaam", "Voornaam debiteur", "Voornaam schuldenaar", "Roepnaam", "First name", "Prénom")),
    Field("street", ("Straat", "Straatnaam", "Adres", "Straat en nummer", "Straat en nr", "Straat + nr", "Street", "Rue")),
    Field(
        "house_number",
        ("Huisnummer", "Huisnr", "Huisnummer en bus", "Huisnummer/bus", "Huisnr/bus", "Nummer/bus", "Nr/bus", "House number"),
        required=False,  # many lists write it behind the street
    ),
)  # fmt: skip
