// What people type into a field without the habits of LaTeX, as LaTeX.

// Greek letters in the order of their characters; the first of the two sigmas ends words.
const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho " +
  "varsigma sigma tau upsilon phi chi psi omega"
const CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾", LOWERED = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", PLAIN = "0123456789"
const SIGNS = {
  "·": "\\cdot ", "⋅": "\\cdot ", "∙": "\\cdot ", "×": "\\times ", "−": "-", "–": "-", "∂": "\\partial ",
  "∑": "\\sum ", "≈": "\\approx ", "≤": "\\le ", "≥": "\\ge ", "′": "'", "’": "'",
  "½": "\\frac{1}{2}", "ϕ": "\\phi ", "ϵ": "\\epsilon ", "ℓ": "\\ell ",
}
GREEK.split(" ").forEach((name, i) => {
  const letter = String.fromCharCode(0x3b1 + i), capital = name[0].toUpperCase() + name.slice(1)
  SIGNS[letter] = `\\${name} `
  if (CAPITALS.includes(capital)) SIGNS[letter.toUpperCase()] = `\\${capital} `
})

// A name in Python with its Greek letters in words.
live.spelled = text => text.replace(/[α-ω]/g, letter => SIGNS[letter].slice(1, -1))

// The Greek letter with which a word or a symbol begins, if a page does without it.
live.unusedLetter = (word, { functions, arrays, others }) => {
  const base = `\\${/^\\?([a-zA-Z]+)/.exec(word)?.[1]}`
  return [...functions, ...arrays, ...others].includes(base) ? undefined
    : Object.keys(SIGNS).find(sign => SIGNS[sign] === `${base} ` && /\p{Script=Greek}/u.test(sign))
}

// What brackets hold, with two pairs of brackets in it.
const WITHIN = [1, 2].reduce(inside => `(?:[^()]|\\(${inside}\\))*`, "[^()]*")

// A function to a power, with its argument: sigma^2(z), which is sigma(z)^2.
const POWER = new RegExp(`(?<![\\w\\\\])(σ|\\\\?(?:sigma|${live.names.ONE_ARGUMENT.join("|")}))` +
  `(²|³|\\^\\d|\\^\\{\\d+\\})(\\s*)(\\(${WITHIN}\\))`, "g")

live.withPowersBehind = text => text.replace(POWER, "$1$4$2$3")

