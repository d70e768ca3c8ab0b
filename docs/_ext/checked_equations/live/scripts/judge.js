// What is said about a reader's line, where a page has an equation.

// The value of a side with the reader's numbers, or in the running example, and what it should be, where they differ most.
function shown(side, target, settings) {
  const setting = live.setting(target.model, settings)
  const found = live.choices(target.free, setting.sizes).map(indices => {
    const value = live.valueOf(side, setting, indices)
    const expected = live.valueOf(target.exact, setting, indices)
    const inFormula = live.valueOf(target.tree, setting, indices)
    return { value, expected, inFormula, ratio: value / expected, indices }
  })
  const off = ({ value, expected }) => live.residual(value, expected) || 0
  return found.reduce((worst, one) => (off(one) > off(worst) ? one : worst))
}

// Whether a line that is right at all points is not with the reader's numbers: by more than the digits that are lost there.
const ROUGH = 1e-3
const isOff = ({ value, expected, inFormula }) => [expected, inFormula].every(right => live.residual(value, right) > ROUGH)
const NO_SLIP = { candidates: [], more: 0, path: null, quantity: null, holds: false, special: false }

// The equation of the page of which a side is a form with factors and terms in another order, if any.
function sameAs(side, { model, equation }) {
  const key = live.normal(side)
  const isSame = ({ chain }) => chain.sides.some(side => live.normal(side) === key)
  const near = model.equations.filter(({ page }) => page === equation.page).toSorted((a, b) => b.final - a.final)
  const found = [equation, ...near].find(isSame)
  return found?.id ?? null
}

const restates = (side, { equation }) => live.normal(side) === live.normal(equation.chain.sides[0])

// What multiplies a term until it can be seen, unless it is zero.
const MUCH = { kind: "Number", text: "1e300" }
const ONE = { kind: "Number", text: "1" }
const raised = node => ({ kind: "Sum", terms: [node, ONE], signs: [1, 1] })
// A function or a power of something else; nothing for what is neither.
const ofOthers = node => node.kind === "Call" ? { ...node, arguments: node.arguments.map(raised) }
  : node.kind === "Power" ? { ...node, base: raised(node.base), exponent: raised(node.exponent) } : null
// So many digits are more than rounding leaves, and that share of a value is none.
const LONG = 12
const ALMOST = 1e-14

// Why something in a side could be anything: a number of so many digits; a function or a power that is the same for other
// arguments, as far as can be seen; a product that is zero, of what is not; or a term so small that the side has the
// same value without it, although it is not zero.
function unseen(side, target) {
  const { walk, isNumeric } = live.trees
  if (isNumeric(side)) return null
  const valueOf = live.trial(side, target.setting, target.indices)
  const isSeen = (node, other) => !live.equal(valueOf(live.exchanged(side, new Map([[node, other]]))), valueOf(side))
  for (const node of walk(side)) {
    const value = isNumeric(node) ? valueOf(node) : NaN
    const whole = Math.round(value)
    if (whole && Math.abs(value - whole) > ALMOST * Math.abs(whole) && live.equal(value, whole))
      return `a part of it cannot be told from ${whole}`
    if (node.kind === "Number" && node.text.replace(".", "").replace(/^0+/, "").length > LONG)
      return `${node.text} has more digits than are compared`
    const other = ofOthers(node)
    if (other && isSeen(node, raised(node)) && !isSeen(node, other)) return "a power or a function is too small or too large"
    const isZero = part => live.probe(part, target) === 0
    const isProduct = node.kind === "Product" || node.kind === "Quotient"
    if (isProduct && isZero(node) && !live.childrenOf(node).some(isZero)) return "a term is too small to be seen"
    if (node.kind !== "Sum" || node.terms.length === 1) continue
    for (const [at, term] of node.terms.entries()) {
      const without = { ...node, terms: node.terms.toSpliced(at, 1), signs: node.signs.toSpliced(at, 1) }
      const amplified = { kind: "Product", factors: [MUCH, term] }
      if (!isSeen(node, without) && isSeen(term, amplified)) return "a term is too small to be seen"
    }
  }
  return null
}

