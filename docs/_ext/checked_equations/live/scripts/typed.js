// What people type into a field without the habits of LaTeX, as LaTeX.

// Greek letters in the order of their characters; the first of the two sigmas ends words.
const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho " +
  "varsigma sigma tau upsilon phi chi psi omega"
const CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹", LOWERED = "₀₁₂₃₄₅₆₇₈₉"
const SIGNS = {
  "·": "\\cdot ", "⋅": "\\cdot ", "∙": "\\cdot ", "×": "\\times ", "−": "-", "–": "-", "∂": "\\partial ",
  "∑": "\\sum ", "≈": "\\approx ", "≤": "\\le ", "≥": "\\ge ", "′": "'", "’": "'",
  "ϕ": "\\phi ", "ϵ": "\\epsilon ", "ℓ": "\\ell ",
}
GREEK.split(" ").forEach((name, i) => {
  const letter = String.fromCharCode(0x3b1 + i), capital = name[0].toUpperCase() + name.slice(1)
  SIGNS[letter] = `\\${name} `
  if (CAPITALS.includes(capital)) SIGNS[letter.toUpperCase()] = `\\${capital} `
})

// What brackets hold, with two pairs of brackets in it.
const WITHIN = [1, 2].reduce(inside => `(?:[^()]|\\(${inside}\\))*`, "[^()]*")

// What a formula stands between; words that stay as they are; subscripts of several characters, powers in brackets; words; signs.
const TYPED = new RegExp([
  "(?<dollar>^\\s*(?:\\$\\$?|\\\\[(\\[])|(?:\\$\\$?|\\\\[)\\]])\\s*$)",
  "\\\\(?:text|mathrm|operatorname|begin|end)\\s*\\{[^{}]*\\}",
  "_(?<below>[a-zA-Z0-9]{2,})",
  `\\^\\((?<power>${WITHIN})\\)`,
  "(?<word>\\\\?[a-zA-Z]+)",
  `(?<raised>[${RAISED}]+)`,
  `(?<lowered>[${LOWERED}]+)`,
  `(?<sign>[${Object.keys(SIGNS).join("")}])`,
  "(?<blank>[^\\S\\n ]|[\\u200b\\u2060]|^\\s*\\$+|\\$+\\s*$)",
].join("|"), "g")

const digits = (text, all) => [...text].map(character => all.indexOf(character)).join("")

// The LaTeX of a text, and the place in the text of each of its characters and of its end.
live.latexOf = (text, model) => {
  const places = []
  let latex = "", end = 0
  const keep = until => {
    for (; end < until; end += 1) {
      latex += text[end]
      places.push(end)
    }
  }
  for (const found of text.matchAll(TYPED)) {
    keep(found.index)
    const instead = meantBy(found.groups, latex, model)
    if (instead === undefined) continue
    latex += instead
    places.push(...Array.from(instead, () => end))
    end += found[0].length
  }
  keep(text.length)
  return {latex, places: [...places, end]}
}

// What to write instead of something, behind this LaTeX; undefined where it stays.
const meantBy = ({dollar, below, power, word, raised, lowered, sign, blank}, before, model) => {
  const {vocabulary, names} = model
  const [, base] = /(\\[a-zA-Z]+|[a-zA-Z])\s*(?:_\{[^{}]*\}|_.)?$/.exec(before) ?? []
  if (dollar) return ""
  if (below) return hasSubscript(base, below, names) ? `_{${below}}` : undefined
  if (power !== undefined) {
    const inside = live.latexOf(power, model).latex
    return vocabulary.layered.includes(base) ? `^{(${inside})}` : `^{${inside}}`
  }
  if (word) return isGreek(word, vocabulary) ? `\\${word} ` : undefined
  if (raised) return `^{${digits(raised, RAISED)}}`
  if (lowered) return `_{${digits(lowered, LOWERED)}}`
  return blank ? " " : SIGNS[sign]
}

// sigma is \sigma, where the model has that and not s, i, g, m and a.
const isGreek = (word, {functions, arrays, others}) => {
  const declared = [...functions, ...arrays, ...others]
  return declared.includes(`\\${word}`) && ![...word].every(letter => declared.includes(letter))
}

// Whether a symbol has this base and these subscripts, as they are or for its indices.
const hasSubscript = (base, below, names) => names.some(({symbol, axes}) =>
  symbol.kind === "Symbol" && symbol.base === base && (symbol.subscripts.join("") === below ||
    (axes.length > 1 && axes.length === below.length && /^\d+$/.test(below))))

// The names whose letters are these, or almost. `word` may be LaTeX or a name in Python.
live.meant = (word, {names}) => {
  const letters = lettersOf(word), allowed = letters.length > 2 ? Math.floor(letters.length / 3) : 0
  const near = names.map(({latex, python}) => {
    const [apart] = [latex, python].map(name => distance(letters, lettersOf(name))).sort((a, b) => a - b)
    return {latex, apart}
  }).sort((a, b) => a.apart - b.apart)
  const same = near.filter(({apart}) => apart === 0)
  return (same.length ? same : near.filter(({apart}) => apart <= allowed)).slice(0, 3).map(({latex}) => latex)
}

const lettersOf = word => word.replace(/\\(text|math\w+)(?![a-zA-Z])|[^a-zA-Z0-9']/g, "")

// How many letters to exchange, leave out or put in.
const distance = (from, to) => {
  let row = Array.from({length: to.length + 1}, (_, i) => i)
  for (let i = 0; i < from.length; i += 1) {
    const above = row
    row = [i + 1]
    for (let k = 0; k < to.length; k += 1) {
      row.push(Math.min(above[k] + (from[i] === to[k] ? 0 : 1), above[k + 1] + 1, row[k] + 1))
    }
  }
  return row.at(-1)
}
