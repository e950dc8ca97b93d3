"""The words of the registry: FollowTheMoney's schemata and ours, as one model.

FollowTheMoney is extended by a folder of schemata that its FTM_MODEL_PATH names instead of its own.
Setting that here would change the model of everyone else in the process, so a model is loaded from
such a folder by itself, and the library's own (``Model.instance()``) stays as it is. `write_model`
makes the folder for other programs that are to read what the registry exports.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from evenhand.registry.needed import needed

with needed():
    import followthemoney
    from followthemoney.model import Model
    from followthemoney.property import Property
    from followthemoney.schema import Schema

TYPOLOGY = {
    "SC": "state-controlled",
    "CaPu": "captured public",
    "CaPr": "captured private",
    "ISFM": "independent, state-funded and state-managed",
    "ISF": "independent, state-funded",
    "ISM": "independent, state-managed",
    "IP": "independent public",
}
"""The seven classes of the State Media Matrix (statemediamonitor.com/typology)."""

KINDS = ("account", "page", "channel", "group", "domain", "ad_account")
"""What an online asset can be."""

STATUSES = ("active", "restricted", "removed", "abandoned", "moved")
"""What a presence can be said to be."""

ANSWERS = ("yes", "no", "partly")
"""What the three questions of the typology can be answered with."""

# What reaches a private person, opens an account or proves who somebody is has no place here.
_PRIVATE_TYPES = frozenset({"address", "email", "ip", "phone"})
_NAMES = (
    "addressEntity password passportNumber socialSecurityNumber ethnicity religion height weight "
    "eyeColor hairColor appearance birthPlace"
)
_NAMES_OF_PERSONS = "idNumber taxNumber licenseNumber registrationNumber innCode"
_SCHEMATA = "Address BankAccount Call CryptoWallet Email Identification Message Passport"
_PRIVATE_NAMES, _PRIVATE_OF_PERSONS = (
    frozenset(_NAMES.split()),
    frozenset(_NAMES_OF_PERSONS.split()),
)
_PRIVATE_SCHEMATA = frozenset(_SCHEMATA.split())


@lru_cache(maxsize=1)
def model() -> Model:
    """Load the model, once for each process (about a second)."""
    with tempfile.TemporaryDirectory(prefix="evenhand-model-") as folder:
        write_model(folder)
        return Model(folder)


def write_model(folder: Path | str) -> None:
    """Copy FollowTheMoney's schemata and ours into ``folder``, which FTM_MODEL_PATH can name."""
    here = Path(folder)
    here.mkdir(parents=True, exist_ok=True)
    theirs = Path(followthemoney.__file__).parent / "schema"
    ours = Path(__file__).parent / "schema"
    for path in sorted([*theirs.glob("*.yaml"), *ours.glob("*.yaml")]):
        shutil.copyfile(path, here / path.name)


@lru_cache(maxsize=4_096)
def schema(name: str) -> Schema | None:
    """Find a schema by its name; None when there is no such schema or it stands for no thing."""
    found = model().get(name)
    return None if found is None or found.abstract else found


@lru_cache(maxsize=4_096)
def relation(name: str) -> Schema | None:
    """Find the schema of a relation (Ownership, Control, Sanction …) by its name."""
    found = model().get(name)
    return found if found is not None and not found.abstract and found.is_a("Interval") else None


@lru_cache(maxsize=8_192)
def property_of(schema_name: str, name: str) -> Property | None:
    """Find a property that a thing or relation of this schema can have."""
    found = model().get(schema_name)
    prop = found.get(name) if found is not None else None
    return None if prop is None or prop.stub else prop


@lru_cache(maxsize=8_192)
def private(schema_name: str, name: str = "") -> bool:
    """Say whether a property, or with no ``name`` a whole schema, is kept out of the registry.

    Contact data (address, email, phone, IP address), passwords, numbers of papers and of accounts,
    and what a person believes or looks like. A company's number in a register is kept, a person's
    is not.
    """
    if schema_name in _PRIVATE_SCHEMATA:
        return True
    if not name:
        return False
    prop = property_of(schema_name, name)
    if prop is None:
        return False
    return (
        prop.type.name in _PRIVATE_TYPES
        or name in _PRIVATE_NAMES
        or (schema_name == "Person" and name in _PRIVATE_OF_PERSONS)
    )


@lru_cache(maxsize=8_192)
def can_be(schema_name: str, wanted: Schema) -> bool:
    """Say whether a thing said to be ``schema_name`` may be a ``wanted``.

    An Organization may turn out to be a Company, which can be owned; a Person cannot.
    """
    found = model().get(schema_name)
    return found is not None and (
        found.is_a(wanted) or any(below.is_a(wanted) for below in found.descendants)
    )


@lru_cache(maxsize=8_192)
def narrower(left: str, right: str) -> str:
    """Choose the schema that says more; the first where neither is the other's kind."""
    one, other = model().get(left), model().get(right)
    if one is None or other is None:
        return left if one is not None else right
    return right if other.is_a(one) else left