// Whether a side is a number, or is worked out of numbers, of which one is rounded.
const isDecimal = (side, { setting }) =>
  live.trees.isNumeric(side) && live.trees.hasDecimals(side) && Number.isFinite(live.valueOf(side, setting, {}))

// What is said of a side of numbers, which is no form of an equation: it has its value to so many digits.
function judgedNumber(side, { latex }, { model, equation, tree }, settings) {
  const text = latex.slice(side.start, side.end)
  const number = live.readNumber(text) ?? live.readInteger(text)
    ?? live.computedNumber(side, { sides: [tree] }, live.setting(model, settings))
  return live.findNumber(model, equation.id, number, settings)
}

// All choices of some of these, small ones first.
const choicesOf = all => all.reduce((found, one) => [...found, ...found.map(some => [...some, one])], [[]])
  .slice(1).sort((a, b) => a.length - b.length)

// The functions that are open, if a side is right with those of the running example: as few of them as are enough.
function functionsOfExample(side, { tree, model }) {
  const open = Object.keys(model.points[0].functions ?? {})
  const isRightWith = names => {
    const closed = points => points.map(point => {
      const functions = Object.entries(point.functions).filter(([name]) => !names.includes(name))
      return { ...point, functions: Object.fromEntries(functions) }
    })
    const special = { ...model, points: closed(model.points), scaled: closed(model.scaled) }
    return live.attempt(() => live.areEqual(tree, side, special), false)
  }
  const enough = choicesOf(open).find(isRightWith) ?? []
  return enough.map(name => model.names.find(({ python }) => python === name).latex)
}

// What is said of a side in which rounded numbers stand among symbols, if it is right to their digits.
function judgedMixed(side, { tree, free, model, equation }, settings) {
  if (!live.trees.hasDecimals(side) || Object.keys(free).length) return null
  const number = live.computedNumber(side, { sides: [tree] }, live.setting(model, settings))
  const said = live.findNumber(model, equation.id, number, settings)
  return said.right ? { ...said, isMixed: true } : null
}

function judgedLine(reading, target, { settings, inSymbols }) {
  const { model, tree } = target
  const { sides, relations } = reading.chain
  const strange = relations.findIndex(relation => !["=", "\\approx"].includes(relation))
  if (strange >= 0) throw live.unread("a relation other than =", sides[strange].end, [])
  const heavy = sides.find(live.isTooMuch)
  if (heavy) throw live.unread("too much to compute in its sums", heavy.start, [])
  const numbers = sides.filter(side => isDecimal(side, target))
  const formulas = sides.filter(side => !numbers.includes(side))
  if (numbers.length && formulas.every(side => restates(side, target))) {
    const said = numbers.map(side => judgedNumber(side, reading, target, settings))
    const wrong = said.find(({ right }) => !right)
    // What follows from a line of numbers that is right has lost its digits by rounding.
    return wrong ? { ...wrong, isRough: wrong.isRough || (said[0].right && live.verdict(reading.chain, model) === "true") } : said.at(-1)
  }
  const verdicts = sides.map(side => live.compare(tree, side, model))
  const wrong = sides.find((_, at) => verdicts[at].equal === false)
  const last = formulas.at(-1)
  if (!wrong) {
    const unclear = verdicts.find(({ equal }) => equal !== true)
    if (unclear) return { kind: "undecided", why: unclear.why }
    const why = sides.map(side => unseen(side, target)).find(Boolean)
    if (why) return { kind: "undecided", why }
    const about = sides.map(side => live.untriedSign(side, model)).find(Boolean)
    if (about) return { kind: "undecided", about: live.latex(live.bare(about)), why: "has one sign at all points tried, and the other one elsewhere" }
    const here = shown(last, target, settings)
    if (isOff(here)) return { ...NO_SLIP, kind: "wrong", ...here }
    return { kind: "right", same: sameAs(last, target), restates: restates(last, target), value: here.value }
  }
  // A true statement about something else.
  const holds = sides.length > 1 && live.verdict(reading.chain, model) === "true"
  const isNumber = numbers.includes(wrong) || (live.trees.isNumeric(wrong) && !live.trees.isNumeric(tree) && !inSymbols)
  if (!holds && isNumber && Number.isFinite(live.valueOf(wrong, target.setting)))
    return judgedNumber(wrong, reading, target, settings)
  if (verdicts[sides.indexOf(wrong)].isLost) return { kind: "undecided", why: "too many digits are lost where large terms cancel" }
  const here = shown(wrong, target, settings)
  // Right with these numbers and functions, and not with others.
  const special = live.equal(here.value, here.expected)
  const rounded = special || inSymbols || holds ? null : live.attempt(() => judgedMixed(wrong, target, settings), null)
  if (rounded) return rounded
  const [path, quantity] = [live.pathOf(wrong, target), live.quantity(wrong, target)]
  return {
    kind: "wrong",
    ...here,
    special,
    functions: special ? functionsOfExample(wrong, target) : [],
    holds,
    quantity,
    path,
    ...live.explained(reading, wrong, target, { path, quantity }),
  }
}

