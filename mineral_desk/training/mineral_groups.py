"""Which group a curator would name a species by: "garnet", "tourmaline", "zeolite".

The IMA list's structural groups put minerals of one structure together, halite beside galena and adamite beside
andalusite. A group here is one that the trade and the textbooks name (Strunz & Nickel, *Mineralogical Tables*, 9th ed.;
Back, *Fleischer's Glossary*): the structural group or the group of Fleischer's glossary, narrowed by what the formula
must hold. The first rule that fits counts, so that a species belongs to one group at most.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A group with its Russian name, and what its species have in common.

    ``structures`` are structural groups, ``glossary`` beginnings of groups in Fleischer's glossary; one of either must
    fit. ``formula`` is a pattern that the formula must hold, ``names`` are species that belong to it whatever the
    tables say.
    """

    name: str
    name_ru: str
    structures: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    formula: str = ""
    names: tuple[str, ...] = ()

    def holds(self, name: str, structures: frozenset[str], glossary: str, formula: str) -> bool:
        """Whether the species belongs to the group."""
        if name in self.names:
            return True
        fits = bool(structures.intersection(self.structures))
        fits = fits or any(re.match(rf"{re.escape(start)}(\b|-)", glossary, re.IGNORECASE) for start in self.glossary)
        return fits and re.search(self.formula, formula) is not None


_SILICON = r"Si"
_CARBONATE = r"CO3"
_SULPHATE = r"SO4"
_OXYANION = r"(PO4|AsO4|VO4)"

