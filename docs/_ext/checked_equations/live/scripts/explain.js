// What explains a line that is wrong: a slip in it, or one that makes it of a formula of the pages.

const { hasDecimals, walk } = live.trees

// So many candidates are named, the others counted, as long as they are not many.
const NAMED = 3
const MANY = 10
const TOLERANCE = 1e-9
// So many values are computed at most to find the slips in a side, and so many slips that agree at one point are
// tried at all, whatever a reader types.
const WORK = 40_000
const MOST = 60
// What leaves out paths.
const PATHS = ["deleted term", "single path", "path and factor", "term and factor"]
live.losesPaths = ({ operator }) => PATHS.includes(operator)
// The commonest slips first.
const FAMILIES = [
  ...Object.keys(live.operators), "one minus", ...PATHS.slice(1), "brackets", "swapped", "slope", "derivative", "product",
]

live.equal = (a, b) => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))

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

// What an equation is about, with an upright d where its page writes one.
live.leftOf = ({ chain: { sides: [left] }, latex, continues }) => {
  const own = continues ? "" : latex.slice(left.start, left.end)
  return own.includes("\\mathrm{d}") ? own : live.latex(left)
}

const targets = new WeakMap()

// What an equation says: its value as a tree, its free indices, and where values are told apart.
live.target = (equation, model) => {
  if (!targets.has(equation)) {
    const { sides } = equation.chain
    const free = live.free(sides[0], model)
    // What has no derivative is evaluated sooner; it has to have the same indices, and be exact.
    const hasAll = side => Object.keys(free).every(letter => letter in live.free(side, model))
    const isClosed = side => !walk(side).some(node => node.kind === "Partial" || hasDecimals(node)) && hasAll(side)
    const { setting } = live.settings(model).find(point => !point.isExample)
    const indices = live.choices(free, setting.sizes)[0]
    const tree = sides.find(isClosed) ?? sides[0]
    // By the rules of derivatives: in a formula such as a (1 - a) digits are lost where a is almost 1.
    const exact = sides[0].kind === "Partial" ? sides[0] : tree
    targets.set(equation, { model, equation, tree, exact, free, setting, indices, probed: new WeakMap() })
  }
  return targets.get(equation)
}

// The value at one generic point, kept: formulas that differ there are not equal.
live.probe = (tree, { probed, setting, indices }) => {
  if (!probed.has(tree)) probed.set(tree, live.valueOf(tree, setting, indices))
  return probed.get(tree)
}

// Slips in a side, with what they make of that value: all, or as many as there is work for.
function probedSlips(latex, chain, side, { model, equation, setting, indices }) {
  const valueOf = live.trial(side, setting, indices)
  const most = Math.ceil(WORK / live.weight(side, Math.max(1, ...Object.values(setting.sizes))))
  const slips = []
  for (const slip of live.slips(latex, chain, side, model, equation.chain.sides)) {
    if (slips.length === most) return { slips, untried: true }
    slips.push(Object.assign(slip, { side, source: latex, probed: valueOf(slip.tree) }))
  }
  return { slips, untried: false }
}

const isEqual = (a, b, { model }) => live.attempt(() => live.areEqual(a, b, model), false)

// Rows that an author broke are one line again, and brackets have their usual size; places stay.
const LAYOUT = /\\\\|&|\\([bB]igg?[lrm]?|q?quad)(?![a-zA-Z])/g
live.inOneLine = latex => live.withoutSizes(latex).replace(LAYOUT, found => " ".repeat(found.length))

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
    const source = live.inOneLine(equation.latex)
    known.set(side, probedSlips(source, chain, side, target).slips.map(slip => Object.assign(slip, { equation })))
  }
  return known.get(side)
}

live.slipsOf = target => formsOf(target).flatMap(form => slipsIn(form, target))

// Those in the equation alone: much fewer.
live.ownSlipsOf = target =>
  ownSides(target.equation).slice(1).flatMap(side => slipsIn({ equation: target.equation, side }, target))

