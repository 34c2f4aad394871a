"""What a browser sends as a row's number is a number of a row, or nothing."""

import pytest

from huiyin.foundation.row_ids import row_id, row_ids


@pytest.mark.parametrize("given", ["", "-1", "+1", "1.0", " 1", "1e3", "٣", "³", "一", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_a_row_is_nothing(given: str) -> None:
    assert row_id(given) is None


def test_numbers_are_read_in_their_order_and_the_rest_is_left_out() -> None:
    assert row_ids(["7", "x", "3", "9" * 5000]) == [7, 3]
    assert row_id("9" * 18) == int("9" * 18)
