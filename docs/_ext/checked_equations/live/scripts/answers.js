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
  Chain: node => node.sides.map((side, i) => [side, i && node.sides.length > 1 ? "" : "left side"]),
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

function notEqual({ value, expected, ratio }) {
  if (!Number.isFinite(value) || !Number.isFinite(expected)) return "Not equal."
  if (Math.abs(ratio - 1) < 1e-9)
    return `Equal in the running example, ${written(value)}, but not in general.`
  const [shown, right] = apart(value, expected)
  const by = Number.isFinite(ratio) && value !== 0 ? off(ratio) : ""
  return `Not equal: ${shown}, should be ${right}${by && `, ${by}`}.`
}

// What a symbol of the notation means; "" for anything else.
function meaning(latex, model) {
  const plain = latex.replaceAll(" ", "")
  const line = model.names.find(name => name.latex.replaceAll(" ", "") === plain)
  return line ? `, ${line.meaning.replace(/\$/g, "")}` : ""
}

// What kind of slip it is, where the reader's line has no place for it.
const SLIPS = {
  "deleted factor": "A factor is missing.",
  "deleted term": "A term is missing.",
  sign: "A sign.",
  function: "A function.",
  constant: "A number.",
  "upside down": "A fraction is upside down.",
}

function candidate({ direction, operator, place, from, to }, { tree, model }) {
  const [wrong, right] = direction === "slip" ? [to, from] : [from, to]
  const hint = place && direction === "mend" ? live.where(tree, place) : SLIPS[operator] ?? "A symbol is another one."
  const change = !wrong.trim() ? [math(right), meaning(right, model), " is missing."]
    : !right.trim() ? [math(wrong), " does not belong there."]
    : [math(wrong), " → ", math(right), meaning(right, model), "."]
  return [{ say: [hint], mark: place && direction === "mend" ? place : null, ask: "What?" }, { say: change }]
}

// The steps of several things that each explain a line.
function oneByOne(candidates, context) {
  const each = candidates.map(found => candidate(found, context))
  return each.flatMap(([hint, change], i) => [hint, i < each.length - 1 ? { ...change, ask: "Another?" } : change])
}

function wrong(verdict, context) {
  const { candidates, more, path } = verdict
  const said = notEqual(verdict)
  const hints = oneByOne(candidates, context)
  if (path) {
    const alone = [said, " This is the path through ", math(path.through), " alone."]
    return [{ say: alone, ask: hints.length ? "What is missing?" : "" }, ...hints.slice(1)]
  }
  if (!hints.length) return [{ say: [`${said} No single slip explains it; try a shorter line.`] }]
  const count = candidates.length + more
  const mends = count === 1 ? "One change mends it." : `${count} changes would mend it, each alone.`
  return [{ say: [`${said} ${mends}`], ask: "Where?" }, ...hints]
}

function unread({ column, wrong, meant }) {
  const asked = meant.flatMap((latex, i) => [i ? " or " : " Did you mean ", math(latex)])
  return [{ say: [`Cannot read column ${column}: ${wrong}.`, ...asked, asked.length ? "?" : ""] }]
}

function right({ same, value }, { model, equation }) {
  const found = model.equations.find(({ id }) => id === (same ?? equation?.id))
  const number = found ? [` equation (${found.number})`, same ? "" : " in another form"] : [" it is equal"]
  const here = Number.isFinite(value) ? ` Here ${written(value)}.` : ""
  return [{ say: ["✓ Right:", ...number, ".", here] }]
}

// `context` is the model, the equation, and the tree of what was typed, if it can be read.
live.answer = (verdict, context) => {
  switch (verdict.kind) {
    case "right": return right(verdict, context)
    case "wrong": return wrong(verdict, context)
    case "unread": return unread(verdict)
    case "undecided": return [{ say: [`Cannot be decided: ${verdict.why}. Not counted as wrong.`] }]
  }
  throw Error(verdict.kind)
}
