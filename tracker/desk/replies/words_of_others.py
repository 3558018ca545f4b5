"""Words about others: who else asked, who writes; and what an answer should not ask or promise.

docs/spec/wording.md, "Words". Written as in `words_of_service`.
"""

from tracker.desk.replies.findings import ASKERS, MONEY, PROMISE, STAFF, Weight
from tracker.desk.replies.word_lists import Phrases, Words

_ASK_UK = (
    "питає|питають|питав|питала|питали|запитує|запитують|запитав|запитала|запитали|звертається|звертаються"
    "|звертався|зверталася|зверталась|зверталися|звертались|звернувся|звернулася|звернулась|звернулися"
    "|звернулись|шукає|шукають|шукав|шукала|шукали|розшукує|розшукують|розшукував|розшукувала|розшукували|пише|пишуть|писав|писала|писали"
    "|написав|написала|написали|цікавиться|цікавляться|цікавився|цікавилася"
)
_ASK_RU = (
    "спрашивает|спрашивают|спрашивал|спрашивала|спрашивали|спросил|спросила|спросили|обращается|обращаются"
    "|обращался|обращалась|обращались|обратился|обратилась|обратились|ищет|ищут|искал|искала|искали|разыскивает|разыскивают|разыскивал|разыскивала|разыскивали|пишет|пишут|писал|писала|писали"
    "|написал|написала|написали|интересуется|интересовал*"
)
_ASK_EN = (
    "ask|asks|asked|asking|wrote|written|writes|writing|look|looks|looking|search|searching|contacted|inquired"
    "|enquired|inquiring|enquiring"
)
_KIN_UK = (
    "дружин*|чоловік|брат|братом|сестр*|мати|мама|батько|син|донька|дочка|тітка|дядько|родич*|наречен*"
    "|друг|подруг*"
)
_KIN_RU = "жена|муж|брат|сестра|мать|мама|отец|сын|дочь|тетя|дядя|родственни*|невеста|жених|друг|подруга"
# In the nominative: who asks, not whom they ask about.
_KIN_UK_ALONE = (
    "дружина|чоловік|сестра|мати|мама|батько|донька|дочка|тітка|дядько"
    "|родичі|родичка|наречена|подруга|родина|сімя"
)
_KIN_RU_ALONE = "жена|муж|брат|сестра|мать|мама|отец|сын|дочь|тетя|дядя|родственники|невеста|подруга|семья"
_KIN_EN = (
    "wife|husband|brother|sister|mother|father|son|daughter|aunt|uncle|relative|relatives|cousin|friend"
    "|fiancee|fiance"
)
_US = "ви ми вы мы we you i я"

WORDS = (
    Words(ASKERS, "дублікат~ дубликат~ duplicate duplicates", weight=Weight.STOP),
    Words(
        MONEY,
        "грош* гроші деньг* деньги денег money payment payments оплат* сплат* заплат* bitcoin usdt"
        " картк* карточк*",
        weight=Weight.WARN,
    ),
    Words(
        PROMISE,
        "обіцяємо обіцяю обещаем обещаю гарантуємо гарантую гарантируем гарантирую promise guarantee"
        " guaranteed",
        weight=Weight.WARN,
    ),
)

PHRASES = (
    Phrases(
        ASKERS,
        f"""інш* родин*|сімї|сімя|людин*|люди|родич*|рідн*|заявни* ..3 {_ASK_UK}
        хтось|хто ..2 {_ASK_UK}
        друг*|ін* семья|семьи|человек|люди|родственник*|родные|заявител* ..3 {_ASK_RU}
        кто то|нибудь ..2 {_ASK_RU}
        ктото|ктонибудь ..2 {_ASK_RU}
        another|other family|families|person|people|relative|relatives|inquirer|asker|someone ..3 {_ASK_EN}
        someone|somebody|anybody|anyone else ..3 {_ASK_EN}
        теж|також|вже|уже ..2 {_ASK_UK}
        тоже|также|уже ..2 {_ASK_RU}
        also|already|too ..1 {_ASK_EN}
        {_KIN_UK} ..2 {_ASK_UK} ..2 нас|нам
        {_ASK_UK} ..4 {_KIN_UK_ALONE}
        {_ASK_RU} ..4 {_KIN_RU_ALONE}
        {_ASK_UK} ..3 також|теж
        {_ASK_RU} ..3 также|тоже
        {_KIN_RU} ..2 {_ASK_RU} ..2 нас|нам
        {_KIN_UK} ..2 {_ASK_UK} про|його|її
        {_KIN_RU} ..2 {_ASK_RU} о|об|его|ее
        {_KIN_EN} ..2 {_ASK_EN} ..1 us|about
        питали|запитували|зверталися|зверталось ..2 інш*|кілька|декілька
        спрашивали|обращались|обращалось ..2 друг*|несколько
        несколько|двое|трое|многие ..2 {_ASK_RU}
        кілька|декілька|двоє|троє|багато ..2 {_ASK_UK}
        several|many|two|three people|families|relatives|persons ..2 {_ASK_EN}""",
        unless_near=_US,
    ),
    Phrases(
        ASKERS,
        """ще|щойно од*|кілька|два|три лист*|запит*|звернен*|заяв*
        еще од*|несколько|два|три письм*|запрос*|обращени*|заявлен*
        інш* лист*|запит*|звернен*|заяв* ..2 про|щодо|стосовно
        друг* письм*|запрос*|обращени*|заявлен* ..2 о|об|про|насчет
        крім|окрім|помимо|кроме вас
        не єдин*|единствен* ..2 хто|кто|пита*|зверн*|обра*|спраш*
        не ви|вы одні|один|одна|одни|перші|первые|перший|первый
        not the only one|person|family|ones
        besides|apart|other than|from|you you
        besides you
        apart|other from|than you
        another|second|other|further|more inquiry|inquiries|letter|letters ..2 about|for|concerning
        another|second|other|further|more request|requests ..2 about|for|concerning
        several|two|three|many inquiries|letters|requests
        інш* заявни*
        друг* заявител*
        other inquirers|askers
        обєднали|обєднано|объединили|merged|linked ..3 звернення|обращени*|inquiries|letters|inquiry
        обєднали|обєднано|объединили|объединено ..3 з|із|с інш*|друг*
        звязали|связали|повязали|linked|merged|joined ..4 інш*|друг*|another|other
        питали|запитували|зверталися ..1 ще двоє|троє|хтось
        спрашивали|обращались ..1 еще двое|трое|кто""",
    ),
    Phrases(
        STAFF,
        """з повагою ^*
        с уважением ^*
        kind|best|warm|kindest regards ^*
        yours sincerely|faithfully|truly ^*
        sincerely ^*
        your caseworker ^*
        ваш|ваша|ваш куратор*|волонтер*|координатор* ^*
        мене|меня|my звати|зовут|name ..1 ^*
        вам|тобі пише|пишет|відповідає|отвечает|відповіла|відповів|ответила|ответил|писала|писал|писав ^*
        answered|written|signed by ^*""",
    ),
    Phrases(
        PROMISE,
        """обовязково|точно|неодмінно знайдемо|визволимо|повернеться
        обязательно|точно|непременно найдем|освободим|вернется
        will definitely|certainly|surely
        you will soon
        скоро|незабаром|невдовзі повернеться|вернется|звільнять|освободят|обміняють|обменяют""",
        weight=Weight.WARN,
    ),
)
