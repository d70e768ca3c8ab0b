// Sums and products of numbers and of whole arrays of one axis, which are columns, or rows where they are transposed.

const { add, multiply, divide, functions } = live.duals

class Vector {
  constructor(items, isRow = false) {
    this.items = items
    this.isRow = isRow
  }
}

const isVector = x => x instanceof Vector
const misfit = () => new live.NoValue("arrays of other shapes than what is done with them")
const number = x => {
  if (isVector(x)) throw misfit()
  return x
}

// The elements of two vectors of one shape, in pairs.
const zipped = (a, b) => {
  if (a.isRow !== b.isRow || a.items?.length !== b.items?.length) throw misfit()
  return a.items.map((item, at) => [item, b.items[at]])
}

const plus = (a, b) =>
  isVector(a) || isVector(b) ? new Vector(zipped(a, b).map(([x, y]) => add(x, y)), a.isRow) : add(a, b)

const transposed = a => (isVector(a) ? new Vector(a.items, !a.isRow) : a)

const times = (a, b) => {
  if (isVector(a) && isVector(b)) {
    if (!a.isRow) throw misfit()
    return zipped(transposed(a), b).map(([x, y]) => multiply(x, y)).reduce(add)
  }
  if (isVector(a)) return times(b, a)
  return isVector(b) ? new Vector(b.items.map(item => multiply(a, item)), b.isRow) : multiply(a, b)
}

const over = (a, b) => (isVector(a) ? times(divide(1, number(b)), a) : divide(a, number(b)))

const norm = a => functions.sqrt((isVector(a) ? a.items : [a]).map(item => multiply(item, item)).reduce(add))

live.vectors = { Vector, isVector, number, norm, over, plus, times, transposed, zipped }
