// Two kinds of figures, drawn by uPlot: curves over time, and paths in a plane. Lines differ by dashes and by lightness
// as well as by colour, so that they can be distinguished in greyscale.

/* global uPlot */

/** How lines look, in the order in which they are used: [colour, width, dashes]. */
export const STYLES = {
  first: ["#000000", 2, []],
  second: ["#2f6fb5", 2, [9, 4]],
  third: ["#a8481a", 2, [12, 3, 2, 3]],
  target: ["#8c8c8c", 3, [1, 4]],
  field: ["#b5b5b5", 1, []],
};

const HEIGHT = 250;
const FONT = "12px system-ui, sans-serif";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number as people read it: four digits, and a minus sign. */
export function short(value) {
  if (!Number.isFinite(value)) return "–";
  const rounded = Number(value.toPrecision(4));
  const isSmall = rounded !== 0 && Math.abs(rounded) < 1e-3;
  const [digits, exponent] = (isSmall ? rounded.toExponential() : String(rounded)).split("e");
  return digits.replace("-", "−") + (exponent ? `·10${superscript(+exponent)}` : "");
}

const superscript = (n) =>
  (n < 0 ? "⁻" : "") + [...String(Math.abs(n))].map((digit) => SUPERSCRIPTS[digit]).join("");

function axis(label, { log = false, size } = {}) {
  return {
    label,
    labelSize: 22,
    labelFont: FONT,
    font: FONT,
    size: size ?? (log ? 52 : 48),
    stroke: "#222222",
    grid: { stroke: "#e4e4e4", width: 1 },
    ticks: { stroke: "#999999", width: 1, size: 5 },
    values: (_, splits) => splits.map(log ? (x) => `10${superscript(Math.round(Math.log10(x)))}` : short),
    ...(log && { splits: decades, filter: (_, splits) => splits }),
  };
}

/** Powers of ten between the ends of an axis, seven at most. */
function decades(_, __, low, high) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.ceil((last - first + 1) / 7);
  const powers = [];
  for (let n = last; n >= first; n -= every) powers.unshift(10 ** n);
  return powers;
}

/** An empty chart in `box` that is as wide as the box. */
function chart(box, options, data) {
  const plot = new uPlot(
    {
      width: Math.max(200, box.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      pxAlign: false, // curves are smooth
      padding: [18, 14, 0, 0],
      ...options,
    },
    data,
    box,
  );
  plot.root.setAttribute("aria-hidden", "true"); // what it shows is said in words beneath
  new ResizeObserver(() => {
    if (box.clientWidth > 0 && box.clientWidth !== plot.width)
      plot.setSize({ width: box.clientWidth, height: HEIGHT });
  }).observe(box);
  return plot;
}

/**
 * Curves over time.
 *
 * @param {Element} box
 * @param {{x: string, y: string, styles: string[], log: boolean, pick: function(number)}} options  labels, styles of
 *     the curves, and what to do when a time is clicked
 * @returns {{show: function(number[][], {marks: [string, number][], at: number})}}
 */
export function curves(box, { x, y, styles, log = false, pick }) {
  let marks = [];
  let at = null;
  const plot = chart(
    box,
    {
      scales: { x: { time: false }, y: log ? { distr: 3 } : { range: roomy } },
      axes: [axis(x, { size: 36 }), axis(y, { log })],
      series: [{}, ...styles.map((style) => line(style))],
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      hooks: {
        draw: [
          (u) => {
            for (const [label, time] of marks) vertical(u, time, [3, 3], "#666666", label);
            if (at !== null) vertical(u, at, [], "#000000", "");
          },
        ],
      },
    },
    [[0, 1], ...styles.map(() => [null, null])],
  );
  if (pick) {
    plot.over.addEventListener("click", (event) => pick(plot.posToVal(event.offsetX, "x")));
    plot.over.style.cursor = "pointer";
  }
  return {
    show(data, options) {
      ({ marks = [], at = null } = options);
      plot.setData(data);
    },
    move(time) {
      at = time;
      plot.redraw(false);
    },
  };
}

function line(style) {
  const [stroke, width, dash] = STYLES[style];
  return { stroke, width, dash, points: { show: false }, spanGaps: false };
}

/** A little room above and below, also where a curve is flat. */
function roomy(_, low, high) {
  if (low === null || high === null) return [0, 1];
  const room = 0.06 * (high - low) || 0.1 * Math.abs(high) || 0.1;
  return [low - room, high + room];
}

function vertical(u, value, dash, colour, label) {
  const { ctx, bbox } = u;
  const x = u.valToPos(value, "x", true);
  if (!(x >= bbox.left - 1 && x <= bbox.left + bbox.width + 1)) return;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = ratio;
  ctx.setLineDash(dash.map((part) => part * ratio));
  stroke(ctx, [
    [x, bbox.top],
    [x, bbox.top + bbox.height],
  ]);
  if (label) {
    ctx.font = FONT.replace("12", String(12 * ratio));
    ctx.textAlign = "center";
    ctx.textBaseline = "bottom";
    const half = ctx.measureText(label).width / 2;
    ctx.fillText(
      label,
      Math.max(bbox.left + half, Math.min(x, bbox.left + bbox.width - half)),
      bbox.top - 2 * ratio,
    );
  }
  ctx.restore();
}

function stroke(ctx, points) {
  ctx.beginPath();
  let drawing = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(x + y)) drawing = false;
    else if (drawing) ctx.lineTo(x, y);
    else {
      ctx.moveTo(x, y);
      drawing = true;
    }
  }
  ctx.stroke();
}

