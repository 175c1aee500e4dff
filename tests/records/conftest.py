import pytest
from rowmaking import GOOD

from engine.jurisdictions import Place, Tree
from engine.records import Records, read_rows


@pytest.fixture(scope="session")
def tree() -> Tree:
    return Tree(
        [
            Place("140000000000", "山西省", "province", "省", ""),
            Place("141100000000", "吕梁市", "city", "地级市", "140000000000"),
            Place("141181000000", "孝义市", "county", "县级市", "141100000000"),
            Place("141181102000", "西辛庄镇", "township", "镇", "141181000000"),
            Place("141182000000", "汾阳市", "county", "县级市", "141100000000"),
        ]
    )


@pytest.fixture
def expected(tree: Tree) -> Records:
    """What the one good site gives, however it was written down."""
    return read_rows({"sites": [GOOD["sites"]]}, tree)
