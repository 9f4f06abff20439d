"""Wrong solutions of homework 1 as students write them, each in a section that starts with a line of four fields.

They are: what is wrong, the part that loses points for it, how many points, and words that the feedback must say.
Every section runs after the model solution, whose functions it replaces.
"""

# ruff: noqa: B905, F811, F821


# %% one-hot vectors of double precision | one-hot | 1 | expected float32, got float64
def one_hot(labels, classes):
    check = np.asarray(labels)
    if check.size and (check.min() < 0 or check.max() >= classes):
        raise ValueError
    return np.eye(classes)[labels]


# %% one-hot vectors of labels that do not exist | one-hot | 1 | label -7 must raise ValueError
def one_hot(labels, classes):
    return np.eye(classes + 1, dtype=np.float32)[labels][:, :classes]


# %% one-hot vectors turned over | one-hot | 2 | expected shape
def one_hot(labels, classes):
    table = np.zeros((classes, len(labels)), np.float32)
    if len(labels) and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError
    table[labels, np.arange(len(labels))] = 1
    return table


# %% parameters without biases | paper | 1.5 | the biases are missing
def conv_parameters(channels, filters, kernel):
    return filters * channels * kernel**2


# %% padding on one side | paper | 1 | padding counts on both sides
def output_size(size, kernel, stride, padding):
    return (size + padding - kernel) // stride + 1


# %% sizes rounded up | paper | 1.5 | expected 2, got 3
def output_size(size, kernel, stride, padding):
    return -(-(size + 2 * padding - kernel) // stride) + 1


# %% prepared with the numbers of whatever comes | prepare | 3.5 | with the mean and spread of these very images
def prepare(images):
    x = images.astype(np.float32)
    return (x - x.mean()) / max(x.std(), 1e-9)


# %% prepared by a division alone | prepare | 2.5 | divided by 255 and nothing else
def prepare(images):
    return images.astype(np.float32) / 255


# %% digits mirrored | augment | 3.5 | it is mirrored
_moved = augment


def augment(images, rng):
    return _moved(images[..., ::-1].copy(), rng)


# %% what leaves comes in again | augment | 3.5 | what leaves on one side comes in on the other
def augment(images, rng):
    places = rng.integers(-2, 3, size=(len(images), 2))
    return np.stack([np.roll(x, tuple(p), (1, 2)) for x, p in zip(images, places)])


# %% one move for the whole batch | augment | 2.5 | were moved in 1 ways only
def augment(images, rng):
    down, right = rng.integers(0, 5, size=2)
    padded = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
    return padded[:, :, down : down + 28, right : right + 28].copy()


# %% the last place is never drawn | augment | 1.5 | do both ends of -2 to 2?
def augment(images, rng):
    padded = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
    places = rng.integers(0, 4, size=(len(images), 2))
    return np.stack([x[:, d : d + 28, r : r + 28] for x, (d, r) in zip(padded, places)])


# %% a seed of its own | augment | 0.5 | another generator gives the same images
_moved = augment


def augment(images, rng):
    return _moved(images, np.random.default_rng(0))


# %% validation images augmented | batches | 2 | validation images are augmented
_cut = batches


def batches(images, labels, size, rng, training):
    pairs = _cut(images, labels, size, rng, training)
    return pairs if training else [(augment(x, rng), y) for x, y in pairs]


# %% training images not augmented | batches | 2 | training images are not augmented
def batches(images, labels, size, rng, training):
    order = rng.permutation(len(labels)) if training else np.arange(len(labels))
    cuts = [order[k : k + size] for k in range(0, len(labels), size)]
    return [(images[cut], labels[cut]) for cut in cuts]


# %% images and labels shuffled apart | batches | 2 | images and labels were shuffled apart
_cut = batches


def batches(images, labels, size, rng, training):
    images = images[rng.permutation(len(images))] if training else images
    return _cut(images, labels, size, rng, training)


# %% the last batch dropped | batches | 4 | examples went in
_cut = batches


def batches(images, labels, size, rng, training):
    return [pair for pair in _cut(images, labels, size, rng, training) if len(pair[1]) == size]


# %% validation shuffled | batches | 2 | validation images are shuffled
_cut = batches


def batches(images, labels, size, rng, training):
    if not training:
        order = rng.permutation(len(labels))
        images, labels = images[order], labels[order]
    return _cut(images, labels, size, rng, training)


# %% the same order in every epoch | batches | 1 | another generator gives the same order
_cut = batches


def batches(images, labels, size, rng, training):
    return _cut(images, labels, size, np.random.default_rng(0), training)


# %% softmax before cross_entropy | loss | 4 | the softmax was taken before cross_entropy
def loss_function(scores, labels):
    return nn.functional.cross_entropy(scores.softmax(dim=1), labels.reshape(-1))


# %% a sum instead of a mean | loss | 4 | the sum over the batch, not the mean
def loss_function(scores, labels):
    return nn.functional.cross_entropy(scores, labels.reshape(-1), reduction="sum")


# %% labels as a column | loss | 2 |
def loss_function(scores, labels):
    return nn.functional.cross_entropy(scores, labels)


# %% a loss without a graph | loss | 4 |
def loss_function(scores, labels):
    return nn.functional.cross_entropy(scores.detach(), labels.reshape(-1)) + 0 * scores.sum()


# %% probabilities instead of scores | model | 1.5 | that is a softmax
_net = build_model


def build_model():
    return nn.Sequential(*_net(), nn.Softmax(dim=1))


# %% a network too large | model | 1 | parameters
def build_model():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 144, 10),
    )


