// What explains a line that is wrong: a slip in it, or one that makes it of a formula of the pages.

const { isNumber, walk } = live.trees

// So many candidates are named, the others counted.
const NAMED = 3
const TOLERANCE = 1e-9
// The commonest slips first.
const FAMILIES = [...Object.keys(live.operators), "single path"]

live.equal = (a, b) => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))

// What `make` gives, or `otherwise` where something cannot be read, or has no value.
live.attempt = (make, otherwise) => {
  try {
    return make()
  } catch (error) {
    if (error instanceof live.Unread || error instanceof live.NoValue) return otherwise
    throw error
  }
}

// All choices of free indices, counted from 0, those with different numbers first.
live.choices = (free, sizes) => {
  const all = Object.entries(free).reduce(
    (found, [letter, axis]) =>
      found.flatMap(choice => Array.from({ length: sizes[axis] }, (_, at) => ({ ...choice, [letter]: at }))),
    [{}],
  )
  const variety = choice => new Set(Object.values(choice)).size
  return all.sort((a, b) => variety(b) - variety(a))
}

const targets = new WeakMap()

// What an equation says: its value as a tree, its free indices, and where values are told apart.
live.target = (equation, model) => {
  if (!targets.has(equation)) {
    const { sides } = equation.chain
    const free = live.free(sides[0], model)
    // What has no derivative is evaluated sooner; it has to have the same indices.
    const isClosed = side =>
      !walk(side).some(node => node.kind === "Partial") && Object.keys(live.free(side, model)).length === Object.keys(free).length
    const { setting } = live.settings(model).find(point => !point.isExample)
    const indices = live.choices(free, setting.sizes)[0]
    const hasIndices = model.names.some(({ axes }) => axes.length)
    const tree = sides.find(isClosed) ?? sides[0]
    targets.set(equation, { model, equation, tree, free, hasIndices, setting, indices, probed: new WeakMap() })
  }
  return targets.get(equation)
}

// Whether an index stands in a tree that neither a sum nor the equation has.
function isLoose(node, bound, model) {
  if (node.kind === "BigSum") return isLoose(node.body, { ...bound, [node.index]: true }, model)
  if (node.kind !== "Symbol") return live.childrenOf(node).some(part => isLoose(part, bound, model))
  const isOther = index => !isNumber(index) && !(index in bound)
  return node.subscripts.some(isOther) && (live.find(node, model)?.axes.length ?? 0) > 0
}

// The value of a tree at a setting; NaN where it has none.
live.valueOf = (tree, { model, free, hasIndices }, setting, indices) =>
  live.attempt(() => (hasIndices && isLoose(tree, free, model) ? NaN : live.evaluate(tree, setting, indices)), NaN)

// The value at one generic point, kept: formulas that differ there are not equal.
live.probe = (tree, target) => {
  const { probed, setting, indices } = target
  if (!probed.has(tree)) probed.set(tree, live.valueOf(tree, target, setting, indices))
  return probed.get(tree)
}

const isEqual = (a, b, { model }) => live.attempt(() => live.compare(a, b, model).equal === true, false)

// Rows that an author broke are one line again; places stay.
const inOneLine = latex => live.withoutSizes(latex).replace(/\\\\|&|\\[bB]igg?[lrm]?(?![a-zA-Z])/g, found => " ".repeat(found.length))

const ownSides = ({ chain, continues }) => (continues ? chain.sides.slice(1) : chain.sides)

const forms = new WeakMap()

// The sides of the pages' formulas that have the value of an equation.
function formsOf(target) {
  if (!forms.has(target)) forms.set(target, findForms(target))
  return forms.get(target)
}

function findForms(target) {
  const value = live.probe(target.tree, target)
  return target.model.equations.flatMap(equation =>
    ownSides(equation)
      .filter(side => live.equal(live.probe(side, target), value))
      .map(side => ({ equation, side })),
  )
}

const made = new WeakMap()

// All that one slip makes of a form of an equation.
function slipsIn({ equation, side }, target) {
  if (!made.has(target)) made.set(target, new Map())
  const known = made.get(target)
  if (!known.has(side)) {
    const chain = { ...equation.chain, sides: ownSides(equation) }
    const slips = [...live.slips(inOneLine(equation.latex), chain, side, target.model, target.equation.chain.sides)]
    known.set(side, slips.map(slip => ({ ...slip, equation, side })))
  }
  return known.get(side)
}

live.slipsOf = target => formsOf(target).flatMap(form => slipsIn(form, target))

// Those in the equation alone: much fewer.
live.ownSlipsOf = target =>
  ownSides(target.equation).slice(1).flatMap(side => slipsIn({ equation: target.equation, side }, target))

const sizeOf = ({ edits }) => edits.reduce((size, { from, to }) => size + Math.max(from.length, to.length), 0)

// What a slip changes, in whatever formula; a sign that turns a value turns it wherever it stands.
const change = ({ operator, edits }) => operator === "sign" ? operator : `${operator}: ${edits.map(({ from, to }) => `${from} > ${to}`)}`

