"""Every way a line shows by itself what it is, or that it goes: settings → the lines in that state.

An expression speaks of the measures of `lines` (`plain, phrase, n_words, ends_sentence, ...`) and of what was decided so
far (`role`, `rule`, null where nothing was). The first rule of `clean.signs` that fits decides; what no sign decides is
left to `places`.
"""

import polars as pl

from pipeline.dates import DATE
from pipeline.lines import BULLETS, beside
from pipeline.roles.conditions import ITEM, NAMES, has_words_max, is_marked, says

_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DATE = rf"(?:\b{_DAYS}\.?,?\s+)?{DATE}"
_TIME = r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?[a-z]{2,4}\)?)?"
_WORK = (
    r"(?:articles?|stor(?:y|ies)|posts?|news|stuff|content|reading|pieces?|reviews?|columns?|topics?|videos?|reports?)"
)
_PUBLISHED = r"(?:published|appeared|posted|updated|amended|corrected|written|produced|reprinted|republished|translated|part of|(?:reflect|represent)s? the)"


def is_invisible() -> pl.Expr:
    """The line holds no visible character: joiners, marks of direction or controls that were left alone."""
    return ~pl.col("plain").str.contains(r"[^\p{C}\p{Z}\p{M}]")


def is_marked_furniture() -> pl.Expr:
    """The mark-up of the file shows that the line is not the article's: it stands in a menu, a list of links, a page's head."""
    return is_marked("boilerplate")


def is_marked_title() -> pl.Expr:
    """The mark-up of the file says that the line is the title."""
    return is_marked("title")


def is_marked_subtitle() -> pl.Expr:
    """The mark-up of the file says that the line is the subtitle."""
    return is_marked("subtitle")


def is_marked_heading() -> pl.Expr:
    """The mark-up of the file says that the line heads a section."""
    return is_marked("heading")


def is_marked_caption() -> pl.Expr:
    """The mark-up of the file says that the line belongs to a picture or a table."""
    return is_marked("caption")


def is_marked_note() -> pl.Expr:
    """The mark-up of the file, or its place and size on a page, says that the line is a note."""
    return is_marked("note")


def is_marked_byline() -> pl.Expr:
    """The mark-up of the file says that the line names the author."""
    return is_marked("byline")


def is_marked_dateline() -> pl.Expr:
    """The mark-up of the file says that the line dates the article."""
    return is_marked("dateline")


def is_copyright_line(n_words_max: int) -> pl.Expr:
    """A copyright notice is the publisher's, not the author's; the publisher's name is read from it first."""
    opens = r"^(?:©|copyright\s*(?:©|\(c\)|by\b|[:–—-]|[0-9]{4})|\(c\)\s*(?:copyright\b|by\b|[0-9]{4})|copr\.)"
    year = r"^[^.!?]{0,40}© ?[0-9]{4}(?:[–-][0-9]{2,4})?\W*$|^[^.!?]{0,40}© ?[0-9]{4}[^.!?]*$"
    reserved = (
        r"(?:^|[.,;|–—-] *)all rights reserved\b|\ball rights reserved\W*$|\balle rechte vorbehalten\b|\btous droits réservés\b"
        r"|\btüm hakları saklıdır\b|все права защищены|bütün hüquqlar\S* qorun|כל הזכויות שמורות|جميع الحقوق محفوظة|تمامی حقوق .*محفوظ"
    )
    is_bare = says(r"^copyright\b") & ~pl.col("ends_sentence")
    material = r"^(?:this|the|all) (?:material|content|article|contents)s? .{0,40}\bmay not be (?:published|reproduced|broadcast|copied|distributed|used)\b"
    mentions = "© copyright (c) copr. reserved material content article vorbehalten réservés saklıdır защищены qorun שמורות محفوظ"
    return (says(rf"{opens}|{year}|{reserved}|{material}", mentions) | is_bare) & has_words_max(n_words_max)


