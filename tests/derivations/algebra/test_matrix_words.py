"""Words against numbers: the algebra on integer matrices, the identities on random networks, mutants refuted."""

import ast
import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fractions_between import fractions_between
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag, solve_continuous_lyapunov, solve_sylvester

from derivations.algebra import identities
from derivations.algebra.matrix_words import Words

# ---------------------------------------------------------------- the algebra, on integer matrices (exact arithmetic)
SQUARE = {name: Words.letter(name) for name in "AB"} | {"S": Words.letter("S", symmetric=True)}


def matrices(seed: int, n: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    A, B, S = rng.integers(-3, 4, (3, n, n)).astype(object)
    return {"A": A, "B": B, "S": S + S.T}


def value(words: Words, letters: dict[str, np.ndarray], size: int | None = None) -> np.ndarray:
    """The matrix that an expression is, for given letters; `size` is that of the unit matrix."""
    total = 0
    for word, coefficient in words.terms:
        factors = [letters[x.removesuffix("ᵀ")].T if x.endswith("ᵀ") else letters[x] for x in word]
        scale = coefficient if letters[next(iter(letters))].dtype == object else float(coefficient)
        product = np.eye(size or 1, dtype=int) if not factors else factors[0]
        for factor in factors[1:]:
            product = product @ factor
        total = total + scale * product
    return total


words = st.lists(st.sampled_from(["A", "B", "S", "Aᵀ", "Bᵀ"]), min_size=1, max_size=4).map(
    lambda letters: _word(letters)
)


def _word(letters: list[str]) -> Words:
    product = Words.identity()
    for x in letters:
        letter = SQUARE[x.removesuffix("ᵀ")]
        product = product @ (letter.T if x.endswith("ᵀ") else letter)
    return product


sums = st.lists(st.tuples(fractions_between(-3, 3, 4), words), min_size=1, max_size=3).map(
    lambda terms: sum((a * w for a, w in terms[1:]), terms[0][0] * terms[0][1])
)
networks = st.builds(matrices, st.integers(0, 10**6), st.integers(1, 6))


@settings(max_examples=50)
@given(sums, sums, st.integers(-4, 4).filter(bool), networks)
def test_operations_are_those_of_matrices(first, second, k, letters):
    a, b, n = value(first, letters), value(second, letters), len(letters["A"])
    for result, expected in (
        (first + second, a + b),
        (first - second, a - b),
        (-first, -a),
        (first @ second, a @ b if first.terms and second.terms else 0),
        (first * k, a * k),
        (k * first, a * k),
        (first / 2 + first / 2, a),
        (first @ Words.identity(), a),
        (first + Words.identity(), a + np.eye(n, dtype=int)),
        (first.T, a.T if first.terms else 0),
        ((first @ second).T, b.T @ a.T if first.terms and second.terms else 0),
    ):
        assert np.all(value(result, letters, n) == expected)


@settings(max_examples=50)
@given(sums, sums)
def test_laws_that_hold_as_words(first, second):
    third = SQUARE["S"]
    assert (first @ second - first @ second).is_zero
    assert ((first + second) @ third - first @ third - second @ third).is_zero
    assert ((first @ second) @ third - first @ (second @ third)).is_zero
    assert ((first @ second).T - second.T @ first.T).is_zero
    assert (first.T.T - first).is_zero
    assert (first @ second - second @ first).trace_is_zero
    assert (first - first.T).trace_is_zero
    assert (first @ third @ second - third @ second @ first).trace_is_zero


@settings(max_examples=100)
@given(words, st.data())
def test_verdicts_are_those_of_integer_matrices(word, data):
    """Rearranged words: equal, equal in trace only, or different, as random 5 x 5 matrices say."""
    ((letters, _),) = word.terms
    other = _word(list(data.draw(st.permutations(letters))))
    if data.draw(st.booleans()):
        other = other.T
    samples = [matrices(seed, 5) for seed in (1, 2)]
    differences = [value(word, m) - value(other, m) for m in samples]
    assert (word - other).is_zero == all(np.all(d == 0) for d in differences)
    assert (word - other).trace_is_zero == all(np.trace(d) == 0 for d in differences)


def test_what_does_not_hold_is_rejected():
    A, B, S = SQUARE.values()
    for false in (A @ B - B @ A, A - A.T, (A @ B).T - A.T @ B.T, A + A, A @ S - S @ A, A / 2 - A, Words.identity()):
        assert not false.is_zero
    for false in (A, A @ B - A @ B.T, A @ A @ B @ B - A @ B @ A @ B, A @ A.T - A @ A, A + A.T, Words.identity()):
        assert not false.trace_is_zero
    assert (S - S.T).is_zero
    assert (A @ S @ B - S @ B @ A).trace_is_zero
    assert (A @ A.T @ S - S @ A @ A.T).trace_is_zero


def test_printing():
    A, B, _ = SQUARE.values()
    assert str(A @ B.T - Words.identity() / 2) == "-1/2 I + 1 A Bᵀ"
    assert str(A - A) == "0"


@settings(max_examples=20)
@given(sums, st.integers(0, 10**6), st.integers(1, 3), st.integers(0, 3))
def test_where_replaces_products_of_rectangular_matrices(small, seed, d, extra):
    """B with orthonormal columns: BᵀB = I, so functions of B A Bᵀ are B (functions of A) Bᵀ."""
    frame = Words.letter("F")
    rng = np.random.default_rng(seed)
    letters = {k: m.astype(float) for k, m in matrices(seed, d).items()}
    letters["F"] = np.linalg.qr(rng.normal(size=(d + extra, d)))[0]
    large = frame @ small @ frame.T
    product = (large @ large @ frame).where(("Fᵀ", "F"), Words.identity())
    assert product == frame @ small @ small if small.terms else product.is_zero
    np.testing.assert_allclose(value(product, letters), value(large @ large @ frame, letters), atol=1e-8)


def test_where_replaces_by_a_sum_and_nothing_else():
    A, B, S = SQUARE.values()
    replaced = (A @ B @ A @ B - 2 * B @ A).where(("A", "B"), 3 * S - B)
    assert (replaced - (3 * S - B) @ (3 * S - B) + 2 * B @ A).is_zero


# ------------------------------------------------------------------- the identities, on a random network with a target
N, K = 5, 2
STEP = 1e-6


class Network:
    """Random stable weights and target, with Gramians from SciPy."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.W = 0.35 * rng.normal(size=(N, N)) / np.sqrt(N)
        self.u, self.v = rng.normal(size=(2, N, 1))
        self.A = np.array([[-0.6, -1.4], [1.1, -0.5]])
        self.b, self.c = rng.normal(size=(K, 1)), rng.normal(size=(1, K))
        self.solve()

    def solve(self) -> None:
        M = self.W - np.eye(N)
        self.M = M
        self.P = solve_continuous_lyapunov(M, -self.u @ self.u.T)
        self.Q = solve_continuous_lyapunov(M.T, -self.v @ self.v.T)
        self.X = solve_sylvester(M, self.A.T, -self.u @ self.b.T)
        self.Y = solve_sylvester(M.T, self.A, -self.v @ self.c)

    def loss(self) -> float:
        """By the Gramian of the error system, a route without X and Y."""
        F, g = block_diag(self.W - np.eye(N), self.A), np.vstack([self.u, self.b])
        h = np.hstack([self.v.T, -self.c])
        return 0.5 * (h @ solve_continuous_lyapunov(F, -g @ g.T) @ h.T).item()

    @property
    def letters(self) -> dict[str, np.ndarray]:
        return {name: getattr(self, name) for name in ("M", "P", "Q", "X", "Y", "A", "u", "v", "b", "c")}

    @property
    def gradient(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The formulas that `identities.gradient` proves."""
        P, Q, X, Y = self.P, self.Q, self.X, self.Y
        return Q @ P - Y @ X.T, Q @ self.u - Y @ self.b, P @ self.v - X @ self.c.T


@pytest.fixture(params=[1, 2, 3])
def network(request) -> Network:
    return Network(request.param)


def test_replacements_are_the_gramian_equations(network):
    for replacement, product in (
        (identities._uuT, network.u @ network.u.T),
        (identities._vvT, network.v @ network.v.T),
        (identities._ubT, network.u @ network.b.T),
        (identities._vc, network.v @ network.c),
    ):
        np.testing.assert_allclose(value(replacement, network.letters), product, atol=1e-12)


def test_gradient_by_differences(network):
    for name, formula in zip("Wuv", network.gradient, strict=True):
        block = getattr(network, name)
        for at in np.ndindex(block.shape):
            sides = []
            for step in (STEP, -STEP):
                moved = Network.__new__(Network)
                moved.__dict__.update(network.__dict__)
                changed = block.copy()
                changed[at] += step
                setattr(moved, name, changed)
                sides.append(moved.loss())
            assert (sides[0] - sides[1]) / (2 * STEP) == pytest.approx(formula[at], rel=1e-6, abs=1e-8)


def test_duality_in_numbers(network):
    n = network
    assert (n.v.T @ n.P @ n.v).item() == pytest.approx((n.u.T @ n.Q @ n.u).item(), rel=1e-12)
    assert (n.v.T @ n.X @ n.c.T).item() == pytest.approx((n.u.T @ n.Y @ n.b).item(), rel=1e-12)
    assert 0.5 * (n.v.T @ n.P @ n.v).item() - (n.v.T @ n.X @ n.c.T).item() + target_power(n) == pytest.approx(
        n.loss(), rel=1e-12
    )


def target_power(n: Network) -> float:
    return 0.5 * (n.c @ solve_continuous_lyapunov(n.A, -n.b @ n.b.T) @ n.c.T).item()


def test_conservation_law_in_numbers(network):
    """d/ds [(W Wᵀ − Wᵀ W)/η_W + u uᵀ/η_u − v vᵀ/η_v] = 0 with three different rates."""
    rates = (0.7, 1.9, 0.4)
    (W, u, v), (dW, du, dv) = (
        (network.W, network.u, network.v),
        (-rate * g for rate, g in zip(rates, network.gradient, strict=True)),
    )
    change = (
        (dW @ W.T + W @ dW.T - dW.T @ W - W.T @ dW) / rates[0]
        + (du @ u.T + u @ du.T) / rates[1]
        - (dv @ v.T + v @ dv.T) / rates[2]
    )
    assert np.abs(change).max() < 1e-13
    assert np.abs(dW).max() > 1e-3


def test_restriction_in_numbers(network):
    """Weights on a three-dimensional subspace of five neurons: the Gramians stay there, and so does the gradient."""
    frame = np.linalg.qr(np.random.default_rng(4).normal(size=(N, 3)))[0]
    m = network.W[:3, :3] - np.eye(3)
    mu, nu = network.u[:3], network.v[:3]
    p = solve_continuous_lyapunov(m, -mu @ mu.T)
    q = solve_continuous_lyapunov(m.T, -nu @ nu.T)
    x = solve_sylvester(m, network.A.T, -mu @ network.b.T)
    y = solve_sylvester(m.T, network.A, -nu @ network.c)
    network.W, network.u, network.v = frame @ (m + np.eye(3)) @ frame.T, frame @ mu, frame @ nu
    network.solve()
    for full, small in (
        (network.P, frame @ p @ frame.T),
        (network.Q, frame @ q @ frame.T),
        (network.X, frame @ x),
        (network.Y, frame @ y),
        (network.gradient[0], frame @ (q @ p - y @ x.T) @ frame.T),
        (network.gradient[1], frame @ (q @ mu - y @ network.b)),
        (network.gradient[2], frame @ (p @ nu - x @ network.c.T)),
    ):
        np.testing.assert_allclose(full, small, atol=1e-12)


@pytest.mark.parametrize("name", ["gradient", "restriction", "balance", "duality"])
def test_identities_hold_as_words(name):
    flags = getattr(identities, name)()
    assert flags and all(flag is True for flag in flags)


# ------------------------------------------- mutants: every sign and factor of the identities is one that they stand on
FUNCTIONS = ("gradient", "restriction", "balance", "duality")
EQUIVALENT = {
    # The unit matrix commutes with everything, so W = M + I and M − I have the same commutators with their transposes.
    "balance: M + Words.identity()",
}


class _Mutation(ast.NodeTransformer):
    """Flip the sign of the k-th sum or difference, or drop the k-th minus or quotient, of the identities."""

    def __init__(self, k: int) -> None:
        self.left, self.place, self.function = k, "", "equations"

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name not in FUNCTIONS:
            return node
        self.function = node.name
        self.generic_visit(node)
        self.function = "equations"
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if isinstance(node.op, ast.Add | ast.Sub | ast.Div) and self._here(node):
            if isinstance(node.op, ast.Div):
                return node.left
            return ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        return node.operand if self._here(node) else self.generic_visit(node)

    def _here(self, node: ast.AST) -> bool:
        self.left -= 1
        if self.left == -1:
            self.place = f"{self.function}: {ast.unparse(node)}"
        return self.left == -1


def mutants() -> Iterator[tuple[str, dict[str, Any]]]:
    """The identities with one sign or factor changed, in each place in turn: the place, and the mutant's namespace."""
    for k in itertools.count():
        mutation = _Mutation(k)
        tree = mutation.visit(ast.parse(inspect.getsource(identities)))
        if not mutation.place:
            return
        module: dict[str, Any] = {"__name__": "derivations.mutant", "__package__": "derivations"}
        exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), module)
        yield mutation.place, module


def test_no_sign_or_factor_can_change_unnoticed():
    tried, survivors = 0, set()
    for place, mutant in mutants():
        tried += 1
        if all(all(mutant[name]()) for name in FUNCTIONS):
            survivors.add(place)
    assert tried > 60
    assert survivors == EQUIVALENT
