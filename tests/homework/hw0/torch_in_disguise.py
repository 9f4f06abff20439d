"""PyTorch again, behind names that look like NumPy, in objects, in threads, and in a module that says it is NumPy."""

import functools
import threading

import numpy as np
import torch as _torch

np.core_routines = _torch
_kept = {"softmax": functools.partial(_torch.softmax, dim=-1), "loss": _torch.nn.functional.cross_entropy}
_fake = {"__name__": "numpy.linalg.slopes", "slopes": _torch.autograd.functional.jacobian}
exec("def jacobian(function, x): return slopes(function, x)", _fake)


class _Borrowed:
    def __getattr__(self, name):
        return getattr(np.core_routines, name)


torch = _Borrowed()
functional = type("functional", (), {"cross_entropy": staticmethod(lambda *a, **k: _kept["loss"](*a, **k))})


def jacobian(function, x):
    answer = []
    worker = threading.Thread(target=lambda: answer.append(_fake["jacobian"](function, x)))
    worker.start()
    worker.join()
    return answer[0]


def kept_softmax(theta, T):
    return _kept["softmax"](torch.tensor(theta) / T)