def is_running_head(n_words_max: int, n_times_min: int) -> pl.Expr:
    """The head or foot of a page in the midst of a sentence: beside the page's number, or a line that returns.

    It returns with other digits, too, and stands at least once between a line that breaks off and one that goes on.
    """
    is_short = (
        has_words_max(n_words_max)
        & ~pl.col("ends_sentence")
        & ~pl.col("starts_lower")
        & ~pl.col("plain").str.contains(ITEM)
    )
    is_number = (pl.col("rule") == "is_lone_number").fill_null(False)
    is_by_number = (beside(is_number, 1) | beside(is_number, -1)).fill_null(False)
    goes_on = pl.col("next_starts_lower")
    is_amid = is_by_number & (goes_on | beside(is_number & goes_on, -1)).fill_null(False)
    key = pl.when(is_short).then(pl.col("phrase").str.replace_all(r"[0-9]+", "")).otherwise(pl.lit(""))
    returns = ((pl.len() >= n_times_min) & goes_on.any()).over("article_id", key) & (key != "")
    return is_short & (is_amid | returns)


def is_site_notice(n_words_max: int) -> pl.Expr:
    """The site speaks of itself: its desk, its clock, where an article first stood, whose opinions it holds.

    Such a notice stands in brackets as a whole, or opens with a formula.
    """
    itself = (
        rf"\b(?:this|our|all) (?:\S+ ){{0,2}}{_WORK} (?:was|were|is|are|has|have|first|originally|may|can|do|does|reflects?)\b.*\b{_PUBLISHED}\b"
        rf"|\b(?:on|of|in) all (?:\S+ ){{0,3}}{_WORK}\b|\b(?:this|our) (?:web ?)?site\b|\bkeep(?:ing)? you (?:updated|posted)\b"
        r"|\b(?:posted|published|updated) automatically\b|^[(\[](?:reprinted|syndicated|translated|edited|updated|posted|published|written|reporting) (?:by|with|from|at|on|here)\b"
        r"|\b(?:news ?room|news desk|editorial (?:team|staff)|our (?:staff|reporters?|readers))\b"
    )
    formula = (
        r"\bmay (?:earn|receive|get|make) (?:an? )?(?:small )?(?:affiliate )?commission\b|^(?:as an amazon associate|affiliate disclosure)\b|"
        rf"^this (?:\S+ )?(?:article|story|post|piece|column|interview|essay|op-?ed|commentary|analysis|content|review) (?:was |has been |is |originally |first )+{_PUBLISHED}\b"
        rf"|^th(?:is|e) (?:\S+ )?{_WORK} (?:was )?(?:originally|first) (?:published|appeared|posted)\b[^.!?]*\b(?:here|site|blog|under the title|with permission|\w+\.(?:com|org|net))\W*$"
        r"|^(?:originally|first) (?:published|appeared|posted) (?:in|at|on|by)\b"
        r"|^the post .* appeared first on\b|^(?:the )?(?:views|opinions|statements)(?: and [\w ]+)? (?:expressed|stated) (?:here|herein|in (?:this|the)|are|by (?:the )?(?:author|contributor|writer)|do not)"
        r"|^(?:editor['’]s|publisher['’]s) note\s*(?:[:.–—-]|$)|^disclaimer\s*(?:[:.–—-]|$)|^reprinted (?:with|by) permission\b|^correction:"
    )
    bracketed = says(r"^[(\[].*[)\]]$") & says(itself)
    return (bracketed | says(formula)) & ~pl.col("starts_lower") & has_words_max(n_words_max)


def is_cookie_notice(n_words_max: int) -> pl.Expr:
    """The law asks the site, not the author, to speak of cookies, consent and privacy."""
    cookies = (
        r"\b(?:we|(?:this|our|the) (?:web ?)?site|our partners)(?: and [\w ]+)? (?:also )?(?:uses?|stores?|sets?|places?) (?:[\w,’'-]+ ){0,5}cookies(?: (?:to|and|or|for|on|in order|so|that|which)\b|\W*$)"
        r"|\bcookies?\b.*\b(?:you|your|our)\b.*\b(?:policy|settings|preferences|consent|browser|accept)\b"
        r"|\b(?:you|your|our)\b.*\bcookies?\b.*\b(?:policy|settings|preferences|consent|browser|accept)\b|\b(?:accept|enable|allow|disable|reject) (?:all )?cookies\b.*\b(?:you|your)\b"
    )
    forms = (
        r"^(?:accept|reject|manage|allow) (?:all )?(?:cookies|preferences)(?: and (?:close|continue))?\W*$"
        r"|^(?:privacy|cookies?|terms)(?: (?:policy|notice|settings|preferences|of (?:use|service)|& conditions|and conditions|[&|•·/,]|and|privacy|cookies?|terms))+$"
    )
    agreed = (
        r"\bby (?:continuing (?:to|with|on|past|browsing)\b|using (?:this|our|the) (?:web ?)?(?:site|service|app)|signing up|subscribing|registering|clicking|submitting)"
        r".*\byou (?:agree|accept|consent|acknowledge)\b"
    )
    return says(rf"{cookies}|{forms}|{agreed}") & has_words_max(n_words_max)


