"""The installation that the environment describes, opened for a command that works on its database."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer.work import House

DONE, FAILED, UNUSABLE = 0, 1, 2


def opened(command: str, act: Callable[[House], int], *, migrated: bool = True) -> int:
    """Do `act` with the house and return its exit status; 1 for a refusal, 2 when the installation cannot be used.

    `migrated`: the act needs the newest schema, and whoever calls is told to upgrade first.
    """
    from reviewer import logs
    from reviewer.domain.errors import DomainError
    from reviewer.services.setup import schema_state
    from reviewer.settings import Settings, SettingsError
    from reviewer.storage import StorageError
    from reviewer.work import House

    logs.configure()
    try:
        house = House.open(Settings.from_env(os.environ))
        if migrated:
            schema_state.require_newest(house.engine)
        return act(house)
    except (SettingsError, StorageError, schema_state.DatabaseUnusable) as error:
        print(f"reviewer {command}: {error}", file=sys.stderr)
        return UNUSABLE
    except DomainError as refusal:
        print(f"reviewer {command}: {refusal.message}", file=sys.stderr)
        return FAILED
