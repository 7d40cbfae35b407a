"""What a worker process has: settings become a house and tools once, before it forks, so that every job starts warm."""

from __future__ import annotations

import gc
import os
from functools import cache

from reviewer.engine import encoder, readers
from reviewer.mail import Mailer
from reviewer.sandbox import Sandbox
from reviewer.services import rehearsal
from reviewer.services.analysis import Tools
from reviewer.settings import Settings
from reviewer.work import House


@cache
def house() -> House:
    """This process's house, from the environment."""
    return House.open(Settings.from_env(os.environ))


@cache
def tools() -> Tools:
    """The sandbox (its forker never had this process's secrets) and the encoder that the settings allow."""
    return Tools(Sandbox("forker"), encoder.load(house().settings.semantic))


def warm(run_id: int) -> None:
    """Before a work-horse is forked for the run: know what it would else find out for itself alone."""
    rehearsal.prepare_for(house(), tools(), run_id)


@cache
def mailer() -> Mailer:
    """Sends what the outbox holds."""
    return Mailer(house().settings)


def preload() -> None:
    """Load what jobs need into this process: forked children share it instead of loading it each time."""
    readers.preload()
    loaded = tools().encoder
    if loaded is not None:
        loaded.encode(["Ready."])
    rehearsal.rehearse(house(), tools())
    gc.collect()
    gc.freeze()  # what is loaded stays: a forked child's collector would copy every page of it just by looking