def is_newsletter_form(n_words_max: int) -> pl.Expr:
    """A form that asks for the reader's address or money, or for a log-in, stands around articles of any kind."""
    asks = (
        r"(?:^|[.!?:,–—-] )(?:please )?(?:sign up|subscribe|register|log ?in|sign ?in)\b.*\b(?:newsletters?|inbox|e-?mails?|alerts?|updates|account|unlimited|access|read)\b"
        r"|\b(?:your|our|us|here|below)\b.*\bnewsletters?\b.*\b(?:sign up|subscribe|inbox|delivered)\b|\bnewsletters?\b.*\b(?:sign up|subscribe|delivered)\b.*\b(?:your|our|us|here|below)\b"
        r"|\bnewsletters?\b.*\byour inbox\b|\b(?:subscribe to|sign up for) (?:our|the|this) (?:\S+ ){0,4}newsletters?\W*$|\bopt-in box\b|\byou have (?:been )?succ?ess?fully (?:subscribed|signed up|unsubscribed)\b"
        r"|\bactivation link\b.*\be-?mail\b|\be-?mail\b.*\bactivation link\b|\benter your e-?mail\b"
    )
    opens = (
        r"^(?:(?:see|view|browse|read) )?(?:our |all |the |more |most )?(?:\S+ ){0,3}newsletters?\W*$|^(?:sign up|subscribe|log ?in|sign ?in|sign ?out)\b[^.!?]*$|^register(?: (?:now|here|today|for free|free|or)\b.*)?$"
        r"|^(?:enter )?(?:your )?e-?mail address\W*$|^your e-?mail\W*$|^(?:thank you|thanks) for (?:subscribing|signing up)\b|^(?:thank you|thanks) for reading(?: (?:our|this) .*)?\W*$|^unsubscribe\b"
        r"|^(?:please )?(?:support|donate)(?: (?:us|now|today|here|to us|our (?:\S+ ){0,2}(?:journalism|work|site|mission|reporting|newsroom|coverage))\b.*)?\W*$"
        r"|^already (?:a|have) (?:subscriber|member|an account)|^get (?:the|our|your) (?:\S+ ){0,4}(?:delivered|newsletter|in your inbox|app)\b|^get (?:\S+ ){1,6}(?:delivered|sent|straight|right) to your\b"
        r"|^abone ol(?:un|mak için .*)?\W*$|^подпис(?:аться|ывайтесь|аться на .*)\W*$|^подпишитесь\b"
    )
    mentions = "newsletter mail sign subscribe register log opt-in activation"
    return (says(asks, mentions) | says(opens)) & has_words_max(n_words_max)


