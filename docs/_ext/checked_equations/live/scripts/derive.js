// Where a reader derives a gradient line under line: a field for the next line, or for one that is mended.

const { make, math } = live

const MOST = 30 // lines
const MORE = "More"

// Lines that the browser kept, whatever has become of them there.
function keptLines(name) {
  try {
    const kept = JSON.parse(live.kept(name) || "[]")
    return Array.isArray(kept) ? kept.filter(line => typeof line === "string").slice(0, MOST) : []
  } catch { return [] }
}

class Derivation extends live.Field {
  get kind() { return "next line" }

  get wanted() { return "LaTeX or code" }

  constructor(model, equation) {
    super(model, equation)
    this.left = live.leftOf(equation)
    this.lines = keptLines(this.listName)
    this.list = make("ol", { className: "derived" })
    const start = make("p", { className: "derived-start" }, math(this.left))
    this.copy = this.button("Copy as LaTeX", () => this.copied())
    const buttons = make("div", { className: "derived-buttons" },
      this.button("Hint", () => this.hint()), ...(navigator.clipboard ? [this.copy] : []), this.button("Start again", () => this.restart()))
    this.form.prepend(start, this.list)
    this.form.append(buttons)
    this.go(this.judgeAll())
  }

  get listName() { return `derivation ${this.equation.id}` }

  judgeAll(lines = this.lines) { return live.derivation(this.model, this.equation.id, lines) }

  // Show all lines; the first that is wrong is in the field, or else the next one will be.
  go(said) {
    this.said = said
    const wrong = said.findIndex(({ kind }) => kind === "wrong" || kind === "unread")
    this.list.replaceChildren(...this.lines.map((line, at) => this.row(line, said[at], at)))
    for (const box of this.list.querySelectorAll("[data-scrolls]")) scrolling.observe(box) // as the page's own
    this.aim(wrong < 0 ? this.lines.length : wrong)
    live.keep(this.listName, this.lines.length ? JSON.stringify(this.lines) : "")
  }

  // Which line is in the field: named there, and marked in the list if it stands there.
  aim(at) {
    this.at = at
    this.input.placeholder = `line ${at + 1}: ${this.wanted}`
    this.input.setAttribute("aria-label", `Your ${this.input.placeholder}`)
    ;[...this.list.children].forEach((row, i) => { row.ariaCurrent = i === at ? "true" : null })
  }

  row(line, { kind, open, repeats }, at) {
    const read = live.attempt(() => live.readAny(line, this.model), null)
    const own = read?.chain.sides.at(-1)
    const drawn = own ? make("span", { className: "unbroken" }, "= ", math(read.latex.slice(own.start, own.end))) : `= ${line}`
    const mark = { right: "✓", wrong: "✗", unread: "✗", waiting: "…", undecided: "?" }[kind]
    const note = open && !open.length ? "the end"
      : repeats >= 0 ? (repeats ? `no step: line ${repeats} again` : "no step: the beginning again")
        : { right: "", wrong: "wrong", unread: "cannot be read", waiting: "waits for the line above", undecided: "cannot be decided" }[kind]
    const named = (words, action) => this.button(words, action, { "aria-label": `${words} line ${at + 1}` })
    return make("li", { attributes: { "data-said": kind } },
      make("span", {}, mark), make("div", { attributes: { "data-scrolls": "" } }, drawn, " ", make("small", {}, note)),
      named("Edit", () => this.edit(at)), named("Remove", () => this.remove(at)))
  }

  fill(text) {
    this.input.value = text
    this.changed()
    this.answer.replaceChildren()
  }

  edit(at) {
    this.aim(at)
    this.fill(this.lines[at])
    this.say([{ say: [`Line ${at + 1} is in the field.`] }])
    this.input.focus()
    this.input.scrollIntoView({ block: "nearest" })
  }

