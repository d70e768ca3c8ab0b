// The values of formulas at a setting: sizes, inputs and functions. All that the inputs do not give
// follows from the defining equations of the pages.
// ∂A/∂B means: move B, recompute all that follows from it, look at A.

const { Dual, levelOf, value, slope, add, multiply, raise, functions } = live.duals
const { Vector, norm, number, over, plus, times, transposed } = live.vectors
const { walk, bare, find, axesOf, isEuler, isNumber, isWhole, refusal } = live.trees

// A value that nothing here can compute.
live.NoValue = class extends Error {}

// What `make` gives, or `otherwise` where something cannot be read, or has no value.
live.attempt = (make, otherwise) => {
  try {
    return make()
  } catch (error) {
    if (error instanceof live.Unread || error instanceof live.NoValue) return otherwise
    throw error
  }
}

const made = (sizes, element, place = []) =>
  place.length === sizes.length
    ? element(place)
    : Array.from({ length: sizes[place.length] }, (_, at) => made(sizes, element, [...place, at]))

const each = (nested, change) =>
  Array.isArray(nested) ? nested.map(part => each(part, change)) : change(nested)

const elementAt = (nested, place) => place.reduce((part, at) => part[at], nested)

const sizesOf = nested => (Array.isArray(nested) ? [nested.length, ...sizesOf(nested[0])] : [])

const total = terms => terms.reduce(plus)

// The sum of the products of the elements of two arrays of one shape.
const inner = (a, b) =>
  Array.isArray(a) ? total(a.map((part, at) => inner(part, b[at]))) : multiply(a, b)

const { sin } = functions

const ownTables = new WeakMap()

// The names in the body of a function: its parameters.
const tableOf = given => {
  if (!ownTables.has(given)) ownTables.set(given, live.table(given.parameters))
  return ownTables.get(given)
}

// The value of a function of a setting, by how it is given.
const applied = (given, args, values) => {
  if (given.named) return functions[given.named](args[0])
  if (given.kind === "waves") {
    const waves = given.a.map((a, at) =>
      multiply(a, sin(add(multiply(given.b[at], args[0]), given.p[at]))),
    )
    return total([multiply(given.c, args[0]), ...waves])
  }
  if (given.kind === "waves of arrays")
    return total(
      given.a.map((a, at) => {
        const phase = given.weights[at].map((weights, place) => inner(weights, args[place]))
        return multiply(a, sin(add(given.p[at], total(phase))))
      }),
    )
  const own = Object.fromEntries(given.parameters.map((name, at) => [name.python, args[at]]))
  const { setting } = values
  const inside = { get: python => own[python], setting }
  return compiled(given.tree, tableOf(given), setting.model.sizes)({ values: inside, at: {} })
}

// How many values are computed where a formula is evaluated once, if all that its sums run over has this size.
live.weight = (node, size) => {
  const parts = live.childrenOf(node).reduce((sum, part) => sum + live.weight(part, size), 0)
  return 1 + parts * (node.kind === "BigSum" ? size : 1)
}

// Each sum within another one multiplies the time that it takes. The points have arrays of about this size.
const MOST = 6_000
const USUAL = 4
live.isTooMuch = node => live.weight(node, USUAL) > MOST

// Where something within a formula is evaluated: there, things are so as they are for the formula itself, with changes.
// What a trial remembers of it is found under the key.
const within = (env, key, changes) => {
  if (!env.known) return { ...env, ...changes }
  if (!env.inner.has(key)) env.inner.set(key, { ...env, ...changes, known: new Map(), inner: new Map() })
  return env.inner.get(key)
}