def is_share_bar(n_words_max: int) -> pl.Expr:
    """Buttons that send, print or follow belong to the page."""
    networks = (
        r"(?:facebook|twitter|x|linkedin|whatsapp|odnoklassniki|vkontakte|google plus|email this|print this|share this|stumbleupon|digg|snapchat|gab|parler|mix|xing|pinterest|reddit|telegram|instagram|youtube|tumblr|flipboard|e-?mail|print|copy link"
        r"|messenger|google\+?|rss|threads|mastodon|bluesky|tiktok|viber|vk|line|pocket|sms|more|link|link copied)"
    )
    verbs = r"(?:share|tweet|pin|like|follow|e-?mail|print|send|save|bookmark|whatsapp|post|forward|comment|teilen|partager|paylaş|поделиться|שתף)"
    of_networks = rf"^(?:{verbs}:?\s+(?:(?:this|it|us|the|page|{_WORK}|on|via|by|to|with|in|a friend|[|,/·•])\s+)*)?(?:{networks}(?:[\s|,/·•]+|$))+$"
    bare = rf"^{verbs}(?: (?:this|it|us|{_WORK}|page|the|now|on|via|with|to|friends?|your|a))*(?: [0-9.,]+k?)?:?$"
    follow = (
        rf"^(?:follow|like|find|join|connect with|watch) (?:us|me|him|her|them|the author)(?:[:!]?$| (?:on|at|via) (?:our |the )?(?:{networks}|social media|@|channel)\b.*$| for (?:more|the latest|news|updates)\b.*$)"
        r"|^follow @\w+$|^(?:[0-9.,]+k? )?(?:shares?|likes?|views?|followers?|retweets?)$"
    )
    is_roman_ten = says(r"^x$")
    counted = rf"^(?:[0-9.,]+k? ?)?(?:fans?|followers?|subscribers?|likes?) ?(?:like|follow|subscribe)?$|^(?:{verbs}|{networks})(?: (?:{verbs}|{networks}|on|via|by|to))*$|^copied!?$|^(?:{networks})_url$"
    return says(rf"{of_networks}|{bare}|{follow}|{counted}") & ~is_roman_ten & has_words_max(n_words_max)


def is_comment_form(n_words_max: int) -> pl.Expr:
    """What surrounds the readers' comments, and asks for one, is not the article."""
    counts = r"^[(\[]?\s?(?:[0-9.,]+|no|view|show|read|see|hide|all|add|load|more|\s)* ?(?:comments?|repl(?:y|ies)|kommentare?|yorum|şərh|комментари[ийяев]+|תגובות|تعليق\w*)(?: \([0-9]+\))?:?\s?[)\]]?$|^(?:top rated|most recent|newest|oldest|recent|latest|sort|blog|facebook|user|reader) comments?\b[^.!?]{0,30}$|^(?:[0-9.,]+|view|show|read|see|hide|all|\s)+ responses?$"
    asks = (
        r"^(?:please )?(?:enter|type|write|leave|post|add|submit|join)\b.*\b(?:comments?|reply|conversation|discussion|your name|your message|here)!?$"
        r"|^(?:please )?(?:log ?in|sign ?in|register).*\bcomment|\byour e-?mail (?:address )?will not be\b|^save my name(?:,| and| in)\s?.*\bbrowser\b|^required fields"
        r"|^you must (?:be logged|log) in\b.*\bcomment|^rating:? [0-9+-]+(?: votes?)?$|^(?:\S+ )?(?:comments?|discussion) (?:powered|rules|policy|guidelines)\b|\bcomment(?:s|ing|ers)? (?:policy|guidelines|rules)\b[^.!?]{0,40}$|^(?:leave|post|cancel) (?:a |your )?(?:reply|comment|response)|^be the first to (?:comment|reply)\b[^,]*$|^(?:name|e-?mail|website|comment)\s?\*?:?$"
        r"|^comments? (?:are|is|have been) (?:closed|off|disabled|moderated)|^notify me (?:of|about|by|when|via) (?:e-?mail|new|follow|replies|comments|posts)|^(?:[0-9]+|one) thoughts? on [“\"]"
    )
    mentions = (
        "comment repl kommentar yorum şərh комментари תגובות تعليق response discussion conversation name message here email "
        "e-mail required rating thought website notify"
    )
    return says(rf"{counts}|{asks}", mentions) & has_words_max(n_words_max)


def is_lone_number() -> pl.Expr:
    """A bare number is a counter of comments or readers, or a page's number; a bare year may head a section."""
    number = r"^(?:page |p\. ?|seite |стр\. ?|[-–—|•] ?)?\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?[km]?\.?(?: ?(?:/|of|von|из) ?\d+)?(?: ?[-–—|•])?$"
    is_year = says(r"^(?:1\d|20)\d{2}\.?$")
    return says(number) & ~is_year


