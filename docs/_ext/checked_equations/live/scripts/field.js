// A field for a line of the reader's own, under an equation or for a gradient of the reader's choice.

const { make, math } = live

// What chips insert besides symbols: as LaTeX, and as code.
const SIGNS = [["(", "(", "("], [")", ")", ")"], ["+", " + ", " + "], ["−", " - ", " - "], ["×", " \\cdot ", " * "]]
const LONGEST = 500
const PAST = 200

// Whether what is typed so far looks like code rather than LaTeX.
const isCode = text => /[a-zA-Z]/.test(text) && !/[\\{}^]/.test(text)

const readable = read => {
  try {
    return read()
  } catch (error) {
    if (error instanceof live.Unread) return null
    throw error
  }
}

const children = node => Object.values(node).flat().filter(part => part?.kind)

// The symbols and derivatives that an equation holds, and what those are made of in turn.
function symbolsOf(equation, model) {
  const found = new Map()
  const derived = new Set(model.names.filter(({ kind }) => kind === "derived").map(name => live.latex(name.symbol)))
  const left = ({ chain }) => live.latex(chain.sides[0])
  const visited = new Set()
  const define = latex => {
    if (visited.has(latex)) return
    visited.add(latex)
    for (const each of model.equations)
      if (!each.step && left(each) === latex) each.chain.sides.slice(1).forEach(collect)
  }
  const collect = node => {
    const latex = live.latex(node)
    if (["Symbol", "Function", "Partial"].includes(node.kind)) found.set(latex, node)
    if (node.kind === "Partial" || derived.has(latex)) define(latex)
    else children(node).forEach(collect)
  }
  define(left(equation))
  found.delete(left(equation))
  return [...found.values()]
}

// What a chip for a symbol inserts, as LaTeX and as code, and what it means.
function chipFor(node, model) {
  const latex = live.latex(node)
  const line = model.names.find(({ symbol }) => live.latex(symbol) === latex)
  const computed = model.equations.find(({ chain, gradient }) => gradient && live.latex(chain.sides[0]) === latex)
  const opened = node.kind === "Function" && node.name !== "\\partial" ? "(" : ""
  const code = line?.python ?? computed?.gradient ?? latex
  return { face: math(latex), texts: [latex + opened, code + opened], name: code, meaning: line?.meaning.replace(/\$/g, "") }
}

class Field {
  constructor(model, equation) {
    this.model = model
    this.preview = make("div", { className: "own-preview" })
    this.input = make("input", {
      type: "text", maxLength: LONGEST, autocomplete: "off", autocapitalize: "off", spellcheck: false, inputMode: "text",
      placeholder: "LaTeX, code or a number",
      attributes: { autocorrect: "off", "aria-label": "Your line: LaTeX, a formula as in code, or a number" },
    })
    this.chips = make("div", { className: "own-chips", attributes: { role: "group", "aria-label": "Insert" } })
    this.answer = make("div", { className: "own-answer", tabIndex: -1, attributes: { role: "status" } })
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
    this.settings = () => ({})
    this.choose(equation)
  }

  // Another equation, with what was typed for it before.
  choose(equation) {
    this.equation = equation
    this.name = `own line ${equation?.id ?? this.model.name}`
    this.input.value = live.kept(this.name).slice(0, LONGEST)
    this.now = this.state
    this.past = []
    this.answer.replaceChildren()
    const symbols = equation ? symbolsOf(equation, this.model).map(node => chipFor(node, this.model)) : []
    this.chips.replaceChildren(
      ...symbols.map(chip => this.chip(chip)),
      ...SIGNS.map(([face, ...texts]) => this.chip({ face, texts, name: face })),
      this.button("undo", () => this.undo()),
    )
    this.draw()
  }

  button(face, action, attributes = {}) {
    const made = make("button", { type: "button", attributes }, face)
    made.addEventListener("click", action)
    return made
  }

  chip({ face, texts, name, meaning }) {
    const label = meaning ? `${name}, ${meaning}` : name
    const attributes = { "aria-label": label, ...(meaning ? { title: meaning } : {}) }
    return this.button(face, () => this.insert(texts[isCode(this.input.value) ? 1 : 0]), attributes)
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
    this.answer.classList.toggle("stale", this.answer.childElementCount > 0)
    this.draw()
  }

  // What can be read is drawn behind its left side; while it cannot, what was drawn last stays, paler.
  draw(marks = []) {
    const text = this.input.value.trim()
    this.read = text ? readable(() => live.readAny(text, this.model)) : null
    const left = this.equation && !(this.read?.chain?.sides.length > 1) ? `${live.latex(this.equation.chain.sides[0])} = ` : ""
    const moved = marks.map(place => place.map(at => at + left.length))
    const drawn = text && !this.read ? null : live.draw(left + (this.read?.latex ?? ""), { marks: moved })
    this.preview.classList.toggle("stale", !drawn)
    if (drawn) this.preview.replaceChildren(drawn)
  }

  check() {
    const text = this.input.value.trim()
    this.draw()
    this.answer.classList.remove("stale")
    if (!text) return this.say([{ say: ["Type a line or a number first."] }])
    const verdict = live.judge(this.model, this.equation?.id ?? null, text, { settings: this.settings() })
    const tree = this.read?.chain ?? this.read?.tree
    this.say(live.answer(verdict, { model: this.model, equation: this.equation, tree }))
  }

  // The first step stays; each hint takes the place of the one before it.
  say([first, ...hints]) {
    const verdict = make("p", {}, ...first.say)
    const hint = make("p")
    this.answer.replaceChildren(verdict, hint)
    const offer = (line, label, [next, ...others]) => {
      if (!label || !next) return
      const ask = this.button(label, () => {
        ask.remove()
        hint.replaceChildren(...next.say)
        this.draw(next.marks)
        const following = offer(hint, next.ask, others)
        const target = following ?? this.answer
        target.focus()
      })
      line.append(" ", ask)
      return ask
    }
    offer(verdict, first.ask, hints)
  }
}

// A button opens its field below itself, and closes it.
live.field = button => {
  const model = live.models[button.dataset.live]
  const id = button.closest(".equation")?.id
  const field = new Field(model, model.equations.find(equation => equation.id === id) ?? null)
  const { form } = field
  form.setAttribute("aria-label", button.textContent)
  button.after(form)
  button.setAttribute("aria-expanded", "true")
  button.addEventListener("click", () => {
    form.hidden = !form.hidden
    button.setAttribute("aria-expanded", String(!form.hidden))
    if (!form.hidden) field.input.focus()
  })
  field.input.focus()
}
