"""Whose deeds a sentence tells, and whether it tells of them or promises them: two cheap readings of its first words.

A paper for France answers what France has done; "Germany has fined platforms" does not, and "we will fine platforms"
answers what should be done rather than what was. Both readings are hints for a score and never bar a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from reviewer.engine.terms import fold

_STATE_NAMES = (
    "afghanistan/afganistan | albania | algeria/argelia | andorra | angola | antigua y barbuda/antigua and "
    "barbuda | argentina | armenia | australia | austria | azerbaijan/azerbaiyan | bahamas | "
    "bahrain/barein/bahrein | bangladesh/banglades | barbados | belarus/bielorrusia | belgium/belgica | "
    "belize/belice | benin | bhutan/butan | bolivia | bosnia y herzegovina/bosnia and herzegovina | "
    "botswana/botsuana | brazil/brasil | brunei | bulgaria | burkina faso | burundi | cape verde/cabo verde | "
    "cambodia/camboya | cameroon/camerun | canada | central african republic/republica centroafricana | chad | "
    "chile | china | colombia | comoros/comoras | congo/republic of the congo/republica del congo | costa rica | "
    "cote d'ivoire/ivory coast/costa de marfil | croatia/croacia | cuba | cyprus/chipre | czechia/chequia/czech "
    "republic/republica checa | north korea/corea del norte/democratic people's republic of korea/dprk | "
    "republica democratica del congo/democratic republic of the congo/drc | denmark/dinamarca | djibouti/yibuti | "
    "dominica | dominican republic/republica dominicana | ecuador | egypt/egipto | el salvador | equatorial "
    "guinea/guinea ecuatorial | eritrea | estonia | eswatini/esuatini/swaziland | ethiopia/etiopia | fiji/fiyi | "
    "finland/finlandia | france/francia | gabon | gambia | georgia | germany/alemania | ghana | greece/grecia | "
    "grenada/granada | guatemala | guinea | guinea-bissau/guinea-bisau | guyana | haiti | honduras | "
    "hungary/hungria | iceland/islandia | india | indonesia | iran | iraq/irak | ireland/irlanda | israel | "
    "italy/italia | jamaica | japan/japon | jordan/jordania | kazakhstan/kazajistan/kazajstan | kenya/kenia | "
    "kiribati | kuwait | kyrgyzstan/kirguistan | laos/lao peoples democratic republic | latvia/letonia | "
    "lebanon/libano | lesotho/lesoto | liberia | libya/libia | liechtenstein | lithuania/lituania | "
    "luxembourg/luxemburgo | madagascar | malawi/malaui | malaysia/malasia | maldives/maldivas | mali | malta | "
    "marshall islands/islas marshall | mauritania | mauritius/mauricio/isla mauricio | mexico | micronesia | "
    "moldova/moldavia | monaco | mongolia | montenegro | morocco/marruecos | mozambique | myanmar/burma/birmania "
    "| namibia | nauru | nepal | netherlands/paises bajos/holland/holanda | new zealand/nueva zelanda | nicaragua "
    "| niger | nigeria | north macedonia/macedonia del norte | norway/noruega | oman | pakistan | palau/palaos | "
    "panama | papua new guinea/papua nueva guinea | paraguay | peru | philippines/filipinas | poland/polonia | "
    "portugal | qatar/catar | south korea/corea del sur/republic of korea/republica de corea | romania/rumania | "
    "russia/rusia/russian federation/federacion rusa | rwanda/ruanda | san cristobal y nieves/saint kitts and "
    "nevis | st. lucia/santa lucia/saint lucia | san vicente y las granadinas/saint vincent and the grenadines | "
    "samoa | san marino | santo tome y principe/sao tome and principe | saudi arabia/arabia saudi/arabia saudita "
    "| senegal | serbia | seychelles | sierra leone/sierra leona | singapore/singapur | slovakia/eslovaquia | "
    "slovenia/eslovenia | solomon islands/islas salomon | somalia | south africa/sudafrica | south sudan/sudan "
    "del sur | spain/espana | sri lanka | sudan | suriname/surinam | sweden/suecia | switzerland/suiza | "
    "syria/siria/syrian arab republic | thailand/tailandia | tajikistan/tayikistan | tanzania | timor-leste/east "
    "timor/timor oriental | togo | tonga | trinidad y tobago/trinidad and tobago | tunisia/tunez | "
    "turkiye/turquia/turkey | turkmenistan | tuvalu | ukraine/ucrania | uganda | united arab emirates/emiratos "
    "arabes unidos/uae | united kingdom/reino unido/uk/great britain/gran bretana | united states/estados "
    "unidos/united states of america/usa/the us/u.s./ee.uu./eeuu | uruguay | uzbekistan | vanuatu | venezuela | "
    "vietnam/viet nam | yemen | zambia | zimbabwe/zimbabue | palestinian territories/territorios "
    "palestinos/palestine/palestina | kosovo | taiwan | vatican city/ciudad del vaticano/holy see/santa sede "
)
_STATES = tuple(tuple(names.strip().split("/")) for names in re.split(r"\|", _STATE_NAMES))
"""Names of states in English and Spanish, folded; one state's names stand together."""
_NAME = re.compile(
    r"\b(?:"
    + "|".join(sorted((re.escape(one) for names in _STATES for one in names), key=len, reverse=True))
    + r")(?!\w)"
)
_OWN = re.compile(
    r"\b(?:we|us|our|ours|my|nosotr[oa]s|nuestr[oa]s?|(?:this|the|our) (?:delegation|nation|country|government)"
    r"|(?:est[ea]|la|el|mi) (?:delegacion|nacion|pais|gobierno))\b"
)
_SHARED = re.compile(
    r"^\W*(?:(?:along|together|jointly|in \w+) )?(?:with|between|among|alongside)\b"
    r"|^\W*(?:(?:junto|en \w+) )?(?:con|entre|junto a)\b"
)
"""A sentence that begins so tells what is done together."""
_OPENING = 60
"""Characters in which the one whose deeds are told is named."""
_HEADING = 1_500
"""Characters at the head of a paper where its fields stand."""
_DONE = re.compile(
    r"\b(?:has|have|had|was|were|did|been|already|since|currently|in (?:19|20)\d\d|ha|han|hemos|habia|fue|fueron|"
    r"desde|ya|actualmente|en (?:19|20)\d\d|\w{3,}ed|\w{3,}(?:io|aron|ieron))\b"
)
_PROMISED = re.compile(
    r"\b(?:will|shall|would|plans? to|intends? to|pledges?|promises?|commits? to|hopes? to|aims? to|wants? to|"
    r"proposes?|suggests?|recommends?|calls? (?:for|on|upon)|urges?|encourages?|should|must|ought|needs? to|"
    r"va a|van a|vamos a|planea\w*|pretende\w*|promete\w*|se compromete\w*|espera\w*|busca\w*|quiere\w*|"
    r"propone\w*|propon\w*|sugier\w*|recomiend\w*|exhort\w*|inst[ao]\w*|debe\w*|deber\w+|hay que|"
    r"tenemos que|tiene que|tienen que|\w{3,}(?:aremos|eremos|iremos|ara|eran|aran|iran))\b"
)
_YOURS = re.compile(
    r"\b(?:your|su|sus|tu|tus) (?:own )?(?:\w+ )?(?:country|countries|nation|nations|state|states|government|delegation"
    r"|pais|paises|nacion|estado|gobierno|delegacion)"
)
_OPEN = re.compile(
    r"\b(?:can|could|should|might|may|would|will|must|puede\w*|podri\w+|deb\w+|deberi\w+|seria|propondri\w+|propone)\b"
)


