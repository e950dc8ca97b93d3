"""What a claim can be, and what is refused."""

from __future__ import annotations

import pytest

pytest.importorskip("followthemoney")

from followthemoney.model import Model

from evenhand.records.errors import InputError
from evenhand.registry import Claim, EntityKey, Source, account, facts, listed, present, said, site
from evenhand.registry import related as relation
from evenhand.registry.cleaning import cleaned, private
from evenhand.registry.model import model, write_model
from tests.registry.made import REGISTER, company, owns

WIRE = listed("tides", "wire", "MediaOutlet")


def test_the_builders_make_claims_that_can_be_kept() -> None:
    made = [
        *facts(WIRE, REGISTER, name="  Aurora   Wire ", country="France", alias=["AW", ""]),
        owns("group", WIRE, "50"),
        said("Sanction", WIRE, "Council of Islands", REGISTER, program="12/2022"),
        *present(account("telegram", "@AuroraWire"), WIRE, REGISTER, kind="channel"),
        *present(site("www.aurora.example/x"), WIRE, REGISTER, kind="domain", name="Aurora"),
    ]
    kept = [cleaned(one) for one in made]
    assert [one.value for one in kept[:4]] == ["MediaOutlet", "Aurora Wire", "fr", "AW"]
    assert kept[-1].entity.id == "domain:aurora.example"
    assert account("telegram", "@AuroraWire").id == "account:telegram:aurorawire"
    assert account("youtube", number="UCabC").id == "account:youtube:#UCabC"


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (owns("a", "b", "101"), "between 0 and 100"),
        (owns("a", "b", "-1"), "between 0 and 100"),
        (owns("a", "b", "60-50"), "from more to less"),
        (owns("a", "b", "5", since="2020", until="2019-12"), "ends (2019-12) before it begins"),
        (owns("a", "b", "5", since="2020-02-30"), "no date of the calendar"),
        (owns("a", company("p", "Person"), "5"), "A Person (tides:p) cannot be the asset"),
        (Claim(WIRE, "typology", "XX", REGISTER), "no typology"),
        (Claim(WIRE, "colour", "red", REGISTER), "no property of MediaOutlet"),
        (Claim(EntityKey("x:1", "Planet"), "name", "N", REGISTER), "no schema"),
        (Claim(EntityKey("x:1", "Thing"), "name", "N", REGISTER), "no schema"),
        (Claim(EntityKey("x", "Company"), "name", "N", REGISTER), "cannot name an entity"),
        (Claim(WIRE, "name", WIRE, REGISTER), "has to be a text"),
        (Claim(WIRE, "Ownership", "all of it", REGISTER), "needs the entity"),
        (Claim(WIRE, "Sanction", " ", REGISTER), "needs an authority"),
        (Claim(WIRE, "country", "Atlantis", REGISTER), "is no country"),
        (Claim(WIRE, "notes", "x" * 30_000, REGISTER), "30,000 characters"),
        (Claim(WIRE, "name", "N", Source("rumour", "R")), "no kind of source"),
        (Claim(WIRE, "name", "N", Source("press", "R", grade="G1")), "no grade"),
        (Claim(WIRE, "name", "N", Source("press", " ")), "needs a name"),
        (Claim(WIRE, "name", "N", Source("press", "R", url="javascript:alert(1)")), "web address"),
        (Claim(WIRE, "name", "N", Source("press", "R", capture="abc")), "no SHA-256"),
        (Claim(WIRE, "name", "N", Source("press", "R", captured_at="soon")), "no date or time"),
    ],
)
def test_what_cannot_be_is_refused(claim: Claim, why: str) -> None:
    with pytest.raises(InputError, match=r".") as raised:
        cleaned(claim)
    assert why in str(raised.value)


@pytest.mark.parametrize(
    ("link", "why"),
    [("http://203.0.113.9/a", "IP address"), ("http://[2001:db8::1]/", "IP address"),
     ("facebook.com", "everyone who uses"), ("https://bit.ly", "everyone who uses"), ("no", "web")],
)  # fmt: skip
def test_an_outlet_has_no_platform_and_no_address_for_a_domain(link: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        site(link)


def test_a_path_says_whose_part_of_a_platform_it_is() -> None:
    assert site("https://medium.com/@wire/").id == "site:medium.com/@wire"


@pytest.mark.parametrize("name", ["account", "domain", "site"])
def test_no_list_can_give_the_ids_of_accounts_and_sites(name: str) -> None:
    with pytest.raises(InputError, match="Choose another name"):
        listed(name, "telegram:wire", "Company")


def test_names_stay_as_they_are_written() -> None:
    for name in ("=HYPERLINK(1)", "<script>alert(1)</script>", "'; DROP TABLE claims"):
        assert cleaned(Claim(WIRE, "name", name, REGISTER)).value == name


def test_private_data_are_known() -> None:
    person = listed("tides", "p", "Person")
    for name in ("email", "phone", "address", "passportNumber", "idNumber", "birthPlace"):
        assert private(Claim(person, name, "x", REGISTER)), name
    asset = account("telegram", "wire")
    assert private(Claim(asset, "password", "x", REGISTER))
    assert private(Claim(asset, "ipAddress", "x", REGISTER))
    assert private(Claim(listed("tides", "1", "Passport"), "number", "x", REGISTER))
    assert not private(Claim(company("c"), "registrationNumber", "1", REGISTER))
    assert not private(Claim(person, "name", "N", REGISTER))


def test_dates_of_a_relation_become_its_period() -> None:
    kept = cleaned(
        relation("Ownership", company("a"), company("b"), REGISTER, startDate="2014", role="r")
    )
    assert (kept.valid_from, kept.details) == ("2014", (("role", "r"),))


def test_the_library_s_own_model_is_left_alone(tmp_path: object) -> None:
    assert model().get("MediaOutlet") is not None
    assert Model.instance().get("MediaOutlet") is None
    assert model()["MediaOutlet"].is_a(model()["Organization"])
    write_model(str(tmp_path))
    assert Model(str(tmp_path)).get("OnlineAsset") is not None
