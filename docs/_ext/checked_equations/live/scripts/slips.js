// What one slip makes of a formula, beyond the single edits of mutants.js: the same slip at several
// places, and one path alone. Each slip has its edits of the LaTeX, and the tree that they make.

const { walk } = live.trees

const slipOf = (operator, edits, side) =>
  ({ operator, edits, tree: live.exchanged(side, new Map(edits.map(({ node, tree }) => [node, tree]))) })

const ONE = { kind: "Number", text: "1" }
const isOne = node => live.normal(node) === live.normal(ONE)

const inOrder = edits => edits.toSorted((a, b) => a.place[0] - b.place[0])

// The sum in brackets that a factor is, or is a power of; nothing for anything else.
const bracketed = node => {
  const base = node.kind === "Power" ? node.base : node
  const sum = base.kind === "Group" ? live.bare(base) : null
  return sum?.kind === "Sum" && sum.terms.length > 1 ? { base, sum } : null
}

// Brackets left out: each factor of a product reaches only the term next to it, and so does a power;
// a fraction has the first term of its denominator alone below its line.
function* withoutBrackets(node, text) {
  if (node.kind === "Quotient" && live.bare(node.bottom).kind === "Sum") {
    const { terms: [first, ...others], signs } = live.bare(node.bottom)
    const tree = { kind: "Sum", terms: [{ ...node, bottom: first }, ...others], signs }
    yield { operator: "brackets", node, place: [node.start, node.end], to: live.latex(tree), tree }
    return
  }
  const factors = node.kind === "Product" ? node.factors : node.kind === "Power" ? [node] : []
  for (const [at, factor] of factors.entries()) {
    const found = bracketed(factor)
    if (!found) continue
    const { base, sum } = found
    const [first, last] = [sum.terms[0], sum.terms.at(-1)]
    const raised = factor === base ? last : { ...factor, base: last }
    const product = factors => ({ kind: "Product", factors })
    const terms = [product([...factors.slice(0, at), first]), ...sum.terms.slice(1, -1), product([raised, ...factors.slice(at + 1)])]
    const tree = { kind: "Sum", terms, signs: sum.signs }
    // A number behind a factor needs a sign between them.
    const to = at && /^\d/.test(text.of(sum)) ? `\\cdot ${text.of(sum)}` : text.of(sum)
    yield { operator: "brackets", node, place: [base.start, base.end], to, tree }
  }
}

// The single symbols that a function of the model is applied to.
const argumentsOf = ({ name }, { program }) => live.distinct(
  program.flatMap(({ tree }) => walk(tree))
    .filter(node => node.kind === "Call" && node.function.name === name && node.arguments[0].kind === "Symbol")
    .map(node => node.arguments[0]), live.normal)

// A difference turned round; a 1 minus left out; a sum for a product; an argument for a function of it, a number for
// its size, and another argument; a symbol for the value that it has in the running example.
function* further(side, text, model) {
  const { names, example } = model
  for (const node of walk(side)) {
    const place = [node.start, node.end]
    yield* withoutBrackets(node, text)
    if (node.kind === "Number" && node.text.includes("."))
      for (const { python, latex, symbol } of names)
        if (example.values[python] === Number(node.text)) yield { operator: "constant", node, place, to: latex, tree: symbol }
    if (node.kind === "Sum" && `${node.signs}` === "1,-1") {
      const [a, b] = node.terms
      const tree = { ...node, terms: [b, a] }
      yield { operator: "sign", node, place, to: `${text.of(b)} - ${text.of(a)}`, tree }
    }
    if (node.kind === "Sum" && `${node.signs}` === "1,-1" && isOne(node.terms[0])) {
      const tree = node.terms[1]
      yield { operator: "one minus", node, place, to: text.of(tree), tree }
    }
    if (node.kind === "Quotient") {
      const tree = { kind: "Product", factors: [node.top, node.bottom] }
      yield { operator: "product", node, place, to: live.latex(tree), tree }
    }
    if (node.kind === "Sum" && `${node.signs}` === "1,1") {
      const [a, b] = node.terms
      const tree = { kind: "Product", start: a.start, end: b.end, factors: node.terms }
      yield { operator: "product", node, place: [a.end, b.start], to: " \\cdot ", tree }
    }
    if (node.kind !== "Call" || node.arguments.length !== 1) continue
    const [argument] = node.arguments
    if (argument.kind === "Symbol" && !argument.subscripts.some(index => /[a-z]/.test(index)))
      for (const other of argumentsOf(node.function, model))
        if (live.normal(other) !== live.normal(argument))
          yield { operator: "symbol", node: argument, place: [argument.start, argument.end], to: live.latex(other), tree: other }
    if (node.function.name === "\\sqrt") {
      const { kind, base: tree, exponent } = live.bare(argument)
      if (kind === "Power" && exponent.text === "2") yield { operator: "function", node, place, to: text.of(tree), tree }
    } else {
      const tree = { kind: "Group", items: [argument] }
      yield { operator: "function", node, place, to: `(${text.of(argument)})`, tree }
    }
  }
}

