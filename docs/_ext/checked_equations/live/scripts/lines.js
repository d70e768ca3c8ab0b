// A derivation of the reader's own: each line has to equal the goal, and so the line before it.

const { walk, hasDecimals, isNumeric } = live.trees

// What a symbol is called, or how anything else reads: whatever its indices, it is the same thing.
const nameOf = (node, model) =>
  node && ((node.kind === "Symbol" && live.find(node, model)?.python) || live.normal(node))

const isSlope = node => node.kind === "Partial" || (node.kind === "Function" && node.primes > 0)
const isDerived = (node, model) => node.kind === "Symbol" && live.find(node, model)?.kind === "derived"

const keyOf = (node, model) =>
  node.kind === "Partial" ? `d${nameOf(node.top, model)}/d${nameOf(node.bottom, model)}`
    : node.kind === "Function" ? `${node.name}${node.primes}` : nameOf(node, model)

// Derivatives, and symbols for what is found on the way, each once.
function unfinished(tree, model) {
  const found = walk(tree).filter(node => isSlope(node) || isDerived(node, model))
  return new Map(found.map(node => [keyOf(node, model), node]))
}

// What is rounded in the running example is no step. A decimal among symbols is exact, or the line is wrong.
const isExact = side => !(isNumeric(side) && hasDecimals(side))

// The form of an equation that a derivation ends with: the last one in which least is left to be found.
function goalOf({ chain }, model) {
  const [, ...sides] = chain.sides
  const left = side => unfinished(side, model).size
  return sides.filter(isExact).reduce((best, side) => (best && left(side) > left(best) ? best : side), null) ?? sides.at(-1)
}

// What a line holds that the goal does not: derivatives, and symbols for them.
function openIn(tree, equation, model) {
  const allowed = unfinished(goalOf(equation, model), model)
  return [...unfinished(tree, model)].filter(([key]) => !allowed.has(key)).map(([, node]) => node)
}

// The lines of a text: an author's rows, each without the relation in front, which belongs to the line before.
live.rowsOf = text =>
  text.replace(/\\(begin|end)\{aligned\}|&/g, " ").split("\\\\").map(row => row.trim().replace(/^=\s*/, "")).filter(Boolean)

const refusal = wrong => ({ kind: "unread", column: 1, wrong, meant: [] })

function judged(text, equation, model) {
  const verdict = live.judge(model, equation.id, text, { inSymbols: true })
  if (verdict.kind === "number") return refusal("a number, where a formula in symbols is wanted")
  if (verdict.kind !== "right") return verdict
  const { chain, latex } = live.readAny(text, model)
  const side = chain.sides.at(-1)
  return isExact(side) ? { ...verdict, tree: side, latex: latex.slice(side.start, side.end) } : refusal("decimals, where a formula in symbols is wanted")
}

// What is said of each line. What follows a line that is wrong, or cannot be read, waits until that is mended.
live.derivation = (model, id, texts) => {
  const equation = model.equations.find(each => each.id === id)
  const earlier = [live.normal(equation.chain.sides[0])]
  let stopped = false
  return texts.map(text => {
    if (stopped) return { kind: "waiting" }
    const verdict = judged(text, equation, model)
    stopped = verdict.kind === "wrong" || verdict.kind === "unread"
    const key = verdict.kind === "right" ? live.normal(verdict.tree) : null
    if (key === null) {
      earlier.push(key) // it is a line, which has its number
      return verdict
    }
    const repeats = earlier.indexOf(key)
    earlier.push(key)
    return { ...verdict, open: openIn(verdict.tree, equation, model), ...(repeats >= 0 ? { repeats } : {}) }
  })
}

