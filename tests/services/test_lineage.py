"""Who had words first, told from real submissions in order of time: chains, pairs that took from each other, swaps."""

from __future__ import annotations

import pytest

from reviewer.domain.lineage import Flow
from reviewer.domain.provenance import Provenance
from reviewer.domain.severity import Severity
from reviewer.domain.states import Role
from reviewer.models import Submission
from reviewer.services import integrity, reports, severities
from reviewer.services.desks.audits import Filters, board
from reviewer.services.desks.cases import case_page
from reviewer.services.desks.lineages import Cluster, conference_map, lineage_of
from reviewer.services.origins import Order
from reviewer.services.papers import paper_place
from reviewer.services.reports import Report, ReportedMatch
from reviewer.services.severities import Weighed
from reviewer.work import House
from tests import factories as make
from tests.conftest import Clock
from tests.services.copied import LAMPS, NETS, TIDES, Committeeful, committeeful, own_country


@pytest.fixture
def stage(either_house: House, clock: Clock) -> Committeeful:
    return committeeful(either_house, clock)


def seen(stage: Committeeful, submission_id: int) -> Report:
    with stage.house.work() as work:
        submission = work.session.get_one(Submission, submission_id)
        place = paper_place(work.session, submission.paper_id)
        actor = make.actor(work, stage.staff)
        found = reports.report(work.session, actor, submission, place, reader=Role.STAFF)
        assert found is not None
        return found


def weighed(stage: Committeeful, submission_id: int) -> Weighed:
    with stage.house.reading() as session:
        submission = session.get_one(Submission, submission_id)
        return severities.weigh(session, stage.event.id, [submission])[submission_id]


def around(stage: Committeeful, delegation: str) -> Cluster:
    with stage.house.reading() as session:
        found = lineage_of(session, stage.event.id, stage.papers[delegation])
    assert found is not None
    return found


def orders(*matches: ReportedMatch) -> list[Order]:
    return [one.precedence.order for one in matches if one.precedence is not None]


def named(stage: Committeeful, key: str) -> str:
    return {f"paper-{paper_id}": name for name, paper_id in stage.papers.items()}[key]


def flows(stage: Committeeful, cluster: Cluster) -> set[tuple[str, str]]:
    return {(named(stage, one.earlier), named(stage, one.later)) for one in cluster.flows}


def test_the_later_paper_is_weighed_and_the_earlier_one_is_told_without_being_weighed(stage: Committeeful) -> None:
    first = stage.hand_in("Kenya", TIDES)
    assert seen(stage, first).matches == ()
    second = stage.hand_in("Norway", TIDES)
    (theirs,), (ours,) = seen(stage, second).matches, seen(stage, first).matches
    assert (orders(theirs), theirs.excluded, theirs.provenance) == (
        [Order.OTHER_FIRST],
        None,
        Provenance.SAME_COMMITTEE,
    )
    assert (orders(ours), ours.excluded) == ([Order.OWN_FIRST], reports.LATER)
    assert weighed(stage, second).severity is Severity.HIGH
    assert weighed(stage, first).severity is None
    assert weighed(stage, first).overlap.later_words > 30
    assert seen(stage, first).figures.similarity == 0
    assert seen(stage, first).figures.similarity_excluded > 0.3


def test_the_first_version_that_holds_the_words_counts_not_the_newest(stage: Committeeful) -> None:
    stage.hand_in("Kenya", TIDES)
    other = stage.hand_in("Norway", TIDES, LAMPS)
    newest = stage.hand_in("Kenya", TIDES, LAMPS)
    assert orders(*seen(stage, newest).matches) == [Order.MUTUAL]
    assert orders(*seen(stage, other).matches) == [Order.MUTUAL]
    (known,) = [one.precedence for one in seen(stage, newest).matches]
    assert known is not None
    assert min(known.own_words, known.other_words) > 30


def test_a_chain_is_told_from_its_first_text_to_its_last(stage: Committeeful) -> None:
    stage.hand_in("Kenya", TIDES)
    stage.hand_in("Norway", TIDES, LAMPS)
    stage.hand_in("Peru", LAMPS)
    for delegation in ("Kenya", "Norway", "Peru"):
        cluster = around(stage, delegation)
        assert flows(stage, cluster) == {("Kenya", "Norway"), ("Norway", "Peru")}
        assert [named(stage, key) for key in cluster.chain] == ["Kenya", "Norway", "Peru"]
        assert cluster.exchanges == ()


