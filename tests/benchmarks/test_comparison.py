import numpy as np
import pytest
import torch

from benchmarks import lenet
from benchmarks.comparison import ONE_THREAD, RESULTS, Comparison, child_environment, row, setting, store, table
from benchmarks.timing import Measured


def compare(target):
    return Comparison("nms 2,000", int, "torchvision", float, target)


def test_a_row_says_in_words_whether_the_target_is_met():
    found = Measured(6.5, 13.0, 0.5)
    assert row(compare(0.65), found) == "| nms 2,000 | torchvision | 6.5 | 13 | 0.50 | 0.65 | met |"
    assert row(compare(0.45), found).endswith("| 0.50 | 0.45 | not met |")
    assert row(compare(0.5), found).endswith("| 0.50 | 0.50 | met |")
    assert row(compare(None), found).endswith("| 0.50 |  |  |")
    assert "| 0.0059 |" in row(compare(None), Measured(0.1, 17, 0.0059))


def test_what_is_rounded_to_the_target_but_above_it_is_not_met():
    assert row(compare(0.5), Measured(1, 2, 0.501)).endswith("not met |")


def test_a_table_has_a_row_for_each_comparison_and_measures_both_of_its_sides(capsys):
    asked = []

    def measuring(*arguments):
        asked.append(arguments)
        return Measured(1, 2, 0.5)

    lines = table([compare(0.6), compare(0.4)], measuring).splitlines()
    assert asked == [(int, float, 21)] * 2
    assert len({line.count("|") for line in lines}) == 1
    assert [line.rsplit("|", 2)[1].strip() for line in lines[2:]] == ["met", "not met"]
    assert capsys.readouterr().out.splitlines() == lines


def test_the_child_runs_on_one_thread_and_with_the_kernel_that_fits_the_processor():
    given = {"HOME": "/h", "OPENBLAS_CORETYPE": "Sandybridge", "OPENBLAS_L2_SIZE": "1", "OMP_NUM_THREADS": "8"}
    environment = child_environment(given)
    assert environment == {"HOME": "/h", **ONE_THREAD}
    assert child_environment(environment) == environment


def test_the_setting_names_versions_and_kernel():
    assert f"NumPy {np.__version__} with openblas" in setting("torch 1")
    assert "(kernel " in setting("torch 1")
    assert setting("torch 1").endswith("torch 1; one thread each.")


def test_a_table_replaces_the_one_before_it_and_nothing_else(tmp_path):
    page = tmp_path / "RESULTS.md"
    page.write_text("before\n<!-- a -->\nold\n<!-- end of a -->\nbetween\n<!-- b -->\n<!-- end of b -->\nafter\n")
    store("a", "new", page)
    store("b", "other", page)
    store("a", "newer", page)
    expected = "before\n<!-- a -->\nnewer\n<!-- end of a -->\nbetween\n<!-- b -->\nother\n<!-- end of b -->\nafter\n"
    assert page.read_text() == expected
    with pytest.raises(ValueError, match=r"RESULTS.md must hold the lines <!-- c --> and <!-- end of c -->"):
        store("c", "new", page)


def test_the_stored_results_hold_both_tables_and_call_met_what_is_met():
    text = RESULTS.read_text(encoding="utf-8")
    for section in ("torch", "torchvision"):
        stored = text.partition(f"<!-- {section} -->\n")[2].partition(f"<!-- end of {section} -->")[0]
        assert stored.startswith("Measured ")
        rows = [line.split("|")[5:8] for line in stored.splitlines() if line.startswith("| ")][1:]
        assert rows
        for ratio, target, met in rows:
            assert not target.strip() or (met.strip() == "met" if float(ratio) < float(target) else "met" in met)


def test_both_sides_of_a_training_step_learn_the_same():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(4, 1, 28, 28)).astype(np.float32), rng.integers(0, 10, 4)
    weights = lenet.initial(rng)
    theirs = lenet.Torch(weights)
    for _ in range(3):
        loss, weights = lenet.step(x, y, weights)
        assert loss == pytest.approx(theirs.step(torch.tensor(x), torch.tensor(y)), rel=1e-4)
    flat = [array for pair in weights for array in pair]
    for array, parameter in zip(flat, theirs.parameters(), strict=True):
        assert array == pytest.approx(parameter.detach().numpy(), abs=1e-4)
