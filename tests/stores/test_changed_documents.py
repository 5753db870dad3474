"""A kept state whose document, or whose seeded rows, have changed since: found at the start, with a choice."""

from typing import Any

import orjson
import pytest

from mockserver.errors import UsageError
from tests.stores.shops import ROWS, SHOP, Shop, ask


def names(shop: Shop, store: str, **options: Any) -> list[str]:
    app = shop.server(store, **options)
    found = [row["name"] for row in orjson.loads(ask(app, "GET", "/things").body)]
    app.close()
    return sorted(found)


@pytest.fixture
def kept_shop(shop: Shop, store: str) -> Shop:
    """A shop with a thing that was created."""
    app = shop.server(store)
    assert ask(app, "POST", "/things", {"name": "Cid"}).status == 201
    app.close()
    return shop


@pytest.mark.parametrize(
    ("document", "rows", "options", "fits"),
    [
        (SHOP.replace("ttl: 600", "ttl: 60"), ROWS, {}, ["Ann", "Bob", "Cid"]),
        (SHOP, ROWS[:1], {}, ["Ann", "Cid"]),
        (SHOP, ROWS, {"seed": 7}, ["Cid"]),
    ],
    ids=["document", "rows", "seed"],
)
def test_a_change_is_refused_with_the_choices(
    kept_shop: Shop,
    store: str,
    document: str,
    rows: list[dict[str, Any]],
    options: dict[str, Any],
    fits: list[str],
) -> None:
    kept_shop.write(document, rows)

    with pytest.raises(UsageError) as refused:
        kept_shop.server(store, **options)

    assert "its document, its seeded rows, --seed or --rows is another now: shop" in str(refused.value)
    assert "--if-changed keep" in str(refused.value)
    assert names(kept_shop, store, if_changed="keep", **options) == fits


def test_what_is_kept_is_what_the_next_start_finds(kept_shop: Shop, store: str) -> None:
    kept_shop.write(SHOP.replace("ttl: 600", "ttl: 60"), ROWS)
    names(kept_shop, store, if_changed="keep")

    assert names(kept_shop, store) == ["Ann", "Bob", "Cid"]


def test_a_reset_begins_anew(kept_shop: Shop, store: str) -> None:
    kept_shop.write(SHOP, ROWS[:1])

    assert names(kept_shop, store, if_changed="reset") == ["Ann"]
    assert names(kept_shop, store) == ["Ann"]


def test_nothing_is_reset_where_nothing_has_changed(kept_shop: Shop, store: str) -> None:
    assert names(kept_shop, store, if_changed="reset") == ["Ann", "Bob", "Cid"]


def test_another_set_of_documents_is_told(kept_shop: Shop, store: str) -> None:
    (kept_shop.folder / "shop.yaml").rename(kept_shop.folder / "mall.yaml")
    shop = Shop(kept_shop.folder)
    (kept_shop.folder / "shop.yaml").unlink()

    with pytest.raises(UsageError, match=r"not served any more: shop; it was not served then: mall"):
        shop.server(store, document="mall")


def test_a_row_that_fits_no_more_is_left_out(kept_shop: Shop, store: str) -> None:
    """One that was seeded since has taken its name."""
    kept_shop.write(SHOP, [*ROWS, {"id": "c", "name": "Cid"}])

    assert names(kept_shop, store, if_changed="keep") == ["Ann", "Bob", "Cid"]
