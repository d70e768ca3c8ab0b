// The grammar's tree to the tree of a formula, as builder.py makes it. What is not made here is refused.

const {unread} = live
const {STANDARD, WELL_KNOWN, accentOf, isBracketed, isStep, isWord, nameOf, primesIn, subscriptsOf} = live.names
const {
  applied, asSymbol, checkMixed, checkNoDifferential, factorsOf, inlineDerivative, isD, joined, multiplied, stray,
} = live.factors

// A pair of brackets is about three levels.
const DEEPEST = 120
const RELATIONS = {
  "\\coloneqq": ":=", "\\triangleq": "=", "\\equiv": "=", "\\doteq": "=", "\\leftarrow": "\\gets",
  ">=": "\\ge", "<=": "\\le",
}
const NO_COMPARISON = ["\\in", "\\sim", "\\mapsto", "\\to", ":"]
// What rules make that is not read here, in the reader's words.
const REFUSED = {
  interval: "an interval", condition: "a relation in brackets", higher: "a higher derivative",
  other_root: "a root that is not the square root",
}

const spanOf = ({start, end}) => ({start, end})

const relationOf = token => {
  const text = token.text.replace(/\s+/g, ""), relation = RELATIONS[text] ?? text
  if (NO_COMPARISON.includes(relation)) throw unread(`${token.text} compares nothing`, token.start)
  return relation
}

// A superscript without layout, with one sign for a transpose that can be nothing else.
const LAYOUT = /\\(left|right|[bB]igg?[lrm]?|mathopen|mathclose)(?![a-zA-Z])|\\[,;:! ]|[~&]|\s+/g
const TRANSPOSE = /\\(top|intercal)(?![a-zA-Z])|\\(mathsf|mathrm|mathit|text|rm|sf)(?![a-zA-Z])\s*(\{\s*T\s*\}|T)/g
// Braces around all of a superscript change nothing that is drawn.
const UNSEEN = /^\{+([^{}]*)\}+$/
const written = latex => latex.replace(TRANSPOSE, "⊤").replace(LAYOUT, "").replace(UNSEEN, "$1")
  .replaceAll("\\langle", "\\langle ").replace(/_\{(\w)\}/g, "_$1")

// The words of a superscript \text{new}, which name a layer.
const wordsIn = node => {
  if (node?.kind !== "Symbol" || node.base.length < 2 || !isWord(node.base)) return ""
  return node.accent || node.primes || node.layer || node.subscripts.length ? "" : node.base
}

const symbol = (base, span, more) =>
  ({kind: "Symbol", base, accent: "", primes: 0, layer: "", subscripts: [], ...spanOf(span), ...more})

live.withoutPlaces = node => JSON.stringify(node, (key, value) => key === "start" || key === "end" ? 0 : value)

class Builder {
  constructor(latex, vocabulary) {
    Object.assign(this, {latex, vocabulary, depth: 0, exponents: 0, braces: []})
  }

  chain(tree, latex) {
    if (tree.rule === "map") throw unread("a map is no equation", tree.start)
    const where = tree.children.find(child => child.rule === "where")
    if (where) throw unread("a condition behind an equation", where.start)
    const sides = tree.children.filter(child => child.rule).map(side => this.build(side.children[0]))
    const relations = tree.children.filter(child => child.type).map(relationOf)
    if ([":=", "\\gets"].includes(relations[0])) {
      // A value that is set anew from its old one is no equation.
      const first = live.withoutPlaces(sides[0])
      const again = live.walk(sides.at(-1)).some(part => live.withoutPlaces(part) === first)
      relations[0] = again ? "\\gets" : "="
    }
    const texts = sides.map(({start, end}) => latex.slice(start, end).trim().replace(/\s+/g, " "))
    return {kind: "Chain", sides, relations, texts, continues: tree.rule === "continuation"}
  }

  build(tree) {
    if (this.depth === DEEPEST) throw unread("the formula is nested too deeply", tree.start)
    const make = MAKERS[tree.rule]
    if (!make) throw unread(`${REFUSED[tree.rule] ?? "this"} is not read here`, tree.start)
    this.depth += 1
    const node = make(this, tree.children, spanOf(tree))
    this.depth -= 1
    return node
  }

  row(trees) {
    return MAKERS.term(this, trees, {start: trees[0].start, end: trees.at(-1).end})
  }

