"""The invented papers of the clean office files: what a person reads in each, block by block."""

# ruff: noqa: E501  (sentences and elements are kept whole)

from __future__ import annotations

from typing import Any

Block = tuple[str, Any, str]
"""Kind, text (rows for a table), and the text of a note the block carries, or nothing."""

RIVERS: list[Block] = [
    ("title", "Position Paper of the Republic of Ruritania", ""),
    ("label", "Committee: Legal Committee", ""),
    ("label", "Topic: Water that crosses borders", ""),
    ("label", "Delegates: Ana Prueba and Otto Muster", ""),
    ("heading", "Background", ""),
    (
        "p",
        (
            "Ruritania lies between three rivers, and eleven of its towns drink water that another state has used before. "
            "Since 2019 the government has closed fourteen mines whose spill reached the Vard, and it has shown its "
            "measurements to every neighbour that asked for them."
        ),
        "River Atlas of Ruritania, Invented Press, 2019, p. 14.",
    ),
    (
        "p",
        (
            "The delegation recalls that no treaty of the region names a court for such cases. Ministers meet when fish "
            "die; they should meet while the fish still live."
        ),
        "",
    ),
    ("quote", "Water belongs to all who drink it, and to nobody who merely sells it to them (Atlas 22).", ""),
    ("heading", "What we propose", ""),
    ("p", "Ruritania asks the committee for three modest steps, each of which a poor state can pay for:", ""),
    ("item", "stations above and below every border, read by both sides on the same day;", ""),
    ("item", "a fund of two per cent of what irrigation earns, spent on those stations first;", ""),
    ("item", "a bench of five judges who know hydrology, chosen by lot.", ""),
    ("table", [["Year", "Stations", "Closed mines"], ["2019", "four", "six"], ["2024", "nineteen", "fourteen"]], ""),
    (
        "p",
        (
            "None of this costs more than the repair of a single dam, as the ministry has reckoned for the valley of the "
            "upper Vard; and all of it would have warned the town of Streslau in time."
        ),
        "Ministry of Waters, Report on Streslau, 2023.",
    ),
    ("heading", "Works Cited", ""),
    ("ref", "River Atlas of Ruritania. Invented Press, 2019.", ""),
    ("ref", "Ministry of Waters. Report on Streslau. 2023. https://waters.example/streslau", ""),
]
SCHOOLS: list[Block] = [
    ("title", "Documento de posición", ""),
    ("label", "Comité: Comisión de Asuntos Sociales", ""),
    ("label", "País: República de Sildavia", ""),
    ("label", "Tópico: La escuela después del desastre", ""),
    ("heading", "Antecedentes", ""),
    (
        "p",
        (
            "En Sildavia tembló la tierra el 4 de marzo de 2021. Ciento doce escuelas quedaron cerradas y treinta mil niñas "
            "y niños pasaron el otoño sin pizarrón; la mitad volvió a clases en carpas que prestó el ejército."
        ),
        "Oficina de Escuelas, Balance del año, 2022, pág. 7.",
    ),
    (
        "p",
        (
            "La delegación aprendió de aquel año que reconstruir un edificio es más fácil que recuperar a un maestro: uno "
            "de cada seis se marchó a la capital y no ha regresado todavía."
        ),
        "",
    ),
    ("quote", "Una escuela sin maestra es un galpón; una maestra sin escuela sigue siendo escuela (Balance 12).", ""),
    ("heading", "Propuestas", ""),
    ("p", "Por eso Sildavia propone, con los pocos medios de que dispone un país pequeño:", ""),
    ("item", "un registro común de docentes que puedan viajar en menos de diez días;", ""),
    ("item", "cuadernos y señales de radio en las cuatro lenguas de la región;", ""),
    ("item", "que cada banco de desarrollo pague primero los sueldos y después el cemento.", ""),
    ("table", [["Año", "Escuelas abiertas", "Docentes"], ["2021", "cuarenta", "novecientos"]], ""),
    (
        "p",
        "¿Quién decide cuándo vuelve a ser seguro un aula? Creemos que deben decidirlo ingenieros y madres, juntos.",
        "",
    ),
    ("heading", "Referencias", ""),
    ("ref", "Oficina de Escuelas. Balance del año. Klow: Imprenta Inventada, 2022.", ""),
]
LIGHTS: list[Block] = [
    ("title", "Lights at sea", ""),
    ("label", "Country: Freedonia", ""),
    ("label", "Committee: Maritime Organization", ""),
    ("heading", "I. Where we stand", ""),
    (
        "p",
        (
            "Freedonia keeps two hundred and six lighthouses, of which nine still burn oil. Our coast is poor in harbours "
            "and rich in fog, so every captain who passes it owes something to a keeper she will never meet."
        ),
        "Keepers’ Almanac, 2020.",
    ),
    (
        "p",
        (
            "When the committee spoke of “ghost ships” last spring it meant vessels that switch off their signals. Freedonia "
            "has counted 41 of them in its own waters, most of them fishing at night."
        ),
        "",
    ),
    ("heading", "II. What could be done", ""),
    ("p", "We would rather pay keepers than patrol boats. The state of Freedonia therefore suggests that", ""),
    ("item", "every lighthouse record what passes within its beam and hand the record to all members;", ""),
    ("item", "a ship that goes dark three times lose its berth for a season.", ""),
    ("quote", "The sea has no witnesses but those who are paid to stay awake (Almanac 3).", ""),
    ("p", "The cost is small: CO₂ falls, m² of glass are cleaned, and nobody has to be chased.", ""),
    ("heading", "Bibliography", ""),
    ("ref", "Keepers’ Almanac. Port Marx: Invented Press, 2020.", ""),
]
SEEDS: list[Block] = [
    ("title", "Semillas y soberanía", ""),
    ("label", "Delegación: República de Costaguana", ""),
    ("label", "Comité: Organización de la Alimentación", ""),
    ("heading", "Posición", ""),
    (
        "p",
        (
            "Costaguana guarda en sus valles sesenta variedades de maíz que nadie ha patentado. Las guardan sobre todo "
            "mujeres, en frascos de vidrio, y las cambian los jueves en el mercado de Sulaco."
        ),
        "",
    ),
    (
        "p",
        (
            "El país firmó el convenio regional de 2018 y lo cumple; pero ningún convenio dice qué pasa cuando un laboratorio "
            "extranjero compra un frasco y vende luego la semilla de vuelta, diez veces más cara."
        ),
        "Cooperativa de Sulaco, Informe de los jueves, 2023.",
    ),
    ("heading", "Medidas", ""),
    ("item", "un sello que diga de qué valle viene cada semilla;", ""),
    ("item", "bancos de semillas pequeños, cerca de quienes siembran;", ""),
    ("item", "un fondo común para las cosechas que se pierden.", ""),
    ("quote", "Lo que se guarda entre todas no puede venderlo una sola (Informe 5).", ""),
    ("p", "Pedimos, en fin, que la comisión escuche también a quienes nunca han escrito una patente.", ""),
    ("heading", "Fuentes consultadas", ""),
    ("ref", "Cooperativa de Sulaco. Informe de los jueves. 2023.", ""),
]
PAPERS: dict[str, list[Block]] = {"rivers": RIVERS, "schools": SCHOOLS, "lights": LIGHTS, "seeds": SEEDS}


def known_text(name: str) -> str:
    """What a person reads on the pages of a paper, notes below the paragraph that carries them."""
    lines = []
    for kind, text, note in PAPERS[name]:
        rows = [" ".join(row) for row in text] if kind == "table" else [text]
        lines += [*rows, *([note] if note else [])]
    return "\n".join(map(str, lines)) + "\n"