// How each kind of node becomes a function of {values, at}: the values by name, and the indices.
const KINDS = {
  Number: node => {
    const number = Number(node.text)
    return env => (env.moves === node ? new Dual(number, 1, 1) : number)
  },
  Symbol: (node, scope) => {
    const name = find(node, scope.table)
    if (!name) {
      if (isEuler(node)) return () => Math.E
      throw refusal(node, "no symbol of this page")
    }
    const { python, axes } = name
    if (!axes.length) return env => env.values.get(python)
    if (isWhole(node, name)) {
      if (axes.length > 1) throw refusal(node, "an array without its indices")
      return env => new Vector(env.values.get(python))
    }
    const place = node.subscripts.map(indexIn)
    return env => {
      const element = place.reduce((part, at) => part?.[at(env)], env.values.get(python))
      if (element === undefined) throw new live.NoValue(`${python} has no such element`)
      return element
    }
  },
  Sum: (node, scope) => {
    const terms = node.terms.map(term => compile(term, scope))
    return env => total(terms.map((term, at) => times(node.signs[at], term(env))))
  },
  Product: (node, scope) => {
    const factors = node.factors.map(factor => compile(factor, scope))
    return env => factors.map(factor => factor(env)).reduce(times)
  },
  Quotient: (node, scope) => {
    const [top, bottom] = [compile(node.top, scope), compile(node.bottom, scope)]
    return env => over(top(env), bottom(env))
  },
  Power: (node, scope) => {
    const base = bare(node.base)
    const exponent = compile(node.exponent, scope)
    if (base.kind === "Symbol" && isEuler(base) && !find(base, scope.table))
      return env => functions.exp(number(exponent(env)))
    const below = compile(node.base, scope)
    return env => raise(number(below(env)), number(exponent(env)))
  },
  Norm: (node, scope) => {
    const body = compile(node.body, scope)
    return env => norm(body(env))
  },
  Transpose: (node, scope) => {
    const body = compile(node.body, scope)
    return env => transposed(body(env))
  },
  Group: (node, scope) => {
    if (node.items.length !== 1) throw refusal(node, "a list, where one value is needed")
    return compile(node.items[0], scope)
  },
  Underbrace: (node, scope) => {
    const body = compile(node.body, scope)
    if (!node.claim) return body
    const claim = compile(node.claim, scope)
    return env => {
      const found = number(body(env))
      if (env.claims) env.claims.push([node, value(found), value(claim(env))])
      return found
    }
  },
  BigSum: (node, scope) => {
    if (live.isTooMuch(node)) throw refusal(node, "too much to compute in its sums")
    const body = compile(node.body, scope)
    const axis = axesOf(node.body, scope.table, scope.sizes)[node.index]
    if (!axis) throw refusal(node, `a sum over ${node.index}, which is no index of anything in it`)
    const first = (node.first ?? 1) - 1
    return env => {
      const terms = []
      for (let i = first; i < env.values.setting.sizes[axis]; i++)
        terms.push(body(within(env, `${node.index} ${i}`, { at: { ...env.at, [node.index]: i } })))
      return total(terms)
    }
  },
  Call: (node, scope) => {
    const standard = functions[node.function.name.slice(1)]
    const name = scope.table.functions.get(node.function.name)
    if (standard && node.function.primes) throw refusal(node, `${node.function.name}' is not read: write out the derivative`)
    if (!name && !standard)
      throw refusal(node, "a function that this page does not have")
    return name ? declared(node, name, scope) : single(node, scope, standard)
  },
  Partial: (node, scope) => {
    if (!node.top) throw refusal(node, "a derivative of nothing")
    const bottom = bare(node.bottom)
    const name = bottom.kind === "Symbol" && find(bottom, scope.table)
    if (!name || isWhole(bottom, name))
      throw refusal(node.bottom, "a derivative by what is no single value")
    const top = compile(node.top, scope)
    const place = name.axes.length ? bottom.subscripts.map(indexIn) : []
    return env => {
      const values = env.values.moved(name.python, place.map(at => at(env)))
      return slope(number(top(within(env, values, { values }))), values.level)
    }
  },
}

