import pytest

from utils.data.leaderboard import BOARDS, rank, standing


def test_the_boards_are_those_of_the_slides():
    assert [rank(board, board.own) for board in BOARDS] == [36, 25, 13]
    assert [board.entries for board in BOARDS] == [5, 6, 7]
    assert [len(board.scores) for board in BOARDS] == [20, 15, 20]
    assert all(list(board.scores) == sorted(set(board.scores)) for board in BOARDS)
    assert round(BOARDS[0].own - BOARDS[1].own, 5) == 0.06754


def test_who_stands_still_falls():
    assert standing(*BOARDS[:2]) == {1.0375: (21, 26)}
    assert standing(*BOARDS[1:]) == {0.91655: (13, 16), 0.94289: (16, 19)}


def test_a_score_off_the_board_is_refused():
    with pytest.raises(ValueError, match=r"score must be 0.71038 to 0.94683 on 6 December 2016, got 1.02463"):
        rank(BOARDS[2], 1.02463)
