import numpy as np
import pytest
from PIL import Image

from utils.data.detection import checked
from utils.data.voc import CLASSES, load_voc, read_annotation

OBJECT = """<object><name>{name}</name><difficult>{difficult}</difficult><bndbox><xmin>{xmin}</xmin><ymin>{ymin}</ymin>
<xmax>{xmax}</xmax><ymax>{ymax}</ymax></bndbox></object>"""


def thing(name="dog", xmin=1, ymin=1, xmax=10, ymax=20, difficult=0):
    return OBJECT.format(**locals())


@pytest.fixture
def root(tmp_path):
    """A folder of VOC's form: a photograph with two objects, a grey one with none."""
    for part in ("Annotations", "JPEGImages", "ImageSets/Main"):
        (tmp_path / part).mkdir(parents=True)
    write(tmp_path, "000001", thing() + thing("cat", 11, 5, 30, 24, 1))
    write(tmp_path, "000002", "", grey=True)
    (tmp_path / "ImageSets/Main/trainval.txt").write_text("000001\n000002\n\n")
    return tmp_path


def write(root, name, objects, grey=False):
    pixels = np.full((24, 30) if grey else (24, 30, 3), 80, np.uint8)
    Image.fromarray(pixels).save(root / "JPEGImages" / f"{name}.jpg")
    text = f"<annotation><filename>{name}.jpg</filename>{objects}</annotation>"
    (root / "Annotations" / f"{name}.xml").write_text(text)


def test_a_folder_becomes_images_with_half_open_boxes_from_zero(root):
    data = checked(load_voc(root))
    assert data.names == ("000001.jpg", "000002.jpg")
    assert data.boxes[0].tolist() == [[0, 0, 10, 20], [10, 4, 30, 24]]
    assert [CLASSES[label - 1] for label in data.labels[0]] == ["dog", "cat"]
    assert data.difficult[0].tolist() == [False, True]
    assert data.boxes[1].shape == (0, 4)
    assert data.images[1].shape == (24, 30, 3), "a grey photograph has three channels"
    assert data.classes == CLASSES


def test_own_classes_and_folders_given_as_text_will_do(root):
    assert load_voc(str(root), classes=("cat", "dog")).labels[0].tolist() == [2, 1]


def test_a_pixel_beyond_the_photograph_is_rounding(root):
    write(root, "000001", thing(xmin=0, xmax=30.6, ymax=25))
    assert load_voc(root).boxes[0].tolist() == [[0, 0, 30, 24]]


@pytest.mark.parametrize(
    ("objects", "message"),
    [
        (thing("unicorn"), "000001.xml: object must be one of aeroplane, .*, got 'unicorn'"),
        (thing(xmax="wide"), "000001.xml: xmax must be a number, got 'wide'"),
        ("<object><name>dog</name></object>", "000001.xml: xmin must be a number, got None"),
        (thing(xmin=11, xmax=10), "000001.jpg: boxes must have x1 < x2 and y1 < y2"),
        (thing(xmax=40), "000001.jpg: boxes must lie within the image of 30x24"),
        (thing(xmin="nan"), "000001.jpg: boxes must be finite"),
        ("<object>", "000001.xml: annotation must be XML, got mismatched tag"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(root, objects, message):
    write(root, "000001", objects)
    with pytest.raises(ValueError, match=message):
        load_voc(root)


def test_files_that_are_empty_missing_or_no_image_are_named(root):
    (root / "Annotations/000002.xml").write_text("")
    with pytest.raises(ValueError, match=r"000002.xml: annotation must be XML, got no element found"):
        load_voc(root)
    (root / "Annotations/000002.xml").unlink()
    with pytest.raises(FileNotFoundError, match=r"000002.xml is not there"):
        load_voc(root)
    write(root, "000002", "")
    (root / "JPEGImages/000002.jpg").write_bytes(b"no image")
    with pytest.raises(ValueError, match=r"000002.jpg: file must be an image"):
        load_voc(root)
    (root / "JPEGImages/000002.jpg").unlink()
    with pytest.raises(FileNotFoundError, match=r"000002.jpg is not there"):
        load_voc(root)
    with pytest.raises(FileNotFoundError, match=r"test.txt is not there: root must be a folder of VOC's form"):
        load_voc(root, "test")


def test_an_annotation_can_be_read_alone(root):
    assert read_annotation(root / "Annotations/000001.xml").boxes.dtype == np.float32
