// A row of factors: names of several letters, the d of derivatives, what functions and derivatives
// take, and which sign stands between which.

const {unread} = live
const {OF_ARRAYS, ONE_ARGUMENT, STANDARD, WELL_KNOWN, isIndex, nameOf} = live.names

const asSymbol = token => ({rule: "symbol", children: [token], start: token.start, end: token.end})

// Vocabularies, with what follows from them.
const PARTS = /\\[a-zA-Z]+|[a-zA-Z]/g

live.vocabulary = vocabulary => {
  const declared = new Set([...vocabulary.functions, ...vocabulary.arrays, ...vocabulary.others])
  const words = new Map()
  let longest = 0
  for (const base of declared) {
    const parts = base.match(PARTS) ?? []
    if (parts.length > 1 && parts.join("") === base.replaceAll(" ", "")) {
      words.set(parts.join(" "), base)
      longest = Math.max(longest, parts.length)
    }
  }
  return {...vocabulary, declared, words, longest}
}

// The letters that stand side by side from here; only the last may be decorated.
const runFrom = (children, place) => {
  const run = []
  for (const child of children.slice(place)) {
    const decorated = child.rule === "decorated", inner = decorated ? child.children[0] : child
    if (inner.rule !== "symbol" || !["LETTER", "GREEK"].includes(inner.children[0].type)) break
    run.push(inner.children[0])
    if (decorated) break
  }
  return run
}

// How many letters stand without a blank between them; one behind a command ends that.
const adjacent = run => {
  let length = 1
  while (length < run.length && (run[length - 1].end === run[length].start || run[length - 1].type === "GREEK")) {
    length += 1
  }
  return length
}

const isGroup = child => {
  while (child?.rule === "decorated") child = child.children[0]
  return child?.rule === "group"
}

const longestName = (run, {words, longest}) => {
  for (let length = Math.min(run.length, longest); length > 1; length -= 1) {
    const name = words.get(run.slice(0, length).map(token => token.text).join(" "))
    if (name) return [name, length]
  }
  return ["", 1]
}

// One symbol in the place of its letters, with the decorations of the last.
const oneSymbol = (name, parts) => {
  const last = parts.at(-1), decorated = last.rule === "decorated"
  const inner = decorated ? last.children[0] : last
  const token = {type: "WORD", text: name, start: parts[0].start, end: inner.end}
  const rule = STANDARD.includes(name.slice(1)) ? "function" : "symbol"
  const tree = {rule, children: [token], start: token.start, end: token.end}
  return decorated
    ? {rule: "decorated", children: [tree, ...last.children.slice(1)], start: token.start, end: last.end}
    : tree
}

const BOLD_WORD = /^\\(mathbf|mathsf|bold|boldsymbol|bm|bf|sf)\s*\{?\s*[a-zA-Z]{2,}\s*\}?$/

// The factors of a product, with one symbol for the letters of each name.
const joined = (children, vocabulary) => {
  const found = []
  const known = letters => letters.every(letter => vocabulary.declared.has(letter.text))
  for (let place = 0; place < children.length;) {
    const run = runFrom(children, place), word = run.map(token => token.text).join("")
    let [name, length] = longestName(run, vocabulary)
    if (!name && isGroup(children[place + run.length]) && run.length && !known(run)) {
      name = STANDARD.includes(word) ? `\\${word}` : WELL_KNOWN.includes(word) ? word : ""
      length = run.length
    }
    if (name) {
      if (known(run.slice(0, length))) {
        throw unread(`${name} is a name, and a product of names too: write · between factors`, run[0].start)
      }
      found.push(oneSymbol(name, children.slice(place, place + length)))
      place += length
      continue
    }
    const close = run.slice(0, run.length ? adjacent(run) : 0)
    if (close.length > 2 && close.every(token => token.type === "LETTER") && !known(close)) {
      const written = close.map(token => token.text).join("")
      throw unread(`${written} is no name of this page; as a product it needs spaces`, close[0].start)
    }
    const child = children[place], inner = child.rule === "decorated" ? child.children[0] : child
    const token = inner.children?.[0]
    if (token?.type === "FONT" && BOLD_WORD.test(token.text) && !vocabulary.declared.has(nameOf(token))) {
      throw unread(`${token.text} is no name of this page`, token.start)
    }
    found.push(child)
    place += 1
  }
  return found
}

// Whether it is a d that is declared as nothing, and so may be a derivative's.
const isD = (tree, {declared}) =>
  tree?.rule === "symbol" && tree.children[0].text === "d" && !declared.has("d")

