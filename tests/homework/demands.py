"""Answers to single parts of homework 0: right ones that follow its text, and ones that ignore one of its demands."""

FAITHFUL = {
    "scores divided first, then shifted": """
def softmax(theta, T):
    z = theta / T
    z = z - np.max(z)
    p = np.exp(z)
    return p / np.sum(p)
""",
    "loss of scores divided first, then shifted": """
def cross_entropy(theta, y, T):
    z = theta / T - np.max(theta / T)
    return -np.sum(y * (z - np.log(np.exp(z).sum())))
""",
    "loss split in two terms": """
def cross_entropy(theta, y, T):
    z = (theta - np.max(theta)) / T
    return np.sum(y) * np.log(np.exp(z).sum()) - y @ z
""",
    "loss by plain Python": """
def cross_entropy(theta, y, T):
    z = [(t - max(theta)) / T for t in theta]
    s = math.log(sum(math.exp(v) for v in z))
    return sum(yi * (s - zi) for yi, zi in zip(y, z))
""",
    "gradient in one function, multiplied out": """
def gradient(theta, y, T):
    z = theta / T
    p = np.exp(z - z.max())
    p = p / p.sum()
    return p * y.sum() / T - y / T
""",
    "formula multiplied out": """
def gradient_from_yhat(yhat, y, T):
    return yhat / T * np.sum(y) - y / T
""",
    "matrix from the two slopes": """
def dyhat_dtheta(yhat, T):
    D = np.empty((len(yhat), len(yhat)))
    for i, p in enumerate(yhat):
        for j, q in enumerate(yhat):
            D[i, j] = slope_same(p, T) if i == j else slope_other(p, q, T)
    return D
""",
    "slope multiplied out": """
def slope_same(yhat_i, T):
    return (yhat_i - yhat_i ** 2) / T
""",
    "batch that prints and displays": """
def batch_gradient(theta, y, T):
    z = theta / T
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=1, keepdims=True)
    print(p)
    display(p)
    return (p * y.sum(axis=1)[:, None] - y) / T / theta.shape[0]
""",
    "batch by einsum": """
def batch_gradient(theta, y, T):
    N, C = theta.shape
    p = np.exp((theta.T - np.max(theta, axis=1)) / T)
    p = (p / np.sum(p, axis=0)).T
    return (np.einsum('nc,n->nc', p, np.einsum('nc->n', y)) - y) / (N * T)
""",
    "check with a fixed step of 1e-5": """
def gradient_check(theta, y, T, claimed):
    m = numerical_gradient(theta, y, T, 1e-5)
    d = np.abs(claimed - m).max()
    return d <= 5e-4 * np.abs(m).max()
""",
    "check with a fixed step of 1e-6": """
def gradient_check(theta, y, T, claimed):
    m = numerical_gradient(theta, y, T, 1e-6)
    d = np.abs(claimed - m).max()
    return bool(d <= 5e-4 * np.abs(m).max())
""",
    "check that asks for no slopes first": """
def gradient_check(theta, y, T, claimed):
    m = numerical_gradient(theta, y, T, 1e-3 * T)
    d = np.abs(claimed - m).max()
    if np.abs(m).max() == 0:
        return d == 0
    return bool(d / np.abs(m).max() < 1e-4)
""",
    "check with a strict tolerance": """
def gradient_check(theta, y, T, claimed):
    m = numerical_gradient(theta, y, T, 1e-5 * T)
    d = np.abs(claimed - m).max()
    return bool(d <= 1e-5 * np.abs(m).max())
""",
    "mean of the votes": """
def hot_limit(y):
    return np.mean(y) - y
""",
    "largest score by argmax": """
def cold_limit(theta, y):
    r = -y.copy()
    r[np.argmax(theta)] += sum(y)
    return r
""",
}
"""What the text allows: each must earn every point, hidden checks included."""

