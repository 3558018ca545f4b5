"""Words that say what a person was: rank, unit, branch, position, call sign (docs/spec/wording.md, "Words").

``word`` stands for itself; ``word~`` for the word with any ending of a noun or adjective; ``word*`` for
everything that begins so. Ukrainian, Russian and English together: an answer may quote another language.
"""

from tracker.desk.replies.findings import CALL_SIGN, POSITION, RANK, SERVICE, UNIT, Weight
from tracker.desk.replies.word_lists import Phrases, Words

_NOT_ABOUT_HIM = "пишіть пишить пишете пишите указывайте вказуйте зазначайте сообщайте write mention"
_CARE = (
    "медич* медиц* лікар* врач* швидк* скор* слідч* следств* следоват* ремонт* рятув* спасат* пожеж* пожар*"
)
_POLICY = "координ* поводж* обращени* обмін* обмен* конвенц* convention* treatment exchange* headquarters"

WORDS = (
    Words(
        RANK,
        """майор~ капітан~ капитан~ лейтенант~ полковник~ підполковник~ подполковник~ сержант~ прапорщик~
        генерал~ адмірал~ адмирал~ старшина старшини старшині старшину старшиною старшины старшине старшиной
        єфрейтор~ ефрейтор~ мічман~ мичман~ бригадир~ матрос~ серж лейт прап капт ефр офіцер~ офицер~
        сержантськ* сержантск* офіцерськ* офицерск* лейтенантськ* лейтенантск* генерал-майор~""",
    ),
    Words(
        RANK,
        "рядовий рядового рядовому рядовим рядовой рядовым рядовом рядові рядовые",
        alone=True,
    ),
    Words(
        RANK,
        """lieutenant lieutenants sergeant sergeants colonel colonels captain captains corporal corporals
        admiral admirals brigadier brigadiers midshipman seaman ensign sgt lt lieut col capt pvt cpl ltc
        serviceman's""",
        unless_near="punishment",
    ),
    Words(RANK, "major majors private privates", alone=True, unless_before="in ms mr mrs dr"),
    Words(
        RANK,
        "general generals",
        alone=True,
        unless_before="in prosecutor attorney secretary consul governor director inspector as",
    ),
    Words(
        RANK, "звання званню званням званні звание званию званием звания званиях", unless_near=_NOT_ABOUT_HIM
    ),
    Words(RANK, "rank ranks ranked", unless_near=_NOT_ABOUT_HIM),
    Words(
        UNIT,
        """бригада бригади бригаді бригаду бригадою бригад бригадам бригадах бригады бригаде бригадой""",
        unless_near=_CARE + " виїзн* выездн* будівельн* строител* робоч* рабоч* адвокат*",
    ),
    Words(
        UNIT,
        """батальйон~ батальон~ взвод~ дивізі* дивизи* комбриг~ комбат~ однополчан* однополчанин~ побратим~
        сослуживец сослуживц* товаришами-по-службі полк полку полком полків полкам полкі вч
        омбр одшбр омсбр ombr ошбр дшв сабр одбр""",
        unless_near="безсмертн* бессмертн*",
    ),
    Words(
        UNIT,
        "рота роти роту роті ротою роты роте ротой",
        only_before=(
            "#* вся всю всієї уся усю всей їх їхня их его його ця эта наша та окрем* отдельн* той тієї"
            " с з из із свої* свое*"
        ),
    ),
    Words(
        UNIT,
        "полка полки",
        only_before="#* всього всего окрем* отдельн* того свого своего його его цього этого штаб* з из із",
    ),
    Words(
        UNIT,
        "brigade brigades battalion battalions regiment regiments platoon platoons squadron",
        unless_near="fire rescue medical",
    ),
    Words(
        UNIT,
        """азов азову азовом азова азові азове азовец* азовець азовц* айдар вагнер вагнеровец* вагнерівець
        вагнерівц*""",
        unless_near="мор* море",
    ),
    Words(UNIT, "azov aidar wagner", unless_near="sea"),
    Words(
        SERVICE,
        """військовослужб* военнослужащ* солдат солдата солдату солдатом солдати солдатів солдатам солдаты
        боєць бійця бійцю бійцем бійці бійців бійцям боец бойца бойцу бойцом бойцы бойцов
        десантник~ піхотинець піхотинц* пехотинец пехотинц* морпіх* морпех* спецназ* нацгвард* тероборон*
        зсу всу нгу дпсу добровольч* доброволець доброволец добровольц* військкомат~ военкомат~ тцк
        добробат* контрактник~ строковик~ срочник~ мобілізован* мобилизован*
        військовик* армієць армійц* армеец армейц* вояк вояка вояки воїн воїна воїну воїном воїни воїнів
        воин воина воину воином воины воинов  оборонець оборонц*""",
        unless_near="прав* адвокат* юрист* people rights",
    ),
    Words(
        SERVICE,
        """soldier soldiers serviceman servicemen servicewoman servicewomen servicemember servicemembers
        marine marines infantry infantryman paratrooper paratroopers conscript conscripts veteran veterans
        combatant combatants
        afu militiaman""",
    ),
    Words(
        SERVICE,
        """військовий військового військовому військовим військові військових військовими
        военный военного военному военным военные военных военными""",
        alone=True,
    ),
    Words(SERVICE, "fighter fighters", unless_near="fire freedom"),
    Words(SERVICE, "військовополонен* військовополонений військовополоненим", unless_near=_POLICY),
    Words(SERVICE, "военнопленн*", unless_near=_POLICY),
    Words(SERVICE, "pow pows", unless_near=_POLICY),
    Words(SERVICE, "прикордонник~ пограничник~ захисник~ защитник~", weight=Weight.WARN),
    Words(
        POSITION,
        """командир~ навідник~ наводчик~ снайпер~ танкіст~ танкист~ артилерист~ артиллерист~ кулеметник~
        пулеметчик~ мінометник~ минометчик~ гранатометник~ гранатометчик~ зенітник~ зенитчик~ сапер~
        розвідник~ разведчик~ звязківець звязківц* мехвод~ механік-водій замполіт~ замполит~ ротний ротного
        ротный ротного взводний взводного взводный""",
    ),
    Words(
        POSITION,
        "sniper snipers gunner gunners commander commanders artilleryman sapper sappers tankman medic",
        unless_near="supreme",
    ),
    Words(
        CALL_SIGN,
        """позивний позивного позивному позивним позивні позивних позивними позывн* псевдо callsign callsigns
        codename codenames""",
        unless_near=_NOT_ABOUT_HIM,
    ),
    Words(
        CALL_SIGN,
        "прізвисько прізвиська прізвиськом прозвище прозвища прозвищу прозвищем прозвищу",
        weight=Weight.WARN,
    ),
)