def is_navigation(n_words_max: int) -> pl.Expr:
    """The page leads to itself and to other pages: menus, breadcrumbs, anchors, pagers, search boxes."""
    anchors = (
        r"^(?:back|go|return|scroll|jump|skip) to (?:the )?(?:top|bottom|start|end)(?: of (?:the )?page)?\W*$|^(?:top|bottom)(?: of (?:the )?page)?$"
        r"|^(?:skip|jump) to (?:the )?(?:main |primary )?(?:content|navigation|search|menu|footer|sidebar)$"
        r"|^back to (?:the )?(?:home|homepage|main page|article|articles|list|news|menu|index|search|results|blog|overview|all \w+)$"
    )
    menus = (
        r"^(?:home|homepage|menu|main menu|search|close|open|next|previous|prev|older|newer|back|more|all|about(?: us)?|contact(?: us)?|advertise"
        r"|sitemap|faq|help|careers|jobs|login|settings|navigation|toggle navigation|read more|see more|show more|load more|view all|click here"
        r"|listen|play|pause|download(?: pdf)?|print this page|continue reading|advertisement|sponsored|promoted|ad) ?(?:\.{3}|[…»›>:→])*$"
        r"|^(?:go to |back to )?(?:home ?page|the home ?page|main story|gallery|story)\b ?[»›>]?$|^(?:view|see|show|load|read|click|tap)(?: (?:the|all|more|full|here|for|to|or|in|story|article|articles|list|gallery|profile|details|less|now|comments|posts|pdf|archive|bio|caption|page|read|photos?|images?|videos?))+$|^\(?(?:view|see|show) all\)?$"
        r"|^(?:continue reading|read)(?: the)? (?:main|full|below|rest)\b.{0,40}$|^report (?:an? )?(?:error|typo|correction|abuse|ad|this ad)\W*$|^(?:image|photo|slide|picture) [0-9]+ of ?/? ?[0-9]+$|^(?:hide|show|expand|toggle)? ?caption$|^loading\W*$"
        r"|^(?:user agreement|imprint|impressum|datenschutz|agb|mentions légales|advertise with us|masthead|rss|newsletters?|no thanks|sorry!|thank you!|got it!?|ok|yes|no|cancel|submit|send|sign up|dismiss)$"
        r"|^(?:next|previous|prev|older|newer) (?:article|post|story|page|entry|entries|posts)(?:$| ?[:»›→–—|-])"
    )
    crumbs = r"^(?:home|start|you are here:?)\s*[»›>/|]|^[^.!?|]{1,30}(?:\s[»›>|]\s[^.!?|]{1,30}){2,}$"
    click = r"\bclick(?:ing)? (?:here|below)\W*$"
    pager = says(r"^(?:next|previous|prev|older|newer) (?:article|post|story|page|entry)\b") & ~pl.col("ends_sentence")
    return (says(rf"{anchors}|{menus}|{crumbs}") | says(click, "click") | pager) & has_words_max(n_words_max)


def is_widget_heading(n_words_max: int) -> pl.Expr:
    """A box beside the article, by its name: featured, recent and popular articles, tag clouds, archives."""
    boxes = (
        rf"^(?:featured|recent|latest|popular|trending|top|more|other|related|similar|recommended|most (?:read|popular|viewed|shared)"
        rf"|editor['’]?s['’]? (?:picks?|choice)|breaking)(?: (?:{_WORK}|now|from|in|on|today|this week|items?|links?|headlines?|searches|products?))+:?$"
        r"|^(?:tag cloud|tags|categories|archives?|blogroll|meta|trending(?: now)?|most (?:read|popular|viewed|shared|commented)|editor['’]?s['’]? (?:picks?|choice)"
        r"|search by tags|follow us|recent comments|about the authors?|quick links|in this section|on the web|in pictures|sponsored content|upcoming events"
        r"|site (?:index|information|map)|contact information|customer (?:service|care)|our (?:network|brands|sites|apps|products)|useful links|social media|share your thoughts\b.*"
        r"|around the web|from (?:around )?the web|from our (?:partners|sponsors|advertisers|network)|promoted (?:stories|content|links)|paid content|ad ?choices|stay connected|connect with us):?$"
        r"|^(?:next up|up next|latest|trending|must reads?|our latest) in [^.!?]{1,40}$|^(?:read|see|watch|up) (?:these )?next\b[^.!?]{0,40}$|^our latest (?:stories|news|articles|posts|videos)$"
        r"|^(?:関連記事|関連リンク|人気記事|最近の(?:投稿|記事)|最新記事|カテゴリー|アーカイブ|artigos relacionados|notícias relacionadas|leia (?:também|mais)|veja também|artículos relacionados|noticias relacionadas|lo más leído"
        r"|ähnliche (?:artikel|beiträge)|verwandte (?:artikel|beiträge|themen)|das könnte (?:sie|dich) auch interessieren|meistgelesen|neueste (?:artikel|beiträge)|articoli correlati|leggi anche|potrebbe interessarti(?: anche)?"
        r"|articles (?:liés|similaires|récents)|les plus lus|sur le même sujet|похожие (?:статьи|материалы|записи)|материалы по теме|популярное|последние новости|другие новости|ilgili (?:haberler|yazılar)|son haberler|en çok okunanlar"
        r"|oxşar xəbərlər|son xəbərlər|ən çox oxunanlar|כתבות נוספות|אולי יעניין אותך|הנקראות ביותר|أخبار ذات صلة|الأكثر قراءة|مواضيع ذات صلة|اخبار مرتبط|مطالب مرتبط|پربازدیدها|آخرین اخبار):?$"
    )
    return says(boxes) & has_words_max(n_words_max)


