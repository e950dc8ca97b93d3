"""Portuguese."""

from evenhand.simulation.phrases.book import Outlet, Phrasebook

BOOK = Phrasebook(
    chat=(
        "{moment} e {machine} parou outra vez",
        "Sou só eu ou {food} sabe melhor {place}?",
        "Finalmente acabei {project}. Só {n} dias",
        "{n} minutos à espera, {line} {place} nem sinal",
        "Andei {few} km {place} antes do pequeno-almoço",
        "Alguém conhece {trade} de confiança {place}?",
        "Tentei fazer {food} com os restos. Pedimos pizza",
        "{relative} explicou-me {hobby} durante uma hora. Percebi {n} por cento",
        "Dia {n} com {hobby}: continuo péssimo e feliz",
        "Que luz hoje {place}",
    ),
    more=(
        "Socorro.", "Sem arrependimentos.", "Hoje à noite: {food}.", "Amanhã: {machine}.",
        "{few} em 10.",
        "É tudo.", "Só {place}.", "Café número {few}.", "De volta: {hobby}.",
    ),
    headlines=(
        "{body} adia para {month} decisão sobre {issue}",
        "Moradores de {town} questionam custo: {issue} em debate",
        "Nevoeiro em {town} cancela {n} voos",
        "{body}: mais {n} milhões para {issue}",
        "{town} reabre mercado ao fim de {n} anos",
        "O que muda com as novas regras sobre {issue}",
        "Greve no porto de {town} entra no dia {n}",
        "Sporting de {town} despede treinador após {few} jogos sem vencer",
    ),
    comments=(
        "Vale a pena ler", "Já não era sem tempo", "E quem paga?", "Disse-o há {few} meses",
        "Atenção",
        "Finalmente uma boa notícia", "Leiam até ao fim", "E isto {place}", "Sem palavras",
    ),
    replies=(
        "Aqui igual", "Clássico", "Experimenta com {food}", "Parabéns!", "E como acabou?",
        "Digo isso há {few} anos", "Discordo", "Obrigado, ajudou", "Onde? Moro {place}", "Verdade",
    ),
    greetings=("Bom dia!", "Boa noite", "Boa sexta!", "Parabéns!"),
    quiz="Gridlet PT {day} {score}/6",
    hashtags=("horta", "bicicleta", "leituras", "fotografia", "receitas", "habitação", "futebol"),
    events=("NoiteDeCanções", "FinalDaTaça"),
    names=(
        "Inês", "Duarte", "Graça", "Tomé", "Lia", "Gata do cais", "Comboio lento", "Mapas velhos",
        "Rui", "Benedita",
    ),
    handles=(
        "ines", "duarte", "graca", "tome", "lia", "gatadocais", "comboiolento", "mapasvelhos",
        "rui",
        "benedita", "azulejo",
    ),
    outlets=(
        Outlet("Correio de Montarém", "correiomontarem", "correiomontarem.example"),
        Outlet("O Cais", "ocaisjornal", "ocais.example"),
    ),
    slots={
        "moment": ("Segunda-feira", "Seis e meia", "Primeiro do mês", "Feriado", "Onze da noite"),
        "machine": ("a caldeira", "a impressora", "o elevador", "a máquina", "o router"),
        "food": ("o caldo", "o arroz", "a pizza fria", "a compota", "a tarte"),
        "place": (
            "em Montarém", "no cais", "atrás da estação", "em casa da minha irmã", "na praça",
        ),
        "project": ("a mudança", "o IRS", "o romance de 900 páginas", "a estante"),
        "line": ("o autocarro 14", "o comboio da noite", "o barco", "o elétrico"),
        "trade": ("um canalizador", "uma eletricista", "um dentista"),
        "relative": ("A minha mãe", "O meu irmão", "A vizinha", "O meu avô", "A chefe"),
        "hobby": ("xadrez", "massa-mãe", "croché", "escalada", "acordeão"),
        "town": ("Montarém", "Costa Branda", "Vale Serrado"),
        "body": ("Conselho do Porto", "Câmara", "Comboios", "Regulador"),
        "issue": ("o dique", "as rendas", "o elétrico", "as cantinas"),
        "month": ("março", "junho", "setembro", "novembro"),
    },
)  # fmt: skip
