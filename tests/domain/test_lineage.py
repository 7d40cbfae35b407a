"""Groups, chains and pairs that took from each other, from flows alone."""

from __future__ import annotations

from reviewer.domain.lineage import Exchange, Flow, chain_through, clusters, mutual, telling


def test_clusters_are_what_hangs_together_by_any_flow_the_largest_first() -> None:
    flows = [Flow("e", "d", 20), Flow("a", "b", 20), Flow("c", "b", 20)]
    assert clusters(flows) == [("a", "b", "c"), ("d", "e")]


def test_few_words_tell_nothing() -> None:
    assert telling([Flow("a", "b", 8), Flow("b", "c", 9)]) == [Flow("b", "c", 9)]


def test_chain_is_the_longest_way_through_a_text_from_its_first_to_its_last() -> None:
    flows = [Flow("a", "b", 20), Flow("b", "c", 20), Flow("a", "c", 20), Flow("c", "d", 20), Flow("x", "d", 20)]
    assert chain_through(flows, "c") == ("a", "b", "c", "d")
    assert chain_through(flows, "x") == ()
    assert chain_through(flows, "nobody") == ()


def test_a_pair_that_took_from_each_other_is_no_link_of_a_chain() -> None:
    flows = [Flow("a", "b", 20), Flow("b", "a", 30), Flow("b", "c", 20)]
    assert mutual(flows) == [Exchange("a", "b", 20, 30)]
    assert chain_through(flows, "b") == ()


def test_what_came_together_is_neither_a_link_nor_an_exchange() -> None:
    flows = [Flow("a", "b", 20, together=True), Flow("b", "c", 20)]
    assert chain_through(flows, "b") == ()
    assert mutual(flows) == []


def test_a_ring_of_texts_ends_somewhere() -> None:
    flows = [Flow("a", "b", 20), Flow("b", "c", 20), Flow("c", "a", 20)]
    assert len(chain_through(flows, "a")) >= 3