_FIELD = re.compile(
    r"^\W*(?:country|member state|state|delegation|delegation of|representing|pais|estado miembro|delegacion)\s*"
    r"[:\u2013\u2014-]\s*(?P<name>\S.{2,70})$",
    re.MULTILINE,
)


def stated_seat(text: str) -> tuple[str, ...]:
    """The states that a paper's own heading fields name ("Country: France"), as printed there, folded."""
    fields = (match.group("name") for match in _FIELD.finditer(fold(text[:_HEADING])))
    return tuple(dict.fromkeys(name.strip() for name in fields if _NAME.search(name)))


def asks_of_own(question: str) -> bool:
    """Whether the question is put to the seat's own state ("your country"): another's deeds do not answer it."""
    return bool(_YOURS.search(fold(question)))


def asks_of_done(question: str) -> bool:
    """Whether the question asks what is or was done, rather than what can or should be."""
    folded = fold(question)
    return bool(_YOURS.search(folded)) and not _OPEN.search(folded)


def is_promise(sentence: str) -> bool:
    """Whether the sentence only says what should or will be done."""
    folded = fold(sentence)
    return bool(_PROMISED.search(folded)) and not _DONE.search(folded)


def is_of_another(sentence: str, seat: Sequence[str]) -> bool:
    """Whether the sentence opens with another state's name and nowhere speaks of the seat; False without a seat."""
    if not seat:
        return False
    folded = fold(sentence)
    named = _NAME.search(folded, 0, _OPENING)
    if named is None or _SHARED.search(folded) or _OWN.search(folded):
        return False
    own = _own_names(tuple(seat))
    return not any(one in folded for one in own)


@lru_cache(maxsize=64)
def _own_names(seat: tuple[str, ...]) -> frozenset[str]:
    """Every folded name of the seat: those given, and those of the state that is named in them."""
    given = [fold(name).strip() for name in seat if name.strip()]
    longest = {match.group() for name in given for match in _NAME.finditer(name)}
    known = [name for names in _STATES if longest & set(names) for name in names]
    return frozenset((*given, *known))
