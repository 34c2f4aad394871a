"""Numbers in addresses: at most 18 digits, so that the database never sees one it cannot hold (bad inputs 42, 53–55)."""

from django.urls import register_converter


class RowId:
    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RowId, "id")
