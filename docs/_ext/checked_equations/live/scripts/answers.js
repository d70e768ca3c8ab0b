// What is said of a line that was judged: steps of text and formulas. Each is shown when it is asked for, so that an
// exercise is not spoilt before.

const { math, written } = live

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
const ordinal = (i, count) => (count > 2 && i === count - 1 ? "last" : ORDINALS[i] ?? `${i + 1}th`)
const numbered = (parts, what) => parts.map((part, i) => [part, `${ordinal(i, parts.length)} ${what}`])

// The parts of a node, each with what it is called.
const PARTS = {
  Sum: node => numbered(node.terms, "term"),
  Product: node => numbered(node.factors, "factor"),
  Quotient: node => [[node.top, "numerator"], [node.bottom, "denominator"]],
  Power: node => [[node.base, "base"], [node.exponent, "exponent"]],
  Call: node => [[node.function, "function"], ...node.arguments.map(each => [each, "argument"])],
  Partial: node => [[node.top, "top"], [node.bottom, "bottom"]],
  BigSum: node => [[node.body, "summand"]],
  Series: node => [[node.body, "summand"]],
  Group: node => node.items.map(item => [item, ""]),
  Underbrace: node => [[node.body, ""]],
  Chain: node => node.sides.map((side, i) => [side, node.sides.length > 1 && !i ? "left side" : ""]),
}

// Where in a formula a place is, in words: "The last factor, its second term."
live.where = (tree, [start, end]) => {
  const names = []
  let node = tree
  while (node) {
    const parts = PARTS[node.kind]?.(node) ?? []
    const found = parts.find(([part]) => part && part.start <= start && end <= part.end)
    node = found?.[0]
    if (found?.[1]) names.push(found[1])
  }
  if (!names.length) return "The whole of it."
  return `The ${names.slice(0, 2).join(", its ")}.`
}

// By how much a value is off.
function off(ratio) {
  const size = Math.abs(ratio)
  if (Math.abs(size - 1) < 1e-9) return ratio < 0 ? "right but for its sign" : ""
  const times = size > 1 ? `${written(size, 2)} times too large` : `${written(1 / size, 2)} times too small`
  const percent = `${written(Math.abs(size - 1) * 100, 2)} % too ${size > 1 ? "large" : "small"}`
  const by = size > 0.5 && size < 1.5 ? percent : times
  return ratio < 0 ? `${by}, and of the wrong sign` : by
}

// Two numbers with as many digits as show that they differ.
function apart(value, expected) {
  let digits = 6
  while (digits < 15 && value !== expected && written(value, digits) === written(expected, digits)) digits++
  return [written(value, digits), written(expected, digits)]
}

// The difference in words: with the numbers at hand, and whether it is general.
function notEqual({ value, expected, ratio, special, indices }, ownNumbers) {
  if (special) return `Equal ${ownNumbers ? "with your numbers" : "in the running example"}, ${written(value)}, but not in general.`
  if (!Number.isFinite(value) || !Number.isFinite(expected)) return "Not equal."
  const [shown, right] = apart(value, expected)
  const by = Number.isFinite(ratio) && value !== 0 ? off(ratio) : ""
  const at = Object.entries(indices ?? {}).map(([letter, i]) => `${letter} = ${i + 1}`)
  const parts = [at.length ? `${shown} for ${at.join(", ")}` : shown, `should be ${right}`, by]
  return `Not equal${ownNumbers ? " with your numbers" : ""}: ${parts.filter(Boolean).join(", ")}.`
}

// A meaning up to its first colon, with its formulas.
const inShort = ({ meaning }) => meaning.replace(/[:;].*$/, "").split("$").map((part, i) => (i % 2 ? math(part) : part))

// What a symbol of the notation means, behind a sign; nothing for anything else.
function meaning(latex, model, sign = ", ") {
  const plain = text => text.replace(/\s/g, "")
  const line = model.names.find(name => plain(name.latex) === plain(latex))
  return line ? [sign, ...inShort(line)] : []
}

