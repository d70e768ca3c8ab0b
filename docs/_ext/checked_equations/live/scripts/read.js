// What a reader types to the tree of a formula: LaTeX, or what looks like a formula on a keyboard.

const {unread} = live

// A field's line; the longest formulas of a page are shorter.
const LONGEST = 500

// The chain of LaTeX as a page writes it. Its places are places in the LaTeX.
live.chain = (latex, vocabulary) => {
  const known = live.vocabulary(vocabulary)
  const {chain, braces} = live.build(live.statement(latex), latex, known)
  if (braces.length) {
    for (const side of chain.sides) {
      const printed = live.latex(side), again = live.build(printed, printed, known).chain.sides[0]
      if (live.withoutPlaces(again) !== live.withoutPlaces(side)) {
        throw unread("a brace below groups what is drawn without brackets: write brackets", braces[0])
      }
    }
  }
  return chain
}

// Greek letters in the order of their characters; the second sigma is that of the ends of words.
const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho " +
  "varsigma sigma tau upsilon phi chi psi omega"
const SIGNS = {
  "·": "\\cdot ", "⋅": "\\cdot ", "∙": "\\cdot ", "×": "\\times ", "−": "-", "–": "-", "∂": "\\partial ", "∑": "\\sum ",
  "≈": "\\approx ", "≤": "\\le ", "≥": "\\ge ", "′": "'", "’": "'", "ϕ": "\\phi ", "ϵ": "\\epsilon ", "ℓ": "\\ell ",
}
GREEK.split(" ").forEach((name, i) => SIGNS[String.fromCharCode(0x3b1 + i)] = `\\${name} `)
for (const name of ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"]) {
  const lower = String.fromCharCode(0x3b1 + GREEK.split(" ").indexOf(name.toLowerCase()))
  SIGNS[lower.toUpperCase()] = `\\${name} `
}
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹", LOWERED = "₀₁₂₃₄₅₆₇₈₉"
const digits = (text, all) => [...text].map(character => all.indexOf(character)).join("")

// Words that stay as they are; signs; names with a subscript of several characters; names of
// Greek letters in letters; powers in brackets.
const TYPED = new RegExp(
  "\\\\(?:text|mathrm|operatorname|begin|end)\\s*\\{[^{}]*\\}" +
  `|(?<raised>[${RAISED}]+)|(?<lowered>[${LOWERED}]+)|(?<sign>[${Object.keys(SIGNS).join("")}])|(?<blank>[^\\S\\n ]|[\\u200b\\u2060])` +
  "|(?<base>\\\\?[a-zA-Z\\u0391-\\u03c9]+)(?:_(?<below>[a-zA-Z0-9]{2,}))?" +
  "|\\^\\((?<power>[^()]*)\\)", "g"
)

// The LaTeX of what is typed, and the place in the text of each of its characters.
const typed = (text, model) => {
  let latex = "", end = 0, last = ""
  const places = []
  const add = (piece, start) => {
    places.push(...Array.from(piece, () => start))
    latex += piece
  }
  for (const found of text.matchAll(TYPED)) {
    for (; end < found.index; end += 1) add(text[end], end)
    end += found[0].length
    const {raised, lowered, sign, blank, base, below, power} = found.groups
    if (raised) add(`^{${digits(raised, RAISED)}}`, found.index)
    else if (lowered) add(`_{${digits(lowered, LOWERED)}}`, found.index)
    else if (sign) add(SIGNS[sign], found.index)
    else if (blank) add(" ", found.index)
    else if (power !== undefined) {
      add(model.vocabulary.layered.includes(last) ? `^{(${power})}` : `^{${power}}`, found.index)
    } else if (base) {
      const name = letterOf(base, model)
      last = name.trim()
      if (name !== base) add(name, found.index)
      else for (let i = 0; i < base.length; i += 1) add(base[i], found.index + i)
      const rest = found.index + base.length
      if (below && hasSubscript(last.startsWith("\\") ? last : last.at(-1), below, model)) add(`_{${below}}`, rest)
      else if (below) for (let i = rest; i < end; i += 1) add(text[i], i)
    } else for (let i = found.index; i < end; i += 1) add(text[i], i)
  }
  for (; end <= text.length; end += 1) end < text.length ? add(text[end], end) : places.push(end)
  return {latex, places}
}