  remove(at) { this.keepOnly(this.lines.toSpliced(at, 1), `Line ${at + 1} is removed.`) }

  restart() { this.keepOnly([], "All lines are removed.") }

  // Other lines than there were. A slip of a finger can be taken back.
  keepOnly(lines, words) {
    const before = this.lines
    const show = (shown, said) => {
      this.lines = shown
      this.go(this.judgeAll())
      this.fill(this.lines[this.at] ?? "")
      this.say([{ say: said }])
      this.answer.focus({ preventScroll: true })
      this.input.scrollIntoView({ block: "nearest" }) // fewer lines may have moved it out of sight
    }
    const back = this.button("Put back", () => show(before, ["All is as it was."]))
    show(lines, before.length ? [words, " ", back] : ["There are no lines yet."])
  }

  check() {
    const rows = live.rowsOf(this.input.value)
    const missing = this.at < this.lines.length ? `Type line ${this.at + 1} first, or remove it.` : "Type the next line first."
    if (!rows.length) return this.say([{ say: [missing] }])
    const lines = [...this.lines.slice(0, this.at), ...rows, ...this.lines.slice(this.at + 1)]
    if (lines.length > MOST) return this.say([{ say: [`More than ${MOST} lines are not kept.`] }])
    const at = this.at
    const said = this.judgeAll(lines)
    // What cannot be read is no line yet.
    if (rows.length === 1 && said[at].kind === "unread") return this.tell(said[at], rows[0])
    this.lines = lines
    this.go(said)
    const bad = said[this.at]
    this.fill(bad ? lines[this.at] : "")
    if (bad) this.tell(bad, lines[this.at])
    else this.say([{ say: this.praise(said.slice(at, at + rows.length).at(-1)) }])
  }

  // What is said of a line that is not right.
  tell(verdict, line) {
    const { model, equation } = this
    const tree = live.attempt(() => live.readAny(line, model), null)?.chain
    this.say(live.answer(verdict, { model, equation, expected: NaN, tree }))
    this.select(verdict, line)
  }

  // What is said of a line that is not wrong.
  praise({ kind, why, open, repeats }) {
    if (kind === "undecided") return [`Cannot be decided: ${why}. Not counted as wrong.`]
    if (!open.length) return ["✓ Right, and done: nothing is left to be found."]
    if (repeats >= 0) return ["True, but no step: it says again what stands above."]
    return ["✓ Right. Left to be found: ", ...open.flatMap((node, at) => [at ? ", " : "", math(node)]), "."]
  }

  // What to do after the last line that is true.
  hint() {
    const more = this.answer.querySelector("button")
    if (more?.textContent === MORE) {
      this.answer.classList.remove("stale") // it says nothing of what is typed
      return more.click()
    }
    const last = this.said.filter(({ kind }) => kind === "right").at(-1)
    const hints = live.hints(this.model, this.equation.id, last?.tree)
    const shown = hints.map((hint, at) => ({
      say: hint.map(part => (typeof part === "string" ? part : math(part))),
      ask: at < hints.length - 1 ? MORE : undefined,
    }))
    const wrong = this.said.findIndex(({ kind }) => kind === "wrong" || kind === "unread")
    const done = wrong < 0 ? "It is done." : `It was done with line ${wrong}: remove line ${wrong + 1}, or mend it.`
    this.say(shown.length ? shown : [{ say: [done] }])
    this.answer.focus({ preventScroll: true })
  }

  async copied() {
    const lines = this.said.filter(({ kind }) => kind === "right").map(({ latex }) => latex)
    await navigator.clipboard.writeText(live.aligned(this.left, lines))
    this.copy.textContent = "Copied"
    setTimeout(() => { this.copy.textContent = "Copy as LaTeX" }, 2000)
  }
}

live.derive = button => {
  const model = live.models[button.dataset.live]
  live.open(button, new Derivation(model, model.equations.find(({ id }) => id === button.dataset.goal)))
}
