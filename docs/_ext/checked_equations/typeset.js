// Runs in V8 after MathJax's own files: LaTeX to MathML. No browser, no network.
const { adaptors, handlers, input, mathjax, core } = MathJax._;

handlers.html_ts.RegisterHTMLHandler(adaptors.liteAdaptor.liteAdaptor());
const tex = new input.tex_ts.TeX({
  packages: ["base", "ams", "configmacros", "html"],
  macros: { wrong: ["\\class{wrong}{#1}", 1] },
  formatError: (_, error) => { throw error; },
});
const page = mathjax.mathjax.document("", { InputJax: tex });

// What Chromium, Firefox and WebKit draw alike. Anything else stops the build.
const ELEMENTS = new Set([
  "math", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow", "mspace", "msqrt", "mstyle",
  "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
]);
const ATTRIBUTES = new Set([
  "class", "data-latex", "display", "displaystyle", "largeop", "linethickness", "maxsize", "minsize",
  "movablelimits", "scriptlevel", "stretchy", "symmetric", "width",
]);
const IGNORED = new Set(["accent", "fence", "separator"]); // by browsers, at an operator
// A stylesheet aligns the columns of `aligned`.
const ALIGNED = { columnalign: /^(right left ?)+$/, columnspacing: /^0em/, rowspacing: /^3pt$/ };
// \mathbb and \mathcal: where these capitals begin in Unicode, and those that stand elsewhere.
const CAPITALS = {
  "double-struck": [0x1D538, { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" }],
  "-tex-calligraphic":
    [0x1D49C, { B: "ℬ", E: "ℰ", F: "ℱ", H: "ℋ", I: "ℐ", L: "ℒ", M: "ℳ", R: "ℛ" }],
};
// The accent, and not the sign for powers, which is as wide as a letter; primes one by one.
const SIGNS = { "^": "ˆ", "″": "′′", "‴": "′′′", "⁗": "′′′′" };
const SPACES = { thinmathspace: "0.167em", mediummathspace: "0.222em", thickmathspace: "0.278em" };
const ROWS = new Set(["math", "mrow", "msqrt", "mstyle", "mtd"]);

const escape = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
  .replace(/"/g, "&quot;");
const isSpace = node => node.isKind("mspace") || (node.isKind("mstyle") && children(node).every(isSpace));
const text = node => node.childNodes.map(child => child.getText()).join("");
const children = node => node.childNodes.flatMap(c => c.isInferred ? children(c) : [c]);

function capital(node) {
  const [first, others] = CAPITALS[node.attributes.get("mathvariant")] ?? [];
  const letter = text(node);
  if (!first || !/^[A-Z]$/.test(letter)) return undefined;
  return others[letter] ?? String.fromCodePoint(first + letter.charCodeAt() - 65);
}

function element(kind, attributes, content) {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(`${value}`)}"`);
  return `<${kind}${written.join("")}>${content}</${kind}>`;
}

function attributes(node, kind) {
  const found = {};
  for (const [name, value] of Object.entries(node.attributes.getAllAttributes())) {
    const upright = kind === "mi" && name === "mathvariant" && value === "normal";
    if (ATTRIBUTES.has(name) || upright) found[name] = value;
    else if (kind === "mo" && IGNORED.has(name)) continue;
    else if (kind === "mtable" ? !ALIGNED[name]?.test(value) : name !== "mathvariant" || !capital(node))
      throw Error(`<${kind} ${name}="${value}"> does not look the same in every browser`);
  }
  if (kind === "mover" && node.attributes.get("accent")) {
    const accent = text(node.childNodes[1]);
    if (accent !== "^") throw Error(`the accent ${accent} does not look the same in every browser`);
    found.accent = true;
  }
  return found;
}

// What stands in a row, with the space that TeX sets between: each browser has a mind of its own.
// It belongs to the operator before it, else to the one behind it.
function row(nodes) {
  const before = nodes.map(node => SPACES[node.texSpacing()] ?? node.texSpacing());
  // TeX takes the sign that a continued line begins with for a sign of its own.
  if (nodes[1]?.isKind("mo") && isSpace(nodes[0]) && /^[+−⋅]$/.test(text(nodes[1])))
    before[2] = SPACES.mediummathspace;
  return nodes.map((node, i) => {
    const free = !nodes[i - 1]?.isKind("mo") && before[i];
    if (node.isKind("mo")) return mathml(node, free || "0", before[i + 1] || "0");
    return (free ? element("mspace", { width: free }, "") : "") + mathml(node);
  }).join("");
}

function mathml(node, lspace = "0", rspace = "0") {
  const kind = node.isKind("TeXAtom") ? "mrow" : node.kind;
  if (!ELEMENTS.has(kind)) throw Error(`<${kind}> does not look the same in every browser`);
  const found = attributes(node, kind);
  if (node.isToken) {
    const content = capital(node) ?? SIGNS[text(node)] ?? escape(text(node));
    // Every browser leaves these without a space.
    const tight = lspace === "0" && rspace === "0" && /^[()[\]ˆ⏟]$|^′+$/.test(content);
    return element(kind, kind === "mo" && !tight ? { ...found, lspace, rspace } : found, content);
  }
  if (!ROWS.has(kind)) return element(kind, found, node.childNodes.map(n => mathml(n)).join(""));
  const inner = children(node);
  // No box for a single thing.
  if (isSpace(node) || (kind === "mrow" && inner.length === 1 && !found.class)) return row(inner);
  return element(kind, found, row(inner));
}

// Each formula, or what is the matter with it.
const typesetAll = formulas => JSON.stringify(formulas.map(([latex, display]) => {
  try {
    const root = page.convert(latex, { display, end: core.MathItem.STATE.CONVERT });
    root.setTeXclass(null); // what the spaces follow from
    root.attributes.set("data-latex", latex.trim()); // what copying gives
    return { html: mathml(root) };
  } catch (error) {
    return { error: error.message };
  }
}));
