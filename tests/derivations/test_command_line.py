"""`python -m derivations`: what it prints, what it writes, and how it refuses."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import reduced_odes
from derivations.__main__ import CLOSED_FORMS, main
from derivations.systems import SYSTEMS, system_name


@pytest.mark.parametrize(
    ("form", "sign"),
    [
        ("text", "Step 9. Spectrum"),
        ("latex", r"\end{document}"),
        ("html", "</math>"),
        ("python", "def rhs("),
        ("c", "double"),
        ("javascript", "export const real_outlier"),
    ],
)
def test_every_format_goes_to_the_terminal(form, sign, real_outlier, capsys, monkeypatch):
    monkeypatch.setattr("derivations.__main__.derive", lambda target, manifold: real_outlier)
    assert main(["real_outlier", "--format", form]) == 0
    printed = capsys.readouterr()
    assert sign in printed.out and not printed.err


@pytest.mark.parametrize("name", CLOSED_FORMS)
@pytest.mark.parametrize(("form", "sign"), [("text", "Step 6."), ("latex", r"\end{document}"), ("html", "</math>")])
def test_closed_forms_are_documents_too(name, form, sign, closed_form, capsys, monkeypatch):
    monkeypatch.setattr("derivations.__main__.CLOSED_FORMS", {name: partial(closed_form, name)})
    assert main([name, "--format", form]) == 0
    assert sign in capsys.readouterr().out


@pytest.mark.parametrize(("form", "sign"), [("text", "Trained: W, u, v"), ("latex", "Trained"), ("html", "</math>")])
def test_the_analysis_is_a_document_too(form, sign, analysed, capsys, monkeypatch):
    monkeypatch.setattr("derivations.__main__.analyse", lambda target, manifold: analysed("real_outlier"))
    assert main(["real_outlier", "--analysis", "--format", form]) == 0
    assert sign in capsys.readouterr().out


def test_all_rewrites_the_shipped_modules(tmp_path, derived, monkeypatch):
    """All there are, here three; that each one's is the shipped module is tested where they are emitted anyway."""
    systems = {name: SYSTEMS[name] for name in ("real_outlier", "conjugate_pair", "overlaps_rank_one")}
    monkeypatch.setattr("derivations.__main__.SYSTEMS", systems)

    def once(target, manifold):
        return derived(system_name(target.name, manifold.name))

    monkeypatch.setattr("derivations.__main__.derive", once)
    assert main(["all", "--format", "python", "--output", str(tmp_path)]) == 0
    shipped = Path(reduced_odes.__file__).parent / "generated"
    assert {path.stem for path in tmp_path.iterdir()} == set(systems)
    for name in systems:
        fresh = reduced_odes.load((tmp_path / f"{name}.py").read_text(encoding="utf-8"))
        old = getattr(reduced_odes, name)
        rng = np.random.default_rng(3)
        state = np.array(old.origin)[:, None] + 0.3 * rng.normal(size=(len(old.state), 20))
        values = {"c_star": 0.4, "omega_star": 1.5, "phase": 0.3}
        parameters = {parameter: values[parameter] for parameter in old.parameters if parameter in values}
        np.testing.assert_allclose(fresh.rhs(state, parameters), old.rhs(state, parameters), rtol=1e-13, atol=1e-15)
        assert fresh.assumptions == old.assumptions and (shipped / f"{name}.py").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["real_outler"], "did you mean 'real_outlier'"),
        (["xyzzy"], f"choose {', '.join((*SYSTEMS, *CLOSED_FORMS))} or all"),
        (["real_outlier", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["real_outlier", "--output", "nowhere/at/all.txt"], "name a file in an existing, writable folder"),
        (["all", "--output", "nowhere"], "name an existing one"),
        (["lazy_integrator", "--format", "c"], "choose text, latex or html"),
        (["overlaps_rank_one", "--analysis"], "not for overlaps"),
        (["lazy_integrator", "--analysis"], "choose real_outlier"),
        (["real_outlier", "--analysis", "--format", "python"], "choose text, latex or html"),
        ([], "required: SYSTEM"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if "nowhere/at/all.txt" not in arguments:  # what is wrong in the words alone is refused before any work
        for work in ("derive", "analyse", "derive_lazy"):
            monkeypatch.delattr(f"derivations.__main__.{work}")
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert printed.err.startswith("error: ") and message in printed.err and printed.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_as_a_process_with_a_reader_that_leaves():
    command = f"{sys.executable} -m derivations all | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == "Reduced learning dynamics: real outlier\n" and not done.stderr
