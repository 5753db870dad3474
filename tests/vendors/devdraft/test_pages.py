"""How Devdraft's lists are paged and ordered."""

import pytest

from tests.vendors.devdraft.facts import JOHN, JOHNNY, Connect, everyone, total


def test_pages_run_newest_first_and_equal_times_by_id(connect: Connect) -> None:
    rows = everyone(connect("devdraft"))

    by_id = sorted(rows, key=lambda row: str(row["id"]))
    assert rows == sorted(by_id, key=lambda row: str(row["createdAt"]), reverse=True)
    ids = [row["id"] for row in rows]
    assert ids.index(JOHN) == ids.index(JOHNNY) + 1


@pytest.mark.parametrize("skip", [150, 151, 10_001, 10**12])
def test_a_skip_past_the_end_gives_no_rows_and_the_true_total(connect: Connect, skip: int) -> None:
    page = connect("devdraft").get("/customers", params={"skip": skip}).json()

    assert page == {"data": [], "total": 150, "skip": skip, "take": 0}


@pytest.mark.parametrize("name", ["name", "email"])
def test_an_empty_filter_is_as_if_absent(connect: Connect, name: str) -> None:
    assert total(connect("devdraft"), **{name: ""}) == 150


@pytest.mark.parametrize("email", ["nobody", "@", "ines", "%", "*"])
def test_a_text_that_is_no_address_finds_nobody(connect: Connect, email: str) -> None:
    page = connect("devdraft").get("/customers", params={"email": email})

    assert (page.status_code, page.json()["total"]) == (200, 0)


@pytest.mark.parametrize("name", ["%", "_", ".*", "ines okoro", "\\"])
def test_the_name_filter_has_no_wildcards_and_reads_one_name_at_a_time(connect: Connect, name: str) -> None:
    assert total(connect("devdraft"), name=name) == 0


def test_filters_narrow_each_other(connect: Connect) -> None:
    client = connect("devdraft")

    assert [row["id"] for row in everyone(client, name="john", status="BLACKLISTED")] == [JOHNNY]
    assert total(client, email="ines@shop.example", status="DEACTIVATED") == 0
