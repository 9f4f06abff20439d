import json

import numpy as np
import pytest
from PIL import Image

from utils.data.competition import CLASSES
from utils.data.fisheries import load_fisheries

SHAPES = {"ALB": (96, 128), "LAG": (80, 120)}


@pytest.fixture
def root(tmp_path):
    """A folder as Kaggle's archive unpacks: two grey images a class, of several sizes, and the boxes of an albacore."""
    for label, name in enumerate(CLASSES):
        folder = tmp_path / "ncfm" / "train" / name
        folder.mkdir(parents=True)
        for number in range(2):
            height, width = SHAPES.get(name, (64, 64))
            photo = np.full((height, width, 3), 30 * label, np.uint8)
            Image.fromarray(photo).save(folder / f"img_{2 * label + number:05d}.jpg", quality=95)
    annotate(tmp_path / "ncfm", [{"x": 32, "y": 24, "width": 64, "height": 48}])
    return tmp_path / "ncfm"


def annotate(root, boxes, name="../data/train/ALB/img_00001.jpg"):
    (root / "annotations").mkdir(exist_ok=True)
    content = json.dumps([{"filename": name, "class": "image", "annotations": boxes}])
    (root / "annotations" / "alb_labels.json").write_text(content)


def test_a_folder_is_read_with_the_interface_of_rendered_scenes(root, capsys):
    data = load_fisheries(root, size=32)
    assert data.source == "NCFM"
    assert data.images.shape == (16, 32, 32, 3)
    assert data.labels.tolist() == [label for label in range(8) for _ in range(2)]
    assert data.labels.dtype == data.boats.dtype == np.int64
    assert data.names[:3] == ("img_00000.jpg", "img_00001.jpg", "img_00002.jpg")
    np.testing.assert_allclose(data.images.mean(axis=(1, 2, 3)), 30 * data.labels, atol=2)
    assert "NCFM: the competition's images" in capsys.readouterr().out


def test_boxes_are_squeezed_as_their_image_is_and_missing_where_nobody_drew_them(root):
    boxes = load_fisheries(root, size=32).boxes
    assert boxes[1].tolist() == [[8, 8, 24, 24]]
    assert boxes[1].dtype == np.float32
    assert [len(found) for found in boxes] == [0, 1] + [0] * 14


def test_a_box_that_slips_over_the_edge_by_a_pixel_is_cut_there(root):
    annotate(root, [{"x": -1, "y": 0, "width": 65, "height": 97}])
    assert load_fisheries(root, size=32).boxes[1].tolist() == [[0, 0, 16, 32]]


def test_images_of_other_sizes_are_of_other_cameras(root):
    data = load_fisheries(root, size=32)
    assert not set(data.boats[data.labels == 0]) & set(data.boats[data.labels == 3])


def test_the_environment_names_the_folder_where_the_call_does_not(root, monkeypatch):
    monkeypatch.setenv("NCFM_DIR", str(root))
    assert load_fisheries(size=32).source == "NCFM"


def test_a_changed_image_is_decoded_anew(root):
    path = root / "train" / "ALB" / "img_00000.jpg"
    assert load_fisheries(root, size=32).images[0].max() < 5
    Image.new("RGB", (128, 96), "white").save(path)
    assert load_fisheries(root, size=32).images[0].min() > 250


def test_without_boxes_all_are_empty(root):
    (root / "annotations" / "alb_labels.json").unlink()
    assert all(found.shape == (0, 4) for found in load_fisheries(root, size=32).boxes)


def test_a_folder_that_does_not_exist_is_refused_and_no_rendered_scene_stands_in(tmp_path):
    with pytest.raises(ValueError, match=r"root must be a folder that holds train/<CLASS>/\*\.jpg, got .*nowhere"):
        load_fisheries(tmp_path / "nowhere")


def test_a_class_that_is_missing_empty_or_unknown_is_named(root):
    (root / "train" / "Tuna").mkdir()
    with pytest.raises(ValueError, match=r"must be ALB, BET, .*, got Tuna"):
        load_fisheries(root)
    (root / "train" / "Tuna").rename(root / "elsewhere")
    for path in (root / "train" / "DOL").iterdir():
        path.unlink()
    with pytest.raises(ValueError, match=r"DOL must hold \.jpg images, got none"):
        load_fisheries(root)
    (root / "train" / "DOL").rmdir()
    with pytest.raises(ValueError, match="must hold a folder for every class, got none for DOL"):
        load_fisheries(root)


@pytest.mark.parametrize("keep", [0, 400])
def test_an_image_that_cannot_be_read_is_named(root, keep):
    path = root / "train" / "SHARK" / "img_00012.jpg"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"img_00012\.jpg must be a readable JPEG image"):
        load_fisheries(root)


def test_a_number_too_few_makes_annotations_unreadable(root):
    annotate(root, [{"x": 1, "y": 2, "width": 3}])
    with pytest.raises(ValueError, match=r"alb_labels\.json must be a list of filename and annotations"):
        load_fisheries(root)
    (root / "annotations" / "alb_labels.json").write_text("{")
    with pytest.raises(ValueError, match=r"alb_labels\.json must be a list of filename and annotations"):
        load_fisheries(root)


def test_annotations_of_an_absent_image_or_of_one_without_fish_are_refused(root):
    annotate(root, [{"x": 1, "y": 2, "width": 3, "height": 3}], "img_77777.jpg")
    with pytest.raises(ValueError, match=r"alb_labels\.json must annotate images .* got img_77777\.jpg"):
        load_fisheries(root)
    annotate(root, [{"x": 1, "y": 2, "width": 3, "height": 3}], "img_00008.jpg")
    with pytest.raises(ValueError, match=r"got img_00008\.jpg of the class NoF"):
        load_fisheries(root)


@pytest.mark.parametrize(
    "box", [(-9, 0, 20, 20), (0, 0, 140, 20), (0, 90, 20, 20), (5, 5, 0, 9), (5, 5, float("nan"), 9)]
)
def test_a_box_outside_its_image_is_refused_with_the_names_of_both_files(root, box):
    annotate(root, [dict(zip(("x", "y", "width", "height"), box, strict=True))])
    with pytest.raises(
        ValueError, match=r"alb_labels\.json must have boxes inside the image img_00001\.jpg \(128 x 96\)"
    ):
        load_fisheries(root)
