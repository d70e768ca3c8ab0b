// What the parts of a page are made with: elements, numbers as they are written, and what a browser keeps.

live.make = (kind, properties = {}, ...children) => {
  const { attributes = {}, ...own } = properties
  const made = Object.assign(document.createElement(kind), own)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

// Give an element a text. What stays as it is is not laid out again.
live.write = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}

// LaTeX or a tree in a line of text.
live.math = formula =>
  live.draw(formula, { display: false }) ?? (typeof formula === "string" ? formula : live.latex(formula))

// What was read, behind some LaTeX: as it was typed if that can be drawn, else as its tree is printed.
live.shown = ({ latex, chain }, front = "", marks = []) => {
  const moved = marks.map(place => place.map(at => at + front.length))
  return live.draw(front + latex, { marks: moved }) ?? live.draw(front + live.latex(chain))
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

// What a reader or a link says, as a number; NaN if it is none. Some keyboards have a comma and no point. A power
// of ten stands only above the line of a fraction: 1/2·10³ can be read in two ways.
live.decimal = text => {
  const [top, bottom = "1", ...more] = text.split("/")
  const [above, below] = [live.withE(top), bottom].map(part => {
    const plain = part.trim().replaceAll("−", "-").replace(",", ".")
    return DECIMAL.test(plain) ? Number(plain) : NaN
  })
  return more.length || !below ? NaN : above / below
}

// Powers of ten, as they are written here, as a computer writes them.
live.withE = text => text.replace(/\s*(\\cdot|\\times|[·×*x])\s*10(?=\^|\*\*|[⁰¹²³⁴-⁹⁻])(\^|\*\*)?/, "e")
  .replace(/[⁰¹²³⁴-⁹⁻]/g, sign => "0123456789-"[RAISED.indexOf(sign)])

const SMALL = 1e-4, LARGE = 1e6

// A number to so many digits, with a minus of its own width.
live.written = (number, digits) => live.short(number, digits)
  .replace(/e(.+)/, (_, power) => `\u00a0×\u00a010${power.replace(/./g, sign => RAISED["0123456789−".indexOf(sign)])}`)

// The same as a computer writes it, for where there is little room.
live.short = (number, digits = 6) => {
  const size = Math.abs(number)
  const short = size && (size < SMALL || size >= LARGE)
    ? number.toExponential(digits - 1).replace(/\.?0+e\+?/, "e").replace("e+", "e")
    : String(Number(number.toPrecision(digits)))
  return short.replaceAll("-", "−")
}

// Some browsers keep nothing for pages from a folder.
live.kept = name => {
  try { return localStorage.getItem(name) ?? "" } catch { return "" }
}

live.keep = (name, text) => {
  try {
    if (text) localStorage.setItem(name, text)
    else localStorage.removeItem(name)
  } catch {}
}