// Any symbol for any other in the equation itself, and factors too many: too many to look at where something else explains
// what is wrong.
live.exchangesOf = target => ownSides(target.equation).slice(1).flatMap(side =>
  [...live.exchanges(side, target.model), ...live.withOneMore(side, target.model)].map(slip =>
    ({ ...slip, side, source: live.inOneLine(target.equation.latex), equation: target.equation, probed: live.probe(slip.tree, target) })))

const sizeOf = ({ edits }) =>
  edits.reduce((size, { place: [start, end], to }) => size + Math.max(end - start, to.length), 0)

// What a slip changes, in whatever formula; a sign that turns a value turns it wherever it stands.
const change = ({ operator, edits, source }) =>
  operator === "sign" ? operator : `${operator}: ${edits.map(({ place, to }) => [source.slice(...place), to])}`

// The first of each kind, as `key` tells them apart.
live.distinct = (all, key) => {
  const found = new Map()
  for (const one of all) if (!found.has(key(one))) found.set(key(one), one)
  return [...found.values()]
}

// The commonest first, then those in formulas to put numbers in, then the smallest; of slips in formulas, those in the equation itself.
live.ranked = (all, target) => {
  const isForeign = ({ equation }) => equation !== target.equation
  const hasSlopes = ({ side }) => walk(side).some(({ kind }) => kind === "Partial")
  const rank = slip => [FAMILIES.indexOf(slip.operator), hasSlopes(slip), sizeOf(slip), isForeign(slip), !slip.equation?.final]
  const before = (a, b) => a.map((part, at) => part - b[at]).find(difference => difference) ?? 0
  return all.map(slip => [rank(slip), slip]).sort(([a], [b]) => before(a, b)).map(([, slip]) => slip)
}

// The side of a formula with a slip's edits, as LaTeX.
function sideWith({ edits, source, side: { start, end } }) {
  const shifted = edits.map(edit => ({ ...edit, place: edit.place.map(at => at - start) }))
  return { edits: shifted, line: live.edited(source.slice(start, end), shifted) }
}

// Whether what is shown of a slip reads as the tree that was evaluated, and its indices make sense.
live.isLegible = (slip, { tree, model }) =>
  live.attempt(() => {
    live.typed({ sides: [tree, slip.tree], relations: ["="] }, model)
    const [read] = live.read(sideWith(slip).line, model).chain.sides
    return live.normal(read) === live.normal(slip.tree)
  }, false)

// A candidate as it is told: what stands where, and the line with it. That is the reader's whole
// line mended, or the side of a page's formula with the slip; for a number, of what it is the value.
live.told = slip => {
  const { operator, equation, source, of, value, indices, path, times } = slip
  const whole = { edits: slip.edits, line: live.edited(source, slip.edits) }
  const { edits, line } = equation ? sideWith(slip) : whole
  const froms = slip.edits.map(({ place }) => source.slice(...place).trim())
  const isBelow = ({ place: [start] }) => /(\}\s*\{|\/)\s*$/.test(source.slice(0, start))
  const all = edits.map(({ place, to }, at) => ({ place, from: froms[at], to: to.trim(), isBelow: isBelow(slip.edits[at]) }))
  const direction = equation ? "slip" : "mend"
  return { operator, ...all[0], edits: all, line, direction, equation: equation?.id ?? null, of, value, indices, path, times }
}

live.named = slips =>
  ({ candidates: slips.slice(0, NAMED).map(live.told), more: Math.max(0, slips.length - NAMED) })

// Whether several paths add up to what an equation asks for.
const hasPaths = target => live.waysOf(target).some(({ tree }) => {
  const value = live.probe(tree, target)
  return value !== 0 && !live.equal(value, live.probe(target.tree, target))
})

// Only of several paths one can be missing; else it is a term.
const AS_TERMS = { "single path": "deleted term", "path and factor": "term and factor" }

// The slips that seem to make a formula, the best first.
function agreeing(slips, made, target) {
  const value = live.probe(made, target)
  const found = slips.filter(({ probed }) => live.equal(probed, value)).map(slip => ({ ...slip, made }))
  if (found.some(({ operator }) => operator in AS_TERMS) && !hasPaths(target))
    for (const slip of found) slip.operator = AS_TERMS[slip.operator] ?? slip.operator
  return live.ranked(found, target)
}

