// What stands around the formula of a display: environment, rows, punctuation. Each is blanked, so
// that a place in what is left is a place in the LaTeX. A display here holds one statement.

const {unread} = live

const ENVIRONMENT = new RegExp(
  "\\\\(begin|end)\\s*\\{((aligned|alignedat|align|alignat|eqnarray|equation|gather|gathered|multline|split|flalign|displaymath|math|subequations)" +
  "\\*?)\\}((?<=at\\}|t\\*\\})\\s*\\{\\d+\\})?", "g"
)
const ASIDE = /\\(tag\*?|label)\s*\{[^{}]*\}|\\(nonumber|notag)(?![a-zA-Z])|&|\{\s*\}/g
const OTHER = /\\(begin|end|hspace|wrong)(?![a-zA-Z])/
const ROW_END = /\\\\\*?(\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\])?|\\cr(?![a-zA-Z])/g
const GOES_ON = /^\s*(\\q?quad\s*)?(=|\+|-|\/|<|>|:=|\\(approx|cdot|times|leq?|geq?|equiv|in|odot)(?![a-zA-Z])|$)/
// A sign in front of a left side, which & parts from its relation, continues nothing.
const SIGNED_LEFT = /^\s*[-+][^&]*&\s*(&\s*)?([=<>]|\\(approx|leq?|geq?|equiv)(?![a-zA-Z]))/
const RELATION = /[=<>]|\\(approx|leq?|geq?|neq?|equiv|triangleq|coloneqq|doteq|gets|leftarrow)(?![a-zA-Z])/g
// A space of at least half an em: thinner ones stand between factors.
const THIN = "(\\\\[;:> ]|\\\\space(?![a-zA-Z])|~)"
// Stands for the & between two columns of equations.
const COLUMN = "\ue012"
const WIDE = `(${COLUMN}|\\\\(q?quad|enspace|enskip)(?![a-zA-Z])|${THIN}\\s*${THIN})`
const BETWEEN = new RegExp(
  "((\\\\(Rightarrow|implies|Longrightarrow|rightarrow|to|iff|Leftrightarrow|therefore|because)(?![a-zA-Z])" +
  "|\\\\text\\{\\s*,?\\s*(and|so|hence|thus|then|therefore|where|with|i\\.e\\.|that is|since|because|" +
  "(or )?equivalently|which (gives|yields))\\s*[,:]?\\s*\\}" +
  `|(?<!\\\\)[,;]|${WIDE})\\s*)+`, "g"
)
const SPACE = new RegExp(`(${WIDE}\\s*)+`, "g")
// Spaces at the ends of a row are its indentation.
const INDENTATION = new RegExp(
  `(^|\\\\\\\\(?:\\s*\\[[^\\]]*\\])?)(?:\\s|${WIDE})+|(?<!\\s)(?:\\s|${WIDE})+(?=\\\\\\\\|[\\s.,;]*$)`, "g"
)
const SIGN = "([-+*/=<>:|,;]|\\\\(cdot|times|odot|circ|bullet|otimes|approx|leq?|geq?|neq?|equiv|triangleq" +
  "|coloneqq|doteq|gets|leftarrow|in|to|rightarrow|mapsto|sim|mid)(?![a-zA-Z]))"
// In front of a wide space, an operator that has nothing to act on yet.
const OPERATOR = "\\\\frac\\s*\\{\\s*\\\\partial\\s*\\}\\s*\\{([^{}]|\\{[^{}]*\\})*\\}"
const BEHIND = new RegExp(`^\\s*${SIGN}`), IN_FRONT = new RegExp(`(${SIGN}|${OPERATOR})\\s*$`)
const WORDS = new RegExp(
  "\\\\text\\{\\s*,?\\s*(and|so|hence|thus|then|therefore|now|but|also|as|here|finally|similarly|likewise|" +
  "recall|note|let|namely|giving|we \\w+)\\s*[,:]?\\s*\\}|\\\\text\\{\\s*\\([^{}]*\\)\\s*\\}" +
  "|\\\\text(rm)?\\{\\s*,?\\s*(for|if|where|when|with|or|otherwise|else|unless|since)\\b[^{}]*\\}" +
  "|\\\\forall(?![a-zA-Z])", "gi"
)
const END = /(?<!\\)[.,;?]\s*$/
const SIZED = /\\(left|right|[bB]ig[lr])(?![a-zA-Z])\s*(?![\s()[\]|]|\\([|{}]|[lr]?[vV]ert(?![a-zA-Z])))/
const PAIRS = /\\(?:left|right|begin|end)(?![a-zA-Z])|\\\\|[{}&]/g
const CLOSING = {"\\left": "\\right", "\\begin": "\\end", "{": "}"}

const blank = text => text.replace(/[^\n]/g, " ")
const blanked = (pattern, latex) => latex.replace(pattern, blank)

