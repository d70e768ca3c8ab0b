// "Try it" under the picture of a network: one number at a time is moved, and all that follows from it follows.

const RATE = "eta" // moves no number of the forward pass
const MOST_STEPS = 1000
const REACH = 2 // of the slider, on both sides of where a number stands in the running example
const LINK = "#try="

const { make, math, written } = live

const isCount = (number, most) => Number.isInteger(number) && number >= 0 && number <= most

// ---- Elements

const button = (text, onclick) => make("button", { type: "button", textContent: text, onclick })

const folded = (title, content) => make("details", {}, make("summary", { textContent: title }), content)

function curve() {
  const [drawing, line] = ["svg", "polyline"].map(kind => document.createElementNS("http://www.w3.org/2000/svg", kind))
  drawing.setAttribute("viewBox", "0 0 300 68")
  drawing.setAttribute("aria-hidden", "true") // its numbers stand below
  drawing.append(line)
  return [drawing, line]
}

// The losses from left to right, the largest at the top.
function points(losses) {
  const [least, most] = [Math.min(...losses), Math.max(...losses)]
  const share = loss => most > least ? (loss - least) / (most - least) : 0.5
  const width = 296 / Math.max(10, losses.length - 1)
  return losses.map((loss, i) => `${(2 + i * width).toFixed(1)},${(64 - 60 * share(loss)).toFixed(1)}`).join(" ")
}

// ---- What one number is called, by the line of the notation

function symbolOf({ symbol, axes }, place) {
  if (!place?.length) return symbol
  const kept = symbol.subscripts.slice(0, -axes.length)
  return { ...symbol, subscripts: [...kept, ...place.map(i => String(i + 1))] }
}

// Words, with formulas between them.
function meaningOf({ symbol, axes, meaning }, place) {
  const letters = axes.length ? symbol.subscripts.slice(-axes.length) : []
  return meaning.split("$").map((part, i) =>
    i % 2 === 0 ? part : place && letters.includes(part) ? place[letters.indexOf(part)] + 1 : math(part))
}

function shapeOf({ kind, axes }, place) {
  if (kind === "function") return "a function"
  if (!axes.length) return "a number"
  const shape = axes.join(" × ")
  return place ? `one number of an array, ${shape}` : `an array, ${shape}`
}

// Where the pages call a slope of the loss by a name of its own, such as δ: the line of it, by what the slope is of.
function slopesWithNames(model, loss) {
  const found = new Map()
  for (const { chain } of model.equations) {
    const [symbol, slope] = ["Symbol", "Partial"].map(kind => chain.sides.slice(0, 2).find(side => side.kind === kind))
    if (!symbol || !slope || live.find(slope.top, model)?.python !== loss) continue
    found.set(live.find(slope.bottom, model).python, live.find(symbol, model))
  }
  return found
}

const pythonOf = (python, place) => place?.length ? `${python}[${place.join(", ")}]` : python

class Trial {
  constructor(opener) {
    const { live: name, loss, weights, first } = opener.dataset
    this.opener = opener
    this.model = live.models[name]
    this.loss = loss
    this.graph = live.graph(this.model, loss)
    this.lines = new Map(this.model.names.map(line => [line.python, line]))
    this.deltas = slopesWithNames(this.model, loss)
    this.weights = this.graph.inputs.filter(name => weights.split(" ").includes(name))
    this.end = this.weights.length ? "the loss" : this.inWords(loss)
    this.picture = new live.Picture(opener.closest("figure"), first, number => this.choose(number))
    this.updates = [] // what follows always, and what follows while a number is chosen
    this.own = []
    this.chosen = first ?? this.weights[0] ?? this.graph.inputs[0]
    this.reset()
    this.build()
  }

  // ---- What is so: the inputs before each step of training, and the learning rate

  reset() {
    this.rate = this.model.example.values[RATE] ?? 0.5
    this.start(this.graph.example)
  }