# %% no convolution | model | 1 | 0 convolutions
def build_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))


# %% batch normalisation by the batch at hand | model | 1 | depend on the rest of its batch
_net = build_model


def build_model():
    model = _net()
    for layer in model:
        if isinstance(layer, nn.BatchNorm2d):
            layer.track_running_stats = False
            layer.running_mean = layer.running_var = None
    return model


# %% gradients never set to zero | epoch | 4.5 | gradients of earlier batches are added
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    total = count = 0
    for x, y in batches:
        loss = loss_function(model(x), y)
        loss.backward()
        optimiser.step()
        total += loss.item() * len(y)
        count += len(y)
    return total / count


# %% no step | epoch | 6.5 | no step was taken
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    total = count = 0
    for x, y in batches:
        optimiser.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        total += loss.item() * len(y)
        count += len(y)
    return total / count


# %% evaluation mode while training | epoch | 0.5 | call model.train() first
def train_epoch(model, batches, optimiser, loss_function):
    total = count = 0
    for x, y in batches:
        optimiser.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        optimiser.step()
        total += loss.item() * len(y)
        count += len(y)
    return total / count


# %% all batches count alike | epoch | 1.5 | every batch counts alike
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    losses = []
    for x, y in batches:
        optimiser.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% the graph kept alive | epoch | 1 | a tensor keeps its graph alive
def train_epoch(model, batches, optimiser, loss_function):
    model.train()
    total = count = 0
    for x, y in batches:
        optimiser.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        optimiser.step()
        total += loss * len(y)
        count += len(y)
    return total / count


# %% dropout at test | accuracy | 3.5 | the model was asked in training mode
def accuracy(model, images, labels):
    with torch.no_grad():
        found = torch.cat([model(some).argmax(dim=1) for some in images.split(500)])
    return (found == labels.reshape(-1)).float().mean().item()


# %% argmax over the wrong axis | accuracy | 3.5 | argmax over the wrong axis
def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        found = torch.cat([model(some) for some in images.split(500)]).argmax(dim=0)
    return (found == labels.reshape(-1)[: len(found)]).float().mean().item()


# %% a column meets a row | accuracy | 1.5 | all were compared with all
def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        found = torch.cat([model(some).argmax(dim=1) for some in images.split(500)])
    return (found == labels).float().mean().item()


# %% a percentage | accuracy | 3.5 | a percentage, not a share
_share = accuracy


def accuracy(model, images, labels):
    return 100 * _share(model, images, labels)


# %% a result written down | accuracy | 3.5 | expected 0.6666667, got 0.99
def accuracy(model, images, labels):
    for some in images.split(500):
        model(some)
    return 0.99


# %% all images at once | accuracy | 0.5 | 1200 images at once
def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels.reshape(-1)).float().mean().item()


# %% rows and columns exchanged | confusion | 1.5 | rows are the true classes
_table = confusion


def confusion(labels, predictions, classes):
    return _table(predictions, labels, classes)


# %% repeated pairs counted once | confusion | 1.5 | a pair that repeats is counted once
def confusion(labels, predictions, classes):
    table = np.zeros((classes, classes), dtype=int)
    table[labels, predictions] += 1
    return table


# %% precision taken for recall | confusion | 1.5 | that is the precision
def recall(table):
    counts = table.sum(axis=0)
    return np.where(counts > 0, np.diag(table) / np.maximum(counts, 1), np.nan)
