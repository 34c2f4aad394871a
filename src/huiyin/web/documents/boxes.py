"""归档目录: the closed cases of a session by boxes, each case with the pages its archive has.

Pages are counted by setting each archive, a tenth of a second or more each: a box holds what one request can count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huiyin.dispatch.models import ANSWERING
from huiyin.foundation.documents import pdf, sheet
from huiyin.foundation.documents.paper import Listing
from huiyin.foundation.filekinds import Kind
from huiyin.handling.casefiles import CaseFile
from huiyin.web.documents import texts
from huiyin.web.documents.archive import Archive
from huiyin.web.documents.listing import numbered, on_day

PER_BOX = 30


def count(cases: Sequence[int]) -> int:
    """How many boxes these cases fill."""
    return -(-len(cases) // PER_BOX)


def of(cases: Sequence[int], box: int) -> Sequence[int]:
    """The cases of a box; the first is 1."""
    return cases[(box - 1) * PER_BOX : box * PER_BOX]


@dataclass(frozen=True)
class Box:
    place: str
    session: str
    number: int
    boxes: int
    closed: int
    archives: Sequence[tuple[CaseFile, Archive]]

    @property
    def title(self) -> str:
        return texts.BOX_TITLE.format(place=self.place, session=self.session, box=self.number)

    def draw(self, kind: Kind) -> bytes:
        """Raises `Unprintable` where pages cannot be set, also for a spreadsheet: it would have no numbers of pages."""
        listing = self._listing()
        return pdf.listing_pdf(listing) if kind is Kind.PDF else sheet.listing_xlsx(listing)

    def _listing(self) -> Listing:
        counted = [pdf.dossier_pages(made.dossier) for _, made in self.archives]
        said = texts.BOX_SAID.format(
            all=self.closed, most=PER_BOX, box=self.number, boxes=self.boxes, pages=sum(counted)
        )
        rows = [_row(file, made, pages) for (file, made), pages in zip(self.archives, counted, strict=True)]
        return numbered(self.title, said, texts.BOX_HEADINGS, texts.BOX_WIDTHS, rows)


def _row(file: CaseFile, made: Archive, pages: int) -> Sequence[str]:
    case = file.case
    units = "、".join(part.row.body.label for part in file.parts if part.row.mode in ANSWERING)
    outside = sum(not one.fits for one in made.attached)
    remark = texts.BOX_OUTSIDE.format(n=outside) if outside else ""
    return (
        case.shown_no, case.title, case.signers_line, units, on_day(case.registered_on), str(pages),
        str(len(made.attached) or ""), remark,
    )  # fmt: skip
