// The state of the page is the part of its address after the #, with the names of the command line:
//
//     #system=real_outlier&c_star=0.1&a=0.1&b=0.1&until=40
//
// A parameter left out has its default, a state variable its value at W = 0, u = v = 0. Beside them stand `until`, the
// last learning time, and what only the page has: `at`, the learning time looked at, and `horizontal` and `vertical`,
// the coordinates of the phase portrait. An address that is empty, or only names a system, stands for its example.

import { Refusal } from "./learning.js";

/** What each system is, and where to begin with it; in the order in which they are offered. */
export const EXAMPLES = {
  real_outlier: {
    title: "an integrator",
    address: "c_star=0.1&a=0.1&b=0.1&until=6&at=2.2&horizontal=a&vertical=c",
  },
  conjugate_pair: {
    title: "an oscillator",
    address: "c_star=0.3&omega_star=2&alpha=0.28&beta=0.28&until=100&at=45&horizontal=alpha&vertical=q",
  },
  rank_two: {
    title: "any weights from W = 0",
    address: "c_star=0.3&omega_star=2&u1=0.4&v1=0.1&v2=0.3&until=100&at=30&horizontal=w12&vertical=w21",
  },
  overlaps_rank_one: {
    title: "factors m nᵀ",
    address:
      "c_star=0.1&v_u=0.04&v_m=0.01&n_u=0.02&n_m=0.03&u_m=0.02&v_n=0.01&u_u=0.09&m_m=0.09&n_n=0.09&v_v=0.09" +
      "&until=40&at=6&horizontal=n_m&vertical=v_u",
  },
  overlaps_rank_two: {
    title: "two factors m nᵀ",
    address:
      "c_star=0.3&omega_star=1.5&v_u=0.02&v_m1=0.05&v_m2=-0.03&n1_u=0.04&n2_u=0.05&n1_m2=0.03&n2_m1=-0.04&u_u=0.16" +
      "&v_v=0.16&m1_m1=0.09&m2_m2=0.09&n1_n1=0.09&n2_n2=0.09&until=200&at=60&horizontal=n1_m2&vertical=n2_m1",
  },
  real_outlier_bulk: {
    title: "and a weak bulk",
    address: "c_star=0.2&a=0.3&b=0.3&r_r=0.04&l_l=0.04&until=30&at=4&horizontal=a&vertical=c",
  },
};

const PAGE = ["until", "at", "horizontal", "vertical"]; // names that are neither parameters nor state variables

/**
 * Read an address.
 *
 * @param {string} text                     what follows the #
 * @param {Object<string, object>} systems  the emitted systems by name
 * @returns {{system, parameters: number[], initial: number[], until, at, horizontal, vertical}}
 * @throws {Refusal} with a sentence that says what is wrong
 */
export function parse(text, systems) {
  const given = pairs(text);
  const name = given.get("system") ?? (given.size ? null : Object.keys(systems)[0]);
  if (name === null)
    throw new Refusal(`Which system? Write system=NAME, with one of ${Object.keys(systems).join(", ")}.`);
  if (!Object.hasOwn(systems, name)) {
    throw new Refusal(`There is no system “${name}”; the systems are ${Object.keys(systems).join(", ")}.`);
  }
  const system = systems[name];
  given.delete("system");
  if (given.size === 0 && EXAMPLES[name]) return parse(`system=${name}&${EXAMPLES[name].address}`, systems);

  const known = [...system.parameters, ...system.state, ...PAGE];
  for (const key of given.keys()) {
    if (!known.includes(key))
      throw new Refusal(`${name} has nothing called “${key}”; its names are ${known.join(", ")}.`);
  }
  const parameters = system.parameters.map((key) => {
    if (!given.has(key) && !(key in system.defaults)) {
      throw new Refusal(`Parameter ${key} of ${name} has no default: give it a value, like ${key}=0.5.`);
    }
    return inDomain(key, given.has(key) ? number(key, given.get(key)) : system.defaults[key], system.domains[key]);
  });
  const initial = system.state.map((key, k) => (given.has(key) ? number(key, given.get(key)) : system.origin[k]));
  if (!given.has("until")) throw new Refusal("How long? Give the last learning time, like until=40.");
  const until = inDomain("until", number("until", given.get("until")), "positive");
  const at = given.has("at") ? inDomain("at", number("at", given.get("at")), "nonnegative") : until;
  const [horizontal, vertical] = coordinates(system, given);
  return { system, parameters, initial, until, at: Math.min(at, until), horizontal, vertical };
}

/** The names and values of an address as they stand there. */
export function pairs(text) {
  const given = new Map();
  for (const part of text.split("&").filter((piece) => piece !== "")) {
    const [key, ...rest] = part.split("=");
    if (given.has(key)) throw new Refusal(`The address gives ${key} twice; give it once.`);
    try {
      given.set(decodeURIComponent(key), decodeURIComponent(rest.join("=")));
    } catch {
      throw new Refusal(`The address holds “${part}”, which cannot be read; write NAME=VALUE, like c_star=0.1.`);
    }
  }
  return given;
}

function number(name, text) {
  if (/^[+-]?(inf(inity)?|nan)$/i.test(text)) throw new Refusal(`${name} must be finite, but is ${text}.`);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const is = text === "" ? "left empty" : `“${text}”`;
    throw new Refusal(`${name} must be a number, but is ${is}; write for example ${name}=0.3.`);
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Refusal(`${name} must be finite, but ${text} is too large.`);
  return value;
}

function inDomain(name, value, domain) {
  if (domain === "positive" && !(value > 0)) throw new Refusal(`${name} must be greater than 0, but is ${value}.`);
  if (domain === "nonnegative" && !(value >= 0))
    throw new Refusal(`${name} must be 0 or greater, but is ${value}.`);
  return value;
}

/** The coordinates of the phase portrait: those given, else those of the example, else the first two. */
function coordinates(system, given) {
  const example = pairs(EXAMPLES[system.name]?.address ?? "");
  const known = [...system.state, ...system.observableNames];
  return ["horizontal", "vertical"].map((axis, k) => {
    const name = given.get(axis) ?? example.get(axis) ?? known[k];
    if (!known.includes(name)) {
      throw new Refusal(
        `The ${axis} coordinate “${name}” is none of ${system.name}: choose one of ${known.join(", ")}.`,
      );
    }
    return name;
  });
}

/** The address of values by name, in their order; what is undefined is left out. */
export function address(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}
