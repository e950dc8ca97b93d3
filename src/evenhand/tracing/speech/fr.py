"""French."""

from evenhand.tracing.speech.form import Speech

TABLE = Speech(
    verbs=(
        "(?:a |ont |avait |est )?(?:dit|déclarée?|affirmée?|ajoutée?|annoncée?|assurée?|concluée?"
        "|conclu|confirmée?|dénoncée?|estimée?|expliquée?|indiquée?|insistée?|jugée?|lancée?"
        "|notée?|poursuivie?|précisée?|promise?|rappelée?|regrettée?|répondue?|soulignée?"
        "|tweetée?|twittée?|écrite?|fustigée?|martelée?|mis en garde|fait savoir|reconnue?"
        "|commentée?|racontée?|répétée?|remarquée?|observée?|plaidée?|condamnée?|avertie?)",
        "dit", "disent", "déclare", "affirme", "ajoute", "annonce", "assure", "conclut", "confirme",
        "dénonce", "estime", "explique", "indique", "insiste", "juge", "lance", "note", "poursuit",
        "précise", "rappelle", "regrette", "répond", "souligne", "écrit", "martèle", "raconte",
        "déclarait", "disait", "affirmait", "ajoutait", "expliquait", "expliquant", "ajoutant",
        "précisant", "déclarant", "affirmant", "estimant", "soulignant", "indiquant", "qualifiant",
        "qualifie", "qualifiait",
    ),
    participle="\\w+ant",
    that=("que", "qu'", "qu’"),
    according=("selon", "d'après", "d’après", "aux yeux de", "pour", "de l'avis de",
    "de l’avis de"),
    first_person=("je", "j'", "j’", "nous", "notre", "nos", "mon", "ma", "mes", "moi"),
    pronouns=("il", "elle", "ils", "elles", "celui-ci", "celle-ci", "ce dernier",
              "cette dernière"),
    titles={
        "spokesperson": (r"porte-parole", r"attachée? de presse", r"représentante?",
                         r"service de presse", r"secrétaire de presse"),
        "minister": (r"(?:premi(?:er|ère) |vice-)?ministre", r"secrétaire d['’][ée]tat"),
        "head of state": (r"(?:vice-)?présidente?", "roi", "reine", "chanceli(?:er|ère)"),
        "head": ("chef(?:fe)?", "directeur(?: général)?", "directrice(?: générale)?", "patronne?",
                 "dirigeante?", "pdg", "maire", "gouverneure?", "fondat(?:eur|rice)",
                 "secrétaire général(?:e)?", "rédact(?:eur|rice) en chef", "entraîneure?"),
        "official": ("responsable", "ambassadeur", "ambassadrice", "diplomate", "général", "juge",
                     "procureure?", "sénat(?:eur|rice)", "députée?", "avocate?",
                     "conseill(?:er|ère)",
                     "commissaire", "haut fonctionnaire"),
        "expert": ("experte?", "professeure?", "cherch(?:eur|euse)", "scientifique", "analyste",
                   "économiste", "médecin", "docteure?", "auteure?", "autrice", "historien(?:ne)?"),
        "person": ("m\\.", "mme", "monsieur", "madame", "habitante?", "témoin", "act(?:eur|rice)",
                   "journaliste", "correspondante?", "chant(?:eur|euse)"),
    },
    bodies=("ministère", "département", "société", "entreprise", "gouvernement", "agence",
            "commission", "comité", "tribunal", "cour", "police", "syndicat", "association",
            "administration", "conseil", "parti", "ambassade", "parlement", "banque", "club",
            "chaîne", "réseau social", "université", "diplomatie", "parquet", "communiqué"),
    of=("de", "de la", "du", "des", "de l'", "de l’", "d'", "d’", "auprès de"),
    determiners=("le", "la", "les", "l'", "l’", "un", "une", "son", "sa", "ses", "leur"),
    openers=(
        "à", "ainsi", "alors", "après", "au", "aucun", "aussi", "autre", "aux", "avant", "avec",
        "car", "ce", "cela", "celui", "cependant", "ces", "cet", "cette", "chaque", "comme",
        "dans", "de", "depuis", "des", "deux", "donc", "du", "elle", "elles", "en", "enfin",
        "ensuite", "et", "face", "grâce", "hier", "ici", "il", "ils", "je", "jusqu", "la", "le",
        "les", "leur", "leurs", "lire", "lors", "lorsque", "mais", "malgré", "même", "mon", "ne",
        "nos", "notre", "nous", "on", "or", "ou", "où", "outre", "par", "parmi", "pas", "pendant",
        "plus", "plusieurs", "pour", "pourtant", "près", "puis", "quand", "que", "quelques", "qui",
        "sa", "sans", "se", "selon", "ses", "si", "son", "sous", "sur", "tandis", "toujours",
        "tous", "tout", "toute", "toutes", "trois", "très", "un", "une", "vers", "voici", "voilà",
        "vos", "votre", "vous", "l", "d", "c", "j", "qu", "s", "n",
    ),
    particles=("de", "du", "des", "la", "le", "d'", "d’", "van", "von", "ben", "al", "el"),
    months={
        "janvier": 1, "février": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7,
        "août": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
    },
    weekdays={"lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5,
              "dimanche": 6},
    days={"aujourd'hui": 0, "aujourd’hui": 0, "hier": -1, "demain": 1},
    last_year=(r"(?:en|depuis|de|fin|début|dès|jusqu['’]en)\s+(?:\w+\s+)?{year}",),
    american_election=(
        r"(?:prochaines?|futures?)\s+élections?\s+(?:présidentielles?\s+)?américaines?"
        r"[^.]{0,40}\bnovembre"
    ),
    see_also=("lire aussi", "à lire aussi", "à lire", "lire également", "voir aussi", "lire plus"),
    abbreviations=("m", "mm", "dr", "pr", "st", "etc", "cf", "av", "ex", "p", "no"),
    place_endings=("ie", "e", "ique", "ne", "ce", "a", "s"),
    adjective_endings=("e", "es", "ain", "aine", "ains", "aines", "ien", "ienne", "iens", "iennes",
                       "ais", "aise", "aises", "ois", "oise", "ne", "nes", "ique", "iques", "s",
                       "icain", "icaine", "icains", "icaines"),
)  # fmt: skip
