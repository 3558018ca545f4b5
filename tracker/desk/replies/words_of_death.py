"""Words that tell of a death (docs/spec/wording.md, "Words"). An answer is never the first to say it.

What can hardly mean anything else is never let out; what may (a body of the United Nations, a murder that
somebody is charged with) can be justified. Written as in `words_of_service`.
"""

from tracker.desk.replies.findings import DEATH, DEATH_POSSIBLE, Weight
from tracker.desk.replies.word_lists import Phrases, Words

_HE = (
    "він|вона|вони|он|она|они|he|she|родич|родственник|син|сын|брат|чоловік|муж|батько|отец|тепер|теперь|став|стал"
    "|стала"
)
_HIM = (
    "його|її|їх|его|ее|их|сина|сына|брата|чоловіка|мужа|батька|отца|тата|папы|родича|родственника|дружини|жены"
    "|матері|матери|мами|мамы|доньки|дочки|дочери|сестри|сестры|людини|человека|рідного|близького|близкого"
    "|дідуся|діда|деда|дедушки|бабусі|бабушки|дядька|дяді|дяди|тітки|тети|онука|внука|внучки|онуки"
    "|племінника|племянника|племінниці|племянницы|дитини|ребенка|нареченого|жениха|нареченої|невесты"
)
_MORE, _NONE = "більше|больше|вже|уже", "немає|нема|нет|нету"
# Of the dead nobody says that they work: "they no longer work with us" tells of an office.
_WORK = "працює|працюють|співпрацює|співпрацюють|работает|работают|сотрудничает|сотрудничают"
# "There are no more news of him": it is not he who is no more.
_OF_ELSE = "від от про о об обо щодо стосовно насчет"
# The world itself, which nobody leaves for another place.
_WORLD = "світі|свете|мире|землі|земле|житті|жизни"
_PENALTY = "кара кари кару карою карі казнь казни казнью penalty sentence row"

WORDS = (
    Words(
        DEATH,
        """загинув загинула загинуло загинули загине загинуть загинути загибел* загибл* загинувш* помер
        померла померло померли помре помруть померти померлий померлого померлому померлим померлих вмер
        вмерла вмерли вмирає умер умерла умерло умерли умерш* умрет умрут умереть умирает смерть
        смерті смертю смертей смерти смертью мертв~ мертвец~ небіжчик~ небіжчиц* покійний покійного
        покійному покійна покійної покійник~ покойн~ покойник~ похован* поховал* поховали похорон*
        похоронен* захоронен* захорон* панахид* панихид* труп трупа трупу трупом трупи трупы співчуття
        співчуттями соболезнован* соболезну* вбито вбили вбитий вбита вбитого вбиті убито убили убит
        убита убиты убитого убитий убиті розстріляли розстріляно розстріляний розстріляна
        розстріляного розстріляні расстреляли расстрелян расстреляна расстреляны расстрелянный
        расстрелянного казнен* казнили страчено стратили страчений погиб погибла погибло погибли
        погибнет погибн* погибш* погибел* гибель гибели гибелью гибелях скончал* останки останків
        останкам останков полег полегл* полягла поліг полягли гине гинуть гибнет гибнут похоронк*
        посмертн* помира* вмира* умира* похову* поховають перепохов* перезахорон* хоронил* хоронят
        погибал* погибает гинув гинула гинули вбивають убивают упокой* вбит~ убит~ померл* вмерл* умэр
        умэрла погіб погібла погібли сконав сконала сконали сконал кончин* сконча* згинув згинула
        згинули сгинул сгинула сгинули здох здохла здохли сдох сдохла околел околела подох подохла
        насмерть застрелен* застрелил* застрілен* застрілил* зарізан* зарізали зарезан* зарезали
        замордован* замордував замордували умертв* умерщвл* скоропостижн* відспівал* відспівув*
        відспіван* отпел* отпеван* отпет отпета кремир* кремов*""",
    ),
    Words(
        DEATH,
        """died dies deceased dead death deaths perished perishes corpse corpses posthumous posthumously
        condolence condolences killed obituary slain decease demise succumbed succumbs cremat*""",
        unless_after=_PENALTY + " line",
    ),
    Words(DEATH, "kia rip", upper=True),
    Words(DEATH, "почил почила почили преставил* преставив* преставилас* усоп* новопреставл*"),
    Words(
        DEATH_POSSIBLE,
        """повішен* повісив* повешен* повесил* задохн* замучен* закатован* закатувал* підірвав* подорвал*
        утонул* потонув потонула втонув втонула смертн~ смертельн* тіло тіла тілу тілом тілі тіл тело тела
        телу телом теле морг моргу моргом морзі морге моргах днк ексгумац* эксгумац* впізнання
        опознани* могил~ кладовищ* кладбищ* вбивств* убивств* убийств* вдова вдови вдові вдову вдовою
        вдовы вдове вдовой вдовець вдовец вдовства траур* скорб* скорбот* оплак* гроб гроба гробу
        гробом труна труни труну труною домовин* цвинтар* крематор* некролог* самогубств* самоубийств*
        суїцид* суицид* втрата втрату втрати утрата утрату утраты двохсотий двохсотый двухсотый
        двохсоті двухсотые летальн* розстріл~ розстрілян* розстрілював* расстрел~ расстреливал* страта
        страти страту стратою казнь казни казнью прах праху прахом захлинув* захлебнул* задушен*
        задушил* поминки поминок поминальн* помянуть урна урну урни урны урною урной рештки решток
        рештками задубіл* спочив спочила спочили отмучил* відмучив* відмучил*""",
    ),
    Words(
        DEATH_POSSIBLE,
        """dying fatal fatally killing murder murdered morgue mortuary funeral buried burial
        exhumation exhumed autopsy widow widowed widower widows suicide bodies coffin cemetery dna drowned
        hanged starved strangled suffocated lifeless
        casualty casualties bereaved bereavement fallen ashes fatality fatalities stabbed urn farewell""",
    ),
    Words(DEATH_POSSIBLE, "executed execution", unless_near="order orders warrant contract decision writ"),
    Words(DEATH_POSSIBLE, "death", only_after=_PENALTY),
    Words(DEATH_POSSIBLE, "співчуваємо співчуваю сочувствуем сочувствую", weight=Weight.WARN),
)

