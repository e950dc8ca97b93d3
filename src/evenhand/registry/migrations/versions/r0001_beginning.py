"""The registry's first tables, and the triggers that let nothing be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_KEPT = {
    "claims": (
        "id list_id digest entity_id property value other_id details source_id valid_from valid_to "
        "valid_first valid_last known_from"
    ),
    "judgements": "id left_id right_id verdict who known_from reasons",
}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entities",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("schema", sa.Text, nullable=False),
    )
    op.create_table(
        "sources",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("digest", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("capture", sa.Text),
        sa.Column("captured_at", sa.Text),
    )
    op.create_table(
        "lists",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "versions",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("list_id", _NUMBER, sa.ForeignKey("lists.id"), nullable=False, index=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("known_from", sa.Text, nullable=False),
        *(
            sa.Column(name, _NUMBER, nullable=False)
            for name in ("claims", "added", "ended", "refused", "private")
        ),
    )
    op.create_table(
        "claims",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("list_id", _NUMBER, sa.ForeignKey("lists.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("entity_id", _NUMBER, sa.ForeignKey("entities.id"), nullable=False, index=True),
        sa.Column("property", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("other_id", _NUMBER, sa.ForeignKey("entities.id")),
        sa.Column("details", sa.Text),
        sa.Column("source_id", _NUMBER, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("valid_from", sa.Text),
        sa.Column("valid_to", sa.Text),
        sa.Column("valid_first", sa.Text, nullable=False),
        sa.Column("valid_last", sa.Text, nullable=False),
        sa.Column("known_from", sa.Text, nullable=False),
        sa.Column("known_to", sa.Text),
    )
    other, still = sa.text("other_id IS NOT NULL"), sa.text("known_to IS NULL")
    op.create_index(
        "ix_claims_other_id", "claims", ["other_id"], sqlite_where=other, postgresql_where=other
    )
    is_a = sa.text("property = 'schema'")
    op.create_index("ix_claims_is_a", "claims", ["value"], sqlite_where=is_a, postgresql_where=is_a)
    op.create_index(
        "ix_claims_open",
        "claims",
        ["list_id", "digest"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    op.create_table(
        "names",
        sa.Column("folded", sa.Text, primary_key=True),
        sa.Column("entity_id", _NUMBER, sa.ForeignKey("entities.id"), primary_key=True),
    )
    op.create_table(
        "judgements",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("left_id", _NUMBER, sa.ForeignKey("entities.id"), nullable=False, index=True),
        sa.Column("right_id", _NUMBER, sa.ForeignKey("entities.id"), nullable=False, index=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("known_from", sa.Text, nullable=False, index=True),
        sa.Column("reasons", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("known_to", sa.Text, index=True),
        sa.Column("undone_by", sa.Text),
    )
    guard = _on_sqlite if op.get_context().dialect.name == "sqlite" else _on_postgresql
    for table, columns in _KEPT.items():
        for statement in guard(table, columns.split()):
            op.execute(statement)


def downgrade() -> None:
    """Refuse: it would delete what the registry promised to keep."""
    raise NotImplementedError("The first step cannot be undone; remove the database instead.")


# The names in the statements are the two tables' own, from above.
def _on_sqlite(table: str, columns: list[str]) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{table} are ended, never changed or deleted')"
    return [
        f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_as_said BEFORE UPDATE OF {', '.join(columns)} ON {table} "
        f"BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_end_once BEFORE UPDATE ON {table} "
        f"WHEN OLD.known_to IS NOT NULL OR NEW.known_to IS NULL BEGIN {refuse}; END",
    ]


def _on_postgresql(table: str, columns: list[str]) -> list[str]:
    return [
        f"CREATE FUNCTION {table}_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} are ended, never changed or deleted'; END $$",
        f"CREATE TRIGGER {table}_stay BEFORE DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_are_kept()",
        f"CREATE TRIGGER {table}_as_said BEFORE UPDATE OF {', '.join(columns)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_are_kept()",
        f"CREATE TRIGGER {table}_end_once BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (OLD.known_to IS NOT NULL OR NEW.known_to IS NULL) "
        f"EXECUTE FUNCTION {table}_are_kept()",
    ]
