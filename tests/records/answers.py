"""Made-up answers of payers, 271 and 278, as text, and folders of record files."""

from collections.abc import Sequence
from pathlib import Path

from engine import records

NPI = "1234567893"

ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       *260412*1210*^*00501*000000003*0*T*:"
PAYER = ["HL*1**20*1", "NM1*PR*2*SOME PAYER*****PI*99999", "HL*2*1*21*1", f"NM1*1P*2*PRACTICE*****XX*{NPI}"]
SUBSCRIBER = ["HL*3*2*22*0", "NM1*IL*1*YEWBARK*DAHLIA****MI*w1", "DMG*D8*19810404*F"]
DEPENDENT = ["HL*4*3*23*0", "NM1*03*1*YEWBARK*ASTER", "DMG*D8*20120504*M", "INS*N*19"]

EVENT = [
    "HL*1**20*1", "NM1*X3*2*SOME PAYER*****PI*99999", "HL*2*1*21*1", f"NM1*1P*2*PRACTICE*****XX*{NPI}",
    "HL*3*2*22*1", "NM1*IL*1*YEWBARK*DAHLIA****MI*w1", "HL*4*3*EV*1",
]  # fmt: skip


def interchange(body: Sequence[str], transaction: str = "271", guide: str = "005010X279A1") -> str:
    """A file of one transaction of these segments, checked on 2026-04-12."""
    group = "HS" if transaction == "271" else "HI"
    header = [ISA, f"GS*{group}*PAYER*PRACTICE*20260412*1210*3*X*{guide}", f"ST*{transaction}*0001*{guide}"]
    begin = "BHT*0022*11*1*20260412*1210" if transaction == "271" else "BHT*0007*11*1*20260412*1210*18"
    return "~\n".join([*header, begin, *body, f"SE*{len(body) + 3}*0001", "GE*1*3", "IEA*1*000000003", ""])


def decision(*body: str) -> str:
    """A 278 of one event of these segments."""
    return interchange([*EVENT, *body], "278", "005010X217")


def loaded(folder: Path, **files: str) -> records.Records:
    """The records of files by name, `_` in a name standing for its last point."""
    for name, content in files.items():
        stem, _, end = name.rpartition("_")
        (folder / f"{stem.replace('_', '-')}.{end}").write_text(content)
    return records.load(folder)


def rows(found: records.Records, table: str, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of a table, in the order of its keys and days."""
    listed = found.listings[table].rows
    return listed.sort(*found.shapes[table].keys, "from").select(columns).rows()


def told(found: records.Records) -> list[tuple[str | None, str]]:
    """Place and kind of each problem."""
    return [(str(one.place) if one.place else None, one.kind) for one in found.problems]
