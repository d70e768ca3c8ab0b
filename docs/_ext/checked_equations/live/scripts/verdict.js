// Whether formulas are equal, at all points of a model and for all choices of their free indices.

const { walk, bare, isEuler } = live.trees

// Rounding stays below this; exact zeros may come out as roundings of terms of order one.
const TOLERANCE = 1e-9
const FLOOR = 1e-15
// Whether a smaller difference is one, or rounding, cannot be said: of values of any size, and of
// values that are what is left where terms as large as one cancel.
const CLEAR = 1e-12
const CANCELLED = 1e-13
// At mixed points more may be rounding; another sign makes more of a difference.
const ROUGH = 1e-3

// The difference relative to the larger; 0 for values that are equal up to the rounding of zeros.
const residual = (a, b) => {
  const difference = Math.abs(a - b)
  const [smaller, larger] = [Math.abs(a), Math.abs(b)].sort((x, y) => x - y)
  if (difference <= FLOOR && (smaller === 0 || larger > FLOOR)) return 0
  return difference / larger
}

live.residual = residual

const settings = new WeakMap()

// The settings of a model: its running example and its points.
live.settings = model => {
  if (!settings.has(model))
    settings.set(model, [model.example, ...model.points].map(point => ({
      label: point.label,
      isExample: point === model.example,
      setting: live.setting(model, point),
    })))
  return settings.get(model)
}

// What may have a kink, as the root of a square has, however that is written.
const isKinked = node =>
  node.kind === "Call" ? ["\\sqrt", "\\log", "\\ln"].includes(node.function.name)
    : node.kind === "Power" && !isEuler(node.base) && !/^\d+$/.test(bare(node.exponent).text)

const mixed = new WeakMap()

// Points for what may have kinks, so that all signs meet: one input is from a point near zero or far from it, each other
// one from some usual point.
const mixedOf = model => {
  if (!mixed.has(model)) {
    const usual = model.points.filter(({ sizes }) => appliesTo(Object.keys(sizes), { sizes, model }))
    let seed = 1
    const chosen = () => usual[(seed = (seed * 48271) % 2147483647) % usual.length]
    const inputs = Object.keys(model.scaled[0].values)
    mixed.set(model, inputs.flatMap(own => model.scaled.map(point => {
      const values = Object.fromEntries(inputs.map(name => [name, (name === own ? point : chosen()).values[name]]))
      const setting = live.setting(model, { values, functions: point.functions })
      return { label: `${own} of ${point.label}`, isMixed: true, setting }
    })))
  }
  return mixed.get(model)
}

// The points for formulas: more of them where there may be kinks.
const pointsFor = (sides, model) =>
  sides.flatMap(walk).some(isKinked) ? [...live.settings(model), ...mixedOf(model)] : live.settings(model)

const FAR = [1, 2, 3, 4, 5, 7, 10, 20, 50, 100, 1e3, 1e6, 1e9].flatMap(far => [far, -far])
const filled = (nested, far) => (Array.isArray(nested) ? nested.map(part => filled(part, far)) : far)

const faraway = new WeakMap()

// One input far away, the others as at the first point.
const farOf = model => {
  if (!faraway.has(model)) {
    const [point] = model.points
    const put = (name, far) => ({ ...point.values, [name]: filled(point.values[name], far) })
    faraway.set(model, Object.keys(model.scaled[0].values).flatMap(name =>
      FAR.map(far => live.setting(model, { ...point, values: put(name, far) }))))
  }
  return faraway.get(model)
}

// What is squared in a side within something that may have a kink, and has one sign at all points but not far from them:
// whether the line is right where it has the other sign was not tried.
live.untriedSign = (side, model) => {
  const isEven = ({ kind, exponent }) => kind === "Power" && bare(exponent).text % 2 === 0
  const squared = walk(side).filter(isKinked).flatMap(walk).filter(isEven).map(({ base }) => base)
  return [...new Set(squared)].find(base => {
    const { free, axes } = live.typed(pair(base, base), model)
    const signsAt = settings => settings.flatMap(setting =>
      choices(free, axes, setting.sizes).map(indices => Math.sign(live.valueOf(base, setting, indices))))
    const tried = signsAt(pointsFor([side], model).map(({ setting }) => setting))
    const isUntried = sign => !tried.includes(sign) && signsAt(farOf(model)).includes(sign)
    return isUntried(1) || isUntried(-1)
  })
}

// Each choice of the free indices, counted from 0.
const choices = (free, axes, sizes) =>
  free.reduce(
    (found, letter) =>
      found.flatMap(choice =>
        Array.from({ length: sizes[axes[letter]] }, (_, at) => ({ ...choice, [letter]: at })),
      ),
    [{}],
  )

const appliesTo = (kept, setting) =>
  kept.every(axis => setting.sizes[axis] === setting.model.sizes[axis])

