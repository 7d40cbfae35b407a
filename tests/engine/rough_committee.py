"""An invented committee whose papers are written as hurried students write: echoes, bullets, promises, others' facts.

Marks stand before sentences: `[A1]` answers question A1, `[~A1]` in part, `[!A1]` only looks like it (an echo, the
guide's words, or another country's deed). Questions without a mark are not answered in that paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

GUIDE = """Topic A: Drinking Water in Growing Cities

Cities grow faster than their pipes. Nearly one litre in three that leaves a waterworks is lost before it reaches a tap,
because old mains leak and few utilities measure what they lose. Poor households buy from tankers at many times the
price that connected families pay. Informal settlements rarely appear on the maps of a utility.

Topic B: Waste from Old Electronics

Old telephones and computers are the fastest growing waste of the world. Children burn cables in open fires to win the
copper, and breathe lead and dioxins. Many exporters label broken devices as second-hand goods to avoid controls.
"""

TOPICS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "A": (
        "Drinking Water in Growing Cities",
        {
            "A1": "How does your country finance the repair of leaking water mains?",
            "A2": "What has your government done to connect informal settlements to the water network?",
            "A3": "Which bodies control the quality of drinking water in your country?",
            "A4": "How does your country cooperate with its neighbours on shared rivers?",
            "A5": "What should the committee propose to protect poor households from tanker prices?",
        },
    ),
    "B": (
        "Waste from Old Electronics",
        {
            "B1": "What laws does your country have on the collection of electronic waste?",
            "B2": "How does your country protect the health of people who take apart old devices?",
            "B3": "What has your country done against the illegal export of broken devices?",
            "B4": "How can producers be made responsible for the devices they sell?",
        },
    ),
}


@dataclass(frozen=True)
class RoughPaper:
    """A seat's paper and its truth: marks by question, each with the place of its sentence."""

    seat: str
    text: str
    marks: Mapping[str, tuple[tuple[str, int, int], ...]]

    def label(self, question: str) -> str:
        """`covered`, `partly`, or `not`."""
        kinds = {kind for kind, _, _ in self.marks.get(question, ())}
        return "covered" if "" in kinds else "partly" if "~" in kinds else "not"


_MARK = re.compile(r"\[(?P<kind>[~!]?)(?P<question>[AB]\d)\] ")


def _paper(seat: str, marked: str) -> RoughPaper:
    text, at = "", 0
    marks: dict[str, tuple[tuple[str, int, int], ...]] = {}
    waiting: list[tuple[str, str, int]] = []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        waiting.append((match.group("kind"), match.group("question"), len(text)))
        at = match.end()
    text += marked[at:]
    for kind, question, start in waiting:
        stop = re.compile(r"[.?](?=\s|$)|\n").search(text, start)
        end = stop.end() if stop else len(text)
        marks[question] = (*marks.get(question, ()), (kind, start, end))
    return RoughPaper(seat, text, marks)


