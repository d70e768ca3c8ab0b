// Formulas with one mistake each: equations/mutants.py again, for what is read here.

// The functions that the grammar knows, each with one that is easily taken for it.
const PARTNERS = {
  "\\exp": "\\log",
  "\\log": "\\exp",
  "\\ln": "\\exp",
  "\\sin": "\\cos",
  "\\cos": "\\sin",
  "\\tanh": "\\sin",
  "\\max": "\\min",
  "\\min": "\\max",
}
// So many elements are tried of what has no size of its own.
const FEW = 2

const isNode = value => value !== null && typeof value === "object" && "kind" in value
const isRoot = node => node.kind === "Call" && node.function.name === "\\sqrt"
const isNumber = index => /^\d+$/.test(index)
const unspaced = latex => latex.replace(/\s+/g, "")

// The node and all that it is made of, from left to right.
function* walk(node) {
  yield node
  for (const value of Object.values(node)) for (const part of [value].flat()) if (isNode(part)) yield* walk(part)
}

// A formula as its mutants need it; what they ask for again and again is found once.
function textOf(latex, chain, model) {
  const symbols = chain.sides.flatMap(side => [...walk(side)]).filter(node => node.kind === "Symbol")
  const named = symbols.map(symbol => [symbol, live.find(symbol, model)]).filter(([, name]) => name)
  const indices = named.flatMap(([symbol, name]) => (name.axes.length ? symbol.subscripts : []))
  return {
    latex,
    chain,
    model,
    of: node => latex.slice(node.start, node.end),
    named: new Set(named.map(([, name]) => name.python)),
    letters: [...new Set(indices.filter(index => !isNumber(index)))].sort(),
  }
}

// The edit that writes another symbol; none for the same.
function* symbolEdit(node, changes) {
  const other = { ...node, ...changes }
  const whole = symbol => JSON.stringify([symbol.base, symbol.accent, symbol.primes, symbol.layer, symbol.subscripts])
  if (whole(other) !== whole(node)) yield [node.start, node.end, live.latex(other)]
}

const stem = symbol => JSON.stringify([symbol.base, symbol.accent, symbol.primes, symbol.layer])

