"""The closed-form Gramians against SciPy's solvers, against integrals, and at 50 digits where two eigenvalues meet."""

import itertools
from dataclasses import replace
from functools import cache

import mpmath
import numpy as np
import pytest
import sympy as sp
from fractions_between import fractions_between
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import eigvals, solve_continuous_lyapunov, solve_sylvester

from derivations import manifolds, targets
from derivations.algebra.symbols import c_star, coordinates, omega_star, phase, t
from derivations.steps.gramians import determinant, gramians, lyapunov, resultant_matrix, sylvester, target_gramian

fractions = fractions_between(-2, 2, 7).map(lambda f: sp.Rational(f.numerator, f.denominator))


@st.composite
def systems(draw, d: int, K: int):
    """Rational (M, A, u, b) with M and A made stable by a shift of the identity."""

    def matrix(rows: int, columns: int) -> sp.ImmutableMatrix:
        entries = draw(st.lists(fractions, min_size=rows * columns, max_size=rows * columns))
        return sp.ImmutableMatrix(rows, columns, entries)

    def stable(size: int) -> sp.ImmutableMatrix:
        m = matrix(size, size)
        bound = max(sum(abs(m[i, j]) for j in range(size)) for i in range(size))
        return m - (bound + sp.Rational(1, 3)) * sp.eye(size)

    return stable(d), stable(K), matrix(d, 1), matrix(K, 1)


def numbers(matrix) -> np.ndarray:
    return np.array(matrix.tolist(), dtype=float)


def close(exact, numerical, scale: float = 1.0) -> None:
    np.testing.assert_allclose(numbers(exact), numerical, rtol=1e-9, atol=1e-10 * scale)


def solved(M, A, R) -> sp.ImmutableMatrix:
    F = resultant_matrix(M, A)
    return sylvester(M, A, R, F, F.det())


SIZES = [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2)]


@pytest.mark.parametrize(("d", "K"), SIZES)
def test_sylvester_equation(d, K):
    @settings(max_examples=8)
    @given(systems(d, K))
    def check(system):
        M, A, u, b = system
        X = solved(M, A, u * b.T)
        assert M * X + X * A.T + u * b.T == sp.zeros(d, K)
        close(X, solve_sylvester(numbers(M), numbers(A).T, -numbers(u) @ numbers(b).T))

    check()


@pytest.mark.parametrize("d", [1, 2, 3])
def test_lyapunov_equation(d):
    @settings(max_examples=8)
    @given(systems(d, 1))
    def check(system):
        M, _, u, _ = system
        for R in (u * u.T, sp.eye(d)):
            P = lyapunov(M, R, M.trace(), M.det())
            assert sp.zeros(d, d) == M * P + P * M.T + R
            assert P == P.T
            close(P, solve_continuous_lyapunov(numbers(M), -numbers(R)))
            assert np.linalg.eigvalsh(numbers(P)).min() > -1e-12  # an integral of squares

    check()


@pytest.mark.parametrize("d", [1, 2, 3])
def test_lyapunov_is_written_symmetrically(d):
    """Entries that symmetry makes equal are one and the same expression, so that they are defined once."""
    M = sp.ImmutableMatrix(d, d, sp.symbols(f"m:{d * d}") if d < 3 else range(9))
    u = sp.ImmutableMatrix(sp.symbols(f"u:{d}"))
    P = lyapunov(M, u * u.T, *sp.symbols("T D"))
    assert all(P[i, j] is P[j, i] or P[i, j] == P[j, i] for i in range(d) for j in range(i))


@pytest.mark.parametrize(("d", "K"), SIZES)
def test_resultant_matrix(d, K):
    """det χ_A(−M) = Π over the eigenvalues of (−μ − α): positive for stable M and A with real entries."""

    @settings(max_examples=6)
    @given(systems(d, K))
    def check(system):
        M, A, _, _ = system
        exact = resultant_matrix(M, A).det()
        roots = [-mu - alpha for mu in eigvals(numbers(M)) for alpha in eigvals(numbers(A))]
        assert float(exact) == pytest.approx(np.prod(roots).real, rel=1e-7)
        assert exact > 0
        assert determinant(resultant_matrix(M, A)) == exact

    check()


