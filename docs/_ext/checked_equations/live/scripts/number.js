// Find my number: which gradient a decimal is the value of, or which slip in one.

const DECIMAL = /^([-−+]?)(\d+[.,]\d*|[.,]\d+|\d+(?=e))(?:e([-−+]?\d+))?$/i

const signed = text => Number(text.replace("−", "-"))

// A bare decimal: its value, how many significant digits it has, and half a unit of the last one. Zero is exact: by
// its digits it would be the rounding of anything small. A relation may stand in front, and dollars around it.
live.readNumber = text => {
  const bare = text.replace(/[\s{}$]/g, "").replace(/^(=|≈|\\approx)/, "").replace(/(\\cdot|\\times|[·×*])10(\^|\*\*)/, "e")
  const found = DECIMAL.exec(bare)
  if (!found) return null
  const [, sign, written, power = "0"] = found
  const mantissa = written.replace(",", ".")
  const places = mantissa.split(".")[1]?.length ?? 0
  const digits = mantissa.replace(".", "").replace(/^0+/, "").length
  const value = Number(`${mantissa}e${signed(power)}`) * (/[-−]/.test(sign) ? -1 : 1)
  return { value, digits, half: digits && 0.5 * 10 ** (signed(power) - places) * (1 + 1e-9) }
}

// How many significant digits tell two values apart.
function digitsBetween(a, b) {
  let digits = 1
  while (digits < 17 && a.toPrecision(digits) === b.toPrecision(digits)) digits++
  return digits
}

// The gradients of a model, each once: its results, or all if none is marked as one.
function gradients({ equations }) {
  const all = equations.filter(({ chain }) => chain.sides[0].kind === "Partial")
  const results = all.filter(({ final }) => final)
  return live.distinct(results.length ? results : all, ({ chain }) => live.normal(chain.sides[0]))
}

// What evaluates the elements of a formula, and of what a slip makes of it; each with the derivative that it is.
const elements = (tree, { free, equation }, setting) => live.choices(free, setting.sizes).map(indices => {
  const numbers = Object.fromEntries(Object.entries(indices).map(([letter, at]) => [letter, `${at + 1}`]))
  const latex = live.latex(live.placed(equation.chain.sides[0], {}, numbers))
  return { indices, latex, valueOf: live.trial(tree, setting, indices) }
})

const valuesOf = (tree, elements) => elements.map(({ valueOf, ...element }) => ({ ...element, value: valueOf(tree) }))

const off = ({ value }, number) => Math.abs(value - number.value)
const agreeing = (values, number) => values.filter(element => off(element, number) <= number.half)

const TIMES = [2, 0.5]

// What is no slip in a formula, but gives a number: a path alone, and twice or half of what is asked for.
function othersOf(target, setting) {
  const own = elements(target.tree, target, setting)
  const whole = valuesOf(target.tree, own)
  const isPart = ({ value }, at) => value !== 0 && !live.equal(value, whole[at].value)
  const paths = live.waysOf(target).flatMap(({ through, tree }) => valuesOf(tree, elements(tree, target, setting))
    .filter(isPart).map(found => ({ ...found, probed: live.probe(tree, target), path: { through } })))
  const multiples = TIMES.flatMap(times => whole.filter(({ value }) => value !== 0)
    .map(found => ({ ...found, value: times * found.value, probed: times * live.probe(target.tree, target), times })))
  const bare = { operator: "constant", edits: [], source: "", side: target.tree, equation: target.equation }
  return [...paths, ...multiples].map(({ latex, ...found }) => ({ ...bare, ...found, of: latex }))
}

// What gives a number, the first of those that make equal formulas: a path alone, by the slip that loses the others where
// there is one, a multiple, or the commonest slip.
function slipsTo(number, slips, target, setting) {
  const whole = elements(target.tree, target, setting).map(({ valueOf }) => valueOf(target.tree))
  const sides = new Map()
  // A form may be that of a single element.
  const formOf = side => elements(side, target, setting).filter(({ valueOf }, at) => live.equal(valueOf(side), whole[at]))
  const elementsOf = side => sides.get(side) ?? sides.set(side, formOf(side)).get(side)
  const agreed = slips.flatMap(slip => agreeing(valuesOf(slip.tree, elementsOf(slip.side)), number)
    .map(({ latex, ...found }) => ({ ...slip, ...found, of: latex })))
  const ranked = live.ranked(agreed, target)
  const kept = []
  const isNew = ({ probed }) => !kept.some(slip => live.equal(slip.probed, probed))
  for (const other of agreeing(othersOf(target, setting), number)) {
    const isLosing = slip => other.path && live.losesPaths(slip) && live.equal(slip.probed, other.probed)
    const slip = ranked.find(slip => isLosing(slip) && live.isLegible(slip, target))
    if (isNew(other)) kept.push({ ...other, ...slip, path: other.path })
  }
  for (const slip of ranked) if (isNew(slip) && live.isLegible(slip, target)) kept.push(slip)
  return kept
}

live.findNumber = (model, id, number, { values, sizes } = model.example) => {
  const isHeld = Number.isFinite(number.value) && (number.value || !number.digits)
  if (!isHeld) throw live.unread("a number that is too large or too small", 0)
  const setting = live.setting(model, { values, sizes })
  const asked = id === null ? gradients(model) : model.equations.filter(equation => equation.id === id)
  const found = asked.map(equation => {
    const target = live.target(equation, model)
    const values = valuesOf(target.tree, elements(target.tree, target, setting))
    return { equation, target, values }
  })
  const matches = found.flatMap(({ equation, values }) =>
    agreeing(values, number).map(element => ({ equation: equation.id, ...element })))
  const slipped = slipsOf => found
    .flatMap(({ target }) => slipsTo(number, slipsOf(target), target, setting))
    .filter(({ value }) => !matches.some(match => live.equal(match.value, value)))
    .toSorted((a, b) => !a.path - !b.path)
  // Of all gradients the slips in the equations themselves, or else those in other forms too.
  const own = id === null ? slipped(live.ownSlipsOf) : []
  const candidates = own.length || (id === null && matches.length) ? own : slipped(live.slipsOf)
  const others = [...candidates, ...matches]
  const apart = matches.flatMap(match => others.filter(({ value }) => !live.equal(value, match.value))
    .map(({ value }) => digitsBetween(match.value, value)))
  return {
    kind: "number",
    right: matches.length > 0,
    given: number.digits,
    isComputed: number.isComputed,
    matches,
    nearest: found[0].values.reduce((best, one) => (off(one, number) < off(best, number) ? one : best)),
    // With so many digits it is only one of them, what is right or the slip.
    ambiguous: apart.length > 0,
    digits: apart.length > 0 ? Math.max(...apart) : null,
    ...live.named(candidates),
  }
}