const indexIn = index => {
  if (isNumber(index)) return () => index - 1
  return env => {
    if (env.at[index] === undefined) throw new live.NoValue(`the index ${index} has no value`)
    return env.at[index]
  }
}

const compile = (node, scope) => {
  const kind = KINDS[node.kind]
  if (!kind) throw refusal(node, "what is read, but not computed here")
  let own = scope.own?.get(node)
  if (own === undefined) return kind(node, scope)
  if (own === null) scope.own.set(node, own = remembered(node, kind(node, scope)))
  return own
}

const remembered = (node, compute) => env => {
  let found = env.known.get(node)
  if (found === undefined) env.known.set(node, found = compute(env))
  return found
}

const single = (node, scope, f) => {
  if (node.arguments.length !== 1) throw refusal(node, "more than one argument")
  const argument = compile(node.arguments[0], scope)
  return env => f(number(argument(env)))
}

const declared = (node, name, scope) => {
  const f = (env, args) => applied(env.values.setting.functions[name.python], args, env.values)
  if (name.takes) return ofArrays(node, name, scope, f)
  const { primes } = node.function
  if (primes > 1) throw refusal(node, "a second derivative")
  const argument = argument => argument
  if (!primes) {
    const inside = single(node, scope, argument)
    return env => f(env, [inside(env)])
  }
  const inside = single(node, scope, argument)
  return env => {
    const at = inside(env)
    const level = levelOf(at) + 1
    return slope(f(env, [new Dual(at, 1, level)]), level)
  }
}

// A function of arrays: they stand without indices, or all their elements are listed.
const ofArrays = (node, name, scope, f) => {
  if (node.function.primes) throw refusal(node, "a prime at a function of arrays")
  const whole = node.arguments.map(argument => {
    const symbol = bare(argument)
    const name = symbol.kind === "Symbol" && find(symbol, scope.table)
    return name && isWhole(symbol, name) ? name : null
  })
  if (whole.every(array => array)) {
    if (String(whole.map(array => array.axes)) !== String(name.takes))
      throw refusal(node, `other arguments than ${name.takes.join(", ")}`)
    return env => f(env, whole.map(array => env.values.get(array.python)))
  }
  const listed = node.arguments.map(argument => compile(argument, scope))
  return env => {
    const { sizes } = env.values.setting
    const counts = name.takes.map(axis => sizes[axis] ?? 1)
    if (listed.length !== counts.reduce((a, b) => a + b))
      throw refusal(node, `${listed.length} arguments`)
    const rest = listed.map(argument => number(argument(env)))
    const args = counts.map((count, at) => {
      const some = rest.splice(0, count)
      return name.takes[at] in sizes ? some : some[0]
    })
    return f(env, args)
  }
}

const kept = new WeakMap()

const compiled = (tree, table, sizes) => {
  if (!kept.has(tree)) kept.set(tree, compile(tree, { table, sizes }))
  return kept.get(tree)
}

// Values by Python name: given ones as they are, any other computed when it is asked for.
class Values {
  constructor(setting, given, moves = []) {
    this.setting = setting
    this.known = new Map(Object.entries(given))
    this.given = given
    this.moves = moves
    this.others = new Map()
  }

  get level() {
    return this.moves.length
  }

  get(python) {
    let found = this.known.get(python)
    if (found === undefined) this.known.set(python, found = this.computed(python))
    return found
  }

  computed(python) {
    const { model, sizes } = this.setting
    const table = live.tables(model)
    const entry = table.program.get(python)
    if (!entry) throw new live.NoValue(`no equation of a page defines ${python}`)
    const formula = compiled(entry.tree, table, model.sizes)
    const { axes } = table.python.get(python)
    return made(axes.map(axis => sizes[axis]), place =>
      formula({
        values: this,
        at: Object.fromEntries(entry.letters.map((letter, at) => [letter, place[at]])),
      }),
    )
  }

