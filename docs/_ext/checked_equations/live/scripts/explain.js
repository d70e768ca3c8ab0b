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
    const isClosed = side => !walk(side).some(node => node.kind === "Partial")
    const free = live.free(sides[0], model)
    const { setting } = live.settings(model).find(point => !point.isExample)
    const indices = live.choices(free, setting.sizes)[0]
    targets.set(equation, { model, equation, tree: sides.find(isClosed) ?? sides[0], free, setting, indices })
  }
  return targets.get(equation)
}

// The value of a tree at a setting; NaN where it has none, or other free indices.
live.valueOf = (tree, { model, free }, setting, indices) =>
  live.attempt(() => {
    const own = Object.entries(live.free(tree, model))
    return own.every(([letter, axis]) => free[letter] === axis) ? live.evaluate(tree, setting, indices) : NaN
  }, NaN)

// The value at one generic point: formulas that differ there are not equal.
const probe = (tree, target) => live.valueOf(tree, target, target.setting, target.indices)

const isEqual = (a, b, { model }) => live.attempt(() => live.compare(a, b, model).equal === true, false)

// Rows that an author broke are one line again; places stay.
const inOneLine = latex => live.withoutSizes(latex).replace(/\\\\|&/g, found => " ".repeat(found.length))

const ownSides = ({ chain, continues }) => (continues ? chain.sides.slice(1) : chain.sides)

// The sides of the pages' formulas that have the value of an equation.
function formsOf(target) {
  const value = probe(target.tree, target)
  return target.model.equations.flatMap(equation =>
    ownSides(equation)
      .filter(side => live.equal(probe(side, target), value))
      .map(side => ({ equation, side })),
  )
}

const tables = new WeakMap()

// All that one slip makes of these forms, with their values at the generic point.
live.slipsOf = target => {
  if (!tables.has(target)) {
    const made = formsOf(target).flatMap(({ equation, side }) => {
      const chain = { ...equation.chain, sides: ownSides(equation) }
      const slips = live.slips(inOneLine(equation.latex), chain, side, target.model, target.equation.chain.sides)
      return [...slips].map(slip => ({ ...slip, equation, side, value: probe(slip.tree, target) }))
    })
    tables.set(target, made)
  }
  return tables.get(target)
}

const sizeOf = ({ edits }) => edits.reduce((size, { from, to }) => size + Math.max(from.length, to.length), 0)

const change = ({ operator, edits }) => `${operator}: ${edits.map(({ from, to }) => `${from} > ${to}`)}`

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
  const value = probe(target.tree, target)
  const found = [...live.slips(latex, chain, side, target.model, target.equation.chain.sides)]
    .filter(({ tree }) => live.equal(probe(tree, target), value))
    .filter(({ tree }) => isEqual(tree, target.tree, target))
  return distinct(live.ranked(found, target), ({ tree }) => live.normal(tree)).map(slip => told(slip, live.withoutSizes(latex), "mend"))
}

// The slips in the pages' formulas that make what this side says; if any makes the side itself, no others.
function slips(side, target) {
  const value = probe(side, target)
  const found = live
    .slipsOf(target)
    .filter(slip => live.equal(slip.value, value))
    .filter(slip => isEqual(slip.tree, side, target))
  const exact = found.filter(({ tree }) => live.normal(tree) === live.normal(side))
  return distinct(distinct(live.ranked(exact.length ? exact : found, target), ({ tree }) => live.normal(tree)), change).map(live.toldSlip)
}

// What explains that a side of a reader's line is not what an equation says.
live.explained = (reading, side, target) => {
  const found = mends(reading, side, target)
  return live.named(found.length ? found : slips(side, target))
}

// The equation whose left side is what a side says instead.
live.quantity = (side, { model, ...target }) => {
  const value = probe(side, { model, ...target })
  const isMeant = ({ chain }) =>
    live.equal(probe(chain.sides[0], { model, ...target }), value) && isEqual(chain.sides[0], side, { model })
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
  if (!asked) return null
  const value = probe(side, target)
  for (const through of valuesOf(target.model)) {
    const factors = [partial(asked.top, through), partial(through, asked.bottom)]
    const way = { kind: "Product", start: 0, end: 0, factors }
    if (live.equal(probe(way, target), value) && isEqual(side, way, target)) return { through: live.latex(through) }
  }
  return null
}
