"""Lists in the formats in which they come: what is read, what is left out, what is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

pytest.importorskip("followthemoney")

from evenhand.records.errors import InputError
from evenhand.registry.claims import Claim, EntityKey
from evenhand.registry.cleaning import cleaned, private
from evenhand.registry.formats import FORMATS, read_list, version_of
from evenhand.registry.formats.dates import day
from evenhand.registry.formats.meta import defanged
from evenhand.registry.formats.rows import Refusals
from tests.data import shared_data


def _read(
    tmp_path: Path, format_name: str, text: str | bytes, name: str = "list.csv"
) -> tuple[list[Claim], Refusals]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    refused = Refusals()
    found = list(read_list(path, format_name, refused=refused))
    for claim in found:
        if not private(claim):
            cleaned(claim)
    return found, refused


def _said(claims: list[Claim], entity: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for claim in claims:
        if claim.entity.id == entity:
            value = claim.value if isinstance(claim.value, str) else claim.value.id
            said.setdefault(claim.property, []).append(value)
    return said


def _reasons(refused: Refusals) -> str:
    return " | ".join(row["reason"] for row in refused.table().to_pylist())


OFAC = """uid,name,type,programs,alternate_names
36,HARBOUR WIRE JSC,entity,RUSSIA-EO14024; CYBER2,"HARBOUR WIRE; AO HARBOUR WIRE"
37,"TIDE, Ann",individual,SDGT,
38,SEA STAR,vessel,IRAN,
"""


def test_ofac_repacked(tmp_path: Path) -> None:
    claims, refused = _read(tmp_path, "ofac", OFAC)
    said = _said(claims, "ofac:36")
    assert said["name"] == ["HARBOUR WIRE JSC"]
    assert said["alias"] == ["HARBOUR WIRE", "AO HARBOUR WIRE"]
    assert len(said["Sanction"]) == 2
    assert _said(claims, "ofac:37")["schema"] == ["Person"]
    assert _said(claims, "ofac:38")["schema"] == ["Vessel"]
    assert claims[0].source.url == "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=36"
    assert (refused.rows, len(refused)) == (3, 0)


def test_ofac_as_the_treasury_publishes_it(tmp_path: Path) -> None:
    (tmp_path / "alt.csv").write_text(
        '36,1,"aka","HARBOUR WIRE AGENCY","-0- "\n99,2,"aka","X1",-0-\n'
    )
    (tmp_path / "add.csv").write_text('36,1,"1 Quay Street","Wexmouth","Russia",-0-\n')
    remark = "Website www.harbourwire.example; Email Address a@b.example; Linked To: TIDE GROUP."
    sdn = f'36,"HARBOUR WIRE",-0- ,"CYBER2] [NPWMD",-0-,-0-,-0-,-0-,-0-,-0-,-0-,"{remark}"\n'
    claims, refused = _read(tmp_path, "ofac", sdn, "sdn.csv")
    said = _said(claims, "ofac:36")
    assert said["alias"] == ["HARBOUR WIRE AGENCY"]
    assert said["country"] == ["Russia"]
    assert said["notes"] == ["Linked to: TIDE GROUP"]
    assert len(said["Sanction"]) == 2
    assert _said(claims, "domain:harbourwire.example")["owner"] == ["ofac:36"]
    assert refused.dropped["addresses, but for the country"] == 1
    assert "no such entry" in _reasons(refused)
    assert "@" not in str(claims)


def test_a_version_is_that_of_every_file_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text('36,"HARBOUR WIRE",-0- ,"X",-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n')
    found = [version_of(path, "ofac")]
    assert found[0] == hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    for name, text in (("ALT.CSV", "36,1,aka,A,-0-\n"), ("add.csv", "a"), ("add.csv", "b")):
        (tmp_path / name).write_text(text)
        found.append(version_of(path, "ofac"))
    (tmp_path / "other.csv").write_text("x")
    assert version_of(path, "ofac") == found[-1]
    assert len(set(found)) == 4
    assert version_of(path, "plain") == found[0]
    assert version_of(tmp_path, "meta") not in found
    path.write_text(OFAC)  # the table with all in one has nothing beside it
    assert version_of(path, "ofac") == hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "list.csv").write_bytes(path.read_bytes())
    assert version_of(tmp_path / "alone", "ofac") == version_of(path, "ofac")
    with pytest.raises(InputError, match="no such file"):
        version_of(tmp_path / "gone.csv", "ofac")


EU = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;"
    "Entity_SubjectType_ClassificationCode;Entity_Regulation_EntryIntoForceDate;"
    "Entity_Regulation_Programme;Entity_Regulation_PublicationUrl;NameAlias_WholeName;"
    "Address_Street;Address_CountryIso2Code;BirthDate_BirthDate\n"
    "01/10/2026;13;EU.1;enterprise;E;2022-12-16;UKR;https://eur-lex.europa.eu/x;Harbour Wire;;;\n"
    "01/10/2026;13;EU.1;enterprise;E;2022-12-16;UKR;https://eur-lex.europa.eu/x;Harbor Wire;;;\n"
    "01/10/2026;13;EU.1;enterprise;E;2022-12-16;UKR;https://eur-lex.europa.eu/x;;1 Quay;RU;\n"
    "01/10/2026;14;EU.2;person;P;2022-12-16;UKR;;Ann Tide;;;1960-01-01\n"
)


def test_eu_consolidated_list(tmp_path: Path) -> None:
    claims, refused = _read(tmp_path, "eu", "\ufeff" + EU)
    said = _said(claims, "eu:13")
    assert (said["name"], said["alias"]) == (["Harbour Wire"], ["Harbor Wire"])
    assert said["country"] == ["RU"]
    assert said["Sanction"] == ["Council of the European Union"]
    sanction = next(c for c in claims if c.property == "Sanction")
    assert sanction.valid_from == "2022-12-16"
    assert refused.dropped == {"addresses": 1, "dates of birth": 1}


def test_uk_lists_old_and_new(tmp_path: Path) -> None:
    new = (
        "Report Date: 18-Aug-2026\n"
        "Last Updated,Unique ID,Name 6,Name 1,Name 2,Name type,Regime Name,Designation Type,"
        "Phone number,Website,Address Country,Date Designated\n"
        "04/08/2026,RUS1,WIRE,HARBOUR,,Primary Name,Russia,Entity,123,https://wire.example,Russia,"
        "01/03/2022\n"
        "04/08/2026,RUS1,WIRE,HARBOR,,Alias,Russia,Entity,123,,Russia,01/03/2022\n"
    )
    claims, refused = _read(tmp_path, "uk", new)
    said = _said(claims, "uk:RUS1")
    assert (said["name"], said["alias"]) == (["HARBOUR WIRE"], ["HARBOR WIRE"])
    assert next(c for c in claims if c.property == "Sanction").valid_from == "2022-03-01"
    assert _said(claims, "domain:wire.example")["owner"] == ["uk:RUS1"]
    assert refused.dropped == {"telephone numbers": 2}
    old = (
        "Last Updated,21/09/2025\n"
        "Name 6,Name 1,Name Non-Latin Script,Group Type,Alias Type,Regime,Country,Group ID\n"
        "HARBOUR WIRE,,Гавань,Entity,Primary name,Russia,Russia,555\n"
    )
    claims, _ = _read(tmp_path, "uk", old)
    assert _said(claims, "uk:555")["alias"] == ["Гавань"]


FARA_HEAD = (
    '"Foreign_Principal_Termination_Date","Foreign_Principal",'
    '"Foreign_Principal_Registration_Date","Country/Location_Represented","Registration_Number",'
    '"Registrant_Name","Address_1"\n'
)


def test_fara_principals(tmp_path: Path) -> None:
    rows = (
        '"08/31/2018","Harbour Wire","12/11/2017","RUSSIA","6496","Wire America, Inc.","1 Street"\n'
        '"01/01/2000","Tide Post","12/11/2017","RUSSIA","6497","Tide LLC",""\n'
        '"","Broken "Quotes"","12/11/2017","RUSSIA","6498","X",""\n'
        '"","No Foreign Principal Listed","12/11/2017","CUBA","6499","Chamber",""\n'
    )
    claims, refused = _read(tmp_path, "fara", FARA_HEAD + rows)
    agency = next(c for c in claims if c.property == "Representation")
    assert agency.entity.id == "fara:6496"
    assert agency.value == EntityKey("fara:principal/russia/harbour wire", "LegalEntity")
    assert (agency.valid_from, agency.valid_to) == ("2017-12-11", "2018-08-31")
    assert "ends before it begins" in _reasons(refused)
    assert "quotation mark" in _reasons(refused)
    assert "names no principal" in _reasons(refused)
    assert "Chamber" in [c.value for c in claims if c.entity.id == "fara:6499"]
    assert refused.dropped == {"addresses": 1}


MATRIX_HEAD = "Country,Media company,Main assets,URL,Typology,Twitter Link,Telegram Link\n"


def test_matrix(tmp_path: Path) -> None:
    rows = (
        "Russia,Harbour Group (HG),News agency: Harbour Wire,https://wire.example/en,SC,"
        "https://www.twitter.com/harbour_wire,https://t.me/harbourwire\n"
        "Russia,Tide TV,Tide TV,https://www.facebook.com/tide,ISFM?,https://twitter.com/a.b,\n"
    )
    claims, refused = _read(tmp_path, "matrix", MATRIX_HEAD + rows)
    said = _said(claims, "matrix:russia/harbour group/harbour wire")
    assert (said["name"], said["medium"], said["typology"]) == (
        ["Harbour Wire"],
        ["news agency"],
        ["SC"],
    )
    owner = _said(claims, "matrix:russia/harbour group")
    assert (owner["alias"], owner["Ownership"]) == (
        ["HG"],
        ["matrix:russia/harbour group/harbour wire"],
    )
    assert _said(claims, "domain:wire.example")["owner"]
    assert _said(claims, "account:telegram:harbourwire")["owner"]
    assert _said(claims, "account:facebook:tide")["owner"] == ["matrix:russia/tide tv"]
    assert "in doubt" in _reasons(refused)
    assert "names no account" in _reasons(refused)


def test_meta_indicators_however_dirty(tmp_path: Path) -> None:
    chain = (
        "Tactic ,Technique,Procedure,Indicator,Commernts\n"
        "0. Acqiuring assets,0.6 Domains,0.6.2 Acquiring domains,hxxps://wire[.]example/,spoofs\n"
        ",0.9 Accounts,0.9.4 Acquiring X accounts,x[.]com/harbour_wire,\n"
        "0. Acquiring assets,0.9 Accounts,0.9.1 Acquiring Facebook assets,104 accounts,\n"
        "6. Spraying,6.1 Posting,6.1.3 Posting on blogs,https://news.example/story,\n"
        "0. Acquiring assets,0.2 Mail,0.2.1 Mail,info[at]wire[.]example,\n"
        "0. Acquiring assets,0.6 Domains,0.6.2 Acquiring domains,facebook[.]com,\n"
        "0. Acquiring assets,0.6 Domains,0.6.1 Domains,10[.]0[.]0[.]1,\n"
        ",,,,\n"
    )
    claims, refused = _read(tmp_path, "meta", chain, "Q1_2099_Tide_based_CIB_network.csv")
    network = "meta:q1 2099 tide based cib network"
    assert _said(claims, "domain:wire.example")["owner"] == [network]
    assert _said(claims, "account:twitter:harbour_wire")["owner"] == [network]
    assert _said(claims, network)["notes"] == ["0.9.1 Acquiring Facebook assets: 104 accounts"]
    assert "domain:news.example" not in {claim.entity.id for claim in claims}
    assert "everyone who uses that platform" in _reasons(refused)
    assert refused.dropped == {
        "links to places that were not the network's": 1,
        "email addresses": 1,
        "IP addresses": 1,
        "rows without an indicator": 1,
    }
    flat = (
        "indicator_type,indicator_value,comment,ds\nmd5,abc,,2022\ndomain_name,a[.]example,,2022\n"
    )
    claims, refused = _read(tmp_path, "meta", flat, "2022_09_report.csv")
    assert _said(claims, "domain:a.example")["kind"] == ["domain"]


def test_defanged_values_are_made_whole() -> None:
    assert defanged("hxxps[:]//www[.]wire(.)example/a ") == "https://www.wire.example/a"


def _bundle(*objects: dict[str, object]) -> str:
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": list(objects)})


def test_stix(tmp_path: Path) -> None:
    actor = {"type": "threat-actor", "id": "threat-actor--1", "name": "Tide", "aliases": ["Ebb"]}
    site = {"type": "domain-name", "id": "domain-name--1", "value": "wire[.]example"}
    pattern = "[domain-name:value = 'other.example']"
    sign = {"type": "indicator", "id": "indicator--1", "pattern": pattern}
    text = _bundle(
        {**actor, "confidence": 85},
        site,
        sign,
        {"type": "ipv4-addr", "id": "ipv4-addr--1", "value": "10.0.0.1"},
        {"type": "relationship", "id": "relationship--1", "relationship_type": "uses",
         "source_ref": "threat-actor--1", "target_ref": "domain-name--1", "confidence": 20},
        {"type": "relationship", "id": "relationship--2", "relationship_type": "indicates",
         "source_ref": "indicator--1", "target_ref": "threat-actor--1"},
        "no object",  # type: ignore[arg-type]
    )  # fmt: skip
    claims, refused = _read(tmp_path, "stix", text, "bundle.json")
    assert _said(claims, "stix:threat-actor--1")["alias"] == ["Ebb"]
    assert _said(claims, "domain:wire.example")["owner"] == ["stix:threat-actor--1"]
    assert _said(claims, "domain:other.example")["owner"] == ["stix:threat-actor--1"]
    assert {c.source.grade for c in claims if c.property == "owner"} == {"F5", "F6"}
    assert refused.dropped == {"email, IP and hardware addresses": 1}
    assert "no object with a type" in _reasons(refused)


def test_followthemoney(tmp_path: Path) -> None:
    entities = [
        {"id": "a", "schema": "Company", "datasets": ["registry"], "properties": {
            "name": ["Harbour Wire"], "email": ["a@b.example"], "topics": ["gov.soe"]}},
        {"id": "b", "schema": "PublicBody", "properties": {"name": ["Ministry of Tides"]}},
        {"id": "c", "schema": "Ownership", "properties": {
            "owner": ["b"], "asset": ["a"], "percentage": ["60"], "startDate": ["2014-01-01"]}},
        {"id": "d", "schema": "Sanction", "properties": {
            "entity": ["a"], "authority": ["Council"], "program": ["X"]}},
        {"id": "e", "schema": "Address", "properties": {"full": ["1 Quay Street"]}},
        {"id": "f", "schema": "Ownership", "properties": {"owner": ["b"], "asset": ["gone"]}},
        {"id": "g", "schema": "Nonsense", "properties": {}},
    ]  # fmt: skip
    text = "\n".join(json.dumps(entity) for entity in entities) + "\n{broken\n"
    claims, refused = _read(tmp_path, "ftm", text, "entities.json")
    (owned,) = [c for c in claims if c.property == "Ownership"]
    assert (owned.entity.id, owned.valid_from) == ("ftm:b", "2014-01-01")
    assert owned.details == (("percentage", "60"),)
    assert _said(claims, "ftm:a")["Sanction"] == ["Council"]
    assert "email" not in _said(claims, "ftm:a")
    assert refused.dropped["private properties (email)"] == 1
    assert refused.dropped["entities of the private schema Address"] == 1
    reasons = _reasons(refused)
    assert "not in the file" in reasons
    assert "no schema" in reasons
    assert "no entity" in reasons


def test_hostile_names_and_broken_bytes_are_refused_with_their_row(tmp_path: Path) -> None:
    rows = (
        "1,\"=cmd|'/c calc'!A1\",entity,X,\n"
        "2,<script>alert(1)</script>,entity,X,\n"
        f"3,{'A' * 5_000},entity,X,\n"
        "4,...,entity,X,\n"
        "5,Good &amp; Wire\u202e,entity,X,\n"
        "6,too,many,fields,in,this,row\n"
    ).encode()
    claims, refused = _read(
        tmp_path, "ofac", OFAC.split("\n", 1)[0].encode() + b"\n" + rows + b"7,\xff\xfe,entity,X,\n"
    )
    assert {c.value for c in claims if c.property == "name"} == {"Good & Wire"}
    table = refused.table().to_pylist()
    assert [row["row"] for row in table] == [1, 2, 3, 4, 6, 7]
    assert {row["column"] for row in table[:4]} == {"name"}
    assert "Save the file again in UTF-8" in table[-1]["reason"]


@pytest.mark.parametrize("format_name", [name for name in FORMATS if name != "meta"])
def test_a_wrong_file_is_a_sentence(tmp_path: Path, format_name: str) -> None:
    path = tmp_path / ("list.json" if format_name in ("stix", "ftm") else "list.csv")
    path.write_text('{"a": 1}\n' if path.suffix == ".json" else "this,is\nnot,it\n")
    with pytest.raises(InputError, match="list"):
        list(read_list(path, format_name))
    with pytest.raises(InputError, match="no such file"):
        list(read_list(tmp_path / "gone.csv", format_name))
    with pytest.raises(InputError, match="no format of a list"):
        read_list(path, "nonsense")


def test_dates() -> None:
    assert day("06/27/2020", month_first=True) == "2020-06-27"
    assert day("27/06/2020") == "2020-06-27"
    assert day("18-Aug-2026") == "2026-08-18"
    assert day("2020") == "2020"
    assert day("31/02/2020") is None


def test_real_lists_lose_no_row() -> None:
    for name, folder, file, rows, entities in [
        ("eu-bans", "eu_broadcast_bans", "eu_broadcast_bans_833_annex_xv.csv", 32, 32),
        ("matrix", "state_media_matrix", "State_Media_Matrix.csv", 1157, 1300),
    ]:
        refused = Refusals()
        claims = list(read_list(shared_data(folder) / file, name, refused=refused))
        assert refused.rows == rows
        assert len({c.entity.id for c in claims}) >= entities
        for claim in claims:
            cleaned(claim)
