"""The hand-over ledger (交办表) an office uploads, read into typed rows with doubts. Pure: no database, no models."""

from huiyin.dispatch.ledger.layout import FIELDS, LABELS, Heading
from huiyin.dispatch.ledger.parsing import Ledger, parse
from huiyin.dispatch.ledger.reading import LedgerRefused, read
from huiyin.dispatch.ledger.rows import LedgerRow

__all__ = ["FIELDS", "LABELS", "Heading", "Ledger", "LedgerRefused", "LedgerRow", "parse", "read"]
