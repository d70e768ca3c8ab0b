// A model's numbers as a graph. An edge leads from each number to those that are computed from it at once; its slope is
// the derivative of the one by the other while all else stands still.

// As numbers are named on the page: "W1[1,2]".
const named = (python, place) => place.length ? `${python}[${place.map(i => i + 1)}]` : python

// All numbers of a value, by name, with their places.
function numbers(python, value, place = []) {
  if (!Array.isArray(value)) return [[named(python, place), { python, place }]]
  return value.flatMap((one, i) => numbers(python, one, [...place, i]))
}

const read = (values, { python, place }) => place.reduce((value, i) => value[i], values[python])

function put(value, [first, ...rest], number) {
  return first === undefined ? number : value.map((one, i) => i === first ? put(one, rest, number) : one)
}

// What was computed from an object, which must not be changed, is not computed again.
function kept(compute) {
  const found = new WeakMap()
  return given => {
    if (!found.has(given)) found.set(given, compute(given))
    return found.get(given)
  }
}

live.graph = (model, loss) => {
  const setting = live.setting(model)
  const example = live.values(setting)
  const kinds = new Map(model.names.map(({ python, kind }) => [python, kind]))
  const order = model.program.map(({ python }) => python)
  const places = new Map(model.names
    .filter(({ kind }) => kind === "input" || kind === "forward")
    .flatMap(({ python }) => numbers(python, example[python])))

  // Only the head is computed anew: all else is given.
  function slope(tail, head, values) {
    const { python, place } = places.get(head)
    const { [python]: _, ...given } = values
    const slopes = live.slopes({ ...setting, inputs: given, values: given }, places.get(tail).python, places.get(tail).place)
    return read(slopes, { python, place })
  }

  // What each number is computed from. The running example lies at no point where a slope vanishes by chance.
  const tails = new Map()
  const reach = head => {
    if (tails.has(head)) return
    const others = order.includes(places.get(head).python) ? [...places.keys()] : []
    tails.set(head, others.filter(tail => tail !== head && slope(tail, head, example)))
    tails.get(head).forEach(reach)
  }
  reach(loss)
  const rank = name => order.indexOf(places.get(name).python)
  const backward = [...tails.keys()].sort((a, b) => rank(b) - rank(a))
  const names = [...places.keys()].filter(name => tails.has(name))

  return {
    names,
    inputs: names.filter(name => kinds.get(places.get(name).python) === "input"),
    example: live.setting(model).inputs,
    place: name => places.get(name),
    read: (values, name) => read(values, places.get(name)),

    moved(values, name, number) {
      const { python, place } = places.get(name)
      return { ...values, [python]: put(values[python], place, number) }
    },

    forward: kept(inputs => live.run(model, inputs)),

    // The slope along each edge, and those of the loss by each number: from the loss back, once along each edge.
    slopes: kept(values => {
      const along = new Map(), by = new Map([[loss, 1]])
      for (const head of backward)
        for (const tail of tails.get(head)) {
          along.set(`${tail} ${head}`, slope(tail, head, values))
          by.set(tail, (by.get(tail) ?? 0) + by.get(head) * along.get(`${tail} ${head}`))
        }
      return { along, by }
    }),

    // All ways from a number to the loss, each as its edges from the loss back: [[tail, head], …].
    paths(name) {
      if (name === loss) return [[]]
      const heads = names.filter(head => tails.get(head).includes(name))
      return heads.flatMap(head => this.paths(head).map(path => [...path, [name, head]]))
    },
  }
}