// The numbers and functions of a model by their names in Python; by these and as they are written without braces, what
// stands in derivatives; the tops of gradients, such as E of dE_dW5; and the words that are layers.
const spoken = model => {
  const {names, equations} = model
  const numbers = names.filter(({axes}) => !axes.length)
  const words = new Map([...aliasesOf(model), ...numbers.map(({python, latex}) => [python, latex])])
  const plain = numbers.map(({latex}) => latex).filter(latex => /^[\w']+$/.test(latex))
  const bottoms = new Map([...words, ...plain.map(latex => [latex, latex])])
  const tops = new Map(bottoms)
  for (const {gradient, chain: {sides: [{top}]}} of equations) {
    const name = /^d(\w+?)_d/.exec(gradient)?.[1]
    if (name && top) tops.set(name, live.latex(top))
  }
  const layers = names.flatMap(({symbol}) => symbol.layer || []).filter(layer => /^\w+$/.test(layer))
  const onlyTops = [...tops.keys()].filter(top => !bottoms.has(top))
  return {words, tops, bottoms, onlyTops, layers: new Set(layers)}
}

// What else people write for names: without _, with Greek letters, and sigmoid.
const aliasesOf = ({names}) => {
  const found = new Map()
  for (const {python, latex, axes, kind, meaning} of names) {
    if (kind === "function" && /sigmoid/.test(meaning)) found.set("sigmoid", latex)
    if (axes.length || kind === "function") continue
    if (python.endsWith("_hat")) found.set(python.replace("_", ""), latex)
    if (!/\d$/.test(python)) continue
    const [, letter, rest] = /^([a-zA-Z]+?)_?([a-z]*\d+)$/.exec(python) ?? []
    if (!letter) continue
    const greek = Object.keys(SIGNS).find(sign => SIGNS[sign] === `\\${letter} `)
    for (const base of [letter, greek]) if (base) found.set(base + rest, latex)
  }
  return found
}

// The name that a word is in Python, as people write it too.
live.nameOf = (word, model) => {
  const latex = aliasesOf(model).get(word)
  return model.names.find(({python}) => python === word) ?? (latex && model.names.find(name => name.latex === latex))
}

const anyOf = all => [...all].join("|") || "(?!)"

// What a formula stands between; words that stay as they are; what Python calls derivatives and numbers; layers; sizes;
// subscripts of several characters, powers in brackets; words; signs; letters with an accent.
const patternOf = ({words, tops, bottoms, onlyTops, layers}) => new RegExp([
  "(?<dollar>^\\s*(?:\\$\\$?|\\\\[(\\[])|(?:\\$\\$?|\\\\[)\\]])\\s*$)",
  "\\\\(?:text|mathrm|operatorname|begin|end)\\s*\\{[^{}]*\\}",
  "(?<accented>[a-zA-Z][\\u0302-\\u0304]|(?!×)[\\u00c0-\\u024f\\u1e00-\\u1ef9])",
  `(?<!\\w)(?<over>\\\\[dt]?frac\\s*\\{\\s*(?:\\\\partial|\\\\mathrm\\s*\\{d\\}|[d∂]))\\s*(?<above>${anyOf(onlyTops)})(?=\\s*\\})`,
  `(?<![\\w\\\\])(?:[d∂]|\\\\partial\\s+)(?<top>${anyOf(tops.keys())})\\s*(?:/\\s*(?:[d∂]|\\\\partial\\s+)|_d)(?<bottom>${anyOf(bottoms.keys())})(?![\\w'′’])`,
  `(?<![\\w\\\\]|_\\s*\\{[^{}]*)(?<python>${anyOf(words.keys())})(?!\\w)`,
  `\\^(?<layer>\\{(?:${anyOf(layers)})\\}|${anyOf(layers)})(?!\\w)`,
  "(?<!\\\\)(?:\\\\left\\s*)?\\|(?<size>[^|]+?)(?:\\\\right\\s*)?\\|",
  `(?<![\\w\\\\])abs\\((?<absolute>${WITHIN})\\)`,
  "_(?<below>[a-zA-Z0-9]{2,})",
  "_\\{(?<nested>[a-zA-Z]_\\{?\\d\\}?)\\}",
  "(?<transpose>\\^(?:T|\\{T\\})(?![a-zA-Z]))",
  `\\^\\((?<power>${WITHIN})\\)`,
  "(?<word>\\\\?[a-zA-Z]+)",
  `(?<raised>[${RAISED}]+)`,
  `(?<lowered>[${LOWERED}]+)`,
  `(?<sign>[${Object.keys(SIGNS).join("")}])`,
  "(?<blank>[^\\S\\n ]|[\\u200b\\u2060]|^\\s*\\$+|\\$+\\s*$)",
].join("|"), "g")

const ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}
const patterns = new WeakMap()

const plain = (text, all, others) => [...text].map(character => (PLAIN + others)[all.indexOf(character)]).join("")

// The LaTeX of a text, and the place in the text of each of its characters and of its end.
live.latexOf = (text, model) => {
  if (!patterns.has(model)) {
    const words = spoken(model)
    patterns.set(model, {...words, pattern: patternOf(words)})
  }
  const known = patterns.get(model), places = []
  let latex = "", end = 0
  const keep = until => {
    for (; end < until; end += 1) {
      latex += text[end]
      places.push(end)
    }
  }
  for (const found of text.matchAll(known.pattern)) {
    keep(found.index)
    const instead = meantBy(found.groups, latex, model, known)
    if (instead === undefined) continue
    latex += instead
    places.push(...Array.from(instead, () => end))
    end += found[0].length
  }
  keep(text.length)
  return {latex, places: [...places, end]}
}

// What to write instead of something, behind this LaTeX; undefined where it stays.
const meantBy = (found, before, model, {words, tops, bottoms}) => {
  const {dollar, over, above, top, bottom, python, layer, transpose, size, absolute} = found
  const {below, nested, power, word, raised, lowered, blank, accented, sign} = found
  const {vocabulary, names} = model
  const [, base] = /(\\[a-zA-Z]+|[a-zA-Z])\s*(?:_\{[^{}]*\}|_.)?$/.exec(before) ?? []
  if (dollar) return ""
  if (above) return `${over} ${tops.get(above)}`
  if (top) return `\\frac{\\partial ${tops.get(top)}}{\\partial ${bottoms.get(bottom)}}`
  if (python) return words.get(python)
  if (transpose) return [...vocabulary.arrays, ...vocabulary.others].includes("T") ? undefined : "^\\top "
  if (layer) return `^{\\text{${layer.replace(/[{}]/g, "")}}}`
  // Its size is the root of its square.
  if (size ?? absolute) return `\\sqrt{(${live.latexOf(size ?? absolute, model).latex})^2}`
  if (below) return hasSubscript(base, below, names) || isUnused(base, vocabulary) ? `_{${below}}` : undefined
  if (nested) {
    const inside = nested.replace(/[_{}]/g, "")
    return hasSubscript(base, inside, names) ? `_{${inside}}` : undefined
  }
  if (power !== undefined) {
    const inside = live.latexOf(power, model).latex
    return vocabulary.layered.includes(base) ? `^{(${inside})}` : `^{${inside}}`
  }
  if (word) return isGreek(word, vocabulary) ? `\\${word} ` : undefined
  if (raised) return `^{${plain(raised, RAISED, "()")}}`
  if (lowered) return `_{${plain(lowered, LOWERED, "aehijklmnoprstuvx")}}`
  if (accented) {
    const [letter, mark] = accented.normalize("NFD")
    return ACCENTS[mark] && `\\${ACCENTS[mark]}{${letter}}`
  }
  return blank ? " " : SIGNS[sign]
}

const isUnused = (base, vocabulary) => base?.[0] === "\\" && live.unusedLetter(base, vocabulary)

// sigma is \sigma, where the model does not have s, i, g, m and a.
const isGreek = (word, vocabulary) => {
  const declared = [...vocabulary.functions, ...vocabulary.arrays, ...vocabulary.others]
  return (declared.includes(`\\${word}`) || isUnused(`\\${word}`, vocabulary)) && ![...word].every(letter => declared.includes(letter))
}

// Whether a symbol has this base and these subscripts, as they are or for its indices.
const hasSubscript = (base, below, names) => names.some(({symbol, axes}) =>
  symbol.kind === "Symbol" && symbol.base === base && (symbol.subscripts.join("") === below ||
    (axes.length > 1 && axes.length === below.length && /^\d+$/.test(below))))
