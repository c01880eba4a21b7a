"""Who says what, language by language: lines as agents and customers of any trade say them, and lines of neither."""

from collections.abc import Callable
from functools import cache

import pytest

from .test_pack import pack_of

AGENT = {
    "en": [
        "I can see on the system that the parcel left our depot on Tuesday.",
        "According to our records you've got two policies with us.",
        "Could you spell your surname for me?",
        "What we can do is move the appointment to Friday.",
        "You should receive a text within three working days.",
        "I've raised a ticket with the network people.",
        "Your claim number is four four seven one.",
        "Are you the account holder?",
        "I'm afraid we don't cover accidental damage.",
        "Unfortunately we can't change a ticket after departure.",
        "You'll need to bring your passport to the branch.",
        "No problem at all, let me have a look for you.",
        "I really appreciate your patience.",
        "Right, what's the account number?",
        "You'll have to wait like everybody else.",
        "You should have told us before the end of the month.",
        "That's not our fault.",
        "Sir, please calm down.",
        "Have you tried switching it off at the wall?",
        "Would you prefer a morning or an afternoon visit?",
        "I'm calling on behalf of Northern Water, is this a good time?",
        "We'll send you a replacement bag by courier.",
        "So you were charged twice, and you want it back on the card?",
        "You're very welcome.",
        "Let me just pull up the booking.",
    ],
    "pt": [
        "Estou vendo aqui no sistema que o pagamento entrou na segunda.",
        "Pode me confirmar o seu CPF, por favor?",
        "Qual é a sua data de nascimento?",
        "O senhor vai receber um SMS em até três dias úteis.",
        "Infelizmente não podemos trocar o bilhete.",
        "Já abri um chamado para a equipe técnica.",
        "O próximo passo é enviar as fotografias por email.",
        "O que posso fazer é marcar a visita para sexta.",
        "Falo com o titular da conta?",
        "Não é culpa nossa.",
        "Vai ter que esperar.",
        "A senhora já tentou desligar o aparelho?",
        "Lamento muito pelo incómodo.",
    ],
    "fi": [
        "Näen täältä järjestelmästä, että maksu on tullut.",
        "Voisitteko kertoa asiakasnumeronne?",
        "Mikä teidän osoitteenne on?",
        "Saatte vahvistuksen kolmen arkipäivän kuluessa.",
        "Valitettavasti emme voi vaihtaa lippua.",
        "Kirjasin vikailmoituksen huoltoon.",
        "Seuraavaksi lähetämme teille lomakkeen.",
        "Oletteko kokeillut käynnistää laitteen uudelleen?",
        "Kiitos kärsivällisyydestänne.",
        "Joudutte odottamaan niin kuin muutkin.",
        "Sopiiko teille perjantai?",
        "Ei ole meidän vika.",
    ],
    "lt": [
        "Matau sistemoje, kad mokėjimas gautas.",
        "Ar galėtumėte pasakyti savo kliento numerį?",
        "Koks jūsų adresas?",
        "Per tris darbo dienas gausite žinutę.",
        "Deja, negalime pakeisti bilieto.",
        "Užregistravau gedimą.",
        "Kitas žingsnis – atsiųsti nuotraukas.",
        "Ar bandėte perkrauti maršrutizatorių?",
        "Dėkoju už kantrybę.",
        "Turėsite palaukti kaip ir visi.",
        "Tai ne mūsų kaltė.",
        "Mes su jumis susisieksime ir pinigus grąžinsime.",
    ],
    "lv": [
        "Redzu sistēmā, ka maksājums ir saņemts.",
        "Vai varētu nosaukt savu klienta numuru?",
        "Kāda ir jūsu adrese?",
        "Jūs saņemsiet ziņu trīs darba dienu laikā.",
        "Diemžēl mēs nevaram mainīt biļeti.",
        "Es reģistrēju bojājumu.",
        "Nākamais solis ir atsūtīt fotogrāfijas.",
        "Vai mēģinājāt izslēgt ierīci?",
        "Paldies par pacietību.",
        "Jums būs jāgaida tāpat kā citiem.",
        "Tā nav mūsu vaina.",
        "Mēs ar jums sazināsimies un naudu atmaksāsim.",
    ],
    "el": [
        "Βλέπω στο σύστημα ότι η πληρωμή έγινε.",
        "Μπορείτε να μου πείτε τον αριθμό πελάτη σας;",
        "Ποια είναι η διεύθυνσή σας;",
        "Θα λάβετε μήνυμα σε τρεις εργάσιμες ημέρες.",
        "Δυστυχώς δεν μπορούμε να αλλάξουμε το εισιτήριο.",
        "Άνοιξα ένα αίτημα για τη βλάβη.",
        "Το επόμενο βήμα είναι να στείλετε φωτογραφίες.",
        "Έχετε δοκιμάσει να κλείσετε τη συσκευή;",
        "Σας ευχαριστώ για την υπομονή σας.",
        "Πρέπει να περιμένετε όπως όλοι.",
        "Δεν είναι δικό μας λάθος.",
        "Θα σας στείλουμε καινούργια κάρτα.",
    ],
}