  start(inputs) {
    this.run = [{ inputs, loss: this.lossAt(inputs) }]
  }

  get inputs() {
    return this.run.at(-1).inputs
  }

  lossAt(inputs) {
    return this.graph.read(this.graph.forward(inputs), this.loss)
  }

  // Of an array all numbers; of a function none.
  valueOf(name) {
    if (name === RATE) return this.rate
    if (this.graph.place(name)) return this.graph.read(this.values, name)
    const ofDelta = this.graph.names.filter(each => this.deltas.get(this.graph.place(each).python)?.python === name)
    return ofDelta.length ? ofDelta.map(each => this.slopes.by.get(each)) : this.values[name]
  }

  canMove(name) {
    return name === RATE || this.graph.inputs.includes(name)
  }

  // Training begins anew from where a number was moved. Says whether it can be.
  move(number) {
    const inputs = this.chosen === RATE ? this.inputs : this.graph.moved(this.inputs, this.chosen, number)
    if (!Number.isFinite(number + this.lossAt(inputs))) return false
    if (this.chosen === RATE) this.rate = number
    this.start(inputs)
    this.refresh()
    return true
  }

  // All weights and biases at once, by their slopes at the old ones.
  next() {
    const old = this.graph.forward(this.inputs)
    const { by } = this.graph.slopes(old)
    const inputs = this.weights.reduce((moved, weight) =>
      this.graph.moved(moved, weight, this.graph.read(old, weight) - this.rate * by.get(weight)), this.inputs)
    return { inputs, loss: this.lossAt(inputs) }
  }

  train(count) {
    for (; count > 0 && this.run.length <= MOST_STEPS; count--) {
      const found = this.next()
      if (!Number.isFinite(found.loss)) break
      this.run.push(found)
    }
    this.settle(count ? "That is as far as it goes. " : "")
  }

  back() {
    if (this.run.length > 1) this.run.pop()
    this.settle()
  }

  settle(before = "") {
    this.begin()
    this.refresh()
    const steps = this.run.length - 1
    this.say(`${before}After ${steps} step${steps === 1 ? "" : "s"} the loss is ${written(this.run.at(-1).loss)}.`)
  }

  // ---- What is called how

  parts(name) {
    return this.graph.place(name) ?? { python: name, place: null }
  }

  symbol(name) {
    const { python, place } = this.parts(name)
    return this.lines.has(python) ? symbolOf(this.lines.get(python), place) : "\\eta"
  }

  meaning(name) {
    const { python, place } = this.parts(name)
    return this.lines.has(python) ? meaningOf(this.lines.get(python), place) : ["the learning rate"]
  }

  inWords(name) {
    return math(this.symbol(name)).textContent
  }

  slope(top, bottom) {
    return live.draw({ kind: "Partial", start: 0, end: 0, top: this.symbol(top), bottom: this.symbol(bottom) })
  }

  // ---- What is shown

  // A number that follows, or some of them, or a text.
  shown(what, updates = this.updates, digits = 6) {
    const made = make("span")
    const text = each => typeof each === "string" ? each : written(each, digits)
    updates.push(() => live.write(made, [what()].flat(Infinity).map(text).join(", ")))
    return made
  }

  description(name, updates) {
    const { python, place } = this.parts(name)
    const line = this.lines.get(python)
    const value = this.valueOf(name) === undefined ? [] : [" = ", this.shown(() => this.valueOf(name), updates)]
    const said = [math(this.symbol(name)), ...value, ": ", ...this.meaning(name)]
    if (line) said.push(` (${shapeOf(line, place)}; in Python `, make("code", { textContent: pythonOf(python, place) }), ")")
    return said
  }

  delta(name) {
    const { python, place } = this.graph.place(name)
    const line = this.deltas.get(python)
    return line && math(symbolOf(line, place))
  }

