// LaTeX to the tree of its grammar: an LALR parser and its lexer, which tries what may stand there.
// Tokens are {type, text, start, end}; trees {rule, children, start, end}.

const {patterns, literals, ignored, names, rules, lookaheads, shifts, gotos, states, start, end} = live.grammar
const terminals = patterns.map(pattern => new RegExp(pattern, "y"))
const END = names.indexOf("$END")

// What does not read: where (columns count from 1), what is wrong, and what may have been meant.
live.Unread = class extends Error {
  constructor({column, wrong, meant = []}) {
    super(wrong)
    Object.assign(this, {column, wrong, meant})
  }
}

live.unread = (wrong, place, meant) => new live.Unread({column: place + 1, wrong, meant})

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
  const tried = [...accepted, ...ignored].filter(n => n < terminals.length).sort((a, b) => a - b)
  return {shifts: shifted[shift], gotos: gone[goto], reduced, accepted: new Set(accepted), tried}
})

// The next token, of those that may stand behind this state.
const next = (latex, place, row) => {
  while (place < latex.length) {
    let symbol, text = ""
    for (symbol of row.tried) {
      terminals[symbol].lastIndex = place
      const found = terminals[symbol].exec(latex)
      if (found) {
        text = found[0]
        break
      }
    }
    if (!text) throw unexpected(latex, place, row)
    if (!ignored.includes(symbol)) {
      const literal = literals[text]
      if (row.accepted.has(literal)) symbol = literal
      return {symbol, type: names[symbol], text, start: place, end: place + text.length}
    }
    place += text.length
  }
  if (!row.accepted.has(END)) throw unexpected(latex, place, row)
  return {symbol: END, start: place, end: place}
}

// A tree of what a rule reads. What its name begins with _ is its parent's.
const reduce = ([, , made, ...leftOut], values, span) => {
  const children = values.filter((_, i) => !leftOut.includes(i))
    .flatMap(value => value.rule?.startsWith("_") ? value.children : [value])
  return made || children.length !== 1 ? {rule: made, children, ...span} : children[0]
}

live.parse = latex => {
  const stack = [{state: start}]
  let place = 0
  for (;;) {
    const token = next(latex, place, rows[stack.at(-1).state])
    place = token.end
    for (;;) {
      const row = rows[stack.at(-1).state], rule = rules[row.reduced.get(token.symbol)]
      if (!rule) {
        const state = row.shifts.get(token.symbol)
        if (state === undefined) throw unexpected(latex, token.start, row)
        stack.push({state, value: token, span: {start: token.start, end: token.end}})
        break
      }
      const taken = rule[1] ? stack.splice(-rule[1]) : []
      const spans = taken.map(item => item.span).filter(Boolean)
      const span = spans.length ? {start: spans[0].start, end: spans.at(-1).end} : undefined
      const value = reduce(rule, taken.map(item => item.value), span)
      const state = rows[stack.at(-1).state].gotos.get(rule[0])
      if (token.symbol === END && state === end) return value
      stack.push({state, value, span})
    }
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

const unexpected = (latex, place, row) => {
  const may = name => row.accepted.has(names.indexOf(name)), open = openAt(latex, place)
  const shown = /^(\\[a-zA-Z]+|\\?[^])/.exec(latex.slice(place))?.[0]
  const end = open ? `a ${CLOSING[open]} for the ${open}` : "the end"
  const expected = may("SLASH") ? `an operator or ${end}`
    : may("LETTER") ? "a symbol, a number or a bracket"
    : Object.keys(literals).filter(text => row.accepted.has(literals[text])).join(" or ") || "something else"
  return live.unread(`${shown ? `${shown} cannot stand here` : "the formula ends too early"}: expected is ${expected}`, place)
}
