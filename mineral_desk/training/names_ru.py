"""Russian names of minerals that the table of names leaves out, all that are at all common in collections among them.

Of a series its root name stands here; the suffix that tells its species apart is the same in both languages.
"""

import re
from collections.abc import Mapping

from mineral_desk.domain.minerals import folded, root_name

NAMES_RU: Mapping[str, str] = {
    "Abelsonite": "Абелсонит", "Adamite": "Адамин", "Adelite": "Аделит", "Aegirine-augite": "Эгирин-авгит",
    "Aenigmatite": "Энигматит", "Aerinite": "Аэринит", "Aeschynite": "Эшинит", "Agardite": "Агардит",
    "Aguilarite": "Агвиларит", "Ajoite": "Ахоит", "Akaganeite": "Акаганеит", "Åkermanite": "Окерманит",
    "Alabandite": "Алабандин", "Alamosite": "Аламозит", "Algodonite": "Альгодонит", "Allactite": "Аллактит",
    "Allanite": "Алланит", "Alleghanyite": "Аллеганиит", "Allophane": "Аллофан", "Alluaudite": "Аллюодит",
    "Amarantite": "Амарантит", "Anatase": "Анатаз", "Ancylite": "Анкилит", "Annite": "Аннит",
    "Aphthitalite": "Афтиталит", "Argyrodite": "Аргиродит", "Armalcolite": "Армалколит", "Arthurite": "Артурит",
    "Asbolane": "Асболан", "Atelestite": "Ателестит", "Austinite": "Аустинит", "Autunite": "Отунит",
    "Awaruite": "Аваруит", "Axinite": "Аксинит", "Barrerite": "Баррерит", "Baryte": "Барит",
    "Barytocalcite": "Баритокальцит", "Bassanite": "Бассанит", "Baumhauerite": "Баумгауерит",
    "Bayldonite": "Бейлдонит", "Bazzite": "Баццит", "Beaverite": "Биверит", "Becquerelite": "Беккерелит",
    "Beraunite": "Бераунит", "Berlinite": "Берлинит", "Berthierite": "Бертьерит", "Beryllonite": "Бериллонит",
    "Beudantite": "Бёдантит", "Bieberite": "Биберит", "Birnessite": "Бёрнессит", "Bischofite": "Бишофит",
    "Bismite": "Бисмит", "Bismuthinite": "Висмутин", "Bismutite": "Бисмутит", "Bixbyite": "Биксбиит",
    "Blödite": "Блёдит", "Böhmite": "Бёмит", "Boleite": "Болеит", "Boltwoodite": "Болтвудит", "Boracite": "Борацит",
    "Botallackite": "Боталлакит", "Bournonite": "Бурнонит", "Braggite": "Браггит", "Braunite": "Браунит",
    "Breithauptite": "Брейтгауптит", "Brucite": "Брусит", "Brushite": "Брушит", "Buddingtonite": "Баддингтонит",
    "Bukovskýite": "Буковскиит", "Bultfonteinite": "Бултфонтейнит", "Bunsenite": "Бунзенит", "Burkeite": "Беркеит",
    "Bystrite": "Быстрит", "Cafarsite": "Кафарсит", "Cahnite": "Канит", "Caledonite": "Каледонит",
    "Calomel": "Каломель", "Calumetite": "Калуметит", "Canasite": "Канасит", "Canfieldite": "Канфильдит",
    "Carminite": "Карминит", "Carpathite": "Карпатит", "Carpholite": "Карфолит", "Carrollite": "Карролит",
    "Caryopilite": "Кариопилит", "Catapleiite": "Катаплеит", "Celsian": "Цельзиан", "Cerite": "Церит",
    "Cervantite": "Сервантит", "Chabazite": "Шабазит", "Chalcophyllite": "Халькофиллит", "Chernovite": "Черновит",
    "Chlorargyrite": "Хлораргирит", "Chloroxiphite": "Хлороксифит", "Christelite": "Кристелит",
    "Clausthalite": "Клаусталит", "Clinoptilolite": "Клиноптилолит", "Coffinite": "Коффинит", "Cohenite": "Когенит",
    "Coloradoite": "Колорадоит", "Columbite": "Колумбит", "Connellite": "Коннеллит", "Coquimbite": "Кокимбит",
    "Corkite": "Коркит", "Cornubite": "Корнубит", "Cornwallite": "Корнваллит", "Cotunnite": "Котуннит",
    "Covellite": "Ковеллин", "Cowlesite": "Коулсит", "Creedite": "Кридит", "Cronstedtite": "Кронштедтит",
    "Crookesite": "Круксит", "Cryptomelane": "Криптомелан", "Cumengeite": "Куменжеит",
    "Cummingtonite": "Куммингтонит", "Cuprosklodowskite": "Купросклодовскит", "Curite": "Кюрит",
    "Cuspidine": "Куспидин", "Cylindrite": "Цилиндрит", "Cymrite": "Цимрит", "Cyrilovite": "Цириловит",
    "Dachiardite": "Дакиардит", "Danalite": "Даналит", "Delvauxite": "Дельвоксит", "Descloizite": "Деклуазит",
    "Devilline": "Девиллин", "Diaboleite": "Диаболеит", "Diadochite": "Диадохит", "Diaspore": "Диаспор",
    "Dickite": "Диккит", "Djurleite": "Джарлеит", "Domeykite": "Домейкит", "Dundasite": "Дундасит",
    "Dyscrasite": "Дискразит", "Edenite": "Эденит", "Emmonsite": "Эммонсит", "Epsomite": "Эпсомит",
    "Erionite": "Эрионит", "Erythrite": "Эритрин", "Eskolaite": "Эсколаит", "Euchlorine": "Эвхлорин",
    "Euchroite": "Эвхроит", "Eudialyte": "Эвдиалит", "Evenkite": "Эвенкит", "Fairfieldite": "Файрфилдит",
    "Faujasite": "Фожазит", "Fayalite": "Фаялит", "Fergusonite": "Фергусонит", "Ferrierite": "Феррьерит",
    "Ferrihydrite": "Ферригидрит", "Ferro-actinolite": "Ферроактинолит", "Ferro-hornblende": "Ферророговая обманка",
    "Fibroferrite": "Фиброферрит", "Fluellite": "Флюэллит", "Fluor-buergerite": "Фторбюргерит",
    "Fluor-liddicoatite": "Фторлиддикоатит", "Fluor-schorl": "Фторшерл", "Fluor-uvite": "Фторувит",
    "Fluorapophyllite": "Фторапофиллит", "Fluorcalciomicrolite": "Фторкальциомикролит",
    "Fluorcalciopyrochlore": "Фторкальциопирохлор", "Fluorellestadite": "Фторэллестадит", "Foitite": "Фойтит",
    "Fornacite": "Форнасит", "Francevillite": "Франсвиллит", "Franckeite": "Франкеит", "Franklinite": "Франклинит",
    "Freieslebenite": "Фрейеслебенит", "Gadolinite": "Гадолинит", "Gahnite": "Ганит", "Galaxite": "Галаксит",
    "Galkhaite": "Галхаит", "Garronite": "Гарронит", "Gaspéite": "Гаспеит", "Gaylussite": "Гейлюссит",
    "Gedrite": "Жедрит", "Geikielite": "Гейкилит", "Geocronite": "Геокронит", "Germanite": "Германит",
    "Gersdorffite": "Герсдорфит", "Gilalite": "Гилалит", "Glaucodot": "Глаукодот", "Glaucophane": "Глаукофан",
    "Goldmanite": "Голдманит", "Goosecreekite": "Гускрикит", "Gorceixite": "Горсейксит", "Gormanite": "Горманит",
    "Goslarite": "Госларит", "Goyazite": "Гояцит", "Graftonite": "Графтонит", "Grandidierite": "Грандидьерит",
    "Gratonite": "Гратонит", "Greigite": "Грейгит", "Guilleminite": "Гийеминит", "Halloysite": "Галлуазит",
    "Hanksite": "Ганксит", "Hardystonite": "Хардистонит", "Harmotome": "Гармотом", "Hauerite": "Гауерит",
    "Haüyne": "Гаюин", "Heazlewoodite": "Хизлевудит", "Hectorite": "Гекторит", "Herbertsmithite": "Гербертсмитит",
    "Heulandite": "Гейландит", "Hidalgoite": "Идальгоит", "Hisingerite": "Гизингерит",
    "Hodgkinsonite": "Ходжкинсонит", "Holmquistite": "Холмквистит", "Hopeite": "Гопеит", "Hubeite": "Хубэит",
    "Humite": "Гумит", "Hureaulite": "Гюролит", "Hydrocerussite": "Гидроцеруссит",
    "Hydroxyapophyllite": "Гидроксиапофиллит", "Hydroxycalciopyrochlore": "Гидроксикальциопирохлор",
    "Idrialite": "Идриалит", "Ikaite": "Икаит", "Inyoite": "Иньоит", "Iodargyrite": "Иодаргирит",
    "Ixiolite": "Иксиолит", "Jacobsite": "Якобсит", "Jalpaite": "Ялпаит", "Jamesonite": "Джемсонит",
    "Jarosite": "Ярозит", "Jeremejevite": "Еремеевит", "Johannite": "Иоганнит", "Johannsenite": "Йохансенит",
    "Julgoldite": "Джулголдит", "Kaersutite": "Керсутит", "Kainite": "Каинит", "Kainosite": "Кайнозит",
    "Kalinite": "Калинит", "Kasolite": "Казолит", "Kësterite": "Кестерит", "Keyite": "Кейит",
    "Kidwellite": "Кидвеллит", "Kieserite": "Кизерит", "Kinoite": "Киноит", "Kleinite": "Клейнит",
    "Kobellite": "Кобеллит", "Kolbeckite": "Кольбекит", "Kornerupine": "Корнерупин", "Kosmochlor": "Космохлор",
    "Köttigite": "Кёттигит", "Krennerite": "Креннерит", "Kröhnkite": "Крёнкит", "Ktenasite": "Ктенасит",
    "Kulanite": "Куланит", "Kutnohorite": "Кутногорит", "Lanarkite": "Ланаркит", "Langite": "Лангит",
    "Laueite": "Лауэит", "Laumontite": "Ломонтит", "Laurionite": "Лаурионит", "Laurite": "Лаурит",
    "Lautite": "Лаутит", "Lavendulan": "Лавендулан", "Lazurite": "Лазурит", "Leadhillite": "Ледгиллит",
    "Legrandite": "Леграндит", "Leifite": "Лейфит", "Leucophanite": "Лейкофан", "Leucophoenicite": "Лейкофеницит",
    "Lévyne": "Левин", "Libethenite": "Либетенит", "Liebigite": "Либигит", "Linnaeite": "Линнеит",
    "Lipscombite": "Липскомбит", "Liroconite": "Лироконит", "Litharge": "Глёт", "Lithiophilite": "Литиофилит",
    "Lizardite": "Лизардит", "Löllingite": "Лёллингит", "Lonsdaleite": "Лонсдейлит", "Lorándite": "Лорандит",
    "Ludlamite": "Людламит", "Macdonaldite": "Макдональдит", "Mackinawite": "Макинавит",
    "Magnesio-ferri-hornblende": "Магнезиоферрироговая обманка", "Magnesio-hornblende": "Магнезиороговая обманка",
    "Magnesioferrite": "Магнезиоферрит", "Manganosite": "Манганозит", "Manganvesuvianite": "Манганвезувианит",
    "Mascagnite": "Масканьит", "Massicot": "Массикот", "Matlockite": "Матлокит", "Maucherite": "Маухерит",
    "Mawsonite": "Моусонит", "Melanophlogite": "Меланофлогит", "Melonite": "Мелонит", "Meneghinite": "Менегинит",
    "Messelite": "Месселит", "Metacinnabar": "Метациннабарит", "Metatorbernite": "Метаторбернит",
    "Metavauxite": "Метавоксит", "Metavoltine": "Метавольтин", "Metazeunerite": "Метацейнерит",
    "Meyerhofferite": "Мейергофферит", "Minium": "Сурик", "Minnesotaite": "Миннесотаит", "Minyulite": "Миньюлит",
    "Mirabilite": "Мирабилит", "Mitridatite": "Митридатит", "Mixite": "Миксит", "Moissanite": "Муассанит",
    "Monazite": "Монацит", "Monohydrocalcite": "Моногидрокальцит", "Moschellandsbergite": "Мошелландсбергит",
    "Murdochite": "Мердокит", "Nacrite": "Накрит", "Nagyágite": "Нагиагит", "Nahcolite": "Нахколит",
    "Nambulite": "Намбулит", "Natrophilite": "Натрофилит", "Népouite": "Непуит", "Nickeline": "Никелин",
    "Nissonite": "Ниссонит", "Niter": "Селитра калиевая", "Nitratine": "Нитратин", "Nontronite": "Нонтронит",
    "Northupite": "Нортупит", "Nosean": "Нозеан", "Nsutite": "Нсутит", "Offretite": "Оффретит",
    "Oldhamite": "Ольдгамит", "Olmiite": "Олмиит", "Omphacite": "Омфацит", "Osarizawaite": "Осаризаваит",
    "Otavite": "Отавит", "Ottrélite": "Оттрелит", "Oxycalciopyrochlore": "Оксикальциопирохлор",
    "Pachnolite": "Пахнолит", "Painite": "Пейнит", "Papagoite": "Папагоит", "Paragonite": "Парагонит",
    "Parahopeite": "Парагопеит", "Paralaurionite": "Паралаурионит", "Paramelaconite": "Парамелаконит",
    "Pararealgar": "Парареальгар", "Paravauxite": "Паравоксит", "Parisite": "Паризит", "Parnauite": "Парнауит",
    "Parsonsite": "Парсонсит", "Pascoite": "Паскоит", "Patrónite": "Патронит", "Paulingite": "Полингит",
    "Pearceite": "Пирсеит", "Penroseite": "Пенрозеит", "Pentagonite": "Пентагонит", "Pezzottaite": "Пеццоттаит",
    "Philipsbornite": "Филипсборнит", "Phillipsite": "Филлипсит", "Phoenicochroite": "Феникохроит",
    "Phosgenite": "Фосгенит", "Phosphophyllite": "Фосфофиллит", "Phosphuranylite": "Фосфуранилит",
    "Piemontite": "Пьемонтит", "Pigeonite": "Пижонит", "Plancheite": "Планшеит", "Plumboagardite": "Плюмбоагардит",
    "Plumbojarosite": "Плюмбоярозит", "Polylithionite": "Полилитионит", "Portlandite": "Портландит",
    "Posnjakite": "Познякит", "Povondraite": "Повондраит", "Pseudobrookite": "Псевдобрукит",
    "Pseudolaueite": "Псевдолауэит", "Pumpellyite": "Пумпеллиит", "Purpurite": "Пурпурит",
    "Rammelsbergite": "Раммельсбергит", "Raspite": "Распит", "Reedmergnerite": "Ридмерджнерит",
    "Retgersite": "Ретгерсит", "Rhodizite": "Родицит", "Rhomboclase": "Ромбоклаз", "Rickardite": "Рикардит",
    "Riebeckite": "Рибекит", "Ringwoodite": "Рингвудит", "Robertsite": "Робертсит", "Rodalquilarite": "Родалькиларит",
    "Romanèchite": "Романешит", "Römerite": "Рёмерит", "Roselite": "Розелит", "Rozenite": "Розенит",
    "Rubicline": "Рубиклин", "Ruizite": "Руисит", "Rutherfordine": "Резерфордин", "Salammoniac": "Нашатырь",
    "Saléeite": "Салеит", "Samarskite": "Самарскит", "Sampleite": "Самплеит", "Samsonite": "Самсонит",
    "Sanidine": "Санидин", "Sapphirine": "Сапфирин", "Sarcolite": "Сарколит", "Sarkinite": "Саркинит",
    "Sartorite": "Сарторит", "Sassolite": "Сассолин", "Schoepite": "Шёпит", "Scholzite": "Шольцит", "Schorl": "Шерл",
    "Schreibersite": "Шрейберзит", "Schröckingerite": "Шрёкингерит", "Scorodite": "Скородит",
    "Scorzalite": "Скорцалит", "Searlesite": "Серлсит", "Segnitite": "Сегнитит", "Seligmannite": "Зелигманнит",
    "Semseyite": "Семсеит", "Sengierite": "Сенжьерит", "Serpierite": "Серпиерит", "Shattuckite": "Шаттукит",
    "Shigaite": "Шигаит", "Siegenite": "Зигенит", "Sigloite": "Сиглоит", "Sincosite": "Синкозит",
    "Sinhalite": "Синхалит", "Sklodowskite": "Склодовскит", "Smythite": "Смайтит", "Soddyite": "Соддит",
    "Spangolite": "Спанголит", "Spherocobaltite": "Сферокобальтит", "Stannite": "Станнин",
    "Stannoidite": "Станноидит", "Steacyite": "Стесиит", "Stewartite": "Стюартит", "Stilbite": "Стильбит",
    "Stolzite": "Штольцит", "Strashimirite": "Страшимирит", "Strontioginorite": "Стронциоджинорит",
    "Strunzite": "Штрунцит", "Sturmanite": "Стурманит", "Sugilite": "Сугилит", "Sursassite": "Сурсассит",
    "Susannite": "Сусаннит", "Sussexite": "Суссексит", "Svanbergite": "Сванбергит", "Sylvite": "Сильвин",
    "Synchysite": "Синхизит", "Szenicsite": "Сеницит", "Tacharanite": "Тахаранит", "Taenite": "Тэнит",
    "Tantalite": "Танталит", "Tapiolite": "Тапиолит", "Tarbuttite": "Тарбуттит", "Teallite": "Тиллит",
    "Tellurite": "Теллурит", "Tellurium": "Теллур", "Tennantite": "Теннантит", "Terlinguaite": "Терлингуаит",
    "Tetrahedrite": "Тетраэдрит", "Tetrataenite": "Тетратэнит", "Thaumasite": "Таумасит", "Thénardite": "Тенардит",
    "Thomsenolite": "Томсенолит", "Thomsonite": "Томсонит", "Thorianite": "Торианит", "Thortveitite": "Тортвейтит",
    "Tiemannite": "Тиманнит", "Tilleyite": "Тиллеит", "Tincalconite": "Тинкалконит", "Todorokite": "Тодорокит",
    "Torbernite": "Торбернит", "Trevorite": "Треворит", "Tridymite": "Тридимит", "Trilithionite": "Трилитионит",
    "Triphylite": "Трифилин", "Triplite": "Триплит", "Triploidite": "Триплоидит", "Truscottite": "Трускоттит",
    "Tschermakite": "Чермакит", "Tschermigite": "Чермигит", "Tsumcorite": "Цумкорит", "Tsumebite": "Цумебит",
    "Tugtupite": "Тугтупит", "Tunellite": "Тунеллит", "Tychite": "Тихит", "Tyuyamunite": "Тюямунит",
    "Ullmannite": "Ульманнит", "Ulvöspinel": "Ульвошпинель", "Umangite": "Умангит", "Uranocircite": "Ураноцирцит",
    "Uranophane": "Уранофан", "Uranopilite": "Уранопилит", "Uvarovite": "Уваровит", "Uvite": "Увит",
    "Valleriite": "Валлериит", "Vanadinite": "Ванадинит", "Vantasselite": "Вантасселит", "Vaterite": "Ватерит",
    "Vauquelinite": "Вокеленит", "Vauxite": "Воксит", "Veatchite": "Витчит", "Vermiculite": "Вермикулит",
    "Vesuvianite": "Везувиан", "Veszelyite": "Весцелиит", "Villiaumite": "Виллиомит", "Violarite": "Виоларит",
    "Vishnevite": "Вишневит", "Volborthite": "Фольбортит", "Voltaite": "Вольтаит", "Wadsleyite": "Вадслеит",
    "Wagnerite": "Вагнерит", "Wairakite": "Вайракит", "Wakabayashilite": "Вакабаяшилит", "Wakefieldite": "Вейкфилдит",
    "Wardite": "Вардит", "Weddellite": "Ведделлит", "Weeksite": "Уиксит", "Weloganite": "Велоганит",
    "Whiteite": "Уайтит", "Wiluite": "Вилюит", "Wodginite": "Воджинит", "Wolfeite": "Вольфеит",
    "Woodhouseite": "Вудхаусеит", "Wüstite": "Вюстит", "Xanthoconite": "Ксантокон", "Xanthoxenite": "Ксантоксенит",
    "Xonotlite": "Ксонотлит", "Yugawaralite": "Югаваралит", "Zálesíite": "Залесиит", "Zanazziite": "Занацциит",
    "Zaratite": "Заратит", "Zektzerite": "Цекцерит", "Zeunerite": "Цейнерит", "Zippeite": "Циппеит",
    "Zirconolite": "Цирконолит", "Znucalite": "Знукалит",
}  # fmt: skip

_SUFFIX = re.compile(r"-(\(.+\)|[A-Za-z]{1,4})$")

_SLIPS: Mapping[str, str] = {"Гъердингенит": "Гьердингенит"}
"""Roots that the table of names writes wrong."""


class RussianNames:
    """The Russian names of a table, with those of this file where the table has none."""

    def __init__(self, table: Mapping[str, str]) -> None:
        """``table``: the Russian name by the IMA's."""
        self._table = {folded(name): name_ru for name, name_ru in table.items() if name_ru}
        roots = {_SUFFIX.sub("", name): _SUFFIX.sub("", name_ru) for name, name_ru in table.items() if name_ru}
        self._roots = {folded(name): name_ru for name, name_ru in (roots | dict(NAMES_RU)).items()}

    def of(self, name: str) -> str:
        """The Russian name, with the suffix as the IMA writes it ("Аксинит-(Fe)"); empty where none is known."""
        root = root_name(name)
        suffix = name.removeprefix(root)
        known = self._table.get(folded(name), "")
        if known and not suffix:
            return known
        plain = _SUFFIX.sub("", known) or self._roots.get(folded(root), "")
        plain = _SLIPS.get(plain, plain)
        return f"{plain}{suffix}" if plain else ""
