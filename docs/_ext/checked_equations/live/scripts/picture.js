// A picture of a network that a reader can tap, and the symbols of its model wherever they stand on the page.

// ---- Values in it

// A number in so many characters, where no more have room; if that cannot be, in as few as there can be.
function fitting(number, room) {
  const short = number.toExponential(0).replace("+", "").replaceAll("-", "−")
  const texts = [...[3, 2, 1].map(digits => live.short(number, digits)), short]
  const shorter = (best, text) => text.length < best.length ? text : best
  return texts.find(text => text.length <= room) ?? texts.reduce(shorter)
}

// ---- Places in it

const at = (text, side) => Number(text.getAttribute(side))

// Where the middle of a symbol or a value is: the picture says where a symbol begins.
const middle = text => text.closest(".values") ? [at(text, "x"), at(text, "y") - 5] : [at(text, "x") + 10, at(text, "y") - 4]

// A symbol has its indices behind it.
function parts(first) {
  const found = [first]
  while (found.at(-1).nextSibling && !found.at(-1).nextSibling.dataset.of) found.push(found.at(-1).nextSibling)
  return found
}

function frame(first) {
  const left = at(first, "x"), line = at(first, "y")
  const right = Math.max(...parts(first).map(part => at(part, "x") + part.getComputedTextLength()))
  const made = document.createElementNS("http://www.w3.org/2000/svg", "rect")
  const place = { class: "chosen", x: left - 3, y: line - 15, width: right - left + 6, height: 23, rx: 4 }
  for (const [name, value] of Object.entries(place)) made.setAttribute(name, value)
  return made
}

// As built it shows the paths of `first`, if any; `choose` is told which number was tapped.
live.Picture = class {
  constructor(figure, first, choose) {
    this.figure = figure
    this.first = first
    this.drawings = [...figure.querySelectorAll("svg")]
    this.values = [...figure.querySelectorAll(".values [data-of]")]
    for (const value of this.values) value.room = Math.max(4, value.textContent.length + 1)
    for (const drawing of this.drawings)
      drawing.addEventListener("click", event => {
        const name = this.nearest(drawing, event)
        if (name) choose(name)
      })
    figure.classList.add("alive")
    // Which drawing is shown depends on the width.
    new ResizeObserver(() => this.mark()).observe(figure)
  }

  // What is within a finger's width of a tap.
  nearest(drawing, { clientX, clientY }) {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(drawing.getScreenCTM().inverse())
    const spots = [...drawing.querySelectorAll("[data-of]")].map(text => {
      const [left, top] = middle(text)
      return { name: text.dataset.of, distance: Math.hypot(x - left, y - top) }
    })
    const nearest = spots.reduce((one, other) => other.distance < one.distance ? other : one)
    return nearest.distance < 30 ? nearest.name : null
  }

  show(values) {
    for (const text of this.values) live.write(text, fitting(values(text.dataset.of), text.room))
  }

  // Light a number, and the edges of its paths; a weight begins on the edge that it acts on.
  light(name, paths) {
    this.name = name
    this.figure.classList.toggle("as-built", name === this.first)
    const edges = new Set(paths.flat().map(edge => edge.join(" ")))
    for (const arrow of this.figure.querySelectorAll("[data-edge]")) {
      const [tail, head, ...weights] = arrow.dataset.edge.split(" ")
      arrow.classList.toggle("lit", edges.has(`${weights.includes(name) ? name : tail} ${head}`))
    }
    this.mark()
  }

  mark() {
    for (const old of this.figure.querySelectorAll(".chosen")) old.remove()
    for (const drawing of this.drawings.filter(each => each.clientWidth))
      for (const text of drawing.querySelectorAll(":not(.values) > [data-of]"))
        if (text.dataset.of === this.name) text.parentElement.before(frame(text))
  }
}

// ---- Symbols on the page, in formulas and in Python

// What a drawn symbol shows, and what it shows without its indices.
function shows(element) {
  const texts = [...element.children].map(part => part.textContent)
  if (/^msub/.test(element.localName)) texts[1] = ""
  return [`${element.localName} ${element.textContent}`, `${element.localName} ${texts.join(" ")}`]
}

// Give each symbol its Python name.
live.markSymbols = model => {
  const whole = new Map(), arrays = new Map()
  for (const { python, symbol, axes } of model.names) {
    const drawn = live.draw(symbol)?.firstElementChild
    if (drawn) (axes.length ? arrays : whole).set(shows(drawn)[axes.length ? 1 : 0], python)
  }
  const walk = element => {
    const [all, stem] = shows(element)
    const python = whole.get(all) ?? arrays.get(stem)
    if (python) element.setAttribute("data-symbol", python)
    else [...element.children].forEach(walk)
  }
  document.querySelectorAll("math[data-latex]:not(.trial *)").forEach(walk)
  const names = new Set(model.names.map(({ python }) => python))
  for (const token of document.querySelectorAll(".highlight :is(.n, .nf)"))
    if (names.has(token.textContent)) token.setAttribute("data-symbol", token.textContent)
}

// Light a symbol wherever it stands, and no other.
live.lightSymbol = python => {
  for (const symbol of document.querySelectorAll("[data-symbol]"))
    symbol.classList.toggle("symbol-lit", symbol.dataset.symbol === python)
}
