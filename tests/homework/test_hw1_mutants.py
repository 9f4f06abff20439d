"""The tests of homework 1, tested: they notice wrong work of every small kind and pass right work of every form."""

import pytest
import torch

from tests.homework.alone import earns, score_cell, solutions
from tests.homework.mutation import Mutant, different, named
from tests.homework.test_hw1 import FULL, HW

SAME_LENGTH = "images and labels are equally many"
NEVER_READ = "the padding is larger where no window reaches"
ANOTHER = "another network within the rules"
SMALLER = "pieces of at most 500 are asked for"
EQUIVALENT = {
    ("augment", "augment, line 3: 0 is 1 (2)"): NEVER_READ,
    ("augment", "augment, line 3: 2 is 3 (4)"): NEVER_READ,
    ("augment", "augment, line 3: 2 is 3 (2)"): NEVER_READ,
    ("batches", "batches, line 2: labels is images"): SAME_LENGTH,
    ("batches", "batches, line 2: labels is images (2)"): SAME_LENGTH,
    ("batches", "batches, line 4: labels is images"): SAME_LENGTH,
    ("model", "build_model, line 3: nn.Conv2d(1, 12, 5, stride=2, padding=2, bias=False) without bias"): ANOTHER,
    ("model", "build_model, line 6: nn.Conv2d(12, 24, 3, padding=1, bias=False) without bias"): ANOTHER,
    ("model", "build_model, line 10: nn.Conv2d(24, 48, 3, bias=False) without bias"): ANOTHER,
    ("model", "build_model, line 3: 5 is 6"): ANOTHER,
    ("model", "build_model, line 3: 5 is 4"): ANOTHER,
    ("model", "build_model, line 6: 3 is 2"): ANOTHER,
    ("model", "build_model, line 3: 2 is 3 (2)"): ANOTHER,
    ("model", "build_model, line 3: False is True"): ANOTHER,
    ("model", "build_model, line 6: False is True"): ANOTHER,
    ("model", "build_model, line 10: False is True"): ANOTHER,
    ("accuracy", "accuracy, line 4: 500 is 499"): SMALLER,
    ("confusion", "recall, line 2: np.errstate(invalid='ignore') without invalid"): "a warning more, the same numbers",
}
"""Mutants that compute what the text asks for, and why: part and change."""

FIXED = [
    ("one-hot", "one_hot, line 2: labels.max() >= classes by Gt"),
    ("paper", "output_size, line 2: 2 * padding alone"),
    ("prepare", "prepare, line 3: images.astype(np.float32) - mean alone"),
    ("augment", "augment, line 2: images without zeros_like"),
    ("batches", "batches, line 2: labels without len"),
    ("loss", "loss_function, line 2: -1 without its sign"),
    ("model", "build_model, line 2: nn.Flatten() without Sequential"),
    ("epoch", "train_epoch, line 5: without optimiser.zero_grad()"),
    ("accuracy", "accuracy, line 2: without model.eval()"),
    ("confusion", "recall, line 3: np.diag(table) alone"),
]
"""One mutant of ten parts each, for every run of the tests."""


@pytest.fixture(scope="module", autouse=True)
def optimisers_are_imported():
    """PyTorch imports for seconds when it makes its first optimiser: no answer is to be stopped for that."""
    torch.optim.SGD([torch.zeros(1)])


PARTS = {name: code for name, code in solutions(HW).items() if f"test-{name}" in FULL}


SECONDS = 30
"""How long an answer may take here, where other tests run beside it."""


def survives(part: str, mutant: Mutant, seed: int | None = None) -> bool:
    return earns(FULL[f"test-{part}"], HW, part, mutant.code, seed, SECONDS)


@pytest.mark.parametrize(("part", "change"), FIXED)
def test_the_tests_notice_ten_mutants_of_ten_parts(part, change):
    assert not survives(part, named(PARTS[part], change))


@pytest.mark.audit
@pytest.mark.parametrize("part", PARTS)
def test_the_tests_notice_at_least_95_percent_of_all_mutants_that_change_anything(part):
    every = different(PARTS[part], part, EQUIVALENT)
    for seed in (None, 1):
        alive = [mutant.change for mutant in every if survives(part, mutant, seed)]
        assert len(alive) <= 0.05 * len(every), (seed, alive)