// The derivative that a symbol is in, if any.
const slopeAround = ({ start, end }, side) =>
  walk(side).find(part => part.kind === "Partial" && part.start <= start && end <= part.end)

const isExchange = ({ node }) => node.kind === "Symbol" || node.kind === "Partial"

// Whether a slip makes other derivatives of those in a formula.
live.isInSlope = ({ edits, side }) => edits.some(edit => isExchange(edit) && slopeAround(edit.node, side))

// An edit of a symbol in a derivative, as one of the derivative.
function wholeSlope(edit, side) {
  const around = isExchange(edit) && slopeAround(edit.node, side)
  if (!around) return edit
  const tree = live.exchanged(around, new Map([[edit.node, edit.tree]]))
  return { ...edit, node: around, place: [around.start, around.end], to: live.latex(tree), tree }
}

// A slip that exchanges symbols or derivatives, if what it puts there can be seen in a reader's line: some part of that
// has its value. The whole line is none, which would be something else then.
function seenIn(line, slip, target) {
  const valueOf = part => live.attempt(() => live.probe(part, target), NaN)
  const edits = slip.edits.map(edit => wholeSlope(edit, slip.side))
  const isSeen = ({ node, tree }) => {
    const value = valueOf(tree)
    if (Number.isNaN(value) || slip.operator === "derivative") return true
    if ((node.kind === "Partial" || live.bare(line).kind !== "Symbol") && live.equal(valueOf(line), value)) return false
    return walk(line).some(part => part.kind !== "Number" && live.equal(valueOf(part), value))
  }
  if (!edits.filter(isExchange).every(isSeen)) return []
  return [edits.length === 1 ? { ...slip, edits } : slip]
}

// The edits of a reader's line that seem to make this side of it right, and whether some were not tried.
function mends({ latex, chain }, side, target) {
  const source = live.withoutSizes(latex)
  const { slips, untried } = probedSlips(source, chain, side, target)
  for (const slip of live.symbolsForNumbers(side, target.model)) slips.push({ ...slip, side, source, probed: live.probe(slip.tree, target) })
  // A right side that says the left one again is no mended one.
  const left = side === chain.sides[0] && chain.sides.length > 1 ? "" : live.normal(target.equation.chain.sides[0])
  // A difference is turned round to what the pages have, unless it is the only thing that can be turned.
  const isTurned = ({ operator, edits: [{ node, place }] }) => operator === "sign" && node.kind === "Sum" && place[1] === node.end
  const isUsual = slip => !isTurned(slip) || termsOf(target.model).has(live.normal(slip.edits[0].tree))
  const all = agreeing(slips, target.tree, target).map(slip => ({ ...slip, right: live.normal(slip.tree) }))
    .filter(({ right }) => right !== left)
  const mended = all.some(isUsual) ? all.filter(isUsual) : all
  return { mended, untried: untried || mended.length > MOST }
}

const sums = new WeakMap()

// The sums that stand in the formulas of the pages.
function termsOf(model) {
  if (!sums.has(model)) {
    const all = model.equations.flatMap(({ chain }) => chain.sides).flatMap(walk).filter(({ kind }) => kind === "Sum")
    sums.set(model, new Set(all.map(sum => live.normal(sum))))
  }
  return sums.get(model)
}

// What tells slips apart of which some lose the same factor, however it is written.
const lostValue = target => slip => {
  const [{ node, tree }] = slip.edits
  const isFactor = slip.operator === "deleted factor" && slip.edits.length === 1 && node.kind === "Product"
  const value = isFactor && live.attempt(() => live.probe(node, target) / live.probe(tree, target), NaN)
  return value ? value.toPrecision(8) : slip
}

// The slips in the pages' formulas that seem to make what this side says.
const slipsTo = (side, target) => agreeing(live.slipsOf(target), side, target)
  .flatMap(slip => seenIn(side, slip, target))
  .map(slip => ({ ...slip, wrong: live.normal(slip.tree), right: live.normal(slip.side) }))

