"""What measures, months, weekdays and numbers are called in English, German, French and Russian: tables for `facts`."""

from fractions import Fraction

from alcove.core.folding import fold

_DAY = 24 * 3600
_YEAR = Fraction(36525, 100) * _DAY
MONTH = _YEAR / 12

_UNITS: dict[str, dict[Fraction | int, str]] = {
    "time": {
        1: "s sec secs second seconds sekunde sekunden seconde secondes секунда секунды секунд сек",
        60: "min mins minute minutes minuten минута минуты минут мин",
        3600: "h hr hrs hour hours stunde stunden std heure heures час часа часов",
        _DAY: "d day days tag tage tagen jour jours день дня дней сутки суток",
        7 * _DAY: "week weeks woche wochen semaine semaines неделя недели недель неделю",
        MONTH: "month months monat monate monaten mois месяц месяца месяцев",
        _YEAR: "year years jahr jahre jahren ans année années год года лет",
    },
    "mass": {
        Fraction(1, 1_000_000): "µg mcg мкг",
        Fraction(1, 1000): "mg milligram milligrams milligramm мг",
        1: "g gram grams gramm gramme grammes г грамм граммов",
        1000: "kg kilo kilos kilogram kilograms kilogramm кг килограмм килограммов килограмма",
        1_000_000: "t tonne tonnes tonnen т тонн тонны тонна",
    },
    "length": {
        Fraction(1, 1000): "mm millimetre millimetres millimeter мм",
        Fraction(1, 100): "cm centimetre centimetres centimeter zentimeter см",
        1: "m metre metres meter meters mètre mètres м метр метра метров",
        1000: "km kilometre kilometres kilometer kilometers kilomètres км километр километра километров",
        Fraction(1609344, 1000): "mile miles meile meilen миля мили миль",
    },
    "volume": {
        Fraction(1, 1000): "ml millilitre millilitres milliliter мл",
        Fraction(1, 100): "cl",
        Fraction(1, 10): "dl",
        1: "l litre litres liter liters л литр литра литров",
    },
    "area": {1: "m² m2 sqm qm quadratmeter кв.м м²"},
    "degrees": {1: "° °c degree degrees grad degré degrés градус градуса градусов"},
    "%": {1: "% percent prozent pourcent процент процента процентов"},
    "bytes": {1: "byte bytes байт", 10**3: "kb", 10**6: "mb мб", 10**9: "gb гб", 10**12: "tb тб"},
    "£": {1: "£ gbp pound pounds pfund фунт фунта фунтов"},
    "$": {1: "$ usd dollar dollars доллар доллара долларов"},
    "€": {1: "€ eur euro euros евро"},
    "₽": {1: "₽ руб рубль рубля рублей rub rouble roubles ruble rubles"},
}
MONEY = frozenset("£$€₽")
"""The dimensions that are currencies."""
UNITS = {
    fold(name): (dimension, Fraction(factor))
    for dimension, factors in _UNITS.items()
    for factor, names in factors.items()
    for name in names.split()
}
"""Each name of a unit with its dimension, and how many of the dimension's first it is."""
SCALES = {
    fold(name): factor
    for factor, names in {
        100: "hundred hundert",
        10**3: "thousand tausend tsd k mille тыс тысяча тысячи тысяч",
        10**6: "million millions millionen mio mn m млн миллион миллиона миллионов",
        10**9: "billion billions bn milliarde milliarden mrd milliard milliards млрд миллиард миллиарда миллиардов",
    }.items()
    for name in names.split()
}
"""What multiplies the number before it."""