  // The products of slopes along all paths of a number, and their sum.
  pathsOf(name) {
    const slope = edge => this.slopes.along.get(edge.join(" "))
    const paths = this.graph.paths(name)
    const factor = edge => make("span", { className: "trial-factor" }, this.slope(edge[1], edge[0]),
      this.shown(() => slope(edge), this.own, 4))
    const product = path => this.shown(() => path.reduce((found, edge) => found * slope(edge), 1), this.own)
    const total = this.shown(() => this.slopes.by.get(name), this.own)
    const delta = this.delta(name)
    const sum = make("p", {}, this.slope(this.loss, name), ...(delta ? ["=", delta] : []), "=", total,
      paths.length === 1 ? "along its one path:" : `summed over ${paths.length} paths:`)
    const list = paths.map(path => {
      const factors = path.flatMap((edge, i) => i ? ["·", factor(edge)] : [factor(edge)])
      return make("li", {}, ...factors, make("span", {}, "= ", product(path)))
    })
    return [sum, make("ol", {}, ...list)]
  }

  build() {
    this.said = make("p", { className: "trial-said", role: "status",
      textContent: "Tap a symbol in the picture, or choose it in the list." })
    this.about = make("p")
    this.paths = make("div", { className: "trial-paths" })
    this.panel = make("div", { className: "trial", hidden: true },
      this.said, this.about, this.paths, this.nudge(), this.weights.length ? this.training() : this.buttons(),
      this.table(), this.share())
    this.opener.after(this.bar(), this.panel)
  }

  bar() {
    const words = name => this.meaning(name).map(part => part.textContent ?? part).join("")
    const option = name =>
      make("option", { value: name, textContent: `${this.inWords(name)}: ${words(name)}` })
    const group = (label, names) => make("optgroup", { label }, ...names.map(option))
    const named = new Set(this.graph.names.map(name => this.graph.place(name).python))
    const others = [...this.lines.keys()].filter(python => !named.has(python) && python !== RATE)
    this.list = make("select", { ariaLabel: "Number", onchange: () => this.choose(this.list.value) },
      group("To move", this.weights.length ? [...this.graph.inputs, RATE] : this.graph.inputs),
      group("Computed from them", this.graph.names.filter(name => !this.canMove(name))),
      group("Other symbols", others))
    this.slider = make("input", { type: "range", step: 0.01,
      oninput: () => this.move(Number(this.slider.value)), onchange: () => this.report() })
    this.field = make("input", { type: "text", autocomplete: "off", spellcheck: false, enterKeyHint: "go",
      onchange: () => this.type() })
    // Beside the panel: it stays in sight below the picture.
    return this.moving = make("div", { className: "trial-bar" }, this.list, this.slider, this.field)
  }

  nudge() {
    const distance = () => this.valueOf(this.chosen) - this.from.value
    const predicted = () => this.from.slope * distance()
    const real = () => this.run.at(-1).loss - this.from.loss
    const hint = make("p", { textContent: `Move it: the slope predicts by how much ${this.end} changes.` })
    const found = make("p", {}, "It moved by ", this.shown(distance), ". The slope before, ",
      this.shown(() => this.from.slope), `, times this distance predicts that ${this.end} changes by `, this.shown(predicted), "; it changes by ", this.shown(real), ".")
    this.updates.push(() => [hint.hidden, found.hidden] = [distance() !== 0, distance() === 0])
    return this.nudged = make("div", {}, hint, found)
  }

  // A row that ends with what every network has.
  buttons(...others) {
    return make("p", { className: "trial-buttons" }, ...others, button("Reset", () => this.restore()))
  }

