// What can be said about formulas before any number: names, indices and their axes.

const { walk, childrenOf: children } = live

const refusal = (node, wrong) => live.unread(wrong, node.start)

// No formula holds the character that stands between.
const stemOf = ({ base, accent, primes, layer }) => `${base}\0${accent}\0${primes}\0${layer}`
const keyOf = symbol => `${stemOf(symbol)}\0${symbol.subscripts}`

// A table of names by their symbols.
live.table = names => {
  const table = { numbers: new Map(), arrays: new Map(), functions: new Map(), python: new Map() }
  for (const name of names) {
    table.python.set(name.python, name)
    if (name.symbol.kind === "Function") table.functions.set(name.symbol.name, name)
    else if (name.axes.length) table.arrays.set(stemOf(name.symbol), name)
    else table.numbers.set(keyOf(name.symbol), name)
  }
  return table
}

const tables = new WeakMap()

// The names of a model, and what computes each value that is no input.
live.tables = model => {
  if (!tables.has(model)) {
    const table = live.table(model.names)
    table.program = new Map([...model.program, ...model.derived].map(entry => [entry.python, entry]))
    tables.set(model, table)
  }
  return tables.get(model)
}

// The name that a symbol stands for, if any: a number, a whole array or an element of one.
const find = (symbol, table) => {
  const own = table.numbers.get(keyOf(symbol))
  const array = table.arrays.get(stemOf(symbol))
  if (!array || (own && !symbol.subscripts.length)) return own
  return [0, array.axes.length].includes(symbol.subscripts.length) ? array : own
}

live.find = (symbol, model) => find(symbol, live.tables(model))

const EULER = keyOf({ base: "e", accent: "", primes: 0, layer: "", subscripts: [] })
const isEuler = symbol => keyOf(symbol) === EULER

// Whether a symbol stands for an array without indices.
const isWhole = (symbol, name) => name.axes.length > 0 && !symbol.subscripts.length

const isNumber = index => /^\d+$/.test(index)

const bare = node => (node.kind === "Group" && node.items.length === 1 ? bare(node.items[0]) : node)

// An element with indices that run over its axes: its own ones swapped, or else other letters in their places; nothing
// if some axis has no letter.
const fitting = (symbol, name, axes) => {
  const isFit = (index, place) => isNumber(index) || axes[index] === name.axes[place]
  const swapped = symbol.subscripts.toReversed()
  const letterFor = axis => Object.keys(axes).find(letter => axes[letter] === axis)
  const subscripts = swapped.every(isFit) ? swapped
    : symbol.subscripts.map((index, place) => (isFit(index, place) ? index : letterFor(name.axes[place])))
  return subscripts.includes(undefined) ? null : { ...symbol, subscripts }
}

// The axis that each index letter runs over. `sizes` are those of the running example.
const axesOf = (node, table, sizes) => {
  const axes = {}
  for (const part of walk(node)) {
    if (part.kind !== "Symbol" || !part.subscripts.length) continue
    const name = find(part, table)
    if (!name) throw refusal(part, "no symbol of this page")
    part.subscripts.slice(0, name.axes.length).forEach((index, place) => {
      const axis = name.axes[place]
      if (isNumber(index)) {
        if (index < 1 || index > (sizes[axis] ?? index))
          throw refusal(part, `the index ${index}, where there are ${sizes[axis]}`)
      } else if (!/^([a-zA-Z]|\\[a-z]+)$/.test(index)) {
        throw refusal(part, `the index ${index}, which is no letter`)
      } else if ((axes[index] ??= axis) !== axis) {
        throw Object.assign(refusal(part, `the index ${index} runs over ${axis} here, and over ${axes[index]} elsewhere`),
          { fitting: fitting(part, name, axes) })
      }
    })
  }
  return axes
}

// The index letters that no sum binds, in order of appearance.
const lettersOf = (node, table) => {
  if (node.kind === "Symbol") {
    const name = find(node, table)
    return name && name.axes.length ? node.subscripts.filter(index => !isNumber(index)) : []
  }
  const found = children(node).flatMap(part => lettersOf(part, table))
  return [...new Set(node.kind === "BigSum" ? found.filter(letter => letter !== node.index) : found)]
}

live.free = (tree, model) => {
  const table = live.tables(model)
  const axes = axesOf(tree, table, model.sizes)
  return Object.fromEntries(lettersOf(tree, table).map(letter => [letter, axes[letter]]))
}

// Whether a side is of numbers only.
const isNumeric = side =>
  !walk(side).some(
    part =>
      part.kind === "Partial" ||
      (part.kind === "Function" && part.name[0] !== "\\") ||
      (part.kind === "Symbol" && !isEuler(part)),
  )

const hasDecimals = side => walk(side).some(part => part.kind === "Number" && part.text.includes("."))

