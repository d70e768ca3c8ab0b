// What one slip makes of a formula, beyond the single edits of mutants.js: the same slip at several
// places, and one path alone. Each slip has its edits of the LaTeX, and the tree that they make.

const { walk } = live.trees

const slipOf = (operator, edits, side) =>
  ({ operator, edits, tree: live.exchanged(side, new Map(edits.map(({ node, tree }) => [node, tree]))) })

// The symbols and functions below some nodes, those that are the same together.
function alike(nodes) {
  const found = new Map()
  for (const node of nodes.flatMap(node => walk(node)))
    if (node.kind === "Symbol" || node.kind === "Function") {
      const key = live.normal(node)
      found.set(key, [...(found.get(key) ?? []), node])
    }
  return [...found.values()]
}

// The same slip at all places of a part: a_{h1} (1 - a_{h1}) for a_{h2} (1 - a_{h2}).
function* repeated(side, single) {
  const seen = new Set()
  for (const part of walk(side)) {
    const pairs = part.kind === "Product" ? part.factors.slice(1).map((factor, at) => [part.factors[at], factor]) : []
    for (const nodes of [[part], ...pairs].flatMap(alike)) {
      const key = nodes.map(node => node.start).join()
      if (nodes.length < 2 || seen.has(key)) continue
      seen.add(key)
      for (const mutant of single.filter(({ node }) => node === nodes[0])) {
        const edits = nodes.map(node => ({ ...mutant, node, place: [node.start, node.end] }))
        yield slipOf(mutant.operator, edits, side)
      }
    }
  }
}

// One term of a sum of products alone, as of a sum over paths: whole, or with a factor lost besides.
function* alone(side, text) {
  for (const sum of walk(side)) {
    const isOverPaths = sum.kind === "Sum" && sum.terms.every(term => live.bare(term).kind === "Product")
    if (!isOverPaths || sum.terms.length < 2) continue
    const deletions = [...live.operators["deleted term"](sum, text)]
    for (const [at, term] of sum.terms.entries()) {
      const edits = deletions.toSpliced(at, 1)
      const path = live.exchanged(side, new Map([[sum, { ...sum, terms: [term], signs: [sum.signs[at]] }]]))
      yield { operator: "single path", edits, tree: path }
      for (const node of walk(path))
        for (const lost of node.kind === "Product" ? live.operators["deleted factor"](node) : []) {
          const both = [...edits, lost].sort((a, b) => a.place[0] - b.place[0])
          yield { operator: "single path", edits: both, tree: live.exchanged(path, new Map([[node, lost.tree]])) }
        }
    }
  }
}

// All slips of a side of a formula. What is written may also come from the trees `around` it.
live.slips = function* (latex, chain, side, model, around = []) {
  const blank = live.withoutSizes(latex)
  const single = live.mutants(blank, { ...chain, sides: [side] }, model, [...chain.sides, ...around])
  for (const mutant of single) yield slipOf(mutant.operator, [mutant], side)
  yield* repeated(side, single)
  yield* alone(side, { latex: blank })
}