// Both sides of what the pages say that something is, on the page itself if they can, with least left to be found; or that
// a slope of something else by the same value is, if that has the same value.
function sayingWhat(node, { page }, model) {
  const key = keyOf(node, model)
  const isSame = left => node.kind === "Partial" && left.kind === "Partial" && keyOf(left.bottom, model) === keyOf(node.bottom, model) &&
    live.attempt(() => live.areEqual(left, node, model), false)
  const own = model.equations.filter(({ chain, continues }) => !continues && keyOf(chain.sides[0], model) === key)
  const about = own.length ? own : model.equations.filter(({ chain, continues }) => !continues && isSame(chain.sides[0]))
  const found = about
    .map(equation => ({ named: equation.chain.sides[0], side: goalOf(equation, model), isHere: equation.page === page }))
    .filter(({ side }) => isExact(side) && !unfinished(side, model).has(key))
    .map(form => ({ ...form, left: unfinished(form.side, model).size, length: live.latex(form.side).length }))
  const better = (a, b) => a.left - b.left || b.isHere - a.isHere || a.length - b.length
  return found.sort(better)[0]
}

// The forms that the pages give to what is asked for, those of its own page first.
function formsOf(equation, model) {
  const start = equation.chain.sides[0]
  const key = keyOf(start, model)
  const forms = model.equations
    .filter(({ chain }) => keyOf(chain.sides[0], model) === key)
    .sort((a, b) => (b.page === equation.page) - (a.page === equation.page))
    .flatMap(({ chain }) => chain.sides.slice(1))
  const isEqual = side => live.attempt(() => live.compare(start, side, model).equal, false)
  return forms.filter(side => !unfinished(side, model).has(key) && isEqual(side))
}

// The longest product of slopes among them is the chain rule in full.
function hintsAtStart(equation, model) {
  const [{ top, bottom }] = equation.chain.sides
  const slopes = side => walk(side).filter(node => node.kind === "Partial" && node.top.kind === "Symbol").length
  const step = formsOf(equation, model).reduce((best, side) => (slopes(side) > slopes(best) ? side : best))
  return [
    ["Which values lie on the way from ", bottom, " to ", top, "?"],
    ["Multiply the slopes of all steps of a way. Where several ways lead there, add what they give."],
    ["The page begins with ", step, "."],
  ]
}

// What a value is, behind its symbol: the definition keeps its own indices.
function definitionOf(node, model) {
  const python = node?.kind === "Symbol" && live.find(node, model)?.python
  const defined = model.program.find(entry => entry.python === python)
  if (!defined) return []
  const { letters, tree } = defined
  if (!letters.length || `${letters}` === `${node.subscripts}`) return [" = ", tree]
  return [", where ", { ...node, subscripts: letters }, " = ", tree, ","]
}

// What to do about the first thing that is left to be found.
function hintsAbout([node, ...others], equation, model) {
  const known = sayingWhat(node, equation, model)
  const rule = node.kind !== "Partial" ? ["Put in what it stands for."]
    : ["Differentiate ", node.top, ...definitionOf(node.top, model), " by ", node.bottom, "."]
  const same = known && keyOf(known.named, model) !== keyOf(node, model) ? [node, " = "] : []
  if (known) return [["Look at ", node, "."], rule, ["On the page: ", ...same, known.named, " = ", known.side, "."]]
  const size = side => openIn(side, equation, model).length
  const [next] = formsOf(equation, model).filter(side => size(side) <= others.length).sort((a, b) => size(b) - size(a))
  return [["Look at ", node, "."], rule, ["The page goes on with ", next ?? goalOf(equation, model), "."]]
}

// Three hints for a derivation whose last true line is `tree`, each says more than the one before; none at its end.
live.hints = (model, id, tree) => {
  const equation = model.equations.find(each => each.id === id)
  const line = tree ?? equation.chain.sides[0]
  const open = openIn(line, equation, model)
  if (!open.length) return []
  const start = keyOf(equation.chain.sides[0], model)
  return keyOf(open[0], model) === start ? hintsAtStart(equation, model) : hintsAbout(open, equation, model)
}

// Lines as LaTeX that can go on elsewhere.
live.aligned = (left, lines) => {
  const rows = lines.map((line, at) => `${at ? "" : left} &= ${line}`)
  return `\\begin{aligned}\n${rows.join(" \\\\\n")}\n\\end{aligned}`
}
