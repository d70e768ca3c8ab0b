// LaTeX to MathML as pages/typeset.js has it made, for what live.latex prints and readers type. Elements are
// made one by one: nothing that is typed can become markup.

const MATHML = "http://www.w3.org/1998/Math/MathML"

function element(kind, attributes, ...children) {
  const made = document.createElementNS(MATHML, kind)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

// A single part needs no box around it.
const boxed = nodes => nodes.length === 1 ? nodes[0] : element("mrow", {}, ...nodes)

function tight(sign, lspace = "0", rspace = "0") {
  sign.setAttribute("lspace", lspace)
  sign.setAttribute("rspace", rspace)
  return sign
}

// Letters by their commands; those that TeX draws upright, and other signs.
const spread = words => Object.fromEntries(words.trim().split(/\s+/).map(pair => pair.split(":")))
const GREEK = spread(`alpha:α beta:β gamma:γ delta:δ epsilon:ϵ varepsilon:ε zeta:ζ eta:η theta:θ vartheta:ϑ
  iota:ι kappa:κ lambda:λ mu:μ nu:ν xi:ξ pi:π rho:ρ varsigma:ς sigma:σ tau:τ upsilon:υ phi:ϕ varphi:φ chi:χ
  psi:ψ omega:ω ell:ℓ partial:∂`)
const CAPITAL = spread(`Gamma:Γ Delta:Δ Theta:Θ Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Upsilon:Υ Phi:Φ Psi:Ψ Omega:Ω`)
const BETWEEN = spread("+:+ -:− *:∗ cdot:⋅ times:× odot:⊙")
const RELATIONS = spread("=:= <:< >:> le:≤ leq:≤ ge:≥ geq:≥ ne:≠ neq:≠ approx:≈ coloneqq::=")
const SPACES = { ",": "0.167em", ":": "0.222em", ";": "0.278em", " ": "0.25em", quad: "1em", qquad: "2em" }
const ACCENTS = { hat: "ˆ", tilde: "˜", bar: "¯", dot: "˙", ddot: "¨", vec: "→" }
const OVER = { sum: "∑", prod: "∏" }
const FUNCTIONS = new Set("exp log ln sin cos tan sinh cosh tanh max min".split(" "))
const OPEN = /^[([]$/, CLOSE = /^[)\]]$/
const LARGE = { big: "1.2em", Big: "1.623em", bigg: "2.047em", Bigg: "2.470em" }

// Between two parts, by their classes in TeX, in eighteenths of an em; negative ones not in small letters.
// In front of others an inner one is like an ord one.
const CLASSES = ["ord", "op", "bin", "rel", "open", "close", "punct", "inner"]
const GAPS = [
  [0, 3, -4, -5, 0, 0, 0, -3],
  [3, 3, 0, -5, 0, 0, 0, -3],
  [-4, -4, 0, 0, -4, 0, 0, -4],
  [-5, -5, 0, 0, -5, 0, 0, -5],
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 3, -4, -5, 0, 0, 0, -3],
  [-3, -3, 0, -3, -3, -3, -3, -3],
]
const EM = { 0: "0", 3: "0.167em", 4: "0.222em", 5: "0.278em" }

function gap(left, right, small) {
  if (!left || left.space || right.space) return 0
  const found = GAPS[CLASSES.indexOf(left.class) % GAPS.length][CLASSES.indexOf(right.class)]
  return found < 0 && small ? 0 : Math.abs(found)
}

const TOKENS = /\\([a-zA-Z]+|.)|[0-9]+(\.[0-9]+)?|\.[0-9]+|\s+|[^]/g

const tokensOf = latex => [...latex.matchAll(TOKENS)].map(found =>
  ({ text: found[0], name: found[1] ?? "", start: found.index, end: found.index + found[0].length }))

class Undrawn extends Error {}

// What is marked are places in the LaTeX.
class Drawing {
  constructor(latex, marks) {
    this.latex = latex
    this.marks = marks
    this.tokens = tokensOf(latex)
    this.at = 0
  }

  get next() {
    while (/^\s/.test(this.tokens[this.at]?.text)) this.at++
    return this.tokens[this.at]
  }

  is(...texts) { return texts.includes(this.next?.text) }

  take(...texts) {
    const token = this.next
    if (!token || (texts.length && !texts.includes(token.text))) throw new Undrawn(token?.text)
    this.at++
    this.end = token.end
    return token
  }