// What kind of slip it is, where the reader's line has no place for it.
const SLIPS = {
  "deleted factor": "A factor is missing.",
  "added factor": "A factor too many.",
  "deleted term": "A term is missing.",
  "single path": "A path is missing.",
  "path and factor": "A path and a factor are missing.",
  "term and factor": "A term and a factor are missing.",
  swapped: "Two symbols are swapped.",
  slope: "The slope of another function.",
  "factor and sign": "A factor is missing, and the sign is wrong.",
  derivative: "Something is not differentiated.",
  sign: "A sign.",
  product: "A sum for a product, or the other way round.",
  function: "A function.",
  constant: "A number.",
  "upside down": "A fraction is upside down.",
  "one minus": "A 1 minus is missing.",
  brackets: "Brackets are missing.",
}

const TIMES = { 2: "twice ", 0.5: "half of ", 10: "ten times ", 0.1: "a tenth of ", 100: "a hundred times ", 0.01: "a hundredth of ", 1: "" }

// What an edit holds, without the layout in front of it and the signs of products around it; where it is all there is,
// without its plus.
const bare = latex => latex.replace(/^(\s|\\q?quad|\\[,;:! ])+|^\*|\*$/g, "").trim()
const term = latex => bare(latex.replace(/^\+/, ""))

// A change of a formula, as text and formulas.
function changed({ from, to, isBelow }, operator, model) {
  const [wrong, right] = [bare(from), bare(to)]
  if (isBelow && right === "1" && operator === "deleted factor") return ["A division by ", math(wrong), " does not belong there"]
  if (operator === "deleted factor" && isBelow && wrong === "1") return ["A division by ", math(right), " is missing"]
  if (operator === "sign" && !(wrong && right)) return [right ? "A minus is missing" : "There is a minus too many"]
  if (!wrong) return [math(term(right)), " is missing", ...meaning(term(right), model, ": ")]
  if (!right) return [math(term(wrong)), " does not belong there"]
  return [math(wrong), " → ", math(right), ...meaning(right, model)]
}

// Whether it has to be said of which gradient or element a slip is.
const isNamed = ({ of, indices }, equation) => of && (!equation || Object.keys(indices ?? {}).length > 0)

// One thing that explains a line: first where, then what. The same change at several places is said once. A number
// may be a path alone or a multiple, without a slip in a formula.
function explained(candidate, { tree, model, equation }) {
  const { direction, operator, edits, of, path, times } = candidate
  const inLine = direction === "mend"
  const marks = inLine ? edits.map(({ place }) => place) : []
  const own = inLine ? edits : edits.map(({ from, to, isBelow }) => ({ from: to, to: from, isBelow }))
  const once = own.filter(({ from, to }, i) => own.findIndex(other => other.from === from && other.to === to) === i)
  const places = own.length > once.length ? ", in each place" : ""
  const isPlaced = inLine && operator !== "sign" && operator !== "swapped"
  const what = own[0]?.to.includes("\\partial") ? "derivative" : "symbol"
  const isTooMuch = inLine && operator === "deleted factor" && !own[0].to && marks.length === 1
  const hint = isTooMuch ? "A factor too many." : isPlaced ? live.where(tree, marks[0]) : SLIPS[operator] ?? `One ${what} should be another.`
  const isOfAnother = isNamed(candidate, equation)
  const said = times === -1 ? ["The sign is wrong", ...(isOfAnother ? [" for ", math(of)] : []), "."]
    : times ? [`This is ${TIMES[times]}`, math(of), "."]
    : path ? ["This is ", ...(isOfAnother ? [math(of), " by "] : []), "the path through ", math(path.through), " alone."]
    : isOfAnother ? ["In ", math(of), `: ${hint[0].toLowerCase()}${hint.slice(1)}`] : [hint]
  const turned = operator === "factor and sign" ? ["; and the sign is wrong"] : []
  const changes = once.flatMap((edit, i) => [i ? "; " : "", ...changed(edit, operator, model)])
  const change = { say: [...(isOfAnother ? ["In ", math(of), ": "] : []), ...changes, ...turned, `${places}.`], marks }
  return edits.length ? [{ say: said, marks, ask: path ? "What is missing?" : "What?" }, change] : [{ say: said, marks }]
}

