"""Sizes that keep the house habitable; generated migrations are no rooms."""

from statistics import median, quantiles

from tests.house.source import ROOT, functions, rooms, tracked


def lengths_of_functions() -> dict[str, int]:
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in rooms()
        if "migrations" not in path.parts
        for node in functions(path)
    }


def lengths_of_files() -> dict[str, int]:
    return {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in rooms()
        if "migrations" not in path.parts
    }


def test_no_function_is_longer_than_fifty_lines():
    assert {name: size for name, size in lengths_of_functions().items() if size > 50} == {}


def test_half_of_the_functions_have_eight_lines_and_nine_of_ten_twenty_five():
    sizes = list(lengths_of_functions().values())

    assert median(sizes) <= 8
    assert quantiles(sizes, n=10)[-1] <= 25


def test_no_file_is_longer_than_four_hundred_lines_and_nine_of_ten_have_two_hundred():
    sizes = lengths_of_files()

    assert {name: size for name, size in sizes.items() if size > 400} == {}
    assert quantiles(sizes.values(), n=10)[-1] <= 200


def test_no_file_of_the_tests_is_longer_than_four_hundred_lines():
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] == "tests"
    }

    assert {name: size for name, size in sizes.items() if size > 400} == {}
