// A tree to LaTeX, as equations/latex/printer.py does it, for the trees that the browser reads.

const { isBracketed, isIndex, isStep, isWord } = live.names

// How firmly LaTeX holds together, from loose to firm; see there.
const [SUM, SERIES, PRODUCT, ROW, CALL_POWER, POWER, CALL, ATOM] = [0, 1, 2, 3, 4, 5, 6, 7]

const printed = (latex, level = ATOM) => ({ latex, level })
const within = (piece, level) => piece.level >= level ? piece.latex : inBrackets(piece.latex)

function inBrackets(...items) {
  const latex = items.join(", ")
  return /\\(frac|sum|underbrace)(?![a-zA-Z])/.test(latex) ? `\\left( ${latex} \\right)` : `(${latex})`
}

// The parts of a symbol, in \text{…} unless they can be read back without it.
const written = (name, isPlain) => isPlain ? name : `\\text{${name}}`

function symbol({ base, accent, primes, layer, subscripts }) {
  let latex = written(base, !isWord(base))
  if (accent) latex = `\\${accent}{${latex}}`
  if (subscripts?.length) {
    const separator = subscripts.every(s => /^[a-zA-Z0-9]$/.test(s)) ? "" : ","
    latex += `_{${subscripts.map(s => written(s, isIndex(s))).join(separator)}}`
  }
  latex += "'".repeat(primes ?? 0)
  if (!layer) return latex
  return `${latex}^{${written(layer, isBracketed(layer) || isStep(layer))}}`
}

const unmarked = node => node.kind === "Underbrace" ? unmarked(node.body) : node
const isRoot = node => node.kind === "Call" && node.function.name === "\\sqrt"
const isCall = node => node.kind === "Call" && !isRoot(node)
const isSeries = node => node.kind === "BigSum" || node.kind === "Series"

// Whether a symbol with this superscript would be read as one with a layer.
function namesLayer(exponent) {
  const inner = unmarked(exponent)
  if (inner.kind === "Symbol" && inner.base.length > 1 && live.latex(inner) === `\\text{${inner.base}}`)
    return true
  return isBracketed(live.latex(inner).replace(/\\(left|right)(?![a-zA-Z])|\s+/g, "").replace(/_\{(\w)\}/g, "_$1"))
}

// An exponent without brackets that would make it a layer or another index.
function raised(base, exponent) {
  if (base.kind === "Number" || !namesLayer(exponent)) return live.latex(exponent)
  while (exponent.kind === "Group" && exponent.items.length === 1) [exponent] = exponent.items
  return live.latex(exponent).replaceAll(") (", ") \\cdot (")
}

// Whether this would take the next factor as its argument.
function reaches(node) {
  switch (node.kind) {
    case "Function": return true
    case "Partial": return !node.top
    case "Underbrace": return reaches(node.body)
    case "Power": return reaches(node.base)
    case "Product": return reaches(node.factors.at(-1))
  }
  return false
}

