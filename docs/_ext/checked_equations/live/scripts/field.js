// A field for a line of the reader's own, under an equation or for a gradient of the reader's choice.

const { make, math } = live

// What chips insert besides symbols: as LaTeX, and as code.
const SIGNS = [["(", "(", "("], [")", ")", ")"], ["+", " + ", " + "], ["−", " - ", " - "], ["×", " \\cdot ", " * "]]
const LONGEST = 500
const PAST = 200

// Whether what is typed so far looks like code rather than LaTeX.
const isCode = text => /[a-zA-Z]/.test(text) && !/[\\{}]/.test(text)

// What stands at a place: a name with its indices, a number, or one sign; nothing at the end.
const TOKEN = /^(?:\\?[a-zA-Z](?:[_^]\{(?:[^{}]|\{[^{}]*\})*\}|[\w'])*|[\d.]+|[^]?)/u

const isNamed = ({ kind }) => ["Symbol", "Function", "Partial"].includes(kind)

// The symbols and derivatives that an equation holds, then what those are made of.
function symbolsOf(equation, model) {
  const found = new Map()
  const derived = new Set(model.names.filter(({ kind }) => kind === "derived").map(name => live.latex(name.symbol)))
  const left = ({ chain }) => isNamed(chain.sides[0]) && live.latex(chain.sides[0])
  const own = left(equation)
  const defined = new Set([own])
  const collect = node => {
    if (!isNamed(node)) return live.childrenOf(node).forEach(collect)
    const latex = live.latex(node)
    found.set(latex, node)
    if (node.kind === "Partial" || derived.has(latex)) defined.add(latex)
  }
  const rightOf = ({ chain }) => chain.sides.slice(1).forEach(collect)
  rightOf(equation)
  for (const latex of defined) // which grows meanwhile
    model.equations.filter(each => !each.step && left(each) === latex).forEach(rightOf)
  found.delete(own)
  return [...found.values()]
}

// What a chip for a symbol inserts, as LaTeX and as code, and what it means.
function chipFor(node, model) {
  const latex = live.latex(node)
  const line = model.names.find(({ symbol }) => live.latex(symbol) === latex)
  const says = ({ chain: { sides: [left] } }) => isNamed(left) && live.latex(left) === latex
  // Letters for indices are in LaTeX alone.
  const isElement = line?.axes.length || Object.keys(live.free(node, model)).length
  const code = isElement ? latex : line?.python ?? model.equations.find(says)?.gradient ?? latex
  const opened = node.kind === "Function" ? "(" : ""
  return { face: math(latex), texts: [latex + opened, code + opened], meaning: line?.meaning.replace(/\$/g, "") }
}

const NO_GRADIENT = "Choose the gradient that your line is for, or type a number with a decimal point."

class Field {
  constructor(model, equation) {
    this.model = model
    this.preview = make("div", { className: "own-preview" })
    this.input = make("input", {
      type: "text", maxLength: LONGEST, autocomplete: "off", autocapitalize: "off", spellcheck: false, inputMode: "text",
      enterKeyHint: "go", attributes: { autocorrect: "off" },
    })
    this.chips = make("div", { className: "own-chips", attributes: { role: "toolbar", "aria-label": "Insert" } })
    // What is added to the answer is read aloud, and not all of it again.
    const spoken = { role: "status", "aria-atomic": "false" }
    this.answer = make("div", { className: "own-answer", tabIndex: -1, attributes: spoken })
    const check = make("button", { type: "submit", textContent: "Check" })
    const row = make("div", { className: "own-row" }, this.input, check)
    this.form = make("form", { className: "own-line", noValidate: true }, this.preview, row, this.chips, this.answer)
    this.form.addEventListener("submit", event => {
      event.preventDefault()
      this.check()
    })
    this.input.addEventListener("input", () => this.changed())
    this.input.addEventListener("keydown", event => {
      if (event.key.toLowerCase() !== "z" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      this.undo()
    })
    // The field keeps the focus, and a phone its keyboard.
    this.chips.addEventListener("mousedown", event => event.preventDefault())
    this.chips.addEventListener("keydown", event => this.walk(event))
    this.settings = () => undefined
    this.choose(equation)
  }

  // Another equation, with what was typed for it before, or else before any was chosen.
  choose(equation) {
    const typed = this.equation ? "" : this.input.value
    this.equation = equation
    this.input.placeholder = this.wanted
    this.input.setAttribute("aria-label", `Your line: ${this.wanted}`)
    // A number alone needs neither a drawing nor symbols.
    this.preview.hidden = this.chips.hidden = !equation
    this.name = `${this.kind} ${equation?.id ?? this.model.name}`
    this.input.value = live.kept(this.name).slice(0, LONGEST) || typed
    this.now = this.state
    this.past = []
    this.answer.replaceChildren()
    const symbols = equation ? symbolsOf(equation, this.model).map(node => chipFor(node, this.model)) : []
    this.chips.replaceChildren(
      ...symbols.map(chip => this.chip(chip)),
      ...SIGNS.map(([face, ...texts]) => this.chip({ face, texts })),
      this.button("undo", () => this.undo()),
    )
    this.stopAt(this.chips.firstChild)
    this.draw()
    // What the first check needs is made while the reader writes.
    if (equation) setTimeout(() => live.slipsOf(live.target(equation, this.model)))
  }

  // What the browser keeps it as.
  get kind() { return "own line" }

  // What is to be typed.
  get wanted() { return this.equation ? "LaTeX, code or a number" : "a number that you found" }

  button(face, action, attributes = {}) {
    const made = make("button", { type: "button", attributes }, face)
    made.addEventListener("click", action)
    return made
  }

  chip({ face, texts, meaning }) {
    const words = face.textContent ?? face // a drawn symbol is no name
    const attributes = { "aria-label": meaning ? `${words}, ${meaning}` : words, ...(meaning ? { title: meaning } : {}) }
    return this.button(face, () => this.insert(texts[isCode(this.input.value) ? 1 : 0]), attributes)
  }

  // The row of chips is one stop of the Tab key; arrows lead along it.
  stopAt(chip) {
    for (const each of this.chips.children) each.tabIndex = each === chip ? 0 : -1
  }

  walk(event) {
    const chips = [...this.chips.children]
    const at = chips.indexOf(event.target)
    const next = chips[{ ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: chips.length - 1 }[event.key]]
    if (!next || event.altKey || event.metaKey) return
    event.preventDefault()
    this.stopAt(next)
    next.focus()
  }

  get state() {
    return { text: this.input.value, at: this.input.selectionStart ?? this.input.value.length }
  }

  insert(text) {
    const { input } = this
    const before = input.value.slice(0, input.selectionStart)
    const apart = /[\w'}]$/.test(before) && /^[\w\\]/.test(text) ? " " : ""
    const added = apart + text
    if (input.value.length + added.length > LONGEST) return
    input.setRangeText(added, input.selectionStart, input.selectionEnd, "end")
    this.changed()
  }

  changed() {
    this.past = [...this.past, this.now].slice(-PAST)
    this.update()
  }

  undo() {
    const last = this.past.pop()
    if (!last) return
    this.input.value = last.text
    this.input.setSelectionRange(last.at, last.at)
    this.update()
  }

  update() {
    this.now = this.state
    live.keep(this.name, this.now.text)
    this.age()
    this.draw()
  }

  // The answer is that of an earlier line, or of other numbers.
  age() {
    this.answer.classList.toggle("stale", this.answer.childElementCount > 0)
  }

  // What can be read is drawn behind its left side; while it cannot, what was drawn last stays, paler.
  draw(marks = []) {
    const text = this.input.value.trim()
    this.read = text ? live.attempt(() => live.readAny(text, this.model), null) : null
    const left = this.equation && !(this.read?.chain?.sides.length > 1) ? `${live.leftOf(this.equation)} = ` : ""
    const drawn = this.read ? live.shown(this.read, left, marks) : text ? null : live.draw(left)
    this.preview.classList.toggle("stale", !drawn)
    if (!drawn) return
    this.preview.replaceChildren(drawn)
    const mark = drawn.querySelector(".wrong")
    if (mark) this.show(mark)
  }

  // A long line scrolls to what is marked in it.
  show(mark) {
    const [at, box] = [mark, this.preview].map(each => each.getBoundingClientRect())
    this.preview.scrollLeft += at.left - box.left - Math.max(0, box.width - at.width) / 2
  }

  check() {
    const text = this.input.value.trim()
    this.draw()
    const settings = this.settings()
    const missing = !text ? "Type a line or a number first."
      : settings?.why ?? (this.equation || /\d[.,]|[.,]\d/.test(text) ? "" : NO_GRADIENT)
    if (missing) return this.say([{ say: [missing] }])
    if (this.equation) return this.judge(text, settings)
    // All gradients take a while.
    this.say([{ say: ["Looking at all gradients …"] }])
    setTimeout(() => this.judge(text, settings), 50)
  }

  judge(text, settings) {
    const { model, equation, read } = this
    const verdict = live.judge(model, equation?.id ?? null, text, { settings })
    const expected = equation ? valueOf(equation, model, settings) : NaN
    const ownNumbers = settings?.own
    this.say(live.answer(verdict, { model, equation, expected, tree: read?.chain, ownNumbers }))
    this.select(verdict, text)
  }

  // What cannot be read in a line is selected in the field.
  select({ kind, column }, line) {
    const { input } = this
    const before = input.value.indexOf(line)
    if (kind !== "unread" || !column || before < 0) return
    const start = before + column - 1
    const [token] = TOKEN.exec(line.slice(column - 1))
    input.focus({ preventScroll: true })
    input.setSelectionRange(start, start + token.length)
    // All letters are equally wide, and not all browsers show what is selected by themselves.
    input.scrollLeft = input.scrollWidth * start / input.value.length - input.clientWidth / 2
  }

  // The first step stays; each hint takes the place of the one before it.
  say([first, ...hints]) {
    const verdict = make("p", {}, ...first.say)
    const hint = make("p")
    this.answer.classList.remove("stale")
    this.answer.replaceChildren(verdict, hint)
    this.reveal()
    const offer = (line, label, [next, ...others]) => {
      if (!label || !next) return
      const ask = this.button(label, () => {
        ask.remove()
        hint.replaceChildren(...next.say)
        this.draw(next.marks)
        this.reveal()
        const following = offer(hint, next.ask, others)
        const target = following ?? this.answer
        target.focus({ preventScroll: true })
      })
      line.append(" ", ask)
      return ask
    }
    offer(verdict, first.ask, hints)
  }

  // A phone's keyboard covers what is below the field: the answer comes into sight, and the field stays there.
  reveal() {
    const { offsetTop, height } = visualViewport
    const below = this.answer.getBoundingClientRect().bottom - (offsetTop + height)
    const above = this.input.getBoundingClientRect().top - parseFloat(getComputedStyle(this.input).scrollMarginTop)
    const by = Math.min(below, above)
    if (by > 0) scrollBy({ top: by, behavior: "instant" })
  }
}

// The one value that an equation has with some numbers; NaN if it has free indices.
function valueOf(equation, model, settings) {
  const target = live.target(equation, model)
  if (Object.keys(target.free).length) return NaN
  return live.valueOf(target.exact, live.setting(model, settings), {})
}

// Which gradient is meant, and the reader's own numbers, for a field that stands under no equation.
function choices(field) {
  const { model, form } = field
  const gradients = model.equations.filter(({ final, chain }) => final && chain.sides[0].kind === "Partial")
  const option = (text, value) => make("option", { value }, text)
  const select = make("select", { attributes: { "aria-label": "The gradient" } },
    option("any gradient", ""), ...gradients.map(({ id, number, chain }) => option(`${inWords(chain.sides[0], model)} (${number})`, id)))
  const kept = `own gradient ${model.name}`
  const choose = () => field.choose(gradients.find(({ id }) => id === select.value) ?? null)
  select.addEventListener("change", () => {
    live.keep(kept, select.value)
    choose()
  })
  form.prepend(select)
  if (gradients.some(({ id }) => id === live.kept(kept))) {
    select.value = live.kept(kept)
    choose()
  }
  form.append(ownNumbers(field))
}

// A symbol or a derivative in plain text.
function inWords(node, model) {
  if (node.kind === "Partial") return `∂${inWords(node.top, model)}/∂${inWords(node.bottom, model)}`
  const latex = live.latex(node)
  return model.names.find(({ symbol }) => live.latex(symbol) === latex)?.python ?? latex
}

// Whether something else than the page's number was typed, and whether it is no number. Nothing is the page's number.
const isOwn = ({ value, placeholder }) => value.trim() !== "" && value !== placeholder
const isNone = input => isOwn(input) && !Number.isFinite(live.decimal(input.value))

// The inputs of the forward pass, as fields that begin with the running example's numbers.
function ownNumbers(field) {
  const { model } = field
  const used = new Set(model.program.flatMap(({ tree }) => live.trees.walk(tree)).filter(isNamed).map(live.latex))
  const inputs = model.names.filter(({ kind, axes, symbol }) => kind === "input" && !axes.length && used.has(live.latex(symbol)))
  const fields = new Map(inputs.map(({ python }) => {
    const [kept, given] = [`own number ${model.name} ${python}`, live.written(model.example.values[python])]
    const input = make("input", { value: live.kept(kept) || given, placeholder: given, autocomplete: "off" })
    input.addEventListener("input", () => {
      live.keep(kept, input.value === given ? "" : input.value)
      if (!isNone(input)) input.setAttribute("aria-invalid", "false")
      field.age()
    })
    return [python, input]
  }))
  const labels = inputs.map(({ python, symbol, meaning }) =>
    make("label", { title: meaning.replace(/\$/g, "") }, math(symbol), fields.get(python)))
  const title = make("summary", {}, "Numbers of your own, for a number that you found")
  const reset = field.button("The page's numbers", () => {
    for (const input of fields.values()) {
      input.value = input.placeholder
      input.dispatchEvent(new Event("input"))
    }
  })
  const details = make("details", { className: "own-numbers" }, title, ...labels, reset)
  details.open = [...fields.values()].some(isOwn)
  field.settings = () => {
    const values = { ...model.example.values }
    for (const [python, input] of fields) {
      if (isOwn(input)) values[python] = live.decimal(input.value)
      input.setAttribute("aria-invalid", String(isNone(input)))
    }
    const wrong = [...fields.keys()].find(python => isNone(fields.get(python)))
    if (!wrong) return { values, sizes: model.example.sizes, own: [...fields.values()].some(isOwn) }
    details.open = true
    return { why: `${wrong} needs a number such as 0.41 or −2, and ${fields.get(wrong).value} is none.` }
  }
  return details
}

live.Field = Field

live.field = button => {
  const model = live.models[button.dataset.live]
  const equation = model.equations.find(({ id }) => id === button.closest(".equation")?.id)
  const field = new Field(model, equation ?? null)
  if (!equation) choices(field)
  live.open(button, field, equation && `${button.textContent}, equation (${equation.number})`)
}

// A button opens its field below itself, and closes it. Each field of a page has a name of its own.
live.open = (button, { form, input }, name) => {
  form.setAttribute("aria-label", name ?? button.textContent)
  button.after(form)
  button.setAttribute("aria-expanded", "true")
  button.addEventListener("click", () => {
    form.hidden = !form.hidden
    button.setAttribute("aria-expanded", String(!form.hidden))
    if (!form.hidden) input.focus()
  })
  input.focus()
}
