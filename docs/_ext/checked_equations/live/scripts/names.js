// Names of symbols: letters, words and alphabets, subscripts and what is an index.

const {unread} = live

const TRIGONOMETRIC = ["sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"]
const ONE_ARGUMENT = ["exp", "log", "ln", ...TRIGONOMETRIC, "det"]
const STANDARD = [...ONE_ARGUMENT, "max", "min", "arg"]
const OF_ARRAYS = ["diag", "tr"]
const WELL_KNOWN = [...OF_ARRAYS, "softmax", "sigmoid", "relu", "ReLU"]

const ALPHABETS = {
  bold: "mathbf", bf: "mathbf", bm: "boldsymbol", sf: "mathsf", rm: "mathrm", it: "mathit", cal: "mathcal",
}
const UPRIGHT = ["mathrm", "operatorname", "mathit"]
const ACCENTS = {widehat: "hat", widetilde: "tilde", overline: "bar"}

const NESTED = "[a-zA-Z]_([a-zA-Z0-9]|\\{[a-zA-Z0-9]+\\})"
const LETTERED = `\\d*(${NESTED}|[a-zA-Z]'*|\\\\[a-zA-Z]+)`
const MORE = `([-+](${LETTERED}|\\d+))`
const ENDS = `(${LETTERED}${MORE}*|\\d+)?`
const STEP = `(${NESTED}|[a-zA-Z]|\\d+(\\.\\d+)?|${LETTERED}${MORE}+)`
const whole = pattern => new RegExp(`^(${pattern})$`)
const NAME = whole("[a-zA-Z]|.*\\\\.+")
const INDEX = whole(
  `${ENDS}:${ENDS}|[a-zA-Z]'*|\\d|\\\\[a-zA-Z]+(\\{.+\\})?|${NESTED}|(${LETTERED}|\\d+)${MORE}+`
)
const BRACKETED = whole(`(\\(${STEP}\\)|\\[${STEP}\\]|\\\\langle ${STEP}\\\\rangle)+`)
const ALONE = whole(`${STEP}|[-+*]`)

const isIndex = text => INDEX.test(text)
const isSlice = text => text.includes(":") && isIndex(text)
const isArithmetic = text =>
  isIndex(text) && !/^[a-zA-Z0-9']+$/.test(text) && /^[^\\]|[-+]/.test(text) && !text.includes(":")

const wordsOf = (text, token) => {
  if (!text) throw unread("\\text holds nothing", token.start)
  return STANDARD.includes(text) ? `\\${text}` : text
}

// The base that a token writes: x, \eta, \mathbf{W}, or the words of \text{…}.
const nameOf = token => {
  if (token.type === "TEXT") return wordsOf(token.text.slice(6, -1).trim(), token)
  if (token.type !== "FONT") return token.text
  const [, command, name] = /^\\([a-z]+)\s*\{?\s*(\\[a-zA-Z]+|[a-zA-Z0-9]+)\s*\}?$/.exec(token.text)
  const alphabet = ALPHABETS[command] ?? command
  if (!UPRIGHT.includes(alphabet) || name[0] === "\\") return `\\${alphabet}{${name}}`
  return name.length > 1 ? wordsOf(name, token) : name
}

const accentOf = token => ACCENTS[token.text.slice(1)] ?? token.text.slice(1)

// The subscripts that stand behind one _.
const subscriptsOf = (suffix, vocabulary) => {
  const runs = [[]]
  for (const child of suffix.children) child.type === "COMMA" ? runs.push([]) : runs.at(-1).push(child)
  const found = runs.flatMap(run => betweenCommas(run, vocabulary)), last = suffix.children.at(-1)
  if (!found.length) throw unread("a subscript holds nothing", suffix.start)
  if (last.type === "NUMBER" && last.end === suffix.end && last.text.length > 1) {
    throw unread("a subscript of several digits needs braces around it", suffix.start)
  }
  return found
}

// One word, one index with arithmetic, or several of one character each.
const betweenCommas = (run, vocabulary) => {
  const decimal = run.find(token => token.type === "NUMBER" && token.text.includes("."))
  if (decimal) throw unread(`the subscript ${decimal.text} is neither whole numbers nor letters`, decimal.start)
  if (run.every(token => token.type === "LETTER" || token.type === "NUMBER")) {
    const word = run.map(token => token.text).join("")
    return vocabulary.subscripts.includes(word) ? [word] : [...word]
  }
  const text = run.map(plainly).join("")
  if (isArithmetic(text)) return [text]
  if (text.includes(":")) {
    const slice = text.replaceAll("\\colon", ":")
    if (!isSlice(slice)) throw unread(": has more than one index on a side", run[0].start)
    return [slice]
  }
  return run.flatMap((token, i) => {
    if (token.type === "TEXT" && run[i - 1]?.type === "TEXT") {
      throw unread("two words side by side in a subscript need a comma between them", token.start)
    }
    if (token.rule === "primed") return [plainly(token)]
    if (!token.type || token.type === "SIGN") throw unread("this subscript is no index", token.start)
    return token.type === "LETTER" || token.type === "NUMBER" ? [...token.text] : [single(token)]
  })
}

const primesIn = text => text.split("'").length + text.split("\\prime").length - 2

const INDICES = ["LETTER", "NUMBER", "GREEK", "SIGN", "COLON"]

const plainly = token => {
  const letter = /^\\text\{\s*([a-zA-Z])\s*\}$/.exec(token.text)
  if (letter) return letter[1]
  if (token.type) return INDICES.includes(token.type) ? token.text : "\0"
  if (token.rule === "primed") return token.children[0].text + "'".repeat(primesIn(token.children[1].text))
  const inner = token.children.map(child => child.text).join("")
  return inner.length === 1 ? `_${inner}` : `_{${inner}}`
}

// A subscript of words or in another alphabet.
const single = token => {
  if (token.type !== "TEXT") return nameOf(token)
  const words = token.text.slice(6, -1)
  if (!words.trim()) throw unread("\\text holds nothing", token.start)
  if (isArithmetic(words) || isSlice(words)) {
    throw unread(`the words ${words} look like an index: write it without \\text`, token.start)
  }
  return words
}

live.names = {
  OF_ARRAYS, ONE_ARGUMENT, STANDARD, WELL_KNOWN, accentOf, isArithmetic, isIndex, nameOf, primesIn, subscriptsOf,
  isBracketed: text => BRACKETED.test(text),
  isStep: text => ALONE.test(text),
  isWord: base => !NAME.test(base),
}
