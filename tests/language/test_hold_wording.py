"""How agents ask to hold and come back, language by language, as spoken and as a recogniser mishears it."""

import pytest

from .test_pack import pack_of

ANNOUNCED = {
    "en": [
        "Would you mind holding while I speak to my colleague?",
        "Can I pop you on hold for a sec?",
        "I'm just going to put you through to a brief hold.",
        "Do you mind if I place you on a short hold?",
        "I'll have to put your call on hold.",
        "Please stay on the line.",
        "Could you hold for me, please?",
        "Can you hang on while I ask somebody?",
        "Just bear with me.",
        "If you could bear with me for a couple of minutes.",
        "Can you give me a few moments?",
        "Give me two minutes and I'll find out.",
        "Just a moment, please.",
        "One sec.",
        "Are you happy to hold?",
        "Are you okay to wait for a bit?",
        "I'll be right back with you.",
        "I'll be back in a minute.",
        "Don't hang up, please.",
        "I'll just mute myself while I look.",
        "You won't hear me for a little while.",
        "The line will go quiet while I check.",
        "You'll hear some music.",
        "It may take me a minute or two.",
        "This will take a few minutes, please wait.",
        "Wait there for me.",
        "Let me just step away for a second.",
        "Hold the line, please.",
        "So please whole the line a moment.",
        "Stay with me while the system loads.",
    ],
    "pt": [
        "Posso colocar o senhor em espera?",
        "Vou colocá-lo em espera um instante.",
        "Vou deixá-la em espera por dois minutos.",
        "A senhora pode aguardar na linha, por favor?",
        "Só um momentinho, por favor.",
        "Um segundinho só.",
        "Aguarde um instante que eu já volto.",
        "O senhor aguarda um pouquinho?",
        "Não desligue, por favor.",
        "Continue na linha.",
        "Fique comigo na linha.",
        "Peço que aguarde enquanto verifico.",
        "Vou pedir que aguarde dois minutinhos.",
        "Importa-se de aguardar um bocadinho?",
        "Já volto a falar consigo.",
        "Volto já.",
        "Já retorno.",
        "Me dá um minuto que eu vejo.",
        "Dê-me só um momento.",
        "Deixe-me só um minutinho para consultar.",
        "Pode esperar um pouco?",
        "Vou colocar a chamada em espera.",
        "A ligação vai ficar muda enquanto eu consulto.",
        "Vai ouvir uma música.",
        "Mantenha-se em linha, por favor.",
        "Espere só um pouquinho.",
    ],
    "fi": [
        "Laitan teidät hetkeksi pitoon.",
        "Voinko laittaa puhelun pitoon?",
        "Pieni hetki, niin tarkistan asian.",
        "Hetkinen vain.",
        "Hetki, olkaa hyvä.",
        "Odotatteko hetken?",
        "Voisitteko odottaa linjalla pari minuuttia?",
        "Odota hetki, niin kysyn kollegalta.",
        "Odotapa pieni hetki.",
        "Jaksaisitteko odottaa hetkisen?",
        "Pysykää linjalla.",
        "Pysyttehän linjalla.",
        "Pysythän langalla.",
        "Älä sulje puhelinta.",
        "Älkää katkaisko puhelua.",
        "Palaan hetken päästä.",
        "Palaan pian takaisin linjalle.",
        "Tulen kohta takaisin.",
        "Siinä menee pari minuuttia, jaksatteko odottaa?",
        "Menee hetki hiljaiseksi.",
        "Linja hiljenee hetkeksi.",
        "Käykö, että odotatte siinä?",
        "Annatko minulle hetken aikaa?",
        "Kuulette hetken musiikkia.",
        "Saanko laittaa teidät odottamaan?",
        "Pienihetki, tarkistan.",
        "Otatteko pienen hetken, odottaisitteko?",
    ],
    "el": [
        "Θα σας βάλω σε αναμονή για λίγο.",
        "Μια στιγμή παρακαλώ.",
        "Ένα λεπτάκι.",
        "Περιμένετε λίγο στη γραμμή.",
        "Μπορείτε να περιμένετε ένα λεπτό;",
        "Μην κλείσετε, παρακαλώ.",
        "Επιστρέφω αμέσως.",
        "Θα επανέλθω σε λίγο.",
        "Δώστε μου ένα λεπτό.",
        "Δώστε μου λίγο χρόνο.",
        "Παραμείνετε στη γραμμή σας.",
        "Να σας κρατήσω λίγο στη γραμμή;",
        "Έχετε λίγη υπομονή.",
        "Θα ακούσετε μουσική.",
    ],
    "lv": [
        "Uzgaidiet, lūdzu, vienu brīdi.",
        "Vai varat brītiņu uzgaidīt?",
        "Mirklīti, lūdzu.",
        "Vienu momentiņu.",
        "Palieciet uz līnijas.",
        "Palieciet pie telefona.",
        "Nenolieciet klausuli.",
        "Es tūlīt atgriezīšos.",
        "Dodiet man minūti.",
        "Ielikšu jūs gaidīšanas režīmā.",
        "Vai drīkstu lūgt jūs pagaidīt?",
        "Lūdzu gaidiet.",
        "Jūs dzirdēsiet mūziku.",
    ],
    "lt": [
        "Palaukite minutėlę, prašau.",
        "Ar galėtumėte truputį palaukti?",
        "Vieną akimirką.",
        "Sekundėlę.",
        "Likite linijoje.",
        "Nepadėkite ragelio.",
        "Tuoj grįšiu.",
        "Netrukus sugrįšiu prie jūsų.",
        "Duokite man minutę.",
        "Perjungsiu jus į laukimo režimą.",
        "Prašau laukti.",
        "Prašyčiau luktelėti.",
        "Girdėsite muziką.",
    ],
}