const plain = ({ say }) => say.map(part => part.textContent ?? part).join("")

// The steps of all candidates, each that says something new.
function oneByOne(candidates, context) {
  const all = candidates.map(each => explained(each, context))
  const ofOne = candidates.every(each => !isNamed(each, context.equation))
  const about = steps => plain(steps.at(-1)) + (ofOne ? "" : plain(steps[0]))
  const told = all.filter((each, i) => all.findIndex(other => about(other) === about(each)) === i)
  return told.flatMap((steps, i) => i < told.length - 1 ? steps.with(-1, { ...steps.at(-1), ask: "Another?" }) : steps)
}

// More than these say nothing.
const MANY = 9
// So many are named.
const NAMED = 3
// When what an equation says is zero: a product of sums, or a sum.
function zeroFor({ chain: { sides } }) {
  const isSum = sides.find(({ terms, factors }) => terms?.length > 1 || factors)?.kind === "Sum"
  return ` It is zero only where ${isSum ? "its terms cancel" : "a factor of it is"}.`
}

// With fewer digits, several slips that give them tell little.
const ENOUGH = 5
const FEW = 3

const counted = ({ candidates, more }) => candidates.length + more

function wrong(verdict, context) {
  const { candidates, path, quantity, holds, untried, functions } = verdict
  const said = notEqual(verdict, context.ownNumbers)
  if (functions?.length) {
    const all = functions.flatMap((latex, i) => [i ? " and " : "", math(latex)])
    const any = functions.length > 1 ? ["any functions"] : ["any ", math(functions[0])]
    return [{ say: ["Right for the ", ...all, ` of the running example, but equation (${context.equation.number}) holds for `, ...any, "."] }]
  }
  if (holds) return [{ say: ["True, but asked for is ", math(context.equation.chain.sides[0]), "."] }]
  const hints = oneByOne(candidates, context)
  const instead = quantity ? [" Your line is ", math(quantity.latex), "."] : []
  if (hints.length) hints.at(-1).say.push(...instead)
  if (path) {
    const alone = [`${said} This is the path through `, math(path.through), " alone."]
    return [{ say: alone, ask: "What is missing?" }, ...hints.slice(1)]
  }
  const isTurned = Math.abs(verdict.ratio + 1) < 1e-9
  const none = isTurned ? "" : untried ? " No single slip was found, but not all were tried: try a shorter line."
    : " No single slip explains it; try a shorter line."
  const isZero = verdict.value === 0
  const zero = zeroFor(context.equation)
  if (!hints.length) return [{ say: [said, ...(quantity ? instead : [isZero ? zero : none])] }]
  if (isZero && candidates.length === NAMED) return [{ say: [said, zero] }]
  const count = counted(verdict)
  const how = count > MANY ? "many" : count === 1 ? "one" : "some"
  const isDouble = candidates[0].operator === "factor and sign"
  const all = { one: `${isDouble ? "Two slips explain" : "One slip explains"} it.`, some: `Any of ${count} slips would explain it.`, many: "Many slips would explain it." }
  const mending = { one: "One change mends it.", some: `Any of ${count} changes would mend it.`, many: "Many changes would mend it." }
  const mends = (candidates.every(({ direction }) => direction === "mend") ? mending : all)[how]
  return [{ say: [`${said} ${mends}`], ask: "Where?" }, ...hints]
}

function unread({ column, wrong, meant }) {
  const asked = meant.flatMap((latex, i) => [i ? " or " : " Did you mean ", math(latex)])
  return [{ say: [`Cannot read ${column ? `column ${column}` : "it"}: ${wrong}.`, ...asked, asked.length ? "?" : ""] }]
}

const undecided = ({ about, why }) => [...(about ? [math(about), " "] : []), `${why}. Not counted as wrong.`]

function right({ same, restates }, { model, equation, expected, ownNumbers }) {
  const found = model.equations.find(({ id }) => id === (same ?? equation.id))
  if (restates) return [{ say: ["True, but it says the left side again. What does it equal?"] }]
  const here = Number.isFinite(expected) ? ` ${ownNumbers ? "With your numbers" : "Here"} ${written(expected)}.` : ""
  return [{ say: [`✓ Right: equation (${found.number})${same ? "" : " in another form"}.${here}`] }]
}

