import numpy as np
import pytest

from utils.data.competition import CLASSES
from utils.data.deckcam.boat import Boat
from utils.data.deckcam.fish import draw_fish
from utils.data.deckcam.pose import Pose, laid
from utils.data.deckcam.species import ALBACORE, BIGEYE, OPAH, SPECIES, YELLOWFIN

ALL = [species for kinds in SPECIES.values() for species in kinds]


def drawn(species, seed=0):
    return draw_fish(species, np.random.default_rng(seed))


def test_every_class_but_the_one_without_fish_has_species():
    assert {*SPECIES, "NoF"} == set(CLASSES)


@pytest.mark.parametrize("species", ALL, ids=lambda species: species.name)
def test_a_drawing_is_a_whole_fish_within_its_picture(species):
    picture, mask = drawn(species)
    assert (picture.mode, picture.size, mask.shape) == ("RGBA", (256, 128), (128, 256))
    assert 1000 < mask.sum() < mask.size / 2
    cover = np.asarray(picture.getchannel("A"))
    assert (cover[mask] > 100).all()
    assert (cover[~mask] < 160).all()


@pytest.mark.parametrize("seed", range(5))
def test_no_part_of_a_fish_is_cut_off_by_the_edge_of_its_picture(seed):
    for species in ALL:
        mask = drawn(species, seed).mask
        assert mask[1:-1, 1:-1].sum() == mask.sum(), species.name


def test_a_bigeye_is_deeper_than_an_albacore_and_an_opah_deeper_still():
    depth = {s.name: np.mean([drawn(s, seed).mask.sum(axis=0).max() for seed in range(5)]) for s in (ALBACORE, BIGEYE)}
    assert depth["bigeye tuna"] > 1.2 * depth["albacore"]
    opah = drawn(OPAH).mask
    assert opah.any(axis=1).sum() > 0.6 * opah.any(axis=0).sum()


def test_only_a_yellowfin_among_tunas_has_long_yellow_fins():
    yellow = {}
    for species in (ALBACORE, BIGEYE, YELLOWFIN):
        picture, mask = drawn(species)
        red, _, blue, _ = np.moveaxis(np.asarray(picture).astype(int), 2, 0)
        yellow[species.name] = ((red - blue > 90) & mask).sum()
    assert yellow["yellowfin tuna"] > 10 * max(yellow["albacore"], yellow["bigeye tuna"])


def test_no_two_boats_share_a_drawing_nor_two_fish_of_one_boat():
    drawings = [
        Boat(0, number).fish(label, fish).picture.tobytes()
        for number in (0, 1, 47, 48)
        for label in ("ALB", "OTHER")
        for fish in range(2)
    ]
    assert len(set(drawings)) == len(drawings)


def test_a_boat_draws_the_same_whatever_it_has_drawn_before():
    first, second = Boat(3, 5), Boat(3, 5)
    second.fish("YFT", 1)
    second.deck(2)
    assert first.fish("ALB", 0).picture.tobytes() == second.fish("ALB", 0).picture.tobytes()


@pytest.mark.parametrize("turn", [0.0, 0.7, 2.0])
def test_a_laid_fish_has_its_mask_where_its_picture_covers(turn):
    picture, mask = laid(drawn(ALBACORE), Pose(200, 100, turn, mirrored=True, upended=False))
    covered = np.asarray(picture.getchannel("A")) > 127
    assert picture.size == mask.shape[::-1]
    assert (covered != mask).sum() < 0.06 * mask.sum()


def test_a_turn_by_half_a_circle_is_both_flips():
    pose = Pose(256, 128, 0.0, mirrored=True, upended=True)
    _, flipped = laid(drawn(ALBACORE), pose)
    _, turned = laid(drawn(ALBACORE), pose._replace(turn=np.pi, mirrored=False, upended=False))
    assert (flipped != turned).mean() < 0.01
    assert (flipped[:128, :256] == drawn(ALBACORE).mask[::-1, ::-1]).mean() > 0.97
