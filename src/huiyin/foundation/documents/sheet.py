"""A listing as a spreadsheet, with the same title, words and rows as on paper."""

from __future__ import annotations

import io

from huiyin.foundation.documents.paper import Listing
from huiyin.foundation.sheets.writing import write_sheet


def listing_xlsx(listing: Listing) -> bytes:
    target = io.BytesIO()
    said = "".join((listing.said, *listing.notes))
    write_sheet(
        target, listing.title, [one.heading for one in listing.table.columns], listing.table.rows, subtitle=said
    )
    return target.getvalue()