CUSTOMER = {
    "en": [
        "I've got a leak under the sink and it's getting worse.",
        "It stopped working on Sunday night.",
        "I never got the letter you're talking about.",
        "I paid that at the post office.",
        "I was told somebody would ring me.",
        "Last week I sent the form in and I've heard nothing.",
        "I called twice before about this.",
        "Nobody called me back.",
        "My husband usually deals with this.",
        "When can I expect the money?",
        "How much will it cost me?",
        "Why was I charged for two bags?",
        "Do I have to pay for that?",
        "So what do I do now?",
        "That's all I needed, thanks.",
        "I just want my money back.",
        "My postcode is L four, two N P.",
        "Yes, that's me.",
        "Yes, hello, my suitcase didn't come off the plane.",
        "This is the second time I've had to ring.",
        "I'm really disappointed with all this.",
        "Can I speak to your manager?",
        "It's oh two oh, seven nine four six.",
        "Your driver left it out in the rain.",
        "You've charged me for a month I wasn't there.",
    ],
    "pt": [
        "A máquina parou de funcionar ontem à noite.",
        "Eu nunca recebi essa carta.",
        "Ninguém me ligou de volta.",
        "Já liguei três vezes.",
        "Quando é que vou receber o dinheiro?",
        "Quanto é que eu vou pagar?",
        "Por que fui cobrado duas vezes?",
        "A minha mala não chegou.",
        "O meu marido é que trata disto.",
        "Vocês me prometeram um desconto.",
        "Isso é um absurdo.",
        "Sim, sou eu.",
        "Ontem eu paguei a conta no banco.",
    ],
    "fi": [
        "Pesukone lakkasi toimimasta eilen.",
        "En ole saanut mitään kirjettä.",
        "Kukaan ei ole soittanut takaisin.",
        "Soitin jo viime viikolla.",
        "Milloin saan rahat?",
        "Paljonko se maksaa?",
        "Miksi minulta veloitettiin kaksi kertaa?",
        "Matkalaukkuni jäi, siis minun laukkuni ei tullut.",
        "Mieheni hoitaa yleensä nämä.",
        "Minulle luvattiin alennus.",
        "Tämä on ihan naurettavaa.",
        "Pitääkö minun maksaa tuo?",
    ],
    "lt": [
        "Skalbimo mašina vakar nustojo veikti.",
        "Aš negavau jokio laiško.",
        "Niekas man neperskambino.",
        "Aš jau skambinau praeitą savaitę.",
        "Kada gausiu pinigus?",
        "Kiek man tai kainuos?",
        "Kodėl man nuskaičiavo du kartus?",
        "Mano lagaminas neatskrido.",
        "Mano vyras tuo rūpinasi.",
        "Man žadėjo nuolaidą.",
        "Tai visiška nesąmonė.",
        "Ar man reikia už tai mokėti?",
    ],
    "lv": [
        "Veļas mašīna vakar pārstāja strādāt.",
        "Es nesaņēmu nekādu vēstuli.",
        "Neviens man neatzvanīja.",
        "Es jau zvanīju pagājušajā nedēļā.",
        "Kad saņemšu naudu?",
        "Cik tas man maksās?",
        "Kāpēc man noņēma divas reizes?",
        "Mans koferis neatlidoja.",
        "Mans vīrs ar to nodarbojas.",
        "Man solīja atlaidi.",
        "Tas ir pilnīgs absurds.",
        "Vai man par to jāmaksā?",
    ],
    "el": [
        "Το πλυντήριο σταμάτησε χθες το βράδυ.",
        "Δεν έλαβα κανένα γράμμα.",
        "Κανείς δεν με πήρε πίσω.",
        "Έχω ξαναπάρει την προηγούμενη εβδομάδα.",
        "Πότε θα πάρω τα λεφτά μου;",
        "Πόσο θα μου κοστίσει;",
        "Γιατί με χρεώσατε δύο φορές;",
        "Η βαλίτσα μου δεν ήρθε.",
        "Ο άντρας μου ασχολείται με αυτά.",
        "Μου υποσχέθηκαν έκπτωση.",
        "Αυτό είναι απαράδεκτο.",
        "Και τώρα τι να κάνω;",
    ],
}

