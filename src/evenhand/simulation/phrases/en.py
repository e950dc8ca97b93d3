"""English."""

from evenhand.simulation.phrases.book import Outlet, Phrasebook

BOOK = Phrasebook(
    chat=(
        "{moment} and the {machine} has given up again",
        "Is it just me or does {food} taste better {place}?",
        "Finally finished {project}. Only took {n} days",
        "{n} minutes waiting for the {line} {place}, nobody knows why",
        "Walked {few} km {place} before breakfast, my knees have opinions",
        "Anyone know a decent {trade} {place}? Asking for a leaking ceiling",
        "Tried making {food} with what was in the fridge. We ordered pizza",
        "My {relative} just explained {hobby} to me for an hour. I understood {n} per cent",
        "Unpopular opinion: {food} belongs at breakfast",
        "Day {n} of {hobby}: still terrible, still happy",
        "The light {place} this evening was unreal",
        "Whoever invented {project} has never met my {relative}",
        "Dreamt I was late for the {line}. Woke up late for the {line}",
        "Looking for {few} people who like {hobby} and can keep a secret",
    ),
    more=(
        "Send help.", "No regrets.", "Anyway, {food} tonight.", "Tomorrow the {machine}.",
        "{few} out of 10.", "Ask my {relative}.", "That is the whole story.", "Only {place}.",
        "And it is only {moment}.", "Coffee number {few}.", "I blame the {machine}.",
        "Back to {hobby}.",
    ),
    headlines=(
        "{body} delays decision on {issue} until {month}",
        "Residents {place} question cost of {issue}",
        "{n} flights cancelled as fog settles over {town}",
        "{body}: {issue} will cost {n} million more than planned",
        "{town} reopens old market hall after {n} years",
        "What the new rules on {issue} mean for tenants",
        "Night trains between {town} and Karsholm to return in {month}",
        "Scientists {place} count {n} nesting pairs of grey herons",
        "{body} publishes figures on {issue}: the main points",
        "Strike at {town} harbour enters day {n}",
        "Power restored to {n},000 homes after storm hits {town}",
        "{town} United sack coach after {few} games without a win",
    ),
    comments=(
        "Worth reading", "So this is happening", "Did anyone see this coming?", "About time.",
        "Called it {few} months ago", "My {relative} works there, it is worse", "Read to the end",
        "Not sure what to make of this", "And who pays for it?", "Good news for once", "Hmm.",
        "Thread on this later", "They said this {few} years ago too", "This, {place} of all places",
    ),
    replies=(
        "Same here", "Honestly? {few} times out of ten", "You should ask a {trade}", "Ha, classic",
        "Not {place} it isn't", "Try it with {food}", "Congratulations!", "How did that end?",
        "I have been saying this for {few} years", "Hard disagree", "My {relative} says the same",
        "Where exactly? I live {place}", "Thanks, that helped", "The {line} was no better today",
    ),
    greetings=("Good morning!", "Good night all", "Happy Friday!", "Morning", "Happy birthday!"),
    quiz="Gridlet {day} {score}/6",
    hashtags=(
        "gardening", "cycling", "bookchat", "photography", "baking", "running", "housing",
        "weather",
        "football", "transport", "music", "science",
    ),
    events=("SongNight", "CupFinal", "BigBakeLive"),
    names=(
        "Nora", "Callum", "Priya", "Jo", "Tess", "Owen", "Maeve", "Dev", "Ruth", "Sam",
        "Blue Heron",
        "Kettle on", "Idle Bee", "Harbour Cat", "Slow Train", "Wren", "Old Maps", "Theo", "Amina",
    ),
    handles=(
        "nora", "callum", "priya", "jo", "tess", "owen", "maeve", "dev", "ruth", "sam", "heron",
        "kettle", "idlebee", "harbourcat", "slowtrain", "wren", "oldmaps", "theo", "amina", "quill",
    ),
    outlets=(
        Outlet("The Port Alder Courier", "AlderCourier", "aldercourier.example"),
        Outlet("Northgate Post", "NorthgatePost", "northgatepost.example"),
        Outlet("Touchline Weekly", "touchlineweekly", "touchline-weekly.example"),
        Outlet("Plain Figures", "plainfigures", "plainfigures.example"),
    ),
    slots={
        "moment": ("Monday", "Half past six", "The first of the month", "Bank holiday", "11 pm"),
        "machine": (
            "boiler", "printer", "lift", "dishwasher", "router", "bike chain", "coffee machine",
        ),
        "food": (
            "toast", "leek soup", "cold pizza", "plum jam", "fried rice", "lentils", "apple pie",
        ),
        "place": (
            "in Port Alder", "in Karsholm", "by the harbour", "on Mill Street", "up in Quillen Bay",
            "behind the station", "at my sister's", "in Veldane",
        ),
        "project": (
            "the shed", "my tax return", "the quilt", "that 900-page novel", "the spare room",
        ),
        "line": ("number 14 bus", "night train", "ferry", "tram", "school run"),
        "trade": ("plumber", "roofer", "electrician", "piano tuner", "dentist"),
        "relative": ("mum", "brother", "neighbour", "grandad", "boss", "landlord", "niece"),
        "hobby": ("chess", "sourdough", "birdwatching", "crochet", "bouldering", "the accordion"),
        "town": ("Port Alder", "Karsholm", "Quillen Bay", "Highmarsh Cross", "Tarn Eddow"),
        "body": (
            "Harbour Council", "City of Karsholm", "Veldane Rail", "Housing Board", "Regulator",
        ),
        "issue": (
            "the flood wall", "rent caps", "the tram extension", "school meals", "night buses",
        ),
        "month": ("March", "June", "September", "November"),
    },
)  # fmt: skip