// Each makes edits of a node: a start, an end, and what stands between them from now on.
const operators = {
  // Another index or number; transposed indices; another number of a name.
  *index(node, text) {
    if (node.kind === "BigSum") {
      const head = text.latex.slice(node.start, node.body.start)
      for (const letter of text.letters)
        yield [node.start, node.body.start, head.replace(/(_\s*\{?\s*)[a-zA-Z]/, `$1${letter}`)]
    }
    if (node.kind !== "Symbol" || !node.subscripts.length) return
    const name = live.find(node, text.model)
    if (!name?.axes.length) {
      const alike = text.model.names.filter(({ symbol }) => symbol.kind === "Symbol" && stem(symbol) === stem(node))
      for (const { symbol } of alike) yield* symbolEdit(node, { subscripts: symbol.subscripts })
      return
    }
    for (const [at, index] of node.subscripts.entries()) {
      const size = text.model.sizes[name.axes[at]] ?? FEW
      const numbers = Array.from({ length: size }, (_, i) => `${i + 1}`)
      for (const other of isNumber(index) ? numbers : [...text.letters, "1"])
        yield* symbolEdit(node, { subscripts: node.subscripts.with(at, other) })
    }
    yield* symbolEdit(node, { subscripts: node.subscripts.toReversed() })
  },

  // A prime dropped, or added: to a function, and to a symbol that exists with it.
  *prime(node, text) {
    const primes = node.primes ? 0 : 1
    if (node.kind === "Function") yield [node.start, node.end, functionLatex(node.name, primes)]
    else if (node.kind === "Symbol" && (node.primes || live.find({ ...node, primes }, text.model)))
      yield* symbolEdit(node, { primes })
  },

  // The sign of a term, or of a whole side.
  *sign(node, text) {
    if (node.kind !== "Sum") {
      if (text.chain.sides.includes(node)) yield [node.start, node.start, "-"]
      return
    }
    let start = node.start
    for (const [at, term] of node.terms.entries()) {
      const gap = text.latex.slice(start, term.start)
      const turned = node.signs[at] < 0 ? gap.replaceAll("-", at ? "+" : "") : gap.replaceAll("+", "-")
      yield [start, term.start, turned === gap ? `${gap}-` : turned]
      start = term.end
    }
  },

  // Another layer; the words of a superscript dropped.
  *layer(node) {
    if (node.kind !== "Symbol" || !node.layer) return
    yield* symbolEdit(node, { layer: { "(1)": "(2)", "(2)": "(1)" }[node.layer] ?? "" })
  },

  // A factor deleted; a lone numerator or denominator becomes 1.
  *"deleted factor"(node) {
    if (node.kind === "Product") {
      const [first, second] = node.factors
      yield [first.start, second.start, ""]
      for (const [at, factor] of node.factors.entries()) if (at) yield [node.factors[at - 1].end, factor.end, ""]
    } else if (node.kind === "Quotient") {
      for (const part of [node.top, node.bottom]) if (part.kind !== "Product") yield [part.start, part.end, "1"]
    }
  },

  // A term deleted, with its sign.
  *"deleted term"(node, text) {
    if (node.kind !== "Sum" || node.terms.length < 2) return
    const [first] = node.terms
    yield [node.start, first.end, text.latex.slice(node.start, first.start).replace(/[-+]/g, "")]
    for (const [at, term] of node.terms.entries()) if (at) yield [node.terms[at - 1].end, term.end, ""]
  },

  // A hat dropped, or added to a symbol that exists with it.
  *hat(node, text) {
    const accent = node.accent ? "" : "hat"
    if (node.kind === "Symbol" && (node.accent || live.find({ ...node, accent }, text.model)))
      yield* symbolEdit(node, { accent })
  },

  // Another function: a declared one of the same kind, or the usual partner; a root dropped.
  *function(node, text) {
    if (isRoot(node)) yield [node.start, node.end, `(${text.of(node.arguments[0])})`]
    if (node.kind === "Series" && node.sign in PARTNERS)
      yield [node.start, node.start + node.sign.length, PARTNERS[node.sign]]
    if (node.kind !== "Function") return
    if (node.name in PARTNERS) {
      yield [node.start, node.end, PARTNERS[node.name]]
      return
    }
    const functions = text.model.names.filter(({ symbol }) => symbol.kind === "Function")
    const own = functions.find(({ symbol }) => symbol.name === node.name)
    for (const other of functions)
      if (own && other !== own && other.shape === own.shape)
        yield [node.start, node.end, functionLatex(other.symbol.name, node.primes)]
    if (!node.primes) yield [node.start, node.end, "\\exp"]
  },

  // Another symbol of the same shape: one of the formula, or a neighbour in the notation.
  *symbol(node, text) {
    const name = node.kind === "Symbol" && live.find(node, text.model)
    if (!name) return
    const isAlike = other => `${other.axes}` === `${name.axes}` && other.symbol.kind === "Symbol"
    const alike = text.model.names.filter(isAlike)
    const own = alike.indexOf(name)
    for (const [place, other] of alike.entries()) {
      if (Math.abs(place - own) > 2 && !text.named.has(other.python)) continue
      const { base, accent, primes, layer, subscripts } = other.symbol
      const indices = other.axes.length ? node.subscripts : subscripts
      yield* symbolEdit(node, { base, accent, primes, layer, subscripts: indices })
    }
  },

  // A number one more or one less; of a decimal number, its last digit.
  *constant(node) {
    if (node.kind !== "Number") return
    const places = (node.text.split(".")[1] ?? "").length
    for (const step of [1, -1]) {
      const changed = Math.round(Number(node.text) * 10 ** places) + step
      if (changed >= 0) yield [node.start, node.end, (changed / 10 ** places).toFixed(places)]
    }
  },

  // Numerator and denominator swapped.
  *"upside down"(node, text) {
    if (node.kind === "Quotient")
      yield [node.start, node.end, `\\frac{${text.of(node.bottom)}}{${text.of(node.top)}}`]
    else if (node.kind === "Partial" && node.top?.kind === "Symbol")
      yield [node.start, node.end, `\\frac{\\partial ${text.of(node.bottom)}}{\\partial ${text.of(node.top)}}`]
  },
}

const functionLatex = (name, primes) =>
  live.latex({ kind: "Symbol", base: name, accent: "", primes, layer: "", subscripts: [] })

// The formula with one edit; spaces keep a new letter off the command in front of it.
function edited(latex, [start, end, to]) {
  const before = latex.slice(0, start)
  const inside = /\^\s*$/.test(before) ? `{${to}}` : to
  return `${before} ${inside} ${latex.slice(end)}`.trim().replace(/\s+/g, " ")
}

// All formulas that one mistake makes of `latex`, of which `chain` is the tree.
live.mutants = (latex, chain, model) => {
  // Without \left and \right, which mean nothing here, brackets can go one by one.
  const blank = latex.replace(/\\(left|right)(?![a-zA-Z])/g, found => " ".repeat(found.length))
  const text = textOf(blank, chain, model)
  const made = new Map()
  for (const side of chain.sides)
    for (const node of walk(side)) {
      if (node.kind === "Function" && node.name === "\\sqrt") continue // nothing without what it stands over
      for (const [operator, edits] of Object.entries(operators))
        for (const edit of edits(node, text)) {
          const [start, end, to] = edit
          const mutant = { operator, latex: edited(blank, edit), place: [start, end], from: latex.slice(start, end), to }
          const key = unspaced(mutant.latex)
          if (!made.has(key)) made.set(key, mutant)
        }
    }
  made.delete(unspaced(blank))
  return [...made.values()]
}