// What has to agree in one case: the sides, what braces claim, and what is written in numbers.
// Each is two values, and for numbers by how much they may be off.
const demands = (chain, typed, { setting, isExample }, indices) => {
  const claims = []
  const sides = chain.sides
    .filter((_, at) => !typed.decimal[at] && appliesTo(typed.kept[at], setting))
    .map(side => live.evaluate(side, setting, indices, claims))
  const claimed = claims
    .filter(([brace]) => !live.speaksOfTheExample(brace))
    .map(([, body, claim]) => [body, claim])
  const written = isExample ? live.digits(chain, typed, claims, setting) : []
  const paired = (a, b) => (live.vectors.isVector(a) || live.vectors.isVector(b) ? live.vectors.zipped(a, b) : [[a, b]])
  return [...sides.slice(1).flatMap(side => paired(sides[0], side)), ...claimed, ...written]
}

// What has to agree at a mixed point, as far as it has a value there.
const demandsAtMixed = (...of) =>
  live.attempt(() => demands(...of), []).filter(pair => pair.every(Number.isFinite))

const GAPS = { Quotient: "a division by zero", Power: "a power", Sum: "a sum", Product: "a product" }

// What has no value there, although all that it is made of has one, and whether that is so everywhere.
const gapIn = ({ sides }, { setting, indices }, isEverywhere) => {
  const { model } = setting
  // Within a sum its first term is looked at.
  const first = node => Object.fromEntries(Object.keys(live.free(node, model)).map(letter => [letter, 0]))
  const valueOf = node => live.valueOf(node, setting, { ...first(node), ...indices })
  const isGap = node => node.kind !== "Function" && !Number.isFinite(valueOf(node))
  const gap = sides.flatMap(side => walk(side).toReversed().filter(isGap))[0] ?? sides[0]
  const name = gap.function?.name.replace("\\", "") ?? GAPS[gap.kind] ?? "it"
  if (isNaN(valueOf(gap))) return `${name} has no value ${isEverywhere ? "at any point" : "for some inputs"}`
  return `${name} is too large${isEverywhere ? "" : " for some inputs"}`
}

// Of the terms of a sum this share is rounding.
const ROUNDING = 1e-15

// Whether two values may differ by nothing but the rounding of large terms that cancel.
const isLost = ({ sides }, { setting, indices, values: [a, b] }) =>
  sides.flatMap(walk).filter(({ kind }) => kind === "Sum").flatMap(({ terms }) => terms)
    .some(term => Math.abs(live.valueOf(term, setting, indices)) * ROUNDING > Math.abs(a - b))

// Whether all of it agrees: true, false, or null where that cannot be said; with the worst case, or the first one.
const compared = (chain, model, isFirstEnough = false) => {
  const typed = live.typed(chain, model)
  const found = { equal: null, worst: 0, at: null, why: "" }
  const count = { decided: 0, close: 0, wrong: 0 }
  let without = null
  for (const point of pointsFor(chain.sides, model))
    for (const indices of choices(typed.free, typed.axes, point.setting.sizes))
      for (const [a, b, allowed] of (point.isMixed ? demandsAtMixed : demands)(chain, typed, point, indices)) {
        if (!Number.isFinite(a) || !Number.isFinite(b)) {
          without ??= { setting: point.setting, indices }
          continue
        }
        const off = residual(a, b)
        const difference = Math.abs(a - b)
        const isWritten = allowed !== undefined
        const isWrong = isWritten ? difference > allowed
          : point.isMixed ? off > ROUGH && difference > TOLERANCE : off > TOLERANCE && difference > CANCELLED
        if (!point.isMixed) count.decided++
        if (isWrong) count.wrong++
        else if (!isWritten && !point.isMixed && off > CLEAR) count.close++
        if (!found.at || (isWrong && off > found.worst))
          Object.assign(found, { worst: off, at: { label: point.label, setting: point.setting, indices, values: [a, b] } })
        if (isWrong && isFirstEnough) return { ...found, equal: false, why: "" }
      }
  if (count.wrong) return { ...found, equal: false, why: "", isLost: isLost(chain, found.at) }
  live.checkRounding(chain, typed, live.setting(model))
  if (without) return { ...found, why: gapIn(chain, without, !count.decided) }
  if (2 * count.close > count.decided)
    return { ...found, why: "the difference is as small as rounding" }
  return { ...found, equal: true, why: "" }
}

const pair = (a, b) => ({ sides: [a, b], relations: ["="] })

live.compare = (a, b, model) => compared(pair(a, b), model)

live.areEqual = (a, b, model) => compared(pair(a, b), model, true).equal === true

const VERDICTS = new Map([[true, "true"], [false, "refuted"], [null, "undecided"]])

// Whether one side has a value, and another has none at any point.
const isOneSided = (chain, model) => {
  const typed = live.typed(chain, model)
  const hasValue = (side, at) => live.settings(model).some(({ setting }) =>
    appliesTo(typed.kept[at], setting) && choices(typed.free, typed.axes, setting.sizes)
      .some(indices => Number.isFinite(live.evaluate(side, setting, indices))))
  return new Set(chain.sides.map(hasValue)).size > 1
}

live.verdict = (chain, model) => {
  try {
    if (chain.sides.length < 2) throw new live.Unread({ column: 1, wrong: "one side", meant: [] })
    const { equal } = compared(chain, model)
    return equal === null && isOneSided(chain, model) ? "refuted" : VERDICTS.get(equal)
  } catch (error) {
    if (error instanceof live.Unread) return "unread"
    if (error instanceof live.NoValue) return "undecided"
    throw error
  }
}
