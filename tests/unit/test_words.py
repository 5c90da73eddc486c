"""How the pages say a wait that is expected."""

import pytest

from hub.admin.words import Words


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (5, "sekitar 5 menit", "about 5 min"),
        (62, "sekitar 1 jam", "about 1 h"),
        (87, "sekitar 1 jam 30 menit", "about 1 h 30 min"),
    ],
)
def test_an_expected_wait_is_told_as_closely_as_anybody_knows_it(minutes, indonesian, english):
    assert (Words("id").about(minutes), Words("en").about(minutes)) == (indonesian, english)
