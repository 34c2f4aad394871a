"""Uploaded tables (xlsx, xls, ods, csv) as cells of text. See `reading`."""

from huiyin.foundation.sheets.reading import Cell, Sheet, TableRefused, Workbook, read

__all__ = ["Cell", "Sheet", "TableRefused", "Workbook", "read"]
