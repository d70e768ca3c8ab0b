// Navigation and search by keyboard: what opens gets the focus. The navigation closes by Escape, as the search does
// by itself, and when the focus leaves it.
const navigation = document.querySelector(".md-sidebar--primary")

for (const sign of document.querySelectorAll(".md-header__button > [role='button']")) {
  const { control } = sign.parentElement
  const isNavigation = control.id === "__drawer"
  const opened = isNavigation ? navigation : document.querySelector(".md-search__input")
  sign.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    control.click()
  })
  control.addEventListener("change", () => {
    sign.setAttribute("aria-expanded", control.checked)
    if (control.checked) opened.focus({ preventScroll: true })
    else if (!isNavigation) sign.focus({ preventScroll: true })
  })
  if (!isNavigation) continue
  navigation.tabIndex = -1
  navigation.addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target.matches(".md-nav__toggle")) target.click()
    if (key !== "Escape" || !control.checked) return
    control.click()
    sign.focus()
  })
  navigation.addEventListener("focusout", ({ relatedTarget }) => {
    if (control.checked && relatedTarget && !navigation.contains(relatedTarget)) control.click()
  })
}

// On a phone an open section of the navigation covers the others, which are then out of reach.
function cover(list) {
  const open = list.querySelector(":scope > .md-nav__item > .md-nav__toggle:checked")
  list.classList.toggle("covered", open !== null)
}

for (const list of document.querySelectorAll(".md-nav__list")) cover(list)
navigation?.addEventListener("change", ({ target }) => cover(target.closest(".md-nav__list")))

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