  // What stands in braces, or a single letter or digit without them.
  piece(child) {
    if (child.rule) return this.build(child)
    if (child.type !== "NUMBER") return this.build(asSymbol(child))
    if (child.text.length > 1) throw unread(`${child.text} needs braces around it`, child.start)
    return MAKERS.number(this, [child], spanOf(child))
  }

  derivative(tops, bottoms, span) {
    const bottom = this.row(bottoms)
    if (joined(bottoms, this.vocabulary).length > 1) {
      throw unread("a derivative by several things at once: write one symbol below", bottom.start)
    }
    return {kind: "Partial", top: tops.length ? this.row(tops) : null, bottom, ...span}
  }

  prime(node, suffix) {
    const {text} = suffix.children[0], {end} = suffix
    if (!["Symbol", "Function"].includes(node.kind) || node.primes) {
      throw unread("a prime that belongs to no symbol", end - 1)
    }
    return {...node, primes: primesIn(text), end}
  }

  marked(node, suffix) {
    throw unread("a superscript with a prime: write the prime behind the symbol", suffix.start)
  }

  subscript(node, suffix) {
    const subscripts = subscriptsOf(suffix, this.vocabulary), {end} = suffix
    if (node.kind === "Function") {
      return symbol(node.name, {start: node.start, end}, {primes: node.primes, subscripts})
    }
    if (node.kind === "Symbol" && !node.subscripts.length) return {...node, subscripts, end}
    if (node.kind === "Power" && node.base.kind === "Symbol" && !node.base.subscripts.length) {
      return {...node, base: {...node.base, subscripts}, end}
    }
    throw unread("a subscript that belongs to no symbol, or a second one", suffix.start)
  }

  superscript(node, suffix) {
    const [child] = suffix.children, {end} = suffix
    if (node.kind === "Symbol" && node.base === "\\mathbb{R}") throw unread("a space is not read here", node.start)
    let exponent = null, text = child.text
    if (child.rule) {
      text = this.latex.slice(child.start, child.end)
      this.exponents += 1
      exponent = this.build(child)
      this.exponents -= 1
    } else if (child.type === "NUMBER") {
      if (text.length > 1) throw unread("a superscript of several digits needs braces around it", suffix.start)
      exponent = MAKERS.number(this, [child], spanOf(child))
    } else if (child.type !== "SIGN" && child.type !== "TIMES") {
      exponent = MAKERS.symbol(this, [child], spanOf(child))
    }
    return this.raised(node, exponent, written(text), end)
  }

  // x^{<t>}, which is x^{\langle t \rangle}.
  angled(node, suffix) {
    const [opening, inside, closing] = suffix.children
    if (opening.text !== "<" || closing.text !== ">") throw unread("a relation in a superscript", opening.start)
    const text = written(this.latex.slice(inside.start, inside.end))
    return this.raised(node, null, `\\langle ${text}\\rangle`, suffix.end)
  }

