"""Orders come back from their column as they went in, but for what is kept nowhere."""

import json

import pytest

from domain.directory_orders import (
    ChangeMember,
    DisableMember,
    MakeDepartment,
    MakeMember,
    MoveDepartment,
    MoveMember,
    RenameDepartment,
)
from storage.written_orders import order_from, written

ORDERS = (
    MakeMember(user_id="T1", name="张三", departments=("2", "3"), leads=("2",), position="科员", staff_no="T1"),
    ChangeMember(user_id="T1", position="", direct_leader="T2"),
    MoveMember(user_id="T1", departments=("2",), leads=()),
    MoveMember(user_id="T1", departments=("2",)),
    DisableMember(user_id="T1"),
    MakeDepartment(name="维修科", parent_id="3"),
    RenameDepartment(id="3", name="总务处"),
    MoveDepartment(id="3"),
)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_an_order_is_read_back_equal(order):
    assert order_from(json.loads(json.dumps(written(order)))) == order


def test_a_telephone_number_is_not_kept():
    made = MakeMember(user_id="T1", name="张三", departments=("2",), mobile="13800000000", email="a@example.edu.cn")

    assert "13800000000" not in str(written(made))
    assert "example" not in str(written(made))
