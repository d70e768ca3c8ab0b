// Copying gives LaTeX: the letters of a formula alone would say something else.

// Whether equations are shown in the running example's numbers, which the page itself sets as it opens.
const inNumbers = () => document.documentElement.dataset.equations === "numbers"

const block = formula => formula.getAttribute("display") === "block"

// A selection that holds a formula, even a part of one, as LaTeX between the text around it.
document.addEventListener("copy", event => {
  const selection = getSelection()
  if (selection.isCollapsed) return
  const range = selection.getRangeAt(0).cloneRange()
  const formula = node => (node.closest ? node : node.parentElement)?.closest("[data-latex]")
  const [first, last] = [formula(range.startContainer), formula(range.endContainer)]
  if (first) range.setStartBefore(first)
  if (last) range.setEndAfter(last)
  const copy = document.createElement("div")
  copy.append(range.cloneContents())
  for (const hidden of copy.querySelectorAll(inNumbers() ? ".in-symbols" : ".in-numbers")) hidden.remove()
  const formulas = copy.querySelectorAll("[data-latex]")
  if (!formulas.length) return
  for (const found of formulas) {
    const latex = found.dataset.latex
    found.replaceWith(block(found) ? `\n$$\n${latex}\n$$\n` : `$${latex}$`)
  }
  // Only what is laid out has lines.
  copy.style.cssText = "position: fixed; left: -99in; white-space: pre-line"
  document.body.append(copy)
  event.clipboardData.setData("text/plain", copy.innerText.replace(/\n{3,}/g, "\n\n").trim())
  event.clipboardData.setData("text/html", copy.innerHTML)
  copy.remove()
  event.preventDefault()
})

// A button that copies; it stands where nothing moves for it.
function addButton(parent, what, text) {
  const button = document.createElement("button")
  const name = words => {
    button.title = words
    button.setAttribute("aria-label", words)
  }
  button.className = "copy"
  button.type = "button"
  name(`Copy ${what}`)
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text())
    name("Copied")
    setTimeout(name, 2000, `Copy ${what}`)
  })
  parent.append(button)
}

// What is false is not offered.
if (navigator.clipboard) {
  for (const row of document.querySelectorAll(".equation:not(.refuted, .question) .equation-row"))
    addButton(row, "LaTeX", () => {
      const numbers = inNumbers() && row.querySelector(".in-numbers > [data-latex]")
      return (numbers || row.querySelector("[data-latex]")).dataset.latex
    })
  for (const code of document.querySelectorAll(".highlight > pre > span > code"))
    addButton(code.closest(".highlight"), "code", () => code.textContent)
}

// What scrolls within itself is in reach of the keyboard, in Safari too, and what has room is not in its way.
const scrolling = new ResizeObserver(entries => {
  const isWide = entries.map(({ target }) => target.scrollWidth > target.clientWidth) // before anything is written
  entries.forEach(({ target }, i) => {
    if (isWide[i]) target.tabIndex = 0
    else target.removeAttribute("tabindex")
  })
})
for (const box of document.querySelectorAll("[data-scrolls]")) scrolling.observe(box)

// The panel of a mark ends with a line to cite the equation by: all of it stands on the page already.
function addCitation(panel) {
  const [site, title] = ["site_name", "title"].map(
    name => document.querySelector(`meta[property="og:${name}"]`)?.content)
  const equation = panel.closest(".equation")
  const number = equation.querySelector(".equation-number").textContent
  const page = document.querySelector("link[rel=canonical]")?.href ?? ""
  const link = document.createElement("a")
  link.href = `#${equation.id}`
  link.textContent = page + link.hash
  const line = document.createElement("p")
  line.append(`To cite it: ${title ? `${site}, “${title}”` : `“${document.title}”`}, equation ${number}. `, link)
  panel.append(line)
}

for (const mark of document.querySelectorAll("details.equation-mark:not(.false)"))
  mark.addEventListener("toggle", () => addCitation(mark.querySelector(".equation-panel")), { once: true })

addEventListener("keydown", ({ key }) => {
  const open = key === "Escape" && document.querySelector("details.equation-mark[open]")
  if (!open) return
  open.open = false
  open.firstElementChild.focus()
})

// The switch between symbols and numbers. Both have their room, so that nothing moves.
for (const control of document.querySelectorAll(".equation-switch > button"))
  control.addEventListener("click", () => {
    const chosen = inNumbers() ? "symbols" : "numbers"
    document.documentElement.dataset.equations = chosen
    control.setAttribute("aria-checked", chosen === "numbers")
    control.nextElementSibling.textContent = `Equations are shown in ${chosen}.`
    try { localStorage.setItem("equations", chosen) } catch {}
  })

// What a reader does with formulas is loaded when it is first asked for: the engine, and the model's numbers. The
// first class of a button says what of it the button opens.
const scripts = document.currentScript?.src
const loading = {}

const load = file => loading[file] ??= new Promise((loaded, failed) => {
  const script = document.createElement("script")
  script.src = new URL(file, scripts)
  script.onload = loaded
  script.onerror = () => {
    delete loading[file]
    script.remove()
    failed()
  }
  document.head.append(script)
})

function opens(button, words = button.textContent) {
  const [kind] = button.classList
  button.addEventListener("click", async () => {
    try {
      await load("live.js")
      await load(kind === "try" ? "live-try.js" : "live-lines.js")
      await load(`live/${button.dataset.live}.js`)
    } catch {
      button.textContent = `${words}: it could not be loaded`
      return opens(button, words)
    }
    button.textContent = words
    live[kind](button)
  }, { once: true })
}

for (const button of document.querySelectorAll("button[data-live]")) opens(button)

// A link with numbers opens the picture that it is of; once it is open, it follows links itself.
function openLinked() {
  if (!location.hash.startsWith("#try=")) return
  const pictures = document.querySelectorAll(".try")
  const opener = pictures[parseInt(location.hash.slice(5))] ?? pictures[0]
  if (opener && !opener.hasAttribute("aria-expanded")) opener.click()
}

addEventListener("hashchange", openLinked)
openLinked()
