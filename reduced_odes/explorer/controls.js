// A control for a value: its name as in a formula, a slider, and a number for what the slider cannot reach.

export const element = (id) => document.getElementById(id);

/** A name as it is written in a formula: c* for c_star, n₁·m₂ for n1_m2, W₁₂ for w12. */
export function symbol(name) {
  const subscript = (text) => text.replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
  const fixed = {
    c_star: "c*",
    omega_star: "ω*",
    phase: "φ",
    alpha: "α",
    beta: "β",
    omega_squared: "ω²",
    until: "last s",
  };
  if (name in fixed) return fixed[name];
  if (name.startsWith("eta_")) return `η ${name.slice(4)}`;
  if (/^w\d\d$/.test(name)) return `W${subscript(name.slice(1))}`;
  const overlap = /^([a-z]\d?)_([a-z]\d?)$/.exec(name);
  return subscript(overlap ? `${overlap[1]}·${overlap[2]}` : name);
}

/** Where a slider begins and ends, and whether it moves in the logarithm. */
function sliderRange(name, domain, origin) {
  if (name === "until") return { low: 1, high: 1000, log: true };
  if (domain === "positive" || origin === 1) return { low: 0.01, high: 10, log: true };
  if (domain === "nonnegative") return { low: 0, high: 4, log: false };
  if (name === "phase") return { low: -3.14, high: 3.14, log: false };
  if (name.startsWith("omega")) return { low: -5, high: 5, log: false };
  return { low: -1.5, high: 1.5, log: false };
}

/** A control called `name`; `value` is the text of its number, and `changed` is called when somebody changes it. */
export function control(name, domain, origin, changed) {
  const { low, high, log } = sliderRange(name, domain, origin);
  const box = document.createElement("div");
  const code = symbol(name) === name ? "" : ` <code>${name}</code>`;
  box.className = "control";
  box.innerHTML = `<label for="value-${name}">${symbol(name)}${code}</label>
    <input type="range" min="0" max="1000" step="1" aria-label="${symbol(name)}, slider">
    <input type="number" step="any" id="value-${name}">`;
  const [slider, number] = box.querySelectorAll("input");
  const valueAt = (k) => (log ? low * (high / low) ** (k / 1000) : low + ((high - low) * k) / 1000);
  const placeOf = (x) =>
    Math.round(1000 * (log ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low)));
  const follow = () => {
    if (number.value !== "") slider.value = placeOf(Number(number.value));
    slider.setAttribute("aria-valuetext", number.value);
  };
  slider.addEventListener("input", () => {
    number.value = Number(valueAt(slider.valueAsNumber).toPrecision(3));
    slider.setAttribute("aria-valuetext", number.value);
    changed();
  });
  number.addEventListener("input", () => {
    follow();
    changed();
  });
  return {
    box,
    get value() {
      return number.validity.badInput ? "no number" : number.value;
    },
    set value(text) {
      number.value = text;
      follow();
    },
  };
}
