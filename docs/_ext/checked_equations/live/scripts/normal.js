// A tree as text that is the same in whatever order factors and terms stand, and however products are grouped.

// The node without brackets around it, without what stands below a brace, and of a product of one
// factor that factor.
live.bare = node => {
  if (node.kind === "Underbrace") return live.bare(node.body)
  const parts = { Group: node.items, Product: node.factors }[node.kind]
  return parts?.length === 1 ? live.bare(parts[0]) : node
}

// The indices that sums run over have numbers for names; `bound` says which.
live.normal = (node, bound = {}) => {
  const terms = termsOf(node, 1, bound)
  return terms.length === 1 && terms[0][0] === "+" ? terms[0].slice(1) : `(${terms.sort().join("")})`
}

function termsOf(node, sign, bound) {
  const inner = live.bare(node)
  if (inner.kind === "Sum")
    return inner.terms.flatMap((term, at) => termsOf(term, sign * inner.signs[at], bound))
  const { factors, sign: own } = factorsOf(inner, bound)
  return [`${sign * own > 0 ? "+" : "-"}${factors.sort().join("*") || "1"}`]
}

// The factors of a term, without ones, and the sign that they have together.
function factorsOf(node, bound) {
  const inner = live.bare(node)
  if (inner.kind === "Product") {
    const parts = inner.factors.map(factor => factorsOf(factor, bound))
    const sign = parts.reduce((sign, part) => sign * part.sign, 1)
    return { factors: parts.flatMap(part => part.factors), sign }
  }
  if (inner.kind === "Sum" && inner.terms.length === 1) {
    const { factors, sign } = factorsOf(inner.terms[0], bound)
    return { factors, sign: sign * inner.signs[0] }
  }
  const text = inner.kind === "Sum" ? live.normal(inner, bound) : whole(inner, bound)
  return { factors: text === "1" ? [] : [text], sign: 1 }
}

// What is neither a sum nor a product.
function whole(node, bound) {
  const of = part => live.normal(part, bound)
  switch (node.kind) {
    case "Number":
      return `${Number(node.text)}`
    case "Symbol": {
      const { base, accent, primes, layer, subscripts } = node
      return JSON.stringify([base, accent, primes, layer, subscripts.map(index => bound[index] ?? index)])
    }
    case "Norm":
    case "Transpose":
      return `${node.kind}(${of(node.body)})`
    case "Function":
      return `${node.name}${"'".repeat(node.primes)}`
    case "Group":
      return `(${node.items.map(of).join(",")})`
    case "Quotient":
      return `(${of(node.top)}/${of(node.bottom)})`
    case "Power":
      return `(${of(node.base)}^${of(node.exponent)})`
    case "Call":
      return `${of(node.function)}(${node.arguments.map(of).join(",")})`
    case "Partial": {
      const [top, bottom] = [node.top ? of(node.top) : "", of(node.bottom)]
      return top === bottom ? "1" : `(d${top}/d${bottom})`
    }
    case "BigSum": {
      const last = node.last?.kind ? of(node.last) : node.last
      const inside = { ...bound, [node.index]: `#${Object.keys(bound).length}` }
      return `sum[${node.first},${last}](${live.normal(node.body, inside)})`
    }
    default:
      return JSON.stringify(node)
  }
}
