"""Alembic's entry: runs the steps on the connection, and in the transaction, that `store.upgrade` holds open."""

from alembic import context

import qa_pipeline.store.review_tables  # for their tables to be known
import qa_pipeline.store.roster_tables  # noqa: F401  # for their tables to be known
from qa_pipeline.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