ENDED = {
    "en": [
        "Thank you for holding.",
        "Thanks so much for waiting.",
        "Thanks for your patience.",
        "Thanks for bearing with me.",
        "Sorry about the wait.",
        "Sorry for keeping you.",
        "Apologies for the delay.",
        "I'm sorry to keep you waiting.",
        "Hello, are you there?",
        "Are you still there, Mr Hill?",
        "Hi, I'm back.",
        "I'm back with you now.",
        "Right, thanks for hanging on.",
        "I appreciate you holding.",
        "Thank you for being so patient.",
        "Sorry that took so long.",
        "Sorry it took a while.",
        "Thanks for staying on the line.",
        "Hello, thank you for that.",
        "Can you hear me?",
    ],
    "pt": [
        "Obrigada por aguardar.",
        "Obrigado pela espera, senhor.",
        "Agradeço a paciência.",
        "Agradeço por ter aguardado.",
        "Desculpe a demora.",
        "Peço desculpa pela espera.",
        "Perdão pela demora.",
        "Ainda está aí?",
        "O senhor está na linha?",
        "Está me ouvindo?",
        "Voltei.",
        "Já estou de volta.",
        "Estou de volta consigo.",
        "Pronto, obrigado por ter esperado.",
        "Muito obrigado pela sua paciência.",
        "Desculpe por fazê-lo esperar.",
        "Alô, senhora Marta?",
        "Estou, senhor Pedro?",
        "Lamento a demora.",
    ],
    "fi": [
        "Kiitos kun odotitte.",
        "Kiitos odottamisesta.",
        "Kiitos kärsivällisyydestä.",
        "Kiitoksia odotuksesta.",
        "Kiitos, että jaksoit odottaa.",
        "Anteeksi, että jouduitte odottamaan.",
        "Pahoittelut odotuksesta.",
        "Pahoittelen, että kesti.",
        "Anteeksi, siinä kesti.",
        "Anteeksi, siinä kesti hetki.",
        "Oletteko vielä linjalla?",
        "Oletko siellä vielä?",
        "Vieläkö olette linjalla?",
        "Haloo, kuuletteko?",
        "No niin, olen takaisin.",
        "Täällä ollaan taas.",
        "Palasin linjalle.",
        "Kiitos kun maltoit odottaa.",
        "Nyt olen taas linjoilla.",
    ],
    "el": [
        "Ευχαριστώ που περιμένατε.",
        "Ευχαριστούμε για την αναμονή.",
        "Ευχαριστώ για την υπομονή σας.",
        "Συγγνώμη για την καθυστέρηση.",
        "Συγγνώμη που σας άφησα να περιμένετε.",
        "Είστε ακόμα στη γραμμή;",
        "Με ακούτε;",
        "Επέστρεψα.",
        "Είστε εκεί;",
        "Συγγνώμη που άργησα.",
    ],
    "lv": [
        "Paldies, ka gaidījāt.",
        "Paldies par gaidīšanu.",
        "Paldies par pacietību.",
        "Atvainojiet par gaidīšanu.",
        "Atvainojiet, ka liku gaidīt.",
        "Vai jūs vēl esat uz līnijas?",
        "Vai dzirdat mani?",
        "Esmu atpakaļ.",
        "Atvainojos, ka tas aizņēma laiku.",
    ],
    "lt": [
        "Ačiū, kad palaukėte.",
        "Dėkoju, kad laukėte.",
        "Ačiū už kantrybę.",
        "Atsiprašau, kad teko laukti.",
        "Atsiprašau, kad užtrukau.",
        "Ar dar esate linijoje?",
        "Ar mane girdite?",
        "Jau grįžau.",
        "Ačiū už laukimą.",
    ],
}