PHRASES = (
    Phrases(
        RANK,
        """warrant officer|officers
        petty officer|officers
        army|military|naval|commissioned|noncommissioned|senior|junior|fellow|other officer|officers
        a|the major|private and|who|is|was|in|with
        військов*|воинск*|військове звання|званн*|звани*
        ст|мл|мол|гв лейтенант*|серж*|лейт*|сержант*
        рядов* служ*|склад*|состав*""",
        unless_near=_NOT_ABOUT_HIM,
    ),
    Phrases(
        UNIT,
        """військов* частин*
        войсков* част*
        воинск* част*
        воїнськ* частин*
        номер* частин*|части
        його|своєї|своїй|його|їхньої частин*|підрозділ*
        его|своей|их воинской|части|подразделени*
        military unit|units
        his|her|their unit|company|squad|regiment|crew
        unit|units #*
        #* company|squad
        company commander|commanders
        в ч ..1 #*
        бойов*|боев* товариш*|товарищ*
        brothers|comrades in arms
        fellow soldiers|fighters""",
        unless_near=_NOT_ABOUT_HIM + " hospital intensive care",
    ),
    Phrases(
        SERVICE,
        """морськ*|морськ* піхот*|піхотин*
        морск* пехот*|пехотин*
        територіальн*|территориальн* оборон*
        збройн* сил*
        вооруженн* сил*
        національн*|национальн* гварді*|гварди*
        військов*|военн* служб*
        бойов*|боев* завдан*|задани*|задач*|дія*|діях|действи*
        на фронт|фронте|фронті|фронту
        військов*|военн* квит*|билет*|пенсіон*|пенсионер*
        останн*|последн* бій|бою|бой
        armed forces
        special forces
        national guard
        territorial defence|defense
        military|army service|man|personnel
        in|from|joined|left the army|military|navy
        served|serving under ..1 contract
        front line duty|service
        served|serving in|with the|a|an army|navy|forces|military|unit|brigade|marines|guard
        служив|служила|служить у|в|на
        служил|служила|служит в|на
        проходив|проходила|проходил ..2 службу
        призван|призвали|призваний|закликали ..1 на|в|до ..2 службу|армию|армію|війська""",
    ),
    Phrases(SERVICE, "prisoner|prisoners of war", unless_near=_POLICY),
    Phrases(
        POSITION,
        """оператор* ..1 дрон*|бпла|безпілотник*|беспилотник*
        бойов*|боев* медик*
        drone operator|operators|pilot|pilots
        machine gunner|gunners
        combat|army|field medic|medics
        пілот*|пилот* дрон*|винищувач*|гелікоптер*|вертолет*""",
    ),
    Phrases(
        CALL_SIGN,
        """call sign|signs|name
        code name|names
        nom de guerre
        на псевдо
        war|battle name""",
    ),
)
