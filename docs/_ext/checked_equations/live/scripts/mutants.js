// Formulas with one mistake each: equations/verdict/mutants.py again, for what is read here.

const { isNumber, stemOf, walk } = live.trees

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


// The tree with other nodes in place of some of its own, which a map tells; the rest is shared.
live.exchanged = (node, others) => {
  const places = [...others.keys()]
  const isAbove = part => {
    for (const { start, end } of places) if (part.start <= start && end <= part.end) return true
    return false
  }
  const changed = part => (isAbove(part) ? live.exchanged(part, others) : part)
  if (others.has(node)) return others.get(node)
  const copy = { ...node }
  for (const key in node) {
    const part = node[key]
    if (part?.kind) copy[key] = changed(part)
    else if (part?.[0]?.kind) copy[key] = part.map(changed)
  }
  return copy
}

// A formula as its mutants need it; what they ask for again and again is found once.
function textOf(latex, chain, model, around) {
  const nodes = [...chain.sides, ...around].flatMap(side => walk(side))
  const symbols = nodes.filter(node => node.kind === "Symbol")
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

// What an operator does to a node: what stands in its place as LaTeX, and as a tree. Where only a
// part of its LaTeX changes, `place` says which.
const edit = (node, to, changes, place = [node.start, node.end]) =>
  ({ node, to, place, tree: { ...node, ...changes } })

// The edit that writes another symbol; none for the same.
function* symbolEdit(node, changes) {
  const other = { ...node, ...changes }
  const isSame = stemOf(other) === stemOf(node) && `${other.subscripts}` === `${node.subscripts}`
  if (!isSame) yield edit(node, live.latex(other), changes)
}

function functionEdit(node, changes) {
  const { name, primes } = { ...node, ...changes }
  const symbol = { kind: "Symbol", base: name, accent: "", primes, layer: "", subscripts: [] }
  return edit(node, live.latex(symbol), changes)
}

const operators = {
  // Another index or number; transposed indices; another number of a name.
  *index(node, text) {
    if (node.kind === "BigSum") {
      const place = [node.start, node.body.start]
      for (const index of text.letters) {
        const head = text.latex.slice(...place).replace(/(_\s*\{?\s*)[a-zA-Z]/, `$1${index}`)
        yield edit(node, head, { index }, place)
      }
    }
    if (node.kind !== "Symbol" || !node.subscripts.length) return
    const name = live.find(node, text.model)
    if (!name?.axes.length) {
      const alike = text.model.names.filter(({ symbol }) => symbol.kind === "Symbol" && stemOf(symbol) === stemOf(node))
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
    if (node.kind === "Function") yield functionEdit(node, { primes })
    else if (node.kind === "Symbol" && (node.primes || live.find({ ...node, primes }, text.model)))
      yield* symbolEdit(node, { primes })
  },

  // The sign of a term, or of a whole side.
  *sign(node, text) {
    if (node.kind !== "Sum") {
      const turned = { kind: "Sum", terms: [node], signs: [-1] }
      if (text.chain.sides.includes(node)) yield { node, to: "-", place: [node.start, node.start], tree: turned }
      return
    }
    let start = node.start
    for (const [at, term] of node.terms.entries()) {
      const gap = text.latex.slice(start, term.start)
      const swapped = node.signs[at] < 0 ? gap.replaceAll("-", at ? "+" : "") : gap.replaceAll("+", "-")
      const turned = swapped === gap ? `${gap}-` : swapped
      yield edit(node, turned, { signs: node.signs.with(at, -node.signs[at]) }, [start, term.start])
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
      for (const [at, factor] of node.factors.entries()) {
        const place = at ? [node.factors[at - 1].end, factor.end] : [factor.start, node.factors[1].start]
        yield edit(node, "", { factors: node.factors.toSpliced(at, 1) }, place)
      }
    } else if (node.kind === "Quotient") {
      for (const part of [node.top, node.bottom])
        if (part.kind !== "Product") yield { ...edit(part, "1"), tree: { kind: "Number", text: "1" } }
    }
  },

  // A term deleted, with its sign.
  *"deleted term"(node, text) {
    if (node.kind !== "Sum" || node.terms.length < 2) return
    for (const [at, term] of node.terms.entries()) {
      const place = [at ? node.terms[at - 1].end : node.start, term.end]
      const left = at ? "" : text.latex.slice(node.start, term.start).replace(/[-+]/g, "")
      yield edit(node, left, { terms: node.terms.toSpliced(at, 1), signs: node.signs.toSpliced(at, 1) }, place)
    }
  },

  // A hat dropped, or added to a symbol that exists with it.
  *hat(node, text) {
    const accent = node.accent ? "" : "hat"
    if (node.kind === "Symbol" && (node.accent || live.find({ ...node, accent }, text.model)))
      yield* symbolEdit(node, { accent })
  },

  // Another function: a declared one of the same kind, or the usual partner; a root dropped.
  *function(node, text) {
    if (node.kind === "Call" && node.function.name === "\\sqrt") {
      const [inside] = node.arguments
      yield { ...edit(node, `(${text.of(inside)})`), tree: { kind: "Group", items: [inside] } }
    }
    if (node.kind === "Series" && node.sign in PARTNERS) {
      const sign = PARTNERS[node.sign]
      yield edit(node, sign, { sign }, [node.start, node.start + node.sign.length])
    }
    if (node.kind !== "Function") return
    if (node.name in PARTNERS) {
      yield functionEdit(node, { name: PARTNERS[node.name], primes: 0 })
      return
    }
    const functions = text.model.names.filter(({ symbol }) => symbol.kind === "Function")
    const own = functions.find(({ symbol }) => symbol.name === node.name)
    for (const other of functions)
      if (own && other !== own && `${other.takes}` === `${own.takes}`)
        yield functionEdit(node, { name: other.symbol.name })
    if (!node.primes) yield functionEdit(node, { name: "\\exp" })
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
      if (changed < 0 || !Number.isSafeInteger(changed)) continue
      const text = (changed / 10 ** places).toFixed(places)
      yield edit(node, text, { text })
    }
  },

  // Numerator and denominator swapped.
  *"upside down"(node, text) {
    if (node.kind !== "Quotient" && (node.kind !== "Partial" || node.top?.kind !== "Symbol")) return
    const d = node.kind === "Partial" ? "\\partial " : ""
    const turned = `\\frac{${d}${text.of(node.bottom)}}{${d}${text.of(node.top)}}`
    yield edit(node, turned, { top: node.bottom, bottom: node.top })
  },
}

// By name, in the order of Python's.
live.operators = operators

function replaced(latex, { place: [start, end], to }) {
  const before = latex.slice(0, start)
  return `${before} ${/\^\s*$/.test(before) ? `{${to}}` : to} ${latex.slice(end)}`
}

// The formula with edits, from left to right; spaces keep a new letter off the command in front of it.
live.edited = (latex, edits) => edits.reduceRight(replaced, latex).trim().replace(/\s+/g, " ")

// Without \left and \right, which mean nothing here, brackets can go one by one.
live.withoutSizes = latex => latex.replace(/\\(left|right)(?![a-zA-Z])/g, found => " ".repeat(found.length))

// All single mistakes in `latex`, of which `chain` is the tree: each is the formula with `to` in `place`, and with `tree`
// in place of `node`. What is written may also come from the trees `around` it.
live.mutants = function* (latex, chain, model, around = []) {
  const text = textOf(live.withoutSizes(latex), chain, model, around)
  for (const node of chain.sides.flatMap(walk)) {
    if (node.kind === "Function" && node.name === "\\sqrt") continue // nothing without what it stands over
    const seen = new Set()
    for (const [operator, edits] of Object.entries(operators))
      for (const one of edits(node, text)) {
        const key = `${one.place} ${one.to}`
        if (!seen.has(key)) yield { operator, ...one }
        seen.add(key)
      }
  }
}