// sigma and σ are \sigma, where the model has one and not s, i, g, m and a.
const letterOf = (base, {vocabulary}) => {
  if (SIGNS[base]) return SIGNS[base]
  const {functions, arrays, others} = vocabulary, declared = [...functions, ...arrays, ...others]
  const isProduct = [...base].every(letter => declared.includes(letter))
  return declared.includes(`\\${base}`) && !isProduct ? `\\${base} ` : base
}

// Whether a symbol of the model has this base and these subscripts, as they are or as its indices.
const hasSubscript = (base, below, {names}) => names.some(({symbol, axes}) => {
  if (symbol.base !== base) return false
  const isElement = axes.length > 1 && axes.length === below.length && /^\d+$/.test(below)
  return symbol.subscripts.join("") === below || isElement
})

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

const isEuler = ({base, accent, primes, layer, subscripts}) =>
  base === "e" && !accent && !primes && !layer && !subscripts.length

const checkNames = (chain, model) => {
  for (const part of chain.sides.flatMap(live.walk)) {
    if (part.kind !== "Symbol" || isEuler(part) || live.find(part, model)) continue
    const latex = live.latex(part)
    throw unread(`${latex} is no symbol of this page`, part.start, live.meant(latex, model))
  }
}

// The word that stands at a place.
const wordAt = (text, place) => {
  for (const found of text.matchAll(/[\\a-zA-Z0-9_^{}']+/g)) {
    if (found.index <= place && place <= found.index + found[0].length) return found[0]
  }
  return ""
}

live.checkLength = text => {
  if (text.length > LONGEST) throw unread(`more than ${LONGEST} characters: write a shorter formula`, LONGEST)
  const strange = /[\ud800-\udfff\0-\x08\x0e-\x1f]/.exec(text)
  if (strange) throw unread("a character that no formula has", strange.index)
}

// The chain of what a reader types, and its LaTeX, in which its places are. Throws Unread, with the
// column in the text.
live.read = (text, model) => {
  live.checkLength(text)
  const {latex, places} = typed(text, model)
  try {
    const chain = live.chain(latex, model.vocabulary)
    checkNames(chain, model)
    return {chain, latex}
  } catch (error) {
    if (!(error instanceof live.Unread)) throw error
    const place = places[error.column - 1] ?? text.length
    const word = wordAt(text, place).replace(/[_^]+$/, "")
    const meant = error.meant.length ? error.meant : live.meant(word, model).filter(name => name !== word)
    throw unread(error.message, place, meant)
  }
}

// Either of the two. What Python alone writes, ** and np.exp and W1[0, 1], makes it code; what LaTeX
// alone writes, LaTeX. Anything else is LaTeX if that can be read, else code. Where neither can be
// read, all words that are names in Python make it code.
live.readAny = (text, model) => {
  live.checkLength(text)
  const isPython = /\*\*|\b(np|numpy|math)\s*\./.test(text) || indexed(text, model)
  const isLatex = /[\\{}^]/.test(text)
  if (isLatex && !isPython) return live.read(text, model)
  if (isPython) return asLatex(live.readCode(text, model), model)
  try {
    return live.read(text, model)
  } catch (error) {
    if (!(error instanceof live.Unread)) throw error
    try {
      return asLatex(live.readCode(text, model), model)
    } catch (inCode) {
      throw inCode instanceof live.Unread && !live.isCode(text, model) ? error : inCode
    }
  }
}

const indexed = (text, {names}) => [...text.matchAll(/([a-zA-Z_]\w*)\s*\[/g)].some(([, word]) =>
  names.some(({python, axes}) => python === word && axes.length))

// What is read as code, as LaTeX and with places in that.
const asLatex = (chain, model) => {
  const latex = chain.sides.map(live.latex).join(" = ")
  return {chain: live.chain(latex, model.vocabulary), latex}
}
