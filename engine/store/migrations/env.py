"""Run by Alembic: everything in the transaction of the connection it is handed."""

from alembic import context

from engine.store.models import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the caller's transaction holds all of it, on SQLite too
    render_as_batch=True,
)
context.run_migrations()