SPELT = {
    fold(form): value
    for value, forms in {
        "2": "two два две двух двум двумя", "3": "three три трёх трём тремя", "4": "four четыре четырёх четырём",
        "5": "five пять пяти пятью", "6": "six шесть шести шестью", "7": "seven семь семи семью",
        "8": "eight восемь восьми", "9": "nine девять девяти", "10": "ten десять десяти",
        "11": "eleven одиннадцать одиннадцати", "12": "twelve двенадцать двенадцати",
        "13": "thirteen тринадцать тринадцати", "14": "fourteen четырнадцать четырнадцати",
        "15": "fifteen пятнадцать пятнадцати", "16": "sixteen шестнадцать шестнадцати",
        "17": "seventeen семнадцать семнадцати", "18": "eighteen восемнадцать восемнадцати",
        "19": "nineteen девятнадцать девятнадцати", "20": "twenty двадцать двадцати",
        "30": "thirty тридцать тридцати", "40": "forty сорок сорока", "50": "fifty пятьдесят пятидесяти",
        "60": "sixty шестьдесят шестидесяти", "70": "seventy семьдесят семидесяти",
        "80": "eighty восемьдесят восьмидесяти", "90": "ninety девяносто девяноста",
        "1/2": "half половина половину половины", "2nd": "second второй вторая второе вторую второго",
        "3rd": "third thirds третий третья третье третью третьего", "4th": "fourth четвёртый", "5th": "fifth пятый",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""Numbers as words. What is only rarely a number (one, both, quarter) is left out."""
_MORE_SPELT = {
    0: "zero null zéro ноль",
    1: "one один одна одно одного одной одну",
    2: "zwei deux", 3: "drei trois", 4: "vier quatre", 5: "fünf cinq", 6: "sechs six", 7: "sieben sept",
    8: "acht huit", 9: "neun neuf", 10: "zehn dix", 11: "elf onze", 12: "zwölf douze", 13: "dreizehn treize",
    14: "vierzehn quatorze", 15: "fünfzehn quinze", 16: "sechzehn seize", 17: "siebzehn", 18: "achtzehn",
    19: "neunzehn", 20: "zwanzig vingt", 30: "dreißig trente", 40: "vierzig quarante", 50: "fünfzig cinquante",
    60: "sechzig soixante", 70: "siebzig", 80: "achtzig", 90: "neunzig", 100: "сто ста hundert",
    200: "двести двухсот", 300: "триста трёхсот", 400: "четыреста", 500: "пятьсот", 600: "шестьсот", 700: "семьсот",
    800: "восемьсот", 900: "девятьсот", 1000: "тысяча тысячу tausend mille",
}  # fmt: skip
CARDINALS = {
    **{form: int(value) for form, value in SPELT.items() if value.isdigit()},
    **{fold(form): value for value, forms in _MORE_SPELT.items() for form in forms.split()},
}
"""Numbers as words, those that are one word."""
ORDINALS = {
    fold(form): value
    for value, forms in enumerate(
        (
            "first 1st erste ersten erster erstes premier première первый первая первое первого первой первом",
            "second 2nd zweite zweiten zweiter deuxième второй вторая второе второго втором",
            "third 3rd dritte dritten dritter troisième третий третья третье третьего третьей третьем",
            "fourth 4th vierte vierten vierter quatrième четвёртый четвёртая четвёртого четвёртой четвёртом",
            "fifth 5th fünfte fünften fünfter cinquième пятый пятая пятого пятой пятом",
            "sixth 6th sechste sechsten sechster sixième шестой шестая шестого шестом",
            "seventh 7th siebte siebten siebter septième седьмой седьмая седьмого седьмом",
            "eighth 8th achte achten achter huitième восьмой восьмая восьмого восьмом",
            "ninth 9th neunte neunten neunter neuvième девятый девятая девятого девятом",
            "tenth 10th zehnte zehnten zehnter dixième десятый десятая десятого десятом",
        ),
        start=1,
    )
    for form in forms.split()
}
ORDINALS |= dict.fromkeys(
    map(fold, ("last", "letzte", "letzten", "letzter", "dernier", "dernière", "последний", "последняя", "последнего")),
    -1,
)
"""Places in an order, as words; the last is -1."""
MONTHS = {
    fold(form): number
    for number, forms in enumerate(
        (
            "january jan januar janvier января январь январе", "february feb februar février февраля февраль феврале",
            "march mar märz mars марта март марте", "april apr avril апреля апрель апреле", "may mai мая май мае",
            "june jun juni juin июня июнь июне", "july jul juli juillet июля июль июле",
            "august aug août августа август августе", "september sep sept septembre сентября сентябрь сентябре",
            "october oct oktober octobre октября октябрь октябре",
            "november nov novembre ноября ноябрь ноябре", "december dec dezember décembre декабря декабрь декабре",
        ),
        start=1,
    )
    for form in forms.split()
}  # fmt: skip
WEEKDAYS = {
    fold(form): number
    for number, forms in enumerate(
        (
            "monday mondays montag montags lundi понедельник понедельника",
            "tuesday tuesdays dienstag dienstags mardi вторник вторника",
            "wednesday wednesdays mittwoch mittwochs mercredi среда среду среды",
            "thursday thursdays donnerstag donnerstags jeudi четверг четверга",
            "friday fridays freitag freitags vendredi пятница пятницу пятницы",
            "saturday saturdays samstag samstags sonnabend samedi суббота субботу субботы",
            "sunday sundays sonntag sonntags dimanche воскресенье воскресенья",
        ),
        start=1,
    )
    for form in forms.split()
}