  // What a superscript means, by what is declared: a layer or a power.
  raised(node, exponent, text, end) {
    const start = exponent ? exponent.start : end - 1, {vocabulary} = this
    const base = node.base ?? node.name, isName = node.kind === "Symbol" || node.kind === "Function"
    const alone = isName && vocabulary.stepped.includes(base)
    const names = layer => layer !== "T" &&
      (isBracketed(layer) || (isStep(layer) && alone) || ["+", "*", "-"].includes(text))
    const front = text.endsWith("⊤") || (text.endsWith("T") && !text.endsWith("_T")) ? text.slice(0, -1) : text
    const named = [front, text].find(names) ?? "", layer = wordsIn(exponent) || named
    let transposed = named ? named !== text : text === "⊤"
    if (layer && isName) {
      if (node.layer) throw unread("a second layer on one symbol", start)
      const layered = vocabulary.layered.includes(base) || vocabulary.arrays.includes(base)
      const isE = base === "e" && !vocabulary.declared.has("e")
      if ((isE ? isBracketed(layer) : /[([].*[-+]/.test(layer)) && !layered) {
        throw unread(`the superscript ${layer} is a layer, or a power: leave the brackets out of a power`, start)
      }
      node = node.kind === "Symbol"
        ? {...node, layer, end}
        : symbol(node.name, {start: node.start, end}, {primes: node.primes, layer})
      if (!transposed) return node
    } else if (!exponent || (layer && transposed)) throw unread(`the superscript ${text} belongs to no symbol`, start)
    else if (!transposed) {
      const isArray = this.hasArray(node), isNumber = vocabulary.declared.has("T")
      if (text === "T" ? isArray === isNumber : /.T$/.test(text) && isArray && !isNumber) {
        throw unread(`the superscript ${text} is a transpose, or a power`, start)
      }
      transposed = text === "T" && isArray
    }
    if (["Quotient", "Partial", "Power"].includes(node.kind) || (!transposed && node.kind === "Transpose")) {
      throw unread("a superscript of a fraction or of a power needs brackets around what it belongs to", start)
    }
    if (!transposed && isBracketed(layer) && node.kind !== "Number") {
      throw unread(`the superscript ${layer} behind brackets is an index, or a power: leave its brackets out`, start)
    }
    return transposed
      ? {kind: "Transpose", body: node, start: node.start, end}
      : {kind: "Power", base: node, exponent, start: node.start, end}
  }

  hasArray(node) {
    return live.walk(node).some(({kind, base}) =>
      kind === "Symbol" && (this.vocabulary.arrays.includes(base) || /^\\mathbf\{[01]\}$/.test(base)))
  }

  // A sum or product over one or several indices.
  ranged(sign, below, last, tree, span) {
    if (sign !== "\\sum" && sign !== "\\prod") throw unread(`${sign} is not read here`, span.start)
    const letters = []
    let first = null
    for (const part of below.children.filter(child => child.type !== "COMMA")) {
      const stated = part.rule === "condition" ? part.children : null
      const indices = indicesIn(stated ? stated[0] : part)
      const begins = stated && stated.length === 3 && stated[1].text === "=" && !first
      if (!indices.length || (stated && !begins)) {
        throw unread(`below ${sign} stands an index, such as i, or where it begins, i = 1`, part.start)
      }
      letters.push(...indices)
      if (stated) first = this.build(stated[2])
    }
    if (letters.length > 1 && (first || last)) {
      throw unread("a sum with bounds over several indices at once", span.start)
    }
    let body = this.body(tree)
    const factor = sign !== "\\sum" && stray(body, letters)
    if (factor) {
      throw unread(`whether ${sign} holds this is not clear: put brackets around all it holds`, factor.start)
    }
    for (const index of letters.reverse()) body = overIndex(sign, index, first, last, body, span)
    return body
  }

  // What is summed, which braces may hold as a whole.
  body(tree) {
    const [only, ...others] = tree.children
    const inside = !others.length && only.rule === "braced" && only.children[0]
    return this.build(inside && inside.children.length === 1 ? inside : tree)
  }
}

// Index letters side by side, ij; none of anything else.
const indicesIn = tree => {
  const letters = (tree.type || tree.rule === "symbol" ? [tree] : factorsOf(tree)).map(indexIn)
  return letters.every(Boolean) ? letters : []
}

// A letter, with its primes; "" for anything else.
const indexIn = tree => {
  if (tree.rule === "decorated" && tree.children.slice(1).every(({rule}) => rule === "prime")) {
    const letter = indexIn(tree.children[0]), marks = tree.children.slice(1)
    return letter && letter + "'".repeat(marks.reduce((sum, mark) => sum + primesIn(mark.children[0].text), 0))
  }
  const token = tree.type ? tree : tree.children[0]
  return token?.type === "LETTER" && (tree.type || tree.rule === "symbol") ? token.text : ""
}

const overIndex = (sign, index, first, last, body, span) => {
  const whole = bound => !bound || (bound.kind === "Number" && /^\d+$/.test(bound.text))
  for (const bound of [first, last]) {
    if (bound?.kind === "Number" && !whole(bound)) {
      throw unread("a bound of a sum is a whole number or a symbol", bound.start)
    }
  }
  const value = bound => bound?.kind === "Number" ? Number(bound.text) : bound
  if (sign === "\\sum" && whole(first) && (whole(last) || last.kind === "Symbol")) {
    return {kind: "BigSum", index, first: value(first), last: value(last), body, ...span}
  }
  return {kind: "Series", sign, index, first, last, where: null, body, ...span}
}

const TO_THE_END = ["big", "big_from"]
// What stands directly within brackets, and what is a whole term, whatever leaves room beside it.
const ROOM = "(?:\\s|~|\\\\[,;:! ]|\\\\(?:display|text)style(?![a-zA-Z]))*"
const SIZE = "(?:\\\\(?:right|[bB]igg?r?)\\s*)?"
const OPENED = new RegExp(`[(\\[]${ROOM}$`), CLOSED = new RegExp(`^${ROOM}${SIZE}[)\\]]`)
const BEFORE_TERM = new RegExp(`(?:[(\\[=+-]|^)${ROOM}$`)
const BEHIND_TERM = new RegExp(`^${ROOM}(?:${SIZE}[)\\]]|[=+,-]|$)`)
const OPERATORS = {SLASH: "/", ELEMENTWISE: "odot", OUTER: "otimes"}
const SIGN = "is|are|was|be|becomes?|gives?|means|equals?|equal to|differs? from|exceeds?|times|plus|minus|" +
  "over|divided by|(at|more|less|greater|larger|smaller) (most|least|than)"
// As claims.py lists them.
const CLAIMING = "times|plus|minus|divided by|exceeds?|zeros?|one(?!-hot| for)|two|" +
  "three|four|five|six|seven|eight|nine|ten|hundred|thousand|half|halves|halved|" +
  "(?:third|quarter|fifth|tenth|share|fraction|part|multiple|most|percent|rest|factor)s? of|once|twice|" +
  "thrice|double[ds]?|triple[ds]?|squared|cubed|negated|unity|" +
  "(?:non-?)?(?:zero|positive|negative|constant|empty)|infinit[ey]|finite|null|nil|nothing|none|no|not|" +
  "never|always|true|false|wrong\\w*|correct|vanish\\w*|cancel\\w*|disappears?|negligible|ignored|dropped|" +
  "(?:un)?bounded|(?:un)?equal\\w*|same|opposite|independent|orthogonal|(?:anti)?symmetric|small\\w*|" +
  "large\\w*|tiny|huge|less|more|most|least|greater|below|above|up|only|if|when|unless|except|approx\\w*|" +
  "about|almost|nearly|roughly|(?:de|in)creas\\w*|contradicts?"
const CLAIMS = new RegExp(`^\\s*(?:${SIGN})\\b|\\b(?:${CLAIMING})\\b|[^\\p{L} '\u2019(),.;:/-]|(?<!\\p{L})-|-(?!\\p{L})`, "iu")

// One for each rule of the grammar that is read.
const MAKERS = {
  expr(builder, children, span) {
    const terms = [], signs = []
    let sign = 1
    for (const child of children) {
      if (child.type) {
        sign = child.text === "+" ? 1 : -1
      } else {
        terms.push(builder.build(child))
        signs.push(sign)
      }
    }
    return signs.length === 1 && signs[0] === 1 ? terms[0] : {kind: "Sum", terms, signs, ...span}
  },

  term(builder, children, span) {
    const {vocabulary} = builder, places = inlineDerivative(children, vocabulary), items = []
    if (places) {
      const [begin, slash, end] = places
      const where = {start: children[begin].start, end: children[end - 1].end}
      const partial = builder.derivative(children.slice(begin + 1, slash), children.slice(slash + 2, end), where)
      children = [...children.slice(0, begin), partial, ...children.slice(end)]
    }
    children = joined(children, vocabulary)
    checkNoDifferential(children, vocabulary)
    let operator = ""
    for (const child of children) {
      if (child.type) {
        operator = OPERATORS[child.type] ?? (child.text === "*" ? "star" : "*")
        if (operator.startsWith("o")) throw unread(`${child.text} is not read here`, child.start)
      } else {
        const node = child.kind ? child : builder.build(child)
        if (operator && node.kind === "Group" && node.items.length > 1 && builder.latex[node.start] === "[") {
          throw unread("several things in square brackets are an array, which is not read here", node.start)
        }
        items.push([operator, node])
        operator = ""
      }
    }
    checkMixed(items)
    return multiplied(applied(items, vocabulary), vocabulary, span.start, span.end)
  },

  number: (builder, [token], span) => ({kind: "Number", text: token.text, ...span}),

  symbol({vocabulary}, [token], span) {
    const base = nameOf(token)
    const known = WELL_KNOWN.includes(base) || (base[0] === "\\" && STANDARD.includes(base.slice(1)))
    const isFunction = vocabulary.functions.includes(base) || (known && !vocabulary.declared.has(base))
    return isFunction ? {kind: "Function", name: base, primes: 0, ...span} : symbol(base, span)
  },

  function: (builder, [token], span) => ({kind: "Function", name: token.text, primes: 0, ...span}),

  accent(builder, [sign, inner], span) {
    const accent = accentOf(sign)
    if (inner.type) return symbol(nameOf(inner), span, {accent})
    const node = builder.build(inner)
    if (node.kind !== "Symbol" || node.accent) throw unread(`\\${accent} stands over one symbol`, span.start)
    return {...node, accent, ...span}
  },

  decorated(builder, [first, ...suffixes]) {
    let node = builder.build(first)
    for (const suffix of suffixes) node = builder[suffix.rule](node, suffix)
    return node
  },

  inline_partial(builder, children, span) {
    return {kind: "Partial", top: builder.row(children.slice(1, -3)), bottom: builder.build(children.at(-1)), ...span}
  },

  group: (builder, children, span) =>
    ({kind: "Group", items: children.filter(child => child.rule).map(child => builder.build(child)), ...span}),

  angle(builder, [, inside], span) {
    if (!builder.exponents) throw unread("\\langle outside of a superscript", span.start)
    return {kind: "Group", items: [builder.build(inside)], ...span}
  },

  norm: (builder, [, inside], span) =>
    ({kind: "Norm", body: builder.build(inside), single: false, subscripts: [], ...span}),

  braced(builder, [inner], span) {
    const terms = inner.children
    const before = builder.latex.slice(0, span.start), behind = builder.latex.slice(span.end)
    const within = OPENED.test(before) && CLOSED.test(behind)
    if (within || (terms.length === 1 && BEFORE_TERM.test(before) && BEHIND_TERM.test(behind))) {
      return {...builder.build(inner), ...span}
    }
    if (terms.length > 1 || terms[0].children.length > 1 || TO_THE_END.includes(terms[0].children[0].rule)) {
      throw unread("braces group what is drawn without brackets: write ( ) instead", span.start)
    }
    return {...builder.build(inner), ...span}
  },

  fraction(builder, [, top, bottom], span) {
    const tops = factorsOf(top), bottoms = factorsOf(bottom), {vocabulary} = builder
    const ofD = isD(bottoms[0], vocabulary)
    if (bottoms.length > 1 && ofD && isD(tops[0], vocabulary)) {
      return builder.derivative(tops.slice(1), bottoms.slice(1), span)
    }
    if (ofD && tops[0]?.rule === "decorated" && isD(tops[0].children[0], vocabulary)) {
      throw unread(`${REFUSED.higher} is not read here`, span.start)
    }
    return {kind: "Quotient", top: builder.piece(top), bottom: builder.piece(bottom), ...span}
  },

  digits(builder, [token], {start, end}) {
    const [top, bottom] = token.text.match(/\d/g)
    return {
      kind: "Quotient", start, end,
      top: {kind: "Number", text: top, start: end - 2, end: end - 1},
      bottom: {kind: "Number", text: bottom, start: end - 1, end},
    }
  },

  partial(builder, children, span) {
    const trees = children.slice(2), below = trees.findIndex(child => child.type)
    return builder.derivative(trees.slice(0, below), trees.slice(below + 1), span)
  },

  operator(builder, [, bottom], span) {
    const tree = bottom.type ? asSymbol(bottom) : bottom
    return {kind: "Partial", top: null, bottom: builder.build(tree), ...span}
  },

  root(builder, [sign, inside], span) {
    const name = {kind: "Function", name: sign.text, primes: 0, start: span.start, end: sign.end}
    return {kind: "Call", function: name, arguments: [builder.piece(inside)], ...span}
  },

  underbrace(builder, [, body, claim], span) {
    builder.braces.push(span.start)
    const node = builder.build(claim.type ? asSymbol(claim) : claim.children[0])
    const isWords = node.kind === "Symbol" && node.base.length > 1 && node.base[0] !== "\\"
    if (isWords && CLAIMS.test(node.base.trim())) {
      throw unread(`the words ${node.base} under a brace claim something: write a formula`, node.start)
    }
    return {kind: "Underbrace", body: builder.build(body), claim: isWords ? null : node, ...span}
  },

  big(builder, [sign, below, ...others], span) {
    const last = others.length > 1 ? builder.piece(others[0].children[0]) : null
    return builder.ranged(sign.text, below, last, others.at(-1), span)
  },

  big_from: (builder, [sign, bound, below, body], span) => MAKERS.big(builder, [sign, below, bound, body], span),
}

// The chain of a statement, which stands in this LaTeX, and where its braces with words are.
live.build = (statement, latex, vocabulary) => {
  const builder = new Builder(statement, vocabulary)
  return {chain: builder.chain(live.parse(statement), latex), braces: builder.braces}
}
