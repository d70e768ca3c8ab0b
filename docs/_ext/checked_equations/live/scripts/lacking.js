// Factors that a line lacks, or has too many.

const { walk } = live.trees

// Derivatives come behind whatever is shorter than this.
const LATE = 100

const multipliers = new WeakMap()

// What multiplies something on the pages, and what they say of slopes: the shortest of each value first.
function factorsOn(model) {
  if (!multipliers.has(model)) {
    const sides = model.equations.flatMap(({ chain }) => chain.sides)
    const factors = sides.flatMap(walk).flatMap(node => (node.kind === "Product" ? node.factors : []))
    const slopes = model.equations.filter(({ chain }) => chain.sides[0].kind === "Partial").flatMap(({ chain }) => chain.sides)
    const length = node => live.latex(node).length + (walk(node).some(({ kind }) => kind === "Partial") ? LATE : 0)
    const all = live.distinct([...factors, ...slopes], node => live.normal(node))
    multipliers.set(model, all.map(node => [length(node), node]).sort(([a], [b]) => a - b).map(([, node]) => node))
  }
  return multipliers.get(model)
}

const partsOf = node => (live.bare(node).kind === "Product" ? live.bare(node).factors : [node])

// The line with a factor, of which it is a slip to leave that out. With the sign turned, that is one too.
function withFactor(side, factor, sign, { model, equation }) {
  const factors = [...partsOf(side), ...partsOf(factor)]
  const product = { kind: "Product", factors }
  const source = live.inOneLine(live.latex(sign < 0 ? { kind: "Sum", terms: [product], signs: [-1] } : product))
  const [whole] = live.read(source, model).chain.sides
  const node = sign < 0 ? whole.terms[0] : whole
  const left = node.factors.slice(0, partsOf(side).length)
  const place = [left.at(-1).end, node.factors.at(-1).end]
  const tree = live.exchanged(whole, new Map([[node, { ...node, factors: left }]]))
  const operator = sign < 0 ? "factor and sign" : "deleted factor"
  return { operator, edits: [{ node, place, to: "", tree }], tree, made: tree, side: whole, source, equation }
}

// What a reader's line lacks as a factor of the whole.
live.lacking = (side, target) => {
  const ratio = live.probe(target.tree, target) / live.probe(side, target)
  if ([ratio, live.probe(side, target)].some(value => live.equal(Math.abs(value), 1))) return []
  const valueOf = factor => live.attempt(() => live.probe(factor, target), NaN)
  for (const sign of [1, -1]) {
    const found = factorsOn(target.model).filter(factor => live.equal(sign * valueOf(factor), ratio) && !live.trees.isNumeric(factor))
      .map(factor => live.attempt(() => withFactor(side, factor, sign, target), null))
      .find(slip => slip && live.attempt(() => live.areEqual(slip.side, target.tree, target.model), false) && live.isLegible(slip, target))
    if (found) return [found]
  }
  return []
}

// A product of the equation with a factor that does not belong there.
live.withOneMore = (side, model) => (side.kind !== "Product" ? [] : factorsOn(model)).map(factor => {
  const tree = { ...side, factors: [...side.factors, ...partsOf(factor)] }
  const edit = { node: side, place: [side.end, side.end], to: live.latex({ kind: "Product", factors: partsOf(factor) }), tree }
  return { operator: "added factor", edits: [edit], tree }
})