// The first of each kind, as `key` tells them apart.
const distinct = (all, key) => [...new Map(all.toReversed().map(one => [key(one), one])).values()].reverse()

// The commonest first, then the smallest; of slips in formulas, those in the equation itself.
live.ranked = (all, target) => {
  const rank = slip => [FAMILIES.indexOf(slip.operator), sizeOf(slip), slip.equation !== target.equation, !slip.equation?.final]
  const before = (a, b) => a.map((part, at) => part - b[at]).find(difference => difference) ?? 0
  return all.map(slip => [rank(slip), slip]).sort(([a], [b]) => before(a, b)).map(([, slip]) => slip)
}

// A candidate as it is told: what stands where, and the line with it.
function told(slip, latex, direction) {
  const edits = slip.edits.map(({ place, from, to }) => ({ place, from, to }))
  const { operator, equation } = slip
  return { operator, ...edits[0], edits, line: live.edited(latex, edits), direction, equation: equation?.id ?? null }
}

live.toldSlip = slip => {
  const { start, end } = slip.side
  const edits = slip.edits.map(one => ({ ...one, place: one.place.map(at => at - start) }))
  return told({ ...slip, edits }, inOneLine(slip.equation.latex).slice(start, end), "slip")
}

live.named = candidates => ({ candidates: candidates.slice(0, NAMED), more: Math.max(0, candidates.length - NAMED) })

// The edits of a reader's line that make this side of it right.
function mends({ latex, chain }, side, target) {
  const value = live.probe(target.tree, target)
  return [...live.slips(latex, chain, side, target.model, target.equation.chain.sides)]
    .filter(({ tree }) => live.equal(live.probe(tree, target), value))
    .filter(({ tree }) => isEqual(tree, target.tree, target))
}

// The slips in the pages' formulas that make what this side says.
function slips(side, target) {
  const value = live.probe(side, target)
  return live
    .slipsOf(target)
    .filter(({ tree }) => live.equal(live.probe(tree, target), value))
    .filter(({ tree }) => isEqual(tree, side, target))
}

// What explains that a side of a reader's line is not what an equation says. Where the line is one
// slip away from a formula of the pages, nothing else is looked for: neither other edits that would
// make it right, nor slips that make another formula of the same value.
live.explained = (reading, side, target) => {
  const shown = new Set(formsOf(target).map(form => live.normal(form.side)))
  const own = live.normal(side)
  const mended = mends(reading, side, target).map(slip => ({ ...slip, right: live.normal(slip.tree) }))
  const slipped = slips(side, target).map(slip => ({ ...slip, made: live.normal(slip.tree) }))
  const toShown = mended.filter(({ right }) => shown.has(right))
  const fromShown = slipped.filter(({ made }) => made === own).map(slip => ({ ...slip, right: live.normal(slip.side) }))
  const near = distinct([...live.ranked(toShown, target), ...live.ranked(fromShown, target)], ({ right }) => right)
  const tell = slip => (slip.side ? live.toldSlip(slip) : told(slip, live.withoutSizes(reading.latex), "mend"))
  if (near.length) return live.named(live.ranked(near, target).map(tell))
  if (mended.length) return live.named(distinct(live.ranked(mended, target), ({ right }) => right).map(tell))
  return live.named(distinct(distinct(live.ranked(slipped, target), ({ made }) => made), change).map(tell))
}

// The equation whose left side is what a side says instead.
live.quantity = (side, target) => {
  const { model } = target
  const value = live.probe(side, target)
  const isMeant = ({ chain: { sides: [left] } }) =>
    live.equal(live.probe(left, target), value) && isEqual(left, side, target)
  const found = model.equations.toSorted((a, b) => b.final - a.final).find(isMeant)
  return found ? { equation: found.id, latex: live.latex(found.chain.sides[0]) } : null
}

// The symbols for all values of the network, elements one by one.
function* valuesOf({ program, names, sizes }) {
  for (const { python } of program) {
    const { symbol, axes } = names.find(name => name.python === python)
    const free = Object.fromEntries(axes.map((axis, at) => [at, axis]))
    for (const choice of live.choices(free, sizes)) {
      const numbers = Object.values(choice).map(at => `${at + 1}`)
      yield axes.length ? { ...symbol, subscripts: numbers } : symbol
    }
  }
}

const partial = (top, bottom) => ({ kind: "Partial", start: 0, end: 0, top, bottom })

// Through which value alone a side takes the slope that an equation asks for, if it leaves out all others.
live.pathOf = (side, target) => {
  const isSlope = node => node.kind === "Partial" && node.top?.kind === "Symbol" && node.bottom.kind === "Symbol"
  const asked = formsOf(target).map(form => form.side).find(isSlope)
  const value = live.probe(side, target)
  if (!asked || value === 0) return null
  for (const through of valuesOf(target.model)) {
    const factors = [partial(asked.top, through), partial(through, asked.bottom)]
    const way = { kind: "Product", start: 0, end: 0, factors }
    if (live.equal(live.probe(way, target), value) && isEqual(side, way, target)) return { through: live.latex(through) }
  }
  return null
}