  // What a brace, a bracket or the end of all closes, as atoms.
  atoms(small, isEnd) {
    const found = []
    while (this.next && !isEnd(this.next)) {
      const { start } = this.next
      const atom = this.scripted(this.base(small), small)
      found.push(Object.assign(atom, { start, end: this.end }))
    }
    return found
  }

  // Atoms with the space between them, which is written out as each browser has other defaults.
  row(atoms, small) {
    atoms.forEach((atom, i) => {
      const [before, after] = [atoms[i - 1]?.class, atoms[i + 1]?.class]
      if (atom.class !== "bin") return
      const isSign = [undefined, "bin", "op", "rel", "open", "punct"].includes(before)
      if (isSign || [undefined, "rel", "close", "punct"].includes(after)) atom.class = "ord"
    })
    const drawn = []
    atoms.forEach((atom, i) => {
      const size = gap(atoms[i - 1], atom, small)
      const isSign = atom.node.localName === "mo"
      const behindSign = atoms[i - 1]?.node.localName === "mo"
      if (size && !isSign && !behindSign) drawn.push({ node: element("mspace", { width: EM[size] }), start: atoms[i - 1].end, end: atom.start })
      if (isSign) {
        const [lspace, rspace] = [behindSign ? 0 : size, atoms[i + 1] ? gap(atom, atoms[i + 1], small) : 0]
        // Every browser draws these without space around them.
        if (lspace || rspace || !/^[()[\]]$/.test(atom.node.textContent)) tight(atom.node, EM[lspace], EM[rspace])
      }
      drawn.push(atom)
    })
    return this.marked(drawn)
  }

  // The nodes of a row; those that lie within a mark stand in a box of their own.
  marked(atoms) {
    const nodes = []
    let box = null
    for (const { node, start, end } of atoms) {
      const inside = this.marks.some(([from, to]) => start >= from && end <= to)
      if (!inside) box = null
      else if (!box) nodes.push(box = element("mrow", { class: "wrong" }))
      if (!box) {
        nodes.push(node)
        continue
      }
      for (const part of node.querySelectorAll(".wrong")) part.removeAttribute("class") // once is enough
      box.append(node)
    }
    return nodes
  }

  // What a command or a script takes: a group, or one token.
  argument(small) {
    if (!this.is("{")) return this.base(small, true).node
    this.take("{")
    const atoms = this.atoms(small, token => token.text === "}")
    this.take("}")
    return boxed(this.row(atoms, small))
  }

  words() {
    const start = this.take("{").end
    while (this.tokens[this.at] && this.tokens[this.at].text !== "}") this.at++
    return this.latex.slice(start, this.take("}").start)
  }

  // One part without its scripts.
  base(small, alone = false) {
    const token = this.take()
    const { text, name } = token
    if (/[0-9]/.test(text)) return this.digits(token, alone)
    if (/^[a-zA-Z]$/.test(text)) return { class: "ord", node: element("mi", {}, text) }
    if (name in GREEK) return { class: "ord", node: element("mi", {}, GREEK[name]) }
    if (name in CAPITAL) return { class: "ord", node: element("mtext", {}, CAPITAL[name]) }
    if ((name || text) in BETWEEN) return { class: "bin", node: element("mo", {}, BETWEEN[name || text]) }
    if ((name || text) in RELATIONS) return { class: "rel", node: element("mo", {}, RELATIONS[name || text]) }
    if (OPEN.test(text)) return { class: "open", node: element("mo", { stretchy: false }, text) }
    if (CLOSE.test(text)) return { class: "close", node: element("mo", { stretchy: false }, text) }
    if (text === ",") return { class: "punct", node: element("mo", {}, text) }
    if (text === "/") return { class: "ord", node: element("mo", {}, text) }
    if (name in SPACES) return { space: true, node: element("mspace", { width: SPACES[name] }) }
    if (name in OVER) return { class: "op", isOver: true, node: element("mo", {}, OVER[name]) }
    if (FUNCTIONS.has(name)) return { class: "op", isFunction: true, node: element("mtext", {}, name) }
    if (name in ACCENTS)
      return { class: "ord", node: element("mover", { accent: true }, this.argument(small), element("mo", { stretchy: false }, ACCENTS[name])) }
    if (name === "left") return this.bracketed(small)
    if (name.slice(0, -1) in LARGE) return this.large(name)
    switch (text) {
      case "{": {
        this.at--
        return { class: "ord", node: this.argument(small) }
      }
      case "\\frac": {
        const parts = [this.argument(small), this.argument(small)]
        return { class: "ord", isHigh: true, node: element("mfrac", { linethickness: "1px" }, ...parts) }
      }
      case "\\sqrt": return { class: "ord", isHigh: true, node: element("msqrt", {}, this.argument(small)) }
      case "\\text": case "\\mathrm": return { class: "ord", node: element("mtext", {}, this.words()) }
      case "\\underbrace": {
        const body = element("munder", {}, this.argument(small), element("mo", {}, "⏟"))
        if (!this.is("_")) return { class: "ord", isHigh: true, node: body }
        this.take("_")
        return { class: "ord", isHigh: true, node: element("munder", {}, body, this.argument(true)) }
      }
    }
    throw new Undrawn(text)
  }

