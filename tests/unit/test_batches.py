"""Many rows by several statements."""

from storage.batches import batches, batches_by_person


def test_all_rows_come_in_their_order(monkeypatch):
    monkeypatch.setattr("storage.batches.AT_ONCE", 2)

    assert list(batches(range(5))) == [[0, 1], [2, 3], [4]]
    assert list(batches([])) == []


def test_the_accounts_of_one_person_are_never_apart(monkeypatch):
    monkeypatch.setattr("storage.batches.AT_ONCE", 1)

    assert list(batches_by_person({"eve": 7, "bob": 8, "yves": 7})) == [["eve", "yves"], ["bob"]]