def test_by_integration():
    """The definitions, P = ∫ exp(Mt) u uᵀ exp(Mᵀt) dt and X = ∫ exp(Mt) u b*ᵀ exp(A*ᵀt) dt, integrated by SymPy."""
    M = sp.ImmutableMatrix([[-1, 2], [0, -2]])
    A = sp.ImmutableMatrix([[-sp.Rational(1, 2)]])
    u, b = sp.ImmutableMatrix([3, -1]), sp.ImmutableMatrix([sp.Rational(2, 3)])
    at = (M * t).exp()
    P = (at * u * u.T * at.T).applyfunc(lambda e: sp.integrate(sp.expand(e), (t, 0, sp.oo)))
    X = (at * u * b.T * (A.T * t).exp()).applyfunc(lambda e: sp.integrate(sp.expand(e), (t, 0, sp.oo)))
    assert lyapunov(M, u * u.T, M.trace(), M.det()) == P
    assert solved(M, A, u * b.T) == X


def test_one_pole_by_integration():
    """The scalar case in symbols: P = a²/2c, X = a/(c + c*)."""
    a, c = sp.symbols("a c", positive=True)
    P = lyapunov(sp.ImmutableMatrix([[-c]]), sp.ImmutableMatrix([a**2]), -c, -c)
    assert P[0, 0] == sp.integrate(a**2 * sp.exp(-2 * c * t), (t, 0, sp.oo)) == a**2 / (2 * c)
    X = solved(sp.ImmutableMatrix([[-c]]), sp.ImmutableMatrix([[-c_star]]), sp.ImmutableMatrix([a]))
    assert sp.simplify(X[0, 0] - sp.integrate(a * sp.exp(-(c + c_star) * t), (t, 0, sp.oo))) == 0
    assert sp.simplify(X[0, 0] - a / (c + c_star)) == 0


# -------------------------------------------------------------------------------------------- the exceptional point
def kronecker(M, A, R) -> mpmath.matrix:
    """M X + X Aᵀ + R = 0 as a linear system in the entries of X, by LU at the working precision."""
    d, K = M.rows, A.rows
    system, right = mpmath.zeros(d * K), mpmath.zeros(d * K, 1)
    for i, j in itertools.product(range(d), range(K)):
        right[i * K + j] = -R[i, j]
        for k in range(d):
            system[i * K + j, k * K + j] += M[i, k]
        for k in range(K):
            system[i * K + j, i * K + k] += A[j, k]
    X = mpmath.lu_solve(system, right)
    return mpmath.matrix(d, K) + mpmath.matrix([[X[i * K + j] for j in range(K)] for i in range(d)])


@pytest.mark.parametrize("gap", ["0", "1e-40", "1e-30", "-1e-30", "1e-16", "-1e-8", "1e-3"])
def test_nothing_happens_where_two_eigenvalues_meet(gap):
    """M = [[−½, 1], [gap, −½]]: a pair for gap < 0, one Jordan block at 0, two real eigenvalues for gap > 0."""
    names = sp.symbols("m11 m12 m21 m22 u1 u2 b1 b2 T D E f11 f12 f21 f22")
    m11, m12, m21, m22, u1, u2, b1, b2, T, D, E, *f = names
    M, u = sp.ImmutableMatrix([[m11, m12], [m21, m22]]), sp.ImmutableMatrix([u1, u2])
    b, F = sp.ImmutableMatrix([b1, b2]), sp.ImmutableMatrix(2, 2, f)
    A = sp.ImmutableMatrix([[-sp.Rational(3, 10), -2], [2, -sp.Rational(3, 10)]])
    closed = [lyapunov(M, u * u.T, T, D), sylvester(M, A, u * b.T, F, E), resultant_matrix(M, A)]
    formulas = [sp.lambdify(names, m.tolist(), "mpmath") for m in closed]
    with mpmath.workdps(50):
        half, one = mpmath.mpf(1) / 2, mpmath.mpf(1)
        m = mpmath.matrix([[-half, one], [mpmath.mpf(gap), -half]])
        a = mpmath.matrix([[-mpmath.mpf(3) / 10, -2], [2, -mpmath.mpf(3) / 10]])
        x, y = [mpmath.mpf(3) / 7, -one / 3], [one, mpmath.mpf(2) / 9]
        known = [*m, *x, *y, m[0, 0] + m[1, 1], mpmath.det(m)]
        f_values = mpmath.matrix(formulas[2](*known, 0, 0, 0, 0, 0))
        known += [mpmath.det(f_values), *f_values]
        P, X = (mpmath.matrix(formula(*known)) for formula in formulas[:2])
        uu = mpmath.matrix([[p * q for q in x] for p in x])
        ub = mpmath.matrix([[p * q for q in y] for p in x])
        assert mpmath.norm(P - kronecker(m, m, uu)) < mpmath.mpf(10) ** -45
        assert mpmath.norm(X - kronecker(m, a, ub)) < mpmath.mpf(10) ** -45