IGNORED = {
    "scores are not shifted": """
def softmax(theta, T):
    p = np.exp(theta / T)
    return p / p.sum()
""",
    "the loss takes the logarithm of a prediction": """
def cross_entropy(theta, y, T):
    p = np.exp(theta / T)
    return -np.sum(y * np.log(p / p.sum()))
""",
    "the loss has no temperature": """
def cross_entropy(theta, y, T):
    p = theta - theta.max()
    return -np.sum(y * (p - np.log(np.exp(p).sum())))
""",
    "the loss divides the votes by their sum": """
def cross_entropy(theta, y, T):
    p = (theta - theta.max()) / T
    return -np.sum(y * (p - np.log(np.exp(p).sum()))) / y.sum()
""",
    "one slope has no temperature": """
def slope_same(yhat_i, T):
    return yhat_i * (1 - yhat_i)
""",
    "the other slope has no temperature": """
def slope_other(yhat_i, yhat_j, T):
    return -yhat_i * yhat_j
""",
    "the other slope has the wrong sign": """
def slope_other(yhat_i, yhat_j, T):
    return yhat_i * yhat_j / T
""",
    "the matrix has no temperature": """
def dyhat_dtheta(yhat, T):
    return np.diag(yhat) - np.outer(yhat, yhat)
""",
    "the plain formula": """
def gradient_from_yhat(yhat, y, T):
    return yhat - y
""",
    "the plain formula with a temperature": """
def gradient_from_yhat(yhat, y, T):
    return (yhat - y) / T
""",
    "the formula has no temperature": """
def gradient_from_yhat(yhat, y, T):
    return yhat * y.sum() - y
""",
    "the formula divides by predictions": """
def gradient_from_yhat(yhat, y, T):
    return (-y / yhat) @ ((np.diag(yhat) - np.outer(yhat, yhat)) / T)
""",
    "a loop over rows, of operators and ufuncs": """
def batch_gradient(theta, y, T):
    out = np.zeros_like(theta)
    for n in range(len(theta)):
        p = np.exp((theta[n] - np.maximum.reduce(theta[n])) / T)
        p /= np.add.reduce(p)
        out[n] = (p * np.add.reduce(y[n]) - y[n]) / (T * len(y))
    return out
""",
    "a short loop over rows": """
def batch_gradient(theta, y, T):
    p = np.exp((theta - theta.max(axis=1, keepdims=True)) / T)
    p /= p.sum(axis=1, keepdims=True)
    out = p * y.sum(axis=1, keepdims=True) - y
    for row in out: row /= T * len(y)
    return out
""",
    "no mean over photos": """
def batch_gradient(theta, y, T):
    p = np.exp((theta - theta.max(axis=1, keepdims=True)) / T)
    p /= p.sum(axis=1, keepdims=True)
    return (p * y.sum(axis=1, keepdims=True) - y) / T
""",
    "a mean over photos and classes": """
def batch_gradient(theta, y, T):
    p = np.exp((theta - theta.max(axis=1, keepdims=True)) / T)
    p /= p.sum(axis=1, keepdims=True)
    return (p * y.sum(axis=1, keepdims=True) - y) / T / y.size
""",
    "one shift for all photos": """
def batch_gradient(theta, y, T):
    p = np.exp((theta - theta.max()) / T)
    p /= p.sum(axis=1, keepdims=True)
    return (p * y.sum(axis=1, keepdims=True) - y) / T / len(y)
""",
    "one sum for all photos": """
def batch_gradient(theta, y, T):
    p = np.exp((theta - theta.max(axis=1, keepdims=True)) / T)
    p /= p.sum(axis=1, keepdims=True)
    return (p * y.sum() - y) / T / len(y)
""",
    "slopes by formula, not measured": """
def numerical_gradient(theta, y, T, h):
    return gradient(theta, y, T)
""",
    "forward differences": """
def numerical_gradient(theta, y, T, h):
    return np.array([(cross_entropy(theta + h * e, y, T) - cross_entropy(theta, y, T)) / h for e in np.eye(len(y))])
""",
    "a check that answers with an array": """
def gradient_check(theta, y, T, claimed):
    return np.isclose(claimed, numerical_gradient(theta, y, T, 1e-5))
""",
    "a check with NumPy's own tolerances": """
def gradient_check(theta, y, T, claimed):
    return np.allclose(claimed, numerical_gradient(theta, y, T, 1e-5))
""",
    "a check that never says no": """
def gradient_check(theta, y, T, claimed):
    return True
""",
    "no return": """
def softmax(theta, T):
    p = np.exp((theta - theta.max()) / T)
    p = p / p.sum()
""",
    "the wrong sign": """
def gradient_from_yhat(yhat, y, T):
    return (y - yhat * y.sum()) / T
""",
    "the sum has no temperature": """
def gradient_sum(q, votes, T):
    return (q - 1) * votes
""",
}
"""What the text forbids: each must fail a check that students see."""