  // A number; a command or a script takes one digit of it, as in TeX.
  digits(token, alone) {
    if (!alone || token.text.length === 1) return { class: "ord", node: element("mn", {}, token.text) }
    const [first, ...rest] = token.text
    const middle = token.start + 1
    this.tokens.splice(this.at, 0, { ...token, text: rest.join(""), start: middle })
    return { class: "ord", node: element("mn", {}, first) }
  }

  // A bracket of a size that its writer chose.
  large(name) {
    const size = LARGE[name.slice(0, -1)]
    const { text } = this.take("(", "[", ")", "]")
    const sign = element("mo", { minsize: size, maxsize: size, stretchy: true }, text)
    return { class: OPEN.test(text) ? "open" : "close", node: sign }
  }

  // What stands in brackets that grow: they stretch only around what is higher than a line.
  bracketed(small) {
    const open = this.take("(", "[").text
    const atoms = this.atoms(small, token => token.name === "right")
    this.take("\\right")
    const close = this.take(")", "]").text
    const isHigh = atoms.some(atom => atom.isHigh)
    const sign = text => element("mo", isHigh ? {} : { stretchy: false }, text)
    const all = [
      { class: "open", node: sign(open), start: -1 }, ...atoms, { class: "close", node: sign(close), start: -1 }]
    return { class: "inner", isHigh, node: element("mrow", {}, ...this.row(all, small)) }
  }

  // A part with its primes, subscript and superscript, in the order in which MathML has them.
  scripted(atom, small) {
    let primes = "", below = null, above = null
    while (this.is("'", "_", "^")) {
      const { text } = this.take()
      if (text === "'") primes += "′"
      else if (text === "_" && !below) below = this.argument(true)
      else if (text === "^" && !above) above = this.argument(true)
      else throw new Undrawn(text)
    }
    if (primes) {
      const parts = above?.localName === "mrow" ? above.childNodes : [above].filter(Boolean)
      above = boxed([element("mo", {}, primes), ...parts])
    }
    const scripts = [below, above].filter(Boolean)
    if (scripts.length) {
      const kinds = atom.isOver ? ["munder", "mover", "munderover"] : ["msub", "msup", "msubsup"]
      const kind = kinds[below && above ? 2 : below ? 0 : 1]
      if (atom.isOver) tight(atom.node)
      atom.node = element(kind, {}, atom.node, ...scripts)
      if (atom.class === "inner") atom.class = "ord"
      atom.isHigh ||= kind !== "msub" && kind !== "msup"
    }
    if (atom.isFunction) atom.node = element("mrow", {}, atom.node, tight(element("mo", {}, "\u2061")))
    return atom
  }
}

// A tree or LaTeX as a formula; `marks` are what of it stands in the colour of what is wrong. Null where it
// holds what is not known here.
live.draw = (formula, { marks = [], display = true } = {}) => {
  const latex = typeof formula === "string" ? formula : live.latex(formula)
  const drawing = new Drawing(latex, marks)
  try {
    const atoms = drawing.atoms(false, () => false)
    const attributes = { "data-latex": latex.trim(), ...(display ? { display: "block" } : {}) }
    return element("math", attributes, ...drawing.row(atoms, false))
  } catch (error) {
    if (error instanceof Undrawn) return null
    throw error
  }
}