def test_smooth_across_the_exceptional_point():
    """Through two derivatives across it, the closed forms obey the differentiated equations exactly.

    A root of the discriminant or a division by λ₁ − λ₂ would have no such derivatives.
    """
    gap = sp.Symbol("gap")
    M = sp.ImmutableMatrix([[-sp.Rational(1, 2), 1], [gap, -sp.Rational(1, 2)]])
    A = sp.ImmutableMatrix([[-sp.Rational(3, 10), -2], [2, -sp.Rational(3, 10)]])
    u, b = sp.ImmutableMatrix([1, 2]), sp.ImmutableMatrix([1, sp.Rational(2, 9)])
    P, X = lyapunov(M, u * u.T, M.trace(), M.det()), solved(M, A, u * b.T)
    at, turned = M.subs(gap, 0), M.diff(gap)
    for solution, right, R in ((P, M.subs(gap, 0).T, u * u.T), (X, A.T, u * b.T)):
        # The right factor of P moves with the gap as well; that of X does not.
        moved = turned.T if solution is P else sp.zeros(2, 2)
        S0, S1, S2 = (solution.diff(gap, k).subs(gap, 0) if k else solution.subs(gap, 0) for k in range(3))
        assert at * S0 + S0 * right == -R
        assert (at * S1 + S1 * right + turned * S0 + S0 * moved).applyfunc(sp.expand) == sp.zeros(2, 2)
        assert (at * S2 + S2 * right + 2 * (turned * S1 + S1 * moved)).applyfunc(sp.expand) == sp.zeros(2, 2)
        assert all(entry != 0 for entry in S2)


# ---------------------------------------------------------------------------------------------- the whole program
def third_order() -> targets.Target:
    """A target with a real pole and a pair, without symbols but c*."""
    A = sp.ImmutableMatrix([[-c_star, -2, 0], [2, -c_star, 0], [0, sp.Rational(1, 2), -sp.Rational(1, 4)]])
    return replace(
        targets.integrator(),
        name="third_order",
        A=A,
        b=sp.ImmutableMatrix([1, sp.Rational(1, 2), -1]),
        c=sp.ImmutableMatrix([[sp.Rational(2, 3), -1, 1]]),
    )


def three_dimensional() -> manifolds.Manifold:
    """Weights on a three-dimensional subspace, of which three move: full matrices, but short expressions."""
    theta = w1, u1, v1 = coordinates("w1 u1 v1")
    half, fifth = sp.Rational(1, 2), sp.Rational(1, 5)
    return replace(
        manifolds.general(),
        name="three_dimensional",
        coordinates=theta,
        W=sp.ImmutableMatrix([[w1, fifth, -half], [half, fifth, w1], [fifth, -w1, -half]]),
        u=sp.ImmutableMatrix([u1, -half, fifth]),
        v=sp.ImmutableMatrix([half, v1, -fifth]),
        origin=(0.0,) * 3,
    )


