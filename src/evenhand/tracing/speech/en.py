"""English."""

from evenhand.tracing.speech.form import Speech

TABLE = Speech(
    verbs=(
        "said", "says", "say", "saying", "told", "tells", "stated", "states", "stating", "added",
        "adds", "adding", "announced", "announces", "announcing", "argued", "argues", "asked",
        "asserted", "claimed", "claims", "claiming", "commented", "concluded", "concludes",
        "concluding", "confirmed", "confirms", "continued", "declared", "declares", "declaring",
        "described", "emphasi[sz]ed", "explained", "explains", "explaining", "insisted", "insists",
        "mentioned", "noted", "notes", "noting", "observed", "pointed out", "pointing out",
        "posted", "posting", "promised", "recalled", "remarked", "replied", "replies", "reported",
        "responded", "revealed", "stressed", "stresses", "stressing", "specified", "suggested",
        "tweeted", "urged", "warned", "warns", "warning", "went on", "wrote", "writes", "writing",
        "called", "calling", "condemned", "condemning", "criticized", "criticised",
        "drew attention",
        "denied", "accused", "vowed", "pledged", "believes?", "hopes", "regrets", "regretted",
    ),
    participle="\\w+ing(?: out)?",
    that=("that",),
    according=("according to", "in the words of", "in the opinion of"),
    first_person=("i", "we", "our", "ours", "us", "my", "me", "ourselves", "myself"),
    pronouns=("he", "she", "they"),
    titles={
        "spokesperson": (
            r"spokes(?:man|woman|person|people)", r"press secretary", r"press officer",
            r"representative", r"press service",
        ),
        "minister": (r"(?:deputy |prime |foreign |finance |interior |defen[cs]e )*minister",
                     r"secretary of state", r"foreign secretary"),
        "head of state": (r"(?:vice )?president", "king", "queen", "chancellor", "emperor"),
        "head": (
            "chief executive", "ceo", "chief", "head", "director(?: general)?",
            "chair(?:man|woman)?",
            "leader", "boss", "founder", "governor", "mayor", "secretary general",
            "editor-in-chief",
            "commissioner", "manager", "coach",
        ),
        "official": (
            "official", "officer", "ambassador", "envoy", "diplomat", "general", "colonel", "judge",
            "prosecutor", "senator", "congressman", "congresswoman", "deputy", "lawmaker", "mp",
            "lawyer", "attorney", "secretary", "advis[eo]r",
        ),
        "expert": ("expert", "professor", "researcher", "scientist", "analyst", "economist",
                   "doctor", "dr", "author", "engineer", "historian", "teacher"),
        "person": ("mr", "mrs", "ms", "sir", "lady", "lord", "resident", "witness", "actor",
                   "actress", "singer", "journalist", "reporter", "correspondent", "farmer"),
    },
    bodies=(
        "ministry", "department", "company", "government", "agency", "commission", "committee",
        "court", "police", "union", "association", "administration", "council", "party", "embassy",
        "office", "parliament", "bank", "club", "outlet", "channel", "network", "university",
        "firm", "team", "statement",
    ),
    of=("of", "of the", "for", "for the", "at", "at the"),
    determiners=("the", "a", "an", "its", "his", "her", "their", "our"),
    openers=(
        "a", "about", "after", "all", "also", "although", "among", "an", "and", "another", "any",
        "are", "as", "at", "because", "before", "both", "but", "by", "can", "despite", "do", "does",
        "during", "each", "earlier", "even", "every", "finally", "first", "following", "for",
        "former", "from", "further", "had", "has", "have", "he", "her", "here", "his", "how",
        "however", "i", "if", "in", "indeed", "instead", "is", "it", "its", "last", "later", "like",
        "many", "may", "meanwhile", "more", "moreover", "most", "much", "my", "nevertheless", "new",
        "next", "no", "not", "now", "of", "on", "once", "one", "only", "or", "other", "others",
        "our", "over", "per", "perhaps", "read", "recently", "responding", "second", "several",
        "she", "should", "since", "so", "some", "still", "such", "than", "that", "the", "their",
        "then", "there", "therefore", "these", "they", "this", "those", "though", "three",
        "through",
        "thus", "to", "today", "tomorrow", "two", "under", "until", "up", "us", "was", "we", "were",
        "what", "when", "where", "whether", "which", "while", "who", "why", "will", "with",
        "within", "without", "would", "yes", "yesterday", "yet", "you", "your", "allegedly",
        "allegations", "according", "speaking", "asked", "photo", "image", "video", "source",
    ),
    particles=("of", "de", "del", "della", "da", "du", "van", "von", "der", "den", "bin", "ibn",
               "al", "el", "la", "le", "di"),
    months={
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
        "august": 8, "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1,
        "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
        "nov": 11, "dec": 12,
    },
    weekdays={
        "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
        "sunday": 6,
    },
    days={"today": 0, "yesterday": -1, "tomorrow": 1},
    last_year=(
        r"(?:in|since|of|during|until|after|from|early|late|mid-)\s+(?:\w+\s+)?{year}",
        r"(?:the|a)\s+{year}\s+\w+",
    ),
    american_election=(
        r"(?:upcoming|coming|forthcoming|next|approaching)\s+(?:us|u\.s\.|american)?\s*"
        r"(?:presidential\s+)?elections?[^.]{0,40}\bnovember"
        r"|november(?:['’]s)?\s+(?:us\s+|american\s+)?presidential\s+election"
    ),
    see_also=("read also", "read more", "also read", "see also", "related", "more on this"),
    abbreviations=(
        "mr", "mrs", "ms", "dr", "prof", "st", "sen", "rep", "gov", "gen", "col", "lt", "inc",
        "corp",
        "ltd", "co", "vs", "no", "jr", "sr", "etc", "e.g", "i.e", "u.s", "u.k", "u.n", "a.m", "p.m",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mln",
        "bln",
    ),
    place_endings=("ia", "a", "e", "y", "o", "land", "ey", "ica"),
    adjective_endings=("ian", "ians", "an", "ans", "ish", "ese", "ic", "i", "ch", "ican", "icans"),
    capital_adjectives=True,
)  # fmt: skip