def is_related_heading(n_words_max: int) -> pl.Expr:
    """The head of a list of other articles: it leads away from this one."""
    heads = (
        rf"^more(?: {_WORK})* (?:by|from|on|about)\b.*$|^more in (?:\S+ ){{0,2}}[\w’'-]+:?$|^more at \S+\.\w+$|^also (?:by|from) .*$|^also in (?:this|the) (?:section|series|issue|news)\b.*$"
        rf"|^(?:other|further|related|similar|recommended|previous)(?: {_WORK})+ (?:by|from|on|about|in)\b.*$"
        rf"|^(?:related|recommended|similar|suggested)(?: (?:{_WORK}|coverage|links?|reading|topics?|to this))*:?$"
        r"|^(?:see|read|watch) (?:also|next)\b.{0,120}$|^(?:read|see|watch) more(?:$|:| (?:on|about|from|by|at|in)\b).{0,120}$|^(?:you (?:may|might) (?:also )?(?:like|be interested)|don['’]t miss|also (?:read|see)\b|also on \S+:?$|up next|what to read next)\b"
        r"|^(?:читайте также|по теме|ayrıca okuyun|həmçinin oxu|קראו גם|اقرأ أيضا|بیشتر بخوانید|lesen sie auch|mehr zum thema|à lire aussi|lire aussi|lea también)"
    )
    introduces = says(
        r"\b(?:said|says|say|told|wrote|reported|report|follow|follows|following|were|was|are|is|included?|suggested|claimed?)\b[^:]{0,20}:$"
    )
    return says(heads) & ~introduces & has_words_max(n_words_max) & (~pl.col("ends_sentence") | says(r"…$"))


def is_related_link() -> pl.Expr:
    """An entry of the list under a related heading: it follows one, and no prose stands between."""
    is_head = pl.col("rule").is_in(["is_related_heading", "is_widget_heading"])
    is_bulleted = pl.col("plain").str.contains(rf"^[{BULLETS}–-]\s?\S")
    ends_list = pl.col("ends_sentence") & (pl.col("n_words") > pl.when(is_bulleted).then(20).otherwise(8))
    ends_list = ends_list | (~is_bulleted & pl.col("role").is_null() & ~pl.col("plain").str.contains(r"[:…]$"))
    state = pl.when(is_head).then(1).when(ends_list).then(0)
    is_entry = is_bulleted | pl.col("plain").str.contains(r"[:…]$")
    return (state.forward_fill().over("article_id") == 1).fill_null(False) & is_entry & ~ends_list


