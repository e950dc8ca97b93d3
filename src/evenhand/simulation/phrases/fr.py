"""French."""

from evenhand.simulation.phrases.book import Outlet, Phrasebook

BOOK = Phrasebook(
    chat=(
        "{moment} et {machine} est encore en panne",
        "C'est moi ou {food}, c'est meilleur {place} ?",
        "J'ai enfin fini {project}. En {n} jours seulement",
        "{n} minutes à attendre {line} {place}, sans explication",
        "{few} km à pied {place} avant le petit-déjeuner. Mes genoux râlent",
        "Vous connaissez {trade} sérieux {place} ? C'est urgent",
        "J'ai tenté {food} avec les restes. On a commandé une pizza",
        "{relative} m'a parlé pendant une heure : {hobby}. J'ai compris {n} pour cent",
        "Avis impopulaire : {food} au petit-déjeuner, oui",
        "Jour {n}, {hobby} : toujours nul, toujours content",
        "Cette lumière {place} ce soir",
        "J'ai rêvé que je ratais {line}. Et je l'ai raté",
    ),
    more=(
        "Au secours.", "Aucun regret.", "Ce soir : {food}.", "Demain : {machine}.", "{few} sur 10.",
        "Demandez : {relative}.", "Voilà.", "Seulement {place}.", "Café numéro {few}.",
        "Et après, {hobby}.",
    ),
    headlines=(
        "{body} reporte à {month} sa décision sur {issue}",
        "À {town}, le coût du projet inquiète : {issue} en question",
        "Brouillard à {town} : {n} vols annulés",
        "{body} : {n} millions de plus pour {issue}",
        "{town} rouvre ses halles après {n} ans de travaux",
        "Ce que changent les nouvelles règles sur {issue}",
        "Le train de nuit vers {town} de retour en {month}",
        "Port de {town} : la grève entre dans son {n}e jour",
        "Tempête à {town} : le courant rétabli dans {n} 000 foyers",
        "Le Racing {town} se sépare de son entraîneur après {few} matchs sans victoire",
    ),
    comments=(
        "À lire", "Il était temps", "Et qui paie ?", "Je le disais il y a {few} mois", "Tiens donc",
        "Enfin une bonne nouvelle", "Je ne sais pas quoi en penser", "Lisez jusqu'au bout",
        "Encore une fois", "Et ça {place}", "Sans commentaire",
    ),
    replies=(
        "Pareil ici", "Ha, un classique", "Essaie avec ça : {food}", "Bravo !",
        "Et ça a fini comment ?",
        "Je le répète depuis {few} ans", "Pas du tout d'accord", "Merci, ça m'aide",
        "Où exactement ? J'habite {place}", "{few} fois sur dix", "Tellement vrai",
    ),
    greetings=("Bonjour !", "Bonne nuit", "Bon vendredi !", "Joyeux anniversaire !"),
    quiz="Gridlet FR {day} {score}/6",
    hashtags=(
        "potager", "vélo", "lecture", "photo", "cuisine", "logement", "football", "transports",
        "musique", "sciences",
    ),
    events=("SoiréeChanson", "FinaleDeCoupe"),
    names=(
        "Élodie", "Bastien", "Solène", "Hakim", "Maud", "Yann", "Odile", "Chat du port",
        "Train lent",
        "Vieilles cartes", "Inès", "Gaspard", "Petit noir",
    ),
    handles=(
        "elodie", "bastien", "solene", "hakim", "maud", "yann", "odile", "chatduport", "trainlent",
        "vieillescartes", "ines", "gaspard", "petitnoir", "lampadaire", "tilleul",
    ),
    outlets=(
        Outlet("Le Courrier de Montarel", "courriermontarel", "courriermontarel.example"),
        Outlet("Valbrune Matin", "valbrunematin", "valbrune-matin.example"),
    ),
    slots={
        "moment": ("Lundi", "Six heures et demie", "Le premier du mois", "Jour férié", "23 h"),
        "machine": ("la chaudière", "l'imprimante", "l'ascenseur", "le lave-vaisselle", "la box"),
        "food": (
            "la soupe au poireau", "le riz sauté", "la pizza froide", "la confiture", "la tarte",
        ),
        "place": (
            "à Montarel", "à Valbrune", "sur le port", "derrière la gare", "chez ma sœur",
            "à Saint-Orlac", "sur la place",
        ),
        "project": ("le déménagement", "ma déclaration", "ce roman de 900 pages", "la cabane"),
        "line": ("le bus 14", "le train de nuit", "le ferry", "le tram"),
        "trade": ("un plombier", "une électricienne", "un dentiste", "un couvreur"),
        "relative": ("ma mère", "mon frère", "ma voisine", "mon grand-père", "ma cheffe"),
        "hobby": ("les échecs", "le levain", "le crochet", "l'escalade", "l'accordéon"),
        "town": ("Montarel", "Valbrune", "Saint-Orlac", "Port-Quéran"),
        "body": ("Le Conseil du port", "La mairie", "La régie des trains", "Le régulateur"),
        "issue": ("la digue", "les loyers", "le tram", "les cantines", "les bus de nuit"),
        "month": ("mars", "juin", "septembre", "novembre"),
    },
)  # fmt: skip