// A line that can be read, and may still have no meaning.
function judgedReading(reading, target, options) {
  try {
    return judgedLine(reading, target, options)
  } catch (error) {
    if (!(error instanceof live.Unread)) throw error
    const { fitting, column, meant: known } = error
    const meant = known.length ? known : live.meantIn(reading, target)
    // Its place is one in LaTeX, which code does not have.
    const place = reading.places?.[column - 1]
    Object.assign(error, { meant: meant.length || !fitting ? meant : [live.latex(fitting)], column: place === undefined ? 0 : place + 1 })
    throw error
  }
}

// A number where no gradient was chosen: worked out, or with the gradient that it is of in front.
function judgedAlone(text, model, options) {
  const none = live.unread("this is no decimal number", 0, [])
  const { chain, latex } = live.attempt(() => live.readAny(text, model), null) ?? {}
  const last = chain?.sides.at(-1)
  if (!last || !live.trees.isNumeric(last)) throw none
  const left = live.normal(chain.sides[0])
  const isNamed = ({ chain: { sides: [side] } }) => side.kind === "Partial" && live.normal(side) === left
  const named = model.equations.toSorted((a, b) => b.final - a.final).find(isNamed)
  if (named) return { ...live.judge(model, named.id, latex.slice(last.start, last.end), options), asked: named }
  if (chain.sides.length > 1) throw none
  const number = live.computedNumber(last, { sides: gradientsOf(model) }, live.setting(model, options.settings))
  return live.findNumber(model, null, number, options.settings)
}

const gradientsOf = ({ equations }) => equations.map(({ chain }) => chain.sides[0]).filter(({ kind }) => kind === "Partial")

// Without an equation's id only a number can be judged: which gradient is it? In a derivation, `inSymbols`, a whole number
// is a formula.
live.judge = (model, id, text, options = {}) => {
  try {
    const number = live.readNumber(text) ?? (id === null ? live.readInteger(text) : null)
    if (number) return live.findNumber(model, id, number, options.settings)
    if (id === null) return judgedAlone(text, model, options)
    const target = live.target(model.equations.find(equation => equation.id === id), model)
    return judgedReading(live.readAny(text, model), target, options)
  } catch (error) {
    const { column, wrong, meant } = error
    if (error instanceof live.Unread) return { kind: "unread", column, wrong, meant }
    if (error instanceof live.NoValue) return { kind: "undecided", why: error.message }
    throw error
  }
}