def is_developer_credit(n_words_max: int) -> pl.Expr:
    """Who built the site signs at its foot; that is not who wrote the article."""
    latin = (
        r"^(?:(?:web ?)?site|page|theme) (?:and \w+ )?(?:is )?(?:designed|developed|powered|built|created|hosted|maintained|design|development)(?: (?:and|&) \w+)? ?(?:by|with|:)"
        r"|^(?:web ?site|web) (?:design|development)\b[^.!?]*$|^(?:proudly )?powered by [^,]{1,40}$"
        r"|^(?:designed|developed|built|created|hosted|maintained)(?: (?:and|&) \w+)? (?:by|with)\b[^.!?]*$"
    )
    others = (
        r"^طراحی(?: (?:سایت|وب ?سایت|شده))?(?: و (?:توسعه|اجرا|پشتیبانی|تولید))?(?: (?:سایت|وب ?سایت|توسط))?[^.!?؟]*$|^(?:تصميم|برمجة)\s.*(?:تطوير|برمجة|شركة)[^.!?؟]*$"
        r"|^(?:создание|разработка|дизайн) (?:и \w+ )?сайт[^.!?]*$|^(?:בניית|עיצוב|פיתוח) (?:ה)?אתר[^.!?]*$|^(?:web )?(?:tasarım|sayt(?:ın)? hazırla)[^.!?]*$"
    )
    return says(rf"{latin}|{others}") & has_words_max(n_words_max)


def is_notes_heading() -> pl.Expr:
    """The head of the notes: the word alone on a line, and a numbered line under it."""
    words = (
        r"^(?:#+ )?(?:foot ?notes?|end ?notes?|notes?(?: and references)?|references|sources|works cited|bibliography|anmerkungen|fußnoten|примечания|сноски"
        r"|notlar|dipnotlar|kaynakça|qeydlər|הערות(?: שוליים)?|مراجع|هوامش|پی‌نوشت‌?ها|منابع|یادداشت‌?ها)\s*:?$"
    )
    is_numbered = pl.col("plain").str.contains(r"^(?:[-*•]\s+)?(?:[\[(^]*\d{1,3}[\]).:]+|\d|[¹²³⁰⁴-⁹]+)\s")
    return says(words) & beside(is_numbered, -1).fill_null(False)


def is_note() -> pl.Expr:
    """A line under the head of the notes, to the end of the article, is a note or goes on with one."""
    return (pl.col("rule") == "is_notes_heading").fill_null(False).cum_sum().over("article_id") > 0


def is_keyword_list(n_words_max: int) -> pl.Expr:
    """Key words are what the article is about, in the words of its author or editor: kept apart from its text."""
    heads = (
        r"^(?:key ?words|keywords|index terms|tags|tagged(?: (?:as|with|under))?|topics?|filed under|subjects?|schlagw[oö]rter|mots[- ]clés|palabras clave"
        r"|ключевые слова|теги|темы|anahtar kelimeler|etiketler|açar sözlər|teqlər|מילות מפתח|תגיות|תגים|كلمات مفتاحية|الكلمات المفتاحية|کلیدواژه‌?ها|واژگان کلیدی|کلید واژه)(?:\s*[:：]|\s+[–—-]\s)"
    )
    is_sentence = says(r"^(?:topic|subject)") & pl.col("ends_sentence")
    return says(heads) & ~is_sentence & has_words_max(n_words_max)


