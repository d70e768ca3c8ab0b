// Numbers as an author writes them: rounded, and right to the digits written.

const { walk, bare, hasDecimals, isNumeric, refusal } = live.trees

const TOLERANCE = 1e-9
const FLOOR = 1e-15
// A line of rounded numbers may be off by this share; a single number by half of its last digit.
const WORKED_OUT = 0.01
// A tie, such as 2.675, comes out with an error of this share. It may go up or down.
const TIE = 1e-12

// By how much a number may be off that was rounded; a whole number is exact.
const halfOfTheLastDigit = text => (text.includes(".") ? 0.5 * 10 ** -text.split(".")[1].length : 0)

// The number that a side is, maybe with a sign; undefined if it is something else.
const oneNumber = side => {
  let node = bare(side)
  if (node.kind === "Sum" && node.terms.length === 1) node = bare(node.terms[0])
  return node.kind === "Number" ? node : undefined
}

// The minifier would take a plain name in `Math.abs` for a number.
const rounded = x => Math.abs(Number(x)).toFixed(12)

// What a chain speaks of, and all that it follows from: where it is written, it is exact.
const known = (chain, setting) => {
  const { program, python } = live.tables(setting.model)
  const found = new Set()
  const rest = [...chain.sides]
  while (rest.length)
    for (const part of walk(rest.pop())) {
      const name = part.kind === "Symbol" && live.find(part, setting.model)
      if (!name || found.has(name.python)) continue
      found.add(name.python)
      if (program.has(name.python)) rest.push(program.get(name.python).tree)
    }
  const values = live.values(setting)
  const numbers = [...found].filter(name => python.get(name).kind !== "derived")
  return new Set(numbers.flatMap(name => [values[name]].flat(Infinity)).map(rounded))
}

// By how much a side of numbers may be off by rounding: half a unit of each last digit that was rounded.
const writtenError = (side, exact, setting) => {
  const base = Math.abs(live.evaluate(side, setting))
  const single = oneNumber(side)
  if (single) return halfOfTheLastDigit(single.text) + base * TIE + FLOOR
  const isRounded = ({ text }) => isNumeric(side) || text.replace(".", "").replace(/^0+/, "").length >= ROUNDED
  let allowed = base * TOLERANCE + FLOOR
  for (const part of walk(side))
    if (part.kind === "Number" && hasDecimals(part) && isRounded(part) && !exact.has(rounded(part.text)))
      allowed += Math.abs(live.slopeByNumber(side, part, setting)) * halfOfTheLastDigit(part.text)
  return allowed * (1 + 1e-6)
}

// So much of that is allowed.
const allowedError = (side, ...rest) => {
  const error = writtenError(side, ...rest)
  return oneNumber(side) ? error : Math.min(error, WORKED_OUT * Math.abs(live.evaluate(side, rest[1])) + FLOOR)
}

// So many digits are more than rounding leaves.
const MOST = 15
// Among symbols a number of fewer digits is exact, as 0.5 is.
const ROUNDED = 3

// The number that a side of numbers comes to: its value, by how much it may be off, and to how many significant digits it
// is right so. What `chain` follows from is exact. Zero is exact too, or it would be the rounding of anything small.
live.computedNumber = (side, chain, setting) => {
  const value = live.evaluate(side, setting)
  const exact = known(chain, setting)
  const half = value && allowedError(side, exact, setting)
  const digits = value && Math.max(0, Math.floor(Math.log10(Math.abs(value) / half / 2)) + 1)
  const rough = value && writtenError(side, exact, setting)
  return { value, half, rough, digits: Math.min(digits, MOST), isComputed: true }
}

// Demand ≈ before a number that is rounded once more, and before no other side. Throws Unread.
live.checkRounding = (chain, typed, setting) => {
  let before = null
  chain.sides.forEach((side, place) => {
    const relation = place ? chain.relations[place - 1] : "="
    if (relation === "\\approx" && !typed.decimal[place])
      throw refusal(side, "≈ before what is no decimal number")
    if (!typed.decimal[place] || !oneNumber(side)) return
    const number = live.evaluate(side, setting)
    if (relation === "=" && before !== null && before !== number)
      throw refusal(side, "= between two roundings of one value")
    before = number
  })
}

// Whether a brace claims numbers, where one has a decimal point.
live.speaksOfTheExample = brace => isNumeric(brace.claim) && hasDecimals(brace.claim)

// What numbers in a chain, and in its braces, have to be: triples of a value, what is written,
// and by how much that may be off. They speak of the running example.
live.digits = (chain, typed, claims, setting) => {
  const value = side => live.evaluate(side, setting)
  const exact = known(chain, setting)
  const found = claims
    .filter(([brace]) => live.speaksOfTheExample(brace))
    .map(([brace, body, claim]) => [
      body,
      claim,
      oneNumber(brace.body) ? 0 : allowedError(brace.claim, exact, setting),
    ])
  chain.sides.forEach((side, place) => {
    if (!place || !typed.decimal[place]) return
    // What follows from a line of numbers is right by that line, not by the first one alone.
    const others = typed.decimal[place - 1] ? [0, place - 1] : [0]
    for (const other of new Set(others))
      found.push([value(chain.sides[other]), value(side), allowedError(side, exact, setting)])
  })
  return found
}
