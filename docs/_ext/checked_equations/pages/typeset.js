// LaTeX to MathML. Runs in V8 after MathJax's own files, without a browser or a network.
const { adaptors, handlers, input, mathjax, core } = MathJax._;

handlers.html_ts.RegisterHTMLHandler(adaptors.liteAdaptor.liteAdaptor());
const tex = new input.tex_ts.TeX({
  packages: ["base", "ams", "boldsymbol", "configmacros", "html"],
  macros: {
    wrong: ["\\class{wrong}{#1}", 1],
    bm: ["\\boldsymbol{#1}", 1],
    bold: ["\\mathbf{#1}", 1],
    coloneqq: ":=",
    intercal: "\\top",
    argmax: "\\operatorname*{argmax}",
    argmin: "\\operatorname*{argmin}",
  },
  formatError: (_, error) => { throw error; },
});
const page = mathjax.mathjax.document("", { InputJax: tex });

// What is drawn in another way than written: no numbers, for the build numbers equations; one alignment
// for all environments; accents over one symbol in one width, and its indices never bold.
const BRACES = "\\{(?:[^{}]|\\{(?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*\\})*\\}";
const SYMBOL = `(\\\\[a-zA-Z]+(?:\\s*${BRACES})?|[a-zA-Z0-9])`;
const SCRIPTS = `((?:'|\\s*[_^]\\s*(?:${BRACES}|\\\\[a-zA-Z]+|[a-zA-Z0-9]))*)`;
const BOLD = "\\\\(mathbf|mathsf|bold|boldsymbol|bm)";
const SECOND = /&([^&\\]*(?:\\[a-zA-Z]+\s*)?)&/g; // a relation between two & of eqnarray
const WIDE = { overline: "bar", widehat: "hat", widetilde: "tilde" };
const REWRITTEN = [
  [/\\(tag\*?|label)\s*\{[^{}]*\}|\\(nonumber|notag)(?![a-zA-Z])/g, ""],
  [/\\left\s*\\\{\s*\\begin\s*\{(?:array\}\s*\{[lcr\s]*|matrix)\}((?:(?!\\(?:begin|end)\b)[^])*)\\end\s*\{(?:array|matrix)\}\s*\\right\s*\./g,
    "\\begin{cases}$1\\end{cases}"],
  [/(\\begin\s*\{array\}\s*)\{([lcr\s]*)\}/g, (_, begin, columns) => `${begin}{${columns.replace(/[lr]/g, "c")}}`],
  [/\\begin\s*\{eqnarray\*?\}[^]*?\\end\s*\{eqnarray\*?\}/g, rows => rows.replace(SECOND, "&$1")],
  [/\\begin\s*\{(alignat|alignedat)\*?\}\s*\{\d+\}/g, "\\begin{aligned}"],
  [/\\(begin|end)\s*\{(eqnarray|alignat|alignedat)\*?\}/g, "\\$1{aligned}"],
  [/\\(begin|end)\s*\{(gather|multline)\*?\}/g, "\\$1{gathered}"],
  [RegExp(`\\\\(overline|widehat|widetilde)\\s*(\\{\\s*${SYMBOL}${SCRIPTS}\\s*\\})`, "g"),
    (_, accent, inside) => `\\${WIDE[accent]}${inside}`],
  [RegExp(`\\{\\s*\\\\(bf|sf)(?![a-zA-Z])\\s*${SYMBOL}${SCRIPTS}\\s*\\}`, "g"), "{\\math$1{$2}$3}"],
  [RegExp(`${BOLD}\\s*\\{\\s*${SYMBOL}${SCRIPTS}\\s*\\}`, "g"), "\\$1{$2}$3"],
];
const rewritten = latex => REWRITTEN.reduce((text, [what, by]) => text.replace(what, by), latex);

// What Chromium, Firefox and WebKit draw alike. Anything else is an error.
const ELEMENTS = new Set([
  "math", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow", "mspace", "msqrt", "mstyle",
  "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
]);
const ATTRIBUTES = new Set([
  "class", "data-latex", "display", "displaystyle", "largeop", "linethickness", "maxsize", "minsize",
  "movablelimits", "scriptlevel", "stretchy", "symmetric", "width",
]);
const IGNORED = new Set(["accent", "fence", "separator"]); // on an operator, where browsers ignore them
// A stylesheet aligns the columns of `aligned`, and those of `cases`.
const ALIGNED = new Map([
  ["columnalign", /^right( left right)*( left)?$/],
  ["columnspacing", /^(0em( 2em 0em)*( 2em)?)?$/],
  ["rowspacing", /^3pt$/],
]);
const CASES = new Map([
  ["columnalign", /^left left$/], ["columnspacing", /^1em$/], ["rowspacing", /^\.2em$/],
]);
// It centres the entries of matrices and the rows of `gathered`.
const CENTRED = new Map([
  ["columnalign", /^center( center)*$/],
  ["columnspacing", /^(1|0\.333)em$/],
  ["rowspacing", /^[\d.]+(pt|em)( [\d.]+(pt|em))*$/],
]);
const isCentred = node => /^(1|0\.333)em$/.test(node.attributes.getExplicit("columnspacing") ?? "");
const isCases = node => [...CASES].every(([name, value]) => value.test(node.attributes.get(name)));
// Other alphabets: where their characters begin in Unicode, by the first that each row is for, and
// those that stand elsewhere.
const ALPHABETS = new Map([
  ["double-struck", [{ A: 0x1D538, 1: 0x1D7D9 },
    { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" }]],
  ["-tex-calligraphic", [{ A: 0x1D49C },
    { B: "ℬ", E: "ℰ", F: "ℱ", H: "ℋ", I: "ℐ", L: "ℒ", M: "ℳ", R: "ℛ" }]],
  ["bold", [{ A: 0x1D400, a: 0x1D41A, 0: 0x1D7CE }, {}]],
  ["bold-italic", [{ A: 0x1D468, a: 0x1D482, α: 0x1D736 }, {}]],
  ["sans-serif", [{ A: 0x1D5A0, a: 0x1D5BA }, {}]],
]);
const ROWS_OF_LETTERS = { A: /^[A-Z]$/, a: /^[a-z]$/, 0: /^[0-9]$/, 1: /^1$/, α: /^[α-ω]$/ };
// For an accent the sign that is one, as ^ is as wide as a letter. Several primes one by one, as
// only the single one is in the font.
const SIGNS = new Map([["^", "ˆ"], ["″", "′′"], ["‴", "′′′"], ["⁗", "′′′′"]]);
const ACCENTS = new Map([["^", "ˆ"], ["~", "˜"], ["¯", "¯"], ["˙", "˙"], ["¨", "¨"], ["→", "→"]]);
const SPACES = new Map([
  ["thinmathspace", "0.167em"], ["mediummathspace", "0.222em"], ["thickmathspace", "0.278em"],
]);
const HIGH = new Set(["mfrac", "mroot", "msqrt", "msubsup", "mtable", "munder", "munderover"]);
const ROWS = new Set(["math", "mrow", "msqrt", "mstyle", "mtd"]);

const escaped = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
  .replace(/"/g, "&quot;");
const textOf = node => node.childNodes.map(child => child.getText()).join("");
const childrenOf = node => node.childNodes.flatMap(c => c.isInferred ? childrenOf(c) : [c]);
const unlike = what => Error(`${what} does not look the same in every browser`);

function isSpace(node) {
  const inside = node.isKind("mstyle") ? childrenOf(node) : [node];
  return inside.length === 1 && inside[0].isKind("mspace");
}

// Letters of another alphabet as the characters that they are in Unicode.
function lettered(node) {
  const letters = [...textOf(node)].map(letter => character(letter, node.attributes.get("mathvariant")));
  return letters.includes(undefined) ? undefined : letters.join("");
}

function character(letter, alphabet) {
  const [rows, others] = ALPHABETS.get(alphabet) ?? [{}, {}];
  const row = Object.keys(rows).find(first => ROWS_OF_LETTERS[first].test(letter));
  if (row === undefined) return undefined;
  return others[letter] ?? String.fromCodePoint(rows[row] + letter.charCodeAt() - row.charCodeAt());
}

function element(kind, attributes, content) {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(`${value}`)}"`);
  return `<${kind}${written.join("")}>${content}</${kind}>`;
}

function attributesOf(node, kind) {
  const [style, table] = kind !== "mtable" ? [] : isCases(node) ? ["cases", CASES]
    : isCentred(node) ? ["centred", CENTRED] : ["", ALIGNED];
  const found = style ? { class: style } : {};
  for (const [name, value] of Object.entries(node.attributes.getAllAttributes())) {
    const upright = kind === "mi" && name === "mathvariant" && value === "normal";
    if (ATTRIBUTES.has(name) || upright) found[name] = value;
    else if (kind === "mo" && IGNORED.has(name)) continue;
    else if (name === "mathvariant" && node.parent?.attributes.get("accent") && kind === "mo") continue;
    else if (kind === "mtable" ? !table.get(name)?.test(value) : name !== "mathvariant" || !lettered(node))
      throw unlike(`<${kind} ${name}="${value}">`);
  }
  if ("minsize" in found) found.stretchy = true;
  if (kind === "mfrac") found.linethickness ??= "1px"; // else some lines are drawn twice as thick as others
  if (kind === "mover" && node.attributes.get("accent")) {
    const accent = node.childNodes[1];
    if (!ACCENTS.has(textOf(accent)) || accent.attributes.get("stretchy") !== false)
      throw unlike(`the accent ${textOf(accent)}`);
    found.accent = true;
  }
  return found;
}

// What stands in a row, with the space that TeX sets between its parts. It is written out because
// each browser has other defaults. An operator carries the space on both of its sides; between two
// parts that are none, the space is an element.
function row(nodes, kind) {
  const before = nodes.map(node => SPACES.get(node.texSpacing()) ?? node.texSpacing());
  // A sign at the beginning of a line continues the line above: it is no sign of a number.
  const first = nodes.findIndex(node => !isSpace(node));
  if (kind === "mtd" && first > 0 && /^[+−⋅×]$/.test(textOf(nodes[first])))
    before[first + 1] = SPACES.get("mediummathspace");
  return nodes.map((node, i) => {
    const free = !nodes[i - 1]?.isKind("mo") && before[i];
    if (node.isKind("mo")) return mathml(node, free || "0", before[i + 1] || "0");
    return (free ? element("mspace", { width: free }, "") : "") + mathml(node);
  }).join("");
}

// Upright letters become text, as Firefox would put space between them and slanted ones.
function token(node, kind, { mathvariant, ...found }) {
  const content = lettered(node) ?? textOf(node);
  const upright = kind === "mi" && (mathvariant || textOf(node).length > 1);
  return element(upright ? "mtext" : kind, found, escaped(content));
}

const isHigh = node => HIGH.has(node.kind) || (!node.isToken && childrenOf(node).some(isHigh));

function mathml(node, lspace = "0", rspace = "0") {
  const kind = node.isKind("TeXAtom") ? "mrow" : node.kind;
  if (!ELEMENTS.has(kind)) throw unlike(`<${kind}>`);
  const found = attributesOf(node, kind);
  if (kind === "mo") {
    const written = node.parent?.attributes.get("accent") ? ACCENTS : SIGNS;
    const sign = written.get(textOf(node)) ?? textOf(node);
    // Every browser draws these without space around them.
    const tight = lspace === "0" && rspace === "0" && /^[()[\]ˆ˜¯˙¨→⏟]$|^′+$/.test(sign);
    return element(kind, tight ? found : { ...found, lspace, rspace }, escaped(sign));
  }
  if (node.isToken) return token(node, kind, found);
  if (!ROWS.has(kind)) return element(kind, found, node.childNodes.map(child => mathml(child)).join(""));
  const inner = childrenOf(node);
  // Brackets stretch only around what is higher than a line.
  if (node.getProperty("open") != null && !inner.some(isHigh))
    for (const fence of [inner[0], inner.at(-1)]) fence.attributes.set("stretchy", false);
  // A single part needs no box around it.
  const single = isSpace(node) || (kind === "mrow" && inner.length === 1);
  return single && !found.class ? mathml(inner[0]) : element(kind, found, row(inner, kind));
}

// For each formula its MathML, or why there is none.
const typesetAll = formulas => formulas.map(([latex, display]) => {
  try {
    tex.reset(); // labels of earlier formulas must not count
    const root = page.convert(rewritten(latex), { display, end: core.MathItem.STATE.CONVERT });
    root.setTeXclass(null); // the spaces follow from it
    root.attributes.set("data-latex", latex.trim()); // the LaTeX that copying a formula gives
    return { html: mathml(root) };
  } catch (error) {
    return { error: error.message };
  }
});