// The axes that a side writes out: it speaks of as many elements as the running example has.
const keptBy = (side, axes, table, sizes) => {
  const written = {}
  const kept = new Set()
  const summed = new Set()
  for (const part of walk(side)) {
    if (part.kind === "Symbol") {
      const name = find(part, table)
      part.subscripts.forEach((index, place) => {
        const axis = name && name.axes[place]
        if (axis && isNumber(index)) (written[axis] ??= new Set()).add(index)
      })
    } else if (part.kind === "BigSum") {
      if (part.last === null) summed.add(axes[part.index])
      else kept.add(axes[part.index])
    } else if (part.kind === "Call" && part.arguments.length > 1) {
      const name = table.functions.get(part.function.name)
      for (const axis of name?.takes ?? []) if (axis in sizes) kept.add(axis)
    }
  }
  for (const [axis, numbers] of Object.entries(written))
    if (numbers.size === sizes[axis]) kept.add(axis)
  return [...kept].filter(axis => !summed.has(axis))
}

const checkSums = (node, axes, taken, kept, sizes) => {
  if (node.kind === "BigSum") {
    const axis = axes[node.index]
    if (!axis) throw refusal(node, `a sum over ${node.index}, which is no index of anything in it`)
    if (taken.includes(node.index))
      throw refusal(node, `a sum over ${node.index}, which stands for one value here`)
    if ((node.first !== null && node.first < 1) || (node.last !== null && node.last !== sizes[axis]))
      throw refusal(node, `a sum up to ${node.last}, where there are ${sizes[axis]}`)
    if (node.last !== null && !kept.includes(axis))
      throw refusal(node, `a sum up to ${node.last}, where another one has no end`)
    taken = [...taken, node.index]
  }
  for (const part of children(node)) checkSums(part, axes, taken, kept, sizes)
}

const checkPartial = (node, table) => {
  if (!node.top) throw refusal(node, "a derivative of nothing")
  const bottom = bare(node.bottom)
  const name = bottom.kind === "Symbol" && find(bottom, table)
  if (!name || !["input", "forward"].includes(name.kind))
    throw refusal(node.bottom, "a derivative by what is no input and no value of the network")
  if (isWhole(bottom, name))
    throw refusal(bottom, "a derivative by a whole array")
  if (walk(node.top).some(part => part.kind === "Partial"))
    throw refusal(node, "a derivative within a derivative")
}

// The complaint about an index that is neither one of the left side nor summed over.
const straying = (side, letter, axes, free, table) => {
  const part = walk(side).find(({ kind, subscripts }) => kind === "Symbol" && subscripts.includes(letter))
  const own = Object.fromEntries(free.map(letter => [letter, axes[letter]]))
  const wrong = refusal(part, `the index ${letter}, which is not on the left side and which nothing sums over`)
  return Object.assign(wrong, { fitting: fitting(part, find(part, table), own) })
}

const COMPUTED =
  "Number Symbol Function Sum Product Quotient Power Call Partial BigSum Group Underbrace Norm Transpose".split(" ")

// A chain with its indices. Throws Unread for what has no meaning.
live.typed = (chain, model) => {
  const table = live.tables(model)
  const { sizes } = model
  for (const relation of chain.relations)
    if (relation !== "=" && relation !== "\\approx")
      throw refusal(chain.sides[0], "a relation other than =")
  const everything = { kind: "Group", start: 0, end: 0, items: chain.sides }
  const axes = axesOf(everything, table, sizes)
  for (const part of walk(everything)) {
    if (!COMPUTED.includes(part.kind)) throw refusal(part, `${part.sign ?? "this kind of formula"} is not computed here`)
    if (part.kind === "Partial") checkPartial(part, table)
    if (part.kind !== "Symbol") continue
    if (!isEuler(part) && !find(part, table)) throw refusal(part, "no symbol of this page")
    if (keyOf(part) === keyOf({ ...part, accent: "", primes: 0, layer: "", subscripts: [] }))
      if (part.base in axes) throw refusal(part, `${part.base}, which is an index here`)
  }
  const free = lettersOf(chain.sides[0], table)
  for (const side of chain.sides)
    for (const letter of lettersOf(side, table))
      if (!free.includes(letter)) throw straying(side, letter, axes, free, table)
  const kept = chain.sides.map(side => keptBy(side, axes, table, sizes))
  checkSums(everything, axes, free, kept.flat(), sizes)
  const numeric = chain.sides.map(isNumeric)
  const decimals = chain.sides.some((side, at) => numeric[at] && hasDecimals(side))
  return { axes, free, kept, decimal: numeric.map(is => is && decimals) }
}

live.trees = { walk, bare, find, stemOf, axesOf, isEuler, isNumber, isNumeric, isWhole, hasDecimals, refusal }
