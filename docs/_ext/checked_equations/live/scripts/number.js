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

// What evaluates the elements of a formula, and of what a slip makes of it.
const elements = (tree, { free }, setting) =>
  live.choices(free, setting.sizes).map(indices => ({ indices, valueOf: live.trial(tree, setting, indices) }))

// What agrees with a number, of all elements of a formula.
const agreeing = (tree, elements, number) => elements
  .map(({ indices, valueOf }) => ({ value: valueOf(tree), indices }))
  .filter(({ value }) => Math.abs(value - number.value) <= number.half)

// The slips whose value agrees with a number; of those that make equal formulas the first.
function slipsTo(number, slips, target, setting) {
  const sides = new Map()
  const elementsOf = side => sides.get(side) ?? sides.set(side, elements(side, target, setting)).get(side)
  const of = live.latex(target.equation.chain.sides[0])
  const agreed = slips
    .flatMap(slip => agreeing(slip.tree, elementsOf(slip.side), number).map(found => ({ ...slip, ...found, of })))
  const kept = []
  for (const slip of live.ranked(agreed, target))
    if (!kept.some(({ probed }) => live.equal(probed, slip.probed)) && live.isLegible(slip, target)) kept.push(slip)
  return kept
}

live.findNumber = (model, id, number, { values, sizes } = model.example) => {
  const isHeld = Number.isFinite(number.value) && (number.value || !number.digits)
  if (!isHeld) throw live.unread("a number that is too large or too small", 0)
  const setting = live.setting(model, { values, sizes })
  const asked = id === null ? gradients(model) : model.equations.filter(equation => equation.id === id)
  const found = asked.map(equation => {
    const target = live.target(equation, model)
    const [right] = agreeing(target.tree, elements(target.tree, target, setting), number)
    return { equation, target, right }
  })
  const matched = found.filter(({ right }) => right)
  const matches = matched.map(({ equation: { id, chain }, right }) =>
    ({ equation: id, latex: live.latex(chain.sides[0]), ...right }))
  const slipsOf = id === null ? live.ownSlipsOf : live.slipsOf
  const candidates = found
    .flatMap(({ target }) => slipsTo(number, slipsOf(target), target, setting))
    .filter(({ value }) => !matches.some(match => live.equal(match.value, value)))
  const apart = matches.flatMap(match => candidates.map(({ value }) => digitsBetween(match.value, value)))
  return {
    kind: "number",
    right: matches.length > 0,
    given: number.digits,
    matches,
    // With so many digits it is either what is right or the slip.
    ambiguous: apart.length > 0,
    digits: apart.length > 0 ? Math.max(...apart) : null,
    ...live.named(candidates),
  }
}
