// Find my number: which gradient a decimal is the value of, or which slip in one.

const DECIMAL = /^([-−+]?)(\d+[.,]\d*|[.,]\d+|\d+(?=e))(?:e([-−+]?\d+))?$/i

const signed = text => Number(text.replace("−", "-"))

// A bare decimal: its value, how many significant digits it has, and half a unit of the last one. Zero is exact: by
// its digits it would be the rounding of anything small. A relation may stand in front, and dollars around it.
live.readNumber = text => {
  const bare = live.withE(text.replace(/[\s{}$]/g, "").replace(/^(=|≈|\\approx)/, ""))
  const [, percent] = /^[^e]*\d\.?(\\?%)$/.exec(bare) ?? []
  const found = DECIMAL.exec(percent ? `${bare.slice(0, -percent.length)}e-2` : bare)
  if (!found) return null
  const [, sign, written, power = "0"] = found
  const mantissa = written.replace(",", ".")
  const places = mantissa.split(".")[1]?.length ?? 0
  const digits = mantissa.replace(".", "").replace(/^0+/, "").length
  const value = Number(`${mantissa}e${signed(power)}`) * (/[-−]/.test(sign) ? -1 : 1)
  return { value, digits, half: digits && 0.5 * 10 ** (signed(power) - places) * (1 + 1e-9) }
}

// A whole number, exact if it is short.
live.readInteger = text => {
  const bare = text.replace(/[\s{}$]/g, "").replace("−", "-")
  if (!/^[-+]?\d+$/.test(bare)) return null
  const digits = bare.replace(/^[-+]?0*/, "").length
  return { value: Number(bare), digits, half: digits < 3 ? 0 : 0.5 }
}

// How many significant digits tell two values apart.
function digitsBetween(a, b) {
  let digits = 1
  while (digits < 17 && a.toPrecision(digits) === b.toPrecision(digits)) digits++
  return digits
}

const isSlope = ({ chain }) => chain.sides[0].kind === "Partial"
const eachOnce = equations => live.distinct(equations, ({ chain }) => live.normal(chain.sides[0]))

// The gradients of a model, each once: its results and what else is a slope of the same, or all if none is a result.
function gradients({ equations }) {
  const all = equations.filter(isSlope)
  const topOf = ({ chain }) => live.normal(chain.sides[0].top)
  const tops = all.filter(({ final }) => final).map(topOf)
  const results = all.filter(each => tops.includes(topOf(each)))
  return eachOnce(results.length ? results.toSorted((a, b) => b.final - a.final) : all)
}

// What evaluates the elements of a formula, and of what a slip makes of it; each with the derivative that it is.
const elements = (tree, { free, equation }, setting) => live.choices(free, setting.sizes).map(indices => {
  const numbers = Object.fromEntries(Object.entries(indices).map(([letter, at]) => [letter, `${at + 1}`]))
  const isOne = !Object.keys(indices).length
  const latex = isOne ? live.leftOf(equation) : live.latex(live.placed(equation.chain.sides[0], {}, numbers))
  return { indices, latex, valueOf: live.trial(tree, setting, indices) }
})

const valuesOf = (tree, elements) => elements.map(({ valueOf, ...element }) => ({ ...element, value: valueOf(tree) }))

// What an equation says: its values, and these as its formula gives them, which may have lost digits.
const saidBy = (target, setting) => {
  const { exact, tree } = target
  return elements(exact, target, setting).map(({ valueOf, ...element }) => {
    const inFormula = live.valueOf(tree, setting, element.indices)
    const value = valueOf(exact)
    return { ...element, value: Number.isFinite(value) ? value : inFormula, inFormula }
  })
}

const off = ({ value }, number) => Math.abs(value - number.value)

// The pages show so many digits, which some round once more.
const SHOWN = 6
// A last digit that is off by so many halves of it comes from rounding on the way.
const ALMOST = 5
// With so many digits few of many slips agree by chance.
const MANY = 5
// With so many digits a number that was cut off, not rounded, is known again.
const CUT = 3