GROUPS = (
    GroupRule("Garnet", "гранат", ("Garnet",), ("garnet",), _SILICON),
    GroupRule("Tourmaline", "турмалин", ("Tourmaline",), ("tourmaline",), _SILICON),
    GroupRule("Amphibole", "амфибол", ("Amphibole",), ("amphibole",), _SILICON),
    GroupRule("Pyroxene", "пироксен", ("Pyroxene",), ("pyroxene",), _SILICON),
    GroupRule("Feldspar", "полевой шпат", ("Feldspar",), ("feldspar",), r"(Al|B|Be|Fe|Ga).*Si|Si.*(Al|B)"),
    GroupRule("Mica", "слюда", ("Mica",), ("mica",), _SILICON),
    GroupRule("Chlorite", "хлорит", ("Chlorite",), ("chlorite",), _SILICON),
    GroupRule("Serpentine", "серпентин", ("Serpentine",), (), _SILICON),
    GroupRule(
        "Clay", "глинистый минерал", ("Kaolinite", "Smectite-vermiculite", "Palygorskite", "Sepiolite"),
        ("smectite", "kaolinite"), _SILICON,
    ),
    GroupRule(
        "Zeolite", "цеолит",
        ("Natrolite", "Stilbite", "Heulandite", "Chabazite", "Analcime", "Thomsonite", "Phillipsite", "Faujasite"),
        ("zeolite",), r"Si.*H2O|P.*H2O|Cs\(Si2Al\)|Si.*\(OH",
    ),
    GroupRule("Apatite", "апатит", ("Apatite",), ("apatite",), r"(PO4|AsO4|VO4)"),
    GroupRule("Silica", "кремнезём", (), (), "", (
        "Quartz", "Tridymite", "Cristobalite", "Coesite", "Stishovite", "Moganite", "Opal", "Seifertite",
    )),
    GroupRule("Olivine", "оливин", ("Olivine",), ("olivine",), r"SiO4"),
    GroupRule("Humite", "гумит", ("Humite",), ("humite",), r"SiO4"),
    GroupRule("Epidote", "эпидот", ("Epidote", "Clinozoisite", "Allanite"), ("epidote",), _SILICON),
    GroupRule("Sodalite", "содалит", ("Sodalite",), ("cancrinite-sodalite-sodalite",), _SILICON),
    GroupRule("Cancrinite", "канкринит", ("Cancrinite",), ("cancrinite-sodalite-cancrinite",), _SILICON),
    GroupRule("Scapolite", "скаполит", ("Scapolite",), ("scapolite",), _SILICON),
    GroupRule("Apophyllite", "апофиллит", ("Apophyllite",), ("apophyllite",), _SILICON),
    GroupRule("Axinite", "аксинит", ("Axinite",), ("axinite",), _SILICON),
    GroupRule("Eudialyte", "эвдиалит", ("Eudialyte",), ("eudialyte",), _SILICON),
    GroupRule("Beryl", "берилл", (), ("beryl",), r"Be"),
    GroupRule("Vesuvianite", "везувиан", ("Vesuvianite",), ("vesuvianite",), _SILICON),
    GroupRule("Melilite", "мелилит", ("Melilite",), ("melilite",), _SILICON),
    GroupRule("Milarite", "миларит", ("Milarite",), ("milarite",), _SILICON),
    GroupRule("Rhodonite", "родонит", ("Rhodonite",), ("rhodonite",), _SILICON),
    GroupRule("Wollastonite", "волластонит", ("Wollastonite", "Pectolite"), ("wollastonite",), _SILICON),
    GroupRule("Pumpellyite", "пумпеллиит", ("Pumpellyite",), ("pumpellyite",), _SILICON),
    GroupRule("Gadolinite", "гадолинит", ("Gadolinite",), ("gadolinite",), _SILICON),
    GroupRule("Aluminium silicate", "силикат алюминия", (), (), "", ("Andalusite", "Kyanite", "Sillimanite")),
    GroupRule("Talc", "тальк", ("Talc", "Pyrophyllite"), ("talc",), _SILICON),
    GroupRule("Calcite", "кальцит", ("Calcite", "Calcite-Dolomite"), ("calcite", "dolomite"), _CARBONATE),
    GroupRule("Aragonite", "арагонит", ("Aragonite",), ("aragonite",), _CARBONATE),
    GroupRule("Malachite", "малахит", ("Malachite",), ("rosasite",), _CARBONATE),
    GroupRule("Hydrotalcite", "гидроталькит", ("Hydrotalcite",), ("hydrotalcite",), _CARBONATE),
    GroupRule("Baryte", "барит", ("Baryte",), ("celestine",), _SULPHATE),
    GroupRule("Alunite", "алунит", ("Alunite", "Alunite-Alunite"), (
        "alunite-jarosite-jarosite", "alunite-jarosite-alunite",
    ), _SULPHATE),
    GroupRule("Crandallite", "крандаллит", ("Alunite-crandallite", "Alunite-beudantite"), (
        "alunite-jarosite-plumbogummite", "alunite-jarosite-florencite", "alunite-jarosite-dussertite",
        "alunite-jarosite-svanbergite",
    ), _OXYANION),
    GroupRule("Ettringite", "эттрингит", ("Ettringite",), ("ettringite",), r"(SO4|SO3|CO3)"),
    GroupRule("Halotrichite", "галотрихит", ("Halotrichite",), ("halotrichite",), _SULPHATE),
    GroupRule("Melanterite", "мелантерит", ("Melanterite",), ("melanterite",), _SULPHATE),
    GroupRule("Autunite", "отенит", ("Autunite", "Natroautunite", "Torbernite"), ("autunite",), r"UO2.*(PO4|AsO4)"),
    GroupRule("Vivianite", "вивианит", ("Vivianite",), ("vivianite",), _OXYANION),
    GroupRule("Olivenite", "оливенит", (), ("olivenite",), _OXYANION),
    GroupRule("Adelite", "аделит", ("Adelite", "Descloizite"), ("adelite", "adelite-descloizite"), _OXYANION),
    GroupRule("Turquoise", "бирюза", ("Turquoise",), ("turquoise",), r"PO4"),
    GroupRule("Monazite", "монацит", ("Monazite",), ("monazite",), _OXYANION),
    GroupRule("Lazulite", "лазулит", ("Lazulite",), ("lazulite",), r"PO4"),
    GroupRule("Triphylite", "трифилин", (), ("triphylite",), r"PO4"),
    GroupRule("Alluaudite", "аллюодит", ("Alluaudite",), ("alluaudite",), _OXYANION),
    GroupRule("Scheelite", "шеелит", ("Scheelite",), ("scheelite",), r"(WO4|MoO4)"),
    GroupRule("Wolframite", "вольфрамит", (), ("wolframite",), r"WO4"),
    GroupRule("Columbite", "колумбит", ("Columbite",), ("columbite-euxenite-columbite",), r"(Nb|Ta)"),
    GroupRule("Spinel", "шпинель", ("Spinel",), ("spinel",), r"O4"),
    GroupRule("Thiospinel", "тиошпинель", ("Spinel",), ("linnaeite",), r"(S4|Se4)"),
    GroupRule("Hematite", "гематит", ("Corundum",), ("hematite", "ilmenite"), r"O3"),
    GroupRule("Rutile", "рутил", ("Rutile",), ("rutile",), r"O2"),
    GroupRule("Pyrochlore", "пирохлор", ("Pyrochlore",), ("pyrochlore",), r"O"),
    GroupRule("Crichtonite", "кричтонит", ("Crichtonite",), ("crichtonite",), r"O"),
    GroupRule("Cryptomelane", "криптомелан", ("Coronadite",), ("coronadite",), r"Mn"),
    GroupRule("Pyrite", "пирит", ("Pyrite",), ("pyrite",), r"(S2|Se2|As2|SbS|AsS)"),
    GroupRule("Marcasite", "марказит", ("Marcasite", "Löllingite"), ("Marcasite-Löllingite",), r"(S2|As2|Sb2|Se2|Te2)"),
    GroupRule("Arsenopyrite", "арсенопирит", ("Arsenopyrite",), ("arsenopyrite",), r"(AsS|SbS)"),
    GroupRule("Cobaltite", "кобальтин", ("Cobaltite", "Ullmannite"), ("cobaltite",), r"(AsS|SbS)"),
    GroupRule("Galena", "галенит", (), ("galena",), r"(S|Se|Te)"),
    GroupRule("Halite", "галит", (), ("halite",), r"(Cl|Br|F)"),
    GroupRule("Sphalerite", "сфалерит", (), ("sphalerite",), r"(S|Se|Te)"),
    GroupRule("Tetrahedrite", "блёклая руда", ("Tetrahedrite",), ("tennantite",), r"^\(?(Cu|Ag).*(As|Sb|Te)"),
    GroupRule("Stannite", "станнин", ("Stannite",), ("stannite",), r"S4"),
    GroupRule("Nickeline", "никелин", ("Nickeline",), ("nickeline",), r"(As|Sb|S|Te|Bi|Se)"),
    GroupRule("Tetradymite", "тетрадимит", ("Tetradymite",), ("tetradymite",), r"Bi"),
    GroupRule("Stibnite", "антимонит", ("Stibnite",), ("stibnite",), r"(S3|Se3)"),
    GroupRule("Polybasite", "полибазит", ("Polybasite",), ("polybasite",), r"Ag"),
    GroupRule("Arsenic", "мышьяк", (), ("arsenic",), r"(As|Sb|Bi)"),
    GroupRule("Copper", "медь", (), ("copper",), r"(Cu|Ag|Au)"),
    GroupRule("Platinum", "платина", (), ("platinum",), r"(Pt|Ir|Pd|Rh)"),
)  # fmt: skip

_BY_NAME = {rule.name: rule for rule in GROUPS}


def group_of(row: Mapping[str, str]) -> str:
    """The group of one line of the IMA list; empty where no rule fits."""
    structures = frozenset(part.strip().partition("-amphiboles")[0] for part in row["structural_group"].split(","))
    found = (
        rule.name
        for rule in GROUPS
        if rule.holds(row["name"], structures, row["fleischers_group"].strip(), row["ima_formula"])
    )
    return next(found, "")


def name_ru_of(group: str) -> str:
    """The Russian name of a group of :data:`GROUPS`."""
    return _BY_NAME[group].name_ru