const depthsOf = latex => {
  let depth = 0
  return [...latex].map((character, place) => {
    const escaped = latex[place - 1] === "\\"
    if (")]}".includes(character) && !escaped) depth -= 1
    const here = depth
    if ("([{".includes(character) && !escaped) depth += 1
    return here
  })
}

const checkEnvironments = latex => {
  const open = []
  for (const found of latex.matchAll(ENVIRONMENT)) {
    if (found[1] === "begin") open.push(found)
    else if (open.pop()?.[2] !== found[2]) throw unread(`${found[0]} without its \\begin`, found.index)
  }
  if (open.length) throw unread(`${open[0][0]} without its \\end`, open[0].index)
}

// Each second & of a row parts columns of equations.
const inColumns = (whole, latex) => {
  if (whole.includes("eqnarray")) return latex
  let count = 0
  return latex.replace(/\\\\|\\&|&|[^&\\]+|\\/g, sign => {
    count = sign === "\\\\" ? 0 : count + (sign === "&")
    return sign === "&" && count % 2 === 0 ? COLUMN : sign
  })
}

// Behind these, at the end of a row, a formula goes on with the next.
const GOES_ON_BELOW = /([-+*/=<>]|\\(cdot|times|odot|circ|otimes|approx|leq?|geq?|equiv)(?![a-zA-Z]))[\s&]*$/

// Rows that go on, as one.
const joinedRows = (latex, aligned) => {
  const ends = [...latex.matchAll(ROW_END)]
  const starts = ends.map(end => end.index + end[0].length)
  starts.forEach((start, i) => {
    const end = ends[i + 1]?.index ?? latex.length
    const goesOn = GOES_ON_BELOW.test(blanked(ROW_END, latex.slice(0, ends[i].index)))
    if (goesOn && !SIGNED_LEFT.test(aligned.slice(start, end))) return
    if (!GOES_ON.test(latex.slice(start, end)) || SIGNED_LEFT.test(aligned.slice(start, end))) {
      throw unread("a row begins with a relation or an operator: a formula is one statement", ends[i].index)
    }
  })
  return blanked(ROW_END, latex)
}

const checkOneStatement = row => {
  const depths = depthsOf(row), relations = [...row.matchAll(RELATION)].filter(found => depths[found.index] === 0)
  for (const found of row.matchAll(BETWEEN)) {
    const behind = found.index + found[0].length, right = row.slice(behind)
    const parts = depths[found.index] === 0 && relations.some(({index}) => index < found.index) &&
      relations.some(({index}) => index >= behind)
    const spaces = found[0].replace(SPACE, "") === ""
    if (!parts || (spaces && IN_FRONT.test(row.slice(0, found.index)))) continue
    if (/^\s*[-+]/.test(right) || !GOES_ON.test(right)) throw unread("a second statement; write one at a time", found.index)
  }
  const word = [...row.matchAll(WORDS)].find(found => !depths[found.index])
  if (word) throw unread(`${word[0]} beside a formula: write the formula alone`, word.index)
  for (const found of row.matchAll(SPACE)) {
    const besides = BEHIND.test(row.slice(found.index + found[0].length)) || IN_FRONT.test(row.slice(0, found.index))
    if (depths[found.index] === 0 && !besides) throw unread("a wide space within a product: leave it out", found.index)
  }
}

// Demand \left and \right in pairs, in the same braces and one row, as TeX does; & in rows.
const checkPairs = latex => {
  const sized = SIZED.exec(latex)
  if (sized) throw unread(`\\${sized[1]} without a bracket behind it`, sized.index)
  const opened = []
  const unpaired = found => unread(`${found[0]} without its partner in the same braces and row`, found.index)
  for (const found of latex.matchAll(PAIRS)) {
    const [sign] = found, opener = opened.at(-1)?.[0]
    if (CLOSING[sign]) opened.push(found)
    else if (sign === CLOSING[opener]) opened.pop()
    else if (opener === "\\left" || (opener === "\\begin" && sign === "}")) throw unpaired(opened.at(-1))
    else if (Object.values(CLOSING).includes(sign)) throw unpaired(found)
    else if (sign === "&" && opener !== "\\begin") throw unread("& outside of \\begin{aligned}", found.index)
  }
  if (opened.length) throw unpaired(opened.at(-1))
}

// The one statement of a display in its place, with blanks for all else.
live.statement = latex => {
  checkEnvironments(latex)
  const aligned = blanked(ENVIRONMENT, latex), other = OTHER.exec(aligned)
  if (other) throw unread(`${other[0]} is not read here`, other.index)
  const rows = blanked(ASIDE, inColumns(latex, aligned))
    .replace(INDENTATION, (all, before = "") => before + blank(all.slice(before.length)))
  const gap = /\S[ \t]*\n\s*\n\s*\S/.exec(rows)
  if (gap) throw unread("a blank line within a formula", gap.index + gap[0].length - 1)
  const row = joinedRows(rows, aligned)
  checkOneStatement(row)
  checkPairs(latex)
  return blanked(END, row).replaceAll(COLUMN, " ")
}