NEITHER = {
    "en": [
        "Hello.",
        "Yes.",
        "Okay, thank you very much.",
        "It's raining again today.",
        "How are you?",
        "Fine, and you?",
        "That sounds good.",
        "Mm-hm, I see.",
        "All right, Thursday then.",
        "On the third floor, next to the lift.",
        "Sorry, could you say that again?",
        "The weather was better on Monday.",
        "Bye, bye.",
        "I think so, yes.",
        "It takes about an hour by train.",
    ],
    "pt": [
        "Alô.",
        "Sim, está bem.",
        "Muito obrigado.",
        "Hoje está a chover.",
        "Tudo bem?",
        "Na quinta à tarde.",
        "Tchau.",
    ],
    "fi": ["Haloo.", "Joo, hyvä.", "Kiitos paljon.", "Tänään sataa.", "Mitä kuuluu?", "Torstaina sitten.", "Hei hei."],
    "lt": ["Alio.", "Taip, gerai.", "Labai ačiū.", "Šiandien lyja.", "Kaip sekasi?", "Ketvirtadienį.", "Viso gero."],
    "lv": ["Hallo.", "Jā, labi.", "Liels paldies.", "Šodien līst.", "Kā klājas?", "Ceturtdien tad.", "Visu labu."],
    "el": ["Γεια.", "Ναι, εντάξει.", "Ευχαριστώ πολύ.", "Σήμερα βρέχει.", "Τι κάνετε;", "Την Πέμπτη τότε.", "Αντίο."],
}


@cache
def evidence(language: str) -> Callable[[str], float]:
    return pack_of(language).role_evidence


def cases(lines: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, line) for language, said in lines.items() for line in said]


@pytest.mark.parametrize(("language", "line"), cases(AGENT))
def test_what_agents_say_speaks_for_the_agent(language: str, line: str) -> None:
    assert evidence(language)(line) > 0


@pytest.mark.parametrize(("language", "line"), cases(CUSTOMER))
def test_what_customers_say_speaks_for_the_customer(language: str, line: str) -> None:
    assert evidence(language)(line) < 0


@pytest.mark.parametrize(("language", "line"), cases(NEITHER))
def test_small_talk_speaks_for_neither(language: str, line: str) -> None:
    assert abs(evidence(language)(line)) < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "So your router stopped, and it's been dead since, and nobody called you back?",
        "Can you tell me what happened?",
        "I was told by the depot that it left yesterday.",
        "I have a free slot on Friday.",
    ],
)
def test_an_agent_who_repeats_or_reports_is_not_taken_for_the_customer(line: str) -> None:
    assert evidence("en")(line) >= 0