@pytest.mark.audit
def test_every_mutant_that_is_called_equivalent_exists_and_earns_full_marks():
    for part, change in EQUIVALENT:
        assert survives(part, named(PARTS[part], change)), (part, change)


VARIANTS = {
    "one-hot vectors by a loop": (
        "one-hot",
        """
def one_hot(y, C):
    for label in y:
        if not 0 <= label < C:
            raise ValueError(label)
    rows = np.zeros((len(y), C))
    for row, label in enumerate(y):
        rows[row, label] += 1
    return rows.astype("float32")
""",
    ),
    "one-hot vectors by comparing": (
        "one-hot",
        """
def one_hot(labels, classes):
    if np.any((labels < 0) | (labels >= classes)):
        raise ValueError
    return np.equal.outer(labels, np.arange(classes)).astype(np.float32)
""",
    ),
    "one-hot vectors written in place": (
        "one-hot",
        """
def one_hot(labels, classes):
    if not np.isin(labels, range(classes)).all():
        raise ValueError("labels")
    table = np.zeros((labels.size, classes), np.float32)
    np.put_along_axis(table, labels[:, None], 1, axis=1)
    return table
""",
    ),
    "one-hot vectors through double precision": (
        "one-hot",
        """
def one_hot(labels, classes):
    if set(labels.tolist()) - set(range(classes)):
        raise ValueError
    return np.float32([[float(j == i) for j in range(classes)] for i in labels]).reshape(-1, classes)
""",
    ),
    "one-hot vectors by counting": (
        "one-hot",
        """
def one_hot(labels, classes):
    if any(k < 0 or k >= classes for k in labels):
        raise ValueError
    flat = np.bincount(np.arange(len(labels)) * classes + labels, minlength=len(labels) * classes)
    return flat.reshape(-1, classes).astype(np.float32)
""",
    ),
    "a network on paper by walking": (
        "paper",
        """
def output_size(size, kernel, stride, padding):
    places, left = 0, 0
    while left + kernel <= size + 2 * padding:
        places, left = places + 1, left + stride
    return places
""",
    ),
    "a network on paper from its pieces": (
        "paper",
        """
def plan(channels, size, layers):
    out = []
    for layer in layers:
        if layer[0] == "pool":
            size, cost = output_size(size, layer[1], layer[2], 0), 0
        else:
            _, filters, k, s, p = layer
            size, cost, channels = output_size(size, k, s, p), conv_parameters(channels, filters, k), filters
        out.append((channels, size, cost))
    return out
""",
    ),
    "a network on paper in arrays": (
        "paper",
        """
def plan(channels, size, layers):
    table = np.zeros((len(layers), 3), int)
    for row, layer in zip(table, layers):
        if layer[0] == "conv":
            row[:] = layer[1], output_size(size, *layer[2:]), conv_parameters(channels, *layer[1:3])
        else:
            row[:] = channels, output_size(size, *layer[1:], 0), 0
        channels, size, _ = row
    return table
""",
    ),
    "parameters by adding up": (
        "paper",
        "def conv_parameters(channels, filters, kernel): return sum(channels * kernel**2 + 1 for f in range(filters))",
    ),
    "sizes by true division": (
        "paper",
        "def output_size(size, kernel, stride, padding): return int((size + 2 * padding - kernel) / stride + 1)",
    ),
    "prepared in double precision": (
        "prepare",
        """
def prepare(x):
    return ((x.astype(np.float64) - train_images.mean()) / train_images.std()).astype(np.float32)
""",
    ),
    "prepared in place": (
        "prepare",
        """
def prepare(images):
    x = images.astype(np.float32)
    mean, spread = training_numbers()
    x -= mean
    x /= spread
    return x
""",
    ),
    "prepared by a table of 256 values": (
        "prepare",
        """
TABLE = ((np.arange(256) - np.mean(train_images)) / np.std(train_images)).astype(np.float32)
def prepare(images): return TABLE[images]
""",
    ),
    "prepared on a scale from 0 to 1": (
        "prepare",
        """
def prepare(images):
    mean, spread = np.divide(training_numbers(), 255, dtype=np.float32)
    return (np.float32(images / 255) - mean) / spread
""",
    ),
    "prepared image by image with typed numbers": (
        "prepare",
        """
def prepare(images):
    return np.stack([(image / np.float32(255) - np.float32(0.1309613)) / np.float32(0.3084949) for image in images])
""",
    ),
    "moved by slices of the images": (
        "augment",
        """
def augment(batch, generator):
    out = np.zeros(batch.shape, batch.dtype)
    H, W = batch.shape[2:]
    for old, new in zip(batch, out):
        d, r = generator.integers(-2, 3), generator.integers(-2, 3)
        new[:, max(d, 0) : H + min(d, 0), max(r, 0) : W + min(r, 0)] = old[
            :, max(-d, 0) : H + min(-d, 0), max(-r, 0) : W + min(-r, 0)
        ]
    return out
""",
    ),
    "moved by index arrays, all at once": (
        "augment",
        """
def augment(images, rng):
    N = len(images)
    padded = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
    d, r = rng.integers(0, 5, (2, N, 1, 1))
    rows, columns = d + np.arange(28)[:, None], r + np.arange(28)
    return padded[np.arange(N)[:, None, None], 0, rows, columns][:, None]
""",
    ),
    "moved by windows": (
        "augment",
        """
def augment(images, rng):
    padded = np.pad(images, [(0, 0), (0, 0), (2, 2), (2, 2)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (28, 28), axis=(2, 3))
    return windows[np.arange(len(images)), :, rng.choice(5, len(images)), rng.choice(5, len(images))].copy()
""",
    ),
    "moved by rolling and blackening": (
        "augment",
        """
def augment(images, rng):
    result = images.copy()
    for n in range(len(images)):
        d, r = (int(k) for k in rng.integers(-2, 2, size=2, endpoint=True))
        rolled = np.roll(result[n], (d, r), axis=(1, 2))
        if d > 0: rolled[:, :d] = 0
        if d < 0: rolled[:, d:] = 0
        if r > 0: rolled[:, :, :r] = 0
        if r < 0: rolled[:, :, r:] = 0
        result[n] = rolled
    return result
""",
    ),
    "moved by products of matrices": (
        "augment",
        """
def augment(images, rng):
    down = np.stack([np.eye(28, k=-rng.integers(-2, 3)) for _ in images])
    right = np.stack([np.eye(28, k=rng.integers(-2, 3)) for _ in images])
    return np.einsum("nij,ncjk,nkl->ncil", down, images, right).astype(images.dtype)
""",
    ),
    "batches by array_split": (
        "batches",
        """
def batches(X, Y, n, rng, training):
    if training:
        p = rng.permutation(len(X))
        X, Y = X[p], Y[p]
    edges = range(n, len(X), n)
    pairs = zip(np.split(X, edges), np.split(Y, edges))
    return [(augment(x, rng), y) for x, y in pairs] if training else list(pairs)
""",
    ),
    "batches from a shuffled list": (
        "batches",
        """
def batches(images, labels, size, rng, training):
    order = list(range(len(labels)))
    if training:
        rng.shuffle(order)
    out = []
    while order:
        now, order = order[:size], order[size:]
        x, y = np.stack([images[i] for i in now]), np.array([labels[i] for i in now])
        if training:
            x = augment(x, rng)
        out.append([x, y])
    return out
""",
    ),
    "batches by sorting random numbers": (
        "batches",
        """
def batches(images, labels, size, rng, training):
    if not training:
        return [(images[k : k + size], labels[k : k + size]) for k in range(0, len(images), size)]
    keys = np.argsort(rng.random(len(labels)))
    return [(augment(images[keys[k : k + size]], rng), labels[keys[k : k + size]]) for k in range(0, len(keys), size)]
""",
    ),
    "batches augmented before they are cut": (
        "batches",
        """
def batches(images, labels, size, rng, training):
    if training:
        order = rng.permutation(len(labels))
        images, labels = augment(images[order], rng), labels[order]
    return [(images[k : k + size], labels[k : k + size]) for k in range(0, len(labels), size)]
""",
    ),
    "batches by counting how many": (
        "batches",
        """
def batches(images, labels, size, rng, training):
    order = rng.choice(len(labels), len(labels), replace=False) if training else np.arange(len(labels))
    change = augment if training else lambda x, rng: x
    parts = [order[size * k : size * (k + 1)] for k in range(-(-len(order) // size))]
    return [(change(images.take(part, axis=0), rng), labels.take(part)) for part in parts]
""",
    ),
    "the loss by a module": (
        "loss",
        "def loss_function(s, y): return nn.CrossEntropyLoss()(s, y.flatten())",
    ),
    "the loss by logarithms": (
        "loss",
        """
def loss_function(scores, labels):
    logs = scores.log_softmax(dim=-1)
    return -logs.gather(1, labels.view(-1, 1)).mean()
""",
    ),
    "the loss by hand": (
        "loss",
        """
def loss_function(scores, labels):
    rows = torch.arange(len(scores))
    return (torch.logsumexp(scores, 1) - scores[rows, labels.reshape(len(scores))]).mean()
""",
    ),
    "the loss by one-hot vectors": (
        "loss",
        """
def loss_function(scores, labels):
    targets = nn.functional.one_hot(labels.ravel(), scores.shape[1]).to(scores.dtype)
    return nn.functional.cross_entropy(scores, targets)
""",
    ),
    "the loss one example at a time": (
        "loss",
        """
def loss_function(scores, labels):
    each = [s.exp().sum().log() - s[int(y)] for s, y in zip(scores, labels.reshape(-1))]
    return sum(each) / len(each)
""",
    ),
    "a network as a class, with dropout": (
        "model",
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 8, 5, padding=2), nn.Conv2d(8, 16, 5)
        self.drop, self.dense = nn.Dropout(0.3), nn.Linear(16 * 5 * 5, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
        x = nn.functional.max_pool2d(self.conv2(x).relu(), 2)
        return self.dense(self.drop(x.flatten(1)))

def build_model(): return Net()
""",
    ),
    "a network that averages over places": (
        "model",
        """
def build_model():
    def unit(c, f): return nn.Sequential(nn.Conv2d(c, f, 3, 2, 1), nn.GroupNorm(4, f), nn.GELU())
    units = unit(1, 16), unit(16, 32), unit(32, 64)
    return nn.Sequential(*units, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
""",
    ),
    "a network of convolutions alone": (
        "model",
        """
def build_model():
    return nn.Sequential(
        nn.Conv2d(1, 8, 4, 4), nn.Tanh(), nn.Conv2d(8, 32, 3, 2), nn.Tanh(), nn.Conv2d(32, 10, 3), nn.Flatten()
    )
""",
    ),
    "a network with a skip": (
        "model",
        """
def build_model():
    class Skip(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(12, 12, 3, padding=1)
        def forward(self, x): return x + torch.relu(self.conv(x))
    trunk = nn.Conv2d(1, 12, 3, 2, 1), Skip(), nn.AvgPool2d(2), Skip()
    return nn.Sequential(*trunk, nn.Flatten(), nn.Linear(12 * 49, 10))
""",
    ),
    "LeNet": (
        "model",
        """
def build_model():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 100), nn.ReLU(), nn.Linear(100, 64), nn.ReLU(), nn.Linear(64, 10),
    )
""",
    ),
    "an epoch that sets gradients to zero after the step": (
        "epoch",
        """
def train_epoch(net, data, opt, criterion):
    net.train(True)
    losses, sizes = [], []
    opt.zero_grad()
    for x, y in data:
        loss = criterion(net(x), y)
        loss.backward()
        opt.step()
        opt.zero_grad()
        losses.append(float(loss))
        sizes.append(x.shape[0])
    return float(np.average(losses, weights=sizes))
""",
    ),
    "an epoch in single precision sums": (
        "epoch",
        """
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    seen = sum(len(y) for _, y in batches)
    mean = 0.0
    for x, y in batches:
        loss = loss_function(model(x), y)
        optimiser.zero_grad(set_to_none=False)
        loss.backward()
        optimiser.step()
        mean += loss.detach().item() * (len(y) / seen)
    return mean
""",
    ),
    "an epoch with gradients asked for": (
        "epoch",
        """
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    weights, total, n = list(model.parameters()), 0, 0
    for x, y in batches:
        loss = loss_function(model(x), y)
        for w, slope in zip(weights, torch.autograd.grad(loss, weights)):
            w.grad = slope
        optimiser.step()
        total, n = total + len(x) * loss.item(), n + len(x)
    return total / n
""",
    ),
    "an epoch with a running mean": (
        "epoch",
        """
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    mean, seen = 0.0, 0
    for index in range(len(batches)):
        x, y = batches[index]
        model.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        optimiser.step()
        seen += len(y)
        mean += (loss.item() - mean) * len(y) / seen
    return mean
""",
    ),
    "an epoch with a closure": (
        "epoch",
        """
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    pairs = []
    for x, y in batches:
        def closure():
            optimiser.zero_grad()
            loss = loss_function(model(x), y)
            loss.backward()
            return loss
        pairs.append((optimiser.step(closure).item(), len(y)))
    return sum(a * b for a, b in pairs) / sum(b for _, b in pairs)
""",
    ),
    "accuracy by counting": (
        "accuracy",
        """
@torch.no_grad()
def accuracy(net, X, Y):
    net.eval()
    right = 0
    for k in range(0, len(X), 250):
        right += (net(X[k : k + 250]).max(1).indices == Y.view(-1)[k : k + 250]).sum().item()
    return right / len(X)
""",
    ),
    "accuracy in NumPy": (
        "accuracy",
        """
def accuracy(model, images, labels):
    model.train(False)
    with torch.inference_mode():
        scores = np.concatenate([model(x).numpy() for x in images.split(64)])
    return float(np.mean(scores.argmax(1) == labels.numpy().ravel()))
""",
    ),
    "accuracy one image at a time": (
        "accuracy",
        """
def accuracy(model, images, labels):
    model.eval()
    hits = [int(model(x[None])[0].argmax()) == int(y) for x, y in zip(images, labels)]
    return sum(hits) / len(hits)
""",
    ),
    "accuracy by pieces of equal weight": (
        "accuracy",
        """
def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        wrong = sum(
            torch.count_nonzero(model(x).topk(1).indices.squeeze(1) - y.flatten()).item()
            for x, y in zip(images.split(500), labels.split(500))
        )
    return 1 - wrong / labels.numel()
""",
    ),
    "accuracy that leaves the model as it was": (
        "accuracy",
        """
def accuracy(model, images, labels):
    before = model.training
    model.eval()
    with torch.no_grad():
        shares = torch.cat([model(x).softmax(1).argmax(1) for x in torch.chunk(images, -(-len(images) // 500))])
    model.train(before)
    return shares.eq(labels.squeeze(-1) if labels.ndim > 1 else labels).double().mean().item()
""",
    ),
    "confusion by a loop": (
        "confusion",
        """
def confusion(t, p, C):
    table = np.zeros((C, C), int)
    for i, j in zip(t, p):
        table[i][j] += 1
    return table
""",
    ),
    "confusion by a histogram": (
        "confusion",
        """
def confusion(labels, predictions, classes):
    return np.bincount(labels * classes + predictions, minlength=classes**2).reshape(classes, classes)
""",
    ),
    "confusion by a product of one-hot vectors": (
        "confusion",
        """
def confusion(labels, predictions, classes):
    eye = np.eye(classes, dtype=int)
    return np.einsum("ni,nj->ij", eye[labels], eye[predictions])
""",
    ),
    "confusion of unsigned integers": (
        "confusion",
        """
def confusion(labels, predictions, classes):
    k = np.arange(classes)
    return ((labels == k[:, None])[:, None] & (predictions == k[:, None])[None]).sum(2).astype(np.uint16)
""",
    ),
    "recall by a loop": (
        "confusion",
        """
def recall(table):
    found = []
    for i, row in enumerate(table):
        found.append(row[i] / sum(row) if sum(row) else float("nan"))
    return np.array(found)
""",
    ),
    "recall by a division that is told where": (
        "confusion",
        """
def recall(table):
    sums = table.sum(1)
    return np.divide(table.diagonal(), sums, out=np.full(len(table), np.nan), where=sums != 0)
""",
    ),
}
"""Right work of another form: the part, and the code."""


@pytest.mark.parametrize("name", VARIANTS)
def test_right_work_of_another_form_gets_full_marks(name):
    part, code = VARIANTS[name]
    for seed in (None, 1, 2):
        scored = score_cell(HW, part, code, seed, SECONDS)
        assert scored.points == FULL[f"test-{part}"], str(scored)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_at_least_five_variants(part):
    assert sum(name == part for name, _ in VARIANTS.values()) >= 5