// Where among factors and signs the first dL/dw begins, has its slash and ends.
const inlineDerivative = (children, vocabulary) => {
  const signs = children.flatMap((child, i) => child.type ? [i] : [])
  for (const slash of signs) {
    const first = Math.max(0, ...signs.filter(sign => sign < slash).map(sign => sign + 1))
    const ends = signs.filter(sign => sign > slash), end = ends.length ? ends[0] : children.length
    let begin = slash - 2
    while (begin >= first && !isD(children[begin], vocabulary)) begin -= 1
    const below = end > slash + 2 && isD(children[slash + 1], vocabulary)
    if (children[slash].type === "SLASH" && begin >= first && below) return [begin, slash, end]
  }
}

const checkNoDifferential = (children, vocabulary) => {
  children.slice(1).forEach((behind, i) => {
    if (isD(children[i], vocabulary) && behind.rule) {
      throw unread("d in front of a factor is a differential: write \\frac{\\partial L}{\\partial w}", children[i].start)
    }
  })
}

// The factors of an expression that is one product without signs; none of another one.
const factorsOf = expression => {
  if (expression.type || expression.children.length !== 1) return []
  const {children} = expression.children[0]
  return children.some(child => child.type) ? [] : children
}

const groupIn = node => {
  while (node.kind === "Power" || node.kind === "Transpose") node = node.base ?? node.body
  return node.kind === "Group" ? node : null
}

const isCalled = (node, following, vocabulary) => {
  const brackets = groupIn(following)
  if (!brackets || node.kind === "Function") return Boolean(brackets)
  if (node.kind !== "Symbol") return false
  const {base} = node
  const called = vocabulary.functions.includes(base) || vocabulary.valued.includes(base) ||
    STANDARD.includes(base.slice(1)) || base.startsWith("\\mathbb") ||
    (base.length > 1 && base[0] !== "\\" && !vocabulary.declared.has(base))
  // What has a subscript, a superscript or no declaration is called by formulas that live elsewhere.
  if (called || brackets.items.length > 1) {
    throw unread("brackets with arguments behind what is no function", following.start)
  }
  return false
}

// A function with its brackets, and what is written behind them.
const call = (node, following) => {
  const {kind, base, body, items, end} = following, {start} = node
  if (kind === "Power") return {...following, base: call(node, base), start}
  if (kind === "Transpose") return {...following, body: call(node, body), start}
  return {kind: "Call", function: node, arguments: items, start, end}
}

const isNumber = node => node.kind === "Number" ||
  (node.kind === "Quotient" && isNumber(node.top) && isNumber(node.bottom))

// What an operator takes from the factors behind it: the first, with its brackets.
const taken = rest => {
  const [, node] = rest.shift()
  return node.kind === "Function" && rest.length && rest[0][0] === "" && groupIn(rest[0][1])
    ? call(node, rest.shift()[1])
    : node
}

const unclear = (node, what) =>
  unread(`it is not clear how far ${what} reaches: put brackets around what it acts on`, node.start)

const needsNoBrackets = ({name}) => ONE_ARGUMENT.includes(name.slice(1)) || OF_ARRAYS.includes(name)

// Let a function or a derivative take what stands directly to its right. Items are [sign, node].
const applied = (items, vocabulary) => {
  const done = [], rest = [...items]
  while (rest.length) {
    let [sign, node] = rest.shift()
    const following = rest.length && rest[0][0] === "" ? rest[0][1] : null
    if (following && node.kind === "Power" && node.base.kind === "Function" &&
        ONE_ARGUMENT.includes(node.base.name.slice(1))) {
      const {exponent, base, start} = node
      if (exponent.kind !== "Number" || !/^\d+$/.test(exponent.text) || Number(exponent.text) < 2) {
        throw unread("a power of a function, which may be its inverse: write it behind the argument", exponent.start)
      }
      const [[, inner], ...others] = applied([["", base], ...rest], vocabulary)
      rest.splice(0, rest.length, ...others)
      done.push([sign, {kind: "Power", base: inner, exponent, start, end: inner.end}])
      continue
    }
    if (following && takesArguments(node, following)) {
      throw unread("brackets behind functions without their arguments: write these behind each", following.start)
    }
    if (following && isCalled(node, following, vocabulary)) {
      node = call(node, rest.shift()[1])
    } else if (node.kind === "Function" && following && needsNoBrackets(node)) {
      const argument = taken(rest)
      if (rest.length && ["", "/"].includes(rest[0][0]) && rest[0][1].kind !== "Function") {
        throw unclear(node, node.name)
      }
      checkFunction(node.name, argument)
      node = {kind: "Call", function: node, arguments: [argument], start: node.start, end: argument.end}
    } else if (node.kind === "Symbol" && node.base === "D" && following && node.subscripts.length === 1 &&
        !vocabulary.declared.has("D")) {
      throw unread("D with an index: write \\frac{\\partial f}{\\partial x}", node.start)
    } else if (node.kind === "Symbol" && node.base[0] === "\\" && STANDARD.includes(node.base.slice(1))) {
      throw unread(`${node.base} needs brackets around what it acts on`, node.start)
    } else if (node.kind === "Partial" && !node.top && following) {
      node = differentiated(node, following, rest)
    }
    done.push([sign, node])
  }
  return done
}

