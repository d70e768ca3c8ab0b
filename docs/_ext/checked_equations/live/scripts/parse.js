// LaTeX to the tree of its grammar: an LALR parser and its lexer, which tries what may stand there.
// Tokens are {type, text, start, end}; trees {rule, children, start, end}.

const {patterns, literals, ignored, always, names, rules, lookaheads, shifts, gotos, states, start, end} = live.grammar
const terminals = patterns.map(pattern => new RegExp(pattern, "y"))
const END = names.indexOf("$END")

const pairs = numbers => {
  const found = new Map()
  for (let i = 0; i < numbers.length; i += 2) found.set(numbers[i], numbers[i + 1])
  return found
}

const shifted = shifts.map(pairs), gone = gotos.map(pairs)

const rows = states.map(([shift, goto, ...reductions]) => {
  const reduced = new Map()
  for (const [rule, at] of pairs(reductions)) for (const symbol of lookaheads[at]) reduced.set(symbol, rule)
  const accepted = [...shifted[shift].keys(), ...reduced.keys()]
  const tried = [...accepted, ...ignored, ...always].filter(n => n < terminals.length).sort((a, b) => a - b)
  return {shifts: shifted[shift], gotos: gone[goto], reduced, accepted: new Set(accepted), tried}
})

// The next token, of those that may stand behind a state; without a symbol where none can be read.
const next = (latex, place, row) => {
  while (place < latex.length) {
    let symbol, text = ""
    for (symbol of row.tried) {
      terminals[symbol].lastIndex = place
      text = terminals[symbol].exec(latex)?.[0] ?? ""
      if (text) break
    }
    const end = place + text.length
    if (!text) return {start: place}
    if (!ignored.includes(symbol)) {
      if (row.accepted.has(literals[text])) symbol = literals[text]
      return {symbol, type: names[symbol], text, start: place, end}
    }
    place = end
  }
  return {symbol: END, start: place, end: place}
}

// A tree of what a rule reads; what _ reads is its parent's. A list that grows is not copied each time.
const made = ([, , name, ...leftOut], values, span) => {
  const [first, ...others] = values.filter((_, i) => !leftOut.includes(i))
  const children = first?.rule === "_" ? first.children : first ? [first] : []
  for (const value of others) children.push(...value.rule === "_" ? value.children : [value])
  return name || children.length !== 1 ? {rule: name, children, ...span} : children[0]
}

// Reduce all that ends before a symbol; the state that it leads to, if it may stand there.
const advance = (stack, symbol, make = made) => {
  for (;;) {
    const row = rows[stack.at(-1).state], rule = rules[row.reduced.get(symbol)]
    if (!rule) return row.shifts.get(symbol)
    const taken = rule[1] ? stack.splice(-rule[1]) : []
    const spans = taken.flatMap(item => item.span ?? [])
    const span = spans.length ? {start: spans[0].start, end: spans.at(-1).end} : undefined
    const value = make(rule, taken.map(item => item.value), span)
    const state = rows[stack.at(-1).state].gotos.get(rule[0])
    stack.push({state, value, span})
    if (symbol === END && state === end) return state
  }
}

// Whether a symbol may stand there; trees are made where it does, for their lists grow.
const mayFollow = (stack, name) => advance([...stack], names.indexOf(name), () => null) !== undefined

// Whether two bars open or close a norm.
const barOf = ({text}, stack) => mayFollow(stack, "NORM_END") && !/^\\l/.test(text) ? "NORM_END" : "NORM"

live.parse = latex => {
  const stack = [{state: start}]
  for (let place = 0; ;) {
    const before = [...stack], token = next(latex, place, rows[stack.at(-1).state])
    if (token.type === "DOUBLE_BAR") token.symbol = names.indexOf(barOf(token, stack))
    const state = token.symbol === undefined ? undefined : advance(stack, token.symbol)
    if (state === undefined) throw unexpected(latex, token.start, before)
    if (state === end) return stack.at(-1).value
    stack.push({state, value: token, span: token})
    place = token.end
  }
}

const CLOSING = {"(": ")", "[": "]", "{": "}"}

// The bracket that is open at a place and was opened last.
const openAt = (latex, place) => {
  const opened = []
  for (const [sign] of latex.slice(0, place).replace(/\\./g, "").matchAll(/[{}()[\]]/g)) {
    CLOSING[sign] ? opened.push(sign) : opened.pop()
  }
  return opened.at(-1)
}

const unexpected = (latex, place, stack) => {
  const may = name => mayFollow(stack, name)
  const shown = /^(\\[a-zA-Z]+|\\?[^])/.exec(latex.slice(place))?.[0], open = openAt(latex, place)
  const isKnown = terminals.some((terminal, symbol) => {
    terminal.lastIndex = place
    return !always.includes(symbol) && terminal.test(latex)
  })
  if (shown === "-" && /[\^_]\s*$/.test(latex.slice(0, place))) throw live.unread("what is raised needs braces, as in e^{-x}", place)
  const here = shown ? `${shown} ${isKnown ? "cannot stand" : "is not read"} here` : "the formula ends too early"
  const end = open ? `a ${CLOSING[open]} for the ${open}` : "the end"
  const expected = may("SLASH") ? `an operator or ${end}`
    : may("LETTER") ? "a symbol, a number or a bracket"
    : Object.keys(literals).filter(text => may(names[literals[text]])).join(" or ")
  return live.unread(`${here}; expected ${expected}`, place)
}
