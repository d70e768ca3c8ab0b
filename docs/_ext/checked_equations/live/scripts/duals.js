// Numbers with a slope, for exact derivatives: each operation applies the rule of its derivative.
// What does not move is a plain number.

class Dual {
  constructor(value, slope) {
    this.value = value
    this.slope = slope
  }
}

const plain = x => typeof x === "number"
const value = x => (plain(x) ? x : x.value)
const slope = x => (plain(x) ? 0 : x.slope)

const add = (a, b) => (plain(a) && plain(b) ? a + b : new Dual(value(a) + value(b), slope(a) + slope(b)))

const multiply = (a, b) =>
  plain(a) && plain(b)
    ? a * b
    : new Dual(value(a) * value(b), slope(a) * value(b) + value(a) * slope(b))

// Nothing is divided by zero: infinite values could cancel to finite ones that mean nothing.
const over = (a, b) => (b === 0 ? NaN : a / b)

const divide = (a, b) => {
  const quotient = over(value(a), value(b))
  if (plain(a) && plain(b)) return quotient
  return new Dual(quotient, (slope(a) - quotient * slope(b)) / value(b))
}

const raise = (a, b) => {
  const [base, exponent] = [value(a), value(b)]
  const power = base === 0 && exponent < 0 ? NaN : base ** exponent
  if (plain(a) && plain(b)) return power
  const byBase = slope(a) && exponent * base ** (exponent - 1) * slope(a)
  const byExponent = slope(b) && power * Math.log(base) * slope(b)
  return new Dual(power, byBase + byExponent)
}

// A function of a number, with its derivative where it has the value y at x.
const smooth = (f, derivative) => x => {
  if (plain(x)) return f(x)
  const y = f(x.value)
  return new Dual(y, derivative(x.value, y) * x.slope)
}

const log = smooth(x => (x > 0 ? Math.log(x) : NaN), x => 1 / x)

const functions = {
  __proto__: null, // names come from readers: none of these is `constructor`
  exp: smooth(Math.exp, (x, y) => y),
  log,
  ln: log,
  sin: smooth(Math.sin, x => Math.cos(x)),
  cos: smooth(Math.cos, x => -Math.sin(x)),
  tanh: smooth(Math.tanh, (x, y) => 1 - y * y),
  sqrt: smooth(Math.sqrt, (x, y) => 1 / (2 * y)),
}

live.duals = { Dual, value, slope, add, multiply, divide, raise, functions }