  training() {
    const [drawing, line] = curve()
    const loss = at => written(this.run.at(at).loss)
    const numbers = make("ol", { start: 0 })
    this.updates.push(() => {
      line.setAttribute("points", points(this.run.map(({ loss }) => loss)))
      drawing.style.display = this.run.length > 1 ? "" : "none"
      numbers.replaceChildren(...this.run.map(({ loss }) => make("li", { textContent: written(loss) })))
    })
    return make("div", { role: "group", ariaLabel: "Training" },
      this.buttons(button("Back", () => this.back()), button("Step", () => this.train(1)),
        button("10 steps", () => this.train(10))),
      make("p", {}, "Training, all weights at once, with the learning rate ", this.shown(() => this.rate), ". Step ",
        this.shown(() => this.run.length - 1), ": the loss is ",
        this.shown(() => this.run.length > 1 ? `${loss(-1)}, from ${loss(0)}` : loss(0)), "."),
      drawing, folded("The loss after each step", numbers))
  }

  table() {
    const row = name => {
      const delta = this.delta(name)
      return make("tr", {}, make("th", { scope: "row" }, math(this.symbol(name))),
        make("td", {}, this.shown(() => this.valueOf(name))),
        make("td", {}, this.shown(() => this.slopes.by.get(name)), ...(delta ? [" = ", delta] : [])))
    }
    const head = ["number", "value", `slope of ${this.end}`].map(text => make("th", { scope: "col", textContent: text }))
    return folded("All numbers and slopes", make("table", {}, make("tr", {}, ...head), ...this.graph.names.map(row)))
  }

  share() {
    this.link = make("a", { textContent: "Link to these numbers" })
    this.updates.push(() => this.link.href = this.state())
    return make("p", {}, this.link)
  }

  refresh() {
    this.values = this.graph.forward(this.inputs)
    this.slopes = this.graph.slopes(this.values)
    this.picture.show(name => this.valueOf(name))
    for (const update of [...this.updates, ...this.own]) update()
    if (!this.slider.disabled) {
      this.slider.value = this.valueOf(this.chosen)
      this.field.value = this.slider.ariaValueText = written(this.valueOf(this.chosen))
    }
    this.field.removeAttribute("aria-invalid")
  }

  say(text) {
    this.said.textContent = text
  }

  // A symbol that was tapped on the page: one of its numbers is chosen.
  tell(python) {
    const first = this.graph.names.find(name => this.graph.place(name).python === python)
    if (this.parts(this.chosen).python !== python) this.choose(first ?? python)
    const updates = []
    const said = this.description(this.chosen, updates)
    for (const update of updates) update()
    return said
  }

  // ---- What a reader does

  choose(name) {
    this.chosen = this.list.value = name
    const paths = this.graph.place(name) && name !== this.loss ? this.graph.paths(name) : []
    this.slider.disabled = this.field.disabled = !this.canMove(name)
    this.slider.ariaLabel = `Value of ${this.inWords(name)}`
    this.field.ariaLabel = `${this.slider.ariaLabel}, typed`
    this.field.value = ""
    this.nudged.hidden = !this.graph.inputs.includes(name)
    this.own = []
    this.values = this.graph.forward(this.inputs)
    this.slopes = this.graph.slopes(this.values)
    this.about.replaceChildren(...this.description(name, this.own))
    this.paths.replaceChildren(...(paths.length ? this.pathsOf(name) : []))
    this.picture.light(name, paths)
    live.lightSymbol(this.parts(name).python)
    this.begin()
    this.refresh()
  }

  // From here on the reach of the slider and the nudge are counted.
  begin() {
    const { by } = this.graph.slopes(this.graph.forward(this.inputs))
    this.values = this.graph.forward(this.inputs)
    const value = this.valueOf(this.chosen)
    const slope = by.get(this.chosen) ?? NaN // of a learning rate, which is not nudged
    this.from = { value, slope, loss: this.run.at(-1).loss }
    if (!this.canMove(this.chosen)) return
    const usual = this.graph.read(this.graph.example, this.chosen)
    this.slider.min = Math.min(this.chosen === RATE ? 0 : usual - REACH, value)
    this.slider.max = Math.max(usual + REACH, value)
  }

