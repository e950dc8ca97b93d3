"""The tables of the registry's database, as the newest migration leaves them."""

from __future__ import annotations

from evenhand.registry.needed import needed

with needed():
    from sqlalchemy import (
        BigInteger,
        Column,
        Dialect,
        ForeignKey,
        Index,
        Integer,
        LargeBinary,
        MetaData,
        Table,
        Text,
        text,
    )


class Digest(LargeBinary):
    """Bytes that go to the driver as they are; wrapping each of millions takes its time."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Leave values alone."""
        return


# SQLite counts rows by itself only where the type is spelled INTEGER.
NUMBER = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData()

entities = Table(
    "entities",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("schema", Text, nullable=False),
)
sources = Table(
    "sources",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("digest", Digest(16), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("url", Text),
    Column("capture", Text),
    Column("captured_at", Text),
)
lists = Table(
    "lists",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
versions = Table(
    "versions",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("list_id", NUMBER, ForeignKey("lists.id"), nullable=False, index=True),
    Column("version", Text, nullable=False),
    Column("known_from", Text, nullable=False),
    Column("claims", NUMBER, nullable=False),
    Column("added", NUMBER, nullable=False),
    Column("ended", NUMBER, nullable=False),
    Column("refused", NUMBER, nullable=False),
    Column("private", NUMBER, nullable=False),
)
claims = Table(
    "claims",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("list_id", NUMBER, ForeignKey("lists.id"), nullable=False),
    Column("digest", Digest(16), nullable=False),
    Column("entity_id", NUMBER, ForeignKey("entities.id"), nullable=False, index=True),
    Column("property", Text, nullable=False),
    Column("value", Text),
    Column("other_id", NUMBER, ForeignKey("entities.id")),
    Column("details", Text),
    Column("source_id", NUMBER, ForeignKey("sources.id"), nullable=False),
    Column("valid_from", Text),
    Column("valid_to", Text),
    Column("valid_first", Text, nullable=False),
    Column("valid_last", Text, nullable=False),
    Column("known_from", Text, nullable=False),
    Column("known_to", Text),
)
Index(
    "ix_claims_other_id",
    claims.c.other_id,
    sqlite_where=claims.c.other_id.is_not(None),
    postgresql_where=claims.c.other_id.is_not(None),
)
Index(
    "ix_claims_is_a",
    claims.c.value,
    sqlite_where=claims.c.property == "schema",
    postgresql_where=claims.c.property == "schema",
)
Index(
    "ix_claims_open",
    claims.c.list_id,
    claims.c.digest,
    unique=True,
    sqlite_where=claims.c.known_to.is_(None),
    postgresql_where=claims.c.known_to.is_(None),
)
names = Table(
    "names",
    metadata,
    Column("folded", Text, primary_key=True),
    Column("entity_id", NUMBER, ForeignKey("entities.id"), primary_key=True),
)
judgements = Table(
    "judgements",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("left_id", NUMBER, ForeignKey("entities.id"), nullable=False, index=True),
    Column("right_id", NUMBER, ForeignKey("entities.id"), nullable=False, index=True),
    Column("verdict", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("known_from", Text, nullable=False, index=True),
    Column("reasons", Text, nullable=False, server_default=text("''")),
    Column("known_to", Text, index=True),
    Column("undone_by", Text),
)