// Whether a number is a value, rounded. `cut` allows that it was cut off.
function fits(element, number) {
  const { value, half, digits, cut } = number
  const { inFormula = element.value } = element
  if (off(element, number) <= half || off({ value: inFormula }, number) <= half || live.equal(element.value, value)) return true
  if (number.isComputed || !digits) return false
  const shown = Number(element.value.toPrecision(SHOWN))
  if (digits < SHOWN && off({ value: shown }, number) <= half) return true
  const beyond = (element.value - value) * Math.sign(value)
  return Boolean(cut) && digits >= CUT && beyond > 0 && beyond < 2 * half
}

const agreeing = (values, number) => values.filter(element => fits(element, number))

const TIMES = [2, 0.5, -1, 10, 0.1, 100, 0.01]

// Derivatives that are one number, and no constant, of either sign: maybe it is one of these.
function derivativesBeside({ model, free }, setting) {
  const found = Object.keys(free).length ? [] : eachOnce(model.equations.filter(isSlope)).map(each => live.target(each, model))
  return found.filter(({ free, tree }) => !Object.keys(free).length && !live.trees.isNumeric(tree))
    .flatMap(other => valuesOf(other.tree, elements(other.tree, other, setting)).map(found => ({ ...found, tree: other.tree })))
    .flatMap(found => [{ ...found, sign: 1 }, { ...found, sign: -1, value: -found.value, latex: `-${found.latex}` }])
}

// Twice a rounded number is off by twice as much; with few digits that is too much.
const agreeingMultiples = (found, number) => found.filter(one =>
  fits(one, { ...number, half: number.half * (one.times === 2 && number.digits >= MANY ? 2 : 1) }))

// What is no slip in a formula, but gives a number: a path alone, and twice, half or minus what is asked for.
function othersOf(target, setting) {
  const whole = saidBy(target, setting)
  const isPart = ({ value }, at) => value !== 0 && !live.equal(value, whole[at].value)
  const paths = live.waysOf(target).flatMap(({ through, tree }) => valuesOf(tree, elements(tree, target, setting))
    .filter(isPart).map(found => ({ ...found, probed: live.probe(tree, target), path: { through } })))
  const multiples = TIMES.flatMap(times => whole.filter(({ value }) => value !== 0)
    .map(({ indices, latex, value }) => ({ indices, latex, value: times * value, probed: times * live.probe(target.tree, target), times })))
  return [...paths, ...multiples].map(found => asOther(found, target))
}

const asOther = ({ latex, ...found }, { tree, equation }) =>
  ({ operator: "constant", edits: [], source: "", side: tree, equation, of: latex, ...found })

// What gives a number, the first of those that make equal formulas: a path alone, by the slip that loses the others where
// there is one, a multiple, or the commonest slip; where one equation is meant, another derivative too.
function slipsTo(number, slips, target, setting, isMeant) {
  const whole = elements(target.tree, target, setting).map(({ valueOf }) => valueOf(target.tree))
  const sides = new Map()
  // A form may be that of a single element.
  const formOf = side => elements(side, target, setting).filter(({ valueOf }, at) => live.equal(valueOf(side), whole[at]))
  const elementsOf = side => sides.get(side) ?? sides.set(side, formOf(side)).get(side)
  const agreed = slips.filter(slip => !live.isInSlope(slip)).flatMap(slip => agreeing(valuesOf(slip.tree, elementsOf(slip.side)), number)
    .map(({ latex, ...found }) => ({ ...slip, ...found, of: latex })))
  const ranked = live.ranked(agreed, target)
  const kept = []
  const isNew = ({ probed }) => !kept.some(slip => live.equal(slip.probed, probed))
  for (const other of agreeingMultiples(othersOf(target, setting), number)) {
    const isLosing = slip => other.path && live.losesPaths(slip) && live.equal(slip.probed, other.probed)
    const slip = ranked.find(slip => isLosing(slip) && live.isLegible(slip, target))
    if (isNew(other)) kept.push({ ...other, ...slip, path: other.path })
  }
  for (const slip of ranked) if (isNew(slip) && live.isLegible(slip, target)) kept.push(slip)
  for (const { tree, sign, ...found } of isMeant ? agreeing(derivativesBeside(target, setting), number) : []) {
    const other = asOther({ ...found, probed: sign * live.probe(tree, target), times: 1 }, target)
    if (isNew(other)) kept.push(other)
  }
  return kept
}