// The symbols, functions and calls below some nodes, those that are the same together.
function alike(nodes) {
  const found = new Map()
  for (const node of nodes.flatMap(node => walk(node)))
    if (["Symbol", "Function", "Call"].includes(node.kind)) {
      const key = live.normal(node)
      found.set(key, [...(found.get(key) ?? []), node])
    }
  return [...found.values()]
}

const neighbours = ({ kind, factors }) =>
  kind === "Product" ? factors.slice(1).map((factor, at) => [factors[at], factor]) : []

// Of so few symbols any two are tried in each other's places, else those that differ in their subscripts.
const FEW = 4

// Two symbols in each other's places.
function* swapped(side, model) {
  const symbols = live.distinct(walk(side).filter(({ kind }) => kind === "Symbol"), node => live.normal(node))
  const isOne = symbol => live.find(symbol, model) && symbol.subscripts.every(index => !/^[a-z]$/.test(index))
  const isPair = (a, b) => live.normal(a) < live.normal(b) && [a, b].every(isOne) && ((a.base === b.base && a.layer === b.layer) || symbols.length <= FEW)
  for (const a of symbols) for (const b of symbols.filter(b => isPair(a, b))) {
    const others = new Map([[live.normal(a), b], [live.normal(b), a]])
    const edits = walk(side).filter(node => node.kind === "Symbol" && others.has(live.normal(node)))
      .map(node => {
        const other = others.get(live.normal(node))
        return { node, place: [node.start, node.end], to: live.latex(other), tree: other }
      })
    yield slipOf("swapped", inOrder(edits), side)
  }
}

// The slope of tanh for that of a sigmoid, a (1 - a), and what has not been differentiated.
function* otherSlopes(side) {
  for (const node of walk(side)) {
    if (node.kind === "Partial" && node.top?.kind === "Symbol")
      yield slipOf("derivative", [{ node, place: [node.start, node.end], to: live.latex(node.top), tree: node.top }], side)
    for (const [a, b] of neighbours(node)) {
      if (!isSlope(a, b)) continue
      const square = { kind: "Power", base: isRest(a, b) ? a : b, exponent: { kind: "Number", text: "2" } }
      const tree = { kind: "Sum", terms: [ONE, square], signs: [1, -1] }
      const at = node.factors.indexOf(a)
      const factors = [...node.factors.slice(0, at), tree, ...node.factors.slice(at + 2)]
      const edit = { node, place: [a.start, b.end], to: `(${live.latex(tree)})`, tree: { ...node, factors } }
      yield slipOf("slope", [edit], side)
    }
  }
}

// The same slip at all places of a part: a_{h1} (1 - a_{h1}) for a_{h2} (1 - a_{h2}).
function* repeated(side, single) {
  const seen = new Set()
  const byNode = new Map()
  for (const mutant of single) byNode.set(mutant.node, [...(byNode.get(mutant.node) ?? []), mutant])
  for (const part of walk(side)) {
    for (const nodes of [[part], ...neighbours(part)].flatMap(alike)) {
      const key = nodes.map(node => node.start).join()
      if (nodes.length < 2 || seen.has(key)) continue
      seen.add(key)
      for (const mutant of byNode.get(nodes[0]) ?? []) {
        const edits = inOrder(nodes.map(node => ({ ...mutant, node, place: [node.start, node.end] })))
        yield slipOf(mutant.operator, edits, side)
      }
    }
  }
}