def is_photo_credit(n_words_max: int) -> pl.Expr:
    """A line that names a photographer, an agency or a source of an image is the image's caption."""
    who = r"(?:photo(?:graph)?|picture|image|illustration|video|foto|фото|fotoğraf|צילום|عکس|تصویر|صورة)"
    labelled = rf"\b(?:{who}s?(?: ?(?:credits?|courtesy|by|source|via))*|credits?|source|getty)\s?[:：©/]\s?\S|\b{who}s? (?:by|courtesy(?: of)?|via) \S"
    agency = r"[(/|–—-]\s?(?:ap(?: photo)?|afp|epa|reuters|getty(?: images)?|shutterstock|flash ?90|upi|tass|istock|wikimedia(?: commons)?|xinhua)\b"
    closing = rf"[.!?)\]”\"] (?:{who}s?|{who}s? credits?|credits?)\s?[:：©] ?[^.!?:]{{1,60}}\.?$"
    whole = rf"^[(\[]?(?:{who}s?(?: ?(?:credits?|courtesy|by|source|via))*\s?[:：©/]\s?\S|credits?\s?[:：] ?\S+(?: \S+){{0,4}}$)|^[(\[]{who}s? (?:by|courtesy(?: of)?|via) [^.!?]*\.?[)\]]\.?$"
    signed = rf"^(?:Photo(?:graph)?|Picture|Image|Illustration|Video)s? (?:(?:by|via) {NAMES}|courtesy of [^.!?]*)\.$"
    is_open = ~pl.col("plain").str.contains(r"[.!?…][\"'”’]*$")
    mentions = "photo picture image illustration video foto фото צילום عکس تصویر صورة credit source getty"
    shown = r"^in this (?:\w+\.? (?:[0-9]{1,2}, )?[0-9]{4},? )?(?:(?:undated|file|handout|aerial|archive|combination) )*(?:photo(?:graph)?|image|picture|frame grab|screen ?shot)\b"
    of_agency = r"\bgetty images\b|^\(?(?:file|ap|reuters) photo\b"
    is_open = is_open & ~pl.col("next_starts_lower")
    names_agency = is_open & pl.col("phrase").str.contains(agency)
    by_agency = (
        pl.when(names_agency)
        .then("phrase")
        .otherwise(pl.lit(""))
        .str.contains(rf"{agency}[^.!?:;()\[\]\"“”]{{0,40}}[)\]]?$")
    )
    is_named = by_agency | ((says(labelled, mentions) | says(of_agency, mentions)) & is_open)
    is_whole = says(rf"{whole}|{closing}|{shown}", mentions) | says(signed, mentions, "cased")
    return (is_named | is_whole) & has_words_max(n_words_max)


def is_image_title() -> pl.Expr:
    """The title of an image is often dumped before its caption, which then opens with the very same words."""
    is_caption_next = (beside(pl.col("rule"), -1) == "is_photo_credit").fill_null(False)
    following = beside(pl.col("plain"), -1)
    return is_caption_next & following.str.starts_with(pl.col("plain")).fill_null(False) & ~pl.col("ends_sentence")


def is_agency_line() -> pl.Expr:
    """A line that holds nothing but the name of a news agency signs the report."""
    agencies = "associated press|ap|reuters|agence france-presse|afp|bloomberg|bloomberg news|tass|interfax|xinhua|anadolu agency|dpa|upi|pti|ians"
    return says(rf"^(?:by )?(?:the )?(?:{agencies})$")


def is_date_line(n_words_max: int) -> pl.Expr:
    """A line that is nothing but a date, with its label and hour, dates the article."""
    label = r"(?:(?:first |last |originally )?(?:published|posted|updated|modified|created|date|on|at|опубликовано|обновлено|yayınlanma|güncelleme|tarix|erstellt|publié le)\s?(?:on|at|date)?\s?:?\s*)*"
    hour = rf"(?:[,|·•–—-]?\s*(?:at |um |в )?{_TIME})?"
    ago = rf"^[(\[]?{label}(?:about |vor |il y a |hace )?(?:[0-9]+\s?|(?:an?|one)\s)(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?|months?|y(?:ea)?rs?)(?: ago)?(?: (?:at|by|in|\W) ?.{{0,30}})?[)\]]?$|^(?:today|yesterday)(?:,? (?:at )?{_TIME})?$|^[0-9]+ (?:минут|час|дн|день)\S* назад$|^[0-9]+ (?:dakika|saat|gün|dəqiqə) (?:önce|əvvəl)$|^לפני [0-9]+ \S+$"
    before = rf"[(\[]?{label}(?:{_TIME}\s*(?:[a-z]{{2,4}}[,\s]\s*)?)?"
    days = rf"(?:[,;|·•–—-]?\s*{label}{_DATE}{hour})+"
    behind = r"(?:[,|·•–—-]?\s*[0-9]+ min(?:ute)?s?(?: read)?|\s*[|/·•–—-]\s*[^.!?]{1,40})?[)\]]?"
    bare_hour = rf"{label}{_TIME}\s*(?:[a-z]{{2,4}}[,\s]\s*)?"
    signed = rf"by [^.!?]{{2,40}} [|·•–—-]? ?(?:on )?{_DATE}"
    return says(rf"{ago}|^(?:{before}{days}{behind}|{bare_hour}|{signed})$") & has_words_max(n_words_max)
