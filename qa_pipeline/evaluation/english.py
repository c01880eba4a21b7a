"""What English writes in several ways: numbers, short forms, spellings. Data for normalise.py and numbers.py."""

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split(), start=2
    )
}

CURRENCIES = {"£": "pound", "$": "dollar", "€": "euro"}
SMALL_COINS = {"pence", "penny", "cent", "cents"}
SYMBOLS = {"%": "percent", "&": "and", "@": "at", "+": "plus", ".": "dot"}

# Only short forms that stand for one thing: "that's" may be "that is" or "that has", and stays.
ENDINGS = {"n't": "not", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will"}
REWRITTEN = {
    word: tuple(written.split())
    for word, written in {
        "won't": "will not",
        "can't": "can not",
        "cannot": "can not",
        "shan't": "shall not",
        "gonna": "going to",
        "wanna": "want to",
        "gotta": "got to",
        "alright": "all right",
        "ok": "okay",
        "mr": "mister",
        "mrs": "missus",
        "dr": "doctor",
        "pounds": "pound",
        "dollars": "dollar",
        "euros": "euro",
        "centre": "center",
        "centres": "centers",
        "cancelled": "canceled",
        "cancelling": "canceling",
        "travelled": "traveled",
        "travelling": "traveling",
        "traveller": "traveler",
        "programme": "program",
        "cheque": "check",
        "cheques": "checks",
        "licence": "license",
        "grey": "gray",
    }.items()
}
PAIRS = {("e", "mail"): "email", ("e", "mails"): "emails", ("per", "cent"): "percent"}
FILLERS = frozenset("ah eh er erm hm hmm huh mhm mhmm mm mmm uh uhhuh uhm um umm".split())
