"""Alembic's environment: the connection comes from `reviewer.models.schema`, never from an ini file."""

from __future__ import annotations

from alembic import context

from reviewer.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