def test_two_papers_that_took_from_each_other_are_told_as_such(stage: Committeeful) -> None:
    stage.hand_in("Chile", TIDES)
    stage.hand_in("Ghana", NETS)
    stage.hand_in("Ghana", NETS, TIDES)
    stage.hand_in("Chile", TIDES, NETS)
    cluster = around(stage, "Chile")
    assert flows(stage, cluster) == {("Chile", "Ghana"), ("Ghana", "Chile")}
    (exchange,) = cluster.exchanges
    assert {named(stage, exchange.one), named(stage, exchange.two)} == {"Chile", "Ghana"}
    assert min(exchange.one_first, exchange.two_first) > 30
    assert cluster.chain == ()


def test_versions_of_one_paper_are_no_copies_and_papers_of_one_seat_do_not_count(stage: Committeeful) -> None:
    stage.hand_in("Kenya", TIDES)
    newest = stage.hand_in("Kenya", TIDES, LAMPS)
    assert seen(stage, newest).matches == ()


def test_the_map_has_one_cluster_for_each_group_and_nobody_alone(stage: Committeeful) -> None:
    stage.hand_in("Kenya", TIDES)
    stage.hand_in("Norway", TIDES)
    stage.hand_in("Peru", LAMPS)
    stage.hand_in("Chile", LAMPS)
    stage.hand_in("Ghana")
    with stage.house.work() as work:
        found = conference_map(work.session, make.actor(work, stage.staff), stage.event.id)
    groups = [{one.title for one in cluster.papers} for cluster in found.clusters]
    assert sorted(groups, key=sorted) == [{"Chile", "Peru"}, {"Kenya", "Norway"}]
    assert all(isinstance(flow, Flow) and flow.words > 30 for cluster in found.clusters for flow in cluster.flows)
    assert found.cases == {}


def test_map_dossier_case_and_board_tell_the_same_words_where_the_earlier_paper_has_more(stage: Committeeful) -> None:
    first = stage.hand_in(
        "Kenya", TIDES.replace("move their boats", "untie and move all of their many old boats"), NETS
    )
    second = stage.hand_in("Norway", TIDES, NETS)
    with stage.house.work() as work:
        staff = make.actor(work, stage.staff)
        case = integrity.open_case(work, staff, paper_id=stage.papers["Norway"]).id
        (text,) = case_page(work.session, staff, case).others
        (cluster,) = conference_map(work.session, staff, stage.event.id).clusters
        rows = {one.paper_id: one for one in board(work.session, staff, stage.event.id, Filters()).rows}
    (flow,) = cluster.flows
    most = rows[stage.papers["Norway"]].most
    assert most is not None
    assert {flow.words, *(one.words for one in around(stage, "Norway").flows), text.counted, most.words} == {flow.words}
    assert flow.words == reports.words_in(seen(stage, second).matches)
    assert reports.words_in(seen(stage, first).matches) > flow.words


def test_the_same_text_with_the_country_exchanged_is_told_and_weighs_more(stage: Committeeful) -> None:
    stage.hand_in("Brazil", own_country("Brazil", "Brazilian", "Brasilia"))
    later = stage.hand_in("Japan", own_country("Japan", "Japanese", "Tokyo"))
    found = [one for one in seen(stage, later).matches if one.exchange is not None]
    assert found
    words = {one.quote[span.start : span.end] for one in found if one.exchange for span in one.exchange.own}
    assert {"Japan", "Japanese", "Tokyo"} <= words
    assert weighed(stage, later).weight.exchanged_words >= 25
    assert weighed(stage, later).severity is Severity.HIGH


def test_a_country_left_behind_is_pointed_out_and_a_country_named_is_not(stage: Committeeful) -> None:
    honest = stage.hand_in("Peru", "Peru thanks the delegation of Norway for its fund. Norway believes in tides.")
    careless = stage.hand_in("Ghana", "Ghana keeps its quays. The delegation of Norway believes that more is needed.")
    assert weighed(stage, honest).weight.foreign_names == 0
    assert weighed(stage, careless).weight.foreign_names == 1
    assert weighed(stage, careless).severity is Severity.MEDIUM


def test_two_papers_of_one_topic_in_own_words_alarm_nobody(stage: Committeeful) -> None:
    stage.hand_in("Kenya", "Kenya believes that warnings save lives, and Kenya supports early warning for all.")
    later = stage.hand_in("Norway", "Norway holds that sirens matter most, and Norway will pay for early warning.")
    assert weighed(stage, later).severity is None
