// What a reader may have meant by a symbol that this page does not have.

// What other books call something, by what the notation says that it is.
const ROLES = [
  [/^the loss/, "l e c j loss cost"],
  [/^the (\S+ )?target/, "t y d target"],
  [/predict/, "y \\haty a o p out"],
  [/^the weight/, "w \\theta \\omega"],
  [/^the bias/, "b \\beta \\theta"],
  [/^the activation|hands on/, "a h out"],
  [/weighted sum|before its activation|the result of/, "z h net"],
  [/^the (\S+ )?inputs?/, "x i"],
  [/learning rate/, "\\alpha \\epsilon \\gamma \\lambda"],
  [/sigmoid|^the activation of the/, "\\phi f g s sigmoid", "function"],
  [/^the slope of the loss/, "\\delta d", "derived"],
]

// More than so many names are no help.
const MOST = 3

// The names whose letters are these, or almost, or that have the same base, or else the same role, and the same
// number. `word` may be LaTeX or a name in Python.
live.meant = (word, { names }) => {
  const letters = lettersOf(word), allowed = letters.length > 2 ? Math.floor(letters.length / 3) : 0
  const near = names.map(({ latex, python }) => {
    const [apart] = [latex, python].map(name => distance(letters, lettersOf(name))).sort((a, b) => a - b)
    return { latex, apart }
  }).sort((a, b) => a.apart - b.apart)
  const same = near.filter(({ apart }) => apart === 0)
  const close = (same.length ? same : near.filter(({ apart }) => apart <= allowed)).slice(0, MOST)
  if (close.length) return close.map(({ latex }) => latex)
  const base = /^\\?[a-z]+/i.exec(word.replace(/\\(text|math\w+)(?![a-zA-Z])|[{} ]/g, ""))?.[0]
  const ofBase = names.filter(({ symbol, kind }) => base && symbol.base === base && kind !== "derived")
  const ofRole = names.filter(({ meaning, kind }) => ROLES.some(([role, others, only]) =>
    role.test(meaning) && others.split(" ").includes(base?.toLowerCase()) &&
    (only ? kind === only : kind === "input" || kind === "forward")))
  const number = /\d(?=\D*$)/.exec(word)?.[0]
  const isFit = ({ latex }) => number && latex.includes(number)
  const found = [ofBase, ofRole].map(all => all.some(isFit) ? all.filter(isFit) : all)
    .find(all => all.length && all.length <= MOST)
  return (found ?? []).map(({ latex }) => latex)
}

// Without what fonts and brackets add; of letters that look alike, one.
const lettersOf = word => word.replace(/\\(text|math\w+)(?![a-zA-Z])|[^a-zA-Z0-9']/g, "").toLowerCase()
  .replace(/[il]/g, "1").replace(/o/g, "0")

// How many letters to exchange, leave out or put in.
const distance = (from, to) => {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 0; i < from.length; i += 1) {
    const above = row
    row = [i + 1]
    for (let k = 0; k < to.length; k += 1) {
      row.push(Math.min(above[k] + (from[i] === to[k] ? 0 : 1), above[k + 1] + 1, row[k] + 1))
    }
  }
  return row.at(-1)
}

// Arrays without their indices as one element: of their product, where two of them share an axis a sum over it; nothing
// where no matrix has letters for all their axes.
live.elementOf = (arrays, { names }) => {
  const axes = [...new Set(arrays.flatMap(array => array.axes))]
  const matrix = names.find(name => name.axes.length > 1 && axes.every(axis => name.axes.includes(axis)))
  if (!matrix && axes.length > 1) return null
  const letter = axis => matrix?.symbol.subscripts[matrix.axes.indexOf(axis)] ?? "i"
  const shared = axes.filter(axis => arrays.filter(array => array.axes.includes(axis)).length > 1)
  const elements = arrays.map(({ symbol, axes }) => live.latex({ ...symbol, subscripts: axes.map(letter) }))
  return [...shared.map(axis => `\\sum_${letter(axis)}`), ...elements].join(" ")
}