PAPERS = (
    _paper(
        "Peru",
        """Country: Peru
Topic A
Peru is a beautiful country with a lot of history and it is very concerned about this topic. Water is life and without
water nobody can live. [A1] since 2017 the utilities put 4 cents of every bill in a fund and with that money SEDAPAL
changed 900 km of old pipes in Lima. [!A2] It is very important to ask what the government has done to connect informal
settlements to the water network. [A2] the program Agua para Todos made public taps and later house connections in the
hills of Villa Maria, 60 thousand families have it now. We think all the countries should unite.
[A4] With Bolivia we have an authority for the lake Titicaca that decides together how much water everyone takes out.

Topic B
Technology is good but it also makes trash. [B1] there is a decree of 2012 that says shops must take back the old
phones and fridges for free. In Germany the workers use masks and get a blood test every year. [~B4] The companies
should pay something also. Thank you for reading our paper.
""",
    ),
    _paper(
        "Kenya",
        """Kenya
TOPIC A: DRINKING WATER IN GROWING CITIES
- Cities grow faster than their pipes
- [!A1] Nearly one litre in three that leaves a waterworks is lost before it reaches a tap, because old mains leak and
few utilities measure what they lose.
- [A3] WASREB gives licences to the companies and takes samples each month, if the water is bad they publish it
- [A2] in Kibera the utility put pipes above the ground with a chamber and meter so people pay the normal price
- [!A4] Kenya cooperates with its neighbours on shared rivers because cooperation is very important
- [A5] we propose that the price per bucket of tankers gets a maximum and that the utility gives vouchers to poor
families

TOPIC B: WASTE FROM OLD ELECTRONICS
- [B2] a company in Nairobi called the centre trains young people and gives them gloves and goggles, the clinic there
checks lead in the blood
- [B3] the customs at Mombasa opens containers and sent back 14 of them to Europe in 2021
- Ghana has a big dump called Agbogbloshie and it is terrible
- more awareness is needed
""",
    ),
    _paper(
        "Norway",
        """Country: Norway

Topic A

Norway has a lot of water and the quality is good. [A3] The Food Safety Authority inspects each waterworks and every
municipality must test its taps for bacteria weekly. [~A1] Municipalities pay for pipes. We will repair more of them in
the future. [!A2] Brazil has built pipes into its favelas with the help of a bank. [A4] We share rivers with Sweden and
under a convention from 1929 both sides must agree before a dam is built.

Topic B

[B1] Since 1999 every shop must accept devices for free, and importers finance return companies through a fee, which
is why we collect 20 kilos a person. [B4] If a producer is not a member of a return company it may not sell, this could
be a model for everyone. [!B2] How does Norway protect the health of people who take apart old devices? [B3] our
environment agency checks ships and cars that leave with old fridges, two men were sent to prison in 2019. We are ready
to help others.
""",
    ),
    _paper(
        "India",
        """Country: India
Topic A
India is the biggest democracy in the world. The problem of drinking water in growing cities is a problem which affects
everyone. [!A3] There must be bodies that control the quality of drinking water in the country. India will do all what
is possible. [~A2] The Jal mission is also for towns. [!A5] Poor households buy from tankers at many times the price
that connected families pay. Gandhi said that the earth has enough for everyone. We must act now before it is too late.
We believe in dialogue and peace between the nations.
Topic B
Electronic waste is growing. [B1] the E-Waste rules of 2022 oblige brands to collect 60 percent of what they sold.
[!B2] India should protect the health of people who take apart old devices. [!B3] India calls on all states to do
something against the illegal export of broken devices. [B4] Brands must buy certificates from recyclers, who does not
pays a fine, and we think the committee could copy that. India thanks everyone.
""",
    ),
    _paper(
        "Mexico",
        """País: México

Tema A

México está muy preocupado por este tema. El agua es vida. [A1] el gobierno federal da la mitad del dinero para cambiar
tuberías con el programa PROAGUA y la ciudad pone el resto, asi se arreglaron 400 fugas en Iztapalapa. [A3] La COFEPRIS
toma muestras de cloro y puede cerrar un pozo. [!A4] ¿Cómo coopera México con sus vecinos en los ríos compartidos? Es
una pregunta importante. [~A5] Las pipas son muy caras y eso no esta bien. Debemos trabajar juntos.

Tema B

[!B1] Los teléfonos y computadoras viejos son los residuos que más rápido crecen en el mundo. En España hay leyes muy
buenas. [B2] En Tultitlán una cooperativa les da guantes y lentes a los que desarman aparatos y los afilia al seguro
social. Los jovenes son el futuro. [B4] Proponemos que las marcas paguen un deposito por cada celular que venden y que
se devuelve al entregarlo.
""",
    ),
    _paper(
        "Ghana",
        """Ghana

Topic A

Solutions:
1) more pipes
2) [~A5] help for the poor people with the tankers
3) education
Ghana loves water. [A1] a loan of the World Bank and a part of the tariff is used for new pipes in Kumasi. [A4] With
Burkina Faso we have a commission for the Volta and they warn us by phone before they open the Bagre dam.

Topic B

Everybody knows Agbogbloshie. [B2] in 2014 an NGO put machines that strip the cables so nobody has to burn it, and there
is a small hospital beside. [B1] Act 917 makes importers pay an eco levy. [B3] the port of Tema has now two officers
only for this and they test if a TV works. Europe must stop to send us trash. We will never accept this.
""",
    ),
)
