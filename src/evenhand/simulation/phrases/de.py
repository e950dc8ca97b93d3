"""German."""

from evenhand.simulation.phrases.book import Outlet, Phrasebook

BOOK = Phrasebook(
    chat=(
        "{moment}, und {machine} streikt schon wieder",
        "Schmeckt {food} {place} besser oder bilde ich mir das ein?",
        "Endlich fertig: {project}. Hat nur {n} Tage gedauert",
        "{n} Minuten auf {line} gewartet, {place}, ohne Durchsage",
        "Vor dem Frühstück {few} km gelaufen, {place}. Die Knie melden sich",
        "Kennt jemand {trade} {place}? Es tropft von der Decke",
        "{food} selbst gemacht. Danach Pizza bestellt",
        "{relative} hat mir eine Stunde lang {hobby} erklärt. {n} Prozent verstanden",
        "Unbeliebte Meinung: {food} geht auch zum Frühstück",
        "Tag {n} mit {hobby}: immer noch schlecht, immer noch froh",
        "Dieses Licht heute Abend {place}",
        "Geträumt, ich hätte {line} verpasst. Dann {line} verpasst",
    ),
    more=(
        "Hilfe.", "Keine Reue.", "Heute Abend: {food}.", "Morgen dann {machine}.",
        "{few} von 10 Punkten.",
        "Sagt auch: {relative}.", "Das war's.", "Nur {place}.", "Kaffee Nummer {few}.",
        "Zurück zu {hobby}.",
    ),
    headlines=(
        "{body} vertagt Entscheidung über {issue} auf {month}",
        "{town}: Streit um die Kosten für {issue}",
        "Nebel über {town}: {n} Flüge gestrichen",
        "{body}: {issue} wird {n} Millionen teurer",
        "{town} öffnet alte Markthalle nach {n} Jahren",
        "Was die neuen Regeln für {issue} bedeuten",
        "Nachtzug nach {town} fährt ab {month} wieder",
        "Hafenstreik in {town} geht in Tag {n}",
        "Nach dem Sturm: {n}.000 Haushalte in {town} wieder am Netz",
        "SV {town} entlässt Trainer nach {few} Spielen ohne Sieg",
    ),
    comments=(
        "Lesenswert", "Wurde auch Zeit", "Und wer zahlt das?", "Habe ich vor {few} Monaten gesagt",
        "Aha.",
        "Endlich mal gute Nachrichten", "Weiß nicht, was ich davon halten soll",
        "Bis zum Ende lesen",
        "Und das {place}", "{relative} arbeitet dort, es ist schlimmer", "Ohne Worte",
    ),
    replies=(
        "Hier genauso", "Klassiker", "Probier's mal mit {food}", "Glückwunsch!", "Wie ging es aus?",
        "Sage ich seit {few} Jahren", "Sehe ich anders", "{relative} sagt das auch",
        "Danke, hilft mir",
        "Wo genau? Ich wohne {place}", "In {few} von zehn Fällen", "Genau so",
    ),
    greetings=("Guten Morgen!", "Gute Nacht", "Schönen Freitag!", "Moin", "Alles Gute!"),
    quiz="Gridlet DE {day} {score}/6",
    hashtags=(
        "Garten", "Radfahren", "Lesen", "Fotografie", "Backen", "Wohnen", "Fussball", "Nahverkehr",
        "Musik", "Wissenschaft",
    ),
    events=("Liederabend", "Pokalfinale"),
    names=(
        "Wiebke", "Jannis", "Özlem", "Ruth", "Malte", "Frauke", "Tilo", "Hafenkatze", "Bummelzug",
        "Alte Karten", "Blaue Stunde", "Ilka", "Korbinian",
    ),
    handles=(
        "wiebke", "jannis", "oezlem", "ruth", "malte", "frauke", "tilo", "hafenkatze", "bummelzug",
        "altekarten", "blauestunde", "ilka", "korbinian", "kachelofen",
    ),
    outlets=(
        Outlet("Eschenfurter Bote", "eschenfurterbote", "eschenfurter-bote.example"),
        Outlet("Hafenblatt", "hafenblatt", "hafenblatt.example"),
    ),
    slots={
        "moment": ("Montag", "Halb sieben", "Monatserster", "Brückentag", "23 Uhr"),
        "machine": ("die Heizung", "der Drucker", "der Aufzug", "die Spülmaschine", "der Router"),
        "food": ("Lauchsuppe", "kalte Pizza", "Pflaumenmus", "Apfelkuchen", "Linseneintopf"),
        "place": (
            "in Eschenfurt", "am Hafen", "hinter dem Bahnhof", "bei meiner Schwester",
            "in Karlsbrück", "auf dem Markt",
        ),
        "project": ("die Steuer", "der Umzug", "der 900-Seiten-Roman", "das Regal"),
        "line": ("den 14er-Bus", "den Nachtzug", "die Fähre", "die Tram"),
        "trade": ("einen Klempner", "eine Elektrikerin", "einen Zahnarzt", "eine Dachdeckerin"),
        "relative": ("Meine Mutter", "Mein Bruder", "Die Nachbarin", "Mein Opa", "Meine Chefin"),
        "hobby": ("Schach", "Sauerteig", "Häkeln", "Bouldern", "Akkordeon"),
        "town": ("Eschenfurt", "Karlsbrück", "Moorhaven", "Wiesenthur"),
        "body": ("Hafenrat", "Stadt Eschenfurt", "Landesbahn", "Aufsicht"),
        "issue": ("das Sperrwerk", "den Mietendeckel", "die neue Tram", "das Schulessen"),
        "month": ("März", "Juni", "September", "November"),
    },
)  # fmt: skip