  // Where a value is moved that others are computed from, they stand still: what moves them too says nothing of it.
  checkFollows(python) {
    const order = [...live.tables(this.setting.model).program.keys()]
    if (this.moves.some(moved => order.indexOf(python) < order.indexOf(moved)))
      throw new live.NoValue(`a slope by ${python} within one by what follows from it`)
  }

  // The values when one element of one value moves: each has a slope by it.
  moved(python, place) {
    const key = `${python} ${place}`
    if (!this.others.has(key)) {
      this.checkFollows(python)
      const before = this.get(python)
      const shifted = made(sizesOf(before), at => {
        const element = elementAt(before, at)
        return String(at) === String(place) ? new Dual(element, 1, this.level + 1) : element
      })
      const given = this.level ? this.given : this.setting.inputs
      this.others.set(key, new Values(this.setting, { ...given, [python]: shifted }, [...this.moves, python]))
    }
    return this.others.get(key)
  }
}

const inputsOf = (model, values) => {
  const names = model.names.filter(name => name.kind === "input").map(name => name.python)
  return Object.fromEntries(names.map(name => [name, values[name] ?? model.example.values[name]]))
}

// A setting to evaluate at, of a model's point or of a reader's own inputs. It must not be changed.
live.setting = (model, { values = {}, sizes, functions: open } = model.example) => {
  const { program } = live.tables(model)
  const inputs = inputsOf(model, values)
  // What no equation defines is known only where it is given.
  const given = Object.entries(values).filter(([name]) => !program.has(name))
  return {
    model,
    sizes: sizes ?? model.sizes,
    inputs,
    values: { ...inputs, ...Object.fromEntries(given) },
    functions: { ...model.functions, ...open },
  }
}

const valuesAt = new WeakMap()

const valuesOf = setting => {
  if (!valuesAt.has(setting)) valuesAt.set(setting, new Values(setting, setting.values))
  return valuesAt.get(setting)
}

// The value of a formula, where its free indices are these, counted from 0.
// `claims` collects what is under braces: the node, its value and what the brace says that it is.
live.evaluate = (tree, setting, indices = {}, claims = null) => {
  const { model } = setting
  const formula = compiled(tree, live.tables(model), model.sizes)
  return formula({ values: valuesOf(setting), at: indices, claims })
}

// The value of a formula; NaN where it has none.
live.valueOf = (tree, setting, indices) => live.attempt(() => live.evaluate(tree, setting, indices), NaN)

// The values of a formula with something exchanged, again and again: what such a tree shares with the formula's own is
// computed once.
live.trial = (tree, setting, indices = {}) => {
  const { model } = setting
  const own = new Map(walk(tree).map(node => [node, null]))
  const scope = { table: live.tables(model), sizes: model.sizes, own }
  const env = { values: valuesOf(setting), at: indices, known: new Map(), inner: new Map() }
  return other => live.attempt(() => compile(other, scope)(env), NaN)
}

// The slope of a formula by a number that it writes.
live.slopeByNumber = (tree, number, setting) => {
  const { model } = setting
  const formula = compiled(tree, live.tables(model), model.sizes)
  return slope(formula({ values: valuesOf(setting), at: {}, moves: number }))
}

// All values by Python name: what is given, and what follows from it.
live.values = setting => {
  const values = valuesOf(setting)
  const found = { ...setting.values }
  for (const { python } of setting.model.program) found[python] = values.get(python)
  for (const { python } of setting.model.derived) {
    try {
      found[python] = values.get(python)
    } catch (error) {
      if (!(error instanceof live.NoValue)) throw error
    }
  }
  return found
}

live.run = (model, inputs, sizes) => live.values(live.setting(model, { values: inputs, sizes }))

// The slopes of all values of the network by one value, or by the element of it at this place.
live.slopes = (setting, python, place = []) => {
  const moved = valuesOf(setting).moved(python, place)
  const names = setting.model.program.map(entry => entry.python)
  return Object.fromEntries(names.map(name => [name, each(moved.get(name), slope)]))
}
