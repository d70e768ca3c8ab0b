// The theme wraps tables, so that they scroll; the keyboard has to reach them.
addEventListener("load", () => {
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap")) table.tabIndex = 0
})

// Light or dark. A choice that is the system's too is not kept, so that the system is followed again.
const system = matchMedia("(prefers-color-scheme: dark)")
system.addEventListener("change", setScheme)
document.querySelector(".scheme")?.addEventListener("click", () => {
  const scheme = document.body.dataset.mdColorScheme === "slate" ? "default" : "slate"
  if ((scheme === "slate") === system.matches) localStorage.removeItem("scheme")
  else localStorage.setItem("scheme", scheme)
  setScheme()
})

// The question on the first screen: whatever is chosen, the answer is said.
for (const quiz of document.querySelectorAll(".quiz")) {
  const buttons = quiz.querySelectorAll("button")
  for (const button of buttons)
    button.addEventListener("click", () => {
      for (const each of buttons) each.setAttribute("aria-pressed", each === button)
      quiz.classList.add("answered")
    })
}
