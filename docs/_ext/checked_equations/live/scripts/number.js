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

// The slips whose value agrees with a number; of those that make equal formulas the first.
function slipsTo(number, slips, target, setting) {
  const sides = new Map()
  const elementsOf = side => sides.get(side) ?? sides.set(side, elements(side, target, setting)).get(side)
  const agreed = slips.flatMap(slip => agreeing(valuesOf(slip.tree, elementsOf(slip.side)), number)
    .map(({ latex, ...found }) => ({ ...slip, ...found, of: latex })))
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
    const values = valuesOf(target.tree, elements(target.tree, target, setting))
    return { equation, target, values }
  })
  const matches = found.flatMap(({ equation, values }) =>
    agreeing(values, number).map(element => ({ equation: equation.id, ...element })))
  const slipsOf = id === null ? live.ownSlipsOf : live.slipsOf
  const candidates = found
    .flatMap(({ target }) => slipsTo(number, slipsOf(target), target, setting))
    .filter(({ value }) => !matches.some(match => live.equal(match.value, value)))
  const others = [...candidates, ...matches]
  const apart = matches.flatMap(match => others.filter(({ value }) => !live.equal(value, match.value))
    .map(({ value }) => digitsBetween(match.value, value)))
  return {
    kind: "number",
    right: matches.length > 0,
    given: number.digits,
    matches,
    nearest: found[0].values.reduce((best, one) => (off(one, number) < off(best, number) ? one : best)),
    // With so many digits it is only one of them, what is right or the slip.
    ambiguous: apart.length > 0,
    digits: apart.length > 0 ? Math.max(...apart) : null,
    ...live.named(candidates),
  }
}
