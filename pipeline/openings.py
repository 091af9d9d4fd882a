"""Words that usually open a sentence, as names hardly do; and verbs that say who spoke, behind a quotation."""

_OPENERS = {
    "en": "The A An This That These Those It Its He She They We You I His Her Their Our My Your There Here In On At"
    " By For From With To As If But And Or So Yet Nor Then Thus When While Where Who What Why How Which After"
    " Before Since Until Although Though Because However Moreover Meanwhile Also Once Now Today Yesterday Not"
    " No Some Many Most Such Both Each All Another Other One During Despite Under Please Just Even Only Every"
    " Any Well Yes Is Are Was Were Do Does Did Can Could Will Would Should Have Has Let Perhaps Maybe Indeed"
    " Instead Later Finally According Among Between Within Without Over About Against Never Still Soon Several"
    " Few Two Three Nobody Nothing Everyone People",
    "ru": "В На Это Он Она Они Мы Но И А По При Как Если С К За Из Для После До От О Об Однако Также Кроме Так Там"
    " Тогда Теперь Когда Хотя Пока Все Всё Его Её Ее Их Вы Я Ты Что Кто Где Между Среди Через Согласно Затем"
    " Потом Позже Впрочем Сегодня Вчера Ещё Еще Уже Не Ни Был Была Были Было Есть Нет Да Под Над У Во Со"
    " Поэтому Именно Только Даже Этот Эта Эти Тот Та Те Каждый Многие Некоторые Один Одна Такой Такие Оба",
    "tr": "Bu O Onlar Ve Ama Ancak Fakat Bunun Bunlar Onun Şu Ben Biz Siz Sen Daha Çünkü Eğer Ayrıca Sonra Ne Bir"
    " Her İlk Son Bugün Dün Böylece Buna Orada Burada",
    "az": "Lakin Amma Həmin Onların Belə Bundan Mən İndi Həm Əgər Çünki Hər Heç",
    "de": "Der Die Das Ein Eine Er Sie Es Und Aber",
    "fr, it, es": "Le La Les Il Elle El Los",
    "he": "הוא היא הם הן אני אנחנו זה זו זאת אלה אך אבל גם כך לכן כי אם על עם לא יש אין בין לפי אחרי לפני כאשר מאז"
    " עוד רק כל מה מי למה היום אתמול מחר לדברי",
    "ar": "هذا هذه وقد قد إن في من على ثم وفي وكان كان كما لكن ولكن وقال قال وأضاف وقالت هو هي وهو وهي لا ما لم عند"
    " بعد قبل",
    "fa": "این او آن اما در با به از که وی پس ولی هم اگر آنها آنان هر یک چون همچنین",
}
_SAYS = {
    "en": "said says asked asks replied replies answered answers added adds told tells wrote writes cried shouted"
    " whispered explained explains insisted insists noted warned continued exclaimed responded declared"
    " announced argued remarked commented recalled admitted muttered murmured yelled screamed demanded"
    " inquired wondered joked",
    "he": "אמר אמרה אמרו שאל שאלה שאלו השיב השיבה ענה ענתה הוסיף הוסיפה תהה תהתה קרא קראה צעק צעקה לחש לחשה",
    "ar": "قال قالت سأل سألت أجاب أجابت صاح صاحت تساءل تساءلت",
}
OPENERS = " ".join(_OPENERS.values()).split()
SAYS = " ".join(_SAYS.values()).split()
