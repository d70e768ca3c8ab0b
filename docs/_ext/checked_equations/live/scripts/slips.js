// Formulas that one slip makes of others, with their values: what explains a line that is wrong.

// So many candidates are named, the others counted.
const NAMED = 3
const TOLERANCE = 1e-9
// The order of the operators in mutants.js, the commonest slips first.
const FAMILIES = [
  "index", "prime", "sign", "layer", "deleted factor", "deleted term", "hat", "function", "symbol",
  "constant", "upside down", "single path",
]

// The node without brackets around it, and without what stands below a brace.
function bare(node) {
  if (node.kind === "Underbrace") return bare(node.body)
  return node.kind === "Group" && node.items.length === 1 ? bare(node.items[0]) : node
}

// A tree as text that is the same in whatever order factors and terms stand. Indices that sums run
// over have numbers for names, `bound` says which.
live.normal = (node, bound = {}) => {
  const terms = termsOf(node, 1, bound)
  return terms.length === 1 && terms[0][0] === "+" ? terms[0].slice(1) : `(${terms.sort().join("")})`
}

function termsOf(node, sign, bound) {
  const inner = bare(node)
  if (inner.kind === "Sum") return inner.terms.flatMap((term, at) => termsOf(term, sign * inner.signs[at], bound))
  const { factors, sign: own } = factorsOf(inner, bound)
  return [`${sign * own > 0 ? "+" : "-"}${factors.sort().join("*") || "1"}`]
}

// The factors of a term, without ones, and the sign that they have together.
function factorsOf(node, bound) {
  const inner = bare(node)
  if (inner.kind === "Product") {
    const parts = inner.factors.map(factor => factorsOf(factor, bound))
    return { factors: parts.flatMap(part => part.factors), sign: parts.reduce((sign, part) => sign * part.sign, 1) }
  }
  if (inner.kind === "Sum" && inner.terms.length === 1) {
    const { factors, sign } = factorsOf(inner.terms[0], bound)
    return { factors, sign: sign * inner.signs[0] }
  }
  const text = atom(inner, bound)
  return { factors: text === "1" ? [] : [text], sign: 1 }
}

function atom(node, bound) {
  const of = part => live.normal(part, bound)
  switch (node.kind) {
    case "Number":
      return `${Number(node.text)}`
    case "Symbol":
      return JSON.stringify([node.base, node.accent, node.primes, node.layer, node.subscripts.map(s => bound[s] ?? s)])
    case "Function":
      return `${node.name}${"'".repeat(node.primes)}`
    case "Sum":
      return of(node)
    case "Group":
      return `(${node.items.map(of).join(",")})`
    case "Quotient":
      return `(${of(node.top)}/${of(node.bottom)})`
    case "Power":
      return `(${of(node.base)}^${of(node.exponent)})`
    case "Call":
      return `${of(node.function)}(${node.arguments.map(of).join(",")})`
    case "Partial":
      return `(d${node.top ? of(node.top) : ""}/d${of(node.bottom)})`
    case "BigSum": {
      const last = node.last?.kind ? of(node.last) : node.last
      const inside = { ...bound, [node.index]: `#${Object.keys(bound).length}` }
      return `sum[${node.first},${last}](${live.normal(node.body, inside)})`
    }
    default:
      return JSON.stringify(node)
  }
}

live.equal = (a, b) => a === b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))

// What `make` gives; undefined where something cannot be read or has no value here.
live.readable = make => {
  try {
    return make()
  } catch (error) {
    if (error instanceof live.Unread) return undefined
    throw error
  }
}

// What an equation says: a tree with its value, and its free indices.
live.target = (equation, model) => {
  const { sides } = equation.chain
  const hasNoDerivative = side => ![...live.walk(side)].some(node => node.kind === "Partial")
  return { equation, tree: sides.find(hasNoDerivative) ?? sides[0], indices: live.free(sides[0], model) }
}

// All choices of an equation's free indices, with other numbers for other letters first.
live.choices = (target, sizes) => {
  const letters = Object.entries(target.indices)
  const all = letters.reduce(
    (found, [letter, axis]) =>
      found.flatMap(choice => Array.from({ length: sizes[axis] }, (_, at) => ({ ...choice, [letter]: at }))),
    [{}],
  )
  const apart = choice => new Set(Object.values(choice)).size
  return all.sort((a, b) => apart(b) - apart(a))
}

// The value of a tree at one generic point: unequal values there are unequal formulas.
const probe = (tree, target, model) =>
  live.readable(() => {
    const setting = live.setting(model, model.points[0])
    return live.evaluate(tree, setting, live.choices(target, setting.sizes)[0])
  })

live.same = (tree, other, target, model) =>
  live.equal(probe(tree, target, model), probe(other, target, model)) && live.compare(tree, other, model).equal === true

// Rows that an author broke are one line again; places stay.
const inOneLine = latex => latex.replace(/\\\\|&/g, found => " ".repeat(found.length))

// The same slip at several places of a part: `a_{h1} (1 - a_{h1})` for `a_{h2} (1 - a_{h2})`.
function* repeated(blank, sides, single) {
  const first = new Map()
  for (const mutant of single)
    if (["index", "prime", "layer", "hat", "symbol"].includes(mutant.operator)) {
      const found = first.get(`${mutant.place}`) ?? []
      first.set(`${mutant.place}`, [...found, mutant])
    }
  const seen = new Set()
  for (const side of sides)
    for (const part of live.walk(side)) {
      const pairs = part.kind === "Product" ? part.factors.slice(1).map((factor, at) => [part.factors[at], factor]) : []
      for (const nodes of [[part], ...pairs])
        for (const places of placesOfEach(nodes).filter(places => places.length > 1)) {
          if (seen.has(`${places}`)) continue
          seen.add(`${places}`)
          for (const { operator, from, to } of first.get(`${places[0]}`) ?? []) {
            const edits = places.map(([start, end]) => [start, end, to])
            yield { operator, places, from, to, latex: live.edited(blank, edits) }
          }
        }
    }
}

// The places of each symbol and function in these nodes.
function placesOfEach(nodes) {
  const found = new Map()
  for (const node of nodes.flatMap(node => [...live.walk(node)]))
    if (node.kind === "Symbol" || node.kind === "Function") {
      const key = atom(node, {})
      found.set(key, [...(found.get(key) ?? []), [node.start, node.end]])
    }
  return [...found.values()]
}

// All that one slip makes of a side of a formula, read again.
function* slipsOf(latex, chain, side, model, around) {
  const blank = live.withoutSizes(inOneLine(latex))
  const own = node => node.start >= side.start && node.end <= side.end
  const single = live
    .mutants(blank, { ...chain, sides: [side] }, model, [...chain.sides, ...around])
    .map(mutant => ({ ...mutant, places: [mutant.place] }))
  for (const slip of [...single, ...repeated(blank, [side], single)]) {
    const inside = slip.places.map(([start, end]) => [start - side.start, end - side.start, slip.to])
    const tree = live.readable(() => live.read(live.edited(blank.slice(side.start, side.end), inside), model).chain.sides[0])
    if (tree) yield { ...slip, tree }
  }
}
