"""The lists that fill slots: names, places, dates, numbers; lines of page furniture; sentences in other languages."""

from collections.abc import Sequence


def _words(text: str, separator: str | None = None) -> list[str]:
    return [word.strip() for word in text.split(separator)]


GIVEN = _words("""
    Ann Leyla David Miriam Omar Elena Rashid Naomi Peter Sevil Jonathan Maria Ilya Farid Rachel Tomas
    Aysel Daniel Nina Samuel Irina Yusuf Clara Emin Hannah Viktor Laura Anar Ruth Michael Zeynep Paul
    Esther Kamran Julia Boris
""")
FAMILY = _words("""
    Mammadov Levi Johnson Petrov Haddad Aliyeva Cohen Schmidt Karimov Rossi Novak Hasanli Rahimi Brown
    O’Neill Tanaka Müller Garcia Yılmaz Sokolov Peretz Guliyev Andersen Dubois Kaya Shapiro Ivanova
    Moreau Nazarli Green Fischer Khan
""")
PLACE = _words(
    """
    Azerbaijan, Israel, Iran, Turkey, Armenia, Georgia, Russia, Baku, Tehran, Jerusalem, Ankara, Moscow,
    Tbilisi, Washington, London, Kazakhstan, Germany, France, Italy, Japan, India, Egypt, Jordan,
    Poland, Spain, Norway, Canada, Brazil, Kenya, Vienna, Geneva, Brussels, Prague, Cairo, Amman,
    Astana, Haifa, Tel Aviv, New York, Tokyo, Rome, Lisbon, Oslo, Saudi Arabia, South Korea
""",
    ",",
)
NATIONALITY = _words("""
    Azerbaijani Israeli Iranian Turkish Armenian Georgian Russian American British German French Italian
    Kazakh Indian Egyptian Jordanian Polish Spanish Norwegian Canadian Brazilian Japanese Greek
    Ukrainian Swiss
""")
MONTH = _words("""
    January February March April May June July August September October November December
""")
BOILERPLATE = (
    "Copyright © {year} {place} Media. All rights reserved.",
    "Share on Facebook",
    "Tweet this article",
    "Subscribe to our newsletter",
    "Read more: {person} on {place}",
    "RELATED ARTICLES",
    "{number} COMMENTS",
    "Photo: {person}",
    "This site uses cookies. By continuing you accept our privacy policy.",
    "Sign up for our daily email from {place}",
    "Home > News > {place}",
    "Tags: {place}, {nationality} politics, {place}",
    "Next article",
    "Print",
)
FURNITURE = ("LEAVE A REPLY", "Please enter your comment!", "Please enter your name here")
FOREIGN = {
    "tr": (
        "Bakan dün {number} kişilik bir heyetle başkente geldi.",
        "İki ülke arasındaki ticaret {year} yılında yüzde {day} arttı.",
        "Görüşmelerin önümüzdeki aylarda da devam edeceği açıklandı.",
        "Yetkililer, anlaşmanın bölgedeki güvenliği güçlendireceğini söyledi.",
        "Şirket yeni boru hattı için {number} milyon dolar ayırdı.",
    ),
    "ru": (
        "Министр прибыл в столицу вместе с делегацией из {number} человек.",
        "Товарооборот между двумя странами вырос в {year} году на {day} процентов.",
        "Переговоры продолжатся в ближайшие месяцы, сообщили в пресс-службе.",
        "По словам экспертов, соглашение укрепит безопасность в регионе.",
        "Компания выделила на новый трубопровод {number} миллионов долларов.",
    ),
    "az": (
        "Nazir dünən {number} nəfərlik nümayəndə heyəti ilə paytaxta gəldi.",
        "İki ölkə arasında ticarət dövriyyəsi {year}-ci ildə {day} faiz artıb.",
        "Danışıqların yaxın aylarda da davam edəcəyi bildirilir.",
        "Ekspertlərin sözlərinə görə, saziş bölgədə təhlükəsizliyi gücləndirəcək.",
        "Şirkət yeni boru kəməri üçün {number} milyon dollar ayırıb.",
    ),
    "he": (
        "השר הגיע אתמול לבירה עם משלחת של {number} אנשים.",
        "הסחר בין שתי המדינות גדל בשנת {year} ב־{day} אחוזים.",
        "השיחות יימשכו גם בחודשים הקרובים, נמסר מהמשרד.",
        "לדברי המומחים, ההסכם יחזק את הביטחון באזור.",
        "החברה הקצתה {number} מיליון דולר לצינור החדש.",
    ),
    "ar": (
        "وصل الوزير أمس إلى العاصمة مع وفد من {number} شخصا.",
        "ارتفعت التجارة بين البلدين في عام {year} بنسبة {day} في المئة.",
        "وأعلنت الوزارة أن المحادثات ستستمر في الأشهر المقبلة.",
        "وقال الخبراء إن الاتفاق سيعزز الأمن في المنطقة.",
        "وخصصت الشركة {number} مليون دولار لخط الأنابيب الجديد.",
    ),
    "fa": (
        "وزیر دیروز همراه با هیئتی {number} نفره وارد پایتخت شد.",
        "تجارت میان دو کشور در سال {year} حدود {day} درصد افزایش یافت.",
        "گفتگوها در ماه‌های آینده نیز ادامه خواهد داشت.",
        "به گفته کارشناسان این توافق امنیت منطقه را تقویت می‌کند.",
        "این شرکت {number} میلیون دلار برای خط لوله جدید اختصاص داد.",
    ),
}
FILLINGS: dict[str, Sequence[str]] = {
    "person": [f"{given} {family}" for given in GIVEN for family in FAMILY],
    "place": PLACE,
    "nationality": NATIONALITY,
    "month": MONTH,
    "year": [str(year) for year in range(1988, 2026)],
    "day": [str(day) for day in range(1, 29)],
    "number": [f"{number:,}" for number in (*range(2, 100), *range(120, 1000, 17), *range(1200, 90_000, 411))],
}
