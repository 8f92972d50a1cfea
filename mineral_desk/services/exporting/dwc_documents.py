"""The two documents of a Darwin Core archive: meta.xml describes its files, eml.xml the data set."""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mineral_desk import __version__
from mineral_desk.services.exporting.dwc_tables import CORE, EXTENSIONS, Table

TEXT = "http://rs.tdwg.org/dwc/text/"
EML = "eml://ecoinformatics.org/eml-2.1.1"
NOT_SAID = "not said"


def meta_xml() -> bytes:
    """The archive's descriptor (Darwin Core text guide, section 2)."""
    archive = Element("archive", {"xmlns": TEXT, "metadata": "eml.xml"})
    _table(archive, "core", CORE)
    for table in EXTENSIONS:
        _table(archive, "extension", table)
    return _document(archive)


def _table(archive: Element, tag: str, table: Table) -> None:
    about = {
        "encoding": "UTF-8",
        "fieldsTerminatedBy": "\\t",
        "linesTerminatedBy": "\\n",
        "fieldsEnclosedBy": "",
        "ignoreHeaderLines": "1",
        "rowType": table.row_type,
    }
    one = SubElement(archive, tag, about)
    SubElement(SubElement(one, "files"), "location").text = table.file
    SubElement(one, "id" if tag == "core" else "coreid", {"index": "0"})
    first = 0 if tag == "core" else 1
    for index, term in enumerate(table.terms, start=first):
        SubElement(one, "field", {"index": str(index), "term": term})


def eml_xml(title: str, guid: str, institution: str, now: datetime) -> bytes:
    """The least that the GBIF metadata profile asks for; licence and contact are to be filled in before publishing."""
    about = {"packageId": f"{guid}/{now:%Y%m%dT%H%M%SZ}", "system": "mineral-desk", "scope": "system", "xml:lang": "en"}
    whole = Element("eml:eml", {"xmlns:eml": EML, **about})
    dataset = SubElement(whole, "dataset")
    SubElement(dataset, "title", {"xml:lang": "en"}).text = title
    _party(dataset, "creator", institution)
    _party(dataset, "metadataProvider", institution)
    SubElement(dataset, "pubDate").text = now.date().isoformat()
    SubElement(dataset, "language").text = "en"
    words = f"Mineral specimens of the catalogue {title}, exported by Mineral Desk {__version__}."
    SubElement(SubElement(dataset, "abstract"), "para").text = words
    SubElement(SubElement(dataset, "intellectualRights"), "para").text = NOT_SAID
    _party(dataset, "contact", institution)
    return _document(whole)


def _party(dataset: Element, role: str, institution: str) -> None:
    SubElement(SubElement(dataset, role), "organizationName").text = institution or NOT_SAID


def _document(root: Element) -> bytes:
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document