NEITHER = {
    "en": [
        "I have been on hold for twenty minutes.",
        "I can hold it in my hand.",
        "Let me check that for you.",
        "I waited two weeks for the engineer.",
        "It was just a moment ago.",
        "Are you there on Tuesday?",
        "You can call back any time.",
        "That took ten minutes on the website.",
    ],
    "pt": [
        "O prazo de espera é de dois dias.",
        "Vou verificar o seu contrato.",
        "Está na linha de crédito do banco.",
        "Espero que tudo corra bem.",
        "O senhor pode voltar amanhã.",
        "Estive à espera uma semana.",
    ],
    "fi": [
        "Olen odottanut jo viikon.",
        "Odotusaika on kaksi päivää.",
        "Tarkistan asian järjestelmästä.",
        "Hetki sitten lasku tuli.",
        "Palautus tulee tilille.",
        "Kiitos soitosta.",
    ],
    "el": ["Περίμενα δύο εβδομάδες.", "Θα το ελέγξω.", "Ευχαριστώ που καλέσατε.", "Μια στιγμή που δεν θα ξεχάσω."],
    "lv": ["Es gaidīju divas nedēļas.", "Es to pārbaudīšu.", "Paldies par zvanu."],
    "lt": ["Laukiau dvi savaites.", "Patikrinsiu sąskaitą.", "Ačiū, kad paskambinote."],
}

WILL_WAIT = {
    "en": ["Sure, I'll hold.", "I can wait.", "Yes, I'll wait.", "No problem, take your time.", "No rush."],
    "pt": ["Eu aguardo.", "Fico à espera.", "Pode ser, eu espero.", "Sem pressa.", "Tudo bem, aguardo."],
    "fi": ["Joo, minä odotan.", "Kyllä voin odottaa.", "Ei ole kiirettä.", "Odottelen."],
    "el": ["Ναι, περιμένω.", "Μπορώ να περιμένω.", "Με την ησυχία σας."],
    "lv": ["Jā, pagaidīšu.", "Es gaidu.", "Nesteidzieties."],
    "lt": ["Taip, palauksiu.", "Aš laukiu.", "Neskubėkite."],
}


def table(lines: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, line) for language, said in lines.items() for line in said]


@pytest.mark.parametrize(("language", "line"), table(ANNOUNCED))
def test_a_hold_is_announced(language: str, line: str) -> None:
    assert pack_of(language).announces_hold(line)


@pytest.mark.parametrize(("language", "line"), table(ENDED))
def test_a_hold_is_come_back_from(language: str, line: str) -> None:
    assert pack_of(language).ends_hold(line)
    assert not pack_of(language).announces_hold(line)


@pytest.mark.parametrize(("language", "line"), table(NEITHER))
def test_of_holds_nothing_is_said(language: str, line: str) -> None:
    pack = pack_of(language)
    assert not pack.announces_hold(line)
    assert not pack.ends_hold(line)


@pytest.mark.parametrize(("language", "line"), table(WILL_WAIT))
def test_the_customer_agrees_to_wait(language: str, line: str) -> None:
    pack = pack_of(language)
    assert pack.accepts_hold(line)
    assert not pack.ends_hold(line)


@pytest.mark.parametrize(("language", "line"), [*table(NEITHER), *table(ENDED)])
def test_the_customer_says_nothing_of_waiting(language: str, line: str) -> None:
    assert not pack_of(language).accepts_hold(line)
