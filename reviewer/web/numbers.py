"""Whole numbers out of addresses and forms: one that no row can have is no number, wherever it is written."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map

GREATEST = 2**63 - 1
"""The greatest id that either database can hold; asked for a greater one, both fail instead of finding nothing."""


def whole(text: str) -> int:
    """The number; raises ValueError for what is none, or is too great in either direction."""
    number = int(text)
    if abs(number) > GREATEST:
        raise ValueError(f"{len(text)} digits are too many")
    return number


class _Number(IntegerConverter):
    """`<int:...>` of a route: what is too great leads nowhere, which is a 404."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=GREATEST)


class _Fields(ImmutableMultiDict[str, str]):
    """Fields whose `type=int` is `whole`."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002
        return super().get(key, default, whole if type is int else type)

    def getlist(self, key: str, type: Any = None) -> Any:  # noqa: A002
        return super().getlist(key, whole if type is int else type)


class _Request(Request):
    parameter_storage_class = _Fields


def init(app: Flask) -> None:
    """Read every number of every request in this way; before any route is added."""
    app.request_class = _Request
    app.url_map.converters["int"] = _Number