// Whether brackets behind this, which are printed so, would be read as its arguments.
function calls(node, following, latex) {
  if (node.kind !== "Symbol" || !/^(\\left)?\(/.test(latex)) return false
  while (["Power", "Transpose"].includes(following.kind)) following = following.base ?? following.body
  const named = node.base.startsWith("\\mathbb") || (node.base.length > 1 && node.base[0] !== "\\")
  return named || (following.kind === "Group" && following.items.length > 1)
}

function sum({ terms, signs }) {
  let latex = ""
  terms.forEach((term, i) => {
    // a + \underbrace{b - c} means the same without the brace, a - \underbrace{b - c} does not.
    const inner = unmarked(term)
    const marked = inner.kind === "Sum" && inner !== term && signs[i] > 0
    const signed = latex && inner.kind === "Sum" && inner.signs[0] < 0
    const operator = signs[i] > 0 ? "+" : "-"
    latex += latex ? ` ${operator} ` : operator.replace("+", "")
    latex += within(print(term), marked && !signed ? SUM : SERIES)
  })
  return printed(latex, SUM)
}

function product({ factors }) {
  let latex = "", level = ROW
  factors.forEach((factor, i) => {
    const loosest = i === factors.length - 1 ? SERIES : PRODUCT
    let piece = print(factor)
    const inside = within(piece, factor.kind === "Product" ? CALL_POWER : loosest)
    if (inside !== piece.latex) piece = printed(inside)
    const before = factors[i - 1]
    if (latex && (/^(\\underbrace\{)*\d/.test(inside) || reaches(before) || calls(before, factor, inside))) {
      latex += ` \\cdot ${inside}`
      level = PRODUCT
    } else latex += latex ? ` ${inside}` : inside
    if (piece.level === SERIES) level = SERIES
  })
  return printed(latex, level)
}

function power({ base, exponent }) {
  const inner = unmarked(base)
  // x^{\text{new}} is a symbol with a layer, (x)^{\text{new}} a power; behind a fraction nobody sees what it
  // belongs to.
  const layered = ["Symbol", "Function"].includes(inner.kind) && namesLayer(exponent)
  const unclear = layered || ["Quotient", "Partial"].includes(inner.kind)
  const below = unclear ? inBrackets(live.latex(base)) : within(print(base), CALL)
  return printed(`${below}^{${raised(base, exponent)}}`, isCall(base) ? CALL_POWER : POWER)
}

function partial({ top, bottom }) {
  const below = `\\partial ${within(print(bottom), isCall(bottom) ? ATOM : POWER)}`
  if (!top) return printed(`\\frac{\\partial}{${below}}`)
  const above = print(top)
  if (isSeries(unmarked(top))) return printed(`\\frac{\\partial}{${below}} ${above.latex}`, SERIES)
  return printed(`\\frac{\\partial ${within(above, ROW)}}{${below}}`)
}

function series(sign, below, last, body) {
  const above = last == null ? "" : `^{${last}}`
  let inside = within(print(body), SERIES)
  if (!["\\sum", "\\prod"].includes(sign) && body.kind === "Product" && /^(\\left)?\(/.test(inside))
    inside = inBrackets(inside)
  return printed(`${sign}_{${below}}${above} ${inside}`, SERIES)
}

const PRINTERS = {
  Number: node => printed(node.text),
  Symbol: node => printed(symbol(node), node.layer ? POWER : ATOM),
  Function: node => printed(symbol({ base: node.name, primes: node.primes })),
  Sum: sum,
  Product: product,
  Quotient: node => printed(`\\frac{${live.latex(node.top)}}{${live.latex(node.bottom)}}`),
  Power: power,
  Call: node => isRoot(node)
    ? printed(`\\sqrt{${live.latex(node.arguments[0])}}`)
    : printed(live.latex(node.function) + inBrackets(...node.arguments.map(live.latex)), CALL),
  Transpose: ({ body }) => {
    const isBare = (body.kind === "Symbol" && body.layer) || ["Quotient", "Partial"].includes(body.kind)
    const inner = live.latex(body)
    const below = !isBare ? within(print(body), CALL) : body.layer ? `{${inner}}` : inBrackets(inner)
    return printed(`${below}^\\top`, isCall(body) ? CALL_POWER : POWER)
  },
  Norm: ({ body }) => {
    const inside = reaches(body) ? inBrackets(live.latex(body)) : live.latex(body)
    return printed(`\\left\\| ${inside} \\right\\|`)
  },
  Partial: partial,
  BigSum: ({ index, first, last, body }) =>
    series("\\sum", first == null ? index : `${index}=${first}`, last?.kind ? live.latex(last) : last, body),
  Series: ({ sign, index, first, last, body }) =>
    series(sign, first ? `${index}=${live.latex(first)}` : index, last && live.latex(last), body),
  Group: node => printed(inBrackets(...node.items.map(live.latex))),
  // TeX sets the superscript of a brace above it.
  Underbrace: ({ body, claim }) => {
    const { latex, level } = print(body)
    const words = claim ? `= ${live.latex(claim)}` : "\\text{...}"
    return printed(`\\underbrace{${latex}}_{${words}}`, Math.min(level, POWER))
  },
}

const print = node => PRINTERS[node.kind](node)

// The sides of a chain with its relations; a continuation begins with one.
function chain({ sides, relations, continues }) {
  const before = continues ? relations : ["", ...relations]
  return sides.map((side, i) => `${before[i]} ${live.latex(side)}`.trim()).join(" ")
}

// A tree, or a chain of them, as LaTeX.
live.latex = node => node.kind === "Chain" ? chain(node) : print(node).latex