// Functions in brackets or in a derivative, which take what stands behind them.
const takesArguments = (node, following) => {
  if (!groupIn(following)) return false
  if (node.kind === "Partial") return node.top?.kind === "Function"
  return node.kind === "Group" && node.items.length === 1 && live.walk(node).some(({kind}) => kind === "Function")
    && !live.walk(node).some(({kind}) => kind === "Symbol" || kind === "Call")
}

// Whether an operator may act on this too, behind what it takes.
const mayReach = (taken, sign, node) =>
  taken.kind === "Group" ? sign === "" && Boolean(groupIn(node)) : ["", "*", "star", "/"].includes(sign)

const differentiated = (node, following, rest) => {
  const number = isNumber(following) && rest.length > 1 && rest[1][0] === "" ? rest.shift()[1] : null
  const behind = rest.length
  let top = taken(rest)
  const isCall = rest.length < behind - 1
  if (!isCall && rest.length && mayReach(top, ...rest[0])) throw unclear(node, "the derivative")
  // By itself the number has no derivative.
  if (number) top = {kind: "Product", factors: [number, top], start: number.start, end: top.end}
  return {...node, top, end: top.end}
}

const hasArrays = (node, vocabulary) =>
  live.walk(node).some(part => part.kind === "Symbol" && vocabulary.arrays.includes(part.base))

const beginsWithDigit = node => {
  while (["Power", "Underbrace", "Product"].includes(node.kind)) node = node.base ?? node.body ?? node.factors[0]
  return node.kind === "Number"
}

const unmarked = node => node.kind === "Underbrace" ? unmarked(node.body) : node
const isWhole = node => node.kind === "Number" && /^\d+$/.test(node.text)

// A whole number in front of a fraction of such numbers may be a mixed number.
const checkMixed = items => items.slice(1).forEach(([sign, node], i) => {
  const before = items[i][1], {kind, top, bottom} = unmarked(node)
  if (sign === "" && isWhole(unmarked(before)) && kind === "Quotient" && isWhole(top) && isWhole(bottom)) {
    throw unread("a number in front of a fraction of numbers needs · or + between them", before.start)
  }
})

// The factors multiplied, and divided by what stands behind a slash.
const multiplied = (items, vocabulary, start, end) => {
  const factors = []
  let previous = ""
  for (let [sign, node] of items) {
    if (previous === "/" && sign === "") {
      throw unread("a factor directly behind a quotient: write \\frac, or brackets", node.start)
    }
    if (sign === "/") {
      const top = factors.pop()
      node = {kind: "Quotient", top, bottom: node, start: top.start, end: node.end}
    } else if (sign === "" && factors.length && beginsWithDigit(node)) {
      throw unread("a number directly behind a factor needs · between them", node.start)
    } else if (sign === "star" && hasArrays(node, vocabulary) && factors.some(f => hasArrays(f, vocabulary))) {
      throw unread("* between arrays has several meanings: write nothing between factors", node.start)
    }
    factors.push(node)
    previous = sign
  }
  const one = factors.length === 1 ? factors[0] : {kind: "Product", factors}
  return items.length > 1 ? {...one, start, end} : one
}

// A factor behind the first that has none of these indices.
const stray = (body, letters) => rowOf(body).slice(1).find(factor => !letters.some(letter => hasIndex(factor, letter)))

const rowOf = node => {
  if (node.kind === "Product") return node.factors.flatMap(rowOf)
  if (node.kind === "Quotient" && node.top.start === node.start && node.start < node.end) {
    return [...rowOf(node.top), node.bottom]
  }
  return [node]
}

const hasIndex = (node, letter) => {
  if (node.index === letter) return false
  const written = (node.subscripts ?? []).filter(isIndex)
  if (node.kind === "Symbol") written.push(node.base, node.layer)
  return written.some(part => (part.match(/\\?[a-zA-Z]+'*/g) ?? []).includes(letter)) ||
    live.childrenOf(node).some(child => hasIndex(child, letter))
}

const checkFunction = (name, argument) => {
  const letters = []
  while (argument.index) {
    letters.push(argument.index)
    argument = argument.body
  }
  const factor = letters.length && stray(argument, letters)
  if (factor) throw unclear(factor, name)
}

live.factors = {
  applied, asSymbol, checkMixed, checkNoDifferential, factorsOf, inlineDerivative, isD, joined, multiplied, stray,
}
