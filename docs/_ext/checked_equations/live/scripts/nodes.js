// Formulas as trees, of which all scripts speak. Trees are plain objects: what has a kind is a node.

// What does not read: where (columns count from 1), what is wrong, and what may have been meant.
live.Unread = class extends Error {
  constructor({ column, wrong, meant = [] }) {
    super(wrong)
    Object.assign(this, { column, wrong, meant })
  }
}

live.unread = (wrong, place, meant) => new live.Unread({ column: place + 1, wrong, meant })

// The nodes directly below a node.
live.childrenOf = node => {
  const found = []
  for (const name in node) {
    const part = node[name]
    if (part?.kind) found.push(part)
    else if (Array.isArray(part)) for (const one of part) if (one?.kind) found.push(one)
  }
  return found
}

// A node, and all below it: each stands in front of what is below it.
live.walk = node => {
  const found = []
  const visit = part => {
    found.push(part)
    for (const child of live.childrenOf(part)) visit(child)
  }
  visit(node)
  return found
}