const DIGITS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
const digitsOf = count => `${DIGITS[count] ?? count} significant digits`
const listed = matches => matches.flatMap(({ latex }, i) => [i ? " or " : "", math(latex)])

// What a number is the value of, or the slip that gives it.
function number(verdict, context) {
  const { candidates, matches, nearest, ambiguous, digits, given, isComputed, isMixed, isCut, isZero, isRough, isExact, meaning } = verdict
  const { ownNumbers } = context
  const equation = context.equation ?? verdict.asked
  const hints = oneByOne(candidates, { ...context, equation })
  const noForm = isComputed && equation ? ` It ${isMixed ? "holds rounded numbers, and is" : "is a number, and"} no form of equation (${equation.number}).` : ""
  if (verdict.right && !ambiguous) {
    const begin = isComputed || isCut ? "✓ Right within its digits: " : "✓ Right: "
    const cut = isCut ? `, which rounds to ${written(matches[0].value, given)}` : ""
    return [{ say: [begin, ...listed(matches), ` is ${written(matches[0].value, isCut ? Math.max(6, given + 1) : 6)}${cut}.`, noForm] }]
  }
  if (verdict.right) {
    const both = isComputed ? " Compute with more digits." : digits > given ? ` Give ${digitsOf(digits)}.` : ""
    const slip = hints.length ? ", and a slip as well" : ""
    return [{ say: ["It fits ", ...listed(matches), `${slip}.${both}${noForm}`], ask: slip && "Which slip?" }, ...hints]
  }
  const numbers = ownNumbers ? "your numbers" : "the numbers of this page"
  const should = Number.isFinite(nearest.value) ? written(nearest.value, Math.min(15, Math.max(6, given))) : ""
  const isOther = candidates.length === 1 && (candidates[0].path || candidates[0].times)
  const nearestOne = isOther ? ["."] : ["; the nearest is ", math(nearest.latex), should && ` with ${should}`, "."]
  const what = !equation ? [`With ${numbers} no gradient has this value.`]
    : Object.keys(nearest.indices).length ? [`With ${numbers} no element has this value`, ...nearestOne]
      : ["Not equal", should && `: with ${numbers} it is ${should}`, "."]
  if (isZero) return [{ say: [...what, ...(equation ? [zeroFor(equation)] : [])] }]
  if (meaning) return [{ say: [...what, " It is ", math(meaning.latex), ", ", ...inShort(meaning), "."] }]
  if (isRough) return [{ say: [...what, " That may come from rounding: compute with more digits."] }]
  if (!hints.length) return [{ say: [...what, " No single slip gives it."] }]
  const count = counted(verdict)
  const isExactly = ({ value }) => value !== undefined && live.residual(value, verdict.value) < 1e-12
  const isTold = isExact || given >= FEW || candidates.every(isExactly)
  const isFlat = count === 1 && isTold
  if (isFlat && isOther) return [{ ...hints[0], say: [...what, " ", ...hints[0].say] }, ...hints.slice(1)]
  const more = !isTold || (count > NAMED && !isExact && given < ENOUGH) ? " Too few digits to tell: give more." : ""
  const gives = count === 1 ? "One slip gives" : `${count > MANY ? "Many" : `Any of ${count}`} slips would give`
  return [{ say: [...what, ` ${gives} your number.${more}`], ask: "Which?" }, ...hints]
}

// `context` is the model, the equation, the tree of what was typed, if it can be read, the value of the equation, and
// whether that follows from numbers of the reader's own.
live.answer = (verdict, context) => {
  switch (verdict.kind) {
    case "right": return right(verdict, context)
    case "wrong": return wrong(verdict, context)
    case "unread": return unread(verdict)
    case "number": return number(verdict, context)
    case "undecided": return [{ say: ["Cannot be decided: ", ...undecided(verdict)] }]
  }
  throw Error(verdict.kind)
}
