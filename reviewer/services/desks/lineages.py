"""Who took from whom, as staff see it: around one paper, and over the whole conference."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access, lineage
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.lineage import Exchange, Flow
from reviewer.models import Case, Conference
from reviewer.services.flows import Node, Web, conference_web, web_around


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that hang together: sources first, then papers by the time they came, with the flows between them.

    `chain` names the texts of the longest way through it, earliest first, empty below three; `exchanges` the pairs that
    took from each other.
    """

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    chain: tuple[str, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def papers(self) -> tuple[Node, ...]:
        """The papers alone."""
        return tuple(one for one in self.nodes if one.paper_id is not None)


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source and the papers that take from it, those with most words first."""

    source: Node
    users: tuple[tuple[Node, int], ...]


@dataclass(frozen=True, slots=True)
class ConferenceMap:
    """The clusters of papers, the largest first, the sources by how many use them, and the cases there are by paper."""

    conference_id: int
    timezone: str
    clusters: tuple[Cluster, ...]
    sources: tuple[SourceUse, ...]
    cases: dict[int, int]


def lineage_of(session: Session, conference_id: int, paper_id: int) -> Cluster | None:
    """What hangs together with one paper, within three steps; None when no paper shares enough with it to tell.

    The caller has asked whether the reader may audit.
    """
    web = web_around(session, conference_id, paper_id)
    flows = lineage.telling(web.flows)
    key = f"paper-{paper_id}"
    group = next((one for one in lineage.clusters(_of_papers(web, flows)) if key in one), ())
    return _cluster(web, flows, group, key) if group else None


def conference_map(session: Session, actor: Actor, conference_id: int) -> ConferenceMap:
    """All papers and sources that share what counts. Raises NotFound for anybody but this conference's staff."""
    if not access.may_audit(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    web = conference_web(session, conference_id)
    flows = lineage.telling(web.flows)
    groups = lineage.clusters(_of_papers(web, flows))
    papers = {one.paper_id for one in web.nodes.values() if one.paper_id is not None}
    return ConferenceMap(
        conference_id=conference_id,
        timezone=session.get_one(Conference, conference_id).timezone,
        clusters=tuple(_cluster(web, flows, group) for group in groups),
        sources=tuple(_sources(web, flows)),
        cases=_cases(session, papers),
    )


def _of_papers(web: Web, flows: Iterable[Flow]) -> list[Flow]:
    """The flows between papers: a guide that everybody quotes would tie all of them together."""
    return [one for one in flows if _is_paper(web, one.earlier) and _is_paper(web, one.later)]


def _is_paper(web: Web, key: str) -> bool:
    return web.nodes[key].paper_id is not None


def _cluster(web: Web, flows: Iterable[Flow], group: Collection[str], through: str | None = None) -> Cluster:
    inside = [one for one in flows if one.later in group and (one.earlier in group or not _is_paper(web, one.earlier))]
    papers = _of_papers(web, inside)
    keys = {key for one in inside for key in (one.earlier, one.later)}
    return Cluster(
        nodes=tuple(sorted((web.nodes[key] for key in keys), key=_in_time)),
        flows=tuple(inside),
        chain=lineage.chain_through(papers, through) if through else lineage.longest_chain(papers),
        exchanges=tuple(lineage.mutual(papers)),
    )


def _in_time(node: Node) -> tuple[bool, float, str, str]:
    return node.at is not None, node.at.timestamp() if node.at else 0.0, node.title, node.key


def _sources(web: Web, flows: Iterable[Flow]) -> Iterable[SourceUse]:
    users: dict[str, list[tuple[Node, int]]] = {}
    for one in flows:
        if not _is_paper(web, one.earlier):
            users.setdefault(one.earlier, []).append((web.nodes[one.later], one.words))
    for key, found in sorted(users.items(), key=lambda item: (-len(item[1]), item[0])):
        yield SourceUse(web.nodes[key], tuple(sorted(found, key=lambda one: (-one[1], one[0].key))))


def _cases(session: Session, papers: Collection[int]) -> dict[int, int]:
    rows = session.execute(sa.select(Case.paper_id, Case.id).where(Case.paper_id.in_(papers)))
    return dict(rows.all())