MANIFOLDS = [manifolds.aligned(), manifolds.reflection(), manifolds.general(), three_dimensional()]
TARGETS = [targets.integrator(), targets.damped_oscillator(), third_order()]
NUMBERS = {c_star: sp.Rational(2, 5), omega_star: sp.Rational(7, 4), sp.cos(phase): sp.Rational(3, 5)} | {
    sp.sin(phase): -sp.Rational(4, 5)
}


# Those of the network's own are the same for all targets.
own_gramian = cache(lyapunov)


@pytest.mark.parametrize("target", TARGETS, ids=lambda x: x.name)
@pytest.mark.parametrize("manifold", MANIFOLDS, ids=lambda x: x.name)
def test_all_four_gramians(manifold, target, monkeypatch):
    """Whatever the dimension d and the order K, evaluated definition by definition, against SciPy."""
    monkeypatch.setattr("derivations.steps.gramians.lyapunov", own_gramian)
    g = gramians(manifold.M, manifold.u, manifold.v, target)
    rng = np.random.default_rng(5)
    known = dict(NUMBERS)
    known |= {x: sp.Rational(int(k), 40) for x, k in zip(manifold.coordinates, rng.integers(-12, 13, 8), strict=False)}
    if manifold.name == "aligned":
        known[manifold.coordinates[2]] = sp.Rational(6, 5)  # c
    M, u, v = (numbers(m.xreplace(known)) for m in (manifold.M, manifold.u, manifold.v))
    A, b, c = (numbers(m.xreplace(known)) for m in (target.A, target.b, target.c))
    assert eigvals(M).real.max() < -0.05
    for symbol, definition in g.definitions.items:
        known[symbol] = definition.xreplace(known)
    for exact, numerical in (
        (g.P, solve_continuous_lyapunov(M, -u @ u.T)),
        (g.Q, solve_continuous_lyapunov(M.T, -v @ v.T)),
        (g.X, solve_sylvester(M, A.T, -u @ b.T)),
        (g.Y, solve_sylvester(M.T, A, -v @ c)),
        (target_gramian(target), solve_continuous_lyapunov(A, -b @ b.T)),
    ):
        close(exact.xreplace(known), numerical)


@pytest.mark.parametrize("manifold", MANIFOLDS[:3], ids=lambda x: x.name)
def test_common_quantities_have_the_documented_names(manifold):
    """T = tr M, D = det M, F = χ(−M) and E = det F, unless they are symbols themselves."""
    target = targets.damped_oscillator()
    definitions = dict(gramians(manifold.M, manifold.u, manifold.v, target).definitions.items)
    written = {symbol.name: expression for symbol, expression in definitions.items()}
    F = resultant_matrix(manifold.M, target.A)
    if manifold.dimension == 1:
        assert sp.expand(written["F"] - F[0, 0]) == 0
        return
    assert sp.expand(written["T"] - manifold.M.trace()) == 0
    assert sp.expand(written["D"] - manifold.M.det()) == 0
    assert sp.expand(written["F_12"] - F[0, 1]) == 0
    assert sp.expand(written["E"].xreplace(definitions) - F.det()) == 0


def test_target_gramian_in_closed_form():
    """P* of the oscillator, from ∫ exp(−2c*t) cos²(ω*t + φ) dt and its like."""
    P = target_gramian(targets.damped_oscillator())
    theta = omega_star * t + phase
    at = {c_star: sp.Rational(2, 5), omega_star: sp.Rational(3, 2), phase: sp.Rational(1, 3)}
    for (i, j), wave in {
        (0, 0): sp.cos(theta) ** 2,
        (0, 1): sp.cos(theta) * sp.sin(theta),
        (1, 1): sp.sin(theta) ** 2,
    }.items():
        value = mpmath.quad(sp.lambdify(t, (sp.exp(-2 * c_star * t) * wave).subs(at), "mpmath"), range(0, 81, 4))
        assert float(P[i, j].subs(at)) == pytest.approx(float(value), rel=1e-12)
    assert P[0, 1] == P[1, 0]
    assert target_gramian(targets.integrator())[0, 0] == 1 / (2 * c_star)