// All primes or hats lost at once, or put where there are none.
function* everywhere(side, single) {
  for (const operator of ["prime", "hat"]) {
    const own = single.filter(mutant => mutant.operator === operator && mutant.node.kind === "Symbol")
    const isLost = ({ node }) => Boolean(operator === "prime" ? node.primes : node.accent)
    for (const edits of [own.filter(isLost), own.filter(edit => !isLost(edit))])
      if (edits.length > 1) yield slipOf(operator, inOrder(edits), side)
  }
}

const isRest = (a, b) => live.normal(b) === live.normal({ kind: "Sum", terms: [ONE, a], signs: [1, -1] })

// Whether two factors are together the slope of a sigmoid: a (1 - a).
const isSlope = (a, b) => isRest(a, b) || isRest(b, a)

// A factor of a product lost, or the two that are together a slope.
function* lost(product) {
  yield* live.operators["deleted factor"](product)
  const { factors } = product
  for (const at of factors.keys()) {
    if (factors.length < 3 || !at || !isSlope(...factors.slice(at - 1, at + 1))) continue
    const place = at > 1 ? [factors[at - 2].end, factors[at].end] : [factors[0].start, factors[2].start]
    yield { node: product, to: "", place, tree: { ...product, factors: factors.toSpliced(at - 1, 2) } }
  }
}

const products = tree => walk(tree).filter(node => node.kind === "Product")

// The sums of products, such as those over paths.
const sums = tree => walk(tree).filter(({ kind, terms }) =>
  kind === "Sum" && terms.length > 1 && terms.every(term => live.bare(term).kind === "Product"))

// The slope of a unit lost, and of a sum over paths the same factor on each.
function* lostTogether(side) {
  for (const product of products(side))
    for (const edit of lost(product)) yield slipOf("deleted factor", [edit], side)
  for (const sum of sums(side)) {
    const each = sum.terms.map(term => [...lost(live.bare(term))])
    if (each.some(edits => edits.length !== each[0].length)) continue
    for (const at of each[0].keys())
      yield slipOf("deleted factor", inOrder(each.map(edits => edits[at])), side)
  }
}

// One term of a sum over paths alone: whole, or with a factor lost besides.
function* alone(side, text) {
  for (const sum of sums(side)) {
    const deletions = [...live.operators["deleted term"](sum, text)]
    for (const [at, term] of sum.terms.entries()) {
      const edits = deletions.toSpliced(at, 1)
      const path = live.exchanged(side, new Map([[sum, { ...sum, terms: [term], signs: [sum.signs[at]] }]]))
      yield { operator: "single path", edits, tree: path }
      for (const product of products(path))
        for (const edit of lost(product)) {
          const tree = live.exchanged(path, new Map([[product, edit.tree]]))
          yield { operator: "path and factor", edits: inOrder([...edits, edit]), tree }
        }
    }
  }
}

// A symbol for a number in a sum: 1 for a target.
live.symbolsForNumbers = function* (side, { names }) {
  const inputs = names.filter(({ axes, kind }) => kind === "input" && !axes.length)
  for (const { terms } of walk(side).filter(({ kind }) => kind === "Sum"))
    for (const node of terms.filter(({ kind }) => kind === "Number"))
      for (const { latex: to, symbol: tree } of inputs) yield slipOf("symbol", [{ node, place: [node.start, node.end], to, tree }], side)
}

// One symbol for any other of the model, where each stands for one number.
live.exchanges = function* (side, model) {
  const numbers = model.names.filter(({ axes, kind }) => !axes.length && kind !== "function")
  for (const node of walk(side).filter(({ kind }) => kind === "Symbol"))
    for (const { latex: to, symbol: tree } of live.find(node, model)?.axes.length ? [] : numbers)
      if (live.normal(tree) !== live.normal(node)) yield slipOf("symbol", [{ node, place: [node.start, node.end], to, tree }], side)
}

// All slips of a side of a formula. What is written may also come from the trees `around` it.
live.slips = function* (latex, chain, side, model, around = []) {
  const blank = live.withoutSizes(latex)
  const text = { latex: blank, of: node => blank.slice(node.start, node.end) }
  const mutants = [...live.mutants(blank, { ...chain, sides: [side] }, model, [...chain.sides, ...around])]
  const single = [...mutants, ...further(side, text, model)]
  for (const edit of single) yield slipOf(edit.operator, [edit], side)
  yield* repeated(side, single)
  yield* everywhere(side, mutants)
  yield* lostTogether(side)
  yield* swapped(side, model)
  yield* otherSlopes(side)
  yield* alone(side, text)
}
