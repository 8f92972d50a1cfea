"""Textbook values of common minerals that the table of properties leaves out (Klein & Dutrow, *Mineral Science*).

Only gaps are filled: where the table has a value, that counts.
"""

HANDBOOK: dict[str, dict[str, str]] = {
    name: dict(zip(("mohs_scale_hardness", "streak", "luster", "specific_gravity"), values, strict=True))
    for name, *values in (
        ("Quartz", "7", "white", "vitreous", "2.65"),
        ("Opal", "5.5-6.5", "white", "vitreous, waxy, pearly", "1.9-2.2"),
        ("Microcline", "6-6.5", "white", "vitreous, pearly", "2.54-2.57"),
        ("Gold", "2.5-3", "yellow, gold", "metallic", "15-19.3"),
        ("Silver", "2.5-3", "silver, white", "metallic", "10-11"),
        ("Bismuth", "2-2.5", "silver, white", "metallic", "9.7-9.83"),
        ("Sulphur", "1.5-2.5", "white, yellow", "resinous, greasy", "2.05-2.09"),
        ("Schorl", "7-7.5", "grey, white", "vitreous, resinous", "3.1-3.25"),
        ("Elbaite", "7-7.5", "white", "vitreous", "2.9-3.1"),
        ("Dravite", "7-7.5", "brown, white", "vitreous, resinous", "3.0-3.2"),
        ("Pyrite", "6-6.5", "black", "metallic", "4.95-5.1"),
        ("Cinnabar", "2-2.5", "red", "adamantine, dull", "8.1-8.2"),
        ("Cuprite", "3.5-4", "red, brown", "adamantine, submetallic, earthy", "6.1"),
        ("Willemite", "5.5", "white", "vitreous, resinous", "3.9-4.2"),
        ("Stibnite", "2", "grey", "metallic", "4.63"),
        ("Graphite", "1-2", "black", "metallic, earthy", "2.1-2.3"),
        ("Augite", "5.5-6", "white, grey, green", "vitreous, resinous", "3.2-3.6"),
        ("Grossular", "6.5-7", "white, brown", "vitreous, resinous", "3.4-3.7"),
        ("Datolite", "5-5.5", "white", "vitreous", "2.8-3.0"),
        ("Orpiment", "1.5-2", "yellow", "resinous, pearly", "3.49"),
        ("Prehnite", "6-6.5", "white", "vitreous, pearly", "2.8-2.95"),
        ("Pectolite", "4.5-5", "white", "silky, vitreous", "2.84-2.9"),
        ("Okenite", "4.5-5", "white", "vitreous, pearly", "2.28-2.33"),
        ("Lazurite", "5-5.5", "blue", "vitreous, dull", "2.38-2.45"),
        ("Babingtonite", "5.5-6", "brown, grey, green", "vitreous", "3.3-3.4"),
        ("Titanite", "5-5.5", "white", "adamantine, resinous, vitreous", "3.4-3.56"),
        ("Turquoise", "5-6", "white, blue, green", "waxy, dull, vitreous", "2.6-2.9"),
        ("Axinite-(Fe)", "6.5-7", "white", "vitreous", "3.2-3.3"),
        ("Stilbite-Ca", "3.5-4", "white", "vitreous, pearly", "2.1-2.2"),
        ("Heulandite-Ca", "3.5-4", "white", "vitreous, pearly", "2.1-2.2"),
        ("Chabazite-Ca", "4-5", "white", "vitreous", "2.05-2.2"),
        ("Fluorapophyllite-(K)", "4.5-5", "white", "vitreous, pearly", "2.3-2.4"),
        ("Hydroxyapophyllite-(K)", "4.5-5", "white", "vitreous, pearly", "2.3-2.4"),
        ("Polylithionite", "2-3", "white", "pearly, vitreous", "2.58-2.82"),
    )
}