PHRASES = (
    Phrases(
        DEATH,
        f"""немає|нема|нет|не ..2 живих|живых
        {_HIM} ..1 {_MORE} {_NONE} ..1 з|із|зі|с нами !на|в|у|{_WORK}
        {_HIM} ..1 {_NONE} {_MORE} ..1 з|із|зі|с нами !на|в|у|{_WORK}
        {_HIM} ..2 {_NONE} ..2 серед|среди нас
        {_HIM} ..1 серед|среди нас ..1 {_NONE}
        {_HIM} ..1 з|із|зі|с нами ..1 {_NONE} !на|в|у|{_WORK}
        {_HIM} ..1 на|в|у ..1 {_WORLD} ..1 {_NONE}
        вижив*|выжив* ..1 {_NONE}
        {_NONE} ..1 вижив*|выжив*
        живих|живых ..1 не залишил*|осталось
        {_HIM} ..3 {_NONE} ..3 на|в|у ..2 {_WORLD}
        {_NONE} ..3 {_HIM} ..3 на|в|у ..2 {_WORLD}
        на|в|у ..2 {_WORLD} ..3 {_HIM} ..2 {_NONE}
        {_MORE} не живе|живет|живуть|живут на|в|у ..1 світі|свете|землі|земле
        {_MORE} не з|із|зі|с нами !{_WORK}
        {_HE} ..2 200 й|ий|ый|тий|та|я|ая|м|им|ым|тим|тый
        він|вона|он|она|he|she ..1 200 $
        {_HE} ..2 двохсот*|двухсот*
        cargo 200
        господь|бог ..1 забрав|забрал|прийняв|принял|покликав|призвал
        забрав|забрал ..2 господь|бог
        на небесах
        став|стала|стал ..1 янголом|ангелом
        серце|сердце ..2 не бється|бьется
        навіки|навечно|навсегда|назавжди в|у ..1 строю|памяті|памяти|серцях|сердцах|сердці|сердце|серці
        he|she|they|is|was|been|hes|shes no more $
        he|she|is|now ..2 in heaven|paradise
        is|now with god|angels|jesus
        left|departed|leave this|our world|life
        better place
        not|couldnt be saved|revived|resuscitated
        not|didnt pull through
        пішов|пішла|ушел|ушла|пішли|ушли ..1 з|із|из життя|жизни
        пішов|пішла|відійшов|відійшла|ушел|ушла у|в|до вічність|вічності|вечность|засвіти|світи|мир
        не вижив|вижила|вижили|выжил|выжила|выжили|виживе|выживет
        не дожив|дожила|дожили|дожил|доживе|доживет
        не пережив|пережила|пережили|пережил|переживе|переживет
        втратив|потерял|віддав|отдал|поклав|положил ..1 життя|жизнь
        вічна|вечная|світла|светлая ..2 памят*|память
        царств* ..1 небесн*
        наклав|наклала|наложил|наложила на ..1 руки
        груз|вантаж #200|200
        на щиті
        на щите
        земля ..1 пухом
        серце|сердце ..2 зупинил*|остановил*
        зупинил*|остановил* ..2 серце|сердце
        he|she is|was|has gone forever
        перестав|перестала|перестало битися|дихати|дышать|биться
        passed|passes|pass|passing away
        в|у последний|останню|останній путь|дорогу
        жизнь|життя ..3 оборвал*|обірвал*|урвал*|згас*|угас*
        забрал*|унесл*|отнял*|відібрал* ..2 життя|жизнь
        несовместим*|несумісн* ..2 жизнью|життям
        laid to rest
        залишив|залишила|покинув|покинула|оставил|оставила|покинул|покинула цей|этот світ|мир
        заснув|заснула|уснул|уснула|спить|спит навіки|навеки|навсегда|назавжди
        fell|fallen asleep forever
        fell|fallen asleep for ever
        отдал|отдала|віддав|віддала ..1 богу|богові ..1 душу
        is|now with the angels
        life came|come to an|its end
        в|у|на лучшем|лучший|кращому|кращий|іншому|иному|инший|иной світі|світ|мире|мир
        вічн*|вечн* покой|покоя|спокій|спокою|сном|сон
        ушел|ушла|ушли|пішов|пішла|пішли навсегда|навіки|навічно|навечно|назавжди
        преждевременно|передчасно|безвременно ..1 ушел|ушла|пішов|пішла из|з|із|от|від
        безвременн*|преждевременн*|передчасн* ..1 уход*|ушел|ушла|відхід*|пішов|пішла
        took|taken his|her|their own life
        heart ..1 stopped|failed|gave
        met his|her|their end
        his|her|their life ..1 ended|lost|taken
        жизнь|життя ..3 прервал*|перервал*|закончил*|закінчил*|скінчил*|кончил*
        счеты|рахунки с|з|із жизнью|життям
        стік|стекла|спливав|спливла|истек|истекла|стікав|истекал кровю|кровью
        земн* путь|шлях|дорог*
        предан|предана|преданы|предали|віддали|віддано ..1 земле|землі
        ceased to live|breathe|be|exist $
        bled out
        світлої|светлой памят*|памяті
        not|isnt|wasnt|arent|longer alive|breathing
        not found|seen alive
        no|none|nobody ..3 survived|survivors
        no longer with|among us
        not|isnt|wasnt|arent with|among us any|anymore
        longer|not living with|among us
        longer|not|isnt|wasnt ..1 among the living
        longer|not|isnt|wasnt ..3 land of the living
        no longer ..1 in|on|of ..1 world|earth
        no longer ..5 in|on this|our|her|his|their life
        no longer ..4 on earth
        {_MORE} не дихає|дихала|дихав|дышит|дышал|дышала
        did|does|would|could|has not survive|survived
        didnt|doesnt survive
        lost|lose|gave|laid his|her|their|down life|lives
        sorry for your|the loss
        rest|rests in peace
        his|her|their|human|mortal remains
        late husband|wife|son|daughter|father|mother|brother|sister
        breathed ..1 last
        post mortem
        fell|fallen in battle|action
        killed in action
        he|she|they did not|never make|made it""",
    ),
    Phrases(
        DEATH,
        f"""{_HIM} ..1 {_MORE} {_NONE} $
        {_MORE} ..1 {_HIM} {_NONE} $
        {_NONE} {_MORE} ..1 {_HIM} $
        {_NONE} ..1 {_HIM} {_MORE} $
        {_HIM} ..1 {_NONE} {_MORE} $
        {_MORE} {_NONE} ..1 {_HIM} $""",
        unless_placed=True,
        unless_led=_OF_ELSE + " у",
    ),
    Phrases(
        DEATH,
        f"""{_MORE} не живе|живет|живуть|живут $
        no longer living
        not|isnt|wasnt living $
        not|isnt|wasnt living any|anymore
        is|are|was|were no longer $
        no longer lives|live|lived $""",
        unless_placed=True,
    ),
    Phrases(
        DEATH_POSSIBLE,
        f"""{_HIM} ..1 {_MORE} {_NONE}
        {_MORE} ..1 {_HIM} {_NONE}
        {_NONE} {_MORE} ..1 {_HIM}
        {_NONE} ..1 {_HIM} {_MORE}
        {_HIM} ..1 {_NONE} {_MORE}
        {_HIM} ..2 {_MORE} ..3 {_NONE} $
        {_MORE} {_NONE} ..1 {_HIM}""",
        unless_led=_OF_ELSE,
    ),
    Phrases(
        DEATH_POSSIBLE,
        f"""no longer living
        {_HIM} ..1 ликвидировал*|ліквідувал*
        ликвидировали|ліквідували|ликвидировал|ліквідував ..1 {_HIM}
        {_HE} ..1 ліквідован*|ликвидирован*
        не прокинувся|прокинулася|прокинулась|проснулся|проснулась
        did|didnt|never not|wake|woke up|wake
        was|were|been|got|is shot
        зупинк*|остановк* ..1 серця|сердца|сердечн*|серцев*
        {_HE} ..1 відійшов|відійшла|отошел|отошла $
        he|she has departed
        hes|shes gone $
        lost ..2 battle|fight
        {_MORE} ..1 не повернеться|вернется $
        потеряли|втратили ..1 {_HIM}
        no hope ..2 seeing|him|her
        серце|сердце ..2 не витримало|выдержало|билося|бьется
        не витримав|витримала|перенес|перенесла|выдержал|выдержала ..1 тортур|катувань|пыток|побоев|побоїв
        {_MORE} ..1 не допомогти|помочь|вернуть|повернути|врятувати|спасти
        нічого|ничего ..1 не могли|змогли|смогли|удалось|вдалося ..1 зробити|сделать|вдіяти
        він|вона|вони|он|она|они пал|пала|пали
        he|she|they|who left us
        could|can do|be nothing|no more
        never recovered
        nobody|one|not|couldnt|cannot|could ..1 save|saved him|her|them|his
        beyond help|saving|rescue
        taken from us|this
        his|her|their|the body
        не з|із|зі|с нами $
        на небі|небе
        душа|душу ..2 відлетіл*|отлетел*|упокоїл*|упокоил*|відійшла|отошла
        він|вона|он|она ..1 згас|згасла|угас|угасла
        не вдалося|удалось|удалося|змогли|смогли|встигли|успели ..2 врятувати|спасти|уберегти|уберечь
        врятувати|спасти|уберегти|уберечь ..2 не вдалося|удалось|удалося|змогли|смогли|встигли|успели
        не вберегли|уберегли|сберегли|врятували|спасли
        ніколи|никогда ..1 не повернеться|вернется
        не повернеться|вернется ..1 ніколи|никогда|додому|домой|живим|живым
        he|she is|has ..1 gone $
        never come|return|coming|returning ..1 back|home
        його|її|їх|его|ее|их ..1 не стало
        не стало ..1 його|її|їх|его|ее|их|в|у|під|от|від
        нема|немає|нет ..2 з|с нами
        покинув|покинула|покинул ..1 нас|цей|этот
        ушел|ушла|пішов|пішла от|від нас
        we|they|family lost him|her
        the remains of
        body was|has|is|bag|exchange
        he|she|they|who ..1 passed on
        loss of your|her|his|their
        не повернувся|повернулася|повернулись|вернулся|вернулась|вернулись ..1 з|із|с завдан*|задани*|бою|боя
        did|has not return|returned ..2 mission|battle|fight
        обрел|обрела|обретет|знайшов|знайшла|знайде|упокоївся ..1 покой|спокій|вічний
        попрощал*|прощал*|прощання|простил*|прощание|простит* ..1 с|со|з|із|зі
        a|the|his|her grave
        у|в живых|живих
        останн* ..1 подих*
        последн* ..1 вздох*
        зразк*|образц* днк""",
        unless_near="letter law text message nations un students governing",
    ),
)