// Of right numbers only these slips are worth more digits, as they are easily taken for what is right: with a few digits
// many others agree by chance.
const EASY = ["index", "layer", "prime", "hat", "sign", "single path", "deleted term"]
// With so few digits anything may agree.
const SHORT = 3

// The first number of the network that a number is.
function meaningOf(number, { model, setting }) {
  const values = live.values(setting)
  const names = model.names.filter(({ kind, axes }) => kind !== "function" && !axes.length)
  const found = names.filter(({ python }) => Number.isFinite(values[python]) && fits({ value: values[python] }, number))
  return number.digits >= SHORT ? found[0] ?? null : null
}

live.findNumber = (model, id, number, { values, sizes } = model.example) => {
  const isHeld = Number.isFinite(number.value) && (number.value || !number.digits)
  if (!isHeld) throw live.unread("a number that is too large or too small", 0)
  const setting = live.setting(model, { values, sizes })
  const asked = id === null ? gradients(model) : model.equations.filter(equation => equation.id === id)
  const found = asked.map(equation => {
    const target = live.target(equation, model)
    return { equation, target, values: saidBy(target, setting) }
  })
  const matching = number => found.flatMap(({ equation, values }) =>
    agreeing(values, number).map(element => ({ equation: equation.id, ...element })))
  const cutOff = { ...number, cut: true }
  const rounded = matching(number)
  const matches = rounded.length ? rounded : matching(cutOff)
  const isCut = matches.length > rounded.length
  const slippedTo = (number, slipsOf) => found
    .flatMap(({ target }) => slipsTo(number, slipsOf(target), target, setting, id !== null))
    .filter(({ value }) => !matches.some(match => live.equal(match.value, value) || live.equal(match.inFormula, value)))
    .toSorted((a, b) => !a.path - !b.path)
  const slipped = slipsOf => {
    const all = slippedTo(isCut ? cutOff : number, slipsOf)
    return all.length || matches.length || id === null ? all : slippedTo(cutOff, slipsOf)
  }
  // Of all gradients the slips in the equations themselves, or else those in other forms too.
  const own = id === null ? slipped(live.ownSlipsOf) : []
  const usual = own.length || (id === null && matches.length) ? own : slipped(live.slipsOf)
  const isOpen = !usual.length && !matches.length && id !== null && number.digits >= MANY
  const all = isOpen ? slipped(live.exchangesOf) : usual
  const isChance = ({ operator, times }) => !times && !EASY.includes(operator)
  const candidates = matches.length ? all.filter(slip => !isChance(slip)) : all
  const others = [...candidates, ...matches]
  const apart = matches.flatMap(match => others.filter(({ value }) => !live.equal(value, match.value))
    .map(({ value }) => digitsBetween(match.value, value)))
  return {
    kind: "number",
    value: number.value,
    right: matches.length > 0,
    isZero: number.value === 0,
    isExact: !number.half,
    isCut,
    given: number.digits,
    isComputed: number.isComputed,
    // The numbers that it is worked out of have too few digits, or its last one is off by little.
    isRough: !matches.length && found.some(({ values }) => values.some(element =>
      off(element, number) <= number.rough || (id !== null && !candidates.length && number.digits >= SHORT && off(element, number) <= ALMOST * number.half))),
    meaning: matches.length ? null : meaningOf(number, { model, setting }),
    matches,
    nearest: found[0].values.reduce((best, one) => (off(one, number) < off(best, number) ? one : best)),
    // With so many digits it is only one of them, what is right or the slip.
    ambiguous: apart.length > 0,
    digits: apart.length > 0 ? Math.max(...apart) : null,
    ...live.named(candidates),
  }
}
