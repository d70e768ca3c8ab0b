// Numbers with a slope, for exact derivatives: each operation applies the rule of its derivative.
// What does not move is a plain number. Slopes move too: a level says by which of several moves a slope is.

class Dual {
  constructor(value, slope, level) {
    this.value = value
    this.slope = slope
    this.level = level
  }
}

const plain = x => typeof x === "number"
const levelOf = x => (plain(x) ? 0 : x.level)
const value = x => (plain(x) ? x : value(x.value))
// What something is without the move of a level, and its slope by it.
const unmoved = (x, level) => (levelOf(x) === level ? x.value : x)
const slope = (x, level = 1) => (levelOf(x) === level ? x.slope : 0)

// An operation on two numbers, with its derivative: `rule` gets both, their slopes and the result.
const operation = (f, rule) => {
  const apply = (a, b) => {
    if (plain(a) && plain(b)) return f(a, b)
    const level = Math.max(levelOf(a), levelOf(b))
    const [x, y] = [unmoved(a, level), unmoved(b, level)]
    const found = apply(x, y)
    return new Dual(found, rule(x, y, slope(a, level), slope(b, level), found), level)
  }
  return apply
}

const add = operation((a, b) => a + b, (a, b, da, db) => add(da, db))
const multiply = operation((a, b) => a * b, (a, b, da, db) => add(multiply(da, b), multiply(a, db)))

// Nothing is divided by zero: infinite values could cancel to finite ones that mean nothing.
const divide = operation(
  (a, b) => (b === 0 ? NaN : a / b),
  (a, b, da, db, quotient) => divide(add(da, multiply(-1, multiply(quotient, db))), b),
)

const raise = operation(
  (a, b) => (a === 0 && b < 0 ? NaN : a ** b),
  (a, b, da, db, power) => add(
    da && multiply(multiply(b, raise(a, add(b, -1))), da),
    db && multiply(multiply(power, log(a)), db),
  ),
)

// A function of a number, with its derivative where it has the value y at x.
const smooth = (f, derivative) => {
  const apply = x => {
    if (plain(x)) return f(x)
    const y = apply(x.value)
    return new Dual(y, multiply(derivative(x.value, y), x.slope), x.level)
  }
  return apply
}

const log = smooth(x => (x > 0 ? Math.log(x) : NaN), x => divide(1, x))
const sin = smooth(Math.sin, x => cos(x))
const cos = smooth(Math.cos, x => multiply(-1, sin(x)))
const sinh = smooth(Math.sinh, x => cosh(x))
const cosh = smooth(Math.cosh, x => sinh(x))

const functions = {
  __proto__: null, // names come from readers: none of these is `constructor`
  exp: smooth(Math.exp, (x, y) => y),
  log,
  ln: log,
  sin,
  cos,
  tan: smooth(Math.tan, (x, y) => add(1, multiply(y, y))),
  sinh,
  cosh,
  tanh: smooth(Math.tanh, (x, y) => add(1, multiply(-1, multiply(y, y)))),
  sqrt: smooth(Math.sqrt, (x, y) => divide(1, multiply(2, y))),
}

live.duals = { Dual, levelOf, value, slope, add, multiply, divide, raise, functions }