  type() {
    const number = live.decimal(this.field.value)
    if (this.move(number)) return this.report()
    this.field.setAttribute("aria-invalid", "true")
    this.say(!this.field.value.trim() ? "Type a number such as 0.41 or −2. Nothing has changed."
      : Number.isNaN(number) ? `“${this.field.value}” is no number such as 0.41 or −2. Nothing has changed.`
        : `With ${this.field.value.trim()} ${this.end} is no finite number. Nothing has changed.`)
  }

  report() {
    this.say(`${this.inWords(this.chosen)} is ${written(this.valueOf(this.chosen))}, ` +
      `${this.end} ${written(this.run.at(-1).loss)}.`)
  }

  restore() {
    this.reset()
    this.settle("All is as in the running example. ")
  }

  // Open or close; closed, all reads as before.
  toggle() {
    const isOpen = this.panel.hidden
    this.panel.hidden = this.moving.hidden = !isOpen
    this.opener.setAttribute("aria-expanded", isOpen)
    this.picture.figure.classList.toggle("alive", isOpen)
    if (isOpen) {
      last = this
      return this.choose(this.chosen)
    }
    const values = this.graph.forward(this.graph.example)
    this.picture.show(name => this.graph.read(values, name))
    this.picture.light(null, [])
    live.lightSymbol(null)
  }

  // ---- The state as a link: numbers only

  state() {
    const { inputs } = this.run[0]
    const which = [...document.querySelectorAll(OPENERS)].indexOf(this.opener)
    const numbers = this.graph.inputs.map(name => this.graph.read(inputs, name))
    return LINK + [which, this.run.length - 1, this.list.selectedIndex, this.rate, ...numbers].join("_")
  }

  load(hash) {
    const [, steps, chosen, rate, ...numbers] = hash.slice(LINK.length).split("_").map(live.decimal)
    const fits = isCount(steps, MOST_STEPS) && isCount(chosen, this.list.length - 1) &&
      numbers.length === this.graph.inputs.length && [rate, ...numbers].every(Number.isFinite)
    const inputs = fits && this.graph.inputs.reduce((moved, name, i) =>
      this.graph.moved(moved, name, numbers[i]), this.graph.example)
    if (!fits || !Number.isFinite(this.lossAt(inputs)))
      return this.say("The numbers of this link do not fit this network. None was taken.")
    this.rate = rate
    this.start(inputs)
    this.choose(this.list[chosen].value)
    this.train(steps)
  }
}

// ---- On the page

const OPENERS = ".try[data-live]"
const trials = live.trials = new Map()
let last = null // that a reader opened

// What is tapped in a formula or in Python is said at the foot of the window.
function tellWhatIsTapped(figure) {
  const card = make("p", { className: "trial-card", role: "status", hidden: true })
  figure.after(card)
  document.addEventListener("click", ({ target }) => {
    const symbol = target.closest("[data-symbol]")
    card.hidden = !symbol || last.panel.hidden || Boolean(target.closest("a, button, summary"))
    if (!card.hidden) card.replaceChildren(...last.tell(symbol.dataset.symbol))
  })
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") card.hidden = true
  })
}

// The button that a link is of: its first number says which.
function openerOf(hash) {
  const openers = document.querySelectorAll(OPENERS)
  return openers[hash.slice(LINK.length).split("_")[0]] ?? openers[0]
}

function follow() {
  const { hash } = location
  const trial = hash.startsWith(LINK) && trials.get(openerOf(hash))
  if (!trial) return
  if (trial.panel.hidden) trial.toggle()
  trial.load(hash)
  trial.picture.figure.scrollIntoView()
}

// Open what belongs to a button, for the first time.
live.try = opener => {
  if (!last) {
    tellWhatIsTapped(opener.closest("figure"))
    addEventListener("hashchange", follow)
  }
  live.markSymbols(live.models[opener.dataset.live])
  const trial = new Trial(opener)
  trials.set(opener, trial)
  trial.toggle()
  opener.addEventListener("click", () => trial.toggle())
  follow()
}
