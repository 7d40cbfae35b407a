"""The conference's map: groups of papers that share words, and the sources that papers took from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, url_for
from flask.typing import ResponseReturnValue

from reviewer.services.desks.lineages import Cluster, ConferenceMap, SourceUse, conference_map
from reviewer.services.flows import Node
from reviewer.web.arcs import cluster_values, name_of
from reviewer.web.asking import actor, reading
from reviewer.web.shell import set_conference, stand_in

bp = Blueprint("maps", __name__)
Values = dict[str, Any]

_MOST_ROWS = 60
"""Texts of one drawing; a greater group is shown as its list alone."""


def init(app: Flask) -> None:
    """Serve the map."""
    app.register_blueprint(bp)


@bp.get("/conferences/<int:conference_id>/map")
def show(conference_id: int) -> ResponseReturnValue:
    """Who shares words with whom."""
    with reading() as session:
        found = conference_map(session, actor(), conference_id)
    set_conference(conference_id)
    stand_in("audits.board")
    return render_template("staff/audit_map.html", **_values(found))


def _values(found: ConferenceMap) -> Values:
    return {
        "clusters": [_cluster(one, found) for one in found.clusters],
        "sources": [_source(one, found) for one in found.sources],
        "back_href": url_for("audits.board", conference_id=found.conference_id),
    }


def _cluster(cluster: Cluster, found: ConferenceMap) -> Values:
    drawn = cluster_values(cluster, found.timezone, lambda node: _href(node, found))
    return {
        **drawn,
        "committee": cluster.papers[0].committee if len({one.committee for one in cluster.papers}) == 1 else "",
        "is_drawn": len(cluster.nodes) <= _MOST_ROWS,
        "papers": [_paper(one, found) for one in cluster.papers],
    }


def _href(node: Node, found: ConferenceMap) -> str:
    """Where a row leads: the paper's case, else its line in the list, where a case is opened; a source to its line."""
    if node.paper_id in found.cases:
        return url_for("audits.case", case_id=found.cases[node.paper_id])
    return f"#{node.key}"


def _paper(node: Node, found: ConferenceMap) -> Values:
    return {
        "id": node.key,
        "name": name_of(node),
        "href": url_for("audits.case", case_id=found.cases[node.paper_id]) if node.paper_id in found.cases else "",
        "open_action": url_for("audits.open", paper_id=node.paper_id),
    }


def _source(use: SourceUse, found: ConferenceMap) -> Values:
    return {
        "id": use.source.key,
        "title": use.source.title,
        "papers": [{**_paper(one, found), "words": words} for one, words in use.users],
    }
