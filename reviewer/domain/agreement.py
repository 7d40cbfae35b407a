"""How far readers agree, how severe each is, and what a rank would be if severity were taken out.

Points of different criteria are compared on their own scales; every figure comes with the number it rests on, because
an agreement of 1.0 between three marks says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple

LEAST_PAIRS = 5
"""Papers two people must both have read before a figure of their agreement is worth showing as one."""


class Given(NamedTuple):
    """One reader's points for one paper on one criterion (or the total)."""

    reader: int
    paper: int
    points: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one criterion. A figure is None where the marks cannot tell: too few, or all the same.

    `papers` were read at least twice, `marks` is how many marks those readings gave. `alpha` is Krippendorff's for
    interval data, 1 for perfect agreement and 0 for chance. `kappa` is Cohen's with quadratic weights, the mean over
    the pairs of readers weighted by their common papers. `difference` is the mean absolute difference between two
    readers of one paper, in points.
    """

    papers: int
    marks: int
    alpha: float | None
    kappa: float | None
    difference: float | None

    @property
    def is_firm(self) -> bool:
        """Whether enough papers were read twice for the figures to mean something."""
        return self.papers >= LEAST_PAIRS


def agreement(given: Iterable[Given]) -> Agreement:
    """The agreement of all readers on one criterion; papers that only one of them read do not enter."""
    by_paper = _by_paper(given)
    shared = {paper: readers for paper, readers in by_paper.items() if len(readers) > 1}
    differences = [
        abs(one - two)
        for readers in shared.values()
        for place, one in enumerate(readers.values())
        for two in list(readers.values())[place + 1 :]
    ]
    return Agreement(
        papers=len(shared),
        marks=sum(len(readers) for readers in shared.values()),
        alpha=_alpha(shared),
        kappa=_mean_kappa(shared),
        difference=fmean(differences) if differences else None,
    )


def _by_paper(given: Iterable[Given]) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for one in given:
        found[one.paper][one.reader] = one.points
    return dict(found)


def _alpha(shared: Mapping[int, Mapping[int, float]]) -> float | None:
    """Krippendorff, "Content Analysis" (2004), ch. 11, interval metric, as NLTK computes it."""
    if len({points for readers in shared.values() for points in readers.values()}) < 2:
        return None  # one value throughout: no disagreement was possible, and none can be expected by chance
    # Loaded here: a third of a second that only a page of agreement should pay for.
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import interval_distance

    rows = [(reader, paper, points) for paper, readers in shared.items() for reader, points in readers.items()]
    return float(AnnotationTask(rows, distance=interval_distance).alpha())


def _mean_kappa(shared: Mapping[int, Mapping[int, float]]) -> float | None:
    pairs: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for readers in shared.values():
        known = sorted(readers)
        for place, one in enumerate(known):
            for two in known[place + 1 :]:
                pairs[one, two].append((readers[one], readers[two]))
    found = [(kappa, len(marks)) for marks in pairs.values() if (kappa := quadratic_kappa(marks)) is not None]
    weight = sum(count for _, count in found)
    return sum(kappa * count for kappa, count in found) / weight if weight else None


def quadratic_kappa(marks: Sequence[tuple[float, float]]) -> float | None:
    """Cohen's kappa of two readers with quadratic weights (Cohen 1968); None when either figure is undefined.

    One minus the mean squared difference of the pairs over that of all combinations of both readers' marks: the same
    value as from the weight matrix, without having to list the possible marks.
    """
    if not marks:
        return None
    seen = fmean((one - two) ** 2 for one, two in marks)
    expected = fmean((one - two) ** 2 for one, _ in marks for _, two in marks)
    return 1 - seen / expected if expected else None


@dataclass(frozen=True, slots=True)
class Severity:
    """One reader beside the others: `papers` read, `shared` of them with others.

    `mean` is the mean of what was given. `lean` is by how many points this reader gives more (positive) or less than
    the others to the same papers; None where nobody else read any of them.
    """

    reader: int
    papers: int
    shared: int
    mean: float
    lean: float | None


def severities(given: Iterable[Given]) -> tuple[Severity, ...]:
    """Every reader's severity by the totals they gave, the most severe first; readers without a comparison last."""
    by_paper = _by_paper(given)
    readers: dict[int, list[int]] = defaultdict(list)
    for paper, marks in by_paper.items():
        for reader in marks:
            readers[reader].append(paper)
    found = [_severity(reader, papers, by_paper) for reader, papers in readers.items()]
    return tuple(sorted(found, key=lambda one: (one.lean is None, one.lean or 0.0, one.reader)))


