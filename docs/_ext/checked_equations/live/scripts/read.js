// What a reader types to the tree of a formula: LaTeX, or what looks like a formula on a keyboard.

const {unread} = live

// A field's line; the longest formulas of a page are shorter.
const LONGEST = 500

// The chain of LaTeX as a page writes it. Its places are places in the LaTeX.
live.chain = (latex, vocabulary) => {
  checkExponents(latex)
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

// Those that have a number where a symbol has a letter, as E_1 and E_2 for E_k.
const numbered = ({base, primes, subscripts}, {names}) => names.filter(({symbol, axes}) => {
  const isAlike = (index, i) => index === symbol.subscripts[i] || (/^[a-z]$/.test(index) && /^\d+$/.test(symbol.subscripts[i]))
  const isSame = symbol.base === base && symbol.primes === primes && symbol.subscripts.length === subscripts.length
  return isSame && !axes.length && subscripts.every(isAlike)
})

// More than so many are no help.
const MOST = 3

const checkNames = (chain, model) => {
  const {vocabulary} = model, nodes = chain.sides.flatMap(live.walk)
  const applied = new Set(nodes.map(node => node.function))
  for (const part of nodes) {
    if (part.kind === "Function" && !applied.has(part)) {
      throw unread(`${live.latex(part)} needs its argument in brackets`, part.start)
    }
    if (part.kind === "Function" && !live.duals.functions[part.name.slice(1)] && !vocabulary.functions.includes(part.name)) {
      throw unread(`${part.name} is no function of this page`, part.start, live.meant(part.name, model))
    }
    if (part.kind !== "Symbol" || live.trees.isEuler(part) || live.find(part, model)) continue
    const latex = live.latex(part)
    const alike = part.subscripts.length ? numbered(part, model) : []
    const isSummed = nodes.some(({index}) => part.subscripts.includes(index))
    if (alike.length && (isSummed || !part.subscripts.includes("l"))) { // which may be a 1
      const wanted = isSummed ? "write the terms of the sum one by one" : "write a number for its letter"
      throw unread(`${latex} is no symbol of this page: ${wanted}`, part.start, alike.slice(0, MOST).map(({latex}) => latex))
    }
    const unused = live.unusedLetter(part.base, vocabulary)
    const wrong = unused ? `${unused} is not used on this page` : `${latex} is no symbol of this page`
    throw unread(wrong, part.start, live.meant(latex, model))
  }
}

// Arrays stand in whole only as what a function of arrays is applied to, and norms and transposes are of these.
const checkElements = (chain, model) => {
  const nodes = chain.sides.flatMap(live.walk), ofWhole = nodes.find(({kind}) => ["Norm", "Transpose"].includes(kind))
  const given = nodes.flatMap(node => node.kind === "Call" ? node.arguments : [])
  const whole = nodes.filter(node => {
    const name = node.kind === "Symbol" && !node.subscripts.length && !given.includes(node) && live.find(node, model)
    return name && name.axes.length
  })
  if (!whole.length) {
    if (ofWhole) throw unread("a norm or a transpose stands here: write one element", ofWhole.start)
    return
  }
  const meant = live.elementOf(whole.map(node => live.find(node, model)), model)
  throw unread("arrays stand here without indices: write one element", whole[0].start, meant ? [meant] : [])
}

// The word that stands at a place.
const wordAt = (text, place) => {
  for (const found of text.matchAll(/[\\a-zA-Z0-9_^{}']+/g)) {
    if (found.index <= place && place <= found.index + found[0].length) return found[0]
  }
  return ""
}

const plainly = name => name.replace(/[{}\\]/g, "")

live.checkLength = text => {
  if (text.length > LONGEST) throw unread(`more than ${LONGEST} characters: write a shorter formula`, LONGEST)
  const strange = /[\ud800-\udfff\0-\x08\x0e-\x1f]/.exec(text)
  if (strange) throw unread("a character that no formula has", strange.index)
}

// 2e-1 is 0.2 to some, and to others 2 e - 1.
const checkExponents = text => {
  const found = /(?<![\w.^])[\d.]+[eE][-+]?\d/.exec(text)
  if (found) throw unread(`${found[0]} is one number or several: write all its digits, or blanks`, found.index)
}

// The chain of what a reader types, and its LaTeX, in which its places are. Throws Unread, with the
// column in the text.
live.read = (text, model) => {
  live.checkLength(text)
  checkExponents(text)
  const {latex, places} = live.latexOf(live.withPowersBehind(text), model)
  try {
    const chain = live.chain(latex, model.vocabulary)
    checkNames(chain, model)
    checkElements(chain, model)
    return {chain, latex, places}
  } catch (error) {
    if (!(error instanceof live.Unread)) throw error
    const place = places[error.column - 1] ?? text.length
    const word = wordAt(text, place).replace(/^[{}]+|[_^]+$/g, "")
    const isName = live.attempt(() => !checkNames(live.chain(live.latexOf(word, model).latex, model.vocabulary), model), false)
    const found = error.meant.length || isName ? error.meant : live.meant(word, model)
    const meant = found.filter(latex => plainly(latex) !== plainly(word))
    // What is typed as one word is one name, and no product.
    const isWord = !isName && /^([a-zA-Z]+_?\d+|[a-zA-Z]_\w{2,})$/.test(word)
    if (isWord) throw unread(`${word} is no name of this page`, new RegExp(`(?<!\\w)${word}(?!\\w)`).exec(text)?.index ?? place, meant)
    throw unread(error.message, place, meant)
  }
}

// Either of the two. What Python alone writes, ** and np.exp and W1[0, 1], makes it code; what LaTeX
// alone writes, LaTeX. Anything else is LaTeX if that can be read, else code. Where neither can be
// read, it is code if all words are names in Python, or one is and a * stands there.
live.readAny = (typed, model) => {
  const blank = found => " ".repeat(found.length)
  // As it stands in Python: with a comment, or compared; with the letters of formulas that some fonts have.
  const text = typed.replace(/^\s*return\s|#.*$/g, blank).replace("==", "= ")
    .replace(/[\u{1d400}-\u{1d7ff}]/gu, letter => `${letter.normalize("NFKC")}\u200b`)
  checkPython(text, model)
  live.checkLength(text)
  const isPython = /\*\*|@|\.T\b|\b(np|numpy|math)\s*\./.test(text) || indexed(text, model)
  const isLatex = /[\\{}]/.test(text)
  if (isLatex && !isPython) return live.read(text, model)
  if (isPython) return asLatex(live.readCode(text, model), model)
  try {
    return live.read(text, model)
  } catch (error) {
    if (!(error instanceof live.Unread)) throw error
    try {
      return asLatex(live.readCode(text, model), model)
    } catch (inCode) {
      if (!(inCode instanceof live.Unread)) throw inCode
      // Of code the complaint that comes last says most.
      throw live.isCode(text, model) && inCode.column >= error.column ? inCode : error
    }
  }
}

// What Python alone has, and what is no array.
const checkPython = (text, model) => {
  const array = /\[\s*\[/.exec(text)
  if (array) throw unread("an array stands here: write one element", array.index)
  const sum = /\bsum\s*\(/.exec(text)
  if (sum && !text.includes("\\sum")) throw unread("a sum of Python is not read: write its terms with +", sum.index)
  for (const {0: found, 1: word, index} of text.matchAll(/([a-zA-Z_]\w*)\s*\[\s*\d/g)) {
    const name = model.names.find(({python}) => python === word)
    if (name && !name.axes.length) throw unread(`${word} is one number, and has no elements`, index + found.length - 1)
  }
}

const indexed = (text, {names}) => [...text.matchAll(/([a-zA-Z_]\w*)\s*\[/g)].some(([, word]) =>
  names.some(({python, axes}) => python === word && axes.length))

// What is read as code, as LaTeX and with places in that.
const asLatex = (chain, model) => {
  const latex = chain.sides.map(live.latex).join(" = ")
  return {chain: live.chain(latex, model.vocabulary), latex}
}