// The first of each kind, as all keys tell them apart, of those that really make what they seem to, and can be shown.
// Of many, the first ones.
function confirmed(slips, target, ...keys) {
  const seen = keys.map(() => new Set())
  const found = []
  let tried = 0
  for (const slip of slips) {
    if (found.length === MANY || tried === MOST) break
    const kinds = keys.map(key => key(slip))
    const isNew = kinds.every((kind, at) => !seen[at].has(kind))
    if (isNew) tried += 1
    if (isNew && !(isEqual(slip.tree, slip.made, target) && live.isLegible(slip, target))) continue
    kinds.forEach((kind, at) => seen[at].add(kind))
    if (isNew) found.push(slip)
  }
  return found
}

// What explains that a side of a reader's line is not what an equation says. Where the line is one
// slip away from a formula of the pages, nothing else is looked for: neither other edits that would
// make it right, nor slips that make another formula of the same value. Where it is a path alone,
// those that lose the others explain it best; where it is something else, without derivatives in it,
// no slip among derivatives does.
live.explained = (reading, side, target, { path, quantity }) => {
  const shown = new Set(formsOf(target).map(form => live.normal(form.side)))
  const own = live.normal(side)
  const { mended, untried } = mends(reading, side, target)
  const isOther = quantity && !walk(side).some(({ kind }) => kind === "Partial")
  const slipped = slipsTo(side, target).filter(slip => !(isOther && live.isInSlope(slip)))
  const toShown = mended.filter(({ right }) => shown.has(right))
  const near = confirmed([...toShown, ...slipped.filter(({ wrong }) => wrong === own)], target, ({ right }) => right)
  if (near.length) return live.named(live.distinct(live.ranked(near, target), lostValue(target)))
  const lacking = path || mended.some(({ operator }) => operator === "product") ? [] : live.lacking(side, target)
  const others = lacking.length ? lacking : confirmed(mended, target, ({ right }) => right)
  if (others.length) return live.named(others)
  const made = slips => confirmed(slips, target, ({ wrong }) => wrong, change)
  const lost = path ? made(slipped.filter(live.losesPaths)) : []
  return { ...live.named(lost.length ? lost : made(slipped)), untried: untried || slipped.length > MOST }
}

// What may be meant instead of what has no meaning as it stands, such as swapped indices.
live.meantIn = (reading, target) => {
  const { chain, latex } = reading
  const edited = ({ edits }) => edits.at(-1).to.trim()
  const mended = live.ranked(chain.sides.flatMap(side => mends(reading, side, target).mended), target)
  const asked = mended.filter(slip => edited(slip) && !latex.includes(edited(slip)))
  return confirmed(asked, target, edited).slice(0, NAMED).map(edited)
}

// The equation whose left side is what a side says instead.
live.quantity = (side, target) => {
  const { model } = target
  const value = live.probe(side, target)
  const isMeant = ({ chain: { sides: [left] } }) =>
    live.equal(live.probe(left, target), value) && isEqual(left, side, target)
  const found = model.equations.toSorted((a, b) => b.final - a.final).find(isMeant)
  return found ? { equation: found.id, latex: live.leftOf(found) } : null
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

const isSlope = ({ kind, top, bottom }) =>
  kind === "Partial" && top?.kind === "Symbol" && bottom.kind === "Symbol"

// The slope that an equation asks for by each value alone: what it is by all that leads through that.
live.waysOf = target => {
  const hasAll = side => Object.keys(target.free).every(letter => letter in live.free(side, target.model))
  const asked = formsOf(target).map(form => form.side).find(side => isSlope(side) && hasAll(side))
  return (asked ? [...valuesOf(target.model)] : []).map(through => {
    const factors = [partial(asked.top, through), partial(through, asked.bottom)]
    return { through: live.latex(through), tree: { kind: "Product", start: 0, end: 0, factors } }
  })
}

// Through which value alone a side takes the slope that an equation asks for, without all others.
live.pathOf = (side, target) => {
  const value = live.probe(side, target)
  const isAlone = ({ tree }) => live.equal(live.probe(tree, target), value) && isEqual(side, tree, target)
  const path = value !== 0 && live.waysOf(target).find(isAlone)
  return path ? { through: path.through } : null
}