/**
 * Paths in a plane.
 *
 * @param {Element} box
 * @returns {{show: function(object)}}  takes `labels` of the axes, `paths` [{points, style}], `marks` [{point, shape}],
 *     `arrows` (a function from a point to a direction, or null) and `shaded` (x beyond which the plane is grey, or null)
 */
export function plane(box) {
  let scene = { labels: ["", ""], paths: [], marks: [], arrows: null, shaded: null };
  let range = [
    [0, 1],
    [0, 1],
  ];
  const invisible = { stroke: "transparent", paths: () => null, points: { show: false } };
  const plot = chart(
    box,
    {
      scales: { x: { time: false, range: () => range[0] }, y: { range: () => range[1] } },
      axes: [axis(() => scene.labels[0], { size: 36 }), axis(() => scene.labels[1])],
      series: [{}, invisible],
      cursor: { show: false },
      hooks: { draw: [(u) => draw(u, scene, range)] },
    },
    [
      [0, 1],
      [0, 1],
    ],
  );
  return {
    show(next) {
      scene = { arrows: null, shaded: null, ...next };
      const points = [...scene.paths.flatMap((path) => path.points), ...scene.marks.map((mark) => mark.point)];
      range = [0, 1].map((k) => {
        const values = points.map((point) => point[k]).filter(Number.isFinite);
        const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
        const room = 0.1 * (high - low) || 0.5;
        return [low - room, high + room];
      });
      plot.setData([range[0], range[1]]);
    },
  };
}

function draw(u, scene, range) {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const place = ([x, y]) => [u.valToPos(x, "x", true), u.valToPos(y, "y", true)];
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (scene.shaded !== null) {
    const [x] = place([scene.shaded, 0]);
    ctx.fillStyle = "#eeeeee";
    if (x < bbox.left + bbox.width) ctx.fillRect(x, bbox.top, bbox.left + bbox.width - x, bbox.height);
  }
  if (scene.arrows) drawArrows(ctx, u, scene.arrows, range, place);
  for (const { points, style } of scene.paths) {
    const [colour, width, dash] = STYLES[style];
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * ratio;
    ctx.setLineDash(dash.map((part) => part * ratio));
    stroke(ctx, points.map(place));
  }
  ctx.setLineDash([]);
  for (const { point, shape } of scene.marks) drawMark(ctx, place(point), shape, ratio);
  ctx.restore();
}

/** A grid of arrows of one length that show the direction of a flow, as it looks in the figure. */
function drawArrows(ctx, u, direction, range, place) {
  const ratio = uPlot.pxRatio;
  const [columns, rows] = [Math.max(6, Math.round(u.bbox.width / ratio / 30)), 8];
  ctx.strokeStyle = STYLES.field[0];
  ctx.lineWidth = ratio;
  ctx.setLineDash([]);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) {
      const at = [
        [i, columns],
        [j, rows],
      ].map(([k, n], axisNumber) => {
        const [low, high] = range[axisNumber];
        return low + ((k + 0.5) / n) * (high - low);
      });
      const towards = direction(at);
      if (!towards) continue;
      const [x, y] = place(at);
      const scale = [u.bbox.width / (range[0][1] - range[0][0]), -u.bbox.height / (range[1][1] - range[1][0])];
      const [dx, dy] = towards.map((part, k) => part * scale[k]);
      const size = Math.hypot(dx, dy);
      if (!(size > 0) || !Number.isFinite(size)) continue;
      const [ex, ey] = [(dx / size) * ratio, (dy / size) * ratio];
      const tip = [x + 9 * ex, y + 9 * ey];
      stroke(ctx, [[x - 9 * ex, y - 9 * ey], tip]);
      stroke(ctx, [
        [tip[0] - 5 * ex + 3 * ey, tip[1] - 5 * ey - 3 * ex],
        tip,
        [tip[0] - 5 * ex - 3 * ey, tip[1] - 5 * ey + 3 * ex],
      ]);
    }
  }
}

/** Shapes of marks: where a path starts, where it is now, and where the target is. */
function drawMark(ctx, [x, y], shape, ratio) {
  if (!Number.isFinite(x + y)) return;
  ctx.lineWidth = 2 * ratio;
  ctx.strokeStyle = "#000000";
  ctx.fillStyle = shape === "now" ? "#000000" : "#ffffff";
  ctx.beginPath();
  const r = 5 * ratio;
  if (shape === "start") ctx.rect(x - r * 0.8, y - r * 0.8, 1.6 * r, 1.6 * r);
  else if (shape === "now") ctx.arc(x, y, r, 0, 2 * Math.PI);
  else {
    const arm = 1.5 * r; // seen also where the mark of what is there now lies upon it
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x - arm, y + arm);
    ctx.lineTo(x + arm, y - arm);
    ctx.stroke();
    return;
  }
  ctx.fill();
  ctx.stroke();
}

/** A sample of a line, or of a mark, for a legend. */
export function sample(style) {
  if (style in STYLES) {
    const [colour, width, dash] = STYLES[style];
    return `<svg width="30" height="10" aria-hidden="true"><line x1="0" y1="5" x2="30" y2="5" stroke="${colour}"
      stroke-width="${width}" stroke-dasharray="${dash.join(" ")}"/></svg>`;
  }
  const shapes = {
    start: '<rect x="2" y="2" width="8" height="8" fill="#fff"/>',
    now: '<circle cx="6" cy="6" r="4"/>',
    goal: '<path d="M2 2 10 10M2 10 10 2"/>',
  };
  return `<svg width="12" height="12" aria-hidden="true" stroke="#000" stroke-width="2">${shapes[style]}</svg>`;
}