def _severity(reader: int, papers: Sequence[int], by_paper: Mapping[int, Mapping[int, float]]) -> Severity:
    leans = [
        by_paper[paper][reader] - fmean(points for other, points in by_paper[paper].items() if other != reader)
        for paper in papers
        if len(by_paper[paper]) > 1
    ]
    mean = fmean(by_paper[paper][reader] for paper in papers)
    return Severity(reader, len(papers), len(leans), mean, fmean(leans) if leans else None)


@dataclass(frozen=True, slots=True)
class Outlier:
    """A paper on which readers are unusually far apart: `apart` points between the highest and the lowest."""

    paper: int
    apart: float
    usual: float


def outliers(given: Iterable[Given], *, least: float) -> tuple[Outlier, ...]:
    """Papers whose readers are at least `least` points, and twice what is usual, apart; widest first.

    Usual is the median of the other papers' distances, so that a paper does not excuse itself.
    """
    spread = {
        paper: max(marks.values()) - min(marks.values()) for paper, marks in _by_paper(given).items() if len(marks) > 1
    }
    found = []
    for paper, apart in spread.items():
        usual = median([other for one, other in spread.items() if one != paper] or [0.0])
        if apart > 0 and apart >= max(least, 2 * usual):
            found.append(Outlier(paper, apart, usual))
    return tuple(sorted(found, key=lambda one: (-one.apart, one.paper)))


def adjusted(given: Iterable[Given], *, rounds: int = 200) -> dict[int, float]:
    """Each paper's mean with the readers' severity taken out, in the same points: never a mark, only a second opinion.

    The additive two-way model `points = paper + reader`, by least squares through alternating means (backfitting;
    Buja, Hastie and Tibshirani 1989), readers' effects summing to 0 within every group of readers that common papers
    connect. Readers who share no paper with anybody, even over others, get no correction: nothing tells a severe
    reader from a weak pile.
    """
    by_paper = _by_paper(given)
    groups = _connected(by_paper)
    bias = dict.fromkeys(groups, 0.0)
    level: dict[int, float] = {}
    for _ in range(rounds):
        level = {
            paper: fmean(points - bias[reader] for reader, points in marks.items()) for paper, marks in by_paper.items()
        }
        moved = _biases(by_paper, level, groups)
        if max((abs(moved[reader] - bias[reader]) for reader in bias), default=0.0) < 1e-9:
            break
        bias = moved
    return level


def _biases(
    by_paper: Mapping[int, Mapping[int, float]], level: Mapping[int, float], groups: Mapping[int, int]
) -> dict[int, float]:
    residuals: dict[int, list[float]] = defaultdict(list)
    for paper, marks in by_paper.items():
        for reader, points in marks.items():
            residuals[reader].append(points - level[paper])
    raw = {reader: fmean(found) for reader, found in residuals.items()}
    members: dict[int, list[float]] = defaultdict(list)
    for reader, value in raw.items():
        members[groups[reader]].append(value)
    return {reader: value - fmean(members[groups[reader]]) for reader, value in raw.items()}


def _connected(by_paper: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """For every reader the smallest reader reachable over common papers."""
    group: dict[int, int] = {reader: reader for marks in by_paper.values() for reader in marks}
    changed = True
    while changed:
        changed = False
        for marks in by_paper.values():
            lowest = min(group[reader] for reader in marks)
            for reader in marks:
                if group[reader] != lowest:
                    group[reader], changed = lowest, True
    return group
