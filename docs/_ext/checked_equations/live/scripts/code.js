// A formula that is typed as in Python to the tree of a formula. Its places are places in the text.

const {unread} = live

const TOKENS = new RegExp([
  "(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)",
  "(?<name>[a-zA-Z_α-ω][\\wα-ω]*)",
  "(?<sign>\\*\\*|[-+*/^()[\\],.=])",
  "(?<blank>\\s+)",
  "(?<other>[^])",
].join("|"), "g")
const LIBRARIES = ["np", "numpy", "math"]
const KNOWN = ["exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "abs"]
// Signs that pages and phones write instead, each as long as what it means.
const ALIKE = [[/[−–]/g, "-"], [/[·⋅∙×]/g, "*"]]
// A pair of brackets is a few levels; a formula of a page has few pairs.
const DEEPEST = 40

const tokensOf = text => {
  const tokens = []
  for (const {0: found, index, groups} of text.matchAll(TOKENS)) {
    if (groups.other) throw unread(`${found} has no meaning in a formula in code`, index)
    if (!groups.blank) tokens.push({...groups, text: found, start: index, end: index + found.length})
  }
  return [...tokens, {text: "", start: text.length, end: text.length}]
}

const isSign = (token, ...signs) => Boolean(token.sign) && signs.includes(token.text)

class Code {
  constructor(text, model) {
    Object.assign(this, {text, tokens: tokensOf(text), model, place: 0, depth: 0})
  }

  get token() {
    return this.tokens[this.place]
  }

  take() {
    this.place += 1
    return this.tokens[this.place - 1]
  }

  accept(...signs) {
    return isSign(this.token, ...signs) ? this.take() : null
  }

  demand(sign) {
    const {token} = this
    return this.accept(sign) ?? (sign === ")" ? this.unended("a )") : this.fail(token, `a ${sign}`))
  }

  // Something else behind what is whole, often a factor.
  unended(expected) {
    const {token} = this
    if (token.name || token.number || isSign(token, "(")) throw unread("a product needs a * here, in code", token.start)
    this.fail(token, expected)
  }

  fail(token, expected) {
    const here = token.text ? token.text + " cannot stand here" : "the formula ends too early"
    throw unread(`${here}; expected ${expected}`, token.start)
  }

  // One expression, or several with = between.
  chain() {
    const sides = [this.sum()]
    while (this.accept("=")) sides.push(this.sum())
    if (this.token.text) this.unended("an operator or the end")
    const texts = sides.map(({start, end}) => this.text.slice(start, end))
    return {kind: "Chain", sides, relations: sides.slice(1).map(() => "="), texts, continues: false}
  }

  sum() {
    this.enter()
    const {start} = this.token, terms = [], signs = []
    let sign = this.signs()
    for (;;) {
      terms.push(this.product())
      signs.push(sign)
      const found = this.accept("+", "-")
      if (!found) break
      sign = found.text === "-" ? -1 : 1
    }
    this.depth -= 1
    return summed(terms, signs, start)
  }

  enter() {
    if (this.depth === DEEPEST) throw unread("the formula is nested too deeply", this.token.start)
    this.depth += 1
  }

  // The product of the signs in front of something.
  signs() {
    let sign = 1
    for (let found; (found = this.accept("-", "+"));) if (found.text === "-") sign = -sign
    return sign
  }

  product() {
    const {start} = this.token
    let node = this.factor()
    // Between a factor and what is in brackets, and around these, people leave * out.
    const isNext = () => isSign(this.token, "(") || (this.token.name && isSign(this.tokens[this.place - 1], ")"))
    for (let sign; (sign = this.accept("*", "/") ?? (node.kind !== "Quotient" && isNext() ? {text: "*"} : null));) {
      const other = this.factor(), {end} = other
      if (sign.text === "/") node = {kind: "Quotient", top: node, bottom: other, start, end}
      else node = {kind: "Product", factors: [...(node.kind === "Product" ? node.factors : [node]), other], start, end}
    }
    return node
  }

  // A power, with its signs.
  factor() {
    const {start} = this.token
    const sign = this.signs()
    let node = this.atom()
    if (this.accept("**", "^")) {
      this.enter()
      const exponent = this.factor()
      this.depth -= 1
      node = {kind: "Power", base: node, exponent, start: node.start, end: exponent.end}
    }
    return summed([node], [sign], start)
  }

  atom() {
    const token = this.take(), {start, end} = token
    if (token.number) return {kind: "Number", text: decimal(token), start, end}
    if (token.name) return this.named(token)
    if (!isSign(token, "(")) this.fail(token, "a name, a number or an opening (")
    const inside = this.sum()
    return {kind: "Group", items: [inside], start, end: this.demand(")").end}
  }

  named(token) {
    if (LIBRARIES.includes(token.text) && this.accept(".")) return this.ofLibrary(this.take())
    const {model} = this, {text, start, end} = token
    const spelled = live.spelled(text), name = named(text, model) ?? named(spelled, model), left = name?.symbol ?? gradientOf(text, model)
    if (!left && KNOWN.includes(text)) return this.known(token)
    if (!left) {
      const unused = live.unusedLetter(text, model.vocabulary)
      if (unused) throw unread(`${unused} is not used on this page`, start, live.meant(`\\${text}`, model))
      throw unread(`${text} is no name of this page`, start, live.meant(spelled, model))
    }
    if (left.kind === "Function") return this.call(live.placed(left, {start, end}))
    const free = name ? null : live.free(left, model), axes = name ? name.axes : Object.values(free)
    if (!axes.length) return live.placed(left, {start, end})
    const [indices, last] = this.indices(token, axes, name ? left.subscripts : Object.keys(free))
    if (name) return {...left, subscripts: indices, start, end: last}
    const values = Object.fromEntries(Object.keys(free).map((letter, i) => [letter, indices[i]]))
    return live.placed(left, {start, end: last}, values)
  }

  // Euler's number is a symbol, where the page has no e of its own.
  ofLibrary(token) {
    const {start, end} = token, e = {kind: "Symbol", base: "e", accent: "", primes: 0, layer: "", subscripts: [], start, end}
    return token.text === "e" && !live.find(e, this.model) ? e : this.known(token)
  }

  known(token) {
    const {text, start, end} = token
    if (text === "abs") return sizeOf(this.call({kind: "Function", name: "\\sqrt", primes: 0, start, end}))
    if (!KNOWN.includes(text)) this.fail(token, `one of ${KNOWN.join(", ")}`)
    return this.call({kind: "Function", name: `\\${text}`, primes: 0, start, end})
  }

  call(name) {
    this.demand("(")
    const inside = [this.sum()]
    while (this.accept(",")) inside.push(this.sum())
    return {kind: "Call", function: name, arguments: inside, start: name.start, end: this.demand(")").end}
  }

  // The indices of an element as formulas write them, numbers from 1 or letters, and where they end.
  indices({text, start, end}, axes, letters) {
    const indices = []
    while (this.accept("[")) {
      do {
        const token = this.take(), size = this.model.sizes[axes[indices.length]]
        const isLetter = /^[a-zA-Z]$/.test(token.name ?? "")
        if (!isLetter && !/^\d+$/.test(token.number ?? "")) this.fail(token, "a whole number, counted from 0, or a letter")
        if (Number(token.text) >= size) throw unread(`${text} has ${size} there, counted from 0`, token.start)
        indices.push(isLetter ? token.text : String(Number(token.text) + 1))
      } while (this.accept(","))
      end = this.demand("]").end
    }
    if (indices.length !== axes.length) {
      const example = `${text}[${letters.join(", ") || "i"}]`
      throw unread(`${text} is an array: write one element, such as ${example}`, start)
    }
    return [indices, end]
  }
}

// What has this name in Python, or is written so: a function may have a prime.
const named = (text, model) => {
  const {names} = model, [, base, prime] = /^(.+?)(_prime)?$/.exec(text), own = live.nameOf(text, model)
  const of = !own && prime && names.find(({python, kind}) => kind === "function" && python === base)
  return of ? {...of, symbol: {...of.symbol, primes: 1}} : own
}

// What a snippet for a derivative computes: the left side of its equation, with an index for each
// axis of the array that it is taken by.
const gradientOf = (text, model) => model.equations.filter(({gradient, continues}) => gradient === text && !continues)
  .map(({chain}) => chain.sides[0])
  .concat(slopeOf(text, model))
  .find(left => {
    const below = left.kind === "Partial" && live.find(left.bottom, model)
    return below && (!below.axes.length || Object.keys(live.free(left, model)).length)
  })

// dL_dy_hat as the derivative that it says.
const slopeOf = (text, {names}) => {
  const find = word => names.find(({python, kind}) => python === word && kind !== "function")?.symbol
  for (const {index} of text.matchAll(/_d/g)) {
    const [top, bottom] = [find(text.slice(1, index)), find(text.slice(index + 2))]
    if (text[0] === "d" && top && bottom) return [{kind: "Partial", start: 0, end: 0, top, bottom}]
  }
  return []
}

// A tree with all of it at one place, and other indices.
live.placed = (node, span, indices = {}) => {
  const made = {...node, ...span}, inside = part => part?.kind ? live.placed(part, span, indices) : part
  for (const [field, part] of Object.entries(node)) {
    if (part && typeof part === "object") made[field] = Array.isArray(part) ? part.map(inside) : inside(part)
  }
  return node.subscripts ? {...made, subscripts: node.subscripts.map(index => indices[index] ?? index)} : made
}

const summed = (terms, signs, start) => signs.length === 1 && signs[0] > 0
  ? terms[0]
  : {kind: "Sum", terms, signs, start, end: terms.at(-1).end}

// The root of the square of what is in brackets.
const sizeOf = ({arguments: items, ...call}) => {
  const {start, end} = call, base = {kind: "Group", items, start, end}
  return {...call, arguments: [{kind: "Power", base, exponent: {kind: "Number", text: "2", start, end}, start, end}]}
}

// 1e-3 as 0.001.
const decimal = ({text, start}) => {
  const [, whole, part = "", power = "0"] = /^(\d*)\.?(\d*)(?:[eE](.+))?$/.exec(text), shift = Number(power)
  if (Math.abs(shift) > 30) throw unread(`${text} is too large or too small`, start)
  const all = "0".repeat(Math.max(0, -shift)) + whole + part + "0".repeat(Math.max(0, shift))
  const point = Math.max(0, -shift) + whole.length + shift
  const before = all.slice(0, point).replace(/^0+(?=\d)/, "") || "0", behind = all.slice(point).replace(/0+$/, "")
  return behind ? `${before}.${behind}` : before
}

// Whether a text looks like code: all its words are names in Python, or one is and a * stands there.
live.isCode = (text, model) => {
  const words = text.match(/[a-zA-Z_]\w*/g) ?? []
  const isName = word =>
    KNOWN.includes(word) || model.names.some(({python}) => python === word) || gradientOf(word, model)
  return words.length > 0 && words.every(isName) || (/[*·⋅∙×]/.test(text) && words.some(isName))
}

// What multiplies whole arrays.
const WHOLE = /@|\.T\b|\b(outer|dot|matmul|einsum|multiply|transpose)\b/

const checkElements = (text, model) => {
  const whole = WHOLE.exec(text)
  if (!whole) return
  // Those on both sides of an @, or all.
  const [, left, right] = /([a-zA-Z_]\w*)(?:\.T)?\s*@\s*([a-zA-Z_]\w*)/.exec(text) ?? []
  const words = left ? [left, right] : text.match(/[a-zA-Z_]\w*/g) ?? []
  const arrays = words.map(word => model.names.find(({python}) => python === word)).filter(name => name?.axes.length)
  const meant = arrays.length ? live.elementOf(arrays, model) : null
  throw unread("whole arrays are not multiplied here: write one element", whole.index, meant ? [meant] : [])
}

live.readCode = (text, model) => {
  live.checkLength(text)
  checkElements(text, model)
  const plain = ALIKE.reduce((typed, [signs, meant]) => typed.replace(signs, meant), text)
  return new Code(plain, model).chain()
}
