"""A map of who took from whom as rows in order of time, joined by arcs: what `_macros/arcs.html` draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.domain.lineage import Exchange, Flow
from reviewer.services.desks.lineages import Cluster
from reviewer.services.flows import Node
from reviewer.web.dates import moment

Values = dict[str, Any]

ROW = 40
_LEFT, _WIDEST = 92, 80
_WEIGHTS = (30, 100, 250)
"""Words from which an arc is drawn a step thicker."""
_LONGEST_NAME = 30


def cluster_values(cluster: Cluster, zone: str, href: Callable[[Node], str], own: str = "") -> Values:
    """The drawing of a cluster and the same in sentences.

    `own` is the key of the text the page is about: then only the sentences that speak of it are given. A committee that
    all papers are of is not named with each.
    """
    place = {one.key: at for at, one in enumerate(cluster.nodes)}
    names = names_of(cluster)
    return {
        "height": ROW * len(cluster.nodes),
        "rows": [
            _row(one, names[one.key], at, zone, href(one), is_own=one.key == own)
            for at, one in enumerate(cluster.nodes)
        ],
        "arcs": [_arc(one, place, names) for one in cluster.flows],
        "sentences": sentences(cluster, names, own),
    }


def names_of(cluster: Cluster) -> dict[str, str]:
    """What the texts of a cluster are called, by their keys."""
    is_one = len({one.committee for one in cluster.papers}) == 1
    return {one.key: one.title if is_one else name_of(one) for one in cluster.nodes}


def name_of(node: Node) -> str:
    """A delegation with its committee, or a source's title."""
    return f"{node.title}, {node.committee}" if node.committee else node.title


def _row(node: Node, name: str, at: int, zone: str, href: str, *, is_own: bool) -> Values:
    return {
        "x": _LEFT,
        "y": ROW * at + ROW // 2,
        "name": name,
        "short": name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…",
        "at": None if node.at is None else moment(node.at, zone),
        "href": href,
        "is_paper": node.paper_id is not None,
        "is_own": is_own,
    }


def _arc(flow: Flow, place: dict[str, int], names: dict[str, str]) -> Values:
    """Half an ellipse to the left of the rows, from the earlier text to the later one."""
    start, end = (ROW * place[key] + ROW // 2 for key in (flow.earlier, flow.later))
    half = abs(end - start) / 2
    sweep = 0 if end > start else 1
    return {
        "d": f"M{_LEFT} {start}A{min(half, _WIDEST):.0f} {half:.0f} 0 0 {sweep} {_LEFT} {end}",
        "weight": 1 + sum(flow.words >= least for least in _WEIGHTS),
        "together": flow.together,
        "title": _flow_sentence(flow, names),
    }


def sentences(cluster: Cluster, names: dict[str, str], own: str = "") -> list[str]:
    """The cluster in words: each flow, the longest chain, and who took from each other; or what speaks of one text."""
    flows = [one for one in cluster.flows if not own or own in (one.earlier, one.later)]
    said = [_flow_sentence(one, names) for one in sorted(flows, key=lambda one: -one.words)]
    if cluster.chain:
        said.append(_("A chain: %(texts)s.", texts=_(", then ").join(names[key] for key in cluster.chain)))
    pairs = [one for one in cluster.exchanges if not own or own in (one.one, one.two)]
    return said + [_exchange_sentence(one, names) for one in pairs]


def _flow_sentence(flow: Flow, names: dict[str, str]) -> str:
    values = {"later": names[flow.later], "earlier": names[flow.earlier]}
    if flow.together:
        return str(
            ngettext(
                "%(num)s word stands in both %(earlier)s and %(later)s, received at the same moment.",
                "%(num)s words stand in both %(earlier)s and %(later)s, received at the same moment.",
                flow.words,
                **values,
            )
        )
    return str(
        ngettext(
            "%(num)s word of %(later)s stood in %(earlier)s first.",
            "%(num)s words of %(later)s stood in %(earlier)s first.",
            flow.words,
            **values,
        )
    )


def _exchange_sentence(one: Exchange, names: dict[str, str]) -> str:
    return str(
        _(
            "%(one)s and %(two)s took from each other: each had a part first (%(one_first)s and %(two_first)s words).",
            one=names[one.one],
            two=names[one.two],
            one_first=one.one_first,
            two_first=one.two_first,
        )
    )
