import numpy as np
import pytest
import torch
from hypothesis import settings

torch.set_num_threads(1)
settings.register_profile("reference", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("reference")


@pytest.fixture(autouse=True)
def _no_warning_of_numpy_escapes():
    with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(0)
