"""Spanish."""

from evenhand.simulation.phrases.book import Outlet, Phrasebook

BOOK = Phrasebook(
    chat=(
        "{moment} y {machine} ya no funciona",
        "¿Soy yo o {food} sabe mejor {place}?",
        "Por fin terminé {project}. Solo {n} días",
        "{n} minutos esperando {line} {place} y nadie dice nada",
        "{few} km caminando {place} antes de desayunar. Mis rodillas protestan",
        "¿Alguien conoce {trade} de confianza {place}? Es urgente",
        "Intenté hacer {food} con lo que quedaba. Acabamos pidiendo pizza",
        "{relative} me ha explicado {hobby} durante una hora. Entendí el {n} por ciento",
        "Opinión impopular: {food} también es desayuno",
        "Día {n} con {hobby}: sigo fatal, sigo feliz",
        "Qué luz esta tarde {place}",
        "Soñé que perdía {line}. Y lo perdí",
        "Busco {few} personas a las que les guste {hobby}",
    ),
    more=(
        "Ayuda.", "No me arrepiento.", "Esta noche, {food}.", "Mañana, {machine}.",
        "Un {few} sobre 10.",
        "Que lo diga {relative}.", "Y ya está.", "Solo pasa {place}.", "Café número {few}.",
        "La culpa es de {relative}.", "Vuelvo con {hobby}.",
    ),
    headlines=(
        "{body} aplaza a {month} la decisión sobre {issue}",
        "Vecinos de {town} critican el coste de {issue}",
        "Cancelados {n} vuelos por la niebla en {town}",
        "{body}: {issue} costará {n} millones más",
        "{town} reabre su mercado después de {n} años",
        "Qué cambia con las nuevas normas sobre {issue}",
        "El tren nocturno a {town} vuelve en {month}",
        "La huelga del puerto de {town} cumple {n} días",
        "Vuelve la luz a {n}.000 hogares tras el temporal en {town}",
        "El Deportivo {town} despide a su entrenador tras {few} jornadas sin ganar",
    ),
    comments=(
        "Para leer con calma", "Ya era hora", "¿Y quién lo paga?", "Lo dije hace {few} meses",
        "Ojo a esto",
        "Una buena noticia, por fin", "No sé qué pensar", "Leed hasta el final", "Otra vez igual",
        "Y esto {place}", "{relative} trabaja allí y es peor", "Sin comentarios",
    ),
    replies=(
        "Aquí igual", "Jajaja, clásico", "Prueba con {food}", "¡Enhorabuena!", "¿Y cómo acabó?",
        "Llevo {few} años diciéndolo", "Para nada", "{relative} dice lo mismo", "Gracias, me sirve",
        "¿Dónde exactamente? Vivo {place}", "{few} de cada diez veces", "Totalmente de acuerdo",
    ),
    greetings=("¡Buenos días!", "Buenas noches", "¡Feliz viernes!", "¡Feliz cumpleaños!"),
    quiz="Gridlet ES {day} {score}/6",
    hashtags=(
        "huerto", "ciclismo", "lecturas", "fotografía", "recetas", "vivienda", "fútbol",
        "transporte",
        "música", "ciencia",
    ),
    events=("NocheDeCanciones", "GranFinal"),
    names=(
        "Marta", "Íñigo", "Lucía", "Nando", "Charo", "Vero", "Leandro", "Gata de puerto",
        "Sobremesa",
        "Tren lento", "Ximena", "Rafa", "Abril", "Mapas viejos",
    ),
    handles=(
        "marta", "inigo", "lucia", "nando", "charo", "vero", "leandro", "gatapuerto", "sobremesa",
        "trenlento", "ximena", "rafa", "abril", "mapasviejos", "limonero", "tejado",
    ),
    outlets=(
        Outlet("El Faro de San Telio", "farosantelio", "elfarosantelio.example"),
        Outlet("Diario Costamira", "diariocostamira", "diariocostamira.example"),
        Outlet("Banda Derecha", "bandaderecha", "bandaderecha.example"),
    ),
    slots={
        "moment": ("Lunes", "Las seis y media", "Primero de mes", "Puente", "Las once de la noche"),
        "machine": ("la caldera", "la impresora", "el ascensor", "el lavavajillas", "el router"),
        "food": ("la tortilla", "el arroz frito", "la pizza fría", "la mermelada", "el guiso"),
        "place": (
            "en San Telio", "en Costamira", "junto al puerto", "detrás de la estación",
            "en Almerra",
            "en casa de mi hermana", "en la plaza",
        ),
        "project": ("la mudanza", "la declaración", "esa novela de 900 páginas", "el armario"),
        "line": ("el autobús 14", "el tren nocturno", "el ferri", "el tranvía"),
        "trade": ("un fontanero", "una electricista", "un dentista", "una albañil"),
        "relative": ("mi madre", "mi hermano", "mi vecina", "mi abuelo", "mi jefa", "mi casero"),
        "hobby": ("el ajedrez", "la masa madre", "el ganchillo", "la escalada", "el acordeón"),
        "town": ("San Telio", "Costamira", "Almerra", "Valdorén", "Puerto Quiral"),
        "body": ("El Consejo Portuario", "El Ayuntamiento", "Trenes de Almerra", "El regulador"),
        "issue": (
            "el dique", "los alquileres", "el tranvía", "los comedores", "los buses nocturnos",
        ),
        "month": ("marzo", "junio", "septiembre", "noviembre"),
    },
)  # fmt: skip
